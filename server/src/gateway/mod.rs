//! Forwarding: what a resident was told is accepted reaches the department that decides, once and in order, however long
//! that department is away. A department is an entry of departments.toml, not Rust.
//!
//! [`outbox`] is written by the desk, [`deliver`] empties it, [`callbacks`] takes what a department reports.

mod booking_body;
mod breaker;
pub mod callbacks;
pub mod deliver;
mod departments;
mod ledger;
pub mod outbox;
mod send;
pub mod signature;

pub use booking_body::{BookingBody, PersonBody};
pub use deliver::{Courier, CourierError};
pub use departments::{Call, Department, Departments, DepartmentsError};
pub use outbox::DispatchKind;
pub use send::client as http_client;
pub(crate) use {breaker::wait_ms, ledger::chance, send::in_short};
