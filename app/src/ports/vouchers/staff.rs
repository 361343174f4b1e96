//! Who of the staff may do what with vouchers: the door, the pages and the desk ask here.

use crate::visit::Staff;

/// The charity department's code in departments.toml: who works there may grant.
pub const CHARITY: &str = "charity";

/// Who may grant, take back and settle: the steward, and who works at the charity department.
#[must_use]
pub fn may_grant(staff: &Staff) -> bool {
    staff.steward || staff.department.as_deref() == Some(CHARITY)
}

/// Who may find a person's wallet, print and block cards, and take a complaint down for people before them: those who grant,
/// and counters.
#[must_use]
pub fn may_serve(staff: &Staff) -> bool {
    may_grant(staff) || staff.counter
}
