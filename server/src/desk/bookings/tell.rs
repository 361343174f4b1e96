//! What people (in their messages and by phone) and departments are told, inside the act's own transaction. A message names the reference, the place and the
//! time, and where to look: never a person, and not the booking's own link, which would show it to whoever reads the
//! message on its way.

use std::collections::BTreeMap;

use app::msg::sms;
use domain::{
    booking::People,
    identity::Phone,
    ids::{BookingRef, VenueCode},
    text::{Lang, Text, Words},
    time::Moment,
    venue::SlotKey,
};

use super::{
    Bookings,
    rows::{self, BookingRow},
    told::{self, Told},
};
use crate::{
    gateway::{BookingBody, DispatchKind, outbox},
    notify::{self, Message},
    store::{StoreError, Tx},
};

impl Bookings {
    /// Tells a booking's people: in the list of their messages, and each phone once.
    pub(super) async fn tell(&self, tx: &mut Tx, row: &BookingRow, told: Told, now: Moment) -> Result<(), StoreError> {
        let people = row.people(&self.desk.keys)?;
        // Who was forgotten is told nothing, and nothing is kept of it.
        if people.people.is_empty() {
            return Ok(());
        }
        told::keep(tx, &self.desk.keys.token(), (&row.reference, &row.slot), told, now).await?;
        notify::put_all(tx, &self.messages(&people, &row.reference, &row.slot, told), now).await
    }

    /// Tells the people of the booking with this reference, where they are not forgotten.
    pub(in crate::desk) async fn tell_of(
        &self,
        tx: &mut Tx,
        reference: &BookingRef,
        told: Told,
        now: Moment,
    ) -> Result<(), StoreError> {
        match rows::booking_by_reference(&mut **tx, reference).await? {
            Some(row) => self.tell(tx, &row, told, now).await,
            None => Ok(()),
        }
    }

    /// What a booking's people are told, each phone once. Who has none is told on paper, at the kiosk.
    pub(super) fn messages(&self, people: &People, reference: &BookingRef, slot: &SlotKey, told: Told) -> Vec<Message> {
        let words = self.words(told.text, reference, &slot.venue, slot.starts);
        let both = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), words.zh, words.en);
        let phones: BTreeMap<&str, &Phone> =
            people.people.iter().filter_map(|person| person.phone.as_ref()).map(|phone| (phone.as_str(), phone)).collect();
        phones.into_values().map(|phone| Message::new(&self.desk.keys, phone, &both)).collect()
    }

    /// The sentence about a booking and its place in both languages.
    pub(super) fn words(&self, text: Text, reference: &BookingRef, venue: &VenueCode, starts: Moment) -> Words {
        let known = self.desk.district.venue(venue);
        let (reference, time) = (reference.spaced(), starts.to_string());
        let link = format!("{}/find", self.desk.public_url);
        let say = |lang: Lang| {
            let place = known.map_or(venue.as_str(), |venue| venue.name.of(lang));
            text.with(lang, &[("reference", &reference), ("place", place), ("time", &time), ("link", &link)])
        };
        Words { zh: say(Lang::Zh), en: say(Lang::En) }
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
