//! One screen for a resident: the way back first, what is wrong, the question, and then what answers it.

use leptos::prelude::*;

use crate::{
    forms::FormState,
    msg::common,
    parts::{Page, ReadAloud},
    visit::{lang, t, visit},
};

/// A resident's page. `title` is the question; it is the `h1` and the tab's title, which says so when something is wrong.
#[component]
pub fn Screen(
    /// The question or thing.
    #[prop(into)]
    title: String,
    /// Where «back» leads; none on the door itself.
    #[prop(optional, into)]
    back: Option<String>,
    /// What stands above the question: the service, the venue chosen so far.
    #[prop(optional, into)]
    above: Option<String>,
    /// The answer's page.
    children: Children,
) -> impl IntoView {
    let wrong = !FormState::current().mistakes.is_empty();
    // At a kiosk the bar reads the page, and the first screen would end what was begun: it is no way back.
    let at_kiosk = visit().kiosk.is_some();
    let back = back.filter(|back| !(at_kiosk && back == "/"));
    let tab = if wrong { format!("{}{title}", t(common::ERROR_PREFIX)) } else { title.clone() };
    view! {
        <Page title=tab>
            {back.map(|href| view! { <p class="back"><a href=href>{t(common::BACK)}</a></p> })}
            <ErrorSummary/>
            {above.map(|words| view! { <p class="above">{words}</p> })}
            <div class="title-row">
                <h1>{title}</h1>
                {(!at_kiosk).then(|| view! { <ReadAloud lang=lang()/> })}
            </div>
            {children()}
        </Page>
    }
    .into_any()
}

/// Everything that is wrong, each a link to its field. It takes the focus, so that it is heard first.
#[component]
fn ErrorSummary() -> impl IntoView {
    let mistakes = FormState::current().mistakes;
    (!mistakes.is_empty())
        .then(|| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus=true aria-labelledby="error-title">
                    <h2 id="error-title">{t(common::ERROR_TITLE)}</h2>
                    <ul>
                        {mistakes
                            .into_iter()
                            .map(|mistake| view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
        .into_any()
}
