//! Keys on the glass for a reference: the 32 characters that a reference can have. The line works without them.

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlInputElement};

use crate::{browser, msg::kiosk};

/// Digits first, then letters in order; a reference has no I, L, O and U.
const KEYS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a reference, without the hyphen.
const LENGTH: usize = 8;
/// What the wide keys send instead of a character.
const DELETE: &str = "delete";
const CLEAR: &str = "clear";

/// Writes into the input with this id.
#[component]
pub fn KeyPad(
    /// The input's id.
    input: String,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let keys =
        KEYS.chars().map(|key| view! { <button type="button" class="key" data-key=key.to_string()>{key.to_string()}</button> });
    view! {
        <div class="key-pad" role="group" aria-label=kiosk::KEYS.of(lang) hidden=true data-writes=input>
            {keys.collect_view()}
            <button type="button" class="key key-wide" data-key=DELETE>{kiosk::KEY_DELETE.of(lang)}</button>
            <button type="button" class="key key-wide" data-key=CLEAR>{kiosk::KEY_CLEAR.of(lang)}</button>
            <Keys/>
        </div>
    }
}

/// Shows the keys that it stands among, and types.
#[island]
pub fn Keys() -> impl IntoView {
    browser::awake(|pad| {
        pad.set_hidden(false);
        let line = pad.get_attribute("data-writes").unwrap_or_default();
        browser::on(&pad, "click", move |event| {
            let _ = press(&event, &line);
        });
    })
}

fn press(event: &Event, line: &str) -> Option<()> {
    let key = event.target()?.dyn_into::<Element>().ok()?.get_attribute("data-key")?;
    let line = browser::find::<HtmlInputElement>(line)?;
    line.set_value(&typed(&line.value(), &key));
    Some(())
}

/// What stands in the line after a key.
fn typed(before: &str, key: &str) -> String {
    let mut typed: String = before.chars().filter(char::is_ascii_alphanumeric).collect();
    match key {
        DELETE => {
            typed.pop();
        }
        CLEAR => typed.clear(),
        key => typed.push_str(key),
    }
    typed.truncate(LENGTH);
    // `7KQ4-2MX9`.
    if typed.len() > 4 {
        typed.insert(4, '-');
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_shown_as_it_is_printed() {
        for (before, key, after) in [
            ("", "7", "7"),
            ("7KQ", "4", "7KQ4"),
            ("7KQ4", "2", "7KQ4-2"),
            ("7KQ4-2MX9", "7", "7KQ4-2MX9"),
            ("7KQ4-2", DELETE, "7KQ4"),
            ("7KQ4-2", CLEAR, ""),
        ] {
            assert_eq!(typed(before, key), after);
        }
    }
}
