//! The frame of every page: title, site name, view controls, main, footer.

use leptos::prelude::*;
use leptos_meta::{Body, Title};

use crate::{
    msg::{common, notices, precheck, resident_sign_in, verify},
    visit::{Print, lang, t, visit},
};

/// Which face of the house a page belongs to; decides sizes and what stands in the frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// A resident's phone.
    #[default]
    Resident,
    /// A touchscreen in the hall.
    Kiosk,
    /// The hall's board.
    Board,
    /// Counter and steward.
    Staff,
}

impl Face {
    const fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Kiosk => "kiosk",
            Self::Board => "board",
            Self::Staff => "staff",
        }
    }
}

/// A page. `title` is the question or thing it is about; the site's name follows it in the browser's tab.
#[component]
pub fn Page(
    /// What the page is about.
    #[prop(into)]
    title: String,
    /// Which face it belongs to.
    #[prop(optional)]
    face: Face,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let full_title = format!("{title} – {}", t(common::SITE));
    view! {
        <Title text=full_title/>
        <Body attr:data-face=face.code()/>
        <a class="skip" href="#main">{t(common::SKIP)}</a>
        {(face != Face::Board).then(|| view! { <Header face/> })}
        <main id="main" class="wrap" tabindex="-1">{children()}</main>
        {(face == Face::Resident).then(|| view! { <Footer/> })}
    }
}

/// Site name and how the page is shown.
#[component]
fn Header(face: Face) -> impl IntoView {
    let kiosk = visit().kiosk;
    let home = match (face, kiosk) {
        (Face::Kiosk, Some(venue)) => format!("/kiosk/{venue}"),
        _ => "/".to_owned(),
    };
    view! {
        <header class="site-header">
            <div class="wrap site-header-row">
                <a class="site-name" href=home>
                    <span class="site-mark" aria-hidden="true">"门"</span>
                    <span>{t(common::SITE)}</span>
                </a>
                <SignedIn/>
                <ViewControls/>
            </div>
        </header>
    }
}

/// Who is signed in, and the way out.
#[component]
fn SignedIn() -> impl IntoView {
    visit()
        .resident
        .map(|resident| {
            view! {
                <form class="view-controls" method="post" action="/sign-in/leave">
                    <a href="/my">{resident_sign_in::SIGNED_IN.with(lang(), &[("name", &resident.name_masked)])}</a>
                    <button class="button-quiet">{t(resident_sign_in::LEAVE)}</button>
                </form>
            }
        })
        .into_any()
}

/// Language, print size and contrast: plain buttons that work without scripts and are kept without a login.
#[component]
fn ViewControls() -> impl IntoView {
    let here = visit();
    let back = if here.query.is_empty() { here.path.clone() } else { format!("{}?{}", here.path, here.query) };
    let (print_value, print_text) = match here.view.print {
        Print::Normal => ("large", common::PRINT_LARGE),
        Print::Large => ("larger", common::PRINT_LARGER),
        Print::Larger => ("normal", common::PRINT_NORMAL),
    };
    let (contrast_value, contrast_text) =
        if here.view.contrast { ("plain", common::CONTRAST_PLAIN) } else { ("high", common::CONTRAST_HIGH) };
    let (lang_value, lang_name, lang_tag) =
        if here.view.lang == domain::text::Lang::En { ("zh", "中文", "zh-CN") } else { ("en", "English", "en") };
    view! {
        <form class="view-controls" method="post" action="/view" aria-label=t(common::VIEW_CONTROLS)>
            <input type="hidden" name="back" value=back/>
            <button class="button-quiet" name="print" value=print_value>{t(print_text)}</button>
            <button class="button-quiet" name="contrast" value=contrast_value>{t(contrast_text)}</button>
            <button class="button-quiet" name="lang" value=lang_value lang=lang_tag>{lang_name}</button>
        </form>
    }
}

/// Where else to go, and that a person can be asked.
#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class="wrap">
                <nav class="cluster" aria-label=t(common::FOOTER)>
                    <a href="/">{t(common::HOME)}</a>
                    <a href="/services">{t(common::SERVICES)}</a>
                    <a href="/what-can-i-get">{t(precheck::TITLE)}</a>
                    <a href="/find">{t(common::FIND)}</a>
                    <a href="/my">{t(common::MY)}</a>
                    <a href="/sign-in">{t(resident_sign_in::TITLE)}</a>
                    <a href="/notices">{t(notices::TITLE)}</a>
                    <a href="/verify">{t(verify::TITLE)}</a>
                </nav>
                <p>{t(common::ALWAYS_A_PERSON)}</p>
            </div>
        </footer>
    }
}
