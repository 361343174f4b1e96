//! The rules of the door as pure Rust. No I/O, no clock of its own, no Leptos, no async: the same code
//! runs on the server, the phone and the kiosk.
//!
//! Rooms: [`text`] two languages side by side · [`time`] moments and the clock that is given ·
//! [`ids`] names of things · [`identity`] documents, phones, names, masks · [`calendar`] work days of China ·
//! [`catalogue`] services and their guides · [`form`] what a service asks · [`venue`] where and when · [`booking`] who may book what ·
//! [`pass`] the signed QR · [`queue`] order, missed calls, waiting time · [`case`] an application from receipt to end ·
//! [`precheck`] what can I get · [`voucher`] charity vouchers · [`rating`] how it went.
#![warn(missing_docs)]

pub mod booking;
pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod form;
pub mod identity;
pub mod ids;
pub mod pass;
pub mod picture;
pub mod precheck;
pub mod queue;
pub mod rating;
mod signed;
pub mod text;
pub mod time;
pub mod venue;
mod venue_file;
pub mod voucher;
