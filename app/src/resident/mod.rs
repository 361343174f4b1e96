//! The resident's phone (and the same pages on a kiosk): the door, the catalogue, the guide, the booking.

#[cfg(feature = "ssr")]
mod answered;
pub mod apply;
#[cfg(feature = "ssr")]
mod ask_for_help;
pub mod booking;
#[cfg(feature = "ssr")]
pub mod case;
#[cfg(feature = "ssr")]
pub mod confirm;
#[cfg(feature = "ssr")]
pub mod find;
#[cfg(feature = "ssr")]
pub mod guide;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod kiosks;
#[cfg(feature = "ssr")]
pub mod my;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod over;
#[cfg(feature = "ssr")]
pub mod owned;
#[cfg(feature = "ssr")]
pub mod precheck;
#[cfg(feature = "ssr")]
pub mod rating;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod verify;
#[cfg(feature = "ssr")]
pub mod voucher;
