use jiff::civil::{Time, date, time};
use proptest::prelude::*;

use super::*;
use crate::venue::Closure;

const FRIDAY: Date = date(2026, 11, 27);

fn session(weekdays: &[i8], from: Time, until: Time, slot_minutes: u16) -> Session {
    Session {
        weekdays: weekdays.to_vec(),
        from,
        until,
        slot_minutes,
        capacity: 6,
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

fn weekdays() -> Session {
    session(&[1, 2, 3, 4, 5], time(9, 0, 0, 0), time(11, 0, 0, 0), 30)
}

fn held(session: &Session, day: Date, kind: DayKind) -> bool {
    session.is_held(day, kind)
}

#[test]
fn a_session_is_cut_into_whole_slots() {
    let slots: Vec<Slot> = venue(vec![]).cut(3, &session(&[5], time(9, 0, 0, 0), time(10, 45, 0, 0), 30), FRIDAY).collect();
    let starts: Vec<String> = slots.iter().map(|slot| slot.key.starts.clock_face()).collect();
    assert_eq!(starts, ["09:00", "09:30", "10:00"]);
    assert_eq!(slots[2].ends.clock_face(), "10:30");
    assert_eq!((slots[0].key.session, slots[0].capacity), (3, 6));
    assert_eq!(venue(vec![]).cut(0, &session(&[5], time(9, 0, 0, 0), time(10, 0, 0, 0), 0), FRIDAY).count(), 0);
}

#[test]
fn a_make_up_saturday_opens_as_a_friday() {
    let saturday = date(2026, 2, 14);
    assert!(held(&weekdays(), saturday, DayKind::MakeUpWorkday));
    assert!(!held(&session(&[6], time(9, 0, 0, 0), time(13, 0, 0, 0), 30), saturday, DayKind::MakeUpWorkday));
}

#[test]
fn a_saturday_opens_only_where_a_session_says_so() {
    let saturday = date(2026, 11, 28);
    assert!(!held(&weekdays(), saturday, DayKind::Weekend));
    assert!(held(&session(&[6], time(9, 0, 0, 0), time(13, 0, 0, 0), 30), saturday, DayKind::Weekend));
}

#[test]
fn a_holiday_is_off_unless_a_session_is_held_all_the_same() {
    let national_day = date(2026, 10, 1);
    assert!(!held(&weekdays(), national_day, DayKind::Holiday));
    assert!(held(&Session { on_holidays: true, ..weekdays() }, national_day, DayKind::Holiday));
    assert!(held(&Session { only_on: vec![national_day], weekdays: vec![], ..weekdays() }, national_day, DayKind::Holiday));
}

#[test]
fn a_peak_days_session_is_held_on_its_days_only() {
    let peak = Session { only_on: vec![FRIDAY], ..weekdays() };
    assert!(held(&peak, FRIDAY, DayKind::Workday));
    assert!(!held(&peak, date(2026, 11, 26), DayKind::Workday));
}

#[test]
fn booking_closes_at_three_the_day_before() {
    let window = BookingWindow { horizon_days: 15, closes_days_before: 1, closes_at: time(15, 0, 0, 0), hold_minutes: 10 };
    let starts = Moment::beijing(FRIDAY, time(9, 0, 0, 0));
    let closed = Moment::beijing(date(2026, 11, 26), time(15, 0, 0, 0));
    assert_eq!(window.bookable(starts, closed.plus_ms(-1)), Bookable::Yes);
    assert_eq!(window.bookable(starts, closed), Bookable::TooLate { closed });
    assert_eq!(window.bookable(starts, Moment::beijing(date(2026, 11, 12), time(0, 0, 0, 0))), Bookable::Yes);
    assert_eq!(window.bookable(starts, Moment::beijing(date(2026, 11, 11), time(23, 59, 0, 0))), Bookable::TooEarly);
}

#[test]
fn a_slot_of_the_same_day_closes_when_it_begins() {
    let window = BookingWindow { horizon_days: 15, closes_days_before: 0, closes_at: time(15, 0, 0, 0), hold_minutes: 10 };
    let starts = Moment::beijing(FRIDAY, time(9, 0, 0, 0));
    assert_eq!(window.bookable(starts, starts.plus_minutes(-1)), Bookable::Yes);
    assert_eq!(window.bookable(starts, starts), Bookable::TooLate { closed: starts });
}

#[test]
fn the_horizon_counts_from_today() {
    let window = BookingWindow { horizon_days: 2, closes_days_before: 1, closes_at: time(15, 0, 0, 0), hold_minutes: 10 };
    assert_eq!(window.days(FRIDAY), [FRIDAY, date(2026, 11, 28), date(2026, 11, 29)]);
}

/// Days of a calendar that knows 2026 with nothing announced but weekends.
fn plan(venue: &Venue, day: Date, closed: &BTreeMap<Date, Words>) -> DayPlan {
    venue.day(&"XC-HY-01".into(), day, &WorkCalendar::plain(2026), closed).expect("2026 is known")
}

#[test]
fn a_closed_day_says_why_whether_the_file_or_a_steward_closed_it() {
    let reason = |zh: &str| Words { zh: zh.into(), en: "Moving house".into() };
    let mut venue = venue(vec![weekdays()]);
    venue.closures.push(Closure { date: FRIDAY, reason: reason("搬迁") });
    assert_eq!(plan(&venue, FRIDAY, &BTreeMap::new()), DayPlan::Closed(reason("搬迁")));
    assert_eq!(plan(&venue, FRIDAY, &BTreeMap::from([(FRIDAY, reason("停电"))])), DayPlan::Closed(reason("停电")));
    let thursday = date(2026, 11, 26);
    assert_eq!(plan(&venue, thursday, &BTreeMap::from([(thursday, reason("停电"))])), DayPlan::Closed(reason("停电")));
}

#[test]
fn two_sessions_at_one_time_keep_their_own_places() {
    let other = Session { services: vec!["XC-HY-02".into()], ..weekdays() };
    let venue = venue(vec![other, weekdays(), weekdays()]);
    let DayPlan::Open(slots) = plan(&venue, FRIDAY, &BTreeMap::new()) else { panic!("a Friday is open") };
    let order: Vec<(String, u16)> = slots.iter().map(|slot| (slot.key.starts.clock_face(), slot.key.session)).collect();
    assert_eq!(order[..3], [("09:00".to_owned(), 1), ("09:00".to_owned(), 2), ("09:30".to_owned(), 1)]);
    assert_eq!(plan(&venue, date(2026, 11, 28), &BTreeMap::new()), DayPlan::DayOff);
}

#[test]
fn a_year_that_was_not_announced_offers_nothing() {
    let day = venue(vec![weekdays()]).day(&"XC-HY-01".into(), date(2027, 1, 4), &WorkCalendar::plain(2026), &BTreeMap::new());
    assert_eq!(day, Err(YearUnknown(2027)));
}

proptest! {
    #[test]
    fn slots_lie_in_order_within_their_session_and_are_found_by_their_key(
        from in 0i8..20, hours in 0i8..4, minutes in 0u16..70, day in 0i64..28,
    ) {
        let session = session(&[1, 2, 3, 4, 5, 6, 7], time(from, 0, 0, 0), time(from + hours, 0, 0, 0), minutes);
        let (begin, end) = (session.from, session.until);
        let venue = venue(vec![session]);
        let date = date(2026, 11, 1).saturating_add(Span::new().days(day));
        let nothing_closed = BTreeMap::new();
        if let DayPlan::Open(slots) = plan(&venue, date, &nothing_closed) {
            prop_assert!(slots.windows(2).all(|pair| pair[0].ends <= pair[1].key.starts));
            for slot in slots {
                prop_assert!(slot.key.starts >= Moment::beijing(date, begin) && slot.ends <= Moment::beijing(date, end));
                let found = venue.slot(&slot.key, &"XC-HY-01".into(), &WorkCalendar::plain(2026), &nothing_closed);
                prop_assert_eq!(found, Ok(Some(slot.clone())));
                let shifted = SlotKey { starts: slot.key.starts.plus_ms(1), ..slot.key };
                prop_assert_eq!(venue.slot(&shifted, &"XC-HY-01".into(), &WorkCalendar::plain(2026), &nothing_closed), Ok(None));
            }
        }
    }

    #[test]
    fn what_can_be_booked_lies_ahead_and_within_the_horizon(
        horizon_days in 0u16..60, closes_days_before in 0u16..5, closes_at in 0i8..24, now in 0i64..40_000, ahead in -20_000i64..100_000,
    ) {
        let window = BookingWindow { horizon_days, closes_days_before, closes_at: time(closes_at, 0, 0, 0), hold_minutes: 10 };
        let now = Moment::beijing(date(2026, 11, 1), time(0, 0, 0, 0)).plus_minutes(now);
        let starts = now.plus_minutes(ahead);
        match window.bookable(starts, now) {
            Bookable::Yes => prop_assert!(starts > now && window.days(now.day()).contains(&starts.day())),
            Bookable::TooLate { closed } => prop_assert!(closed <= now && closed <= starts),
            Bookable::TooEarly => prop_assert!(!window.days(now.day()).contains(&starts.day())),
        }
    }
}
