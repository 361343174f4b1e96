//! Until when a venue receives people, whatever for.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Venue;
use crate::{
    calendar::{WorkCalendar, YearUnknown},
    text::Words,
    time::Moment,
};

impl Venue {
    /// Until when it is open, sessions that follow each other without a break taken as one; `None` while it is closed. `closed` are
    /// closures added since the file was read.
    pub fn open_until(
        &self,
        now: Moment,
        calendar: &WorkCalendar,
        closed: &BTreeMap<Date, Words>,
    ) -> Result<Option<Moment>, YearUnknown> {
        let today = now.day();
        let kind = calendar.kind(today)?;
        if closed.contains_key(&today) || self.closures.iter().any(|closure| closure.date == today) {
            return Ok(None);
        }
        let mut held: Vec<(Moment, Moment)> = self
            .sessions
            .iter()
            .filter(|session| session.is_held(today, kind))
            .map(|session| (Moment::beijing(today, session.from), Moment::beijing(today, session.until)))
            .collect();
        held.sort_unstable();
        let mut open = now;
        for (from, until) in held {
            if from <= open && until > open {
                open = until;
            }
        }
        Ok((open > now).then_some(open))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Time, date, time};

    use super::*;
    use crate::venue::{Closure, Session};

    const FRIDAY: Date = date(2026, 11, 27);

    fn session(weekdays: &[i8], from: i8, until: i8) -> Session {
        let hour = |hour: i8| time(hour, 0, 0, 0);
        Session {
            weekdays: weekdays.to_vec(),
            from: hour(from),
            until: hour(until),
            slot_minutes: 30,
            capacity: 1,
            services: vec!["XC-HY-01".into()],
            on_holidays: false,
            only_on: vec![],
        }
    }

    fn venue(sessions: Vec<Session>) -> Venue {
        Venue {
            code: "hy".into(),
            name: Words::default(),
            address: None,
            note: None,
            street_code: None,
            counters: vec![],
            sessions,
            closures: vec![],
            window: None,
        }
    }

    fn open_until(venue: &Venue, day: Date, at: Time) -> Option<String> {
        let mut calendar = WorkCalendar::default();
        calendar.add_year("2026.toml", include_str!("../../../../server/data/holidays/2026.toml")).expect("our holidays");
        let until = venue.open_until(Moment::beijing(day, at), &calendar, &BTreeMap::new()).expect("a year that is known");
        until.map(Moment::clock_face)
    }

    #[test]
    fn sessions_that_follow_each_other_are_one_and_a_break_is_a_break() {
        let venue = venue(vec![session(&[5], 14, 17), session(&[5], 9, 11), session(&[5], 10, 12)]);
        assert_eq!(open_until(&venue, FRIDAY, time(9, 0, 0, 0)).as_deref(), Some("12:00"));
        assert_eq!(open_until(&venue, FRIDAY, time(12, 0, 0, 0)), None);
        assert_eq!(open_until(&venue, FRIDAY, time(16, 59, 0, 0)).as_deref(), Some("17:00"));
        assert_eq!(open_until(&venue, FRIDAY, time(8, 59, 0, 0)), None);
    }

    #[test]
    fn a_closed_day_a_weekend_and_a_holiday_are_not_open() {
        let mut venue = venue(vec![session(&[1, 2, 3, 4, 5], 9, 17)]);
        assert_eq!(open_until(&venue, date(2026, 11, 28), time(10, 0, 0, 0)), None);
        assert_eq!(open_until(&venue, date(2026, 10, 1), time(10, 0, 0, 0)), None);
        venue.closures.push(Closure { date: FRIDAY, reason: Words::default() });
        assert_eq!(open_until(&venue, FRIDAY, time(10, 0, 0, 0)), None);
    }
}
