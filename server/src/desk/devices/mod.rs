//! Enrolled kiosks. A machine registers a key that cannot leave it and shows a code; the steward's typing of that code makes it a
//! device of a venue; from then on it proves the key for each session and signs what it says of itself each minute, with which the
//! session goes on under another secret. Ten minutes of silence, or the steward, end the session.
//!
//! Rooms: `enrolment` · `proof` keys, challenges, sessions · `signed` numbered words of machines · `health` · `cards` · `bridges` what the program beside a machine is told · `public` what residents are told · `calls` for help.

mod bridges;
mod calls;
mod cards;
mod enrolment;
mod health;
mod proof;
mod public;
mod signed;

use std::sync::Arc;

use app::{
    ports::{
        Unavailable,
        devices::{
            ActRefused, CallRefused, Caller, DeviceDesk, DeviceLine, EnrolRefused, HelpCall, LaidCard, Machines, NewDevice,
            OwnAct, ProofRefused, Proved, RegisterRefused, Registered, Registration, ReportRefused, Standing, Vouched,
        },
    },
    visit::{Device, Staff},
};
use async_trait::async_trait;
use domain::{
    ids::VenueCode,
    time::{Clock, Moment},
};

use crate::{
    desk::{
        Desk,
        ended::{Ended, unavailable},
    },
    store::StoreError,
};

/// After so many minutes without a word from a machine its session ends and it counts as away.
pub const SILENT_MINUTES: i64 = 10;

/// The desk of enrolled kiosks.
#[derive(Clone)]
pub struct Devices {
    desk: Desk,
    machine: Arc<dyn Clock>,
    bridge_url: String,
    limits: Arc<enrolment::Limits>,
}

impl Devices {
    /// The desk of this server. `machine` is the clock that the machines' own are compared with, also where a demonstration moved
    /// the house's; `bridge_url` is where each machine's bridge listens on the machine itself.
    #[must_use]
    pub fn new(desk: Desk, machine: Arc<dyn Clock>, bridge_url: String) -> Self {
        Self { desk, machine, bridge_url, limits: Arc::default() }
    }

    fn now(&self) -> Moment {
        self.desk.clock.now()
    }

    /// Whoever was heard of after this is there.
    fn silent_since(&self) -> Moment {
        self.now().plus_minutes(-SILENT_MINUTES)
    }
}

/// Forgets calls for help that ended before: who came is nobody's affair any more.
pub async fn forget(desk: &Desk, before: Moment) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    sqlx::query("DELETE FROM help_call WHERE called_ms < $1").bind(before.0).execute(&mut *tx).await?;
    sqlx::query("DELETE FROM device_waiting WHERE until_ms < $1").bind(before.0).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

#[async_trait]
impl DeviceDesk for Devices {
    async fn register(&self, machine: &Registration) -> Result<Registered, RegisterRefused> {
        self.take_key(machine).await.map_err(|ended| ended.told(RegisterRefused::Unavailable))
    }

    async fn standing(&self, id: &str) -> Result<Standing, Unavailable> {
        self.stands(id).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn prove(&self, id: &str, challenge: &str, signature: &[u8]) -> Result<Proved, ProofRefused> {
        self.begin_session(id, challenge, signature).await.map_err(|ended| ended.told(ProofRefused::Unavailable))
    }

    async fn enrol(&self, new: &NewDevice, staff: &Staff) -> Result<(), EnrolRefused> {
        self.make_device(new, staff).await.map_err(|ended| ended.told(EnrolRefused::Unavailable))
    }

    async fn revoke(&self, id: &str, staff: &Staff) -> Result<(), ActRefused> {
        self.take_out(id, staff).await.map_err(|ended| ended.told(ActRefused::Unavailable))
    }

    async fn device(&self, secret: &str) -> Result<Option<Device>, Unavailable> {
        self.device_with(secret).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn report(&self, report: &str, signature: &[u8]) -> Result<String, ReportRefused> {
        self.take_report(report, signature).await.map_err(|ended| ended.told(ReportRefused::Unavailable))
    }

    async fn renew(&self, id: &str, secret: &str) -> Result<Option<String>, Unavailable> {
        self.renew_session(id, secret).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn vouch(&self, id: &str, challenge: &str) -> Result<Option<Vouched>, Unavailable> {
        self.vouch_for(id, challenge).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn asked(&self, act: OwnAct, asked: &str, signature: &[u8]) -> Result<String, ReportRefused> {
        self.believe(act, asked, signature).await.map_err(|ended| ended.told(ReportRefused::Unavailable))
    }

    async fn laid_card(&self, card: &str, signature: &[u8]) -> Result<LaidCard, ReportRefused> {
        self.believe_card(card, signature).await.map_err(|ended| ended.told(ReportRefused::Unavailable))
    }

    async fn devices(&self) -> Result<Vec<DeviceLine>, Unavailable> {
        self.lines().await.map_err(|wrong| unavailable(&wrong))
    }

    async fn works(&self, venue: &VenueCode) -> Result<Option<Machines>, Unavailable> {
        let all = self.all_machines().await.map_err(|wrong| unavailable(&wrong))?;
        Ok(all.into_iter().find(|machines| machines.venue == *venue))
    }

    async fn machines(&self) -> Result<Vec<Machines>, Unavailable> {
        self.all_machines().await.map_err(|wrong| unavailable(&wrong))
    }

    async fn call_help(&self, venue: &VenueCode, caller: &Caller) -> Result<(), CallRefused> {
        self.call(venue, caller).await.map_err(|ended| ended.told(CallRefused::Unavailable))
    }

    async fn help(&self, caller: &Caller) -> Result<Option<HelpCall>, Unavailable> {
        self.call_of(caller).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn end_help(&self, caller: &Caller) -> Result<(), Unavailable> {
        self.end_call_of(caller).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn calls(&self) -> Result<Vec<HelpCall>, Unavailable> {
        self.open_calls().await.map_err(|wrong| unavailable(&wrong))
    }

    async fn come(&self, id: &str, staff: &Staff) -> Result<(), ActRefused> {
        self.say_coming(id, staff).await.map_err(|ended| ended.told(ActRefused::Unavailable))
    }

    async fn help_done(&self, id: &str, staff: &Staff) -> Result<(), ActRefused> {
        self.end_call(id, staff).await.map_err(|ended| ended.told(ActRefused::Unavailable))
    }
}

/// Only a steward does this.
fn steward_only(staff: &Staff) -> Result<(), Ended<ActRefused>> {
    if staff.steward { Ok(()) } else { Err(Ended::Refused(ActRefused::NotAllowed)) }
}
