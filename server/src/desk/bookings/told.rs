//! What a booking's people were told, kept for who of them is signed in. A row names no person: the words follow from its kind.

use app::{
    msg::sms,
    ports::{MessageAbout, MessageLine},
};
use domain::{
    ids::{BookingRef, VenueCode},
    text::Text,
    time::Moment,
    venue::SlotKey,
};
use sqlx::Row as _;

use super::{
    Bookings,
    rows::{self, BookingRow},
};
use crate::store::{StoreError, Tx};

/// The latest that are listed.
const LATEST: i64 = 100;

/// Something that a booking's people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) struct Told {
    /// Its name in the store.
    kind: &'static str,
    /// The sentence.
    pub(super) text: Text,
}

impl Told {
    pub(super) const BOOKED: Self = Self { kind: "booked", text: sms::BOOKED };
    pub(super) const CHANGED: Self = Self { kind: "changed", text: sms::CHANGED };
    pub(super) const CANCELLED: Self = Self { kind: "cancelled", text: sms::CANCELLED };
    pub(super) const CALLED_OFF: Self = Self { kind: "called_off", text: sms::CALLED_OFF };
    pub(super) const REFUSED: Self = Self { kind: "refused", text: sms::REFUSED };
    pub(super) const REMINDER: Self = Self { kind: "reminder", text: sms::REMINDER };
    pub(in crate::desk) const RATING_ANSWERED: Self = Self { kind: "rating_answered", text: sms::RATING_ANSWERED };

    const ALL: [Self; 7] =
        [Self::BOOKED, Self::CHANGED, Self::CANCELLED, Self::CALLED_OFF, Self::REFUSED, Self::REMINDER, Self::RATING_ANSWERED];

    /// What a stored name means.
    fn parse(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|told| told.kind == kind)
    }
}

/// Keeps, under a new `id`, that people were told something of the place that they had then.
pub(super) async fn keep(
    tx: &mut Tx,
    id: &str,
    (reference, slot): (&BookingRef, &SlotKey),
    told: Told,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO booking_message (id, reference, kind, venue, starts_ms, at_ms) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(reference.as_str())
        .bind(told.kind)
        .bind(slot.venue.as_str())
        .bind(slot.starts.0)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Bookings {
    /// What a signed-in resident was told of their bookings, the latest first.
    pub(super) async fn told_resident(&self, resident: &str) -> Result<Vec<MessageLine>, StoreError> {
        let theirs = self.bookings_of(resident).await?;
        if theirs.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (2..theirs.len() + 2).map(|place| format!("${place}")).collect();
        let text = format!(
            "SELECT reference, kind, venue, starts_ms, at_ms FROM booking_message WHERE reference IN ({})
             ORDER BY at_ms DESC, id LIMIT $1",
            places.join(", ")
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(LATEST);
        for row in &theirs {
            query = query.bind(row.reference.as_str());
        }
        let mut lines = Vec::new();
        for row in query.fetch_all(self.desk.store.reads()).await? {
            let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
            let Some(told) = Told::parse(&row.try_get::<String, _>("kind")?) else { continue };
            let Some(booking) = theirs.iter().find(|booking: &&BookingRow| booking.reference == reference) else { continue };
            let (venue, starts) = (VenueCode(row.try_get("venue")?), Moment(row.try_get("starts_ms")?));
            lines.push(MessageLine {
                at: Moment(row.try_get("at_ms")?),
                about: Some(MessageAbout::Booking(booking.token(&self.desk.keys)?)),
                words: self.words(told.text, &reference, &venue, starts),
            });
        }
        Ok(lines)
    }
}
