//! What is shown one at a time: the choices, a number and how it comes, guides and forms, a request to be called back.

use domain::{
    catalogue::Guide,
    queue::Class,
    text::{Text, Words},
};
use leptos::prelude::*;

use super::Sentences;
use crate::{
    hall::{Both, words::class_name},
    msg::{kiosk_offline as words, printing, walk_in},
};

/// What is wrong with a request.
const WRONG: [(&str, &str, Text); 3] =
    [("wrong", "service", words::WRONG_SERVICE), ("wrong", "name", words::WRONG_NAME), ("wrong", "phone", words::WRONG_PHONE)];
/// Why nothing was printed, as the printer says.
const TROUBLE: [(&str, &str, Text); 3] =
    [("trouble", "out", printing::OUT), ("trouble", "cover", printing::COVER), ("trouble", "jam", printing::JAM)];
/// What became of what was given out and kept.
const HOME: [(&str, &str, Text); 6] = [
    ("home", "home-none", words::HOME_NONE),
    ("home", "home-all", words::HOME_ALL),
    ("home", "home-some", words::HOME_SOME),
    ("requests", "delivered", words::DELIVERED),
    ("begun", "begun-home", words::BEGUN_HOME),
    ("not-kept", "not-kept", words::NOT_KEPT),
];

/// A panel, hidden but for the first.
#[component]
fn Panel(name: &'static str, title: Option<Text>, children: Children) -> impl IntoView {
    let id = format!("panel-{name}");
    let heading = title.map(|title| view! { <h2 id=id.clone()><Both text=title/></h2> });
    let labelled = heading.is_some().then_some(id);
    let hidden = name != "start";
    view! {
        <section class="offline-panel" data-panel=name hidden=hidden aria-labelledby=labelled>
            {heading}
            {children()}
        </section>
    }
    .into_any()
}

#[component]
fn Back() -> impl IntoView {
    view! { <p><button type="button" class="button" data-go="start"><Both text=words::BACK/></button></p> }
}

/// Words of a data file in both languages.
fn both(words: &Words) -> impl IntoView + use<> {
    let Words { zh, en } = words.clone();
    view! {
        <span class="both">
            <span lang="zh-CN">{zh}</span>
            " "
            <span class="both-en" lang="en">{en}</span>
        </span>
    }
}

/// The ways on.
#[component]
pub fn Start(
    /// Whether a counter here takes people without an appointment.
    services: bool,
    /// Whether anything can be applied for at a kiosk.
    begin: bool,
) -> impl IntoView {
    let choice = |go: &'static str, text: Text| {
        view! { <button type="button" class="button kiosk-walk-in" data-go=go><strong><Both text/></strong></button> }
    };
    view! {
        <Panel name="start" title=None>
            <p class="notice notice-warn" data-no-numbers="" hidden=true><Both text=words::NO_NUMBERS_TITLE/></p>
            <section class="kiosk-choice" data-needs-numbers="" aria-labelledby="offline-scan">
                <h2 id="offline-scan"><Both text=words::SCAN/></h2>
                <p class="hint"><Both text=words::SCAN_HINT/></p>
                <form data-scan="" autocomplete="off" novalidate=true class="kiosk-line">
                    <label class="visually-hidden" for="scanned">{words::SCAN_BOX.zh} " " <span lang="en">{words::SCAN_BOX.en}</span></label>
                    <input
                        id="scanned"
                        name="scanned"
                        inputmode="none"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        maxlength="600"
                        data-focus=""
                    />
                    <button class="button"><Both text=words::SCAN_BUTTON/></button>
                </form>
            </section>
            {services
                .then(|| {
                    view! {
                        <section class="kiosk-choice" data-needs-numbers="">{choice("walk-in", words::WALK_IN)}</section>
                        <section class="kiosk-choice">{choice("guides", words::GUIDES)}</section>
                        <section class="kiosk-choice">{choice("call-back", words::CALL_BACK)}</section>
                    }
                })}
            {begin.then(|| view! { <section class="kiosk-choice">{choice("begin", words::BEGIN)}</section> })}
            <p class="kiosk-person"><Both text=words::PERSON/></p>
        </Panel>
    }
}

/// What for.
#[component]
pub fn Services(
    /// What the counters here take.
    services: Vec<Guide>,
) -> impl IntoView {
    let lines = services.iter().map(|guide| {
        let name = both(&guide.name);
        view! { <li><button type="button" class="card-link" data-service=guide.code.to_string()>{name}</button></li> }
    });
    let lines = lines.collect_view();
    view! {
        <Panel name="walk-in" title=Some(words::WHICH_SERVICE)>
            <ul class="kiosk-services">{lines}</ul>
            <Back/>
        </Panel>
    }
}

/// Ordinary first: most people are.
#[component]
pub fn Classes() -> impl IntoView {
    let lines = std::iter::once(Class::Ordinary).chain(Class::PRIORITY).map(|class| {
        let name = if class == Class::Ordinary { walk_in::ORDINARY } else { class_name(class) };
        view! { <li><button type="button" class="card-link" data-klass=class.code()><strong><Both text=name/></strong></button></li> }
    });
    let lines = lines.collect_view();
    view! {
        <Panel name="class" title=Some(words::WHICH_CLASS)>
            <p class="above" data-chosen=""></p>
            <p class="hint"><Both text=walk_in::CLASS_HINT/></p>
            <ul class="kiosk-services kiosk-classes">{lines}</ul>
            <Back/>
        </Panel>
    }
}

/// A number: while it is printed, printed, not printed, perhaps printed, or read from the screen. Whether a paper came that the printer
/// knows nothing of, its person is asked.
#[component]
pub fn Number() -> impl IntoView {
    view! {
        <Panel name="number" title=None>
            <div class="roll" role="status">
                <p class="notice" data-when="printing" hidden=true><Both text=words::PRINTING/></p>
                <h2 class="roll-number" data-when="printed screen" hidden=true>
                    <span class="roll-label"><Both text=words::YOUR_NUMBER/></span>
                    " "
                    <strong data-number=""></strong>
                </h2>
                <p class="roll-ahead" data-when="printed" hidden=true><Both text=words::PRINTED/></p>
                <p class="roll-ahead" data-when="screen" hidden=true><Both text=words::REMEMBER/></p>
                <div class="notice notice-warn" data-when="failed" hidden=true>
                    <Sentences of=&TROUBLE/>
                    <p><Both text=words::PRINT_FAILED/></p>
                </div>
                <p class="notice notice-warn" data-when="unknown" hidden=true><Both text=words::PRINT_UNKNOWN/></p>
            </div>
            <p class="cluster kiosk-acts" data-when="unknown" hidden=true>
                <button type="button" class="button button-primary" data-act="have"><Both text=words::PAPER_CAME/></button>
            </p>
            <p class="cluster kiosk-acts" data-when="failed unknown" hidden=true>
                <button type="button" class="button" data-act="again"><Both text=words::PRINT_AGAIN/></button>
                <button type="button" class="button" data-act="screen"><Both text=words::ON_SCREEN/></button>
                <button type="button" class="button" data-act="none"><Both text=words::NOT_WANTED/></button>
            </p>
            <p class="hint" data-when="failed unknown" hidden=true><Both text=printing::MINUTES/></p>
            <p class="cluster kiosk-acts" data-when="printed screen" hidden=true>
                <button type="button" class="button button-primary" data-go="start"><Both text=words::FINISHED/></button>
            </p>
        </Panel>
    }
}

/// Every guide that the machine has.
#[component]
pub fn Guides(
    /// What the counters here take.
    services: Vec<Guide>,
    /// This venue's code.
    venue: String,
) -> impl IntoView {
    let lines = services.iter().map(|guide| {
        let href = format!("/kiosk/{venue}/guide/{}", guide.code.as_str().to_ascii_lowercase());
        view! { <li><a class="card-link" href=href>{both(&guide.name)}</a></li> }
    });
    let lines = lines.collect_view();
    view! {
        <Panel name="guides" title=Some(words::GUIDES_TITLE)>
            <p class="hint"><Both text=words::GUIDES_TEXT/></p>
            <ul class="kiosk-services">{lines}</ul>
            <Back/>
        </Panel>
    }
}

/// Every form that the machine has, by its name in either language.
#[component]
pub fn Begin(
    /// What can be applied for at a kiosk.
    services: Vec<Guide>,
    /// This venue's code.
    venue: String,
) -> impl IntoView {
    let lines = services.iter().map(|guide| {
        let href = format!("/kiosk/{venue}/form/{}", guide.code.as_str().to_ascii_lowercase());
        let Words { zh, en } = guide.name.clone();
        view! {
            <li>
                <a class="card-link" lang="zh-CN" href=href.clone()>{zh}</a>
                <a class="card-link" lang="en" href=format!("{href}/en")>{en}</a>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <Panel name="begin" title=Some(words::BEGIN_WHICH)>
            <p class="hint"><Both text=words::BEGIN_HINT/></p>
            <ul class="kiosk-services offline-forms">{lines}</ul>
            <Back/>
        </Panel>
    }
}

/// A request that only the server opens.
#[component]
pub fn CallBack(
    /// What it may be about.
    services: Vec<Guide>,
) -> impl IntoView {
    let options = services.iter().map(|guide| {
        view! { <option value=guide.code.to_string()>{format!("{} {}", guide.name.zh, guide.name.en)}</option> }
    });
    let options = options.collect_view();
    view! {
        <Panel name="call-back" title=Some(words::CALL_BACK_TITLE)>
            <p><Both text=words::CALL_BACK_TEXT/></p>
            <div class="notice-line" role="alert"><Sentences of=&WRONG/></div>
            <form data-ask="" autocomplete="off" novalidate=true>
                <div class="field">
                    <label for="ask-service"><Both text=words::ABOUT/></label>
                    <select id="ask-service" name="service" autocomplete="off">
                        <option value="">{format!("{} {}", words::CHOOSE.zh, words::CHOOSE.en)}</option>
                        {options}
                    </select>
                </div>
                <div class="field">
                    <label for="ask-name"><Both text=words::NAME/></label>
                    <input id="ask-name" name="name" autocomplete="off" spellcheck="false" maxlength="40"/>
                </div>
                <div class="field">
                    <label for="ask-phone"><Both text=words::PHONE/></label>
                    <input id="ask-phone" name="phone" type="tel" inputmode="numeric" autocomplete="off" maxlength="20"/>
                </div>
                <button class="button button-primary button-large"><Both text=words::SEND/></button>
            </form>
            <Back/>
        </Panel>
    }
}

/// It is kept.
#[component]
pub fn Kept() -> impl IntoView {
    view! {
        <Panel name="kept" title=Some(words::KEPT_TITLE)>
            <p class="roll-ahead"><Both text=words::KEPT_TEXT/></p>
            <Back/>
        </Panel>
    }
}

/// The network is back, and what became of everything.
#[component]
pub fn Home() -> impl IntoView {
    view! {
        <Panel name="back" title=Some(words::HOME_TITLE)>
            <div class="roll-ahead" role="status"><Sentences of=&HOME/></div>
            <p><Both text=words::TO_HOME/></p>
        </Panel>
    }
}
