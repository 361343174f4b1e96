//! One input with its label, its hint and what is wrong with it, bound together for those who hear the page.

use domain::text::Text;
use leptos::prelude::*;

use crate::{forms::FormState, msg::common, visit::t};

/// A line to type into. What was typed comes back with the form; otherwise `value` is shown.
#[component]
pub fn Field(
    /// Its `name` and `id`.
    #[prop(into)]
    name: String,
    /// What is asked.
    label: Text,
    /// How to answer.
    #[prop(optional)]
    hint: Option<Text>,
    /// What was kept.
    #[prop(optional, into)]
    value: String,
    /// `text`, `tel`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Which keys a phone shows.
    #[prop(default = "text")]
    inputmode: &'static str,
    /// Which board the keyboard of a kiosk shows, where `inputmode` does not say it: `name`, `document`, `code`, `date`.
    #[prop(optional)]
    board: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The most characters.
    #[prop(default = 60)]
    longest: u32,
    /// Class of the whole field.
    #[prop(default = "")]
    class: &'static str,
    /// What the browser adds below the input (its message's id is `{name}-live`).
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let state = FormState::current();
    let wrong = state.mistake(&name).is_some();
    let live = children.is_some();
    let described = described_by(&name, hint.is_some(), wrong, live);
    let typed = state.value_or(&name, &value);
    view! {
        <div class=format!("field {class}") class:field-wrong=wrong>
            <label for=name.clone()>{t(label)}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{t(hint)}</p> })}
            <FieldError name=name.clone()/>
            <input
                id=name.clone()
                name=name
                type=kind
                inputmode=inputmode
                data-board=board
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                maxlength=longest.to_string()
                value=typed
                aria-describedby=described
                aria-invalid=wrong.then_some("true")
            />
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// What is wrong with a field, where it is put right.
#[component]
pub fn FieldError(
    /// The input's name.
    name: String,
) -> impl IntoView {
    FormState::current()
        .mistake(&name)
        .map(|mistake| {
            view! {
                <p class="error" id=format!("{name}-error")>
                    <span class="visually-hidden">{t(common::ERROR_MARK)}</span>
                    {mistake.words()}
                </p>
            }
        })
        .into_any()
}

/// The ids that describe an input; nothing when nothing does.
#[must_use]
pub fn described_by(name: &str, hint: bool, wrong: bool, live: bool) -> Option<String> {
    let ids: Vec<String> = [(hint, "hint"), (wrong, "error"), (live, "live")]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, end)| format!("{name}-{end}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
