//! The counters as staff left them. A counter left open yesterday is closed today until somebody works there.

use domain::{
    ids::{CounterNo, VenueCode},
    time::Moment,
};
use sqlx::Row as _;

use crate::{
    desk::hall::day_of,
    store::{Store, StoreError, Tx},
};

/// One counter now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CounterRow {
    pub no: CounterNo,
    pub open: bool,
    pub ticket: Option<String>,
}

/// The venue's counters at which somebody worked today.
pub(super) async fn of_venue(store: &Store, venue: &VenueCode, now: Moment) -> Result<Vec<CounterRow>, StoreError> {
    sqlx::query("SELECT no, open, ticket_id FROM counter WHERE venue = $1 AND day = $2 ORDER BY no")
        .bind(venue.as_str())
        .bind(day_of(now))
        .fetch_all(store.reads())
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Takes the counter for this act: its row is locked until the transaction ends, so that two presses at one counter
/// follow each other. `opens` says whether a counter not used today opens by this act.
pub(super) async fn take(
    tx: &mut Tx,
    venue: &VenueCode,
    counter: CounterNo,
    account: &str,
    opens: bool,
    now: Moment,
) -> Result<CounterRow, StoreError> {
    let row = sqlx::query(
        "INSERT INTO counter (venue, no, day, open, account, ticket_id) VALUES ($1, $2, $3, $4, $5, NULL)
         ON CONFLICT (venue, no) DO UPDATE SET
             account = excluded.account,
             open = CASE WHEN counter.day = excluded.day THEN counter.open ELSE excluded.open END,
             ticket_id = CASE WHEN counter.day = excluded.day THEN counter.ticket_id ELSE NULL END,
             day = excluded.day
         RETURNING no, open, ticket_id",
    )
    .bind(venue.as_str())
    .bind(i64::from(counter.0))
    .bind(day_of(now))
    .bind(i64::from(opens))
    .bind(account)
    .fetch_one(&mut **tx)
    .await?;
    read(&row)
}

/// Opens or pauses it.
pub(super) async fn set_open(tx: &mut Tx, venue: &VenueCode, counter: CounterNo, open: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE counter SET open = $3 WHERE venue = $1 AND no = $2")
        .bind(venue.as_str())
        .bind(i64::from(counter.0))
        .bind(i64::from(open))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts somebody before it, if nobody is there; whether it was done.
pub(super) async fn seat(tx: &mut Tx, venue: &VenueCode, counter: CounterNo, ticket: &str) -> Result<bool, StoreError> {
    let seated = sqlx::query("UPDATE counter SET ticket_id = $3 WHERE venue = $1 AND no = $2 AND ticket_id IS NULL")
        .bind(venue.as_str())
        .bind(i64::from(counter.0))
        .bind(ticket)
        .execute(&mut **tx)
        .await?
        .rows_affected();
    Ok(seated == 1)
}

/// Nobody is before it any more.
pub(super) async fn clear(tx: &mut Tx, venue: &VenueCode, counter: CounterNo) -> Result<(), StoreError> {
    sqlx::query("UPDATE counter SET ticket_id = NULL WHERE venue = $1 AND no = $2")
        .bind(venue.as_str())
        .bind(i64::from(counter.0))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn read(row: &sqlx::any::AnyRow) -> Result<CounterRow, StoreError> {
    let no: i64 = row.try_get("no")?;
    Ok(CounterRow {
        no: CounterNo(u16::try_from(no).map_err(|_| StoreError::Corrupt(format!("the counter {no}")))?),
        open: row.try_get::<i64, _>("open")? == 1,
        ticket: row.try_get("ticket_id")?,
    })
}
