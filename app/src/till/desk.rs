//! Charging: what is bought, the scan, done. A scanner types the code and presses Enter: where an amount stands, that charges; where
//! none does, it shows what applies. What was scanned is kept, sealed, for what follows on the same page; a card's PIN is not.

use std::collections::BTreeMap;

use domain::{text::Text, voucher::CardCode};
use leptos::prelude::*;

use super::{
    NoTill, Where, at_till,
    bought::{self, Bought},
    last_try::LastTry,
    look::What,
    offline::Said,
    outcome, refusal, till_of,
};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::attempt,
    kiosk::{Keyboard, ScanByCamera},
    msg::till as words,
    parts::{Face, Field, FieldError, Page, SendOnce, described_by},
    ports::{
        Ports,
        vouchers::{Applies, Charge, ChargeAnswer, ChargeRefused, Scan, Till, TillRefused},
    },
    visit::{Visit, lang, t},
};

/// As the camera's island knows it.
const SCAN: &str = "scanned";
const PIN: &str = "pin";
const KEY: &str = "key";
const DO: &str = "do";
const LOOK: &str = "look";
/// A scan that was kept, sealed.
const HELD: &str = "held";
/// «It is another purchase.»
const ANOTHER: &str = "another";
/// The note with what applies, as JSON.
const APPLIES: &str = "applies";
/// The longest code, characters.
const LONGEST_CODE: u32 = 400;

/// `/till`.
#[component]
pub fn TillPage() -> impl IntoView {
    at_till(|till| view! { <Desk till/> })
}

#[component]
fn Desk(till: Till) -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let applies = state.notes.get(APPLIES).and_then(|json| serde_json::from_str::<Applies>(json).ok());
    let held = state.form.get(HELD).to_owned();
    let is_held = !held.is_empty();
    let summary = state.mistakes.iter().map(|mistake| {
        view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> }
    });
    let summary = summary.collect_view();
    let wrong = !state.mistakes.is_empty();
    let asks = state.mistake(ANOTHER).is_some();
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            {wrong.then(|| view! { <div class="error-summary" role="alert" tabindex="-1" autofocus=true><ul>{summary}</ul></div> })}
            <Where till=till.clone()/>
            <div class="title-row">
                <h1>{t(words::TITLE)}</h1>
                <a href="/till/today">{t(words::TO_TODAY)}</a>
                <a href="/till/offline">{t(words::OFFLINE_LINK)}</a>
            </div>
            <LastTry till=till.clone()/>
            <Said/>
            {applies.map(|applies| view! { <What applies/> })}
            <form method="post" action="/till" autocomplete="off" novalidate=true class="till">
                <input type="hidden" name=KEY value=attempt("charge").replace('.', "-")/>
                {is_held.then(|| view! { <input type="hidden" name=HELD value=held/> })}
                <Bought till focus=is_held && !wrong/>
                <ScanByCamera lang/>
                <ScanField wrong=state.mistake(SCAN).is_some() focus=!wrong && !is_held held=is_held/>
                <Field name=PIN label=words::PIN hint=words::PIN_HINT kind="password" inputmode="numeric" class="field-short" longest=6/>
                {asks.then(|| view! { <Another/> })}
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

/// The code itself is never given back: what is kept of it is sealed.
#[component]
fn ScanField(wrong: bool, focus: bool, held: bool) -> impl IntoView {
    view! {
        <div class="field" class:field-wrong=wrong>
            <label for=SCAN>{t(words::SCAN)}</label>
            <p class="hint" id="scanned-hint">{t(if held { words::SCAN_HELD } else { words::SCAN_HINT })}</p>
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
                aria-describedby=described_by(SCAN, true, wrong, false)
                aria-invalid=wrong.then_some("true")
            />
        </div>
    }
    .into_any()
}

/// Asked before the same is charged again: ticked, it is charged.
#[component]
fn Another() -> impl IntoView {
    view! {
        <div class="field field-wrong">
            <FieldError name=ANOTHER.to_owned()/>
            <div class="choice">
                <input
                    type="checkbox"
                    id=ANOTHER
                    name=ANOTHER
                    value="yes"
                    autocomplete="off"
                    aria-describedby=described_by(ANOTHER, false, true, false)
                    aria-invalid="true"
                />
                <label for=ANOTHER>{t(words::ANOTHER)}</label>
            </div>
        </div>
    }
    .into_any()
}

/// What was scanned, now or on the page before.
struct Scanned {
    scan: Scan,
    /// As it is kept for the next page: with the moment of the first.
    sealed: String,
}

impl Scanned {
    /// The scan of a form, or what to say where there is none.
    fn read(ports: &Ports, till: &Till, form: &Form) -> Result<Self, Text> {
        let pin = Some(form.get(PIN).trim().to_owned()).filter(|pin| !pin.is_empty());
        let text = form.get(SCAN).trim();
        if !text.is_empty() {
            let scan = Scan { text: text.to_owned(), pin, at: None };
            return Ok(Self { scan, sealed: ports.vouchers.hold_scan(till, text) });
        }
        let sealed = form.get(HELD);
        if sealed.is_empty() {
            return Err(words::SCAN_EMPTY);
        }
        let held = ports.vouchers.held_scan(till, sealed).ok_or(words::SCAN_HELD_OLD)?;
        Ok(Self { scan: Scan { text: held.text, pin, at: Some(held.at) }, sealed: sealed.to_owned() })
    }

    /// A card whose holder has not typed its PIN yet. It is not asked about: no PIN would count as a wrong one.
    fn waits_for_pin(&self) -> bool {
        self.scan.pin.is_none() && CardCode::claimed_by(&self.scan.text)
    }
}

/// What the page is shown again with: what was typed, and the scan if it is still good.
fn again(form: &Form, scanned: Option<&Scanned>) -> Form {
    let kept = form.pairs().filter(|(name, _)| ![SCAN, PIN, KEY, DO, HELD, ANOTHER].contains(name));
    let held = scanned.map(|scanned| (HELD.to_owned(), scanned.sealed.clone()));
    Form::new(kept.map(|(name, value)| (name.to_owned(), value.to_owned())).chain(held).collect())
}

/// Why it is not paid, where it is put right.
fn refused(form: &Form, scanned: &Scanned, why: &ChargeRefused) -> Answer {
    let (text, values) = refusal::text(why);
    let (field, still_good) = match why {
        ChargeRefused::JustPaid { .. } => (ANOTHER, true),
        ChargeRefused::WrongPin(_) => (PIN, true),
        ChargeRefused::NotPaid(_) | ChargeRefused::CarrierLimit(_) => (SCAN, true),
        _ => (SCAN, false),
    };
    let kept = again(form, still_good.then_some(scanned));
    Answer::mistakes(kept, vec![FieldMistake { field: field.to_owned(), text, values }])
}

/// Looks, or charges.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let till = match till_of(ports, visit).await {
        Ok(till) => till,
        Err(NoTill::Unavailable) => return Answer::Unavailable,
        Err(_) => return Answer::Go("/till".to_owned()),
    };
    let rules = ports.vouchers.rules();
    let (scanned, bought) = (Scanned::read(ports, &till, &form), bought::lines(&rules, &form));
    let nothing_bought = bought.as_ref().is_ok_and(Vec::is_empty);
    // A code that is scanned before anything was entered asks what applies.
    let looks = form.get(DO) == LOOK || nothing_bought && !form.get(SCAN).trim().is_empty();
    let mut mistakes = match &bought {
        _ if looks => Vec::new(),
        Ok(_) if nothing_bought => {
            let first = bought::first_amount(&rules, &till).unwrap_or_else(|| SCAN.to_owned());
            vec![FieldMistake::new(first, words::AMOUNT_EMPTY)]
        }
        Ok(_) => Vec::new(),
        Err(wrong) => wrong.clone(),
    };
    match &scanned {
        Err(why) => mistakes.push(FieldMistake::new(SCAN, *why)),
        Ok(scanned) if !looks && scanned.waits_for_pin() => mistakes.push(FieldMistake::new(PIN, words::PIN_EMPTY)),
        Ok(_) => {}
    }
    let scanned = match scanned {
        Ok(scanned) if mistakes.is_empty() => scanned,
        scanned => return Answer::mistakes(again(&form, scanned.as_ref().ok()), mistakes),
    };
    if looks {
        return look(ports, &till, &form, &scanned).await;
    }
    let (key, lines) = (form.get(KEY).to_owned(), bought.unwrap_or_default());
    let charge = Charge { key: key.clone(), scan: scanned.scan.clone(), lines, another: form.get(ANOTHER) == "yes" };
    match ports.vouchers.charge(&till, &charge).await {
        Ok(ChargeAnswer::Refused(why)) => refused(&form, &scanned, &why),
        // Whatever became of it stands at its own address: asked again, it is the same.
        Ok(_) | Err(TillRefused::Unavailable) => Answer::Go(outcome::path(&key)),
        // The answer was lost, and the page came back with another code: the key has been charged, or refused, already.
        Err(TillRefused::KeyReused) => Answer::Go(outcome::path_of_before(&key)),
        Err(TillRefused::NotAKey) => {
            Answer::mistakes(again(&form, Some(&scanned)), vec![FieldMistake::new(SCAN, words::KEY_REUSED)])
        }
        Err(TillRefused::UnknownTill) => Answer::Go("/till".to_owned()),
    }
}

/// Shows what applies, and keeps the scan.
async fn look(ports: &Ports, till: &Till, form: &Form, scanned: &Scanned) -> Answer {
    let shown = |notes| {
        let form = again(form, Some(scanned));
        Answer::Again { status: 200, state: FormState { form, notes, ..FormState::default() } }
    };
    if scanned.waits_for_pin() {
        return shown(BTreeMap::new());
    }
    match ports.vouchers.applies(till, &scanned.scan).await {
        Ok(Ok(applies)) => {
            let json = serde_json::to_string(&applies).expect("numbers and words always have a JSON form");
            shown(BTreeMap::from([(APPLIES, json)]))
        }
        Ok(Err(why)) => refused(form, scanned, &why),
        Err(TillRefused::UnknownTill) => Answer::Go("/till".to_owned()),
        Err(_) => Answer::Unavailable,
    }
}
