//! Who takes an application back asks the department that has it: its yes ends the case, a decision that was made before stands,
//! and both are told. Where no department has it, it is done at once.

use app::ports::{
    StewardDesk as _,
    cases::{CaseDesk as _, MoveRefused, SendRefused},
};
use domain::{
    case::{CaseEvent, Decision, Stage},
    ids::{CaseToken, ServiceCode},
};
use server::{
    desk::steward::{StaffBook, Steward},
    gateway::Heard,
};

use crate::{
    cases::{Applying, allowance, old_age, resident, visitor},
    harness::on_both,
};

const WITHDRAWALS: &str = "SELECT COUNT(*) FROM dispatch WHERE kind = 'withdraw'";
const TOLD_ASKED: &str = "SELECT COUNT(*) FROM case_message WHERE kind = 'withdrawal_asked'";
const TOLD_DONE: &str = "SELECT COUNT(*) FROM case_message WHERE kind = 'withdrawn'";
const TOLD_NOT_DONE: &str = "SELECT COUNT(*) FROM case_message WHERE kind = 'not_withdrawn'";

fn granted() -> CaseEvent {
    CaseEvent::Decide { decision: Decision::Granted, reason: None }
}

async fn stage(here: &Applying, case: &CaseToken) -> Stage {
    here.case(case).await.stage
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_says_yes_ends_the_case() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &resident("anna"), 1).await;
        here.handed_over(&case).await;
        for _ in 0..2 {
            here.cases.withdraw(&case).await.expect("asked");
        }
        let view = here.case(&case).await;
        assert_eq!(view.stage, Stage::WithdrawalAsked);
        assert!(!view.can_withdraw);
        assert_eq!(here.house.count(WITHDRAWALS).await, 1, "pressed twice, asked once");
        // It is not over: news is heard, and a second application waits.
        assert_eq!(here.says(&case, 1, CaseEvent::Accept).await, Heard::Moved);
        assert_eq!(stage(&here, &case).await, Stage::WithdrawalAsked);
        let again = here.filled(&old_age(), &resident("anna"), &here.answers(&old_age(), 1)).await;
        assert_eq!(here.cases.send(&again, &resident("anna")).await, Err(SendRefused::OpenCase));
        here.gives_back(&case).await;
        assert_eq!(stage(&here, &case).await, Stage::Withdrawn);
        assert_eq!((here.house.count(TOLD_ASKED).await, here.house.count(TOLD_DONE).await), (1, 1));
        assert_eq!(here.says(&case, 2, granted()).await, Heard::Impossible, "it has said yes");
        here.cases.send(&again, &resident("anna")).await.expect("nothing is open any more");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_came_first_stands_whatever_is_heard_first() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        for (seed, no_first) in [(1, true), (2, false)] {
            let case = here.apply(&old_age(), &visitor(&seed.to_string()), seed).await;
            here.says(&case, 1, CaseEvent::Accept).await;
            here.cases.withdraw(&case).await.expect("asked");
            if no_first {
                here.refuses(&case, "withdraw", "other").await;
                let view = here.case(&case).await;
                assert_eq!((view.stage, view.sent_back), (Stage::Accepted, None), "where it was, until the decision is heard");
            }
            assert_eq!(here.says(&case, 2, granted()).await, Heard::Moved);
            if !no_first {
                here.refuses(&case, "withdraw", "other").await;
            }
            let view = here.case(&case).await;
            assert_eq!(view.stage, Stage::Decided(Decision::Granted));
            assert!(view.appeal_until.is_some() && view.timeline.iter().any(|entry| entry.what == CaseEvent::WithdrawalRefused));
            here.house.clock.pass_minutes(1);
            assert_eq!(here.cases.withdraw(&case).await, Err(MoveRefused::TooLate));
        }
        assert_eq!((here.house.count(TOLD_NOT_DONE).await, here.house.count(TOLD_DONE).await), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_it_back_is_shown_no_longer_and_may_ask_again() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&allowance(), &visitor("a"), 3).await;
        here.says(&case, 1, CaseEvent::BeginStep { step: "public_notice".to_owned() }).await;
        assert_eq!(here.cases.notices().await.expect("read").len(), 1);
        here.cases.withdraw(&case).await.expect("asked");
        assert!(here.cases.notices().await.expect("read").is_empty(), "nobody is shown who wants it back");
        here.sends_back(&case, "withdraw", "请到窗口撤回").await;
        let view = here.case(&case).await;
        assert_eq!(view.stage, Stage::Checking { step: "public_notice".to_owned() });
        assert_eq!(view.sent_back.as_deref(), Some("请到窗口撤回"));
        assert!(view.can_withdraw, "it may be asked again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_department_has_it_it_is_done_at_once() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        // The system did not take it: nobody needs to be told.
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        here.refuses(&case, "apply", "not_our_area").await;
        here.cases.withdraw(&case).await.expect("taken back");
        assert_eq!(stage(&here, &case).await, Stage::Withdrawn);
        assert_eq!(here.house.count(WITHDRAWALS).await, 0);
        // It was asked back while it was on its way, and never arrived.
        let case = here.apply(&old_age(), &visitor("b"), 2).await;
        here.cases.withdraw(&case).await.expect("asked");
        here.refuses(&case, "apply", "other").await;
        let view = here.case(&case).await;
        assert_eq!((view.stage, view.sent_back), (Stage::Withdrawn, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steward_sees_what_cannot_be_true() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        let reference = here.case(&case).await.reference;
        here.says(&case, 1, granted()).await;
        let reason = domain::text::Words { zh: "金丝雀".to_owned(), en: String::new() };
        here.says(&case, 2, CaseEvent::Decide { decision: Decision::Refused, reason: Some(reason) }).await;
        let book = StaffBook::read("staff.toml", include_str!("../../data/staff.toml"), false).expect("the example accounts");
        let steward = Steward::new(here.house.desk.clone(), here.house.bookings.clone(), book);
        let [line] = &steward.odd_news().await.expect("read")[..] else { panic!("one") };
        assert_eq!(
            (line.reference.as_str(), line.said.as_str(), line.stage.as_str()),
            (reference.as_str(), "refused", "granted")
        );
        let department = here.house.desk.departments.for_case(&ServiceCode("XC-LN-01".to_owned())).expect("a department");
        assert_eq!(line.department, department.code.as_str());
        assert!(!format!("{line:?}").contains("金丝雀"), "the department's own words may name somebody");
    })
    .await;
}
