use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::{calendar::WorkCalendar, catalogue::Confidence, time::Moment};

fn at(day: i8, hour: i8) -> Moment {
    Moment::beijing(date(2026, 11, day), time(hour, 0, 0, 0))
}

fn calendar() -> WorkCalendar {
    let mut calendar = WorkCalendar::default();
    let text = include_str!("../../../../server/data/holidays/2026.toml");
    calendar.add_year("holidays/2026.toml", text).expect("our holidays");
    calendar
}

#[test]
fn the_levels_are_five_and_two_of_them_are_bad() {
    assert_eq!(Level::ALL.map(Level::number), [5, 4, 3, 2, 1]);
    assert_eq!(Level::ALL.into_iter().filter(|level| level.is_bad()).count(), 2);
    assert!(Level::Dissatisfied.is_bad() && !Level::FairlySatisfied.is_bad());
    for level in Level::ALL {
        assert_eq!(Level::parse(&level.number().to_string()), Some(level));
    }
    for nothing in ["", "0", "6", "-1", "five", "5.0"] {
        assert_eq!(Level::parse(nothing), None, "{nothing}");
    }
}

#[test]
fn every_code_is_read_back_and_none_is_there_twice() {
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.code()), Some(reason));
    }
    for kind in ActKind::ALL {
        assert_eq!(ActKind::parse(kind.code()), Some(kind));
    }
    for channel in Channel::ALL {
        assert_eq!(Channel::parse(channel.code()), Some(channel));
    }
}

#[test]
fn a_rating_can_be_changed_for_a_day_and_not_after_it_was_answered() {
    let given = Given { first: at(24, 10), answered: false };
    assert_eq!(given.may_be_changed(Channel::Phone, at(25, 10)), Ok(()));
    assert_eq!(given.may_be_changed(Channel::Phone, at(25, 10).plus_ms(1)), Err(Kept::DayOver));
    assert_eq!(Given { answered: true, ..given }.may_be_changed(Channel::Kiosk, at(24, 11)), Err(Kept::Answered));
    assert_eq!(given.may_be_changed(Channel::Counter, at(24, 10)), Err(Kept::AtTheCounter));
}

#[test]
fn a_bad_rating_is_answered_before_it_is_closed() {
    assert_eq!(FollowUp::after(Level::FairlySatisfied, at(24, 10)), None);
    let open = FollowUp::after(Level::Dissatisfied, at(24, 10)).expect("opened");
    assert_eq!(open.close(at(24, 11)), Err(NotPossible::NotAnswered));
    let answered = open.answer(at(25, 9)).expect("answered");
    assert_eq!(answered.answer(at(25, 10)), Err(NotPossible::AnsweredAlready));
    let closed = answered.close(at(26, 9)).expect("closed");
    assert_eq!((closed.opened(), closed.answered()), (at(24, 10), Some(at(25, 9))));
    assert_eq!(closed.close(at(27, 9)), Err(NotPossible::Closed));
    assert_eq!(closed.answer(at(27, 9)), Err(NotPossible::Closed));
}

#[test]
fn the_clock_counts_work_days_and_is_silent_about_a_year_nobody_has_announced() {
    let (open, calendar) = (FollowUp::Open { opened: at(24, 23) }, calendar());
    let due = Due::of(open.opened(), 15, &calendar);
    assert_eq!(due, Due::By(date(2026, 12, 15)), "three weeks without a holiday");
    assert!(!open.is_overdue(due, date(2026, 12, 15)) && open.is_overdue(due, date(2026, 12, 16)));
    let answered = open.answer(at(25, 9)).expect("answered");
    assert!(!answered.is_overdue(due, date(2027, 12, 16)), "an answer ends the clock");
    let unknown = Due::of(Moment::beijing(date(2026, 12, 25), time(9, 0, 0, 0)), 15, &calendar);
    assert_eq!(unknown, Due::YearNotAnnounced(2027));
    assert!(unknown.day().is_none() && !open.is_overdue(unknown, date(2028, 1, 1)));
}

#[test]
fn what_is_only_local_is_promised_to_nobody() {
    let file = |days: &str, confidence: &str, source: &str| {
        let text = format!("[answer]\nworkdays = {days}\nconfidence = \"{confidence}\"\nsource = \"{source}\"\n");
        Rules::read("ratings.toml", &text)
    };
    let local = file("15", "uncertain", "四川地方口径").expect("read");
    assert_eq!((local.answer_within_workdays, local.may_be_promised()), (15, false));
    let found = file("10", "found", "some rule").expect("read");
    assert!(found.confidence == Confidence::Found && found.may_be_promised());
    for (wrong, line) in
        [(file("0", "found", "x"), 2), (file("251", "found", "x"), 2), (file("15", "sure", "x"), 3), (file("15", "found", ""), 4)]
    {
        let wrong = wrong.expect_err("refused");
        assert_eq!((wrong.len(), wrong[0].line), (1, line), "{wrong:?}");
    }
}

#[test]
fn the_rules_that_travel_with_the_program_are_read_and_promise_nothing() {
    let rules = Rules::read("ratings.toml", include_str!("../../../../server/data/ratings.toml")).expect("our rules");
    assert!(!rules.may_be_promised(), "no source was found for Beijing");
}

proptest! {
    #[test]
    fn whatever_is_tried_a_follow_up_only_goes_on_and_is_never_closed_without_an_answer(
        tries in prop::collection::vec(any::<bool>(), 0..12),
    ) {
        let place = |state: FollowUp| ["open", "answered", "closed"].iter().position(|code| *code == state.code());
        let mut state = FollowUp::Open { opened: Moment(0) };
        for (n, answers) in (1_i64..).zip(tries) {
            let before = state;
            let moved = if answers { state.answer(Moment(n)) } else { state.close(Moment(n)) };
            if let Ok(after) = moved {
                prop_assert_eq!(place(after), place(before).map(|at| at + 1));
                state = after;
            }
            let closed = matches!(state, FollowUp::Closed { .. });
            prop_assert!(!closed || state.answered().is_some());
            prop_assert_eq!(state.opened(), Moment(0));
            let closed_at = match state { FollowUp::Closed { at, .. } => Some(at), _ => None };
            prop_assert_eq!(FollowUp::of(state.code(), state.opened(), state.answered(), closed_at), Some(state));
        }
    }

    #[test]
    fn a_later_rating_is_never_due_earlier(first in 0_i64..400_000, later in 0_i64..100_000, days in 1_u32..40) {
        let begins = Moment::beijing(date(2026, 1, 5), time(0, 0, 0, 0));
        let calendar = calendar();
        let due = |minutes: i64| Due::of(begins.plus_minutes(minutes), days, &calendar).day();
        if let (Some(one), Some(other)) = (due(first), due(first + later)) {
            prop_assert!(one <= other);
            prop_assert!(calendar.kind(one).expect("known").works(), "it ends on a work day");
        }
    }
}
