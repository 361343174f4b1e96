//! Who asked at a kiosk without a network to be called back. Whoever calls needs name and number; afterwards both are deleted.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::latest::LatestPage;
use crate::{
    forms::{Answer, Form},
    msg::kiosk_offline as words,
    parts::{SendOnce, loaded, unavailable, when},
    ports::{CallBack, Ports, Unavailable, ports},
    visit::{Visit, lang, t, visit},
};

/// `/steward/call-backs`.
#[component]
pub fn CallBacksPage() -> impl IntoView {
    let (ports, staff) = (ports(), visit().staff);
    let read = async move {
        match &staff {
            Some(staff) => ports.offline.call_backs(staff).await,
            None => Ok(Vec::new()),
        }
    };
    loaded(read, |read| match read {
        Ok(lines) => view! { <Shown lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(lines: Vec<CallBack>) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let empty = lines.is_empty();
    let rows = lines.into_iter().map(move |line| {
        let venue = ports.district.venue(&line.venue).map(|venue| venue.name.of(lang).to_owned());
        let service = ports.catalogue.guide(line.service.as_str()).map(|guide| guide.name.of(lang).to_owned());
        view! {
            <li class="card">
                <p class="cluster">
                    <strong>{line.name}</strong>
                    <a href=format!("tel:{}", line.phone)>{line.phone.clone()}</a>
                    <time datetime=when::machine(line.asked)>{when::moment(lang, line.asked)}</time>
                </p>
                <p class="cluster"><span>{service}</span> <span>{venue}</span></p>
                <form method="post" action="/steward/call-backs">
                    <input type="hidden" name="id" value=line.id/>
                    <button class="button button-primary">{t(words::CALLED)}</button>
                    <SendOnce lang/>
                </form>
            </li>
        }
    });
    view! {
        <LatestPage title=words::CALL_BACKS_TITLE text=words::CALL_BACKS_TEXT none=words::CALL_BACKS_NONE empty>
            <ul class="messages">{rows.collect_view()}</ul>
        </LatestPage>
    }
    .into_any()
}

/// Somebody was called. Pressed twice, or by two, it is done once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    match ports.offline.called(form.get("id"), staff).await {
        Ok(_) => Answer::Go("/steward/call-backs".to_owned()),
        Err(Unavailable) => Answer::Unavailable,
    }
}
