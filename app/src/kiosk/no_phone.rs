//! «I have no phone», where one must be given: a kiosk that prints offers it, and what a phone would be told is on the paper then.

use domain::form::{Screen, Typed, none_input};
use leptos::prelude::*;

use super::prints;
use crate::{
    forms::Form,
    visit::{Visit, visit},
};

/// What a ticked box sends.
const SAID: &str = "yes";

/// The box below a telephone's input; nothing anywhere but at a kiosk that prints.
#[component]
pub fn NoPhone(
    /// The name of the telephone's input.
    #[prop(into)]
    of: String,
    /// What is said by it.
    #[prop(into)]
    words: String,
    /// Whether it was said before.
    said: bool,
) -> impl IntoView {
    let name = none_input(&of);
    prints(&visit())
        .then(|| {
            view! {
                <div class="choice">
                    <input type="checkbox" id=name.clone() name=name.clone() value=SAID checked=said autocomplete="off"/>
                    <label for=name>{words}</label>
                </div>
            }
        })
        .into_any()
}

/// Whether the form of a booking says it, where it may be said.
#[must_use]
pub fn says_no_phone(visit: &Visit, form: &Form, of: &str) -> bool {
    prints(visit) && form.get(&none_input(of)) == SAID
}

/// Takes it out of a screen's answers where it may not be said: without paper nobody would be told anything.
pub fn only_with_paper(visit: &Visit, screen: &Screen, typed: &mut Typed) {
    if !prints(visit) {
        for field in screen.fields.iter().filter(|field| field.or_none().is_some()) {
            typed.forget(&none_input(&field.key));
        }
    }
}
