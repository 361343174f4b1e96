//! Who waits for a counter, first to be called first: as many of them as a press or a counter's page needs.

use std::fmt::Write as _;

use domain::{
    ids::{ServiceCode, VenueCode},
    queue,
    time::Moment,
};
use sqlx::{Any, AssertSqlSafe, Executor, Row as _};

use crate::{
    desk::hall::{
        day_of,
        ticket::{Ticket, ticket_columns},
    },
    store::StoreError,
};

/// The placeholders of `count` services after `before` other values.
fn places(before: usize, count: usize) -> String {
    let mut text = String::new();
    for place in 1..=count {
        let _ = write!(text, "{}${}", if place == 1 { "" } else { ", " }, before + place);
    }
    text
}

/// The first `limit` people whom a counter for these services may call now, in the order of [`queue::order`].
/// The order follows the promise, so whoever stands first by it is among the first read by it, however long the queue is.
pub(super) async fn first<'e>(
    from: impl Executor<'e, Database = Any>,
    venue: &VenueCode,
    services: &[ServiceCode],
    now: Moment,
    limit: i64,
) -> Result<Vec<Ticket>, StoreError> {
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT {} FROM ticket WHERE venue = $1 AND day = $2 AND state IN ('waiting', 'coming_back')
         AND (not_before_ms IS NULL OR not_before_ms <= $3) AND service IN ({})
         ORDER BY promised_by_ms, seq LIMIT $4",
        ticket_columns!(),
        places(4, services.len())
    );
    // Only placeholders are written into the text.
    let mut query = sqlx::query(AssertSqlSafe(text)).bind(venue.as_str()).bind(day_of(now)).bind(now.0).bind(limit);
    for service in services {
        query = query.bind(service.as_str());
    }
    let tickets = query.fetch_all(from).await?.iter().map(Ticket::read).collect::<Result<Vec<_>, _>>()?;
    let arrivals: Vec<_> = tickets.iter().map(|ticket| ticket.arrival(0)).collect();
    let mut tickets: Vec<_> = tickets.into_iter().map(Some).collect();
    Ok(queue::order(&arrivals, now).into_iter().filter_map(|place| tickets[place].take()).collect())
}

/// How many wait for these services, those who come back later included.
pub(super) async fn length<'e>(
    from: impl Executor<'e, Database = Any>,
    venue: &VenueCode,
    services: &[ServiceCode],
    now: Moment,
) -> Result<u32, StoreError> {
    if services.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "SELECT COUNT(*) AS people FROM ticket WHERE venue = $1 AND day = $2 AND state IN ('waiting', 'coming_back')
         AND service IN ({})",
        places(2, services.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(text)).bind(venue.as_str()).bind(day_of(now));
    for service in services {
        query = query.bind(service.as_str());
    }
    Ok(u32::try_from(query.fetch_one(from).await?.try_get::<i64, _>("people")?).unwrap_or(u32::MAX))
}

/// The numbers that wait at a venue's desk.
pub(super) async fn at_desk<'e>(
    from: impl Executor<'e, Database = Any>,
    venue: &VenueCode,
    now: Moment,
) -> Result<Vec<String>, StoreError> {
    sqlx::query("SELECT number FROM ticket WHERE venue = $1 AND day = $2 AND state = 'at_desk' ORDER BY seq")
        .bind(venue.as_str())
        .bind(day_of(now))
        .fetch_all(from)
        .await?
        .iter()
        .map(|row| Ok(row.try_get("number")?))
        .collect()
}
