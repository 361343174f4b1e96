//! The document round every page: `<html>` with the visitor's language and view, styles, and the islands' loader.
//! The loader is a file of its own, so no page carries an inline script.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};

use crate::{
    kiosk::not_this::not_this_kiosk,
    parts,
    resident::owned::somebodys_own,
    routes::Pages,
    visit::{Print, visit},
};

/// The addresses of hashed assets, known once at start.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// `/pkg/yimen.….css`.
    pub style: String,
    /// `/islands.….js`.
    pub loader: String,
}

/// Shown in place of the page that the path names: provided through context by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// There is no such thing, or it is not yours.
    NotFound,
    /// Something of ours does not answer.
    Unavailable,
    /// A kiosk's page, and this is not the enrolled kiosk of that venue.
    NotThisKiosk,
    /// Something of an account, and its person is not signed in here.
    SomebodysOwn,
}

/// The status that a page wants for its response; 200 until set.
#[derive(Clone, Debug, Default)]
pub struct PageStatus(Arc<AtomicU16>);

impl PageStatus {
    /// Sets it.
    pub fn set(&self, code: u16) {
        self.0.store(code, Ordering::Relaxed);
    }

    /// Reads it.
    #[must_use]
    pub fn get(&self) -> Option<u16> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            code => Some(code),
        }
    }
}

/// The whole document.
#[must_use]
pub fn document() -> impl IntoView {
    provide_meta_context();
    let view = visit().view;
    let assets = use_context::<Assets>().unwrap_or_default();
    let print = match view.print {
        Print::Normal => "normal",
        Print::Large => "large",
        Print::Larger => "larger",
    };
    // A till is a page of its own on the store's device.
    let manifest = if visit().path.starts_with("/till") { "/till.webmanifest" } else { "/site.webmanifest" };
    let contrast = if view.contrast { "high" } else { "plain" };
    view! {
        <!DOCTYPE html>
        <html lang=view.lang.tag() data-print=print data-contrast=contrast>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="theme-color" content="#8c1d18"/>
                <link rel="stylesheet" href=assets.style/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href=manifest/>
                <script type="module" src=assets.loader nonce=use_nonce()></script>
                {visit()
                    .device
                    .map(|device| view! { <script type="module" src="/kiosk-files/device.js" data-device=device.id></script> })}
                {refresh_seconds(&visit().path)
                    .map(|seconds| view! { <noscript><meta http-equiv="refresh" content=seconds.to_string()/></noscript> })}
                <MetaTags/>
            </head>
            <body>
                {match use_context::<Instead>() {
                    Some(Instead::NotFound) => parts::not_found(),
                    Some(Instead::Unavailable) => parts::unavailable(),
                    Some(Instead::NotThisKiosk) => not_this_kiosk(),
                    Some(Instead::SomebodysOwn) => somebodys_own(),
                    None => view! { <Pages/> }.into_any(),
                }}
            </body>
        </html>
    }
}

/// Live pages renew themselves where no script listens for them.
fn refresh_seconds(path: &str) -> Option<u32> {
    let mut parts = path.trim_start_matches('/').split('/');
    match (parts.next()?, parts.count()) {
        ("t" | "board", 1) => Some(15),
        ("counter", 2) => Some(30),
        _ => None,
    }
}
