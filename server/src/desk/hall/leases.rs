//! Numbers that a device has beforehand, of the venue's one sequence of the day. A lease is a standing stock: asking again
//! fills it up, so that an answer that was lost is not a second block. What is not given out stays unused; all ends with
//! the day.

use app::ports::{Lease, LeasedNumber, MOST_LEASED};
use domain::{
    ids::{TicketToken, VenueCode},
    time::Moment,
};
use sqlx::Row as _;

use crate::{
    desk::hall::{Hall, day_of, issue::take_seqs, ticket::Ticket},
    live,
    store::{StoreError, Tx, places},
};

impl Hall {
    /// The device's unused numbers of today, at least `numbers` of them.
    pub(super) async fn lease_to(&self, venue: &VenueCode, device: &str, numbers: usize) -> Result<Lease, StoreError> {
        let now = self.now();
        let day = now.day();
        let wanted = numbers.min(MOST_LEASED);
        let mut tx = self.desk.store.begin().await?;
        // Two requests of one device follow each other here; nobody's queue changes.
        live::bump(&mut tx, venue).await?;
        let unused = self.unused(&mut tx, venue, device, now).await?;
        let missing = wanted.saturating_sub(unused.len());
        if missing == 0 {
            tx.rollback().await?;
            return Ok(Lease { day, numbers: unused });
        }
        let more = self.write_lease(&mut tx, venue, device, missing, now).await?;
        tx.commit().await?;
        Ok(Lease { day, numbers: [unused, more].concat() })
    }

    /// Whether it is the ticket of a leased number of today that has not come home.
    pub(super) async fn is_leased(&self, ticket: &TicketToken) -> Result<bool, StoreError> {
        let leased = sqlx::query("SELECT seq FROM leased_number WHERE id = $1 AND day = $2 AND attempt IS NULL")
            .bind(Ticket::id_of(&self.desk.keys, ticket))
            .bind(day_of(self.now()))
            .fetch_optional(self.desk.store.reads())
            .await?;
        Ok(leased.is_some())
    }

    async fn unused(&self, tx: &mut Tx, venue: &VenueCode, device: &str, now: Moment) -> Result<Vec<LeasedNumber>, StoreError> {
        sqlx::query(
            "SELECT seq, id, token_sealed FROM leased_number
             WHERE venue = $1 AND day = $2 AND device = $3 AND attempt IS NULL ORDER BY seq",
        )
        .bind(venue.as_str())
        .bind(day_of(now))
        .bind(device)
        .fetch_all(&mut **tx)
        .await?
        .iter()
        .map(|row| {
            let ticket = self.unsealed(row.try_get("id")?, row.try_get("token_sealed")?)?;
            Ok(LeasedNumber { seq: row.try_get("seq")?, ticket })
        })
        .collect()
    }

    async fn write_lease(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        device: &str,
        missing: usize,
        now: Moment,
    ) -> Result<Vec<LeasedNumber>, StoreError> {
        let day = day_of(now);
        let count = i64::try_from(missing).expect("a lease is at most a hundred numbers");
        let last = take_seqs(tx, venue, &day, count).await?;
        let numbers: Vec<LeasedNumber> =
            (last - count + 1..=last).map(|seq| LeasedNumber { seq, ticket: TicketToken(self.desk.keys.token()) }).collect();
        let text = format!(
            "INSERT INTO leased_number (venue, day, seq, device, leased_ms, id, token_sealed) VALUES {}",
            places(numbers.len(), 7)
        );
        // Only placeholders are written into the text.
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for number in &numbers {
            let id = Ticket::id_of(&self.desk.keys, &number.ticket);
            let sealed = self.sealed(&id, &number.ticket);
            query = query.bind(venue.as_str()).bind(day.clone()).bind(number.seq).bind(device).bind(now.0).bind(id).bind(sealed);
        }
        query.execute(&mut **tx).await?;
        Ok(numbers)
    }
}
