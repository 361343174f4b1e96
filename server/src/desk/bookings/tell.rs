//! What phones and departments are told, inside the act's own transaction. A message names the reference, the place and the
//! time, and where to look: never a person, and not the booking's own link, which would show it to whoever reads the
//! message on its way.

use std::collections::BTreeMap;

use app::msg::sms;
use domain::{
    booking::People,
    identity::Phone,
    ids::BookingRef,
    text::{Lang, Text},
    time::Moment,
    venue::SlotKey,
};

use super::{
    Bookings,
    rows::{self, BookingRow},
};
use crate::{
    gateway::{BookingBody, DispatchKind, outbox},
    notify::{self, Message},
    store::{StoreError, Tx},
};

impl Bookings {
    /// Tells a booking's people, each phone once.
    pub(super) async fn tell(&self, tx: &mut Tx, row: &BookingRow, text: Text, now: Moment) -> Result<(), StoreError> {
        let people = row.people(&self.desk.keys)?;
        self.tell_people(tx, &people, &row.reference, &row.slot, text, now).await
    }

    /// Tells the people of the booking with this reference, where they are not forgotten.
    pub(in crate::desk) async fn tell_of(
        &self,
        tx: &mut Tx,
        reference: &BookingRef,
        text: Text,
        now: Moment,
    ) -> Result<(), StoreError> {
        match rows::booking_by_reference(&mut **tx, reference).await? {
            Some(row) => self.tell(tx, &row, text, now).await,
            None => Ok(()),
        }
    }

    /// As [`Bookings::tell`], where the people are at hand.
    pub(super) async fn tell_people(
        &self,
        tx: &mut Tx,
        people: &People,
        reference: &BookingRef,
        slot: &SlotKey,
        text: Text,
        now: Moment,
    ) -> Result<(), StoreError> {
        notify::put_all(tx, &self.messages(people, reference, slot, text), now).await
    }

    /// What a booking's people are told, each phone once.
    pub(super) fn messages(&self, people: &People, reference: &BookingRef, slot: &SlotKey, text: Text) -> Vec<Message> {
        let venue = self.desk.district.venue(&slot.venue);
        let (reference, time) = (reference.spaced(), slot.starts.to_string());
        let link = format!("{}/find", self.desk.public_url);
        let say = |lang: Lang| {
            let place = venue.map_or(slot.venue.as_str(), |venue| venue.name.of(lang));
            text.with(lang, &[("reference", &reference), ("place", place), ("time", &time), ("link", &link)])
        };
        let both = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), say(Lang::Zh), say(Lang::En));
        let phones: BTreeMap<&str, &Phone> = people.people.iter().map(|person| (person.phone.as_str(), &person.phone)).collect();
        phones.into_values().map(|phone| Message::new(&self.desk.keys, phone, &both)).collect()
    }

    /// Puts a booking into its department's outbox, where one takes the service.
    pub(super) async fn hand_over(
        &self,
        tx: &mut Tx,
        row: &BookingRow,
        kind: DispatchKind,
        reason: Option<&str>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Some(department) = self.desk.departments.for_service(&row.service) else { return Ok(()) };
        let people = row.people(&self.desk.keys)?;
        let body = BookingBody::new(&row.reference, &row.service, &row.slot, row.ends, &people, now);
        let body = match reason {
            Some(reason) => body.given_back(reason),
            None => body,
        };
        outbox::put(tx, &self.desk.keys, department, &row.reference, kind.code(), &body.to_value(), now).await
    }
}
