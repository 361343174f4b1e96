//! The receipt on screen and on paper: what was received, when, what was promised, and a code that anyone can check.

use domain::{
    case::{Counted, ReceiptPromise},
    rating::ActKind,
    text::Lang,
};
use leptos::prelude::*;

use super::page::token;
use crate::{
    kiosk::{OnMyPhone, PrintSlip, Slip, at_kiosk},
    msg::{case_page, kiosk_shell, paper, slip as words},
    parts::{PrintButton, Qr, Rate, Screen, loaded_or_not_found, when},
    ports::{cases::ReceiptView, ports},
    resident::verify::address_of,
    visit::{lang, t},
};

/// `/case/{case}/receipt`.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let (base, rates) = (format!("/case/{token}"), token.as_str().to_owned());
    loaded_or_not_found(async move { ports.cases.receipt(&token).await }, move |receipt| {
        view! { <Shown receipt base token=rates/> }
    })
}

#[component]
fn Shown(receipt: ReceiptView, base: String, token: String) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let name = ports.catalogue.guide(receipt.service.as_str()).map_or_else(String::new, |guide| guide.name.of(lang).to_owned());
    let promise = promise_words(receipt.promise, lang);
    let slip = slip(&receipt, &name);
    let files =
        receipt.files.into_iter().map(|(name, digest)| view! { <div><dt>{name}</dt><dd><code>{digest}</code></dd></div> });
    let files = files.collect_view();
    let address = format!("{}/verify", ports.public_url);
    let code = address_of(&address, &receipt.text);
    view! {
        <Screen title=t(paper::RECEIPT_TITLE) above=name back=base.clone()>
            <dl class="summary-list">
                <div><dt>{t(paper::REFERENCE)}</dt><dd class="reference">{receipt.reference.spaced()}</dd></div>
                {receipt.code.clone().map(|code| view! { <div><dt>{t(paper::CODE)}</dt><dd class="reference">{code}</dd></div> })}
                <div><dt>{t(paper::RECEIVED)}</dt><dd>{when::moment(lang, receipt.received)}</dd></div>
                <div><dt>{t(paper::VERSION)}</dt><dd>{receipt.version.to_string()}</dd></div>
                <div><dt>{t(paper::PROMISE)}</dt><dd>{promise}</dd></div>
            </dl>
            {receipt.code.map(|_| view! { <p class="notice">{t(paper::CODE_TEXT)}</p> })}
            <div class="pass"><Qr text=code label=t(case_page::RECEIPT_QR)/></div>
            <p class="hint">{paper::CHECK.with(lang, &[("address", &address)])}</p>
            <p>{t(paper::WHAT_IT_IS)}</p>
            <p class="cluster no-print">
                <PrintButton lang/>
                {(!at_kiosk())
                    .then(|| view! { <a class="button" href=format!("{base}/receipt.pdf") rel="external">{t(case_page::PDF)}</a> })}
            </p>
            <PrintSlip slip of=token.clone()/>
            <Rate kind=ActKind::Application token/>
            <OnMyPhone path=format!("{base}/receipt") text=kiosk_shell::PHONE_CASE/>
            <details>
                <summary>{t(paper::SENT)}</summary>
                <dl class="summary-list digests">
                    <div><dt>{t(paper::ANSWERS)}</dt><dd><code>{receipt.answers_sha256}</code></dd></div>
                    {files}
                </dl>
            </details>
        </Screen>
    }
    .into_any()
}

/// The receipt on a slip of paper, in the language of the page: its code can be checked by anybody, its reference finds the case.
fn slip(receipt: &ReceiptView, service: &str) -> Slip {
    let lang = lang();
    let address = format!("{}/verify", ports().public_url);
    let slip = Slip::new(paper::RECEIPT_TITLE).large(service).reference(paper::REFERENCE, receipt.reference.spaced());
    let slip = match &receipt.code {
        Some(code) => slip.reference(paper::CODE, code.as_str()),
        None => slip,
    };
    slip.small(format!("{} {}", t(paper::RECEIVED), when::moment(lang, receipt.received)))
        .small(format!("{} {}", t(paper::PROMISE), promise_words(receipt.promise, lang)))
        .small(t(paper::WHAT_IT_IS))
        .large(t(words::FIND_CASE))
        .fine(address_of(&address, &receipt.text))
        .small(paper::CHECK.with(lang, &[("address", &address)]))
}

/// What a receipt promises.
#[must_use]
pub fn promise_words(promise: ReceiptPromise, lang: Lang) -> String {
    match promise {
        ReceiptPromise::AtTheCounter => paper::PROMISE_NONE.of(lang).to_owned(),
        ReceiptPromise::Within { days, counted } => {
            let words = if counted == Counted::Workdays { paper::PROMISE_WORK_DAYS } else { paper::PROMISE_DAYS };
            words.with(lang, &[("n", &days.to_string())])
        }
    }
}
