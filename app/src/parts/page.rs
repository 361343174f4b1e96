//! The frame of every page: title, site name, view controls, main, footer.

use leptos::prelude::*;
use leptos_meta::{Body, Title};

use crate::{
    kiosk::{CardWatch, ForgottenCard, IdleReset, Keyboard, KioskBar, LeaveNoTrail, next_person},
    msg::{common, devices, kiosk_shell, notices, precheck, resident_sign_in, verify, wallet},
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

/// So long nobody touches a resident's page at a kiosk before it asks; reading gets more.
const UNTOUCHED_SECONDS: u32 = 60;

/// A page. `title` is the question or thing it is about; the site's name follows it in the browser's tab. A resident's page stands
/// in the kiosk's frame where a kiosk asks for it, as large as the enrolled machine's panel wants it.
#[component]
pub fn Page(
    /// What the page is about.
    #[prop(into)]
    title: String,
    /// Which face it belongs to.
    #[prop(optional)]
    face: Face,
    /// Without the kiosk's bar: this browser is no kiosk yet, or none any more, and nothing that the bar leads to would open.
    #[prop(optional)]
    barless: bool,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let device = visit().device;
    // Two figures: the style sheet reads each by itself (style/kiosk/panel.css).
    let inch = device.as_ref().map(|device| format!("{:02}", device.inches));
    // Only what a resident sees at an enrolled kiosk may speak to the bridge beside it.
    let (bridge, bridge_secret) = device
        .filter(|device| matches!(face, Face::Resident | Face::Kiosk) && !device.bridge_secret.is_empty())
        .map(|device| (device.bridge_url, device.bridge_secret))
        .unzip();
    let full_title = format!("{title} – {}", t(common::SITE));
    let kiosk = visit().kiosk;
    // A page of the kiosk's own brings its own watch.
    let watched = kiosk.clone().filter(|_| face == Face::Resident);
    let face = if watched.is_some() { Face::Kiosk } else { face };
    let at_kiosk = face == Face::Kiosk;
    let kiosk = kiosk.filter(|_| at_kiosk && !barless);
    let low = (at_kiosk && visit().view.low).then_some("");
    view! {
        <Title text=full_title/>
        <Body
            attr:data-face=face.code()
            attr:data-low=low
            attr:data-inch=inch
            attr:data-bridge=bridge
            attr:data-bridge-secret=bridge_secret
        />
        <a class="skip" href="#main">{t(common::SKIP)}</a>
        {kiosk.is_some().then(|| view! { <ForgottenCard/> })}
        {(face != Face::Board).then(|| view! { <Header at_kiosk kiosk=kiosk.clone()/> })}
        <main id="main" class="wrap" tabindex="-1">{children()}</main>
        {(face == Face::Resident).then(|| view! { <Footer/> })}
        {at_kiosk.then(|| view! { <Keyboard/> })}
        {watched
            .map(|venue| view! { <IdleReset home=next_person(&venue) seconds=UNTOUCHED_SECONDS at_home=false lang=lang()/> })}
        {kiosk.map(|venue| view! { <LeaveNoTrail venue/><CardWatch/> })}
    }
}

/// Site name and how the page is shown; at a kiosk, what it offers everywhere.
#[component]
fn Header(at_kiosk: bool, kiosk: Option<String>) -> impl IntoView {
    let name = || {
        view! {
            <span class="site-mark" aria-hidden="true">"门"</span>
            <span>{t(common::SITE)}</span>
        }
    };
    let site = if at_kiosk {
        // Nobody leaves by touching the name: the bar leads to the first screen.
        view! { <p class="site-name">{name()}</p> }.into_any()
    } else {
        view! { <a class="site-name" href="/">{name()}</a> }.into_any()
    };
    view! {
        <header class="site-header">
            <div class="wrap site-header-row">
                {site}
                {kiosk.map(|venue| view! { <KioskBar venue/> })}
                <SignedIn at_kiosk/>
                <ViewControls at_kiosk/>
            </div>
        </header>
    }
}

/// Who is signed in, and the way out. At a kiosk «finished» is the way out.
#[component]
fn SignedIn(at_kiosk: bool) -> impl IntoView {
    visit()
        .resident
        .map(|resident| {
            let name = resident_sign_in::SIGNED_IN.with(lang(), &[("name", &resident.name_masked)]);
            if at_kiosk {
                return view! { <p class="view-controls"><a href="/my">{name}</a></p> }.into_any();
            }
            view! {
                <form class="view-controls" method="post" action="/sign-in/leave">
                    <a href="/my">{name}</a>
                    <button class="button-quiet">{t(resident_sign_in::LEAVE)}</button>
                </form>
            }
            .into_any()
        })
        .into_any()
}

/// Language, print size, contrast and, at a kiosk, the low layout: plain buttons that work without scripts and are kept without a
/// login.
#[component]
fn ViewControls(at_kiosk: bool) -> impl IntoView {
    let here = visit();
    let (print_value, print_text) = match here.view.print {
        Print::Normal => ("large", common::PRINT_LARGE),
        Print::Large => ("larger", common::PRINT_LARGER),
        Print::Larger => ("normal", common::PRINT_NORMAL),
    };
    let (contrast_value, contrast_text) =
        if here.view.contrast { ("plain", common::CONTRAST_PLAIN) } else { ("high", common::CONTRAST_HIGH) };
    let (low_value, low_text) = if here.view.low { ("high", kiosk_shell::HIGH) } else { ("low", kiosk_shell::LOW) };
    let (lang_value, lang_name, lang_tag) =
        if here.view.lang == domain::text::Lang::En { ("zh", "中文", "zh-CN") } else { ("en", "English", "en") };
    view! {
        <form class="view-controls" method="post" action="/view" aria-label=t(common::VIEW_CONTROLS)>
            <input type="hidden" name="back" value=here.here()/>
            <button class="button-quiet" name="print" value=print_value>{t(print_text)}</button>
            <button class="button-quiet" name="contrast" value=contrast_value>{t(contrast_text)}</button>
            {at_kiosk.then(|| view! { <button class="button-quiet" name="low" value=low_value>{t(low_text)}</button> })}
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
                    <a href="/stores">{t(wallet::STORES_TITLE)}</a>
                    <a href="/kiosks">{t(devices::KIOSKS_TITLE)}</a>
                    <a href="/sign-in">{t(resident_sign_in::TITLE)}</a>
                    <a href="/notices">{t(notices::TITLE)}</a>
                    <a href="/verify">{t(verify::TITLE)}</a>
                </nav>
                <p>{t(common::ALWAYS_A_PERSON)}</p>
            </div>
        </footer>
    }
}
