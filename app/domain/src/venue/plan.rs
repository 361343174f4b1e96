//! What a day offers: sessions filtered by the calendar and cut into slots, and until when these can be booked.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};

use super::{Bookable, BookingWindow, DayPlan, Session, Slot, SlotKey, Venue};
use crate::{
    calendar::{DayKind, WorkCalendar, YearUnknown},
    ids::ServiceCode,
    text::Words,
    time::Moment,
};

/// A Saturday or Sunday on which people work opens as a Friday: the late opening of a Saturday is not meant for it.
const MAKE_UP_AS: i8 = 5;

impl Venue {
    /// What a day offers for a service. `closed` are closures added since the file was read.
    pub fn day(
        &self,
        service: &ServiceCode,
        date: Date,
        calendar: &WorkCalendar,
        closed: &BTreeMap<Date, Words>,
    ) -> Result<DayPlan, YearUnknown> {
        let kind = calendar.kind(date)?;
        let closure = closed
            .get(&date)
            .or_else(|| self.closures.iter().find(|closure| closure.date == date).map(|closure| &closure.reason));
        if let Some(reason) = closure {
            return Ok(DayPlan::Closed(reason.clone()));
        }
        let mut slots: Vec<Slot> = (0u16..)
            .zip(&self.sessions)
            .filter(|(_, session)| session.services.contains(service) && session.is_held(date, kind))
            .flat_map(|(place, session)| self.cut(place, session, date))
            .collect();
        slots.sort_by_key(|slot| (slot.key.starts, slot.key.session));
        Ok(if slots.is_empty() { DayPlan::DayOff } else { DayPlan::Open(slots) })
    }

    /// The planned slot of a key, for any service, or `None` when the plan has no such slot.
    pub fn slot(
        &self,
        key: &SlotKey,
        service: &ServiceCode,
        calendar: &WorkCalendar,
        closed: &BTreeMap<Date, Words>,
    ) -> Result<Option<Slot>, YearUnknown> {
        if key.venue != self.code {
            return Ok(None);
        }
        Ok(match self.day(service, key.starts.day(), calendar, closed)? {
            DayPlan::Open(slots) => slots.into_iter().find(|slot| slot.key == *key),
            DayPlan::Closed(_) | DayPlan::DayOff => None,
        })
    }

    /// Whole slots only: a rest shorter than a slot would promise a visit that cannot be finished.
    fn cut(&self, place: u16, session: &Session, date: Date) -> impl Iterator<Item = Slot> {
        let length = i64::from(session.slot_minutes);
        let first = Moment::beijing(date, session.from);
        let whole = Moment::beijing(date, session.until).minutes_since(first).checked_div(length).unwrap_or(0);
        let (venue, capacity) = (self.code.clone(), session.capacity);
        (0..whole).map(move |n| {
            let starts = first.plus_minutes(n * length);
            Slot { key: SlotKey { venue: venue.clone(), starts, session: place }, ends: starts.plus_minutes(length), capacity }
        })
    }
}

impl Session {
    /// Whether it is held on a day of that kind.
    #[must_use]
    pub fn is_held(&self, date: Date, kind: DayKind) -> bool {
        if !self.only_on.is_empty() {
            return self.only_on.contains(&date);
        }
        match kind {
            DayKind::Workday | DayKind::Weekend => self.weekdays.contains(&weekday_number(date)),
            DayKind::MakeUpWorkday => self.weekdays.contains(&MAKE_UP_AS),
            DayKind::Holiday => self.on_holidays && self.weekdays.contains(&weekday_number(date)),
        }
    }
}

impl BookingWindow {
    /// Whether a slot that starts at `starts` can be booked at `now`.
    #[must_use]
    pub fn bookable(&self, starts: Moment, now: Moment) -> Bookable {
        let last_day = starts.day().saturating_sub(Span::new().days(self.closes_days_before));
        // With `closes_days_before = 0` a morning slot must not stay open until the afternoon.
        let closed = Moment::beijing(last_day, self.closes_at).min(starts);
        if now >= closed {
            Bookable::TooLate { closed }
        } else if starts.day() > self.last_day(now.day()) {
            Bookable::TooEarly
        } else {
            Bookable::Yes
        }
    }

    /// The days from today to the horizon.
    #[must_use]
    pub fn days(&self, today: Date) -> Vec<Date> {
        today.series(Span::new().days(1)).take_while(|day| *day <= self.last_day(today)).collect()
    }

    fn last_day(&self, today: Date) -> Date {
        today.saturating_add(Span::new().days(self.horizon_days))
    }
}

/// ISO weekday number of a day, 1 Monday to 7 Sunday.
#[must_use]
pub fn weekday_number(day: Date) -> i8 {
    day.weekday().to_monday_one_offset()
}

#[cfg(test)]
mod tests;
