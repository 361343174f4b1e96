//! Charity vouchers for the steward: the books, the stores, granting, people before the counter, complaints, what was not
//! settled.

pub mod books;
pub mod by_list;
pub mod grant;
pub mod overview;
pub mod people;

use domain::{
    identity::{Document, DocumentKind, Name, Phone},
    time::Moment,
    voucher::Fen,
};
use leptos::prelude::*;

use crate::{
    forms::{FieldMistake, Form, FormState},
    msg::grants as words,
    parts::FieldError,
    ports::{ports, vouchers::Grantee},
    visit::{lang, t},
};

const PROGRAMME: &str = "programme";
const AMOUNT: &str = "amount";
const NAME: &str = "name";
const DOCUMENT: &str = "document";
const PHONE: &str = "phone";
const KEY: &str = "key";

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
        let said = format!("{}  ¥{}", one.name.of(lang), one.amount);
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
