//! Drafts run out, told before it happens; cases that ended are forgotten after the days that are set, and what happened
//! stays for the figures.

use app::ports::{
    cases::{CaseDesk as _, DraftState, SendRefused, WriteRefused},
    files::{FileDesk as _, FileOwner},
};
use domain::{
    case::{CaseEvent, Decision},
    form::Typed,
};
use server::desk::retention;

use crate::{
    cases::{Applying, old_age, resident, visitor},
    harness::on_both,
};

const DAY: i64 = 24 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_runs_out_and_its_end_is_told_before() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let draft = here.answered(&old_age(), &visitor("a"), &here.answers(&old_age(), 1)).await;
        here.file(&FileOwner::draft(draft.as_str()), "something").await;
        let expires = here.draft(&draft).await.expires;
        let told = "SELECT COUNT(*) FROM message";
        here.house.clock.set(expires.plus_minutes(-4 * DAY));
        here.cases.sweep().await.expect("swept");
        assert_eq!(here.house.count(told).await, 0);
        here.house.clock.set(expires.plus_minutes(-2 * DAY));
        for _ in 0..2 {
            here.cases.sweep().await.expect("swept");
            assert_eq!(here.house.count(told).await, 1, "told once");
        }
        // Who goes on keeps it, and would be told anew.
        here.cases.write(&draft, "you", &here.answers(&old_age(), 1)).await.expect("kept");
        let expires = here.draft(&draft).await.expires;
        here.house.clock.set(expires.plus_minutes(-DAY));
        here.cases.sweep().await.expect("swept");
        assert_eq!(here.house.count(told).await, 2);

        here.house.clock.set(expires);
        assert_eq!(here.draft(&draft).await.state, DraftState::Expired, "also before anybody has swept");
        assert_eq!(here.cases.send(&draft, &visitor("a")).await, Err(SendRefused::Expired));
        assert_eq!(here.cases.write(&draft, "you", &Typed::default()).await, Err(WriteRefused::Unknown));
        here.cases.sweep().await.expect("swept");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft WHERE typed_sealed <> ''").await, 0);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM material_part").await, 0);
        assert_eq!(here.draft(&draft).await.state, DraftState::Expired);
        here.house.clock.pass_minutes(DAY + 1);
        here.cases.sweep().await.expect("swept");
        assert!(here.cases.draft(&draft).await.expect("read").is_none());
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft").await, 0);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_audit").await, 0, "nor who did what to it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ended_is_forgotten_and_one_that_did_not_is_kept() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let anna = resident("anna");
        let ended = here.apply(&old_age(), &anna, 1).await;
        let open = here.apply(&old_age(), &visitor("b"), 2).await;
        here.file(&FileOwner::case(here.case(&ended).await.reference.as_str()), "something").await;
        here.says(&ended, 1, CaseEvent::Decide { decision: Decision::Granted, reason: None }).await;
        here.says(&ended, 2, CaseEvent::Settle).await;
        let acts = here.house.count("SELECT COUNT(*) FROM case_audit").await;
        here.house.clock.pass_minutes(29 * DAY);
        retention::forget(&here.house.desk, 30).await.expect("forgotten");
        assert!(here.cases.case(&ended).await.expect("read").is_some(), "not before its time");
        here.house.clock.pass_minutes(2 * DAY);
        for _ in 0..2 {
            retention::forget(&here.house.desk, 30).await.expect("forgotten");
        }
        assert!(here.cases.case(&ended).await.expect("read").is_none());
        let left = here.house.count("SELECT COUNT(*) FROM case_audit").await;
        assert!(left > 0 && left < acts, "{left} of {acts}: the open case's acts stay");
        assert!(here.cases.mine("anna").await.expect("read").cases.is_empty());
        assert!(here.cases.case(&open).await.expect("read").is_some());
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_file WHERE days_taken IS NOT NULL").await, 1, "the figure stays");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_version").await, 1);
        let files = here.files.of(&FileOwner::case(here.case(&open).await.reference.as_str())).await.expect("listed");
        assert_eq!(
            here.house.count("SELECT COUNT(*) FROM material_file").await,
            i64::try_from(files.len()).expect("few"),
            "only the open case has files"
        );
    })
    .await;
}
