//! Enrolled kiosks as the pages ask for them: enrolment by a code, the proof of a machine's own key, health each minute, what the
//! public is told, and «call a helper».

mod enrolment;
mod health;
mod help;
mod machines;
mod signed;

use async_trait::async_trait;
use domain::ids::VenueCode;

pub use self::{enrolment::*, health::*, help::*, machines::*, signed::*};
use super::Unavailable;
use crate::visit::{Device, Staff};

/// Why a machine or a call was left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActRefused {
    /// Not a steward.
    NotAllowed,
    /// There is no such, or it has ended.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// The desk of enrolled kiosks.
#[async_trait]
pub trait DeviceDesk: Send + Sync {
    /// Takes a new machine's key and gives it a code to show.
    async fn register(&self, machine: &Registration) -> Result<Registered, RegisterRefused>;
    /// Where a machine stands; a new challenge ends the one before.
    async fn standing(&self, id: &str) -> Result<Standing, Unavailable>;
    /// Begins a machine's session; the one before ends. `signature` is the 64 bytes of IEEE P1363.
    async fn prove(&self, id: &str, challenge: &str, signature: &[u8]) -> Result<Proved, ProofRefused>;
    /// Enrols the machine that shows a code. Asked twice, it is one machine and the second is refused.
    async fn enrol(&self, new: &NewDevice, staff: &Staff) -> Result<(), EnrolRefused>;
    /// Takes a machine out of use at once.
    async fn revoke(&self, id: &str, staff: &Staff) -> Result<(), ActRefused>;
    /// The machine whose session a cookie names, while it lives.
    async fn device(&self, secret: &str) -> Result<Option<Device>, Unavailable>;
    /// Takes a report of a machine: its JSON as it was signed, and the signature. Which machine it is.
    async fn report(&self, report: &str, signature: &[u8]) -> Result<String, ReportRefused>;
    /// Another secret for the session of a machine that has just signed a report, in place of the one that its cookie holds; `None`
    /// where that one is dead, or another machine's.
    async fn renew(&self, id: &str, secret: &str) -> Result<Option<String>, Unavailable>;
    /// The door's word for the bridge beside a machine, on a question of the bridge; `None` without a bridge or out of use.
    async fn vouch(&self, id: &str, challenge: &str) -> Result<Option<Vouched>, Unavailable>;
    /// Believes a machine what it asks for: the JSON as it was signed, and the signature. Which machine it is. Said again, it is
    /// refused.
    async fn asked(&self, act: OwnAct, asked: &str, signature: &[u8]) -> Result<String, ReportRefused>;
    /// Believes a machine that a card lies on its reader: the JSON as it was signed, and the signature. Said again, it is refused.
    async fn laid_card(&self, card: &str, signature: &[u8]) -> Result<LaidCard, ReportRefused>;
    /// Every machine, those in use first.
    async fn devices(&self) -> Result<Vec<DeviceLine>, Unavailable>;
    /// A venue's machines, where it has some.
    async fn works(&self, venue: &VenueCode) -> Result<Option<Machines>, Unavailable>;
    /// Every venue that has machines, in the district's order.
    async fn machines(&self) -> Result<Vec<Machines>, Unavailable>;
    /// Calls somebody; who has called already has called once.
    async fn call_help(&self, venue: &VenueCode, caller: &Caller) -> Result<(), CallRefused>;
    /// The open call of a caller.
    async fn help(&self, caller: &Caller) -> Result<Option<HelpCall>, Unavailable>;
    /// The caller needs nobody any more.
    async fn end_help(&self, caller: &Caller) -> Result<(), Unavailable>;
    /// Every open call, the oldest first.
    async fn calls(&self) -> Result<Vec<HelpCall>, Unavailable>;
    /// A member of staff is coming.
    async fn come(&self, id: &str, staff: &Staff) -> Result<(), ActRefused>;
    /// A call is done with.
    async fn help_done(&self, id: &str, staff: &Staff) -> Result<(), ActRefused>;
}
