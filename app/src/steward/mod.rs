//! The people who run it: the venues' day, the departments' health, how honest the waiting times were, messages, dispatches,
//! calling a day off, signing in. Nothing here shows a person unmasked.

#[cfg(feature = "ssr")]
pub mod call_off;
#[cfg(feature = "ssr")]
pub mod dispatches;
#[cfg(feature = "ssr")]
mod figures;
#[cfg(feature = "ssr")]
mod latest;
#[cfg(feature = "ssr")]
pub mod messages;
#[cfg(feature = "ssr")]
pub mod overview;
#[cfg(feature = "ssr")]
pub mod parked;
#[cfg(feature = "ssr")]
pub mod sign_in;
