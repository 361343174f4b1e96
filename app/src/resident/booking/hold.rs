//! What every page of a hold shares: reading it, the box that says how long the place is kept, and what is shown when the time
//! has run out.

use domain::{
    ids::{BookingToken, HoldToken},
    text::Text,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::HoldCountdown;
use crate::{
    kiosk::HoldToShow,
    msg::{check, who},
    parts::{Screen, when},
    ports::{HoldView, ports},
    visit::{lang, t},
};

/// The hold of the present page's path.
#[must_use]
pub fn token() -> HoldToken {
    HoldToken(use_params_map().get_untracked().get("hold").unwrap_or_default())
}

/// What a service is called; its code when the catalogue has lost it.
#[must_use]
pub fn service_name(service: &domain::ids::ServiceCode) -> String {
    ports().catalogue.guide(service.as_str()).map_or_else(|| service.to_string(), |guide| guide.name.of(lang()).to_owned())
}

/// What a venue is called; its code when the district has lost it.
#[must_use]
pub fn venue_name(venue: &domain::ids::VenueCode) -> String {
    ports().district.venue(venue).map_or_else(|| venue.to_string(), |venue| venue.name.of(lang()).to_owned())
}

/// Where the time of a hold was chosen.
#[must_use]
pub fn choose_again(hold: &HoldView) -> String {
    match &hold.moves {
        Some(booking) => format!("/booking/{booking}/change/{}", hold.slot.venue),
        None => format!("/book/{}/{}", hold.service.as_str().to_ascii_lowercase(), hold.slot.venue),
    }
}

/// Until when the place is kept.
#[component]
pub fn KeptUntil(
    /// When it ends.
    hold: HoldView,
) -> impl IntoView {
    let lang = lang();
    view! {
        <div class="notice kept">
            <p>
                <strong>{who::KEPT_UNTIL.with(lang, &[("time", &hold.expires.clock_face())])}</strong>
                " "
                <HoldCountdown seconds=(hold.expires.0 - ports().clock.now().0) / 1000/>
            </p>
            <p class="hint">{t(who::KEPT_HINT)}</p>
        </div>
    }
    .into_any()
}

/// The buttons that keep the place longer or give it back. Inside a form: what was typed goes along and is kept.
#[component]
pub fn KeepOrLeave(
    /// The hold.
    hold: HoldView,
) -> impl IntoView {
    let lang = lang();
    let district = ports().district;
    let window = district.venue(&hold.slot.venue).map_or(district.window, |venue| district.window_of(venue));
    let minutes = window.hold_minutes.to_string();
    view! {
        <div class="cluster keep-or-leave">
            {hold
                .can_extend
                .then(|| {
                    view! {
                        <button class="button" name="do" value="extend" aria-describedby="extend-once">
                            {who::EXTEND.with(lang, &[("minutes", &minutes)])}
                        </button>
                        <span class="hint" id="extend-once">{t(who::EXTEND_ONCE)}</span>
                    }
                })}
            <button class="button-quiet" name="do" value="leave">{t(who::LEAVE)}</button>
        </div>
    }
    .into_any()
}

/// The time has run out: nothing typed is lost, and the time can be chosen again.
#[component]
pub fn Expired(
    /// The hold.
    hold: HoldView,
) -> impl IntoView {
    let text = if hold.moves.is_some() { who::EXPIRED_MOVE_TEXT } else { who::EXPIRED_TEXT };
    let again = choose_again(&hold);
    let kept: Vec<_> = hold.draft.people.iter().filter(|person| **person != Default::default()).cloned().collect();
    view! {
        <Screen title=t(who::EXPIRED_TITLE) above=service_name(&hold.service)>
            <p>{t(text)}</p>
            <p><a class="button button-primary" href=again>{t(who::CHOOSE_AGAIN)}</a></p>
            {(!kept.is_empty())
                .then(|| {
                    view! {
                        <h2>{t(who::KEPT_ANSWERS)}</h2>
                        <HoldToShow>
                            <dl class="summary-list">
                                {kept
                                    .into_iter()
                                    .map(|person| {
                                        view! {
                                            <Line label=check::NAME value=person.name/>
                                            <Line label=check::DOCUMENT value=person.document/>
                                            <Line label=check::PHONE value=person.phone/>
                                        }
                                    })
                                    .collect_view()}
                            </dl>
                        </HoldToShow>
                    }
                })}
        </Screen>
    }
    .into_any()
}

/// The place has become a booking: the same hold is never confirmed twice.
#[component]
pub fn Confirmed(
    /// Its token.
    booking: BookingToken,
) -> impl IntoView {
    view! {
        <Screen title=t(who::CONFIRMED_TITLE)>
            <p><a class="button button-primary" href=format!("/booking/{booking}")>{t(who::SEE_BOOKING)}</a></p>
        </Screen>
    }
    .into_any()
}

/// One line of a summary; nothing when there is nothing to say.
#[component]
pub fn Line(
    /// What it is.
    label: Text,
    /// What was answered.
    #[prop(into)]
    value: String,
    /// Where it can be changed.
    #[prop(optional, into)]
    change: Option<String>,
) -> impl IntoView {
    (!value.is_empty())
        .then(|| {
            view! {
                <div>
                    <dt>{t(label)}</dt>
                    <dd>{value}</dd>
                    {change
                        .map(|href| {
                            let what = check::CHANGE_WHAT.with(lang(), &[("what", t(label))]);
                            view! {
                                <dd class="summary-change">
                                    <a href=href>{t(crate::msg::common::CHANGE)}<span class="visually-hidden">{what}</span></a>
                                </dd>
                            }
                        })}
                </div>
            }
        })
        .into_any()
}

/// Day and time of a hold.
#[must_use]
pub fn time_of(hold: &HoldView) -> String {
    when::span(lang(), hold.slot.starts, hold.ends)
}
