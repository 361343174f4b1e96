//! steward
pub mod call_off;
pub mod dispatches;
pub mod messages;
pub mod overview;
pub mod sign_in;
