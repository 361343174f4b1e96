use proptest::prelude::*;

use super::*;
use crate::queue::{Class, QueuePolicy};

fn at(minute: i64) -> Moment {
    Moment::default().plus_minutes(minute)
}

fn arrival(seq: i64, class: Class, minute: i64, service: u16) -> Arrival {
    Arrival {
        seq,
        class,
        arrived: at(minute),
        promised_by: QueuePolicy::default().promised_by(class, at(minute), None),
        not_before: None,
        service,
    }
}

fn plan(minutes: f64) -> Durations {
    Durations { planned_minutes: minutes, seen_seconds: vec![] }
}

/// Every visit takes exactly so many minutes.
fn exactly(minutes: u32) -> Durations {
    Durations { planned_minutes: f64::from(minutes), seen_seconds: vec![minutes * 60; 40] }
}

fn free(services: &[u16]) -> CounterNow {
    CounterNow { services: services.to_vec(), busy: None }
}

fn p50s(ranges: &[Option<WaitRange>]) -> Vec<Option<u32>> {
    ranges.iter().map(|range| range.map(|range| range.p50)).collect()
}

#[test]
fn with_fixed_durations_the_range_is_what_one_would_count() {
    let waiting: Vec<Arrival> = (0..5).map(|seq| arrival(seq, Class::Ordinary, seq, 0)).collect();
    let ranges = simulate(&waiting, &[], &[free(&[0]), free(&[0])], &[exactly(10)], at(10));
    assert_eq!(p50s(&ranges), [Some(0), Some(0), Some(10), Some(10), Some(20)]);
    assert_eq!(ranges[4], Some(WaitRange { p50: 20, p90: 21 }));
}

#[test]
fn a_service_that_no_counter_takes_gets_no_figure() {
    let waiting = [arrival(1, Class::Ordinary, 0, 0), arrival(2, Class::Ordinary, 0, 1), arrival(3, Class::Ordinary, 0, 9)];
    let ranges = simulate(&waiting, &[], &[free(&[0])], &[exactly(10), exactly(10)], at(1));
    assert_eq!(p50s(&ranges), [Some(0), None, None]);
    assert_eq!(simulate(&waiting, &[], &[], &[exactly(10)], at(1)), [None, None, None]);
}

#[test]
fn a_counter_takes_the_first_whom_it_can_serve() {
    let waiting = [arrival(1, Class::Ordinary, 0, 0), arrival(2, Class::Ordinary, 1, 0), arrival(3, Class::Ordinary, 2, 1)];
    let ranges = simulate(&waiting, &[], &[free(&[0]), free(&[1])], &[exactly(10), exactly(10)], at(3));
    assert_eq!(p50s(&ranges), [Some(0), Some(10), Some(0)]);
}

#[test]
fn an_expected_appointment_goes_ahead_of_somebody_who_waits() {
    let waiting = [arrival(1, Class::Ordinary, 0, 0), arrival(2, Class::Ordinary, 1, 0)];
    let expected = [Arrival { not_before: Some(at(5)), promised_by: at(15), ..arrival(99, Class::Appointment, 5, 0) }];
    let without = simulate(&waiting, &[], &[free(&[0])], &[exactly(10)], at(2));
    let with = simulate(&waiting, &expected, &[free(&[0])], &[exactly(10)], at(2));
    assert_eq!((p50s(&without), p50s(&with)), (vec![Some(0), Some(10)], vec![Some(0), Some(20)]));
}

#[test]
fn a_missed_call_is_not_called_before_its_moment() {
    let mut back = arrival(1, Class::Ordinary, 0, 0);
    back.not_before = Some(at(8));
    let ranges = simulate(&[back, arrival(2, Class::Ordinary, 1, 0)], &[], &[free(&[0])], &[exactly(3)], at(2));
    assert_eq!(p50s(&ranges), [Some(6), Some(0)]);
}

#[test]
fn a_busy_counter_is_free_when_its_visit_usually_ends() {
    let busy = |since| CounterNow { services: vec![0], busy: Some((at(since), 0)) };
    let waiting = [arrival(1, Class::Ordinary, 0, 0)];
    assert_eq!(p50s(&simulate(&waiting, &[], &[busy(0)], &[exactly(10)], at(4))), [Some(6)]);
    // Longer than ever seen: soon, but not now.
    assert_eq!(p50s(&simulate(&waiting, &[], &[busy(0)], &[exactly(9)], at(30))), [Some(3)]);
}

#[test]
fn counters_stay_busy_with_those_who_come_meanwhile() {
    // Nobody else waits, but a hall whose counters all work will not stand idle until the appointment's moment.
    let appointment = Arrival { not_before: Some(at(60)), promised_by: at(70), ..arrival(1, Class::Appointment, 30, 0) };
    let busy = CounterNow { services: vec![0], busy: Some((at(29), 0)) };
    let range = |counter: CounterNow| {
        simulate(std::slice::from_ref(&appointment), &[], &[counter], &[exactly(10)], at(30))[0].expect("a counter takes it")
    };
    assert_eq!(range(free(&[0])), WaitRange { p50: 30, p90: 31 });
    assert!(range(busy).p50 > 30);
}

#[test]
fn those_who_come_later_do_not_slow_down_an_equal() {
    let waiting: Vec<Arrival> = (0..5).map(|seq| arrival(seq, Class::Ordinary, seq, 0)).collect();
    let busy = CounterNow { services: vec![0], busy: Some((at(10), 0)) };
    assert_eq!(p50s(&simulate(&waiting, &[], &[busy], &[exactly(10)], at(10))), [10, 20, 30, 40, 50].map(Some));
}

#[test]
fn the_plan_speaks_until_enough_was_seen() {
    let mut chance = fastrand::Rng::with_seed(1);
    let mut mean = |durations: &Durations| (0..20_000).map(|_| durations.draw(&mut chance)).sum::<f64>() / 20_000.0 / 60.0;
    assert!((mean(&plan(10.0)) - 10.0).abs() < 0.2);
    let half = Durations { planned_minutes: 10.0, seen_seconds: vec![240; 10] };
    assert!((mean(&half) - 7.0).abs() < 0.2);
    assert!((mean(&exactly(4)) - 4.0).abs() < 0.001);
}

#[test]
fn slips_of_the_finger_are_not_learned_and_old_visits_are_forgotten() {
    let mut durations = plan(10.0);
    for seconds in [0, 3, 50_000] {
        durations.learn(seconds);
    }
    assert!(durations.seen_seconds.is_empty());
    (0..300).for_each(|n| durations.learn(100 + n));
    assert_eq!((durations.seen_seconds.len(), durations.seen_seconds[0]), (200, 200));
}

fn hall() -> impl Strategy<Value = (Vec<Arrival>, Vec<CounterNow>)> {
    let people = prop::collection::vec((0usize..9, 0i64..60, 0u16..3, prop::option::of(0i64..90)), 0..25);
    let counters = prop::collection::vec((prop::collection::vec(0u16..3, 0..3), prop::option::of((0i64..60, 0u16..3))), 0..5);
    (people, counters).prop_map(|(people, counters)| {
        let waiting = (0i64..).zip(people).map(|(seq, (class, minute, service, back))| Arrival {
            not_before: back.map(at),
            ..arrival(seq, Class::ALL[class], minute, service)
        });
        let counters = counters
            .into_iter()
            .map(|(services, busy)| CounterNow { services, busy: busy.map(|(since, service)| (at(since), service)) });
        (waiting.collect(), counters.collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn everybody_whom_a_counter_takes_gets_a_range_and_the_same_one_each_time((waiting, counters) in hall()) {
        let durations = [plan(5.0), plan(8.0), exactly(3)];
        let ranges = simulate(&waiting, &[], &counters, &durations, at(60));
        prop_assert_eq!(ranges.len(), waiting.len());
        for (arrival, range) in waiting.iter().zip(&ranges) {
            prop_assert_eq!(range.is_some(), counters.iter().any(|counter| counter.services.contains(&arrival.service)));
            prop_assert!(range.is_none_or(|range| range.p50 < range.p90));
        }
        prop_assert_eq!(simulate(&waiting, &[], &counters, &durations, at(60)), ranges);
    }

    #[test]
    fn another_counter_never_makes_one_line_slower((waiting, counters) in hall()) {
        // One service, one line. (With several skills an extra counter may call somebody's competitor sooner.)
        let waiting: Vec<Arrival> = waiting.into_iter().map(|arrival| Arrival { service: 0, not_before: None, ..arrival }).collect();
        let mut counters: Vec<CounterNow> = counters.into_iter().map(|_| free(&[0])).chain([free(&[0])]).collect();
        let fewer = simulate(&waiting, &[], &counters, &[exactly(5)], at(60));
        counters.push(free(&[0]));
        let more = simulate(&waiting, &[], &counters, &[exactly(5)], at(60));
        for (fewer, more) in fewer.into_iter().zip(more) {
            prop_assert!(more.map(|range| range.p50) <= fewer.map(|range| range.p50));
        }
    }
}
