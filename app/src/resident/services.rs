//! All services: a search and a filter by group, as one plain form.

use domain::{
    catalogue::{Group, Guide},
    text::Text,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    msg::{precheck, services, terms},
    parts::Screen,
    ports::ports,
    visit::{lang, t},
};

/// Where a service's guide is.
#[must_use]
pub fn path_of(code: &str) -> String {
    format!("/services/{}", code.to_ascii_lowercase())
}

/// What a shelf of the catalogue is called.
#[must_use]
pub const fn group_name(group: Group) -> Text {
    match group {
        Group::Marriage => terms::GROUP_MARRIAGE,
        Group::Aid => terms::GROUP_AID,
        Group::Disability => terms::GROUP_DISABILITY,
        Group::Elderly => terms::GROUP_ELDERLY,
        Group::Children => terms::GROUP_CHILDREN,
        Group::Veterans => terms::GROUP_VETERANS,
        Group::Funeral => terms::GROUP_FUNERAL,
        Group::Volunteers => terms::GROUP_VOLUNTEERS,
        Group::Organisations => terms::GROUP_ORGANISATIONS,
        Group::Charity => terms::GROUP_CHARITY,
        Group::Public => terms::GROUP_PUBLIC,
    }
}

/// The list. A search shows the best first; without one the services stand on their shelves.
#[component]
pub fn ServicesPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let words = query.get("q").unwrap_or_default();
    let group = query.get("group").as_deref().and_then(Group::parse);
    let catalogue = ports().catalogue;
    let found: Vec<Guide> = catalogue
        .search(words.trim())
        .into_iter()
        .filter(|guide| group.is_none_or(|group| guide.group == group))
        .cloned()
        .collect();
    let filtered = !words.trim().is_empty() || group.is_some();
    let count = services::COUNT.with(lang(), &[("n", &found.len().to_string())]);
    let list = if found.is_empty() {
        view! { <Nothing/> }.into_any()
    } else if words.trim().is_empty() {
        view! { <Shelves guides=found/> }.into_any()
    } else {
        view! { <ul class="service-list">{found.into_iter().map(|guide| view! { <Service guide/> }).collect_view()}</ul> }
            .into_any()
    };
    view! {
        <Screen title=t(services::TITLE) back="/">
            <form class="search search-filter" method="get" action="/services" role="search">
                <div class="field">
                    <label for="q">{t(services::SEARCH)}</label>
                    <input id="q" name="q" type="search" autocomplete="off" maxlength="60" value=words/>
                </div>
                <div class="field">
                    <label for="group">{t(services::GROUP)}</label>
                    <select id="group" name="group">
                        <option value="">{t(services::ALL_GROUPS)}</option>
                        {Group::ALL
                            .into_iter()
                            .map(|each| view! { <option value=each.code() selected=group == Some(each)>{t(group_name(each))}</option> })
                            .collect_view()}
                    </select>
                </div>
                <button class="button button-primary">{t(services::SHOW)}</button>
            </form>
            <p><a href="/what-can-i-get">{t(precheck::LINK_HINT)}</a></p>
            {filtered.then(|| view! { <p class="count">{count}</p> })}
            {list}
        </Screen>
    }
    .into_any()
}

/// The services under the names of their shelves.
#[component]
fn Shelves(guides: Vec<Guide>) -> impl IntoView {
    Group::ALL
        .into_iter()
        .filter_map(|group| {
            let on_it: Vec<Guide> = guides.iter().filter(|guide| guide.group == group).cloned().collect();
            (!on_it.is_empty()).then(|| {
                let id = format!("group-{}", group.code());
                view! {
                    <section aria-labelledby=id>
                        <h2 id=id.clone()>{t(group_name(group))}</h2>
                        <ul class="service-list">{on_it.into_iter().map(|guide| view! { <Service guide/> }).collect_view()}</ul>
                    </section>
                }
            })
        })
        .collect_view()
}

/// One service of the list.
#[component]
fn Service(guide: Guide) -> impl IntoView {
    let lang = lang();
    view! {
        <li>
            <a class="card-link" href=path_of(guide.code.as_str())>
                <strong>{guide.name.of(lang).to_owned()}</strong>
                <span class="hint">{guide.summary.of(lang).to_owned()}</span>
                {guide.booking.is_some().then(|| view! { <span class="tag tag-free">{t(services::BOOKABLE)}</span> })}
            </a>
        </li>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="notice">
            <h2>{t(services::NOTHING_TITLE)}</h2>
            <p>{t(services::NOTHING_TEXT)}</p>
            <p><a class="button" href="/services">{t(services::SEE_ALL)}</a></p>
        </div>
    }
    .into_any()
}
