//! What can be done next: book a time, apply here, go to a counter, or wait to be called. Never a way that does not exist.

use domain::catalogue::{Channel, Guide};
use leptos::prelude::*;

use crate::{
    msg::guide,
    resident::apply::can_apply,
    visit::{lang, t},
};

/// The boxes under the summary.
#[component]
pub fn Next(
    /// The service.
    guide: Guide,
) -> impl IntoView {
    let books = guide.booking.is_some();
    let applies = can_apply(&guide);
    view! {
        {books.then(|| view! { <Book guide=guide.clone()/> })}
        {applies.then(|| view! { <Apply guide=guide.clone()/> })}
        {(!books && !applies).then(|| view! { <Go guide/> })}
    }
    .into_any()
}

/// A time can be booked.
#[component]
fn Book(guide: Guide) -> impl IntoView {
    view! {
        <section class="notice next" aria-labelledby="next">
            <h2 id="next">{t(guide::BOOK_TITLE)}</h2>
            <p>{t(guide::BOOK_TEXT)}</p>
            <p><a class="button button-primary" href=to("book", &guide)>{t(guide::BOOK)}</a></p>
        </section>
    }
    .into_any()
}

/// It is applied for here; what is done at the counter all the same is filled in before.
#[component]
fn Apply(guide: Guide) -> impl IntoView {
    let lang = lang();
    let offers = |channel| guide.channels.contains(&channel);
    let before = offers(Channel::PreForm);
    let (title, text, press) = if before {
        (guide::FILL_TITLE, guide::FILL_TEXT, guide::FILL)
    } else {
        (guide::APPLY_TITLE, guide::APPLY_TEXT, guide::APPLY)
    };
    // Of two ways the booking is the one that must not be missed.
    let class = if guide.booking.is_some() { "button" } else { "button button-primary" };
    let counters = (!before && !guide.accepts_at.is_empty()).then(|| {
        let places = guide.accepts_at.iter().map(|place| view! { <li>{place.of(lang).to_owned()}</li> }).collect_view();
        view! {
            <p>{t(guide::APPLY_COUNTER)}</p>
            <ul>{places}</ul>
        }
    });
    view! {
        <section class="notice next" aria-labelledby="apply">
            <h2 id="apply">{t(title)}</h2>
            {offers(Channel::Proactive).then(|| view! { <p>{t(guide::PROACTIVE_APPLY)}</p> })}
            <p>{t(text)}</p>
            <p><a class=class href=to("apply", &guide)>{t(press)}</a></p>
            {counters}
            {offers(Channel::Phone).then(|| view! { <p>{t(guide::PHONE)}</p> })}
        </section>
    }
    .into_any()
}

/// It is done somewhere else.
#[component]
fn Go(guide: Guide) -> impl IntoView {
    let lang = lang();
    let offers = |channel| guide.channels.contains(&channel);
    let text = if guide.accepts_at.is_empty() { guide::GO_UNKNOWN } else { guide::GO_TEXT };
    view! {
        <section class="notice next" aria-labelledby="next">
            <h2 id="next">{t(guide::GO_TITLE)}</h2>
            {offers(Channel::Proactive).then(|| view! { <p>{t(guide::PROACTIVE)}</p> })}
            <p>{t(text)}</p>
            <ul>{guide.accepts_at.iter().map(|place| view! { <li>{place.of(lang).to_owned()}</li> }).collect_view()}</ul>
            {offers(Channel::Phone).then(|| view! { <p>{t(guide::PHONE)}</p> })}
        </section>
    }
    .into_any()
}

/// The first page of booking or applying.
fn to(act: &str, guide: &Guide) -> String {
    format!("/{act}/{}", guide.code.as_str().to_ascii_lowercase())
}
