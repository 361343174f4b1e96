use proptest::prelude::*;

use super::*;
use crate::case::{
    After, Counted, Limit, LimitUntil, Procedure, Progress, Promise, PublicNotice, Step,
    clock::{Because, Moved},
    decided_within, past,
};

fn service(days: u32, counted: Counted) -> Procedure {
    let steps = ["means_check", "announced", "public_notice", "confirming"];
    Procedure {
        steps: steps.map(|code| Step { code: code.to_owned(), words: words(code) }).to_vec(),
        limit: Some(Limit {
            days,
            counted,
            until: LimitUntil::Decision,
            pauses: vec!["announced".to_owned()],
            words: words("期限"),
            source: "条例".to_owned(),
        }),
        silence_accepts_after: None,
        notice: PublicNotice::NotPartOfIt,
        settled: words("办完"),
    }
}

/// A case received on 2026-01-05, and what happened on which days.
fn case(events: &[(i8, i8, CaseEvent)]) -> Progress {
    events.iter().zip(1..).fold(Progress::begin(at(1, 5)), |case, ((month, day, event), order)| {
        match case.after(event, at(*month, *day), order) {
            Ok(After::Moved(next)) => next,
            other => panic!("{other:?}"),
        }
    })
}

fn promise(service: &Procedure, case: &Progress, month: i8, day: i8) -> Promise {
    Promise::of(service, case, &calendar(), date(2026, month, day))
}

#[test]
fn work_days_count_from_acceptance_over_the_spring_festival() {
    let service = service(30, Counted::Workdays);
    assert_eq!(promise(&service, &case(&[]), 1, 6), Promise::NotYet { days: 30, counted: Counted::Workdays });
    // testvectors.json `workday`: thirty work days after 2026-01-05 is Saturday 2026-02-14, on which people work.
    let accepted = case(&[(1, 5, CaseEvent::Accept)]);
    assert_eq!(promise(&service, &accepted, 1, 6), Promise::By { day: date(2026, 2, 14), moved: vec![] });
}

#[test]
fn a_service_without_a_found_limit_promises_nothing() {
    let mut service = service(30, Counted::Workdays);
    service.limit = None;
    assert_eq!(promise(&service, &case(&[(1, 5, CaseEvent::Accept)]), 1, 6), Promise::AtTheCounter);
}

#[test]
fn the_clock_stands_still_for_a_supplement_and_says_why_it_moved() {
    let service = service(15, Counted::Workdays);
    let open = case(&[(1, 5, CaseEvent::Accept), (1, 12, ask())]);
    let paused = Promise::Paused {
        since: date(2026, 1, 12),
        why: Because::Supplement,
        left: 10,
        counted: Counted::Workdays,
        moved: vec![],
    };
    assert_eq!(promise(&service, &open, 1, 15), paused);
    let answered = case(&[(1, 5, CaseEvent::Accept), (1, 12, ask()), (1, 19, CaseEvent::AnswerSupplement)]);
    let moved = Moved {
        from: date(2026, 1, 26),
        to: date(2026, 2, 2),
        why: Because::Supplement,
        stopped: date(2026, 1, 12),
        went_on: date(2026, 1, 19),
    };
    assert_eq!(promise(&service, &answered, 1, 20), Promise::By { day: date(2026, 2, 2), moved: vec![moved] });
}

#[test]
fn an_office_that_works_on_ends_the_pause_too() {
    let service = service(15, Counted::Workdays);
    let on = case(&[(1, 5, CaseEvent::Accept), (1, 12, ask()), (1, 13, step("means_check"))]);
    let Promise::By { day, moved } = promise(&service, &on, 1, 14) else { panic!("it runs") };
    assert_eq!((day, moved.len()), (date(2026, 1, 27), 1));
}

#[test]
fn a_supplement_before_acceptance_moves_nothing() {
    let service = service(15, Counted::Workdays);
    let late_start = case(&[(1, 5, ask()), (1, 8, CaseEvent::AnswerSupplement), (1, 9, CaseEvent::Accept)]);
    let straight = case(&[(1, 9, CaseEvent::Accept)]);
    assert_eq!(promise(&service, &late_start, 1, 12), promise(&service, &straight, 1, 12));
}

#[test]
fn an_announcement_is_not_counted() {
    // 中国公民收养子女登记办法: thirty days, the sixty of the announcement apart.
    let service = service(30, Counted::Days);
    let adoption = case(&[(3, 2, CaseEvent::Accept), (3, 4, step("announced")), (5, 6, step("means_check"))]);
    let Promise::By { day, moved } = promise(&service, &adoption, 5, 7) else { panic!("it runs") };
    assert_eq!(day, date(2026, 6, 3));
    assert_eq!(moved.first().map(|moved| (moved.from, moved.why)), Some((date(2026, 4, 1), Because::Step)));
}

#[test]
fn a_year_that_is_not_announced_is_not_guessed() {
    let service = service(30, Counted::Workdays);
    let autumn = case(&[(11, 23, CaseEvent::Accept)]);
    let unknown = Promise::YearNotAnnounced { left: 30, counted: Counted::Workdays, from: date(2026, 11, 23), year: 2027 };
    assert_eq!(promise(&service, &autumn, 11, 24), unknown);
}

#[test]
fn a_decision_ends_the_clock_and_shows_whether_the_word_was_kept() {
    let service = service(15, Counted::Workdays);
    let decided = case(&[(1, 5, CaseEvent::Accept), (1, 20, granted())]);
    let over = Promise::Over { promised: Some(date(2026, 1, 26)), done: Some(date(2026, 1, 20)) };
    assert_eq!(promise(&service, &decided, 2, 1), over);
    let withdrawn = case(&[(1, 5, CaseEvent::Accept), (1, 20, CaseEvent::Withdraw)]);
    assert_eq!(promise(&service, &withdrawn, 2, 1), Promise::Over { promised: None, done: None });
}

#[test]
fn a_limit_of_a_first_opinion_ends_with_the_next_step() {
    let mut service = service(15, Counted::Workdays);
    service.limit.as_mut().expect("it has one").until = LimitUntil::Step("public_notice".to_owned());
    let before = case(&[(1, 5, CaseEvent::Accept), (1, 6, step("means_check"))]);
    assert!(matches!(promise(&service, &before, 1, 7), Promise::By { .. }));
    let after = case(&[(1, 5, CaseEvent::Accept), (1, 20, step("confirming"))]);
    assert!(matches!(promise(&service, &after, 1, 21), Promise::Over { done: Some(_), .. }));
}

#[test]
fn silence_counts_as_acceptance_for_a_licence() {
    let mut service = service(60, Counted::Days);
    service.silence_accepts_after = Some(5);
    let silent = case(&[(1, 5, CaseEvent::HandedOver)]);
    assert!(matches!(promise(&service, &silent, 1, 12), Promise::NotYet { .. }), "the fifth work day is the 12th");
    assert_eq!(promise(&service, &silent, 1, 13), Promise::By { day: date(2026, 3, 6), moved: vec![] });
    let told = case(&[(1, 8, ask())]);
    assert!(matches!(promise(&service, &told, 1, 13), Promise::NotYet { .. }));
}

#[test]
fn an_honest_figure_needs_twenty_cases() {
    assert_eq!(decided_within(&[5; 19]), None);
    assert_eq!(decided_within(&[5; 20]), Some(5));
    let past: Vec<u32> = (1..=20).rev().collect();
    assert_eq!(decided_within(&past), Some(18), "eighteen of twenty");
    assert_eq!(decided_within(&(1..=21).collect::<Vec<_>>()), Some(19), "nine tenths of 21 are more than 18");
    let decided = case(&[(1, 5, CaseEvent::Accept), (1, 26, granted())]);
    assert_eq!(past::workdays_taken(&decided, &calendar()), Ok(Some(15)));
    assert_eq!(past::workdays_taken(&case(&[]), &calendar()), Ok(None));
}

proptest! {
    #[test]
    fn nine_tenths_hold_and_no_smaller_number_does(past in prop::collection::vec(0u32..60, 20..200)) {
        let within = decided_within(&past).expect("enough");
        let share = |n: u32| past.iter().filter(|took| **took <= n).count() * 10;
        prop_assert!(share(within) >= past.len() * 9);
        prop_assert!(within == 0 || share(within - 1) < past.len() * 9);
    }

    #[test]
    fn a_supplement_never_shortens_a_promise_and_costs_the_office_no_day(asked in 1i8..20, waits in 0i8..9) {
        let service = service(15, Counted::Workdays);
        let plain = case(&[(3, 2, CaseEvent::Accept)]);
        let mended = case(&[
            (3, 2, CaseEvent::Accept), (3, 2 + asked, ask()), (3, 2 + asked + waits, CaseEvent::AnswerSupplement),
        ]);
        let (Promise::By { day: plain, .. }, Promise::By { day, moved }) =
            (promise(&service, &plain, 3, 3), promise(&service, &mended, 3, 3)) else { panic!("both run") };
        prop_assert!(day >= plain);
        prop_assert_eq!(moved.is_empty(), day == plain);
        prop_assert!(calendar().kind(day).expect("2026").works());
    }
}
