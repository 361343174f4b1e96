//! The books at a glance, the stores' month and how they were rated, complaints to answer, and what was taken without a connection and not settled.

use std::collections::BTreeMap;

use domain::{ids::ChargeRef, text::Text};
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{grants as words, rating, steward},
    parts::{Face, FieldError, Page, SendOnce, described_by, loaded, unavailable, when},
    ports::{
        Ports, Unavailable, ports,
        ratings::{Rated, RatedLine},
        vouchers::{ChargeView, Dispute, StoreFigures, Totals, WalletRefused},
    },
    resident::voucher::{Example, store_name, yuan},
    steward::figures::{Figures, figure, words as column},
    visit::{Visit, lang, t},
};

const CHARGE: &str = "charge";
const DO: &str = "do";
const BEAR: &str = "bear";
const LONGEST: usize = 200;
/// Stands where nothing is said.
const NOTHING: &str = "–";

/// `/steward/vouchers`.
#[component]
pub fn VouchersPage() -> impl IntoView {
    let ports = ports();
    let read = async move {
        let today = ports.clock.now().day();
        let tomorrow = today.tomorrow().unwrap_or(today);
        let vouchers = &ports.vouchers;
        Ok((
            vouchers.totals().await?,
            Performance {
                month: vouchers.figures(today.first_of_month(), tomorrow).await?,
                rated: ports.ratings.figures().await?,
            },
            vouchers.disputes().await?,
            vouchers.conflicts(None).await?,
        ))
    };
    loaded(read, |found: Result<_, Unavailable>| match found {
        Ok((totals, stores, disputes, conflicts)) => view! { <Shown totals stores disputes conflicts/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

/// How the stores do (绩效评估).
struct Performance {
    /// Each store's month.
    month: Vec<StoreFigures>,
    /// How stores, among others, were rated since the beginning: of a month too few rate to tell of.
    rated: Vec<RatedLine>,
}

#[component]
fn Shown(totals: Totals, stores: Performance, disputes: Vec<Dispute>, conflicts: Vec<ChargeView>) -> impl IntoView {
    let sums: [(Text, String); 5] = [
        (words::TOTALS_GRANTED, yuan(totals.granted)),
        (words::TOTALS_HELD, yuan(totals.held)),
        (words::TOTALS_STORES, yuan(totals.stores)),
        (words::TOTALS_EXPIRED, yuan(totals.expired)),
        (words::TOTALS_SUM, yuan(totals.sum)),
    ];
    let sums = sums.into_iter().map(|(name, fen)| view! { <div><dt>{t(name)}</dt><dd>{fen}</dd></div> }).collect_view();
    let links: [(&str, Text); 5] = [
        ("/steward/vouchers/grant", words::TO_GRANT),
        ("/steward/vouchers/list", words::TO_LIST),
        ("/steward/vouchers/wallet", words::TO_WALLET),
        ("/steward/vouchers/books", words::TO_BOOKS),
        ("/steward/tills", words::TO_TILLS),
    ];
    let links = links.map(|(href, name)| view! { <a class="button" href=href>{t(name)}</a> }).collect_view();
    let (no_disputes, no_conflicts) = (disputes.is_empty(), conflicts.is_empty());
    let disputes = disputes.into_iter().map(|dispute| view! { <Complaint dispute/> }).collect_view();
    let conflicts = conflicts.into_iter().map(|charge| view! { <NotSettled charge/> }).collect_view();
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1>{t(words::TITLE)}</h1>
            <p class="cluster">{links}</p>
            <Example/>
            <section aria-labelledby="totals">
                <h2 id="totals">{t(words::TOTALS)}</h2>
                <dl class="summary-list">{sums}</dl>
            </section>
            <section aria-labelledby="disputes">
                <h2 id="disputes">{t(words::DISPUTES)}</h2>
                {no_disputes.then(|| view! { <p>{t(words::DISPUTES_NONE)}</p> })}
                <ul class="messages">{disputes}</ul>
            </section>
            <section aria-labelledby="conflicts">
                <h2 id="conflicts">{t(words::CONFLICTS)}</h2>
                {no_conflicts.then(|| view! { <p>{t(words::CONFLICTS_NONE)}</p> })}
                <ul class="messages">{conflicts}</ul>
            </section>
            <section>
                <h2 id="stores">{t(words::STORES)}</h2>
                <Stores stores/>
                <p class="hint">{t(words::RATED_TEXT)} <a href="/steward/ratings">{t(rating::STEWARD_TITLE)}</a></p>
            </section>
        </Page>
    }
    .into_any()
}

#[component]
fn Stores(stores: Performance) -> impl IntoView {
    let Performance { month, rated } = stores;
    let lang = lang();
    let rules = ports().vouchers.rules();
    let today = ports().clock.now().day();
    let yesterday = today.yesterday().unwrap_or(today);
    let rows = month.into_iter().map(|line| {
        let name = store_name(&rules, &line.store);
        let rated = rated.iter().find(|rated| rated.what == Rated::Store(line.store.clone()));
        let count = rated.map_or_else(|| NOTHING.to_owned(), |rated| rated.count.to_string());
        let mean = rated.and_then(RatedLine::mean_tenths).map_or_else(|| NOTHING.to_owned(), tenths);
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                <td class="figure">{line.redemptions}</td>
                <td class="figure">{yuan(line.spent)}</td>
                <td class="figure">{line.reversals}</td>
                <td class="figure">{line.disputes}</td>
                <td class="figure">{line.conflicts}</td>
                <td class="figure">{count}</td>
                <td class="figure">{mean}</td>
                <td>
                    <a href=format!("/steward/vouchers/{}/{yesterday}", line.store)>
                        {when::day(lang, yesterday)}
                        <span class="visually-hidden">{name}</span>
                    </a>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Figures
            named_by="stores"
            columns=vec![
                column(words::STORE),
                figure(words::REDEMPTIONS),
                figure(words::SPENT),
                figure(words::REVERSALS),
                figure(words::COMPLAINTS),
                figure(words::CONFLICTS_COUNT),
                figure(words::RATED_COUNT),
                figure(words::RATED_MEAN),
                column(words::YESTERDAY),
            ]
        >
            {rows}
        </Figures>
    }
    .into_any()
}

/// `4.6`.
fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[component]
fn Complaint(dispute: Dispute) -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let field = format!("answer-{}", dispute.charge.as_str());
    let wrong = state.mistake(&field).is_some();
    view! {
        <li class="card">
            <p class="cluster">
                <strong><code>{dispute.charge.spaced()}</code></strong>
                <time datetime=when::machine(dispute.at)>{when::moment(lang, dispute.at)}</time>
            </p>
            <p>{dispute.words}</p>
            <form method="post" action="/steward/vouchers" autocomplete="off" novalidate=true>
                <input type="hidden" name=CHARGE value=dispute.charge.as_str().to_owned()/>
                <div class="field" class:field-wrong=wrong>
                    <label for=field.clone()>{t(words::DISPUTE_ANSWER)}</label>
                    <FieldError name=field.clone()/>
                    <input
                        id=field.clone()
                        maxlength=LONGEST.to_string()
                        value=state.form.get(&field).to_owned()
                        aria-describedby=described_by(&field, false, wrong, false)
                        aria-invalid=wrong.then_some("true")
                        name=field
                    />
                </div>
                <button class="button button-primary">{t(words::DISPUTE_ANSWER)}</button>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}

#[component]
fn NotSettled(charge: ChargeView) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    view! {
        <li class="card">
            <p class="cluster">
                <strong><code>{charge.charge.spaced()}</code></strong>
                <span>{store_name(&rules, &charge.store)}</span>
                <time datetime=when::machine(charge.at)>{when::moment(lang, charge.at)}</time>
                <strong class="figure">{yuan(charge.fen)}</strong>
            </p>
            <form method="post" action="/steward/vouchers">
                <input type="hidden" name=CHARGE value=charge.charge.as_str().to_owned()/>
                <button class="button" name=DO value=BEAR>{t(words::BEAR)}</button>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}

/// Answers a complaint, or bears what was not settled. Done twice, it is done once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let Some(charge) = ChargeRef::parse(form.get(CHARGE)) else { return Answer::NotFound };
    let done = if form.get(DO) == BEAR {
        ports.vouchers.bear_conflict(&charge, staff).await
    } else {
        let field = format!("answer-{}", charge.as_str());
        let said = form.get(&field).trim().to_owned();
        if said.is_empty() || said.chars().count() > LONGEST {
            return Answer::mistakes(form, vec![FieldMistake::new(field, words::DISPUTE_WRONG)]);
        }
        ports.vouchers.answer_dispute(&charge, &said, staff).await
    };
    match done {
        Ok(()) => Answer::Go("/steward/vouchers".to_owned()),
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::tenths;

    #[test]
    fn a_mean_is_told_with_one_decimal() {
        assert_eq!([50, 46, 10].map(tenths), ["5.0", "4.6", "1.0"]);
    }
}
