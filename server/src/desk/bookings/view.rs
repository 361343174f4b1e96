//! A booking for who has its token: masked, with the truth about where the department's copy is.

use app::ports::{BookingView, Handover, MaskedPerson, RefusalByDepartment};
use domain::{
    booking::{BookingState, Person},
    identity::{mask_document, mask_name, mask_phone},
    ids::BookingToken,
    pass::{Pass, PassKind},
    time::Moment,
};
use sqlx::Row as _;

use super::{
    Bookings,
    hall::{check_in_window, generation},
    rows::{self, BookingRow},
};
use crate::store::StoreError;

impl Bookings {
    pub(super) async fn see_booking(&self, token: &BookingToken) -> Result<Option<BookingView>, StoreError> {
        let now = self.now();
        let row = rows::booking_by_hash(self.desk.store.reads(), &self.booking_hash(token)).await?;
        let Some(row) = row else { return Ok(None) };
        let (opens, closes) = check_in_window(row.slot.starts, row.ends);
        let people = row.people(&self.desk.keys)?;
        Ok(Some(BookingView {
            token: token.clone(),
            pass: (row.state == BookingState::Confirmed && now <= closes).then(|| self.pass(&row, opens, closes)),
            handover: self.handover(&row).await?,
            can_change: row.can_change(now),
            people: people.people.iter().map(masked).collect(),
            check_in_from: opens,
            check_in_until: closes,
            called_off: row.called_off,
            priority_until: row.priority_until.filter(|until| *until > now),
            taken: row.taken,
            reference: row.reference,
            service: row.service,
            slot: row.slot,
            ends: row.ends,
            state: row.state,
        }))
    }

    fn pass(&self, row: &BookingRow, valid_from: Moment, valid_until: Moment) -> String {
        let pass = Pass {
            kind: PassKind::Booking,
            reference: row.reference.clone(),
            venue: row.slot.venue.clone(),
            valid_from,
            valid_until,
            generation: generation(row.generation),
        };
        pass.sign(self.desk.keys.pass_key_id(), self.desk.keys.pass_signing())
    }

    /// What the department knows, from its own word and from what was delivered to it last.
    async fn handover(&self, row: &BookingRow) -> Result<Handover, StoreError> {
        if let Some(at) = row.done {
            return Ok(Handover::Done { at });
        }
        if let Some((at, reason)) = &row.refused {
            return Ok(Handover::Refused { at: *at, reason: refusal(reason) });
        }
        if self.desk.departments.for_service(&row.service).is_none() {
            return Ok(Handover::NotNeeded);
        }
        let last =
            sqlx::query("SELECT state, created_ms, delivered_ms FROM dispatch WHERE subject = $1 ORDER BY seq DESC LIMIT 1")
                .bind(row.reference.as_str())
                .fetch_optional(self.desk.store.reads())
                .await?;
        let Some(last) = last else { return Ok(Handover::Waiting { since: row.taken }) };
        let created = Moment(last.try_get("created_ms")?);
        let delivered = last.try_get::<Option<i64>, _>("delivered_ms")?.map_or(created, Moment);
        Ok(match last.try_get::<String, _>("state")?.as_str() {
            "delivered" => Handover::Delivered { at: delivered },
            "refused" => Handover::Refused { at: delivered, reason: RefusalByDepartment::Other },
            _ => Handover::Waiting { since: created },
        })
    }
}

fn refusal(reason: &str) -> RefusalByDepartment {
    match reason {
        "already_married" => RefusalByDepartment::AlreadyMarried,
        "booked_elsewhere" => RefusalByDepartment::BookedElsewhere,
        _ => RefusalByDepartment::Other,
    }
}

fn masked(person: &Person) -> MaskedPerson {
    MaskedPerson {
        name: mask_name(person.name.as_str()),
        document: person.document.as_ref().map(|document| (document.kind().code().to_owned(), mask_document(document.number()))),
        phone: person.phone.as_ref().map_or_else(String::new, |phone| mask_phone(phone.as_str())),
    }
}
