//! Which counter an address names, and whether whoever asks works there: for the counter and for the screen in front of it.

use domain::ids::{CounterNo, VenueCode};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    msg::counter,
    parts::{Face, Page, not_found},
    shell::PageStatus,
    visit::{Staff, t, visit},
};

/// A counter at which whoever asks works.
pub(super) struct Own {
    pub(super) venue: VenueCode,
    pub(super) no: CounterNo,
    pub(super) staff: Staff,
}

impl Own {
    /// The counter of this page's address, or the page that stands in place of it.
    pub(super) fn current() -> Result<Self, AnyView> {
        let params = use_params_map().get_untracked();
        let (venue, no) = address(|part| params.get(part)).ok_or_else(not_found)?;
        let staff = visit().staff.ok_or_else(|| view! { <SignInFirst/> }.into_any())?;
        if may(&staff, &venue) { Ok(Self { venue, no, staff }) } else { Err(view! { <NotAllowed/> }.into_any()) }
    }
}

/// The venue and the counter that an address names by its parts.
pub(super) fn address(part: impl Fn(&str) -> Option<String>) -> Option<(VenueCode, CounterNo)> {
    let no = part("counter")?.parse().ok().filter(|no| *no > 0)?;
    Some((VenueCode(part("venue").unwrap_or_default()), CounterNo(no)))
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

fn may(staff: &Staff, venue: &VenueCode) -> bool {
    staff.counter && (staff.venues.is_empty() || staff.venues.iter().any(|allowed| allowed == venue.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(venue: &str, counter: &str) -> Option<(VenueCode, CounterNo)> {
        address(|part| Some(if part == "venue" { venue } else { counter }.to_owned()))
    }

    #[test]
    fn a_counter_is_named_by_a_number_from_one() {
        assert_eq!(named("hy", "2"), Some(("hy".into(), CounterNo(2))));
        assert!(["0", "", "-1", "one", "70000"].iter().all(|counter| named("hy", counter).is_none()));
    }
}
