//! Our books beside the department's: what differs, and why.

use domain::{text::Text, voucher::Fen};
use leptos::prelude::*;

use crate::{
    msg::{grants as words, till},
    parts::{Face, Page, loaded, unavailable, when},
    ports::{
        ports,
        vouchers::{BookCause, BookDifference, BooksRefused},
    },
    resident::voucher::yuan,
    steward::figures::{Figures, figure, words as column},
    visit::{lang, t},
};

/// `/steward/vouchers/books`.
#[component]
pub fn BooksPage() -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.vouchers.compare_books().await }, |found| match found {
        Ok(lines) => view! { <Shown><Lines lines/></Shown> }.into_any(),
        Err(BooksRefused::None) => view! { <Shown><p>{t(words::BOOKS_NONE)}</p></Shown> }.into_any(),
        Err(BooksRefused::NoAnswer) => {
            view! { <Shown><p class="notice notice-warn">{t(words::BOOKS_NO_ANSWER)}</p></Shown> }.into_any()
        }
        Err(BooksRefused::Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(children: Children) -> impl IntoView {
    view! {
        <Page title=t(words::BOOKS_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            <h1 id="books">{t(words::BOOKS_TITLE)}</h1>
            {children()}
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
        "spend" => till::KIND_SPEND,
        "reverse" => till::KIND_REVERSE,
        "carry" => till::KIND_CARRY,
        _ => return None,
    })
}
