//! Everything that a signed-in resident has here: what waits for them first, then drafts, cases and messages. Who is not signed
//! in learns the ways that need no account.

use domain::{
    booking::BookingState,
    case::{Decision, Stage},
    ids::ServiceCode,
    text::Text,
};
use leptos::prelude::*;

use crate::{
    msg::{helping, my, resident_sign_in, wallet as words},
    parts::{Screen, loaded, unavailable, when},
    ports::{
        BookingLine, MessageAbout, Unavailable,
        cases::{CaseLine, DraftLine, HelpedAt, HelpedLine, MyThings},
        ports,
    },
    visit::{Resident, lang, t, visit},
};

/// The page.
#[component]
pub fn MyPage() -> impl IntoView {
    let Some(resident) = visit().resident else { return view! { <ByReference/> }.into_any() };
    let (ports, id) = (ports(), resident.id.clone());
    let read = async move {
        let (things, bookings) = (ports.cases.mine(&id).await?, ports.bookings.mine(&id).await?);
        Ok((things, bookings, ports.bookings.messages(&id).await?))
    };
    loaded(read, move |found: Result<_, Unavailable>| match found {
        Ok((mut things, bookings, messages)) => {
            // Whatever they are about, the latest stands first.
            things.messages.extend(messages);
            things.messages.sort_by_key(|message| std::cmp::Reverse(message.at.0));
            view! { <Whole resident things bookings/> }.into_any()
        }
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

/// The ways that need no account.
#[component]
fn ByReference() -> impl IntoView {
    view! {
        <Screen title=t(my::TITLE) back="/">
            <p>{t(my::BY_REFERENCE)}</p>
            <ul class="targets">
                <Way href="/find" name=my::FIND hint=my::FIND_HINT/>
                <Way href="/resume" name=my::RESUME hint=my::RESUME_HINT/>
                <Way href="/sign-in?back=/my" name=my::SIGN_IN hint=my::SIGN_IN_HINT/>
            </ul>
            <p class="hint">{t(my::LOST)}</p>
        </Screen>
    }
    .into_any()
}

#[component]
fn Way(href: &'static str, name: Text, hint: Text) -> impl IntoView {
    view! {
        <li>
            <a class="card-link" href=href>
                <strong>{t(name)}</strong>
                <span class="hint">{t(hint)}</span>
            </a>
        </li>
    }
    .into_any()
}

#[component]
fn Whole(resident: Resident, things: MyThings, bookings: Vec<BookingLine>) -> impl IntoView {
    let nothing = things.helped.is_empty()
        && things.drafts.is_empty()
        && things.cases.is_empty()
        && things.messages.is_empty()
        && bookings.is_empty();
    let waiting = things.cases.iter().filter(|case| case.stage == Stage::SupplementAsked).cloned();
    let waiting = waiting.map(|case| view! { <Waiting case/> }).collect_view();
    view! {
        <Screen title=t(my::TITLE) above=my::HELLO.with(lang(), &[("name", &resident.name_masked)]) back="/">
            {waiting}
            {nothing
                .then(|| {
                    view! {
                        <p>{t(my::NOTHING)}</p>
                        <p><a class="button button-primary" href="/services">{t(my::TO_SERVICES)}</a></p>
                    }
                })}
            <Drafts drafts=things.drafts.clone()/>
            <Cases cases=things.cases.clone()/>
            <section aria-labelledby="bookings">
                <h2 id="bookings">{t(my::BOOKINGS)}</h2>
                <Bookings bookings/>
                <p class="hint">{t(my::BOOKINGS_TEXT)}</p>
                <p><a href="/find">{t(my::FIND)}</a></p>
            </section>
            <p><a class="button" href="/wallet">{t(words::TITLE)}</a></p>
            <Helped lines=things.helped.clone()/>
            <Messages things/>
            <section aria-labelledby="signed-in">
                <h2 id="signed-in">{t(my::SIGNED_IN)}</h2>
                <p><a href="/sign-in/print">{t(my::PRINT_CODE)}</a></p>
                <form method="post" action="/sign-in/leave"><button class="button">{t(resident_sign_in::LEAVE)}</button></form>
            </section>
        </Screen>
    }
    .into_any()
}

/// Something that only the resident can do now.
#[component]
fn Waiting(case: CaseLine) -> impl IntoView {
    let service = name_of(&case.service);
    view! {
        <section class="notice notice-warn">
            <h2>{t(my::WAITING)}</h2>
            <p>{my::WAITING_TEXT.with(lang(), &[("service", &service)])}</p>
            <p>
                <a class="button button-primary" href=format!("/case/{}/supplement", case.token)>
                    {t(my::WAITING_ACT)}
                    <span class="visually-hidden">{service}</span>
                </a>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Drafts(drafts: Vec<DraftLine>) -> impl IntoView {
    let lang = lang();
    (!drafts.is_empty())
        .then(|| {
            let lines = drafts.into_iter().map(|draft| {
                let (begun, until) = (when::moment(lang, draft.begun), when::moment(lang, draft.expires));
                view! {
                    <li>
                        <a class="card-link" href=format!("/draft/{}", draft.token)>
                            <strong>{name_of(&draft.service)}</strong>
                            <span class="hint">{my::DRAFT_UNTIL.with(lang, &[("begun", &begun), ("until", &until)])}</span>
                        </a>
                    </li>
                }
            });
            view! {
                <section aria-labelledby="drafts">
                    <h2 id="drafts">{t(my::DRAFTS)}</h2>
                    <ul class="service-list">{lines.collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

#[component]
fn Cases(cases: Vec<CaseLine>) -> impl IntoView {
    let lang = lang();
    (!cases.is_empty())
        .then(|| {
            let lines = cases.into_iter().map(|case| {
                let received = when::moment(lang, case.received);
                let said = my::CASE_LINE.with(lang, &[("reference", &case.reference.spaced()), ("when", &received)]);
                view! {
                    <li>
                        <a class="card-link" href=format!("/case/{}", case.token)>
                            <strong>{name_of(&case.service)}</strong>
                            <span class="tag">{t(stage_word(&case.stage))}</span>
                            <span class="hint">{said}</span>
                        </a>
                    </li>
                }
            });
            view! {
                <section aria-labelledby="cases">
                    <h2 id="cases">{t(my::CASES)}</h2>
                    <ul class="service-list">{lines.collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

/// What they follow for others.
#[component]
fn Helped(lines: Vec<HelpedLine>) -> impl IntoView {
    let lang = lang();
    let lines = lines.into_iter().filter_map(|line| {
        let HelpedAt::Case(token, _, stage) = &line.at else { return None };
        let said = helping::LINE.with(lang, &[("name", &line.name_masked), ("when", &when::moment(lang, line.begun))]);
        Some(view! {
            <li>
                <a class="card-link" href=format!("/case/{token}")>
                    <strong>{name_of(&line.service)}</strong>
                    <span class="tag">{t(stage_word(stage))}</span>
                    <span class="hint">{said}</span>
                </a>
            </li>
        })
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty())
        .then(|| {
            view! {
                <section aria-labelledby="helped">
                    <h2 id="helped">{t(helping::MINE)}</h2>
                    <ul class="service-list">{lines}</ul>
                </section>
            }
        })
        .into_any()
}

#[component]
fn Bookings(bookings: Vec<BookingLine>) -> impl IntoView {
    let (lang, district) = (lang(), ports().district);
    let lines = bookings.into_iter().map(|booking| {
        let place = district.venue(&booking.slot.venue).map(|venue| venue.name.of(lang).to_owned()).unwrap_or_default();
        let time = when::span(lang, booking.slot.starts, booking.ends);
        view! {
            <li>
                <a class="card-link" href=format!("/booking/{}", booking.token)>
                    <strong>{name_of(&booking.service)}</strong>
                    <span class="tag">{t(booking_word(booking.state))}</span>
                    <span class="hint">{format!("{time} · {place} · {}", booking.reference.spaced())}</span>
                </a>
            </li>
        }
    });
    view! { <ul class="service-list">{lines.collect_view()}</ul> }.into_any()
}

#[component]
fn Messages(things: MyThings) -> impl IntoView {
    let lang = lang();
    (!things.messages.is_empty())
        .then(|| {
            let lines = things.messages.into_iter().map(|message| {
                let at = message.at;
                let link = message.about.map(|about| {
                    let (href, to) = way_to(&about);
                    view! { <p><a href=href>{t(to)}</a></p> }
                });
                view! {
                    <li class="card">
                        <p class="hint"><time datetime=when::machine(at)>{when::moment(lang, at)}</time></p>
                        <p>{message.words.of(lang).to_owned()}</p>
                        {link}
                    </li>
                }
            });
            view! {
                <section aria-labelledby="messages">
                    <h2 id="messages">{t(my::MESSAGES)}</h2>
                    <ul class="service-list">{lines.collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

/// Where a message leads, and the link's words.
fn way_to(about: &MessageAbout) -> (String, Text) {
    match about {
        MessageAbout::Case(case) => (format!("/case/{case}"), my::TO_CASE),
        MessageAbout::Booking(booking) => (format!("/booking/{booking}"), my::TO_BOOKING),
        MessageAbout::Draft(draft) => (format!("/draft/{draft}"), my::TO_DRAFT),
    }
}

/// A service's name; its code where the catalogue lacks it.
fn name_of(service: &ServiceCode) -> String {
    ports().catalogue.guide(service.as_str()).map_or_else(|| service.to_string(), |guide| guide.name.of(lang()).to_owned())
}

/// Where a booking is, in a word.
const fn booking_word(state: BookingState) -> Text {
    match state {
        BookingState::Confirmed => my::BOOKING_CONFIRMED,
        BookingState::Arrived => my::BOOKING_ARRIVED,
        BookingState::Served => my::BOOKING_SERVED,
        BookingState::Cancelled => my::BOOKING_CANCELLED,
        BookingState::CalledOff => my::BOOKING_CALLED_OFF,
        BookingState::NoShow => my::BOOKING_NO_SHOW,
        BookingState::Refused => my::BOOKING_REFUSED,
    }
}

/// Where a case is, in a word.
const fn stage_word(stage: &Stage) -> Text {
    match stage {
        Stage::Received => my::STAGE_RECEIVED,
        Stage::SentBack => my::STAGE_SENT_BACK,
        Stage::Forwarded => my::STAGE_FORWARDED,
        Stage::Accepted => my::STAGE_ACCEPTED,
        Stage::Checking { .. } => my::STAGE_CHECKING,
        Stage::SupplementAsked => my::STAGE_SUPPLEMENT,
        Stage::Decided(Decision::Granted) => my::STAGE_GRANTED,
        Stage::Decided(Decision::Refused) => my::STAGE_REFUSED,
        Stage::Decided(Decision::Closed) => my::STAGE_CLOSED,
        Stage::Settled => my::STAGE_SETTLED,
        Stage::WithdrawalAsked => my::STAGE_WITHDRAWAL_ASKED,
        Stage::Withdrawn => my::STAGE_WITHDRAWN,
        Stage::Appealed => my::STAGE_APPEALED,
    }
}
