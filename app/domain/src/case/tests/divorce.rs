use serde_json::Value;

use super::*;
use crate::case::divorce::{Cooling, End, Phase, TooEarlyOrLate};

#[test]
fn divorce_cooling() {
    let all: Value = serde_json::from_str(include_str!("../../../tests/testvectors.json")).expect("the file is JSON");
    let cases = all["divorce_cooling"]["cases"].as_array().expect("a list");
    assert!(!cases.is_empty());
    for case in cases {
        let day = |name: &str| case[name].as_str().expect("a day").parse::<Date>().expect("a day");
        let days = Cooling::of(day("accept"), &calendar(), true).expect("2026");
        assert_eq!((days.ends, days.collect_until), (day("cool_end"), day("issue_end")), "{case}");
    }
}

#[test]
fn an_ordinary_weekend_moves_the_end_only_where_the_data_say_so() {
    let days = |moves| Cooling::of(date(2026, 9, 3), &calendar(), moves).expect("2026");
    assert_eq!(days(true).collect_until, date(2026, 11, 9));
    assert_eq!(days(false).collect_until, date(2026, 11, 7), "a Saturday");
    assert_eq!(days(false).ends, date(2026, 10, 8), "a holiday moves it always");
}

#[test]
fn one_may_withdraw_while_cooling_and_both_collect_after_it() {
    let days = Cooling::of(date(2026, 3, 2), &calendar(), true).expect("2026");
    let cases = [
        (date(2026, 3, 2), Phase::CoolingOff, Ok(()), Err(TooEarlyOrLate::StillCooling(days.ends))),
        (days.ends, Phase::CoolingOff, Ok(()), Err(TooEarlyOrLate::StillCooling(days.ends))),
        (date(2026, 4, 2), Phase::Collect, Err(TooEarlyOrLate::NoLongerCooling(days.ends)), Ok(())),
        (days.collect_until, Phase::Collect, Err(TooEarlyOrLate::NoLongerCooling(days.ends)), Ok(())),
    ];
    for (day, phase, withdraw, certify) in cases {
        assert_eq!(days.phase(day), phase, "{day}");
        assert_eq!(days.may_end(End::Withdrawn, day), withdraw, "{day}");
        assert_eq!(days.may_end(End::Certified, day), certify, "{day}");
    }
    let after = days.collect_until.tomorrow().expect("a day");
    assert_eq!(days.phase(after), Phase::DeemedWithdrawn);
    assert_eq!(days.may_end(End::Certified, after), Err(TooEarlyOrLate::Lapsed(days.collect_until)));
}
