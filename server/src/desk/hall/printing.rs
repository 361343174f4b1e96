//! Numbers that a printer gives out. One counts once the printer has said that it printed, or the person chose phone or
//! screen; until then it is in nobody's queue. What never counts is void: its number stays unused, and a booking that was
//! checked in by it can check in again.

use std::{sync::Arc, time::Duration};

use app::{
    live::TicketState,
    ports::{CopyRefused, CountRefused, MOST_COPIES, Medium},
};
use domain::{
    booking::BookingEvent,
    ids::{BookingRef, TicketToken, VenueCode},
    time::Moment,
};
use sqlx::Row as _;
use tokio_util::sync::CancellationToken;

use crate::{
    desk::{
        hall::{Hall, day_of, issue::Refused, ticket::Ticket},
        rounds::Rounds,
    },
    live,
    store::{StoreError, Tx},
};

/// How long a number waits to be printed: long enough to read what the printer's trouble is and to choose.
const MINUTES: i64 = 3;
/// How often numbers that never counted are looked for.
const EVERY: Duration = Duration::from_secs(5);

/// The moment by which a number that is given out now counts, or is void.
pub(super) const fn counts_by(now: Moment) -> Moment {
    now.plus_minutes(MINUTES)
}

/// Makes what never counted void until the shutdown.
pub async fn run_sweeper(hall: Arc<Hall>, shutdown: CancellationToken) {
    let mut rounds = Rounds::every(EVERY, shutdown);
    while rounds.next().await {
        if let Err(wrong) = hall.sweep().await {
            tracing::warn!(%wrong, "numbers that were not printed still wait; the next round tries again");
        }
    }
}

impl Hall {
    /// The number counts from when it was given out; said twice, it is said once.
    pub(super) async fn count(&self, token: &TicketToken, medium: Medium) -> Result<(), Refused<CountRefused>> {
        let id = Ticket::id_of(&self.desk.keys, token);
        let ticket = Ticket::find(&self.desk.store, &id).await?.ok_or(Refused::Because(CountRefused::Unknown))?;
        if ticket.state == TicketState::Printing {
            let mut tx = self.desk.store.begin().await?;
            live::bump(&mut tx, &ticket.venue).await?;
            if into_queue(&mut tx, &id, medium).await? {
                self.commit(tx, &[&ticket.venue]).await?;
                return Ok(self.promise_first(token).await?);
            }
            tx.rollback().await?;
        }
        match Ticket::find(&self.desk.store, &id).await?.map(|ticket| ticket.state) {
            Some(TicketState::Void) => Err(Refused::Because(CountRefused::Void)),
            Some(_) => Ok(()),
            None => Err(Refused::Because(CountRefused::Unknown)),
        }
    }

    /// Counts one more copy of a number that is in the queue.
    pub(super) async fn count_copy(&self, token: &TicketToken) -> Result<u32, Refused<CopyRefused>> {
        let id = Ticket::id_of(&self.desk.keys, token);
        let mut tx = self.desk.store.begin().await?;
        let counted = sqlx::query(
            "UPDATE ticket SET copies = copies + 1
             WHERE id = $1 AND day = $2 AND copies < $3 AND state IN ('waiting', 'coming_back', 'at_desk', 'called')
             RETURNING copies",
        )
        .bind(&id)
        .bind(day_of(self.now()))
        .bind(i64::from(MOST_COPIES))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = counted else {
            tx.rollback().await?;
            let ticket = Ticket::find(&self.desk.store, &id).await?;
            return Err(Refused::Because(match ticket.filter(|ticket| ticket.day == day_of(self.now())) {
                None => CopyRefused::Unknown,
                Some(ticket) if ticket.copies >= MOST_COPIES => CopyRefused::TooOften,
                Some(_) => CopyRefused::NotInQueue,
            }));
        };
        let copy: i64 = row.try_get("copies")?;
        tx.commit().await?;
        Ok(u32::try_from(copy).unwrap_or(u32::MAX))
    }

    /// Makes what never counted void. Returns how many.
    pub async fn sweep(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let due = "SELECT DISTINCT venue FROM ticket WHERE state = 'printing' AND counts_by_ms <= $1";
        let mut voided = 0;
        for row in sqlx::query(due).bind(now.0).fetch_all(self.desk.store.reads()).await? {
            let venue = VenueCode(row.try_get("venue")?);
            let mut tx = self.desk.store.begin().await?;
            live::bump(&mut tx, &venue).await?;
            let late = "SELECT id FROM ticket WHERE venue = $1 AND state = 'printing' AND counts_by_ms <= $2 ORDER BY seq";
            for row in sqlx::query(late).bind(venue.as_str()).bind(now.0).fetch_all(&mut *tx).await? {
                let id: String = row.try_get("id")?;
                voided += usize::from(self.void(&mut tx, &id, now).await?);
            }
            self.commit(tx, &[&venue]).await?;
        }
        Ok(voided)
    }

    /// Makes a number void, inside its venue's transaction, if it does not count; whether it was so. Its booking and its form
    /// are free for another.
    pub(super) async fn void(&self, tx: &mut Tx, id: &str, now: Moment) -> Result<bool, StoreError> {
        let Some(ticket) = Ticket::find_in(tx, id).await?.filter(|ticket| ticket.state == TicketState::Printing) else {
            return Ok(false);
        };
        sqlx::query(
            "UPDATE ticket SET state = 'void', counts_by_ms = NULL, finished_ms = $2, booking_reference = NULL, attempt = NULL,
                               names_masked = '[]' WHERE id = $1 AND state = 'printing'",
        )
        .bind(id)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        if let Some(reference) = &ticket.reference {
            self.not_checked_in(tx, reference, now).await?;
        }
        Ok(true)
    }

    async fn not_checked_in(&self, tx: &mut Tx, reference: &BookingRef, now: Moment) -> Result<(), StoreError> {
        // A booking that was called off or served meanwhile stays so: the rules refuse it.
        let _otherwise = self.bookings.mark(tx, reference, BookingEvent::UndoCheckIn, now).await?;
        Ok(())
    }
}

/// Somebody whose number does not count yet is there again: it is printed once more, or counts on what they chose.
pub(super) async fn again(tx: &mut Tx, id: &str, medium: Medium, now: Moment) -> Result<(), StoreError> {
    if medium != Medium::Paper {
        into_queue(tx, id, medium).await?;
        return Ok(());
    }
    sqlx::query("UPDATE ticket SET counts_by_ms = $2 WHERE id = $1 AND state = 'printing'")
        .bind(id)
        .bind(counts_by(now).0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the number did not count and now does.
async fn into_queue(tx: &mut Tx, id: &str, medium: Medium) -> Result<bool, StoreError> {
    let counted =
        sqlx::query("UPDATE ticket SET state = 'waiting', medium = $2, counts_by_ms = NULL WHERE id = $1 AND state = 'printing'")
            .bind(id)
            .bind(medium.code())
            .execute(&mut **tx)
            .await?
            .rows_affected();
    Ok(counted == 1)
}
