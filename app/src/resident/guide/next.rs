//! What can be done next: book, go to a counter, or wait to be called. Never a way that does not exist yet.

use domain::catalogue::{Channel, Guide};
use leptos::prelude::*;

use crate::{
    msg::guide,
    visit::{lang, t},
};

/// The box under the summary.
#[component]
pub fn Next(
    /// The service.
    guide: Guide,
) -> impl IntoView {
    let offers = |channel| guide.channels.contains(&channel);
    let lang = lang();
    if guide.booking.is_some() {
        return view! {
            <section class="notice next" aria-labelledby="next">
                <h2 id="next">{t(guide::BOOK_TITLE)}</h2>
                <p>{t(guide::BOOK_TEXT)}</p>
                <p><a class="button button-primary" href=format!("/book/{}", guide.code.as_str().to_ascii_lowercase())>{t(guide::BOOK)}</a></p>
            </section>
        }
        .into_any();
    }
    let online = offers(Channel::Web) || offers(Channel::Kiosk) || offers(Channel::PreForm);
    let title = if online { guide::APPLY_TITLE } else { guide::GO_TITLE };
    let text = match (online, guide.accepts_at.is_empty()) {
        (_, true) => guide::APPLY_UNKNOWN,
        (true, false) => guide::APPLY_COUNTER,
        (false, false) => guide::GO_TEXT,
    };
    view! {
        <section class="notice next" aria-labelledby="next">
            <h2 id="next">{t(title)}</h2>
            {offers(Channel::Proactive).then(|| view! { <p>{t(guide::PROACTIVE)}</p> })}
            <p>{t(text)}</p>
            <ul>{guide.accepts_at.iter().map(|place| view! { <li>{place.of(lang).to_owned()}</li> }).collect_view()}</ul>
            {offers(Channel::Phone).then(|| view! { <p>{t(guide::PHONE)}</p> })}
        </section>
    }
    .into_any()
}
