//! The law behind a service, each with the days between which it is in force.

use domain::catalogue::LegalBasis;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    msg::guide,
    parts::{Said, when},
    ports::ports,
    visit::{lang, t},
};

/// The list of laws; nothing where none is named.
#[component]
pub fn Law(
    /// What the service rests on.
    basis: Vec<LegalBasis>,
) -> impl IntoView {
    let today = ports().clock.now().day();
    (!basis.is_empty())
        .then(|| {
            let lines = basis.into_iter().map(move |law| {
                let dates = in_force(&law, today);
                view! {
                    <li>
                        <Said words=law.words confidence=law.confidence/>
                        {dates.into_iter().map(|words| view! { <span class="hint">{words}</span> }).collect_view()}
                    </li>
                }
            });
            view! {
                <section aria-labelledby="law">
                    <h2 id="law">{t(guide::LAW)}</h2>
                    <ul class="law">{lines.collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

/// Since when and until when, as seen from today.
fn in_force(law: &LegalBasis, today: Date) -> Vec<String> {
    let lang = lang();
    let said = |text: domain::text::Text, date: Date| text.with(lang, &[("date", &when::full_day(lang, date))]);
    let from = law.effective_from.map(|date| said(if date > today { guide::IN_FORCE_SOON } else { guide::IN_FORCE_FROM }, date));
    let to = law.effective_to.map(|date| said(if date < today { guide::ENDED } else { guide::ENDS }, date));
    from.into_iter().chain(to).collect()
}
