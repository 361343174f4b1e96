//! A community worker applies for a resident: they fill in, the resident confirms. Here it begins, and here stand what they are
//! helping with. What a resident agreed to binds them as it binds a relative.

use std::collections::BTreeMap;

use domain::{
    form::{Form as Questions, Typed},
    ids::DraftToken,
};
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{common, helping, sign_in},
    parts::{Face, FieldError, Page, SendOnce, loaded, unavailable, when},
    ports::{
        Ports, Unavailable,
        cases::{Asker, HelpedAt, HelpedLine, Helper, WriteRefused},
        ports,
    },
    resident::apply::{can_apply, first},
    visit::{Staff, Visit, lang, t, visit},
};

const SERVICE: &str = "service";
const SIGNED: &str = "signed";
const DRAFT: &str = "draft";
/// The relation of a member of staff, in the list `proxy-relation`.
const COMMUNITY: &str = "community";

/// `/helper`.
#[component]
pub fn HelperPage() -> impl IntoView {
    let Some(staff) = visit().staff else { return crate::parts::not_found() };
    let ports = ports();
    let account = staff.account.clone();
    loaded(async move { ports.cases.helped_by(&account).await }, move |found| match found {
        Ok(lines) => view! { <Shown staff lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Shown(staff: Staff, lines: Vec<HelpedLine>) -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let summary = state.mistakes.iter();
    let summary = summary.map(|mistake| view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> });
    let summary: Vec<_> = summary.collect();
    let none = lines.is_empty();
    let lines = lines.into_iter().enumerate().map(|(at, line)| view! { <Line line at/> }).collect_view();
    view! {
        <Page title=t(helping::DESK_TITLE) face=Face::Staff>
            {(!summary.is_empty())
                .then(|| {
                    view! {
                        <div class="error-summary" role="alert" tabindex="-1" autofocus=true aria-labelledby="error-title">
                            <h2 id="error-title">{t(common::ERROR_TITLE)}</h2>
                            <ul>{summary}</ul>
                        </div>
                    }
                })}
            <div class="title-row">
                <h1>{t(helping::DESK_TITLE)}</h1>
                <form method="post" action="/staff/leave"><button class="button-quiet">{t(sign_in::LEAVE)}</button></form>
            </div>
            <p>{sign_in::SIGNED_IN.with(lang, &[("name", &staff.name)])}</p>
            <p>{t(helping::DESK_TEXT)}</p>
            <Begin/>
            <section aria-labelledby="helped">
                <h2 id="helped">{t(helping::DESK_LIST)}</h2>
                {none.then(|| view! { <p>{t(helping::DESK_NONE)}</p> })}
                <ul class="service-list">{lines}</ul>
            </section>
        </Page>
    }
    .into_any()
}

#[component]
fn Begin() -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let wrong = FormState::current().mistake(SERVICE).is_some();
    let services = ports.catalogue.guides().iter().filter(|guide| can_apply(guide) && Questions::of(guide).names_applicant());
    let services = services.map(|guide| {
        view! { <option value=guide.code.as_str().to_owned()>{guide.name.of(lang).to_owned()}</option> }
    });
    let services = services.collect_view();
    view! {
        <form method="post" action="/helper" autocomplete="off">
            <input type="hidden" name="attempt" value=visit().request_id/>
            <div class="field" class:field-wrong=wrong>
                <label for=SERVICE>{t(helping::DESK_SERVICE)}</label>
                <FieldError name=SERVICE.to_owned()/>
                <select id=SERVICE name=SERVICE aria-invalid=wrong.then_some("true") aria-describedby=wrong.then_some("service-error")>
                    <option value="">{t(helping::DESK_SERVICE_CHOOSE)}</option>
                    {services}
                </select>
            </div>
            <button class="button button-primary">{t(helping::DESK_BEGIN)}</button>
            <SendOnce lang/>
        </form>
    }
    .into_any()
}

#[component]
fn Line(line: HelpedLine, at: usize) -> impl IntoView {
    let lang = lang();
    let service = ports().catalogue.guide(line.service.as_str()).map_or_else(String::new, |guide| guide.name.of(lang).to_owned());
    let name = if line.name_masked.is_empty() { t(helping::DESK_NOBODY).to_owned() } else { line.name_masked.clone() };
    let said = helping::LINE.with(lang, &[("name", &name), ("when", &when::moment(lang, line.begun))]);
    let (href, state, draft) = match line.at {
        HelpedAt::Draft(token) => {
            let state = if line.agreed { helping::DESK_AGREED } else { helping::DESK_NOT_AGREED };
            (format!("/draft/{token}/check"), state, (!line.agreed).then_some(token))
        }
        HelpedAt::Case(token, ..) => (format!("/case/{token}"), helping::DESK_SENT, None),
    };
    let field = format!("{SIGNED}-{at}");
    let sign = draft.map(|draft| {
        view! {
            <form method="post" action="/helper" class="stack">
                <input type="hidden" name=DRAFT value=draft.to_string()/>
                <input type="hidden" name="at" value=at.to_string()/>
                <FieldError name=field.clone()/>
                <p class="hint">{t(helping::DESK_SIGNED_HINT)}</p>
                <button class="button" id=field name="do" value=SIGNED>{t(helping::DESK_SIGNED)}</button>
                <SendOnce lang/>
            </form>
        }
    });
    view! {
        <li class="card">
            <p>
                <a href=href>{service}</a>
                " "
                <span class="tag">{t(state)}</span>
            </p>
            <p class="hint">{said}</p>
            {sign}
        </li>
    }
    .into_any()
}

/// Begins an application for a resident, or notes that they signed on paper.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref().filter(|staff| staff.helper) else { return Answer::SignIn };
    if form.get("do") == SIGNED {
        return match ports.cases.consent_on_paper(&DraftToken(form.get(DRAFT).to_owned()), &staff.account).await {
            Ok(()) => Answer::Go("/helper".to_owned()),
            Err(WriteRefused::Unknown) => {
                let field = format!("{SIGNED}-{}", form.get("at").parse::<usize>().unwrap_or_default());
                Answer::mistakes(Form::default(), vec![FieldMistake::new(field, helping::DESK_SIGNED_WRONG)])
            }
            Err(WriteRefused::Unavailable) => Answer::Unavailable,
        };
    }
    let asked =
        ports.catalogue.guide(form.get(SERVICE)).filter(|guide| can_apply(guide) && Questions::of(guide).names_applicant());
    let Some(guide) = asked else {
        return Answer::mistakes(form, vec![FieldMistake::new(SERVICE, helping::DESK_SERVICE_CHOOSE)]);
    };
    let attempt = if form.get("attempt").is_empty() { &visit.request_id } else { form.get("attempt") };
    // Nothing of a resident who happens to be signed in on this browser comes into it.
    let who = Asker { resident: None, ..Asker::of(visit) };
    let helper = Helper { name: staff.name.clone(), relation: COMMUNITY.to_owned(), phone: String::new(), staff: true };
    let begun = match ports.cases.start(&guide.code, &who, true, attempt).await {
        Ok(draft) => ports.cases.name_helper(&draft, &helper, Some(&staff.account), &who).await.map(|()| draft),
        Err(refused) => Err(refused),
    };
    match begun {
        Ok(draft) => Answer::Go(first(&draft, &Questions::of(guide).asked_of(true, &Typed::default()), &Typed::default())),
        Err(WriteRefused::Unknown) => Answer::NotFound,
        Err(WriteRefused::Unavailable) => Answer::Unavailable,
    }
}
