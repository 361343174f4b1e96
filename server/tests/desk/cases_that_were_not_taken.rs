//! What a department's system did not take is the resident's again: corrected and sent again from what they had sent, or taken
//! back; either way it stands in nobody's way and is forgotten in time.

use std::collections::BTreeSet;

use app::ports::{
    cases::{CaseDesk as _, MoveRefused},
    files::{FileDesk as _, FileOwner},
};
use domain::{
    case::{CaseEvent, Stage},
    ids::CaseToken,
};
use server::{desk::retention, gateway::Heard};

use crate::{
    cases::{Applying, old_age, resident, visitor},
    harness::on_both,
};

const APPLICATIONS: &str = "SELECT COUNT(*) FROM dispatch WHERE kind = 'apply'";

async fn files_of(here: &Applying, owner: FileOwner) -> BTreeSet<(String, String)> {
    let found = here.files.of(&owner).await.expect("listed");
    found.into_iter().map(|file| (file.material, file.sha256)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_corrected_and_sent_again() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let anna = resident("anna");
        let case = here.apply(&old_age(), &anna, 1).await;
        assert_eq!(here.cases.correct(&case, &anna).await, Err(MoveRefused::TooLate), "nobody has sent it back");
        here.sends_back(&case, "apply", "户籍地址写错了").await;
        let view = here.case(&case).await;
        assert_eq!((view.stage, view.sent_back.as_deref(), view.can_correct), (Stage::SentBack, Some("户籍地址写错了"), true));
        let draft = here.cases.correct(&case, &anna).await.expect("a draft");
        assert_eq!(here.cases.correct(&case, &anna).await, Ok(draft.clone()), "pressed twice, one draft");
        assert_eq!(here.cases.mine("anna").await.expect("read").drafts.len(), 1);
        let before = here.draft(&draft).await;
        assert_eq!(before.typed.get("name"), here.answers(&old_age(), 1).get("name"), "what was sent stands in it");
        let theirs = files_of(&here, FileOwner::case(view.reference.as_str())).await;
        assert!(!theirs.is_empty());
        assert_eq!(files_of(&here, FileOwner::draft(draft.as_str())).await, theirs, "papers too");

        here.write(&draft, &old_age(), &here.answers(&old_age(), 1)).await;
        here.agree(&draft).await;
        let again = here.cases.send(&draft, &anna).await.expect("sent again");
        assert_ne!(again, case);
        assert_eq!(here.case(&again).await.stage, Stage::Received);
        assert_eq!(here.case(&case).await.stage, Stage::Withdrawn);
        assert_eq!(files_of(&here, FileOwner::case(view.reference.as_str())).await, theirs, "what was sent first stays");
        assert_eq!(here.house.count(APPLICATIONS).await, 2);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'withdraw'").await, 0);
        assert_eq!(here.cases.correct(&case, &anna).await, Err(MoveRefused::TooLate));
        let guess = CaseToken(here.house.desk.keys.token());
        assert_eq!(here.cases.correct(&guess, &anna).await, Err(MoveRefused::Unknown));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stands_in_the_way_of_no_new_application() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let anna = resident("anna");
        let case = here.apply(&old_age(), &anna, 1).await;
        here.refuses(&case, "apply", "other").await;
        here.apply(&old_age(), &anna, 1).await;
        assert_eq!(here.case(&case).await.stage, Stage::Withdrawn);
        // Who only knows the number ends nothing of theirs.
        let other = here.apply(&old_age(), &visitor("b"), 2).await;
        here.refuses(&other, "apply", "other").await;
        here.apply(&old_age(), &visitor("stranger"), 2).await;
        assert_eq!(here.case(&other).await.stage, Stage::SentBack);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_has_it_all_the_same_is_believed() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        here.refuses(&case, "apply", "other").await;
        assert_eq!(here.says(&case, 1, CaseEvent::Accept).await, Heard::Moved);
        let view = here.case(&case).await;
        assert_eq!((view.stage, view.sent_back, view.can_correct), (Stage::Accepted, None, false));
        // Its news comes first, and then a no: a person looks at it, and the resident is not told what is not so.
        let case = here.apply(&old_age(), &visitor("b"), 2).await;
        here.says(&case, 1, CaseEvent::Accept).await;
        here.refuses(&case, "apply", "other").await;
        let view = here.case(&case).await;
        assert_eq!((view.stage, view.sent_back), (Stage::Accepted, None));
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_event WHERE outcome = 'impossible'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_corrects_is_forgotten_in_time() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        here.refuses(&case, "apply", "other").await;
        here.house.clock.pass_minutes(31 * 24 * 60);
        retention::forget(&here.house.desk, 30).await.expect("forgotten");
        assert!(here.cases.case(&case).await.expect("read").is_none());
        assert_eq!(here.house.count("SELECT COUNT(*) FROM material_file").await, 0);
    })
    .await;
}
