//! The books at a glance, one purchase by its number, complaints to answer, what was taken without a connection, and how the stores
//! do.

use std::collections::BTreeMap;

use domain::{ids::ChargeRef, text::Text};
use leptos::prelude::*;

use super::{
    Mistakes, Own,
    complaint::{self, CHARGE, Complaint, page_of},
    conflicts::{self, BEAR, CeilingsUsed, Conflicts, LEAVE, RETRY},
    may,
    performance::{self, STATEMENT, Stores},
};
use crate::{
    forms::{Answer, FieldMistake, Form},
    msg::{grants as words, steward},
    parts::{Face, Field, Page, SendOnce, loaded, unavailable},
    ports::{
        Ports, Unavailable, ports,
        ratings::RatedLine,
        vouchers::{ChargeView, OfflineUse, StoreFigures, Totals},
    },
    resident::voucher::{Example, yuan},
    visit::{Visit, lang, t},
};

const DO: &str = "do";
const FIND: &str = "find";
const NUMBER: &str = "number";

/// What the page shows.
struct Today {
    totals: Totals,
    month: Vec<StoreFigures>,
    rated: Vec<RatedLine>,
    disputes: Vec<ChargeView>,
    conflicts: Vec<ChargeView>,
    used: Vec<OfflineUse>,
}

/// `/steward/vouchers`.
#[component]
pub fn VouchersPage() -> impl IntoView {
    let ports = ports();
    loaded(async move { read(&ports).await }, |found| match found {
        Ok(today) => view! { <Shown today/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

async fn read(ports: &Ports) -> Result<Today, Unavailable> {
    let today = ports.clock.now().day();
    let tomorrow = today.tomorrow().unwrap_or(today);
    let vouchers = &ports.vouchers;
    Ok(Today {
        totals: vouchers.totals().await?,
        month: vouchers.figures(today.first_of_month(), tomorrow).await?,
        rated: ports.ratings.figures().await?,
        disputes: vouchers.disputes().await?,
        conflicts: vouchers.conflicts(None).await?,
        used: vouchers.offline_use().await?,
    })
}

#[component]
fn Shown(today: Today) -> impl IntoView {
    let Today { totals, month, rated, disputes, conflicts, used } = today;
    let steward = may(|staff| staff.steward);
    let mut links = vec![
        ("/steward/vouchers/grant", words::TO_GRANT),
        ("/steward/vouchers/list", words::TO_LIST),
        ("/steward/vouchers/wallet", words::TO_WALLET),
        ("/steward/vouchers/books", words::TO_BOOKS),
    ];
    if steward {
        links.push(("/steward/tills", words::TO_TILLS));
    }
    let links = links.into_iter().map(|(href, name)| view! { <a class="button" href=href>{t(name)}</a> }).collect_view();
    let no_disputes = disputes.is_empty();
    let disputes = disputes.into_iter().map(|charge| view! { <Complaint charge/> }).collect_view();
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            {steward.then(|| view! { <p class="back"><a href="/steward">{t(steward::BACK)}</a></p> })}
            <Mistakes/>
            <Own title=words::TITLE/>
            <nav class="cluster" aria-label=t(words::LINKS)>{links}</nav>
            <Example/>
            <LookUp/>
            <Books totals/>
            <section aria-labelledby="disputes">
                <h2 id="disputes">{t(words::DISPUTES)}</h2>
                {no_disputes.then(|| view! { <p>{t(words::DISPUTES_NONE)}</p> })}
                <ul class="messages">{disputes}</ul>
            </section>
            <Conflicts charges=conflicts/>
            <CeilingsUsed used/>
            <Stores month rated/>
        </Page>
    }
    .into_any()
}

/// One purchase, by the number on its receipt.
#[component]
fn LookUp() -> impl IntoView {
    view! {
        <form method="post" action="/steward/vouchers" autocomplete="off" novalidate=true>
            <Field name=NUMBER label=words::LOOK_UP hint=words::LOOK_UP_HINT class="field-short" longest=20/>
            <button class="button" name=DO value=FIND>{t(words::LOOK_UP_FIND)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
    .into_any()
}

#[component]
fn Books(totals: Totals) -> impl IntoView {
    let sums: [(Text, String); 5] = [
        (words::TOTALS_GRANTED, yuan(totals.granted)),
        (words::TOTALS_HELD, yuan(totals.held)),
        (words::TOTALS_STORES, yuan(totals.stores)),
        (words::TOTALS_EXPIRED, yuan(totals.expired)),
        (words::TOTALS_SUM, yuan(totals.sum)),
    ];
    let sums = sums.into_iter().map(|(name, fen)| view! { <div><dt>{t(name)}</dt><dd>{fen}</dd></div> }).collect_view();
    view! {
        <section aria-labelledby="totals">
            <h2 id="totals">{t(words::TOTALS)}</h2>
            <dl class="summary-list">{sums}</dl>
        </section>
    }
    .into_any()
}

/// Looks a purchase or a day up, answers a complaint, or ends what was not settled.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    match form.get(DO) {
        FIND => return look_up(ports, form).await,
        STATEMENT => return performance::to_statement(ports, form),
        _ => {}
    }
    let Some(charge) = ChargeRef::parse(form.get(CHARGE)) else { return Answer::NotFound };
    let how = form.get(DO).to_owned();
    match how.as_str() {
        BEAR | LEAVE | RETRY => conflicts::settle(ports, staff, &charge, form, &how).await,
        _ => complaint::answer(ports, staff, &charge, form, "/steward/vouchers".to_owned()).await,
    }
}

async fn look_up(ports: &Ports, form: Form) -> Answer {
    let found = match ChargeRef::parse(form.get(NUMBER)) {
        Some(charge) => ports.vouchers.charge_view(&charge).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(charge)) => Answer::Go(page_of(&charge.charge)),
        Ok(None) => Answer::mistakes(form, vec![FieldMistake::new(NUMBER, words::LOOK_UP_NONE)]),
        Err(Unavailable) => Answer::Unavailable,
    }
}
