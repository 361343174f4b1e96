//! A case (办件): what happens to an application between its receipt and its end, the same for every service. Yimen decides
//! nothing here: a case moves by what the department says and by the few acts that are the resident's own.
//!
//! [`Progress`] is the state machine · [`Supplement`] what a department asks to be mended (补正) · [`Versions`] what was sent,
//! each time · [`clock`] the promised day · [`divorce`] the 30-day period · [`past`] the honest figure · [`Receipt`] the signed
//! receipt · [`publicity`] public notices · [`Procedures`] what each service says of itself (`data/cases.toml`).

pub mod clock;
pub mod divorce;
mod event;
pub(crate) mod file;
pub mod past;
mod procedure;
mod progress;
pub mod publicity;
mod receipt;
mod supplement;
mod version;

pub use clock::Promise;
pub use event::{CaseEvent, Decision, Stage};
pub use past::decided_within;
pub use procedure::{Appeal, Counted, Limit, LimitUntil, Procedure, Procedures, PublicNotice, Step};
pub use progress::{After, Entry, IllegalMove, Progress};
pub use receipt::{Digest, Receipt, ReceiptPromise, Verdict};
pub use supplement::{Flaw, Supplement, SupplementItem, Target};
pub use version::{Version, Versions};

#[cfg(test)]
mod tests;
