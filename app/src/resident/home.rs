//! The door: the search box first, then what is needed most, then every shelf.

use domain::{catalogue::Group, text::Text};
use leptos::prelude::*;

use crate::{
    msg::{home, precheck},
    parts::Screen,
    ports::ports,
    resident::services::{group_name, path_of},
    visit::t,
};

/// What is needed most: the service, what people call it, and whom it is for. What the catalogue lacks is not shown.
const OFTEN: [(&str, Text, Text); 7] = [
    ("XC-HY-01", home::MARRY, home::MARRY_HINT),
    ("XC-HY-05", home::REISSUE, home::REISSUE_HINT),
    ("XC-HY-02", home::DIVORCE, home::DIVORCE_HINT),
    ("XC-JZ-00", home::AID, home::AID_HINT),
    ("XC-LN-01", home::OLD_AGE, home::OLD_AGE_HINT),
    ("XC-CJ-01", home::DISABILITY, home::DISABILITY_HINT),
    ("XC-GG-02", home::HOME_SERVICE, home::HOME_SERVICE_HINT),
];

/// The door.
#[component]
pub fn HomePage() -> impl IntoView {
    let catalogue = ports().catalogue;
    let target =
        |(code, name, hint): (&str, Text, Text)| catalogue.guide(code).map(|_| view! { <Target href=path_of(code) name hint/> });
    let [marry, rest @ ..] = OFTEN.map(target);
    view! {
        <Screen title=t(home::TITLE)>
            <form class="search" method="get" action="/services" role="search">
                <div class="field">
                    <label for="q">{t(home::SEARCH)}</label>
                    <p class="hint" id="q-hint">{t(home::SEARCH_HINT)}</p>
                    <input id="q" name="q" type="search" autocomplete="off" maxlength="60" aria-describedby="q-hint"/>
                </div>
                <button class="button button-primary">{t(home::SEARCH_BUTTON)}</button>
            </form>
            <section aria-labelledby="often">
                <h2 id="often">{t(home::OFTEN)}</h2>
                <ul class="targets">
                    {marry}
                    <Target href="/what-can-i-get".to_owned() name=precheck::TITLE hint=precheck::LINK_HINT/>
                    <Target href="/find".to_owned() name=home::FIND_BOOKING hint=home::FIND_BOOKING_HINT/>
                    {rest.into_iter().collect_view()}
                    <Target href="/resume".to_owned() name=home::RESUME hint=home::RESUME_HINT/>
                </ul>
            </section>
            <section aria-labelledby="groups">
                <h2 id="groups">{t(home::GROUPS)}</h2>
                <ul class="targets targets-small">
                    {Group::ALL
                        .into_iter()
                        .map(|group| {
                            let href = format!("/services?group={}", group.code());
                            view! { <li><a class="card-link" href=href>{t(group_name(group))}</a></li> }
                        })
                        .collect_view()}
                </ul>
            </section>
        </Screen>
    }
    .into_any()
}

/// One big thing to press.
#[component]
fn Target(href: String, name: Text, hint: Text) -> impl IntoView {
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
