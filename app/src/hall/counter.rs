//! The counter: who is here, what to do with them, who comes next. Every act is a plain form with a key of its own.

use std::collections::BTreeMap;

use domain::{
    ids::{CounterNo, ServiceCode, VenueCode},
    rating::ActKind,
    text::Text,
};
use leptos::prelude::*;

use super::{
    counter_address::{Own, address},
    counter_forms::{Act, AtDesk, SendOn},
    counter_queue::Queue,
    words,
};
use crate::{
    forms::{Answer, Form, FormState},
    live::{CounterPerson, CounterState, CounterView, TicketState},
    msg::{counter, grants, rating},
    parts::{Face, Page, Qr, loaded_or_not_found, rate_path},
    ports::{CounterAct, CounterRefused, Ports, ports, ratings::LastServed},
    visit::{Staff, Visit, lang, t},
};

/// How long after it was served a number's code for rating is shown, minutes.
const RATES_MINUTES: i64 = 10;
/// The note that says why an act was not done.
const REFUSED: &str = "refused";

/// The counter's page.
#[component]
pub fn CounterPage() -> impl IntoView {
    let Own { venue, no, staff } = match Own::current() {
        Ok(own) => own,
        Err(instead) => return instead,
    };
    let ports = ports();
    let code = venue.clone();
    let read = async move {
        let Some(found) = ports.hall.counter(&code, no).await? else { return Ok(None) };
        Ok(Some((found, ports.ratings.last_served(&code, no, RATES_MINUTES).await?)))
    };
    loaded_or_not_found(read, move |(found, last)| view! { <Shown venue no found last staff/> }).into_any()
}

#[component]
fn Shown(venue: VenueCode, no: CounterNo, found: CounterView, last: Option<LastServed>, staff: Staff) -> impl IntoView {
    let lang = lang();
    let name = ports().district.venue(&venue).map(|venue| venue.name.of(lang).to_owned()).unwrap_or_default();
    let title = counter::TITLE.with(lang, &[("n", &no.to_string())]);
    let refused = FormState::current().notes.get(REFUSED).and_then(|code| sentence(code));
    let events = format!("/counter/{venue}/{no}/events");
    let at_desk = found.at_desk.clone();
    view! {
        <Page title=format!("{title} · {name}") face=Face::Staff>
            <div class="title-row">
                <h1>{title} " · " {name}</h1>
                <form method="post" action="/staff/leave" class="cluster">
                    <span class="hint">{staff.name}</span>
                    <button class="button-quiet">{t(crate::msg::sign_in::LEAVE)}</button>
                </form>
            </div>
            {refused.map(|text| view! { <p class="notice notice-warn" role="alert">{t(text)}</p> })}
            <div class="counter">
                <section class="counter-now" aria-labelledby="now">
                    <h2 id="now">{t(counter::NOW)}</h2>
                    <Now view=found.clone() venue=venue.clone()/>
                    <MayRate last venue no/>
                    <p><a href="/steward/vouchers/wallet">{t(grants::WALLET_TITLE)}</a></p>
                </section>
                <section class="counter-queue" aria-labelledby="queue">
                    <h2 id="queue">{t(counter::QUEUE)}</h2>
                    <Queue view=found events lang/>
                    <h2>{t(counter::AT_DESK)}</h2>
                    <AtDesk numbers=at_desk/>
                </section>
            </div>
        </Page>
    }
    .into_any()
}

/// The code that whoever was served last may scan, and the way to the screen before the counter.
#[component]
fn MayRate(last: Option<LastServed>, venue: VenueCode, no: CounterNo) -> impl IntoView {
    let lang = lang();
    let asked = last.filter(|last| !last.rated).map(|last| {
        let code = format!("{}{}", ports().public_url, rate_path(ActKind::Ticket, last.token.as_str()));
        let number = [("number", last.number.as_str())];
        view! {
            <h3>{t(rating::COUNTER_TITLE)}</h3>
            <p>{rating::COUNTER_TEXT.with(lang, &number)}</p>
            <div class="pass rate-code"><Qr text=code label=rating::COUNTER_CODE.with(lang, &number)/></div>
        }
    });
    view! {
        {asked}
        <p><a href=format!("/counter/{venue}/{no}/rate")>{t(rating::COUNTER_SCREEN)}</a></p>
    }
    .into_any()
}

/// Who is here, and the buttons that fit.
#[component]
fn Now(view: CounterView, venue: VenueCode) -> impl IntoView {
    let state = view.state;
    let Some(person) = view.current else { return view! { <Nobody state/> }.into_any() };
    let called = person.state == TicketState::Called;
    view! {
        <Person person/>
        <div class="counter-acts">
            {called
                .then(|| {
                    view! {
                        <Act act="start" label=counter::START class="button button-primary"/>
                        <Act act="recall" label=counter::RECALL/>
                        <Act act="not_here" label=counter::NOT_HERE/>
                    }
                })}
            <Act act="finish" label=counter::FINISH class=if called { "button" } else { "button button-primary" }/>
            {match state {
                CounterState::Open => view! { <Act act="pause" label=counter::PAUSE/> },
                CounterState::NotOpenYet | CounterState::Paused => view! { <Act act="resume" label=counter::RESUME/> },
            }}
        </div>
        <SendOn here=venue/>
    }
    .into_any()
}

/// Nobody is here: what the counter is doing, and the one button that goes on from there.
#[component]
fn Nobody(state: CounterState) -> impl IntoView {
    let says = match state {
        CounterState::NotOpenYet => counter::NOT_OPEN_YET,
        CounterState::Open => counter::NOBODY,
        CounterState::Paused => counter::PAUSED,
    };
    let first = match state {
        CounterState::NotOpenYet => view! { <Act act="resume" label=counter::OPEN class="button button-primary"/> },
        CounterState::Open => view! { <Act act="next" label=counter::NEXT class="button button-primary"/> },
        CounterState::Paused => view! { <Act act="resume" label=counter::RESUME class="button button-primary"/> },
    };
    let pause = (state == CounterState::Open).then(|| view! { <Act act="pause" label=counter::PAUSE/> });
    view! {
        <p class="counter-nobody">{t(says)}</p>
        <div class="counter-acts">{first} {pause}</div>
    }
    .into_any()
}

#[component]
fn Person(person: CounterPerson) -> impl IntoView {
    let lang = lang();
    let service = match lang {
        domain::text::Lang::Zh => person.service_zh,
        domain::text::Lang::En => person.service_en,
    };
    let since = if person.state == TicketState::Serving { counter::SINCE_START } else { counter::SINCE_CALLED };
    let walk_in = person.masked_names.is_empty();
    let people = if walk_in { t(counter::WALK_IN).to_owned() } else { person.masked_names.join("  ") };
    view! {
        <p class="big-number counter-number">{person.number}</p>
        <p class="cluster">
            <span class="tag">{t(words::state_name(person.state))}</span>
            <span>{since.with(lang, &[("n", &person.minutes.to_string())])}</span>
            <span>{counter::CALLS.with(lang, &[("n", &person.calls.to_string())])}</span>
        </p>
        <dl class="summary-list">
            <div><dt>{t(counter::SERVICE)}</dt><dd>{service} " " <code>{person.service}</code></dd></div>
            <div><dt>{t(counter::PEOPLE)}</dt><dd>{people}</dd></div>
            {person.reference.map(|reference| view! { <div><dt>{t(counter::REFERENCE)}</dt><dd><code>{reference}</code></dd></div> })}
            <div><dt>{t(counter::CLASS)}</dt><dd>{t(words::class_name(person.class))}</dd></div>
        </dl>
    }
    .into_any()
}

/// Does what was pressed.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some((venue, no)) = address(|part| params.get(part).cloned()) else { return Answer::NotFound };
    let Some(staff) = &visit.staff else { return Answer::SignIn };
    let Some(act) = act(&form) else { return Answer::NotFound };
    // A form without a key is still one press of somebody.
    let attempt = if form.get("attempt").is_empty() { &visit.request_id } else { form.get("attempt") };
    let refused = match ports.hall.act(&venue, no, staff, &act, attempt).await {
        Ok(_) => return Answer::Go(format!("/counter/{venue}/{no}")),
        Err(CounterRefused::Unavailable) => return Answer::Unavailable,
        Err(CounterRefused::NobodyWaits) => "nobody-waits",
        Err(CounterRefused::Busy) => "busy",
        Err(CounterRefused::NobodyHere) => "nobody-here",
        Err(CounterRefused::Paused) => "paused",
        Err(CounterRefused::Unknown) => "unknown",
        Err(CounterRefused::NotAllowed) => "not-allowed",
    };
    let notes = BTreeMap::from([(REFUSED, refused.to_owned())]);
    Answer::Again { status: 409, state: FormState { notes, ..FormState::default() } }
}

fn act(form: &Form) -> Option<CounterAct> {
    Some(match form.get("do") {
        "next" => CounterAct::Next,
        "recall" => CounterAct::Recall,
        "not_here" => CounterAct::NotHere,
        "start" => CounterAct::Start,
        "finish" => CounterAct::Finish,
        "pause" => CounterAct::Pause,
        "resume" => CounterAct::Resume,
        "transfer" => {
            CounterAct::Transfer { venue: VenueCode::from(form.get("venue")), service: ServiceCode::from(form.get("service")) }
        }
        "back_from_desk" => CounterAct::BackFromDesk { number: form.get("number").to_owned() },
        _ => return None,
    })
}

/// The words of a refusal's note.
fn sentence(code: &str) -> Option<Text> {
    Some(match code {
        "nobody-waits" => counter::REFUSED_NOBODY_WAITS,
        "busy" => counter::REFUSED_BUSY,
        "nobody-here" => counter::REFUSED_NOBODY_HERE,
        "paused" => counter::REFUSED_PAUSED,
        "unknown" => counter::REFUSED_UNKNOWN,
        "not-allowed" => counter::REFUSED_NOT_ALLOWED,
        _ => return None,
    })
}
