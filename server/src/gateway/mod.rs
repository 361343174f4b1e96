//! Forwarding: what a resident was told is accepted reaches the department that decides, once and in order, however long
//! that department is away. A department is an entry of departments.toml and a folder of mappings, not Rust.
//!
//! [`outbox`] is written by the desk, [`deliver`] empties it (JSON and SOAP at once, files in batches), [`callbacks`] takes
//! what a department reports; what it says of a case ends in a [`CaseListener`]. [`parked`] is what waits for a person,
//! [`trial`] tries the mappings out.

mod batch;
mod booking_body;
pub mod books;
mod breaker;
pub mod callbacks;
mod case_body;
pub mod deliver;
mod departments;
pub mod differences;
mod ledger;
mod listener;
pub mod materials;
mod news;
pub mod outbox;
pub mod parked;
mod pick;
mod poll;
mod send;
pub mod signature;
mod soap;
pub mod trial;
mod xml;

use booking_body::rfc3339;
pub use booking_body::{BookingBody, PersonBody};
pub use case_body::{ApplicantBody, CaseBody, MaterialBody};
pub use deliver::{Courier, CourierError, Ears};
pub use departments::{Around, Call, Department, Departments, DepartmentsError, Kind, MappingFiles, url_variable};
pub use listener::{CaseListener, Difference, Heard, News};
pub use outbox::{DispatchKind, Subject};
pub use send::client as http_client;
pub(crate) use {breaker::wait_ms, ledger::chance, send::in_short};
