//! What the desk of cases hears of the gateway: that a department has a case, will not have it, or has something to say of
//! it. Everything inside the gateway's transaction: what was heard and what it changed are one.

use async_trait::async_trait;
use domain::{case::CaseEvent, ids::CaseRef, time::Moment};
use serde::{Deserialize, Serialize};

use crate::store::{StoreError, Tx};

/// Something a department says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The department's own name of it: the same however often and by whatever way it comes.
    pub id: String,
    /// The department numbers its news of one case: what has a lower number happened earlier.
    pub order: u64,
    /// When it happened, as the department says.
    pub at: Moment,
    /// What.
    pub what: CaseEvent,
}

/// What became of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It moved the case.
    Moved,
    /// It came late, or was known: nothing moved.
    Late,
    /// It cannot be true of this case; kept for a person to look at.
    Impossible,
    /// There is no such case.
    Unknown,
}

/// What one source of the means check (核对) says otherwise than the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// `public_security`, `social_security`, `health`, `housing`, `finance`.
    pub source: String,
    /// The field of the application, empty when it asked for nothing like it.
    #[serde(default)]
    pub field: String,
    /// What the application says.
    #[serde(default)]
    pub told: String,
    /// What the source says.
    pub found: String,
    /// In the source's words.
    #[serde(default)]
    pub words: String,
}

/// The desk of cases, as the gateway knows it.
#[async_trait]
pub trait CaseListener: Send + Sync {
    /// The department's system has the application.
    async fn handed_over(&self, tx: &mut Tx, reference: &CaseRef, at: Moment) -> Result<(), StoreError>;
    /// The department's system has taken back the application: it decides nothing any more.
    async fn withdrawn(&self, _tx: &mut Tx, _reference: &CaseRef, _at: Moment) -> Result<(), StoreError> {
        Ok(())
    }
    /// The department's system will not have this act (`apply`, `supplement`, `withdraw`, `appeal`), for a `reason` of
    /// departments.toml.
    async fn refused(&self, tx: &mut Tx, reference: &CaseRef, act: &str, reason: &str, at: Moment) -> Result<(), StoreError>;
    /// The department says something of the case. Never the same [`News::id`] of one department twice.
    async fn heard(&self, tx: &mut Tx, reference: &CaseRef, news: &News, now: Moment) -> Result<Heard, StoreError>;
    /// The steward has given up on handing this act over: the resident must be told, with the steward's words.
    async fn sent_back(&self, tx: &mut Tx, reference: &CaseRef, act: &str, reason: &str, now: Moment) -> Result<(), StoreError>;
    /// The means check has answered; without differences everything agrees. They are kept by the gateway already
    /// ([`super::differences::open`]); the resident is to be told that there is something to look at.
    async fn checked(
        &self,
        _tx: &mut Tx,
        _reference: &CaseRef,
        _differences: &[Difference],
        _at: Moment,
        _now: Moment,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}
