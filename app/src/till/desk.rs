//! Charging: what is bought, the scan, done. A scanner types the code and presses Enter, which charges; looking at what applies
//! takes nothing. What was typed stays, whatever is refused; the code does not: it was good for seconds.

use std::collections::BTreeMap;

use domain::{
    text::Text,
    voucher::{Fen, Line, Rules},
};
use leptos::prelude::*;

use super::{NoTill, Where, at_till, offline::Said, refusal, till_of};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::attempt,
    kiosk::{Keyboard, ScanByCamera},
    msg::till as words,
    parts::{Face, Field, FieldError, Page, SendOnce, loaded, unavailable},
    ports::{
        Ports, ports,
        vouchers::{Applies, Charge, ChargeAnswer, Scan, Till, TillRefused},
    },
    resident::voucher::category_name,
    visit::{Visit, lang, t},
};

/// As the camera's island knows it.
const SCAN: &str = "scanned";
const PIN: &str = "pin";
const KEY: &str = "key";
const DO: &str = "do";
const LOOK: &str = "look";
/// A page shown again with it shows what applies to this code.
const LOOKED_AT: &str = "looked_at";
/// The longest code, characters.
const LONGEST_CODE: u32 = 400;

fn amount_of(category: &str) -> String {
    format!("fen-{category}")
}

fn item_of(item: &str, what: &str) -> String {
    format!("{what}-{item}")
}

/// `/till`.
#[component]
pub fn TillPage() -> impl IntoView {
    at_till(|till| view! { <Desk till/> })
}

#[component]
fn Desk(till: Till) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let stocks = rules.store(&till.store).map(|store| store.stocks.clone()).unwrap_or_default();
    let state = FormState::current();
    let looked = state.form.get(LOOKED_AT) == "yes" && state.mistakes.is_empty();
    let scan = Scan { text: state.form.get(SCAN).trim().to_owned(), pin: pin_of(&state.form) };
    let amounts = stocks.iter().map(|code| view! { <Amount name=amount_of(code) what=category_name(&rules, code)/> });
    let items = rules.items.iter().filter(|item| stocks.contains(&item.category)).map(|item| {
        let name = item.name.of(lang).to_owned();
        view! {
            <div class="cluster">
                <Count name=item_of(&item.code, "count") what=name.clone()/>
                <Amount name=item_of(&item.code, "item") what=name/>
            </div>
        }
    });
    let (amounts, items) = (amounts.collect_view(), items.collect_view());
    let summary = state.mistakes.iter().map(|mistake| {
        view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> }
    });
    let summary = summary.collect_view();
    let wrong = !state.mistakes.is_empty();
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            {wrong.then(|| view! { <div class="error-summary" role="alert" tabindex="-1" autofocus=true><ul>{summary}</ul></div> })}
            <Where till=till.clone()/>
            <div class="title-row">
                <h1>{t(words::TITLE)}</h1>
                <a href="/till/today">{t(words::TO_TODAY)}</a>
                <a href="/till/offline">{t(words::OFFLINE_LINK)}</a>
            </div>
            <Said/>
            {looked.then(|| view! { <Look till scan/> })}
            <form method="post" action="/till" autocomplete="off" novalidate=true class="till">
                <input type="hidden" name=KEY value=attempt("charge").replace('.', "-")/>
                <fieldset>
                    <legend>{t(words::AMOUNTS)}</legend>
                    {amounts}
                    <details>
                        <summary>{t(words::ITEMS)}</summary>
                        {items}
                    </details>
                </fieldset>
                <ScanByCamera lang/>
                <ScanField wrong=state.mistake(SCAN).is_some() focus=!wrong/>
                <Field name=PIN label=words::PIN hint=words::PIN_HINT kind="password" inputmode="numeric" class="field-short" longest=6/>
                <div class="cluster">
                    <button class="button button-primary button-large">{t(words::PAY)}</button>
                    <button class="button" name=DO value=LOOK>{t(words::LOOK)}</button>
                </div>
                <SendOnce lang/>
            </form>
            // On a touch screen without keys the seller types amounts, and the holder of a card its PIN, on the glass.
            <Keyboard/>
        </Page>
    }
    .into_any()
}

/// The code is never given back: it is good for seconds.
#[component]
fn ScanField(wrong: bool, focus: bool) -> impl IntoView {
    view! {
        <div class="field" class:field-wrong=wrong>
            <label for=SCAN>{t(words::SCAN)}</label>
            <p class="hint" id="scanned-hint">{t(words::SCAN_HINT)}</p>
            <FieldError name=SCAN.to_owned()/>
            <input
                id=SCAN
                name=SCAN
                data-board="none"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                autofocus=focus
                maxlength=LONGEST_CODE.to_string()
                aria-describedby=crate::parts::described_by(SCAN, true, wrong, false)
                aria-invalid=wrong.then_some("true")
            />
        </div>
    }
    .into_any()
}

#[component]
fn Amount(name: String, what: String) -> impl IntoView {
    view! { <Typed label=words::YUAN.with(lang(), &[("what", &what)]) name keys="decimal"/> }
}

#[component]
fn Count(name: String, what: String) -> impl IntoView {
    view! { <Typed label=words::COUNT.with(lang(), &[("what", &what)]) name keys="numeric"/> }
}

/// A number to type, whose label names goods of the data.
#[component]
fn Typed(name: String, label: String, keys: &'static str) -> impl IntoView {
    let state = FormState::current();
    let wrong = state.mistake(&name).is_some();
    view! {
        <div class="field field-short" class:field-wrong=wrong>
            <label for=name.clone()>{label}</label>
            <FieldError name=name.clone()/>
            <input
                id=name.clone()
                inputmode=keys
                autocomplete="off"
                maxlength="10"
                value=state.value_or(&name, "")
                aria-describedby=crate::parts::described_by(&name, false, wrong, false)
                aria-invalid=wrong.then_some("true")
                name=name
            />
        </div>
    }
    .into_any()
}

/// What applies to a code, or why nothing does.
#[component]
fn Look(till: Till, scan: Scan) -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.vouchers.applies(&till, &scan).await }, |found| match found {
        Ok(Ok(applies)) => view! { <What applies/> }.into_any(),
        Ok(Err(why)) => view! { <p class="notice notice-warn" role="status">{refusal::said(&why)}</p> }.into_any(),
        Err(_) => unavailable(),
    })
}

#[component]
fn What(applies: Applies) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let lines = applies.categories.iter().map(|(code, fen)| {
        let said = words::APPLIES_CATEGORY.with(lang, &[("what", &category_name(&rules, code)), ("fen", &fen.to_string())]);
        view! { <li>{said}</li> }
    });
    let lines = lines.collect_view();
    let confirm = applies.confirm_above.map(|fen| words::APPLIES_CONFIRM.with(lang, &[("fen", &fen.to_string())]));
    view! {
        <section class="notice notice-good" role="status">
            <p class="lead">{words::APPLIES.with(lang, &[("fen", &applies.most.to_string())])}</p>
            <ul>{lines}</ul>
            {confirm.map(|said| view! { <p>{said}</p> })}
            <p>{t(words::APPLIES_AGAIN)}</p>
        </section>
    }
    .into_any()
}

fn pin_of(form: &Form) -> Option<String> {
    Some(form.get(PIN).trim().to_owned()).filter(|pin| !pin.is_empty())
}

/// What was entered, as lines; every mistake in it at once.
fn lines(rules: &Rules, form: &Form) -> Result<Vec<Line>, Vec<FieldMistake>> {
    let (mut lines, mut mistakes) = (Vec::new(), Vec::new());
    let mut read = |name: &str, wrong: Text| {
        let typed = form.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        let fen = Fen::parse(typed).filter(|fen| *fen > Fen::ZERO);
        if fen.is_none() {
            mistakes.push(FieldMistake::new(name, wrong));
        }
        fen
    };
    for category in &rules.categories {
        if let Some(fen) = read(&amount_of(&category.code), words::YUAN_WRONG) {
            lines.push(Line { category: category.code.clone(), item: None, count: 1, fen });
        }
    }
    let mut half = Vec::new();
    for item in &rules.items {
        let (count, name) = (form.get(&item_of(&item.code, "count")).trim(), item_of(&item.code, "item"));
        let fen = read(&name, words::YUAN_WRONG);
        match (count.parse::<u32>().ok().filter(|count| *count > 0), fen) {
            (Some(count), Some(fen)) => {
                lines.push(Line { category: item.category.clone(), item: Some(item.code.clone()), count, fen });
            }
            (None, None) if count.is_empty() => {}
            _ => half.push(FieldMistake::new(name, words::COUNT_WRONG)),
        }
    }
    mistakes.extend(half);
    if mistakes.is_empty() { Ok(lines) } else { Err(mistakes) }
}

/// The form without its code and PIN: both are good once.
fn without_code(form: &Form) -> Form {
    let kept = form.pairs().filter(|(name, _)| ![SCAN, PIN, KEY, LOOKED_AT].contains(name));
    Form::new(kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// Looks, or charges.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let till = match till_of(ports, visit).await {
        Ok(till) => till,
        Err(NoTill::Unavailable) => return Answer::Unavailable,
        Err(_) => return Answer::Go("/till".to_owned()),
    };
    let scan = Scan { text: form.get(SCAN).trim().to_owned(), pin: pin_of(&form) };
    let mut mistakes = Vec::new();
    if scan.text.is_empty() {
        mistakes.push(FieldMistake::new(SCAN, words::SCAN_EMPTY));
    }
    if form.get(DO) == LOOK {
        if !mistakes.is_empty() {
            return Answer::mistakes(without_code(&form), mistakes);
        }
        let mut fields: Vec<_> = form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.push((LOOKED_AT.to_owned(), "yes".to_owned()));
        return Answer::Again { status: 200, state: FormState { form: Form::new(fields), ..FormState::default() } };
    }
    let rules = ports.vouchers.rules();
    let bought = lines(&rules, &form).unwrap_or_else(|wrong| {
        mistakes.extend(wrong);
        Vec::new()
    });
    if bought.is_empty() && mistakes.iter().all(|mistake| mistake.field == SCAN) {
        let stocked = rules.store(&till.store).and_then(|store| store.stocks.first());
        let first = stocked.map_or_else(|| SCAN.to_owned(), |code| amount_of(code));
        mistakes.insert(0, FieldMistake::new(first, words::AMOUNT_EMPTY));
    }
    if !mistakes.is_empty() {
        return Answer::mistakes(without_code(&form), mistakes);
    }
    let key = form.get(KEY).to_owned();
    let again = |field: &str, text, values| {
        Answer::mistakes(without_code(&form), vec![FieldMistake { field: field.to_owned(), text, values }])
    };
    match ports.vouchers.charge(&till, &Charge { key: key.clone(), scan, lines: bought }).await {
        Ok(ChargeAnswer::Refused(why)) => {
            let (text, values) = refusal::text(&why);
            again(SCAN, text, values)
        }
        // Whatever became of it stands at its own address: asked again, it is the same.
        Ok(_) | Err(TillRefused::Unavailable) => Answer::Go(format!("/till/outcome/{key}")),
        Err(TillRefused::KeyReused | TillRefused::NotAKey) => again(SCAN, words::KEY_REUSED, Vec::new()),
        Err(TillRefused::UnknownTill) => Answer::Go("/till".to_owned()),
    }
}
