//! Enrolling a kiosk: the code on its screen, where it stands, what it is called, how large it is. A page of its own: nothing is
//! lost in it when the list of kiosks comes anew.

use std::collections::BTreeMap;

use domain::ids::VenueCode;
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::devices as words,
    parts::{Face, Field, FieldError, Page, SendOnce, described_by},
    ports::{
        Ports,
        devices::{EnrolRefused, NewDevice},
        ports,
    },
    visit::{Visit, lang, t},
};

const CODE: &str = "code";
const VENUE: &str = "venue";
const NAME: &str = "name";
const INCHES: &str = "inches";

/// `/steward/devices/enrol`.
#[component]
pub fn EnrolDevicePage() -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let (wrong, chosen) = (state.mistake(VENUE).is_some(), state.value_or(VENUE, ""));
    let venues = ports().district.venues.clone().into_iter().map(|venue| {
        let code = venue.code.to_string();
        view! { <option value=code.clone() selected=chosen == code>{venue.name.of(lang).to_owned()}</option> }
    });
    let venues = venues.collect_view();
    view! {
        <Page title=t(words::TO_ENROL) face=Face::Staff>
            <p class="back"><a href="/steward/devices">{t(words::TITLE)}</a></p>
            <h1>{t(words::TO_ENROL)}</h1>
            <p>{t(words::FORM_TEXT)}</p>
            <form method="post" action="/steward/devices/enrol" autocomplete="off" novalidate=true>
                <Field name=CODE label=words::FORM_CODE hint=words::FORM_CODE_HINT class="field-short" longest=12/>
                <div class="field" class:field-wrong=wrong>
                    <label for=VENUE>{t(words::FORM_VENUE)}</label>
                    <FieldError name=VENUE.to_owned()/>
                    <select id=VENUE name=VENUE aria-invalid=wrong.then_some("true") aria-describedby=described_by(VENUE, false, wrong, false)>
                        <option value=""></option>
                        {venues}
                    </select>
                </div>
                <Field name=NAME label=words::FORM_NAME hint=words::FORM_NAME_HINT class="field-short" longest=30/>
                <Field name=INCHES label=words::FORM_INCHES hint=words::FORM_INCHES_HINT inputmode="decimal" class="field-short" longest=5/>
                <button class="button button-primary">{t(words::FORM_BUTTON)}</button>
                <SendOnce lang/>
            </form>
        </Page>
    }
    .into_any()
}

/// Enrols the kiosk that shows the code.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let new = NewDevice {
        code: form.get(CODE).to_owned(),
        venue: VenueCode::from(form.get(VENUE)),
        name: form.get(NAME).to_owned(),
        inches: form.get(INCHES).to_owned(),
    };
    let (field, text) = match ports.devices.enrol(&new, staff).await {
        Ok(()) => return Answer::Go("/steward/devices".to_owned()),
        Err(EnrolRefused::NotAllowed) => return Answer::SignIn,
        Err(EnrolRefused::Unavailable) => return Answer::Unavailable,
        Err(EnrolRefused::Code) => (CODE, words::CODE_WRONG),
        Err(EnrolRefused::TooOften) => (CODE, words::CODE_TOO_OFTEN),
        Err(EnrolRefused::Venue) => (VENUE, words::VENUE_WRONG),
        Err(EnrolRefused::Name) => (NAME, words::NAME_WRONG),
        Err(EnrolRefused::Inches) => (INCHES, words::INCHES_WRONG),
    };
    Answer::mistakes(form, vec![FieldMistake::new(field, text)])
}
