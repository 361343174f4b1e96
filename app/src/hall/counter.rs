//! The counter: who is here, what to do with them, who comes next. Every act is a plain form with a key of its own.

use std::collections::BTreeMap;

use domain::{
    ids::{CounterNo, ServiceCode, VenueCode},
    text::Text,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    counter_forms::{Act, AtDesk, SendOn},
    counter_queue::Queue,
    words,
};
use crate::{
    forms::{Answer, Form, FormState},
    live::{CounterPerson, CounterState, CounterView, TicketState},
    msg::counter,
    parts::{Face, Page, loaded, not_found, unavailable},
    ports::{CounterAct, CounterRefused, Ports, Unavailable, ports},
    shell::PageStatus,
    visit::{Staff, Visit, lang, t, visit},
};

/// The note that says why an act was not done.
const REFUSED: &str = "refused";

/// The counter's page.
#[component]
pub fn CounterPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let venue = VenueCode(params.get("venue").unwrap_or_default());
    let Some(no) = params.get("counter").as_deref().and_then(number) else { return not_found() };
    let Some(staff) = visit().staff else { return view! { <SignInFirst/> }.into_any() };
    if !may(&staff, &venue) {
        return view! { <NotAllowed/> }.into_any();
    }
    let ports = ports();
    let code = venue.clone();
    loaded(async move { ports.hall.counter(&code, no).await }, move |found| match found {
        Ok(Some(found)) => view! { <Shown venue no found staff/> }.into_any(),
        Ok(None) => not_found(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Shown(venue: VenueCode, no: CounterNo, found: CounterView, staff: Staff) -> impl IntoView {
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
                    <Now view=found.clone() venue/>
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

/// Status 401: the edge asks for the sign-in before; this is the page for whoever comes past it.
#[component]
fn SignInFirst() -> impl IntoView {
    if let Some(status) = use_context::<PageStatus>() {
        status.set(401);
    }
    view! {
        <Page title=t(counter::SIGN_IN_FIRST) face=Face::Staff>
            <h1>{t(counter::SIGN_IN_FIRST)}</h1>
            <p><a class="button button-primary" href=format!("/staff?back={}", visit().path)>{t(counter::SIGN_IN)}</a></p>
        </Page>
    }
}

#[component]
fn NotAllowed() -> impl IntoView {
    if let Some(status) = use_context::<PageStatus>() {
        status.set(403);
    }
    view! {
        <Page title=t(counter::NOT_HERE_TITLE) face=Face::Staff>
            <h1>{t(counter::NOT_HERE_TITLE)}</h1>
            <p>{t(counter::NOT_HERE_TEXT)}</p>
        </Page>
    }
}

/// Does what was pressed.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let venue = VenueCode(params.get("venue").cloned().unwrap_or_default());
    let Some(no) = params.get("counter").and_then(|text| number(text)) else { return Answer::NotFound };
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

fn number(text: &str) -> Option<CounterNo> {
    text.parse().ok().filter(|no| *no > 0).map(CounterNo)
}

fn may(staff: &Staff, venue: &VenueCode) -> bool {
    staff.counter && (staff.venues.is_empty() || staff.venues.iter().any(|allowed| allowed == venue.as_str()))
}
