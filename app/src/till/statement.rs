//! A store's day as the department's system and the bank can check it: every movement, its sums, and a digest that hangs on the
//! day before.

use domain::{ids::StoreCode, text::Text};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::at_till;
use crate::{
    msg::till as words,
    parts::{Face, Page, PrintButton, loaded, not_found, unavailable, when},
    ports::{Unavailable, ports, vouchers::DayStatement},
    resident::voucher::{Example, store_name, yuan},
    visit::{lang, t, visit},
};

fn day() -> Option<Date> {
    use_params_map().get_untracked().get("date").and_then(|text| text.parse().ok())
}

/// `/till/statement/{date}`: the store's own.
#[component]
pub fn StoreStatementPage() -> impl IntoView {
    let Some(day) = day() else { return not_found() };
    at_till(move |till| view! { <Statement store=till.store day back="/till/today".to_owned()/> })
}

/// `/steward/vouchers/{store}/{date}`: any store's.
#[component]
pub fn StatementPage() -> impl IntoView {
    let store = use_params_map().get_untracked().get("store").map(StoreCode);
    let known = store.filter(|code| ports().vouchers.rules().store(code).is_some());
    let (Some(store), Some(day)) = (known, day()) else { return not_found() };
    view! { <Statement store day back="/steward/vouchers".to_owned()/> }.into_any()
}

#[component]
fn Statement(store: StoreCode, day: Date, back: String) -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.vouchers.statement(&store, day).await }, move |found| match found {
        Ok(statement) => view! { <Shown statement back/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(statement: DayStatement, back: String) -> impl IntoView {
    let lang = lang();
    let name = store_name(&ports().vouchers.rules(), &statement.store);
    let title = words::STATEMENT.with(lang, &[("day", &when::full_day(lang, statement.day))]);
    let none = statement.lines.is_empty();
    let rows = statement.lines.iter().map(|line| {
        view! {
            <tr>
                <td><time datetime=when::machine(line.at)>{line.at.clock_face()}</time></td>
                <td><code>{line.charge.spaced()}</code></td>
                <td>{kind_words(&line.kind).map_or(line.kind.clone(), |words| t(words).to_owned())}</td>
                <td class="figure">{yuan(line.fen)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let (csv, pdf) = (format!("{}/csv", visit().path), format!("{}/pdf", visit().path));
    view! {
        <Page title=title.clone() face=Face::Staff>
            <p class="back no-print"><a href=back>{t(words::TO_TILL)}</a></p>
            <p class="above">{name}</p>
            <h1>{title}</h1>
            <Example/>
            <p class="notice">{t(if statement.closed { words::STATEMENT_CLOSED } else { words::STATEMENT_OPEN })}</p>
            <dl class="summary-list">
                <div><dt>{t(words::STATEMENT_SPENT)}</dt><dd>{yuan(statement.spent)}</dd></div>
                <div><dt>{t(words::STATEMENT_RETURNED)}</dt><dd>{yuan(statement.returned)}</dd></div>
                <div><dt>{t(words::STATEMENT_DUE)}</dt><dd><strong>{yuan(statement.spent - statement.returned)}</strong></dd></div>
                <div><dt>{t(words::STATEMENT_DIGEST)}</dt><dd><code class="digest">{statement.digest.clone()}</code></dd></div>
                <div><dt>{t(words::STATEMENT_BEFORE)}</dt><dd><code class="digest">{statement.before.clone()}</code></dd></div>
            </dl>
            {none.then(|| view! { <p>{t(words::STATEMENT_NONE)}</p> })}
            {(!none)
                .then(|| {
                    view! {
                        <table aria-label=t(words::STATEMENT_TITLE)>
                            <thead>
                                <tr>
                                    <th scope="col">{t(words::STATEMENT_TIME)}</th>
                                    <th scope="col">{t(words::STATEMENT_CHARGE)}</th>
                                    <th scope="col">{t(words::STATEMENT_KIND)}</th>
                                    <th scope="col" class="figure">{t(words::STATEMENT_FEN)}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    }
                })}
            <p class="cluster no-print">
                <a class="button" href=csv download="">{t(words::STATEMENT_CSV)}</a>
                <a class="button" href=pdf>{t(words::STATEMENT_PDF)}</a>
                <PrintButton lang/>
            </p>
        </Page>
    }
    .into_any()
}

/// What a movement of a store's account is called.
#[must_use]
pub fn kind_words(code: &str) -> Option<Text> {
    Some(match code {
        "spend" => words::KIND_SPEND,
        "reverse" => words::KIND_REVERSE,
        "carry" => words::KIND_CARRY,
        _ => return None,
    })
}
