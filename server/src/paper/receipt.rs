//! The receipt as PDF.

use app::{
    msg::paper,
    ports::cases::ReceiptView,
    resident::{case::receipt::promise_words, verify::address_of},
};
use domain::text::Lang;

use super::sheet::{Part, draw};

/// What stands on a receipt beside what the case says.
pub struct ReceiptPaper<'a> {
    /// The receipt.
    pub receipt: &'a ReceiptView,
    /// The service's name.
    pub service: &'a str,
    /// The door's name.
    pub house: &'a str,
    /// Where receipts are checked.
    pub verify_at: &'a str,
    /// The language.
    pub lang: Lang,
}

/// The PDF.
#[must_use]
pub fn receipt(of: &ReceiptPaper<'_>) -> Option<Vec<u8>> {
    let (lang, receipt) = (of.lang, of.receipt);
    let title = paper::RECEIPT_TITLE.of(lang);
    let row = |label: domain::text::Text, value: &str| Part::Row { label: label.of(lang).to_owned(), value: value.to_owned() };
    let line = |text: String, size: f32, grey: bool| Part::Line { text, size, grey };
    let mut parts = vec![
        line(of.house.to_owned(), 11.0, true),
        line(title.to_owned(), 26.0, false),
        Part::Gap(14.0),
        row(paper::SERVICE, of.service),
        row(paper::REFERENCE, &receipt.reference.spaced()),
    ];
    parts.extend(receipt.code.as_ref().map(|code| row(paper::CODE, code)));
    parts.extend([
        row(paper::RECEIVED, &receipt.received.to_string()),
        row(paper::VERSION, &receipt.version.to_string()),
        row(paper::PROMISE, &promise_words(receipt.promise, lang)),
        Part::Gap(12.0),
        line(paper::SENT.of(lang).to_owned(), 11.0, true),
        row(paper::ANSWERS, &receipt.answers_sha256),
    ]);
    parts.extend(receipt.files.iter().map(|(name, digest)| Part::Row { label: shortened(name), value: digest.clone() }));
    parts.extend([
        Part::Gap(18.0),
        Part::Code(address_of(of.verify_at, &receipt.text)),
        line(paper::CHECK.with(lang, &[("address", of.verify_at)]), 10.0, true),
        Part::Gap(6.0),
        line(paper::WHAT_IT_IS.of(lang).to_owned(), 10.0, true),
    ]);
    draw(&format!("{title} {}", receipt.reference.spaced()), lang.tag(), &parts)
}

/// A name fits into the column of labels.
fn shortened(name: &str) -> String {
    const FITS: usize = 10;
    if name.chars().count() <= FITS { name.to_owned() } else { name.chars().take(FITS - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use domain::{
        case::{Counted, ReceiptPromise},
        ids::CaseRef,
        time::Moment,
    };

    use super::*;

    #[test]
    fn a_receipt_prints_anywhere() {
        let receipt = ReceiptView {
            reference: CaseRef::from_chance(7),
            service: "XC-JZ-04".into(),
            received: Moment(1_795_480_200_000),
            text: "YIMEN-RECEIPT".repeat(12),
            answers_sha256: "ab".repeat(32),
            files: (0..6).map(|n| (format!("身份证照片第{n}页.jpg"), "cd".repeat(32))).collect(),
            promise: ReceiptPromise::Within { days: 10, counted: Counted::Workdays },
            version: 1,
            code: Some("042917".to_owned()),
        };
        for lang in [Lang::Zh, Lang::En] {
            let of = ReceiptPaper {
                receipt: &receipt,
                service: "临时救助",
                house: "一门",
                verify_at: "https://door.test/verify",
                lang,
            };
            let pdf = super::receipt(&of).expect("a paper");
            assert!(pdf.starts_with(b"%PDF-"));
            // The type is inside, reduced to what is written.
            assert!(pdf.windows(10).any(|window| window == b"/FontFile3") && pdf.len() < 200_000, "{}", pdf.len());
            if let Ok(folder) = std::env::var("YIMEN_TEST_PAPER") {
                std::fs::write(format!("{folder}/receipt-{}.pdf", lang.tag()), &pdf).expect("written");
            }
        }
    }
}
