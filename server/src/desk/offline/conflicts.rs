//! Numbers that a kiosk gave out without a network and that are not simply in the queue now. Written in the transaction that takes
//! them home (`desk/hall/come_home.rs`), once; they stand before the steward until somebody has seen to them.

use app::{
    ports::{CameHome, ConflictWhy, DeskReason, KioskConflict},
    visit::Staff,
};
use domain::{ids::VenueCode, time::Moment};
use sqlx::{Row as _, any::AnyRow};

use super::{LISTED, Offline, believed, works_at};
use crate::store::{StoreError, Tx};

/// A number as it came home.
pub(in crate::desk) struct Brought<'a> {
    /// The keyed hash of the kiosk's own key for it.
    pub(in crate::desk) id: &'a str,
    pub(in crate::desk) venue: &'a VenueCode,
    pub(in crate::desk) device: &'a str,
    /// As printed.
    pub(in crate::desk) number: String,
    /// By the kiosk's clock.
    pub(in crate::desk) given: Moment,
}

/// Lists a number where its outcome wants a person. `false`: it does not, or it is listed already.
pub(in crate::desk) async fn list(
    tx: &mut Tx,
    brought: &Brought<'_>,
    outcome: &CameHome,
    now: Moment,
) -> Result<bool, StoreError> {
    let Some((why, other)) = code_of(outcome) else { return Ok(false) };
    let given = believed(brought.given, now);
    let written = sqlx::query(
        "INSERT INTO kiosk_conflict (id, venue, device, number, why, other_number, given_ms, came_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
    )
    .bind(brought.id)
    .bind(brought.venue.as_str())
    .bind(brought.device)
    .bind(&brought.number)
    .bind(why)
    .bind(other)
    .bind(given.0)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

const fn code_of(outcome: &CameHome) -> Option<(&'static str, Option<&str>)> {
    Some(match outcome {
        CameHome::InQueue { .. } => return None,
        CameHome::AtDesk { why, .. } => (why.code(), None),
        CameHome::Conflict { number, .. } => ("has_number", Some(number.as_str())),
        CameHome::Used => ("used", None),
        CameHome::NotLeased => ("not_leased", None),
        CameHome::DayOver => ("day_over", None),
    })
}

fn read(row: &AnyRow) -> Result<KioskConflict, StoreError> {
    let why: String = row.try_get("why")?;
    let at_desk = DeskReason::ALL.into_iter().find(|reason| reason.code() == why).map(ConflictWhy::AtDesk);
    let why = match (at_desk, why.as_str(), row.try_get::<Option<String>, _>("other_number")?) {
        (Some(why), ..) => why,
        (None, "has_number", Some(number)) => ConflictWhy::HasNumber(number),
        (None, "used", None) => ConflictWhy::Used,
        (None, "not_leased", None) => ConflictWhy::NotLeased,
        (None, "day_over", None) => ConflictWhy::DayOver,
        _ => return Err(StoreError::Corrupt(format!("the reason {why}"))),
    };
    Ok(KioskConflict {
        id: row.try_get("id")?,
        venue: VenueCode(row.try_get("venue")?),
        machine: row.try_get("machine")?,
        number: row.try_get("number")?,
        given: Moment(row.try_get("given_ms")?),
        came: Moment(row.try_get("came_ms")?),
        why,
    })
}

impl Offline {
    pub(super) async fn open_conflicts(&self, staff: &Staff) -> Result<Vec<KioskConflict>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.id, c.venue, d.name AS machine, c.number, c.why, c.other_number, c.given_ms, c.came_ms
             FROM kiosk_conflict c LEFT JOIN device d ON d.id = c.device
             WHERE c.seen_ms IS NULL ORDER BY c.came_ms DESC, c.given_ms DESC, c.id LIMIT $1",
        )
        .bind(LISTED)
        .fetch_all(self.desk.store.reads())
        .await?;
        let read: Result<Vec<KioskConflict>, StoreError> = rows.iter().map(read).collect();
        Ok(read?.into_iter().filter(|one| works_at(staff, &one.venue)).collect())
    }

    pub(super) async fn end_conflict(&self, id: &str, staff: &Staff) -> Result<bool, StoreError> {
        self.end(
            "SELECT venue FROM kiosk_conflict WHERE id = $1",
            "UPDATE kiosk_conflict SET seen_ms = $1, seen_by = $2 WHERE id = $3 AND seen_ms IS NULL",
            id,
            staff,
        )
        .await
    }
}
