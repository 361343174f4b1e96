use serde_json::Value;

use super::*;
use crate::{
    calendar::YearUnknown,
    case::divorce::{Cooling, Divorce, End, LastDay, Phase, TooEarlyOrLate},
    ids::ServiceCode,
};

#[test]
fn divorce_cooling() {
    let all: Value = serde_json::from_str(include_str!("../../../tests/testvectors.json")).expect("the file is JSON");
    let cases = all["divorce_cooling"]["cases"].as_array().expect("a list");
    assert!(!cases.is_empty());
    for case in cases {
        let day = |name: &str| case[name].as_str().expect("a day").parse::<Date>().expect("a day");
        let days = Cooling::of(day("accept"), &calendar(), true).expect("2026");
        let until = days.collect_until.expect("2026").day;
        assert_eq!((days.ends.day, until), (day("cool_end"), day("issue_end")), "{case}");
        assert_eq!(days.collect_from(), days.ends.day.tomorrow().expect("a day"));
    }
}

#[test]
fn an_ordinary_weekend_moves_the_end_only_where_the_data_say_so() {
    let days = |moves| Cooling::of(date(2026, 9, 3), &calendar(), moves).expect("2026");
    let last = |day, certain| LastDay { day, certain };
    assert_eq!(days(true).collect_until, Ok(last(date(2026, 11, 9), false)));
    assert_eq!(days(false).collect_until, Ok(last(date(2026, 11, 7), false)), "a Saturday");
    assert_eq!(days(false).ends, last(date(2026, 10, 8), true), "a holiday moves it always");
}

#[test]
fn what_hangs_on_a_year_that_is_not_announced_is_not_told() {
    let days = Cooling::of(date(2026, 11, 25), &calendar(), true).expect("the first period is of 2026");
    assert_eq!(days.ends, LastDay { day: date(2026, 12, 25), certain: true });
    assert_eq!(days.collect_until, Err(YearUnknown(2027)));
    assert_eq!(days.phase(date(2027, 6, 1)), Phase::Collect, "nobody is told that it has passed");
    assert_eq!(Cooling::of(date(2026, 12, 15), &calendar(), true), Err(YearUnknown(2027)));
}

#[test]
fn an_application_ends_by_its_own_services() {
    let code = |code: &str| ServiceCode(code.to_owned());
    let divorce = Divorce { application: code("A"), collect: code("C"), withdraw: code("W"), weekends_move: true };
    let ends = ["A", "C", "W", "X"].map(|service| divorce.end_by(&code(service)));
    assert_eq!(ends, [None, Some(End::Certified), Some(End::Withdrawn), None]);
}

#[test]
fn one_may_withdraw_while_cooling_and_both_collect_after_it() {
    let days = Cooling::of(date(2026, 3, 2), &calendar(), true).expect("2026");
    let (ends, until) = (days.ends.day, days.collect_until.expect("2026").day);
    let cases = [
        (date(2026, 3, 2), Phase::CoolingOff, Ok(()), Err(TooEarlyOrLate::StillCooling(ends))),
        (ends, Phase::CoolingOff, Ok(()), Err(TooEarlyOrLate::StillCooling(ends))),
        (days.collect_from(), Phase::Collect, Err(TooEarlyOrLate::NoLongerCooling(ends)), Ok(())),
        (until, Phase::Collect, Err(TooEarlyOrLate::NoLongerCooling(ends)), Ok(())),
    ];
    for (day, phase, withdraw, certify) in cases {
        assert_eq!(days.phase(day), phase, "{day}");
        assert_eq!(days.may_end(End::Withdrawn, day), withdraw, "{day}");
        assert_eq!(days.may_end(End::Certified, day), certify, "{day}");
    }
    let after = until.tomorrow().expect("a day");
    assert_eq!(days.phase(after), Phase::DeemedWithdrawn);
    assert_eq!(days.may_end(End::Certified, after), Err(TooEarlyOrLate::Lapsed(until)));
}
