use proptest::prelude::*;

use super::*;
use crate::case::{After, IllegalMove, Progress, Stage};

/// The case after these events, the department's numbered as they come.
fn after(events: &[CaseEvent]) -> Progress {
    events.iter().zip(1..).fold(Progress::begin(at(3, 2)), |case, (event, order)| match case.after(event, at(3, 3), order) {
        Ok(After::Moved(next) | After::Late(next)) => next,
        other => panic!("{event:?}: {other:?}"),
    })
}

#[test]
fn a_case_goes_its_way_to_the_end() {
    let way = [CaseEvent::HandedOver, CaseEvent::Accept, step("means_check"), ask(), CaseEvent::AnswerSupplement, granted()];
    let stages = ["forwarded", "accepted", "checking", "supplement_asked", "checking", "granted"];
    for (done, stage) in (1..).zip(stages) {
        assert_eq!(after(&way[..done]).stage().code(), stage);
    }
    let settled = after(&[&way[..], &[CaseEvent::Settle]].concat());
    assert_eq!(settled.stage(), Stage::Settled);
    assert_eq!(settled.decision().map(|(_, decision, _)| decision), Some(Decision::Granted));
    assert_eq!(settled.entries().len(), 7);
}

#[test]
fn news_that_comes_late_is_kept_and_moves_nothing() {
    let case = after(&[CaseEvent::HandedOver, CaseEvent::Accept, step("home_visit")]);
    let Ok(After::Late(case)) = case.after(&ask(), at(3, 2), 1) else { panic!("2 and 3 were heard") };
    assert_eq!(case.stage(), Stage::Checking { step: "home_visit".to_owned() });
    assert!(case.supplement().is_none());
    let late: Vec<_> = case.entries().iter().filter(|entry| entry.late).map(|entry| &entry.what).collect();
    assert_eq!(late, [&ask()]);
    assert_eq!(case.timeline()[0].what, ask(), "the page shows it at its own time");
    assert_eq!(case.after(&ask(), at(3, 2), 1), Ok(After::Known));
}

#[test]
fn a_hand_over_that_is_noticed_after_the_acceptance_moves_nothing() {
    let accepted = after(&[CaseEvent::Accept]);
    let Ok(After::Late(case)) = accepted.after(&CaseEvent::HandedOver, at(3, 3), 0) else { panic!("accepted before") };
    assert_eq!(case.stage(), Stage::Accepted);
}

#[test]
fn a_case_is_withdrawn_only_before_the_decision() {
    for before in [&[][..], &[CaseEvent::HandedOver], &[CaseEvent::Accept], &[step("x")], &[ask()]] {
        let case = after(before);
        assert!(case.can_withdraw());
        let Ok(After::Moved(gone)) = case.after(&CaseEvent::Withdraw, at(3, 4), 0) else { panic!("{before:?}") };
        assert_eq!(gone.stage(), Stage::Withdrawn);
        for event in [CaseEvent::Accept, granted(), ask(), CaseEvent::Settle, CaseEvent::Appeal, CaseEvent::AnswerSupplement] {
            assert_eq!(gone.after(&event, at(3, 5), 99), Err(IllegalMove::Withdrawn), "{event:?}");
        }
        assert_eq!(gone.after(&CaseEvent::Withdraw, at(3, 5), 0), Ok(After::Known));
    }
    assert_eq!(after(&[granted()]).after(&CaseEvent::Withdraw, at(3, 4), 0), Err(IllegalMove::Decided));
}

#[test]
fn a_withdrawal_waits_for_the_departments_yes() {
    for before in [&[][..], &[CaseEvent::HandedOver], &[CaseEvent::Accept], &[step("x")], &[ask()]] {
        let asked = after(&[before, &[CaseEvent::AskWithdraw]].concat());
        assert_eq!(asked.stage(), Stage::WithdrawalAsked);
        assert!(!asked.can_withdraw() && asked.supplement().is_none());
        assert_eq!(asked.after(&CaseEvent::AskWithdraw, at(3, 5), 0), Ok(After::Known), "pressed twice");
        assert_eq!(asked.after(&CaseEvent::AnswerSupplement, at(3, 5), 0), Err(IllegalMove::NotAsked));
        let Ok(After::Moved(gone)) = asked.after(&CaseEvent::Withdraw, at(3, 5), 0) else { panic!("{before:?}") };
        assert_eq!(gone.stage(), Stage::Withdrawn);
        // A no that is no decision: the case is where it was, and what was asked for is asked for still.
        let Ok(After::Moved(on)) = asked.after(&CaseEvent::WithdrawalRefused, at(3, 5), 0) else { panic!("{before:?}") };
        assert_eq!(on.stage(), after(before).stage());
        assert!(on.can_withdraw() && on.asked_to_withdraw());
    }
    assert_eq!(after(&[granted()]).after(&CaseEvent::AskWithdraw, at(3, 4), 0), Err(IllegalMove::Decided));
    assert_eq!(after(&[step("x")]).after(&CaseEvent::WithdrawalRefused, at(3, 4), 0), Err(IllegalMove::NoWithdrawal));
}

#[test]
fn a_decision_that_came_before_the_withdrawal_stands() {
    // Heard first, the no to the withdrawal follows it: kept, and nothing moves.
    let decided = after(&[CaseEvent::Accept, CaseEvent::AskWithdraw, granted()]);
    assert_eq!(decided.stage(), Stage::Decided(Decision::Granted));
    let Ok(After::Late(told)) = decided.after(&CaseEvent::WithdrawalRefused, at(3, 5), 0) else { panic!("it was asked") };
    assert_eq!((told.stage(), told.entries().len()), (Stage::Decided(Decision::Granted), 4));
    assert_eq!(decided.after(&CaseEvent::Withdraw, at(3, 5), 0), Err(IllegalMove::Decided), "a yes that contradicts it");
    // Heard second, it moves the case as if nothing had been asked.
    let refused = after(&[CaseEvent::Accept, CaseEvent::AskWithdraw, CaseEvent::WithdrawalRefused, granted()]);
    assert_eq!(refused.stage(), Stage::Decided(Decision::Granted));
}

#[test]
fn what_no_department_took_is_the_residents_again() {
    let back = after(&[CaseEvent::SentBack]);
    assert_eq!(back.stage(), Stage::SentBack);
    assert_eq!(back.after(&CaseEvent::SentBack, at(3, 5), 0), Ok(After::Known));
    assert_eq!(back.after(&CaseEvent::AskWithdraw, at(3, 5), 0), Err(IllegalMove::NobodyHasIt));
    let Ok(After::Moved(gone)) = back.after(&CaseEvent::Withdraw, at(3, 5), 0) else { panic!("nobody else has it") };
    assert_eq!(gone.stage(), Stage::Withdrawn);
    // Who wanted it back already has it back.
    assert_eq!(after(&[CaseEvent::AskWithdraw, CaseEvent::SentBack]).stage(), Stage::Withdrawn);
    // The department has it all the same: its own news says so.
    assert_eq!(after(&[CaseEvent::SentBack, CaseEvent::Accept]).stage(), Stage::Accepted);
    let asks = after(&[CaseEvent::SentBack, ask(), CaseEvent::AnswerSupplement]);
    assert_eq!(asks.stage(), Stage::Forwarded);
    for before in [CaseEvent::HandedOver, CaseEvent::Accept, ask()] {
        assert_eq!(after(&[before]).after(&CaseEvent::SentBack, at(3, 5), 0), Err(IllegalMove::Past));
    }
}

#[test]
fn a_refusal_says_why_and_can_be_objected_to() {
    let open = after(&[CaseEvent::Accept]);
    for reason in [None, Some(words("  "))] {
        let silent = CaseEvent::Decide { decision: Decision::Refused, reason };
        assert_eq!(open.after(&silent, at(3, 4), 9), Err(IllegalMove::NoReason));
    }
    assert_eq!(open.after(&CaseEvent::Appeal, at(3, 4), 0), Err(IllegalMove::NotDecided));
    let case = after(&[CaseEvent::Accept, refused()]);
    assert_eq!(case.after(&CaseEvent::Settle, at(3, 4), 9), Err(IllegalMove::NotGranted));
    assert_eq!(case.after(&granted(), at(3, 4), 9), Err(IllegalMove::Decided));
    let appealed = after(&[CaseEvent::Accept, refused(), CaseEvent::Appeal]);
    assert_eq!((appealed.stage(), appealed.decision()), (Stage::Appealed, None));
    let again = after(&[CaseEvent::Accept, refused(), CaseEvent::Appeal, granted()]);
    assert_eq!((again.stage(), again.objections()), (Stage::Decided(Decision::Granted), 1));
}

#[test]
fn a_supplement_names_something_and_is_answered_once() {
    let open = after(&[CaseEvent::Accept]);
    let empty = CaseEvent::AskSupplement(Supplement { items: Vec::new(), ..asked(date(2026, 3, 31)) });
    assert_eq!(open.after(&empty, at(3, 4), 9), Err(IllegalMove::NothingNamed));
    assert_eq!(open.after(&CaseEvent::AnswerSupplement, at(3, 4), 0), Err(IllegalMove::NotAsked));
    let case = after(&[CaseEvent::Accept, ask()]);
    let Ok(After::Moved(answered)) = case.after(&CaseEvent::AnswerSupplement, at(3, 4), 0) else { panic!("asked") };
    assert_eq!(answered.stage(), Stage::Accepted);
    assert_eq!(answered.after(&CaseEvent::AnswerSupplement, at(3, 4), 0), Ok(After::Known), "the same act sent twice");
    assert_eq!(answered.after(&CaseEvent::AnswerSupplement, at(3, 5), 0), Err(IllegalMove::NotAsked));
}

#[test]
fn a_stored_case_that_moved_illegally_is_not_read() {
    let case = after(&[CaseEvent::Accept, refused()]);
    let stored = serde_json::to_value(&case).expect("it is data");
    assert_eq!(serde_json::from_value::<Progress>(stored.clone()).expect("as written"), case);
    let mut settled = stored.clone();
    settled["entries"][1]["what"] = serde_json::json!({ "event": "appeal" });
    assert!(serde_json::from_value::<Progress>(settled).is_err(), "an appeal before a decision");
    let mut hidden = stored;
    hidden["entries"][1]["late"] = true.into();
    assert!(serde_json::from_value::<Progress>(hidden).is_err(), "not late");
}

fn any_event() -> impl Strategy<Value = CaseEvent> {
    prop_oneof![
        Just(CaseEvent::HandedOver),
        Just(CaseEvent::Accept),
        "[a-c]".prop_map(|code| step(&code)),
        Just(ask()),
        Just(CaseEvent::AnswerSupplement),
        Just(granted()),
        Just(refused()),
        Just(CaseEvent::Decide { decision: Decision::Closed, reason: None }),
        Just(CaseEvent::Settle),
        Just(CaseEvent::SentBack),
        Just(CaseEvent::AskWithdraw),
        Just(CaseEvent::WithdrawalRefused),
        Just(CaseEvent::Withdraw),
        Just(CaseEvent::Appeal),
    ]
}

proptest! {
    #[test]
    fn no_news_in_any_order_moves_a_case_backwards(news in prop::collection::vec((any_event(), 0i64..1000, 0u64..12), 0..40)) {
        let mut case = Progress::begin(Moment(0));
        for (event, at, order) in news {
            let before = case.clone();
            match case.after(&event, Moment(at), order) {
                Ok(After::Moved(next)) => {
                    prop_assert!(next.how_far() >= before.how_far(), "{:?} after {:?}", event, before.stage());
                    prop_assert!(before.stage() != Stage::Withdrawn);
                    prop_assert!(!event.is_news() || Some(order) > before.heard());
                    case = next;
                }
                Ok(After::Late(next)) => {
                    prop_assert_eq!((next.stage(), next.supplement(), next.heard()), (before.stage(), before.supplement(), before.heard()));
                    prop_assert_eq!(next.entries().len(), before.entries().len() + 1);
                    case = next;
                }
                Ok(After::Known) | Err(_) => {}
            }
            // Heard twice is heard once.
            if case != before {
                prop_assert_eq!(case.after(&event, Moment(at), order), Ok(After::Known));
            }
            prop_assert_eq!(case.supplement().is_some(), case.stage() == Stage::SupplementAsked);
            prop_assert_eq!(case.can_withdraw(), case.stage().is_open());
            // What happened is never forgotten.
            prop_assert!(case.entries().starts_with(before.entries()));
        }
        let stored = serde_json::to_string(&case).expect("it is data");
        prop_assert_eq!(serde_json::from_str::<Progress>(&stored).expect("as written"), case);
    }

    #[test]
    fn the_order_of_arrival_does_not_change_where_a_case_ends(order in Just([1u64, 2, 3, 4]).prop_shuffle()) {
        let news = [CaseEvent::Accept, step("a"), granted(), CaseEvent::Settle];
        let mut case = Progress::begin(Moment(0));
        for number in order {
            let event = &news[usize::try_from(number).expect("small") - 1];
            match case.after(event, Moment(0), number) {
                Ok(After::Moved(next) | After::Late(next)) => case = next,
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert_eq!(case.stage(), Stage::Settled);
        prop_assert_eq!(case.decision().map(|(_, decision, _)| decision), Some(Decision::Granted));
    }
}
