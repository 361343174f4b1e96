//! The key of a button, so that a doubled press is one act.

use crate::visit::visit;

/// A key that only this page's `act` has: the request that drew the page is named by chance and drawn once.
#[must_use]
pub fn attempt(act: &str) -> String {
    format!("{}.{act}", visit().request_id)
}
