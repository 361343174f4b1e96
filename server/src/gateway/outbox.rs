//! The outbox: what a departmental system must be told, written in the same transaction as the act itself.

use domain::{
    ids::{BookingRef, DepartmentCode},
    time::Moment,
};

use crate::{
    keys::Keyring,
    store::{StoreError, Tx},
};

/// What a dispatch tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DispatchKind {
    /// A new booking.
    Create,
    /// The same booking at another place or time.
    Move,
    /// The booking is given back or called off.
    Cancel,
}

impl DispatchKind {
    /// The value in the store and the name of the mapping in departments.toml.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Move => "move",
            Self::Cancel => "cancel",
        }
    }

    /// The kind of a stored value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Create, Self::Move, Self::Cancel].into_iter().find(|kind| kind.code() == code)
    }
}

/// Puts a dispatch after all earlier ones of the same booking. The caller wakes the courier after its commit
/// ([`super::Departments::wake`]); a courier that was not woken looks within a second anyway.
///
/// `body` is [`super::BookingBody`] as JSON; it is sealed, for it names people.
pub async fn put(
    tx: &mut Tx,
    keys: &Keyring,
    department: &DepartmentCode,
    subject: &BookingRef,
    kind: DispatchKind,
    body: &serde_json::Value,
    now: Moment,
) -> Result<(), StoreError> {
    let id = keys.token();
    let sealed = keys.seal(&sealed_for(&id), body.to_string().as_bytes());
    // Two acts on one booking cannot interleave here: each has written the booking's row before it comes to its dispatch,
    // and should they all the same, the unique key refuses the second.
    sqlx::query(
        "INSERT INTO dispatch (id, department, subject, seq, kind, body, created_ms, next_ms)
         SELECT $1, $2, $3, 1 + COALESCE(MAX(seq), 0), $4, $5, $6, $6 FROM dispatch WHERE subject = $3",
    )
    .bind(id)
    .bind(department.as_str())
    .bind(subject.as_str())
    .bind(kind.code())
    .bind(sealed)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a dispatch's body is bound to, so that a sealed body cannot be moved to another row.
pub(super) fn sealed_for(id: &str) -> String {
    format!("dispatch:{id}")
}
