//! Our books beside the department's: what differs, and why.

use domain::{text::Text, voucher::Fen};
use jiff::{ToSpan as _, civil::Date};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    msg::{grants as words, till},
    parts::{Face, Field, Page, loaded, unavailable, when},
    ports::{
        ports,
        vouchers::{BookCause, BookDifference, BooksRefused},
    },
    resident::voucher::yuan,
    steward::figures::{Figures, figure, words as column},
    visit::{lang, t},
};

/// How many days are compared where nothing is asked for.
const DAYS: i32 = 7;
/// The most days of one comparison: a department's answer has a longest length.
const MOST_DAYS: i32 = 31;
const FROM: &str = "from";
const UNTIL: &str = "until";

/// `/steward/vouchers/books?from={date}&until={date}`, both included.
#[component]
pub fn BooksPage() -> impl IntoView {
    let ports = ports();
    let (from, last) = asked(ports.clock.now().day());
    let compared = async move { ports.vouchers.compare_books(from, last.tomorrow().unwrap_or(Date::MAX)).await };
    loaded(compared, move |found| match found {
        Ok(lines) => view! { <Shown from last><Lines lines/></Shown> }.into_any(),
        Err(BooksRefused::None) => view! { <Shown from last><p>{t(words::BOOKS_NONE)}</p></Shown> }.into_any(),
        Err(BooksRefused::NoAnswer) => {
            view! { <Shown from last><p class="notice notice-warn">{t(words::BOOKS_NO_ANSWER)}</p></Shown> }.into_any()
        }
        Err(BooksRefused::Unavailable) => unavailable(),
    })
}

/// The days that are asked for. What is no day, or more than can be compared at once, becomes the nearest that is.
fn asked(today: Date) -> (Date, Date) {
    let query = use_query_map().get_untracked();
    let day = |name: &str| query.get(name).and_then(|text| text.parse::<Date>().ok());
    span(day(FROM), day(UNTIL), today)
}

fn span(from: Option<Date>, until: Option<Date>, today: Date) -> (Date, Date) {
    let before = |day: Date, days: i32| day.checked_sub((days - 1).days()).unwrap_or(Date::MIN);
    let last = until.unwrap_or(today);
    let from = from.unwrap_or_else(|| before(last, DAYS));
    (from.clamp(before(last, MOST_DAYS), last), last)
}

#[component]
fn Shown(from: Date, last: Date, children: Children) -> impl IntoView {
    let lang = lang();
    let said = words::BOOKS_DAYS.with(lang, &[("from", &when::full_day(lang, from)), ("until", &when::full_day(lang, last))]);
    view! {
        <Page title=t(words::BOOKS_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            <h1 id="books">{t(words::BOOKS_TITLE)}</h1>
            <p>{said}</p>
            {children()}
            <form method="get" action="/steward/vouchers/books">
                <Field name=FROM label=words::BOOKS_FROM kind="date" value=from.to_string() class="field-short" longest=10/>
                <Field name=UNTIL label=words::BOOKS_UNTIL kind="date" value=last.to_string() class="field-short" longest=10/>
                <button class="button">{t(words::BOOKS_COMPARE)}</button>
            </form>
        </Page>
    }
    .into_any()
}

#[component]
fn Lines(lines: Vec<BookDifference>) -> impl IntoView {
    let lang = lang();
    if lines.is_empty() {
        return view! { <p class="notice notice-good">{t(words::BOOKS_SAME)}</p> }.into_any();
    }
    let n = lines.len().to_string();
    let fen = |fen: Option<Fen>| fen.map_or_else(|| "—".to_owned(), yuan);
    let rows = lines.into_iter().map(|line| {
        view! {
            <tr>
                <th scope="row"><code>{line.entry}</code></th>
                <td>{when::moment(lang, line.at)}</td>
                <td>{kind(&line.kind).map_or(line.kind.clone(), |words| t(words).to_owned())}</td>
                <td class="figure">{fen(line.ours)}</td>
                <td class="figure">{fen(line.theirs)}</td>
                <td>{t(cause(line.why))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <p class="notice notice-warn">{words::BOOKS_DIFFER.with(lang, &[("n", &n)])}</p>
        <Figures
            named_by="books"
            columns=vec![
                column(words::BOOKS_ENTRY),
                column(words::BOOKS_TIME),
                column(words::BOOKS_KIND),
                figure(words::BOOKS_OURS),
                figure(words::BOOKS_THEIRS),
                column(words::BOOKS_WHY),
            ]
        >
            {rows}
        </Figures>
    }
    .into_any()
}

const fn cause(why: BookCause) -> Text {
    match why {
        BookCause::OnItsWay => words::CAUSE_ON_ITS_WAY,
        BookCause::NotUnderstood => words::CAUSE_NOT_UNDERSTOOD,
        BookCause::Refused => words::CAUSE_REFUSED,
        BookCause::LostThere => words::CAUSE_LOST,
        BookCause::NeverSent => words::CAUSE_NEVER,
        BookCause::UnknownHere => words::CAUSE_UNKNOWN,
        BookCause::Otherwise => words::CAUSE_OTHERWISE,
    }
}

fn kind(code: &str) -> Option<Text> {
    Some(match code {
        "issue" => words::KIND_ISSUE,
        "expire" => words::KIND_EXPIRE,
        "withdraw" => words::KIND_WITHDRAW,
        "spend" => till::KIND_SPEND,
        "reverse" => till::KIND_REVERSE,
        "carry" => till::KIND_CARRY,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_compared_and_never_more_than_a_month() {
        let today = date(2026, 11, 24);
        assert_eq!(span(None, None, today), (date(2026, 11, 18), today));
        assert_eq!(span(Some(date(2026, 1, 1)), None, today), (date(2026, 10, 25), today));
        let (one, other) = (date(2026, 11, 2), date(2026, 11, 5));
        assert_eq!(span(Some(one), Some(other), today), (one, other));
        assert_eq!(span(Some(other), Some(one), today), (one, one), "the wrong way round");
    }
}
