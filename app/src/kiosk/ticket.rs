//! The number, large enough to read from two metres; on paper a roll of 80 mm. No name on either. At a kiosk with a printer the
//! page prints it first: until it is printed, or taken along otherwise, it does not count.

use std::collections::BTreeMap;

use domain::{
    ids::{TicketToken, VenueCode},
    rating::ActKind,
    text::Lang,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    IdleReset, next_person,
    paper::{Paper, lines},
    printing::{Job, PrintTicket},
    prints,
};
use crate::{
    forms::{Answer, Form},
    hall::words,
    live::TicketState,
    msg::{kiosk, printing, rating},
    parts::{Face, Page, PrintButton, Qr, SendOnce, loaded_or_not_found, not_found, rate_path},
    ports::{CopyRefused, CountRefused, MOST_COPIES, Medium, Ports, TicketView, Unavailable, ports},
    visit::{Visit, lang, t, visit},
};

/// The ticket as the kiosk shows and prints it.
#[component]
pub fn KioskTicketPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let venue = params.get("venue").unwrap_or_default();
    let token = TicketToken(params.get("ticket").unwrap_or_default());
    let query = use_query_map().get_untracked();
    let copy = query.get("copy").and_then(|copy| copy.parse().ok());
    let printed = query.get("printed").is_some();
    let ports = ports();
    if ports.district.venue(&VenueCode(venue.clone())).is_none() {
        return not_found();
    }
    loaded_or_not_found(async move { ports.hall.ticket(&token).await }, move |found| match found.place.state {
        TicketState::Printing => view! { <Unprinted found kiosk=venue/> }.into_any(),
        TicketState::Void => view! { <NoNumber found kiosk=venue/> }.into_any(),
        _ => view! { <Shown found kiosk=venue copy printed/> }.into_any(),
    })
    .into_any()
}

/// A number in the queue. `copy` is the paper that is to be printed once more, `printed` says that one has just come out.
#[component]
fn Shown(found: TicketView, kiosk: String, copy: Option<u32>, printed: bool) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let printer = prints(&visit());
    // Only what the server has counted is printed: an address that is made up prints nothing.
    let copy = copy.filter(|copy| printer && (1..=found.copies).contains(copy));
    let here = format!("/kiosk/{kiosk}/ticket/{}", found.token);
    let names = Names::of(&ports, &found, lang);
    let job = copy.map(|copy| names.job(&ports, &found, Some(copy), lang));
    let TicketView { token: found_token, place, copies, .. } = found;
    let number = place.number.clone();
    let title = kiosk::TICKET_TITLE.with(lang, &[("number", &number)]);
    let rate = rate_path(ActKind::Visit, found_token.as_str());
    let home = next_person(&kiosk);
    let called = place.counter.map(|counter| kiosk::CALLED.with(lang, &[("n", &counter.to_string())]));
    let taken_along = printed.then(|| view! { <p class="notice notice-good no-print" role="status">{t(printing::DONE)}</p> });
    let printed_at = kiosk::AT.with(lang, &[("time", &ports.clock.now().clock_face())]);
    let waits = called.is_none();
    let paper = job.map(|job| {
        let (number, action, phone) = (number.clone(), here.clone(), names.phone.clone());
        view! { <PrintTicket job number action phone copy=true lang/> }
    });
    let again =
        if printer { view! { <PrintAgain here copies lang/> }.into_any() } else { view! { <PrintButton lang/> }.into_any() };
    view! {
        <Page title=title face=Face::Kiosk>
            {taken_along}
            {paper}
            <article class="roll">
                <p class="roll-venue">{names.venue}</p>
                <h1 class="roll-number">
                    <span class="roll-label">{t(kiosk::YOUR_NUMBER)}</span>
                    " "
                    <strong>{number}</strong>
                </h1>
                <p class="roll-service">{names.service}</p>
                {called.map(|words| view! { <p class="roll-called">{words}</p> })}
                {waits
                    .then(|| {
                        view! {
                            <p class="roll-ahead">{words::ahead(lang, place.ahead)}</p>
                            <p class="roll-wait">{t(kiosk::WAIT)} " " {words::range(lang, place.wait)}</p>
                        }
                    })}
                <div class="roll-qr"><Qr text=names.phone label=t(kiosk::PHONE_LABEL)/></div>
                <p class="roll-phone">{t(kiosk::PHONE)}</p>
                <p class="roll-missed">{t(kiosk::MISSED)}</p>
                <p class="roll-time">{printed_at}</p>
            </article>
            <div class="cluster kiosk-acts no-print">
                {again}
                <a class="button" href=rate>{t(rating::KIOSK_LINK)}</a>
                <a class="button button-primary" href=home.clone()>{t(kiosk::FINISHED)}</a>
            </div>
            <IdleReset home seconds=20 at_home=false lang/>
        </Page>
    }
    .into_any()
}

/// Prints one more paper of the same number.
#[component]
fn PrintAgain(here: String, copies: u32, lang: Lang) -> impl IntoView {
    if copies >= MOST_COPIES {
        return view! { <p class="hint">{t(printing::COPIES_ALL)}</p> }.into_any();
    }
    view! {
        <form method="post" action=here>
            <button class="button" name="do" value="copy">{t(printing::COPY_BUTTON)}</button>
            <SendOnce lang/>
        </form>
    }
    .into_any()
}

/// A number that does not count yet: it is printed, or the person chooses.
#[component]
fn Unprinted(found: TicketView, kiosk: String) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let names = Names::of(&ports, &found, lang);
    let job = names.job(&ports, &found, None, lang);
    let number = found.place.number.clone();
    let title = kiosk::TICKET_TITLE.with(lang, &[("number", &number)]);
    let action = format!("/kiosk/{kiosk}/ticket/{}", found.token);
    let phone = names.phone;
    view! {
        <Page title=title face=Face::Kiosk>
            <article class="roll">
                <h1 class="roll-number">
                    <span class="roll-label">{t(kiosk::YOUR_NUMBER)}</span>
                    " "
                    <strong>{number.clone()}</strong>
                </h1>
                <p class="roll-service">{names.service}</p>
            </article>
            <PrintTicket job number action phone copy=false lang/>
            <IdleReset home=next_person(&kiosk) seconds=60 at_home=false lang/>
        </Page>
    }
    .into_any()
}

/// A number that never counted.
#[component]
fn NoNumber(found: TicketView, kiosk: String) -> impl IntoView {
    let lang = lang();
    let title = printing::VOID_TITLE.with(lang, &[("number", &found.place.number)]);
    view! {
        <Page title=title.clone() face=Face::Kiosk>
            <h1>{title}</h1>
            <p class="notice notice-warn">{t(printing::VOID_TEXT)}</p>
            <p class="cluster kiosk-acts">
                <a class="button button-primary" href=format!("/kiosk/{kiosk}")>{t(printing::NEW_NUMBER)}</a>
            </p>
            <p>{t(kiosk::PERSON)}</p>
            <IdleReset home=next_person(&kiosk) seconds=20 at_home=false lang/>
        </Page>
    }
    .into_any()
}

/// What a ticket's things are called on this page.
struct Names {
    venue: Option<String>,
    service: Option<String>,
    phone: String,
}

impl Names {
    fn of(ports: &Ports, found: &TicketView, lang: Lang) -> Self {
        Self {
            venue: ports.district.venue(&found.venue).map(|venue| venue.name.of(lang).to_owned()),
            service: ports.catalogue.guide(found.service.as_str()).map(|guide| guide.name.of(lang).to_owned()),
            phone: format!("{}/t/{}", ports.public_url, found.token),
        }
    }

    /// The paper: the first one, or a copy.
    fn job(&self, ports: &Ports, found: &TicketView, copy: Option<u32>, lang: Lang) -> Job {
        let paper = Paper {
            ticket: found,
            venue: self.venue.as_deref().unwrap_or_default(),
            service: self.service.as_deref().unwrap_or_default(),
            phone: &self.phone,
            time: &ports.clock.now().clock_face(),
            copy: copy.is_some(),
        };
        let key = match copy {
            Some(copy) => format!("{}.copy.{copy}", found.print_key),
            None => found.print_key.clone(),
        };
        Job { key, lines: serde_json::to_string(&lines(&paper, lang)).expect("lines are always JSON") }
    }
}

/// The number comes to count on paper, phone or screen; or it is printed once more.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let venue = VenueCode(params.get("venue").cloned().unwrap_or_default());
    let ticket = TicketToken(params.get("ticket").cloned().unwrap_or_default());
    if ports.district.venue(&venue).is_none() {
        return Answer::NotFound;
    }
    match ports.hall.ticket(&ticket).await {
        Ok(Some(_)) => {}
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    }
    if form.get("do") == "copy" {
        return once_more(ports, visit, &venue, &ticket).await;
    }
    let Some(medium) = Medium::parse(form.get("counts")) else { return Answer::NotFound };
    match ports.hall.counts(&ticket, medium).await {
        // The page says that it is void.
        Ok(()) | Err(CountRefused::Void) => Answer::Go(format!("/kiosk/{venue}/ticket/{ticket}")),
        Err(CountRefused::Unknown) => Answer::NotFound,
        Err(CountRefused::Unavailable) => Answer::Unavailable,
    }
}

/// Somebody who has a number is there again: where there is a printer it is printed once more, as a copy.
pub(super) async fn once_more(ports: &Ports, visit: &Visit, venue: &VenueCode, ticket: &TicketToken) -> Answer {
    let page = format!("/kiosk/{venue}/ticket/{ticket}");
    if !prints(visit) {
        return Answer::Go(page);
    }
    match ports.hall.reprint(ticket).await {
        Ok(copy) => Answer::Go(format!("{page}?copy={copy}")),
        // Not in the queue, or printed often enough: the page says how it stands.
        Err(CopyRefused::NotInQueue | CopyRefused::TooOften) => Answer::Go(page),
        Err(CopyRefused::Unknown) => Answer::NotFound,
        Err(CopyRefused::Unavailable) => Answer::Unavailable,
    }
}
