//! Staff sign in. What was typed is taken by the edge, which keeps the session; the password never comes back.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    forms::FormState,
    msg::{grants, helping, sign_in},
    parts::{Face, Field, FieldError, Page, SendOnce},
    ports::vouchers::{may_grant, may_serve},
    visit::{Staff, lang, t, visit},
};

/// Account and password; for who is signed in already, where to go.
#[component]
pub fn SignInPage() -> impl IntoView {
    let asked = use_query_map().get_untracked().get("back").unwrap_or_else(|| "/".to_owned());
    let back = FormState::current().value_or("back", &asked);
    view! {
        <Page title=t(sign_in::TITLE) face=Face::Staff>
            <h1>{t(sign_in::TITLE)}</h1>
            {visit().staff.map(|staff| view! { <SignedIn staff/> })}
            <form method="post" action="/staff" class="sign-in">
                <input type="hidden" name="back" value=back/>
                <Field name="account" label=sign_in::ACCOUNT autocomplete="username" class="field-short"/>
                <div class="field field-short">
                    <label for="password">{t(sign_in::PASSWORD)}</label>
                    <FieldError name="password".to_owned()/>
                    <input id="password" name="password" type="password" autocomplete="current-password" maxlength="200"/>
                </div>
                <button class="button button-primary">{t(sign_in::BUTTON)}</button>
                <SendOnce lang=lang()/>
            </form>
            <p class="hint">{t(sign_in::RESIDENT)}</p>
        </Page>
    }
    .into_any()
}

#[component]
fn SignedIn(staff: Staff) -> impl IntoView {
    // The steward finds both from the steward's desk.
    let vouchers = match (may_grant(&staff), may_serve(&staff)) {
        _ if staff.steward => None,
        (true, _) => Some(("/steward/vouchers", grants::TITLE)),
        (false, true) => Some(("/steward/vouchers/wallet", grants::WALLET_TITLE)),
        (false, false) => None,
    };
    view! {
        <div class="notice">
            <p>{sign_in::SIGNED_IN.with(lang(), &[("name", &staff.name)])}</p>
            {staff.steward.then(|| view! { <p>{t(sign_in::GO)} " " <a href="/steward">{t(sign_in::STEWARD)}</a></p> })}
            {vouchers.map(|(href, name)| view! { <p>{t(sign_in::GO)} " " <a href=href>{t(name)}</a></p> })}
            {staff.helper.then(|| view! { <p>{t(sign_in::GO)} " " <a href="/helper">{t(helping::DESK)}</a></p> })}
            <form method="post" action="/staff/leave">
                <button class="button">{t(sign_in::LEAVE)}</button>
            </form>
        </div>
    }
    .into_any()
}
