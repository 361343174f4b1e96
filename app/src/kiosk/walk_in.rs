//! A number without an appointment: what for, then whether somebody goes ahead by law. No proof is asked here.

use std::collections::BTreeMap;

use domain::{
    catalogue::{Group, Guide},
    ids::{ServiceCode, VenueCode},
    queue::Class,
    text::Text,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{IdleReset, medium, next_person};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::{attempt, words},
    msg::{queue, walk_in},
    parts::{Face, Page, SendOnce, not_found},
    ports::{CheckInRefused, Ports, ports},
    resident::services::group_name,
    visit::{Visit, lang, t},
};

/// One question a screen: the service, then the class.
#[component]
pub fn WalkInPage() -> impl IntoView {
    let venue = VenueCode(use_params_map().get_untracked().get("venue").unwrap_or_default());
    let ports = ports();
    if ports.district.venue(&venue).is_none() {
        return not_found();
    }
    let services = ports.hall.walk_in_services(&venue);
    let asked = use_query_map().get_untracked().get("service").unwrap_or_default();
    let chosen = services.iter().find(|guide| guide.code.as_str().eq_ignore_ascii_case(&asked)).cloned();
    let lang = lang();
    let here = format!("/kiosk/{venue}");
    let title = t(if chosen.is_some() { walk_in::CLASS_TITLE } else { walk_in::TITLE });
    let mistake = FormState::current().mistakes.first().map(FieldMistake::words);
    let body = match chosen {
        Some(guide) => view! { <Classes guide here=here.clone()/> }.into_any(),
        None if services.is_empty() => view! { <p class="notice notice-warn">{t(walk_in::NONE)}</p> }.into_any(),
        None => view! { <Services services here=here.clone()/> }.into_any(),
    };
    view! {
        <Page title face=Face::Kiosk>
            <h1>{title}</h1>
            {mistake.map(|words| view! { <p class="notice notice-warn" role="alert">{words}</p> })}
            {body}
            <p><a class="button" href=here>{t(walk_in::BACK)}</a></p>
            <IdleReset home=next_person(venue.as_str()) seconds=60 at_home=false lang/>
        </Page>
    }
    .into_any()
}

/// Every service that a counter here takes, on its shelf.
#[component]
fn Services(services: Vec<Guide>, here: String) -> impl IntoView {
    let lang = lang();
    let shelves = Group::ALL.into_iter().filter_map(|group| {
        let on_it: Vec<&Guide> = services.iter().filter(|guide| guide.group == group).collect();
        let links = on_it.iter().map(|guide| {
            let href = format!("{here}/walk-in?service={}", guide.code.as_str().to_ascii_lowercase());
            view! { <li><a class="card-link" href=href>{guide.name.of(lang).to_owned()}</a></li> }
        });
        (!on_it.is_empty()).then(|| {
            let id = format!("group-{}", group.code());
            view! {
                <section aria-labelledby=id>
                    <h2 id=id.clone()>{t(group_name(group))}</h2>
                    <ul class="kiosk-services">{links.collect_view()}</ul>
                </section>
            }
        })
    });
    shelves.collect_view().into_any()
}

/// Ordinary first: most people are. Each class of priority with its plain reason.
#[component]
fn Classes(guide: Guide, here: String) -> impl IntoView {
    let lang = lang();
    let buttons = std::iter::once(Class::Ordinary).chain(Class::PRIORITY).map(|class| {
        let (name, why) = said(class);
        view! {
            <li>
                <button class="card-link" name="class" value=class.code()>
                    <strong>{t(name)}</strong>
                    <span class="hint">{t(why)}</span>
                </button>
            </li>
        }
    });
    view! {
        <p class="above">{walk_in::CHOSEN.with(lang, &[("service", guide.name.of(lang))])}</p>
        <p class="hint">{t(walk_in::CLASS_HINT)}</p>
        <form method="post" action=format!("{here}/walk-in")>
            <input type="hidden" name="service" value=guide.code.to_string()/>
            <input type="hidden" name="attempt" value=attempt("walk-in")/>
            <ul class="kiosk-services kiosk-classes">{buttons.collect_view()}</ul>
            <SendOnce lang/>
        </form>
        <p><a class="button" href=format!("{here}/walk-in")>{t(walk_in::OTHER_SERVICE)}</a></p>
    }
    .into_any()
}

/// What a choice is called, and why it goes ahead.
const fn said(class: Class) -> (Text, Text) {
    let why = match class {
        Class::Elderly => queue::WHY_ELDERLY,
        Class::Disabled => queue::WHY_DISABLED,
        Class::Pregnant => queue::WHY_PREGNANT,
        Class::WithInfant => queue::WHY_WITH_INFANT,
        Class::Soldier => queue::WHY_SOLDIER,
        Class::Ordinary | Class::Appointment | Class::LateAppointment | Class::Transferred => {
            return (walk_in::ORDINARY, walk_in::ORDINARY_WHY);
        }
    };
    (words::class_name(class), why)
}

/// Gives out the number.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let venue = VenueCode(params.get("venue").cloned().unwrap_or_default());
    if ports.district.venue(&venue).is_none() {
        return Answer::NotFound;
    }
    let service = ServiceCode(form.get("service").to_ascii_uppercase());
    let class = Class::parse(form.get("class")).filter(|class| class.is_priority()).unwrap_or(Class::Ordinary);
    let attempt = if form.get("attempt").is_empty() { &visit.request_id } else { form.get("attempt") };
    match ports.hall.walk_in(&venue, &service, class, medium(visit), attempt).await {
        Ok(ticket) => Answer::Go(format!("/kiosk/{venue}/ticket/{ticket}")),
        Err(CheckInRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::mistakes(Form::default(), vec![FieldMistake::new("service", walk_in::SERVICE_WRONG)]),
    }
}
