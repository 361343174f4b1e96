//! The fourth question: who comes. Two people for a marriage or divorce, one for the rest, a form of address for counselling.

use std::collections::BTreeMap;

use domain::{
    booking::{FieldName, PartyDraft, PersonDraft},
    catalogue::Party,
    identity::DocumentKind,
    ids::HoldToken,
    text::Text,
};
use leptos::prelude::*;

use super::{
    DocumentHint,
    hold::{Confirmed, Expired, KeepOrLeave, KeptUntil, choose_again, service_name, time_of, token, venue_name},
    mistakes,
};
use crate::{
    forms::{Answer, Form, FormState},
    kiosk::{HoldNumbers, NoPhone, ReadCard, at_kiosk, says_no_phone},
    msg::{common, kiosk_shell, over, slip, terms, who},
    parts::{Field, FieldError, Screen, SendOnce, described_by, loaded_or_not_found},
    ports::{HoldState, HoldView, Ports, Unavailable, ports},
    visit::{Visit, lang, t},
};

/// The hold's first page.
#[component]
pub fn WhoPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.bookings.hold_view(&token).await }, |hold| match hold.state.clone() {
        HoldState::Live if hold.moves.is_some() => view! { <Moving hold/> }.into_any(),
        HoldState::Live => view! { <Ask hold/> }.into_any(),
        HoldState::Expired => view! { <Expired hold/> }.into_any(),
        HoldState::Confirmed(booking) => view! { <Confirmed booking/> }.into_any(),
    })
    .into_any()
}

/// How a kind of document is called.
#[must_use]
pub const fn document_name(kind: DocumentKind) -> Text {
    match kind {
        DocumentKind::IdCn => terms::DOCUMENT_ID_CN,
        DocumentKind::HkmResidence => terms::DOCUMENT_HKM_RESIDENCE,
        DocumentKind::TwResidence => terms::DOCUMENT_TW_RESIDENCE,
        DocumentKind::FprCard => terms::DOCUMENT_FPR_CARD,
        DocumentKind::Passport => terms::DOCUMENT_PASSPORT,
        DocumentKind::HkmPass => terms::DOCUMENT_HKM_PASS,
        DocumentKind::TwPass => terms::DOCUMENT_TW_PASS,
    }
}

/// How many people a service names.
const fn count(party: Party) -> usize {
    match party {
        Party::Couple | Party::Spouses => 2,
        Party::One | Party::Anonymous => 1,
    }
}

#[component]
fn Ask(hold: HoldView) -> impl IntoView {
    let lang = lang();
    let hint = match hold.party {
        Party::Couple => Some(who::COUPLE_HINT),
        Party::Spouses => Some(who::SPOUSES_HINT),
        Party::Anonymous => Some(who::ANONYMOUS_HINT),
        Party::One => None,
    };
    let above = format!("{} · {} · {}", service_name(&hold.service), venue_name(&hold.slot.venue), time_of(&hold));
    let party = hold.party;
    let drafts = hold.draft.people.clone();
    let action = format!("/hold/{}", hold.token);
    let elsewhere = if at_kiosk() { kiosk_shell::PHONE_LINK } else { over::LINK };
    view! {
        <Screen title=t(who::TITLE) above back=choose_again(&hold)>
            <KeptUntil hold=hold.clone()/>
            {hint.map(|hint| view! { <p>{t(hint)}</p> })}
            <form method="post" action=action autocomplete="off" novalidate=true>
                // The Enter key presses a form's first button: it must be «next».
                <button class="visually-hidden" name="do" value="next" tabindex="-1" aria-hidden="true">{t(common::NEXT)}</button>
                {(0..count(party))
                    .map(|person| view! { <Person party person draft=drafts.get(person).cloned().unwrap_or_default()/> })
                    .collect_view()}
                <HoldNumbers/>
                {(party != Party::Anonymous).then(|| view! { <p class="hint">{t(who::PRIVACY)}</p> })}
                <button class="button button-primary" name="do" value="next">{t(common::NEXT)}</button>
                <SendOnce lang/>
                <p class="cluster"><button class="button-quiet" name="do" value="over">{t(elsewhere)}</button></p>
                <KeepOrLeave hold/>
            </form>
        </Screen>
    }
    .into_any()
}

/// One person's answers.
#[component]
fn Person(party: Party, person: usize, draft: PersonDraft) -> impl IntoView {
    let name = |field: FieldName| field.input(person);
    let legend = match (count(party), person) {
        (1, _) => None,
        (_, 0) => Some(terms::FIRST_PERSON),
        _ => Some(terms::SECOND_PERSON),
    };
    let anonymous = party == Party::Anonymous;
    let (name_label, name_hint) =
        if anonymous { (who::ADDRESS_FORM, who::ADDRESS_FORM_HINT) } else { (who::NAME, who::NAME_HINT) };
    // The browser may offer the visitor's own number for the first person; for the second it would be the wrong one.
    let telephone = if person == 0 { "tel" } else { "off" };
    let card = (!anonymous).then(|| {
        view! {
            <ReadCard
                name=name(FieldName::Name)
                number=name(FieldName::Document)
                kind=name(FieldName::DocumentKind)
            />
        }
    });
    let document = (!anonymous).then(|| view! { <DocumentFields party person draft=draft.clone()/> });
    let inside = view! {
        {card}
        <Field name=name(FieldName::Name) label=name_label hint=name_hint value=draft.name board="name" longest=120/>
        {document}
        <Field
            name=name(FieldName::Phone)
            label=who::PHONE
            hint=who::PHONE_HINT
            value=draft.phone
            kind="tel"
            inputmode="tel"
            autocomplete=telephone
            class="field-short"
            longest=24
        />
        <NoPhone of=name(FieldName::Phone) words=t(slip::NO_PHONE) said=draft.no_phone/>
    };
    match legend {
        Some(legend) => view! { <fieldset class="person"><legend>{t(legend)}</legend>{inside}</fieldset> }.into_any(),
        None => view! { <div class="person">{inside}</div> }.into_any(),
    }
}

/// Kind and number; date of birth and sex where the number may not hold them (a couple's ages are checked).
#[component]
fn DocumentFields(party: Party, person: usize, draft: PersonDraft) -> impl IntoView {
    let state = FormState::current();
    let kind_field = FieldName::DocumentKind.input(person);
    let number_field = FieldName::Document.input(person);
    let stored = if draft.document_kind.is_empty() { DocumentKind::IdCn.code() } else { draft.document_kind.as_str() };
    let chosen = state.value_or(&kind_field, stored);
    let wrong = state.mistake(&kind_field).is_some();
    let options = DocumentKind::ALL.map(|kind| {
        view! { <option value=kind.code() selected=kind.code() == chosen>{t(document_name(kind))}</option> }
    });
    view! {
        <div class="field">
            <label for=kind_field.clone()>{t(who::DOCUMENT_KIND)}</label>
            <FieldError name=kind_field.clone()/>
            <select
                class="document-kind"
                id=kind_field.clone()
                name=kind_field.clone()
                autocomplete="off"
                aria-describedby=described_by(&kind_field, false, wrong, false)
                aria-invalid=wrong.then_some("true")
            >
                {options.into_iter().collect_view()}
            </select>
        </div>
        <Field name=number_field.clone() label=who::DOCUMENT hint=who::DOCUMENT_HINT value=draft.document board="document" longest=40>
            <DocumentHint field=number_field today=ports().clock.now().day()/>
        </Field>
        {(party == Party::Couple).then(|| view! { <BirthAndSex person birth=draft.birth sex=draft.sex/> })}
    }
    .into_any()
}

/// Only for documents whose number says neither; style hides it for identity cards where the browser can.
#[component]
fn BirthAndSex(person: usize, birth: String, sex: String) -> impl IntoView {
    let sex_field = FieldName::Sex.input(person);
    let state = FormState::current();
    let chosen = state.value_or(&sex_field, &sex);
    let wrong = state.mistake(&sex_field).is_some();
    let options = [("male", terms::MALE), ("female", terms::FEMALE)].into_iter().enumerate().map(|(at, (value, text))| {
        // The first carries the field's own id, so that the summary of mistakes leads to it.
        let id = if at == 0 { sex_field.clone() } else { format!("{sex_field}-{value}") };
        view! {
            <div class="choice">
                <input type="radio" id=id.clone() name=sex_field.clone() value=value checked=chosen == value autocomplete="off"/>
                <label for=id>{t(text)}</label>
            </div>
        }
    });
    view! {
        <div class="not-in-number">
            <p class="hint">{t(who::EXTRA)}</p>
            <Field
                name=FieldName::Birth.input(person)
                label=who::BIRTH
                hint=who::BIRTH_HINT
                value=birth
                board="date"
                class="field-short"
                longest=20
            />
            <fieldset class="field" aria-describedby=described_by(&sex_field, false, wrong, false)>
                <legend>{t(who::SEX)}</legend>
                <FieldError name=sex_field.clone()/>
                <div class="cluster">{options.collect_view()}</div>
            </fieldset>
        </div>
    }
    .into_any()
}

/// A new time for a booking asks nobody's name again.
#[component]
fn Moving(hold: HoldView) -> impl IntoView {
    view! {
        <Screen title=t(who::TITLE) above=service_name(&hold.service) back=choose_again(&hold)>
            <p>{t(who::MOVING_TEXT)}</p>
            <p><a class="button button-primary" href=format!("/hold/{}/check", hold.token)>{t(who::TO_CHECK)}</a></p>
        </Screen>
    }
    .into_any()
}

/// Keeps what was typed whatever the button; goes on when it is right.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = HoldToken(params.get("hold").cloned().unwrap_or_default());
    let hold = match ports.bookings.hold_view(&token).await {
        Ok(Some(hold)) => hold,
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    if let HoldState::Confirmed(booking) = &hold.state {
        return Answer::Go(format!("/booking/{booking}"));
    }
    if form.get("do") == "leave" {
        return leave(ports, &hold).await;
    }
    let written = ports.bookings.write(&token, &draft(visit, &form, hold.party)).await;
    if form.get("do") == "over" && hold.state == HoldState::Live {
        return match written {
            Ok(_) => Answer::Go(format!("/hold/{token}/over")),
            Err(Unavailable) => Answer::Unavailable,
        };
    }
    if form.get("do") == "extend" {
        return match ports.bookings.extend(&token).await {
            Ok(_) => Answer::Go(format!("/hold/{token}")),
            Err(Unavailable) => Answer::Unavailable,
        };
    }
    match written {
        // The page of a hold that ran out says so; what was typed is kept.
        Ok(_) if hold.state == HoldState::Expired => Answer::Again { status: 409, state: FormState::default() },
        Ok(Ok(())) => Answer::Go(format!("/hold/{token}/check")),
        Ok(Err(wrong)) => {
            let on = hold.slot.starts.day();
            let words = wrong.into_iter().map(|mistake| mistakes::words(mistake, hold.party, on, visit.view.lang)).collect();
            Answer::mistakes(form, words)
        }
        Err(Unavailable) => Answer::Unavailable,
    }
}

/// Gives the place back and leads to where one came from.
pub async fn leave(ports: &Ports, hold: &HoldView) -> Answer {
    if let HoldState::Confirmed(booking) = &hold.state {
        return Answer::Go(format!("/booking/{booking}"));
    }
    match ports.bookings.leave(&hold.token).await {
        Ok(()) => Answer::Go(match &hold.moves {
            Some(booking) => format!("/booking/{booking}"),
            None => crate::resident::services::path_of(hold.service.as_str()),
        }),
        Err(Unavailable) => Answer::Unavailable,
    }
}

/// The typed answers, as typed.
fn draft(visit: &Visit, form: &Form, party: Party) -> PartyDraft {
    let read = |person: usize, field: FieldName| form.get(&field.input(person)).to_owned();
    let people = (0..count(party))
        .map(|person| PersonDraft {
            name: read(person, FieldName::Name),
            document_kind: read(person, FieldName::DocumentKind),
            document: read(person, FieldName::Document),
            birth: read(person, FieldName::Birth),
            sex: read(person, FieldName::Sex),
            phone: read(person, FieldName::Phone),
            no_phone: says_no_phone(visit, form, &FieldName::Phone.input(person)),
        })
        .collect();
    PartyDraft { people }
}
