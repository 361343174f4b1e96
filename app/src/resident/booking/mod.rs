//! Booking, one question a screen: where → which day → what time → who → check → the booking.
//! Changing the time of a booking walks through the first three again and keeps the old place until the last.

#[cfg(feature = "ssr")]
mod aim;
#[cfg(feature = "ssr")]
#[expect(clippy::module_inception, reason = "the page of a booking is called as what it shows")]
pub mod booking;
#[cfg(feature = "ssr")]
pub mod cancel;
#[cfg(feature = "ssr")]
pub mod check;
#[cfg(feature = "ssr")]
mod cooling;
#[cfg(feature = "ssr")]
pub mod day;
mod document_hint;
#[cfg(feature = "ssr")]
mod handover;
#[cfg(feature = "ssr")]
mod hold;
mod hold_countdown;
#[cfg(feature = "ssr")]
pub mod ics;
#[cfg(feature = "ssr")]
mod mistakes;
mod refusals;
#[cfg(feature = "ssr")]
mod slip;
#[cfg(feature = "ssr")]
pub mod slot;
#[cfg(feature = "ssr")]
pub mod venue;
#[cfg(feature = "ssr")]
pub mod who;

pub use document_hint::DocumentHint;
pub use hold_countdown::HoldCountdown;
