//! `/verify`: anyone checks whether a receipt is genuine. Nothing of the case is shown, and nothing is looked up: the signature
//! alone answers. The QR's text stands in the address's fragment, which no server and no log sees.

use std::collections::BTreeMap;

use domain::case::{Receipt, Verdict};
use leptos::prelude::*;

use super::{apply::FromFragment, case::receipt::promise_words};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::verify,
    parts::{FieldError, Screen, SendOnce, described_by, when},
    ports::{Ports, ports},
    visit::{Visit, lang, t},
};

const RECEIPT: &str = "receipt";
/// The note that a receipt was asked about and is genuine.
const GENUINE: &str = "genuine";

/// The question, or what a genuine receipt says.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let state = FormState::current();
    let asked = state.notes.get(GENUINE).map(|text| ports().cases.verify(text));
    match asked {
        Some(Verdict::Genuine(receipt)) => view! { <Genuine receipt/> }.into_any(),
        _ => view! { <Question/> }.into_any(),
    }
}

#[component]
fn Question() -> impl IntoView {
    let state = FormState::current();
    let wrong = state.mistake(RECEIPT).is_some();
    view! {
        <Screen title=t(verify::TITLE) back="/">
            <p>{t(verify::TEXT)}</p>
            <form method="post" action="/verify" autocomplete="off" novalidate=true>
                <div class="field" class:field-wrong=wrong>
                    <label for=RECEIPT>{t(verify::RECEIPT)}</label>
                    <p class="hint" id="receipt-hint">{t(verify::RECEIPT_HINT)}</p>
                    <FieldError name=RECEIPT.to_owned()/>
                    // One line: leptos 0.8 does not escape what stands inside a <textarea>.
                    <input
                        id=RECEIPT
                        name=RECEIPT
                        maxlength="2000"
                        autocapitalize="off"
                        spellcheck="false"
                        data-fragment=""
                        data-marked=""
                        value=state.form.get(RECEIPT).to_owned()
                        aria-describedby=described_by(RECEIPT, true, wrong, false)
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
                <button class="button button-primary">{t(verify::BUTTON)}</button>
                <SendOnce lang=lang()/>
                <FromFragment/>
            </form>
        </Screen>
    }
    .into_any()
}

#[component]
fn Genuine(receipt: Receipt) -> impl IntoView {
    let lang = lang();
    let catalogue = ports().catalogue;
    let service = catalogue
        .guide(receipt.service.as_str())
        .map_or_else(|| receipt.service.to_string(), |guide| guide.name.of(lang).to_owned());
    view! {
        <Screen title=t(verify::GENUINE) above=t(verify::TITLE) back="/verify">
            <p class="notice notice-good">{t(verify::GENUINE_TEXT)}</p>
            <dl class="summary-list">
                <div><dt>{t(verify::REFERENCE)}</dt><dd class="reference">{receipt.reference.spaced()}</dd></div>
                <div><dt>{t(verify::SERVICE)}</dt><dd>{service}</dd></div>
                <div><dt>{t(verify::RECEIVED)}</dt><dd>{when::moment(lang, receipt.received)}</dd></div>
                <div><dt>{t(verify::VERSION)}</dt><dd>{receipt.version.to_string()}</dd></div>
                <div><dt>{t(verify::PROMISE)}</dt><dd>{promise_words(receipt.promise, lang)}</dd></div>
            </dl>
            <details>
                <summary>{t(verify::DIGESTS)}</summary>
                <p>{t(verify::DIGESTS_TEXT)}</p>
                <dl class="summary-list digests">
                    <div><dt>{t(verify::ANSWERS)}</dt><dd><code>{receipt.answers.to_string()}</code></dd></div>
                    <div><dt>{t(verify::MATERIALS)}</dt><dd><code>{receipt.materials.to_string()}</code></dd></div>
                </dl>
            </details>
            <p><a class="button" href="/verify">{t(verify::ANOTHER)}</a></p>
        </Screen>
    }
    .into_any()
}

/// Checks it.
pub async fn take(ports: &Ports, _visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let text = receipt_in(form.get(RECEIPT));
    let again = |text| Answer::mistakes(form.clone(), vec![FieldMistake::new(RECEIPT, text)]);
    if text.is_empty() {
        return again(verify::EMPTY);
    }
    match ports.cases.verify(&text) {
        Verdict::Genuine(_) => {
            let notes = BTreeMap::from([(GENUINE, text)]);
            Answer::Again { status: 200, state: FormState { notes, ..FormState::default() } }
        }
        Verdict::Altered => again(verify::ALTERED),
        Verdict::UnknownKey => again(verify::UNKNOWN_KEY),
        Verdict::Malformed => again(verify::MALFORMED),
    }
}

/// The receipt's own text in what was pasted: the whole address of the QR, or the text alone, with the line breaks of a message.
fn receipt_in(pasted: &str) -> String {
    let text = match pasted.split_once('#') {
        Some((_, fragment)) => fragment.replace("%20", " ").replace("%25", "%"),
        None => pasted.to_owned(),
    };
    text.trim().chars().filter(|c| !c.is_control()).collect()
}

/// The address that a receipt's QR holds. What checks it stands in the fragment, which never leaves the browser of whoever scans
/// it; of base45's characters only these two cannot stand there as they are.
#[must_use]
pub fn address_of(verify_at: &str, receipt: &str) -> String {
    format!("{verify_at}#{}", receipt.replace('%', "%25").replace(' ', "%20"))
}

#[cfg(test)]
mod tests {
    use super::{address_of, receipt_in};

    #[test]
    fn a_receipt_is_found_in_its_address_and_over_several_lines() {
        // All that base45 is written with (RFC 9285).
        let text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:20%25%20A";
        assert_eq!(receipt_in(&address_of("https://door.example/verify", text)), text);
        assert_eq!(receipt_in(&format!(" {}\r\n{} ", &text[..20], &text[20..])), text);
        assert_eq!(receipt_in("  "), "");
    }
}
