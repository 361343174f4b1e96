//! What was promised and what then happened: the first range a ticket was shown, the moment it was called, and how long
//! visits take.

use domain::{ids::TicketToken, time::Moment};

use crate::{
    desk::hall::{Hall, ticket::Ticket},
    store::{StoreError, Tx},
};

/// As many finished visits as [`domain::queue::Durations`] uses.
const LEARNED: i64 = 200;

impl Hall {
    /// Stores the range of a new ticket before anybody is told the number. Where no counter is open yet there is no range;
    /// the first one that the ticket's page shows is then the promise (see `faces`).
    pub(super) async fn promise_first(&self, token: &TicketToken) -> Result<(), StoreError> {
        self.ticket_view(token).await?;
        Ok(())
    }

    /// Stores what is about to be shown, unless something was shown before.
    pub(super) async fn promise(&self, ticket: &Ticket, range: domain::queue::WaitRange, made: Moment) -> Result<(), StoreError> {
        let mut tx = self.desk.store.begin().await?;
        sqlx::query(
            "INSERT INTO promise (ticket_id, venue, made_ms, p50_ms, p90_ms, called_ms) VALUES ($1, $2, $3, $4, $5, NULL)
             ON CONFLICT (ticket_id) DO NOTHING",
        )
        .bind(&ticket.id)
        .bind(ticket.venue.as_str())
        .bind(made.0)
        .bind(made.plus_minutes(i64::from(range.p50)).0)
        .bind(made.plus_minutes(i64::from(range.p90)).0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The first call keeps or breaks the promise; later calls do not change that.
pub(super) async fn called(tx: &mut Tx, ticket: &str, now: Moment) -> Result<(), StoreError> {
    sqlx::query("UPDATE promise SET called_ms = $2 WHERE ticket_id = $1 AND called_ms IS NULL")
        .bind(ticket)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Remembers how long a visit took and forgets all but the latest.
pub(super) async fn learn(tx: &mut Tx, ticket: &Ticket, started: Moment, now: Moment) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO service_time (ticket_id, venue, service, finished_ms, seconds) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (ticket_id) DO NOTHING",
    )
    .bind(&ticket.id)
    .bind(ticket.venue.as_str())
    .bind(ticket.service.as_str())
    .bind(now.0)
    .bind((now.0 - started.0).max(0) / 1000)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM service_time WHERE venue = $1 AND service = $2 AND finished_ms <
             (SELECT MIN(finished_ms) FROM (SELECT finished_ms FROM service_time WHERE venue = $1 AND service = $2
                                            ORDER BY finished_ms DESC LIMIT $3) AS latest)",
    )
    .bind(ticket.venue.as_str())
    .bind(ticket.service.as_str())
    .bind(LEARNED)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
