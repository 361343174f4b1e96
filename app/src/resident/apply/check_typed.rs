//! Checks each answer of a screen when its field is left, by the rules that the server keeps: a slip of the finger is seen beside
//! the field at once. Nothing is sent and nothing is held up by it: the server, which keeps what was typed, has the last word.

mod rules;

use domain::form::{At, Field, Typed, check_input, question};
#[cfg(feature = "ssr")]
use domain::{form::Options, text::Lang};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::{browser, parts::problem_words, visit::lang};

/// Wakes the form that it stands in: `data-checks` are its questions, `data-today` the day that ages are counted to.
#[island]
pub fn CheckTyped() -> impl IntoView {
    browser::awake(|form| {
        let _ = watch(form);
    })
}

/// A screen's questions as the form's `data-checks`: without words that stand on the page anyway, and without what hangs on answers
/// of other screens, which only the server knows.
#[cfg(feature = "ssr")]
#[must_use]
pub fn checks(fields: &[Field], lang: Lang) -> String {
    let bare: Vec<Field> = fields.iter().map(|field| bare(field, fields, lang)).collect();
    serde_json::to_string(&bare).unwrap_or_default()
}

#[cfg(feature = "ssr")]
fn bare(field: &Field, beside: &[Field], lang: Lang) -> Field {
    let mut bare = field.clone();
    let unread = match lang {
        Lang::Zh => &mut bare.label.en,
        Lang::En => &mut bare.label.zh,
    };
    unread.clear();
    bare.hint = None;
    if field.kind.is_choice() {
        bare.options = Options::default();
    }
    bare.columns = field.columns.iter().map(|column| self::bare(column, &field.columns, lang)).collect();
    if bare.rules.together.as_ref().is_some_and(|both| beside.iter().all(|other| other.key != both.with)) {
        bare.rules.together = None;
    }
    bare
}

fn watch(form: HtmlElement) -> Option<()> {
    let fields = rules::read(&form.get_attribute("data-checks")?)?;
    let at = At { today: browser::day(&form.get_attribute("data-today")?)?, kiosk: form.has_attribute("data-kiosk") };
    let target = form.clone();
    browser::on_left(&target, "focusout", move |event: Event| {
        let left = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let _ = left.and_then(|input| look(&form, &fields, &input, &at));
    });
    Some(())
}

/// Says what is wrong with what stands in `input`, or takes back what was said of it.
fn look(form: &HtmlElement, fields: &[Field], input: &HtmlElement, at: &At) -> Option<()> {
    let name = input.get_attribute("name").filter(|name| *name == input.id())?;
    let asked = question(fields, &name)?;
    let below = browser::find::<HtmlElement>(&[&name, "-live"].concat())?;
    let earlier = browser::find::<HtmlElement>(&[&name, "-error"].concat());
    let typed = typed(form);
    if typed.get(&name).trim().is_empty() && earlier.is_some() {
        return None;
    }
    let said = check_input(fields, &typed, at, &name)
        .map(|problem| problem_words(&problem, asked.label.of(lang()), lang()))
        .unwrap_or_default();
    browser::write(&below, &said);
    // What the server said was about an earlier answer.
    if let Some(earlier) = earlier {
        earlier.remove();
    }
    if let Some(around) = input.closest(".field").ok().flatten() {
        let _ = around.class_list().toggle_with_force("field-wrong", !said.is_empty());
    }
    input.set_attribute("aria-invalid", if said.is_empty() { "false" } else { "true" }).ok()
}

/// What stands in the form now. What is masked was kept already and is known to the server only.
fn typed(form: &HtmlElement) -> Typed {
    let mut pairs: Vec<(String, String)> = Vec::new();
    browser::each(form, "input[name], select[name], textarea[name]", &mut |element| {
        let Some(name) = element.get_attribute("name") else { return };
        let value = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            let chosen = !matches!(input.type_().as_str(), "radio" | "checkbox") || input.checked();
            chosen.then(|| input.value())
        } else if let Some(list) = element.dyn_ref::<HtmlSelectElement>() {
            Some(list.value())
        } else {
            element.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value)
        };
        pairs.extend(value.filter(|value| !value.contains('*')).map(|value| (name, value)));
    });
    pairs.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use domain::text::Words;

    use super::*;

    /// A field as the browser reads it.
    fn read(fields: &[Field], lang: Lang) -> Vec<Field> {
        serde_json::from_str(&checks(fields, lang)).expect("fields")
    }

    #[test]
    fn the_browser_gets_rules_and_one_language_but_no_lists() {
        let street = r#"{"key":"street","label":{"zh":"街道","en":"Subdistrict"},"type":"enum","required":true,
            "hint":{"zh":"提示","en":"Hint"},"options":[{"code":"1","label":{"zh":"一","en":"One"}}],"rules":{"longest":3}}"#;
        let street: Field = serde_json::from_str(street).expect("a field");
        let read = read(&[street], Lang::Zh);
        assert_eq!(read[0].label, Words { zh: "街道".into(), en: String::new() });
        assert!(read[0].hint.is_none() && read[0].options.is_empty() && read[0].rules.longest == Some(3));
    }

    #[test]
    fn what_hangs_on_another_screen_is_left_to_the_server() {
        let count = r#"{"key":"persons","label":{"zh":"人","en":"Persons"},"type":"int","required":true,
            "rules":{"together":{"with":"units","least":50,"alone":50}}}"#;
        let persons: Field = serde_json::from_str(count).expect("a field");
        let units = Field { key: "units".into(), ..persons.clone() };
        assert!(read(std::slice::from_ref(&persons), Lang::En)[0].rules.together.is_none());
        assert!(read(&[persons, units], Lang::En)[0].rules.together.is_some());
    }
}
