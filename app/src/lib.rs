//! Every page and island of the door: one Leptos crate, server HTML and browser WASM.
//!
//! Rooms: [`resident`] the phone · [`kiosk`] the touch shell · [`till`] the charity supermarkets' till · [`hall`] board, counter and the ticket on the phone ·
//! [`steward`] the people who run it · [`parts`] what more than one face uses · [`ports`] what the pages ask of the
//! server · [`visit`] who is looking and how · [`forms`] what a page takes and answers · [`live`] what live pages show ·
//! [`browser`] what islands ask of the browser.
//!
//! A page is a component that renders on the server only. What the browser adds is an island, named for what it adds; it wakes
//! what the server drew and draws nothing itself.

// A page's type holds the types of everything on it: the default depth of 128 ends within a long form.
#![recursion_limit = "256"]

pub mod browser;
pub mod hall;
pub mod kiosk;
pub mod parts;
pub mod resident;
pub mod steward;
#[cfg(feature = "ssr")]
pub mod till;
pub mod visit;

#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;

/// Sentences, from `messages/*.toml`: `msg::who::TITLE`.
pub mod msg {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}
