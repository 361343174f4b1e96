//! Keys on the glass for a reference: the 32 characters that a reference can have. The line works without them.

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::msg::kiosk;

/// Digits first, then letters in order; a reference has no I, L, O and U.
const KEYS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a reference, without the hyphen.
const LENGTH: usize = 8;

/// Writes into the input with this id.
#[island]
pub fn KeyPad(
    /// The input's id.
    input: String,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let awake = RwSignal::new(false);
    let target = StoredValue::new(input);
    Effect::new(move || awake.set(true));
    let change = move |edit: &dyn Fn(&mut String)| {
        let Some(line) = target.with_value(|id| find(id)) else { return };
        let mut typed: String = line.value().chars().filter(char::is_ascii_alphanumeric).collect();
        edit(&mut typed);
        typed.truncate(LENGTH);
        line.set_value(&spaced(&typed));
    };
    let keys = KEYS.chars().map(|key| {
        let press = move |_| change(&|typed| typed.push(key));
        view! { <button type="button" class="key" on:click=press>{key.to_string()}</button> }
    });
    view! {
        <div class="key-pad" role="group" aria-label=kiosk::KEYS.of(lang) hidden=move || !awake.get()>
            {keys.collect_view()}
            <button type="button" class="key key-wide" on:click=move |_| change(&|typed| {
                typed.pop();
            })>{kiosk::KEY_DELETE.of(lang)}</button>
            <button type="button" class="key key-wide" on:click=move |_| change(&String::clear)>{kiosk::KEY_CLEAR.of(lang)}</button>
        </div>
    }
}

/// `7KQ4-2MX9`.
fn spaced(typed: &str) -> String {
    match typed.split_at_checked(4) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}-{rest}"),
        _ => typed.to_owned(),
    }
}

fn find(id: &str) -> Option<web_sys::HtmlInputElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_shown_as_it_is_printed() {
        assert_eq!(["", "7KQ4", "7KQ42", "7KQ42MX9"].map(spaced), ["", "7KQ4", "7KQ4-2", "7KQ4-2MX9"]);
    }
}
