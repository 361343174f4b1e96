//! The screen in front of a counter: whoever was served last may rate there, once, while they can still be standing before it.

use app::{
    ports::ratings::{LastServed, RateRefused, Rating},
    visit::Staff,
};
use domain::{
    ids::{CounterNo, ServiceCode, TicketToken, VenueCode},
    rating::{Channel, Level},
    time::Moment,
};
use sqlx::Row as _;

use super::{Ratings, acts};
use crate::{
    desk::ended::{Ended, unsealed},
    store::StoreError,
};

/// A press may come so much later than the screen was drawn for, minutes.
const TAKEN_WITHIN_MINUTES: i64 = 4;

impl Ratings {
    pub(super) async fn last_at(
        &self,
        venue: &VenueCode,
        counter: CounterNo,
        minutes: i64,
    ) -> Result<Option<LastServed>, StoreError> {
        let (now, keys, reads) = (self.now(), &self.desk.keys, self.desk.store.reads());
        let row = sqlx::query(
            "SELECT id, token_sealed, number, booking_reference, service, venue, counter, finished_ms AS at_ms FROM ticket t
             WHERE t.venue = $1 AND t.day = $2 AND t.state = 'done' AND t.counter = $3 AND t.finished_ms > $4
               AND NOT EXISTS (SELECT 1 FROM ticket n WHERE n.venue = $1 AND n.day = $2 AND n.counter = $3 AND n.state = 'serving')
             ORDER BY t.finished_ms DESC, t.seq DESC LIMIT 1",
        )
        .bind(venue.as_str())
        .bind(now.day().to_string())
        .bind(i64::from(counter.0))
        .bind(now.plus_minutes(-minutes).0)
        .fetch_optional(reads)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let over = acts::of_ticket(keys, &row)?;
        let rated = sqlx::query("SELECT 1 FROM rating WHERE kind = $1 AND act_index = $2")
            .bind(over.kind.code())
            .bind(&over.index)
            .fetch_optional(reads)
            .await?
            .is_some();
        let id: String = row.try_get("id")?;
        let token = keys.open_text(&format!("ticket:{id}"), &row.try_get::<String, _>("token_sealed")?);
        Ok(Some(LastServed {
            token: token.map(TicketToken).map_err(|wrong| unsealed(&wrong))?,
            id,
            number: row.try_get("number")?,
            service: ServiceCode(row.try_get("service")?),
            finished: Moment(row.try_get("at_ms")?),
            rated,
        }))
    }

    pub(super) async fn rate_last(
        &self,
        venue: &VenueCode,
        counter: CounterNo,
        id: &str,
        level: Level,
        staff: &Staff,
    ) -> Result<(), Ended<RateRefused>> {
        if !staff.counter || !(staff.venues.is_empty() || staff.venues.iter().any(|allowed| allowed == venue.as_str())) {
            return Err(Ended::Refused(RateRefused::NotAllowed));
        }
        let mut tx = self.desk.store.begin().await?;
        let over = self.ticket_named(&mut tx, id).await?.filter(|over| {
            let fresh = self.now().minutes_since(over.at) < TAKEN_WITHIN_MINUTES;
            fresh && over.venue.as_ref() == Some(venue) && over.counter == Some(counter)
        });
        let over = over.ok_or(Ended::Refused(RateRefused::Unknown))?;
        let rating = Rating { level, reasons: Vec::new(), words: String::new() };
        self.give(&mut tx, &over, &rating, Channel::Counter).await?;
        Ok(tx.commit().await?)
    }
}
