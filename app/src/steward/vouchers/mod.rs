//! Charity vouchers for those who run them, the steward and the charity department: the books, the stores, granting, one purchase,
//! complaints, what was not settled. A person's wallet and card are any counter's too.

pub mod books;
pub mod by_list;
mod card;
pub mod charge;
mod complaint;
mod conflicts;
pub mod grant;
pub mod overview;
pub mod people;
mod performance;
mod person;
mod warnings;

use domain::{
    identity::{Document, DocumentKind, Name, Phone},
    text::Text,
    time::Moment,
    voucher::{Fen, Rhythm},
};
use leptos::prelude::*;

use crate::{
    forms::{FieldMistake, Form, FormState},
    msg::{grants as words, sign_in},
    parts::FieldError,
    ports::{ports, vouchers::Grantee},
    visit::{Staff, lang, t, visit},
};

const PROGRAMME: &str = "programme";
const AMOUNT: &str = "amount";
const NAME: &str = "name";
const DOCUMENT: &str = "document";
const PHONE: &str = "phone";
const HOUSEHOLD: &str = "household";
const KEY: &str = "key";

/// Whether who is signed in is one of those.
fn may(who: impl Fn(&Staff) -> bool) -> bool {
    visit().staff.as_ref().is_some_and(who)
}

/// What stands in the way, above the page, each leading to its field.
#[component]
fn Mistakes() -> impl IntoView {
    let state = FormState::current();
    if state.mistakes.is_empty() {
        return ().into_any();
    }
    let lines = state.mistakes.iter().map(|mistake| {
        view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> }
    });
    let lines = lines.collect_view();
    view! { <div class="error-summary no-print" role="alert" tabindex="-1" autofocus=true><ul>{lines}</ul></div> }.into_any()
}

/// The heading of a page that is somebody's first: who has no other sign out here.
#[component]
fn Own(
    /// The heading.
    title: Text,
) -> impl IntoView {
    let leave = (!may(|staff| staff.steward)).then(|| {
        view! { <form method="post" action="/staff/leave"><button class="button-quiet">{t(sign_in::LEAVE)}</button></form> }
    });
    view! {
        <div class="title-row no-print">
            <h1>{t(title)}</h1>
            {leave}
        </div>
    }
    .into_any()
}

/// Which programme: those that hold today.
#[component]
fn Programmes() -> impl IntoView {
    let (lang, rules, now) = (lang(), ports().vouchers.rules(), ports().clock.now());
    let state = FormState::current();
    let wrong = state.mistake(PROGRAMME).is_some();
    let chosen = state.value_or(PROGRAMME, "");
    let mut codes: Vec<&str> = rules.programmes.iter().map(|one| one.code.as_str()).collect();
    codes.dedup();
    let options = codes.into_iter().filter_map(|code| rules.programme(code, now)).map(|one| {
        let every = one.every.map(|every| format!("  {}", t(rhythm_words(every)))).unwrap_or_default();
        let said = format!("{}  ¥{}{every}", one.name.of(lang), one.amount);
        view! { <option value=one.code.clone() selected=chosen == one.code>{said}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field" class:field-wrong=wrong>
            <label for=PROGRAMME>{t(words::PROGRAMME)}</label>
            <FieldError name=PROGRAMME.to_owned()/>
            <select id=PROGRAMME name=PROGRAMME aria-invalid=wrong.then_some("true") aria-describedby=wrong.then_some("programme-error")>
                <option value=""></option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

const fn rhythm_words(every: Rhythm) -> Text {
    match every {
        Rhythm::Month => words::EVERY_MONTH,
        Rhythm::Quarter => words::EVERY_QUARTER,
        Rhythm::HalfYear => words::EVERY_HALF_YEAR,
    }
}

/// The amount that was typed; `Ok(None)` for the programme's own.
fn amount_of(form: &Form) -> Result<Option<Fen>, FieldMistake> {
    let typed = form.get(AMOUNT).trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match Fen::parse(typed).filter(|fen| *fen > Fen::ZERO) {
        Some(fen) => Ok(Some(fen)),
        None => Err(FieldMistake::new(AMOUNT, words::AMOUNT_WRONG)),
    }
}

/// Somebody, from what was typed; nothing where it names nobody.
fn person(name: &str, document: &str, phone: &str, household: &str, now: Moment) -> Option<Grantee> {
    let phone = phone.trim();
    Some(Grantee {
        name: Name::parse(name).ok()?,
        document: Document::parse(DocumentKind::IdCn, document.trim(), now.day()).ok()?,
        phone: if phone.is_empty() { None } else { Some(Phone::parse(phone).ok()?) },
        household: Some(household.trim().to_owned()).filter(|household| !household.is_empty()),
    })
}
