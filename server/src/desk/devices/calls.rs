//! «Call a helper»: one open call a machine, seen by the steward, answered with the name of who is coming. A call that nobody answers
//! within a minute says so; one that nobody ends is over after half an hour.

use app::{
    ports::devices::{ActRefused, CallRefused, Caller, HelpCall, HelpState},
    visit::Staff,
};
use domain::{ids::VenueCode, time::Moment};
use sqlx::{Row as _, any::AnyRow};

use super::{Devices, steward_only};
use crate::{desk::ended::Ended, store::StoreError};

/// How long a caller waits before hearing that nobody is free.
const ANSWERED_WITHIN_MS: i64 = 60_000;
/// After so long nobody stands there any more.
const OVER_AFTER_MINUTES: i64 = 30;
/// Open calls of a venue: more than it has machines.
const MOST_OPEN: i64 = 20;

impl Devices {
    fn caller_hash(&self, caller: &Caller) -> String {
        match caller {
            Caller::Machine(id) => self.desk.keys.index("help-machine", id),
            Caller::Browser(mark) => self.desk.keys.index("help-browser", mark),
        }
    }

    /// Calls from before this are over.
    fn over(&self) -> Moment {
        self.now().plus_minutes(-OVER_AFTER_MINUTES)
    }

    pub(super) async fn call(&self, venue: &VenueCode, caller: &Caller) -> Result<(), Ended<CallRefused>> {
        if self.desk.district.venue(venue).is_none() {
            return Err(Ended::Refused(CallRefused::Unknown));
        }
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("UPDATE help_call SET ended_ms = $2 WHERE ended_ms IS NULL AND called_ms <= $1")
            .bind(self.over().0)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        let open = sqlx::query("SELECT COUNT(*) FROM help_call WHERE venue = $1 AND ended_ms IS NULL")
            .bind(venue.as_str())
            .fetch_one(&mut *tx)
            .await?;
        if open.try_get::<i64, _>(0)? >= MOST_OPEN {
            return Err(Ended::Refused(CallRefused::TooMany));
        }
        let device = match caller {
            Caller::Machine(id) => Some(id.as_str()),
            Caller::Browser(_) => None,
        };
        sqlx::query(
            "INSERT INTO help_call (id, caller, device, venue, called_ms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (caller) WHERE ended_ms IS NULL DO NOTHING",
        )
        .bind(self.desk.keys.token())
        .bind(self.caller_hash(caller))
        .bind(device)
        .bind(venue.as_str())
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn call_of(&self, caller: &Caller) -> Result<Option<HelpCall>, StoreError> {
        let row = sqlx::query(
            "SELECT help_call.id, help_call.venue, called_ms, coming_name, device.name FROM help_call
             LEFT JOIN device ON device.id = help_call.device
             WHERE caller = $1 AND ended_ms IS NULL AND called_ms > $2",
        )
        .bind(self.caller_hash(caller))
        .bind(self.over().0)
        .fetch_optional(self.desk.store.reads())
        .await?;
        row.map(|row| self.help_call(&row)).transpose()
    }

    pub(super) async fn open_calls(&self) -> Result<Vec<HelpCall>, StoreError> {
        sqlx::query(
            "SELECT help_call.id, help_call.venue, called_ms, coming_name, device.name FROM help_call
             LEFT JOIN device ON device.id = help_call.device
             WHERE ended_ms IS NULL AND called_ms > $1 ORDER BY called_ms, help_call.id",
        )
        .bind(self.over().0)
        .fetch_all(self.desk.store.reads())
        .await?
        .iter()
        .map(|row| self.help_call(row))
        .collect()
    }

    fn help_call(&self, row: &AnyRow) -> Result<HelpCall, StoreError> {
        let since = Moment(row.try_get("called_ms")?);
        let state = match row.try_get("coming_name")? {
            Some(name) => HelpState::Coming(name),
            None if self.now() >= since.plus_ms(ANSWERED_WITHIN_MS) => HelpState::NobodyFree,
            None => HelpState::Told,
        };
        Ok(HelpCall {
            id: row.try_get("id")?,
            venue: VenueCode(row.try_get("venue")?),
            machine: row.try_get("name")?,
            since,
            state,
        })
    }

    pub(super) async fn end_call_of(&self, caller: &Caller) -> Result<(), StoreError> {
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("UPDATE help_call SET ended_ms = $2 WHERE caller = $1 AND ended_ms IS NULL")
            .bind(self.caller_hash(caller))
            .bind(self.now().0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Who answers first comes: the resident is told one name.
    pub(super) async fn say_coming(&self, id: &str, staff: &Staff) -> Result<(), Ended<ActRefused>> {
        steward_only(staff)?;
        let mut tx = self.desk.store.begin().await?;
        let said = sqlx::query(
            "UPDATE help_call SET coming_ms = $2, coming_name = $3
             WHERE id = $1 AND ended_ms IS NULL AND coming_name IS NULL AND called_ms > $4",
        )
        .bind(id)
        .bind(self.now().0)
        .bind(&staff.name)
        .bind(self.over().0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if said.rows_affected() == 0 { Err(Ended::Refused(ActRefused::Unknown)) } else { Ok(()) }
    }

    pub(super) async fn end_call(&self, id: &str, staff: &Staff) -> Result<(), Ended<ActRefused>> {
        steward_only(staff)?;
        let mut tx = self.desk.store.begin().await?;
        let ended = sqlx::query("UPDATE help_call SET ended_ms = $2 WHERE id = $1 AND ended_ms IS NULL")
            .bind(id)
            .bind(self.now().0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if ended.rows_affected() == 0 { Err(Ended::Refused(ActRefused::Unknown)) } else { Ok(()) }
    }
}
