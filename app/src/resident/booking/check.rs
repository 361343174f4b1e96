//! The last look before a booking is made or moved: everything that was answered, each with a way to change it.

use std::collections::BTreeMap;

use domain::{
    booking::{FieldName, PersonDraft},
    case::divorce::Cooling,
    catalogue::Party,
    identity::DocumentKind,
    ids::{BookingToken, HoldToken},
    text::Text,
};
use leptos::prelude::*;

use super::{
    cooling::{self, NotThen},
    hold::{Confirmed, Expired, KeepOrLeave, KeptUntil, Line, choose_again, service_name, time_of, token, venue_name},
    who::{document_name, leave},
};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    kiosk::{HoldToShow, ON_PAPER, prints},
    msg::{check, slip, terms},
    parts::{Screen, SendOnce, loaded, not_found, unavailable, when},
    ports::{BookingView, ConfirmRefused, HoldState, HoldView, Ports, Unavailable, ports},
    visit::{Visit, lang, t, visit},
};

/// Where the summary of mistakes leads.
const CONFIRM: &str = "confirm";

/// The page, with the booking that is moved where there is one.
#[component]
pub fn CheckPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let resident = visit().resident.map(|known| known.id);
    let data = async move {
        let hold = ports.bookings.hold_view(&token).await?;
        let old = match hold.as_ref().and_then(|hold| hold.moves.as_ref()) {
            Some(booking) => ports.bookings.booking(booking).await?,
            None => None,
        };
        let cooling = match &hold {
            Some(hold) => cooling::known(&ports, &hold.service, resident.as_deref()).await?,
            None => None,
        };
        Ok::<_, Unavailable>((hold, old, cooling))
    };
    loaded(data, |data| match data {
        Ok((Some(hold), old, known)) => match hold.state.clone() {
            HoldState::Confirmed(booking) => view! { <Confirmed booking/> }.into_any(),
            HoldState::Expired => view! { <Expired hold/> }.into_any(),
            HoldState::Live if hold.moves.is_some() => view! { <Moved hold old known/> }.into_any(),
            HoldState::Live if hold.complete => view! { <Answers hold known/> }.into_any(),
            HoldState::Live => view! { <Incomplete hold/> }.into_any(),
        },
        Ok((None, ..)) => not_found(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Answers(hold: HoldView, known: Option<Cooling>) -> impl IntoView {
    let who_path = format!("/hold/{}", hold.token);
    let declare = if hold.party == Party::Couple { check::DECLARE_COUPLE } else { check::DECLARE };
    let couple = hold.draft.people.len() > 1;
    let people = hold.draft.people.clone().into_iter().enumerate().map(|(person, draft)| {
        let title = couple.then_some(if person == 0 { terms::FIRST_PERSON } else { terms::SECOND_PERSON });
        view! { <Person party=hold.party person draft title who_path=who_path.clone()/> }
    });
    let people = people.collect_view();
    view! {
        <Screen title=t(check::TITLE) back=who_path.clone()>
            <KeptUntil hold=hold.clone()/>
            <NotThen service=hold.service.clone() date=hold.slot.starts.day() known/>
            <dl class="summary-list">
                <Line label=check::SERVICE value=service_name(&hold.service)/>
                <Line label=check::VENUE value=venue_name(&hold.slot.venue) change=start(&hold)/>
                <Line label=check::TIME value=time_of(&hold) change=choose_again(&hold)/>
            </dl>
            {people}
            <p>{t(declare)}</p>
            <Send hold text=check::CONFIRM/>
        </Screen>
    }
    .into_any()
}

/// Where the venue of a hold was chosen.
fn start(hold: &HoldView) -> String {
    format!("/book/{}", hold.service.as_str().to_ascii_lowercase())
}

#[component]
fn Person(party: Party, person: usize, draft: PersonDraft, title: Option<Text>, who_path: String) -> impl IntoView {
    let to = move |field: FieldName| format!("{who_path}#{}", field.input(person));
    let name = if party == Party::Anonymous { check::ADDRESS_FORM } else { check::NAME };
    let kind = DocumentKind::parse(&draft.document_kind);
    let document = match kind {
        Some(kind) if !draft.document.is_empty() => format!("{} {}", t(document_name(kind)), draft.document),
        _ => String::new(),
    };
    let sex = match draft.sex.as_str() {
        "male" => t(terms::MALE),
        "female" => t(terms::FEMALE),
        _ => "",
    };
    let phone = if draft.no_phone { t(slip::NO_PHONE).to_owned() } else { draft.phone };
    view! {
        {title.map(|title| view! { <h2>{t(title)}</h2> })}
        <HoldToShow>
            <dl class="summary-list">
                <Line label=name value=draft.name change=to(FieldName::Name)/>
                <Line label=check::DOCUMENT value=document change=to(FieldName::Document)/>
                <Line label=check::BIRTH value=draft.birth change=to(FieldName::Birth)/>
                <Line label=check::SEX value=sex change=to(FieldName::Sex)/>
                <Line label=check::PHONE value=phone change=to(FieldName::Phone)/>
            </dl>
        </HoldToShow>
    }
    .into_any()
}

/// Old and new side by side.
#[component]
fn Moved(hold: HoldView, old: Option<BookingView>, known: Option<Cooling>) -> impl IntoView {
    let lang = lang();
    let again = choose_again(&hold);
    view! {
        <Screen title=t(check::TITLE_MOVE) above=service_name(&hold.service) back=again.clone()>
            <KeptUntil hold=hold.clone()/>
            <NotThen service=hold.service.clone() date=hold.slot.starts.day() known/>
            <dl class="summary-list">
                {old
                    .map(|old| {
                        view! {
                            <Line label=check::OLD_VENUE value=venue_name(&old.slot.venue)/>
                            <Line label=check::OLD_TIME value=when::span(lang, old.slot.starts, old.ends)/>
                        }
                    })}
                <Line label=check::VENUE value=venue_name(&hold.slot.venue)/>
                <Line label=check::NEW_TIME value=time_of(&hold) change=again/>
            </dl>
            <Send hold text=check::CONFIRM_MOVE/>
        </Screen>
    }
    .into_any()
}

#[component]
fn Send(hold: HoldView, text: Text) -> impl IntoView {
    let action = format!("/hold/{}/check", hold.token);
    view! {
        <form method="post" action=action>
            <button class="button button-primary" id=CONFIRM name="do" value="confirm">{t(text)}</button>
            <SendOnce lang=lang()/>
            <KeepOrLeave hold/>
        </form>
    }
    .into_any()
}

#[component]
fn Incomplete(hold: HoldView) -> impl IntoView {
    let href = format!("/hold/{}", hold.token);
    view! {
        <Screen title=t(check::TITLE) back=href.clone()>
            <p>{t(check::INCOMPLETE)}</p>
            <p><a class="button button-primary" href=href>{t(check::TO_WHO)}</a></p>
        </Screen>
    }
    .into_any()
}

/// Confirms: however often it is sent, one booking.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = HoldToken(params.get("hold").cloned().unwrap_or_default());
    match form.get("do") {
        "leave" => match ports.bookings.hold_view(&token).await {
            Ok(Some(hold)) => leave(ports, &hold).await,
            Ok(None) => Answer::NotFound,
            Err(Unavailable) => Answer::Unavailable,
        },
        "extend" => match ports.bookings.extend(&token).await {
            Ok(_) => Answer::Go(format!("/hold/{token}/check")),
            Err(Unavailable) => Answer::Unavailable,
        },
        _ => match ports.bookings.confirm(&token).await {
            Ok(booking) => {
                if let Some(resident) = &visit.resident {
                    // It is booked: where this fails, it is found by its reference as everybody's is.
                    let _kept = ports.bookings.keep_for(&booking, &resident.id).await;
                }
                let paper = if wants_paper(ports, visit, &booking).await { format!("?{ON_PAPER}") } else { String::new() };
                Answer::Go(format!("/booking/{booking}{paper}"))
            }
            // The page of a hold that ran out says so by itself.
            Err(ConfirmRefused::Expired) => Answer::Again { status: 409, state: FormState::default() },
            Err(ConfirmRefused::Incomplete) => Answer::Go(format!("/hold/{token}")),
            Err(ConfirmRefused::AlreadyBooked) => refused(check::ALREADY_BOOKED),
            Err(ConfirmRefused::CannotMove) => refused(check::CANNOT_MOVE),
            Err(ConfirmRefused::Unknown) => Answer::NotFound,
            Err(ConfirmRefused::Unavailable) => Answer::Unavailable,
        },
    }
}

/// Whether somebody of the booking has no phone, and paper instead. A store that does not answer leaves it to the page's button.
async fn wants_paper(ports: &Ports, visit: &Visit, booking: &BookingToken) -> bool {
    prints(visit)
        && matches!(ports.bookings.booking(booking).await, Ok(Some(view)) if view.people.iter().any(|person| person.phone.is_empty()))
}

fn refused(text: Text) -> Answer {
    let mistakes = vec![FieldMistake::new(CONFIRM, text)];
    Answer::Again { status: 409, state: FormState { mistakes, ..FormState::default() } }
}
