//! A store's day as PDF, for the bank: the same lines and digests as the file.

use app::{msg::till, ports::vouchers::DayStatement, till::statement::kind_words};
use domain::text::{Lang, Text};

use super::sheet::{Part, draw};

/// The PDF. `store` is the store's name, `house` the door's; `example` says that amounts are examples.
#[must_use]
pub fn statement(of: &DayStatement, store: &str, house: &str, example: Option<&str>, lang: Lang) -> Option<Vec<u8>> {
    let title = till::STATEMENT.with(lang, &[("day", &of.day.to_string())]);
    let row = |label: Text, value: String| Part::Row { label: label.of(lang).to_owned(), value };
    let line = |text: String, size: f32, grey: bool| Part::Line { text, size, grey };
    let state = if of.closed { till::STATEMENT_CLOSED } else { till::STATEMENT_OPEN };
    let mut parts = vec![
        line(house.to_owned(), 11.0, true),
        line(title.clone(), 24.0, false),
        line(store.to_owned(), 14.0, false),
        line(state.of(lang).to_owned(), 10.0, true),
    ];
    parts.extend(example.map(|said| line(said.to_owned(), 10.0, true)));
    parts.extend([
        Part::Gap(12.0),
        row(till::STATEMENT_SPENT, format!("¥{}", of.spent)),
        row(till::STATEMENT_RETURNED, format!("¥{}", of.returned)),
        row(till::STATEMENT_DUE, format!("¥{}", of.spent - of.returned)),
        Part::Gap(6.0),
        row(till::STATEMENT_DIGEST, of.digest.clone()),
        row(till::STATEMENT_BEFORE, of.before.clone()),
        Part::Gap(12.0),
    ]);
    parts.extend(of.lines.iter().map(|one| {
        let kind = kind_words(&one.kind).map_or_else(|| one.kind.clone(), |words| words.of(lang).to_owned());
        Part::Row { label: one.at.clock_face(), value: format!("{}  {kind}  ¥{}", one.charge.spaced(), one.fen) }
    }));
    draw(&format!("{title} {store}"), lang.tag(), &parts)
}

#[cfg(test)]
mod tests {
    use app::ports::vouchers::StatementLine;
    use domain::{ids::ChargeRef, time::Moment, voucher::Fen};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_of_many_purchases_prints_on_several_pages() {
        let line = |n: u64| StatementLine {
            entry: n.to_string(),
            at: Moment(1_795_480_200_000),
            charge: ChargeRef::from_chance(n),
            kind: "spend".to_owned(),
            fen: Fen(1250),
        };
        let of = DayStatement {
            store: "cs-01".into(),
            day: date(2026, 11, 24),
            closed: true,
            lines: (0..120).map(line).collect(),
            spent: Fen(150_000),
            returned: Fen::ZERO,
            csv: String::new(),
            digest: "ab".repeat(32),
            before: "cd".repeat(32),
        };
        for lang in [Lang::Zh, Lang::En] {
            let pdf = statement(&of, "慈善超市（示例）1", "西城民政 · 一门", Some("示例"), lang).expect("a paper");
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 300_000, "{}", pdf.len());
            if let Ok(folder) = std::env::var("YIMEN_TEST_PAPER") {
                std::fs::write(format!("{folder}/statement-{}.pdf", lang.tag()), &pdf).expect("written");
            }
        }
    }
}
