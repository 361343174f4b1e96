//! The outbox: what a departmental system must be told, written in the same transaction as the act itself.

use domain::{
    ids::{BookingRef, CaseRef, DepartmentCode},
    time::Moment,
};

use crate::{
    keys::Keyring,
    store::{StoreError, Tx},
};

/// What is told of a booking.
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
    /// The act in the store and the name of its mapping.
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

/// The acts on a booking, each a mapping that its department has.
pub const BOOKING_ACTS: [&str; 3] = ["create", "move", "cancel"];
/// The acts on a case, each a mapping that its department has.
pub const CASE_ACTS: [&str; 4] = ["apply", "supplement", "withdraw", "appeal"];
/// The act of a department that checks a household's means for other departments' cases.
pub const CHECK_ACT: &str = "check";
/// Its act when a resident objects to what it found.
pub const RECHECK_ACT: &str = "recheck";
/// The act of a department that keeps a ledger of its own of vouchers: it is told every movement.
pub const MOVEMENT_ACT: &str = "movement";

/// What a dispatch is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A booking.
    Booking(&'a BookingRef),
    /// A case.
    Case(&'a CaseRef),
    /// A wallet of vouchers, by its opaque name.
    Wallet(&'a str),
}

impl Subject<'_> {
    /// The name under which templates see the body.
    #[must_use]
    pub const fn root(self) -> &'static str {
        match self {
            Self::Booking(_) => "booking",
            Self::Case(_) => "case",
            Self::Wallet(_) => "voucher",
        }
    }

    /// The reference.
    #[must_use]
    pub fn reference(&self) -> &str {
        match self {
            Self::Booking(reference) => reference.as_str(),
            Self::Case(reference) => reference.as_str(),
            Self::Wallet(wallet) => wallet,
        }
    }
}

impl<'a> From<&'a BookingRef> for Subject<'a> {
    fn from(reference: &'a BookingRef) -> Self {
        Self::Booking(reference)
    }
}

impl<'a> From<&'a CaseRef> for Subject<'a> {
    fn from(reference: &'a CaseRef) -> Self {
        Self::Case(reference)
    }
}

/// A dispatch, sealed and ready to be written.
#[derive(Clone, Debug)]
pub struct Dispatch {
    id: String,
    department: DepartmentCode,
    root: &'static str,
    subject: String,
    act: &'static str,
    sealed: String,
}

impl Dispatch {
    /// A dispatch about `subject`.
    ///
    /// `act` is one of [`BOOKING_ACTS`], [`CASE_ACTS`], [`CHECK_ACT`], [`RECHECK_ACT`] or [`MOVEMENT_ACT`]; `body` is
    /// [`super::BookingBody`] or [`super::CaseBody`] as JSON, or movements of vouchers; it is sealed, for it may name people.
    pub fn new<'a>(
        keys: &Keyring,
        department: &DepartmentCode,
        subject: impl Into<Subject<'a>>,
        act: &'static str,
        body: &serde_json::Value,
    ) -> Self {
        let (subject, id) = (subject.into(), keys.token());
        let sealed = keys.seal(&sealed_for(&id), body.to_string().as_bytes());
        Self { id, department: department.clone(), root: subject.root(), subject: subject.reference().to_owned(), act, sealed }
    }

    /// Puts it after all earlier ones of the same subject. The caller wakes the courier after its commit
    /// ([`super::Departments::wake`]); a courier that was not woken looks within a second anyway.
    pub async fn put(&self, tx: &mut Tx, now: Moment) -> Result<(), StoreError> {
        // Two acts on one subject cannot interleave here: each has written the subject's row before it comes to its
        // dispatch, and should they all the same, the unique key refuses the second.
        sqlx::query(
            "INSERT INTO dispatch (id, department, root, subject, seq, kind, body, created_ms, next_ms)
             SELECT $1, $2, $7, $3, 1 + COALESCE(MAX(seq), 0), $4, $5, $6, $6 FROM dispatch WHERE root = $7 AND subject = $3",
        )
        .bind(&self.id)
        .bind(self.department.as_str())
        .bind(&self.subject)
        .bind(self.act)
        .bind(&self.sealed)
        .bind(now.0)
        .bind(self.root)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// As [`Dispatch::new`] and [`Dispatch::put`].
pub async fn put<'a>(
    tx: &mut Tx,
    keys: &Keyring,
    department: &DepartmentCode,
    subject: impl Into<Subject<'a>>,
    act: &'static str,
    body: &serde_json::Value,
    now: Moment,
) -> Result<(), StoreError> {
    Dispatch::new(keys, department, subject, act, body).put(tx, now).await
}

/// What a dispatch's body is bound to, so that a sealed body cannot be moved to another row.
pub(super) fn sealed_for(id: &str) -> String {
    format!("dispatch:{id}")
}
