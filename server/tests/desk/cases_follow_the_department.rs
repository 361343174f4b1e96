//! A case stands where its department says: late news, news twice and news that cannot be true never move it; a supplement
//! opens only what it names; every change is told.

use app::ports::{
    MessageAbout,
    cases::{AnswerRefused, CaseDesk as _, MoveRefused},
    files::FileOwner,
};
use domain::{
    case::{CaseEvent, Decision, Flaw, Promise, Stage, Supplement, SupplementItem, Target, Verdict},
    form::Typed,
    text::Words,
};
use jiff::civil::date;
use server::gateway::{CaseListener as _, Difference, Heard, differences};

use crate::{
    cases::{Applying, allowance, old_age, resident, visitor},
    harness::on_both,
};

fn granted() -> CaseEvent {
    CaseEvent::Decide { decision: Decision::Granted, reason: None }
}

fn refused() -> CaseEvent {
    let reason = Words { zh: "不满八十岁".to_owned(), en: "Under eighty".to_owned() };
    CaseEvent::Decide { decision: Decision::Refused, reason: Some(reason) }
}

fn step(code: &str) -> CaseEvent {
    CaseEvent::BeginStep { step: code.to_owned() }
}

fn ask(target: Target) -> CaseEvent {
    let item = SupplementItem { target, reason: Flaw::Wrong, words: "对不上".to_owned() };
    CaseEvent::AskSupplement(Supplement { items: vec![item], deadline: date(2026, 12, 4), words: String::new() })
}

#[tokio::test(flavor = "multi_thread")]
async fn late_and_repeated_news_never_moves_a_case_backwards() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&allowance(), &visitor("a"), 3).await;
        assert_eq!(here.says(&case, 3, step("home_visit")).await, Heard::Moved);
        assert_eq!(here.says(&case, 1, CaseEvent::Accept).await, Heard::Late);
        assert_eq!(here.says(&case, 3, step("home_visit")).await, Heard::Late);
        here.handed_over(&case).await;
        let view = here.case(&case).await;
        assert_eq!(view.stage, Stage::Checking { step: "home_visit".to_owned() });
        assert_eq!(view.timeline.len(), 3);
        assert_eq!(here.says(&case, 4, granted()).await, Heard::Moved);
        // What cannot be true is kept for a person to look at, and moves nothing.
        assert_eq!(here.says(&case, 5, refused()).await, Heard::Impossible);
        assert_eq!(here.says(&case, 6, CaseEvent::Withdraw).await, Heard::Impossible);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_event WHERE outcome = 'impossible'").await, 2);
        assert_eq!(here.case(&case).await.stage, Stage::Decided(Decision::Granted));
        // Told: received, the step, the decision; of late news nothing.
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_message").await, 3);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 3);
        assert_eq!(here.says(&case, 7, CaseEvent::Settle).await, Heard::Moved);
        assert_eq!(here.case(&case).await.stage, Stage::Settled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplement_reopens_only_what_it_names() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        let nothing = here.cases.answer(&case, &Typed::default()).await;
        assert_eq!(nothing, Err(AnswerRefused::NotAsked));
        here.says(&case, 1, CaseEvent::Accept).await;
        assert_eq!(here.says(&case, 2, ask(Target::Field("no_such_field".to_owned()))).await, Heard::Impossible);
        assert_eq!(here.says(&case, 3, ask(Target::Field("mobile".to_owned()))).await, Heard::Moved);
        let before = here.case(&case).await;
        assert_eq!(before.stage, Stage::SupplementAsked);
        assert!(matches!(before.promise, Promise::Paused { .. } | Promise::AtTheCounter), "{:?}", before.promise);

        let mut given: Typed = [("mobile", "12345"), ("name", "别人")].into_iter().collect();
        let Err(AnswerRefused::Mistakes(mistakes)) = here.cases.answer(&case, &given).await else { panic!("a mistake") };
        assert_eq!(mistakes[0].input, "mobile");
        given.set("mobile", "19900001234");
        here.cases.answer(&case, &given).await.expect("answered");
        let after = here.case(&case).await;
        assert_eq!((after.version, after.stage), (2, Stage::Accepted));
        assert_eq!(after.typed.get("name"), before.typed.get("name"), "what was not asked for stays");
        assert_eq!(after.typed.get("mobile"), "199****1234");
        assert_eq!(here.cases.answer(&case, &given).await, Err(AnswerRefused::NotAsked), "pressed twice, answered once");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'supplement'").await, 1);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_version").await, 2);
        let receipt = here.cases.receipt(&case).await.expect("read").expect("there");
        let Verdict::Genuine(receipt) = here.cases.verify(&receipt.text) else { panic!("ours") };
        assert_eq!(receipt.version, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_material_that_is_asked_for_again_needs_a_new_file() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        let guide = here.house.desk.catalogue.guide("XC-LN-01").expect("a service");
        let key = guide.materials.first().expect("it has materials").key.clone();
        here.says(&case, 1, ask(Target::Material(key.clone()))).await;
        let owner = FileOwner::case(here.case(&case).await.reference.as_str());
        let missing = Err(AnswerRefused::MaterialsMissing(vec![key.clone()]));
        assert_eq!(here.cases.answer(&case, &Typed::default()).await, missing);
        here.file(&owner, "something-else").await;
        assert_eq!(here.cases.answer(&case, &Typed::default()).await, missing);
        here.file(&owner, &key).await;
        here.cases.answer(&case, &Typed::default()).await.expect("answered");
        let view = here.case(&case).await;
        assert_eq!((view.version, view.files.iter().filter(|file| file.material == "something-else").count()), (2, 0));
        // Asked once more: what was sent does not answer again.
        here.says(&case, 2, ask(Target::Material(key))).await;
        assert_eq!(here.cases.answer(&case, &Typed::default()).await, missing);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_taken_back_before_the_decision_and_objected_to_after_it() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        assert_eq!(here.cases.appeal(&case, "不服").await, Err(MoveRefused::TooLate));
        here.says(&case, 1, refused()).await;
        assert_eq!(here.cases.withdraw(&case).await, Err(MoveRefused::TooLate));
        assert!(here.case(&case).await.appeal_until.is_some());
        for _ in 0..2 {
            here.cases.appeal(&case, "我今年八十三").await.expect("objected");
        }
        assert_eq!(here.case(&case).await.stage, Stage::Appealed);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'appeal'").await, 1);
        here.says(&case, 2, granted()).await;
        here.house.clock.pass_minutes(90 * 24 * 60);
        assert_eq!(here.cases.appeal(&case, "太晚").await, Err(MoveRefused::TooLate));

        let other = here.apply(&old_age(), &visitor("b"), 2).await;
        for _ in 0..2 {
            here.cases.withdraw(&other).await.expect("asked back");
        }
        here.gives_back(&other).await;
        assert_eq!(here.case(&other).await.stage, Stage::Withdrawn);
        assert_eq!(here.says(&other, 1, granted()).await, Heard::Impossible);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'withdraw'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_handed_over_is_told_with_its_reason() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &resident("r"), 1).await;
        here.sends_back(&case, "apply", "缺少系统编号").await;
        assert_eq!(here.case(&case).await.sent_back.as_deref(), Some("缺少系统编号"));
        let mine = here.cases.mine("r").await.expect("read");
        assert_eq!((mine.cases.len(), mine.messages.len()), (1, 2));
        assert!(mine.messages.iter().all(|message| message.about == Some(MessageAbout::Case(case.clone()))));
        here.handed_over(&case).await;
        let view = here.case(&case).await;
        assert_eq!((view.sent_back, view.stage), (None, Stage::Forwarded));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_decided_cases_give_an_honest_figure_and_fewer_give_none() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let mut last = None;
        for n in 0..20 {
            assert_eq!(
                match &last {
                    Some(case) => here.case(case).await.nine_in_ten,
                    None => None,
                },
                None
            );
            let case = here.apply(&old_age(), &visitor(&n.to_string()), 100 + n).await;
            // Monday to Wednesday of the next week: seven work days; two of them took longer.
            let days = if n < 2 { 14 } else { 9 };
            here.says_at(&case, 1, granted(), here.now().plus_minutes(days * 24 * 60)).await;
            last = Some(case);
        }
        assert_eq!(here.case(&last.expect("twenty")).await.nine_in_ten, Some(7));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_notice_is_masked_and_comes_down_by_itself() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&allowance(), &visitor("a"), 3).await;
        let name = here.answers(&allowance(), 3).get("name").to_owned();
        assert!(here.cases.notices().await.expect("read").is_empty());
        here.says(&case, 1, step("public_notice")).await;
        let shown = here.cases.notices().await.expect("read");
        assert_eq!(shown.len(), 1);
        assert!(shown[0].notice.name.contains('*') && shown[0].notice.name != name);
        here.house.clock.pass_minutes(7 * 24 * 60);
        assert!(here.cases.notices().await.expect("read").is_empty());
        here.cases.sweep().await.expect("swept");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM public_notice").await, 0);
        // A service that must not be shown never is.
        let other = here.apply(&old_age(), &visitor("b"), 4).await;
        here.says(&other, 1, step("public_notice")).await;
        assert!(here.cases.notices().await.expect("read").is_empty());
    })
    .await;
}

/// What a means check found is shown masked and in yuan; who does not agree says so once, and whoever checked hears it.
#[tokio::test(flavor = "multi_thread")]
async fn a_resident_objects_to_what_a_check_found() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&allowance(), &visitor("a"), 3).await;
        assert_eq!(here.cases.object(&case, "没有的事").await, Ok(()), "nothing was found yet");
        let reference = here.case(&case).await.reference;
        let difference = |source: &str, field: &str, told: &str, found: &str| Difference {
            source: source.to_owned(),
            field: field.to_owned(),
            told: told.to_owned(),
            found: found.to_owned(),
            words: String::new(),
        };
        let found = [
            difference("social_security", "monthly_income_total", "120000", "5200.00"),
            difference("public_security", "id_no", "110102189506070109", "110102189506070117"),
        ];
        let (desk, now) = (here.house.desk.clone(), here.now());
        let mut tx = desk.store.begin().await.expect("a transaction");
        differences::keep(&mut tx, &desk.keys, &reference, "check-1", now, &found).await.expect("kept");
        here.cases.checked(&mut tx, &reference, &found, now, now).await.expect("heard");
        tx.commit().await.expect("kept");
        let seen = here.case(&case).await.differences;
        assert_eq!((seen[0].told.as_str(), seen[0].found.as_str()), ("1200.00", "5200.00"));
        assert_eq!(seen[1].told, "110102********0109");
        assert!(seen.iter().all(|line| line.objected.is_none()));

        let rechecks = "SELECT COUNT(*) FROM dispatch WHERE kind = 'recheck' AND department = 'means-check'";
        for _ in 0..3 {
            assert_eq!(here.cases.object(&case, "那是去年的工资").await, Ok(()));
        }
        assert_eq!(here.house.count(rechecks).await, 1, "said three times, heard once");
        assert!(here.case(&case).await.differences.iter().all(|line| line.objected == Some(now)));
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_audit WHERE act = 'recheck'").await, 1);

        // The sources agree now: nothing is left to object to.
        let mut tx = desk.store.begin().await.expect("a transaction");
        differences::keep(&mut tx, &desk.keys, &reference, "check-2", now, &[]).await.expect("kept");
        tx.commit().await.expect("kept");
        assert!(here.case(&case).await.differences.is_empty());
        assert_eq!(here.cases.object(&case, "还有").await, Ok(()));
        assert_eq!(here.house.count(rechecks).await, 1);
    })
    .await;
}
