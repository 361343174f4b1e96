//! Numbers that a kiosk gave out without a network and that are not simply in the queue: which, where, when, and why. Nobody is named.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{devices::venue_name, latest::LatestPage};
use crate::{
    forms::{Answer, Form},
    msg::kiosk_offline as words,
    parts::{SendOnce, loaded, unavailable, when},
    ports::{ConflictWhy, DeskReason, KioskConflict, Ports, Unavailable, ports},
    visit::{Visit, lang, t, visit},
};

const PATH: &str = "/steward/kiosk-conflicts";
const ID: &str = "id";

/// `/steward/kiosk-conflicts`.
#[component]
pub fn KioskConflictsPage() -> impl IntoView {
    let (ports, staff) = (ports(), visit().staff);
    let read = async move {
        match &staff {
            Some(staff) => ports.offline.conflicts(staff).await,
            None => Ok(Vec::new()),
        }
    };
    loaded(read, |read| match read {
        Ok(lines) => view! { <Shown lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(lines: Vec<KioskConflict>) -> impl IntoView {
    let empty = lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <Line line/> });
    view! {
        <LatestPage title=words::CONFLICTS_TITLE text=words::CONFLICTS_TEXT none=words::CONFLICTS_NONE empty>
            <ul class="messages">{rows.collect_view()}</ul>
        </LatestPage>
    }
    .into_any()
}

#[component]
fn Line(line: KioskConflict) -> impl IntoView {
    let lang = lang();
    let at = |moment| when::moment(lang, moment);
    view! {
        <li class="card">
            <p class="cluster">
                <strong class="figure">{line.number.clone()}</strong>
                <span>{venue_name(&line.venue)}</span>
                <span>{line.machine}</span>
                <time datetime=when::machine(line.given)>{words::CONFLICT_GIVEN.with(lang, &[("when", &at(line.given))])}</time>
                <time class="hint" datetime=when::machine(line.came)>
                    {words::CONFLICT_CAME.with(lang, &[("when", &at(line.came))])}
                </time>
            </p>
            <p>{reason(&line.why)}</p>
            <form method="post" action=PATH>
                <input type="hidden" name=ID value=line.id/>
                <button class="button button-primary">
                    {t(words::SEEN_TO)}
                    <span class="visually-hidden">{line.number}</span>
                </button>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}

fn reason(why: &ConflictWhy) -> String {
    let said = match why {
        ConflictWhy::AtDesk(DeskReason::Pass) => words::CONFLICT_PASS,
        ConflictWhy::AtDesk(DeskReason::Booking) => words::CONFLICT_BOOKING,
        ConflictWhy::AtDesk(DeskReason::Service) => words::CONFLICT_SERVICE,
        ConflictWhy::HasNumber(number) => return words::CONFLICT_HAS_NUMBER.with(lang(), &[("number", number)]),
        ConflictWhy::Used => words::CONFLICT_USED,
        ConflictWhy::NotLeased => words::CONFLICT_NOT_LEASED,
        ConflictWhy::DayOver => words::CONFLICT_DAY_OVER,
    };
    t(said).to_owned()
}

/// Somebody has seen to a number. Pressed twice, or by two, it is done once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    match ports.offline.seen_to(form.get(ID), staff).await {
        Ok(_) => Answer::Go(PATH.to_owned()),
        Err(Unavailable) => Answer::Unavailable,
    }
}
