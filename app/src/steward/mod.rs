//! The people who run it: the venues' day, the departments' health, how honest the waiting times were, messages, dispatches,
//! enrolled kiosks and calls for help, ratings, calling a day off, signing in; community workers who apply for residents, and the
//! staff of a department. Nothing here shows a person unmasked, but who asked to be called back.

#[cfg(feature = "ssr")]
pub mod call_backs;
#[cfg(feature = "ssr")]
pub mod call_off;
#[cfg(feature = "ssr")]
pub mod department;
#[cfg(feature = "ssr")]
mod device_health;
#[cfg(feature = "ssr")]
pub mod devices;
#[cfg(feature = "ssr")]
pub mod dispatches;
#[cfg(feature = "ssr")]
pub mod enrol_device;
#[cfg(feature = "ssr")]
mod figures;
#[cfg(feature = "ssr")]
mod help_calls;
#[cfg(feature = "ssr")]
pub mod helping;
#[cfg(feature = "ssr")]
pub mod kiosk_conflicts;
#[cfg(feature = "ssr")]
mod latest;
#[cfg(feature = "ssr")]
pub mod messages;
#[cfg(feature = "ssr")]
mod odd_news;
#[cfg(feature = "ssr")]
pub mod overview;
#[cfg(feature = "ssr")]
pub mod parked;
#[cfg(feature = "ssr")]
mod rating_figures;
#[cfg(feature = "ssr")]
pub mod ratings;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod vouchers;
