//! A bad rating is answered: its follow-up is opened once, is overdue by the calendar, is closed only with an answer, and who rated
//! reads it. Their words lie sealed in the store and are forgotten in time.

use app::ports::ratings::{FollowUpRefused, RateRefused, RatingDesk as _};
use domain::{
    rating::{ActKind, Channel, Due, FollowUp, Level},
    time::{Clock as _, Moment},
};
use jiff::civil::{date, time};
use server::desk::retention;

use crate::{
    cases::{old_age, visitor},
    ratings::{act, clerk, on_both, said},
    shop,
};

const KEEP_DAYS: u32 = 180;
const DAY: i64 = 24 * 60;
const WORDS: &str = "金丝雀等了两个小时";

#[tokio::test]
async fn a_bad_rating_opens_one_follow_up_that_stays_when_it_is_changed_to_a_better_one() {
    on_both(|rated| async move {
        let act = act(ActKind::Ticket, rated.served().await.as_str());
        rated.rate(&act, Level::FairlySatisfied).await.expect("taken");
        assert!(rated.desk.follow_ups().await.expect("read").is_empty(), "that is not a bad one");
        rated.rate(&act, Level::Dissatisfied).await.expect("changed");
        rated.rate(&act, Level::VeryDissatisfied).await.expect("changed");
        let reference = rated.follow_up().await.reference;
        rated.rate(&act, Level::VerySatisfied).await.expect("changed");
        let line = rated.follow_up().await;
        assert_eq!((line.reference.clone(), line.rating.level), (reference, Level::VerySatisfied));
        assert_eq!(rated.given(&act).await.follow_up.expect("followed").reference, line.reference);
    })
    .await;
}

#[tokio::test]
async fn it_is_answered_before_it_is_closed_and_only_by_a_steward() {
    on_both(|rated| async move {
        let act = act(ActKind::Ticket, rated.served().await.as_str());
        rated.rate(&act, Level::Dissatisfied).await.expect("taken");
        let (desk, steward) = (&rated.desk, shop::steward());
        let reference = rated.follow_up().await.reference;
        assert_eq!(desk.close(&reference, &steward).await, Err(FollowUpRefused::NotPossible), "without an answer");
        for nothing in ["", " \n ", "字".repeat(501).as_str()] {
            assert_eq!(desk.answer(&reference, nothing, &steward).await, Err(FollowUpRefused::NotAnAnswer));
        }
        assert_eq!(desk.answer(&reference, "好", &clerk()).await, Err(FollowUpRefused::NotAllowed));
        assert!(matches!(rated.follow_up().await.state, FollowUp::Open { .. }));
        desk.answer(&reference, " 已经加开窗口 ", &steward).await.expect("answered");
        assert_eq!(desk.answer(&reference, "另一个", &steward).await, Err(FollowUpRefused::NotPossible));
        let seen = rated.given(&act).await;
        assert_eq!(seen.follow_up.expect("followed").answer.as_deref(), Some("已经加开窗口"));
        assert!(!seen.may_change, "what was answered stays beside its answer");
        assert_eq!(rated.rate(&act, Level::Satisfied).await, Err(RateRefused::Kept));
        assert_eq!(desk.close(&reference, &clerk()).await, Err(FollowUpRefused::NotAllowed));
        desk.close(&reference, &steward).await.expect("closed");
        assert_eq!(desk.close(&reference, &steward).await, Err(FollowUpRefused::NotPossible));
        assert!(desk.follow_ups().await.expect("read").is_empty());
        assert_eq!(rated.given(&act).await.follow_up.expect("followed").answer.as_deref(), Some("已经加开窗口"));
    })
    .await;
}

#[tokio::test]
async fn it_is_overdue_by_the_calendar_and_a_day_is_promised_only_where_it_was_found() {
    on_both(|rated| async move {
        let act = act(ActKind::Ticket, rated.served().await.as_str());
        rated.rate(&act, Level::Dissatisfied).await.expect("taken");
        let last = date(2026, 12, 14);
        let line = rated.follow_up().await;
        assert_eq!((line.due, line.overdue), (Due::By(last), false), "fifteen work days after the 23rd");
        assert_eq!(rated.given(&act).await.follow_up.expect("followed").promised, None, "only local: told to nobody");
        let promising = rated.promising().rating(&act).await.expect("read").expect("over").given.expect("rated");
        assert_eq!(promising.follow_up.expect("followed").promised, Some(last));
        rated.house().clock.set(Moment::beijing(last, time(23, 59, 0, 0)));
        assert!(!rated.follow_up().await.overdue);
        rated.house().clock.pass_minutes(1);
        let line = rated.follow_up().await;
        assert!(line.overdue);
        rated.desk.answer(&line.reference, "迟了，对不起", &shop::steward()).await.expect("answered");
        assert!(!rated.follow_up().await.overdue);
    })
    .await;
}

#[tokio::test]
async fn who_left_a_telephone_is_told_that_there_is_an_answer_and_nothing_of_it() {
    on_both(|rated| async move {
        let case = rated.applying.apply(&old_age(), &visitor("a phone"), 9).await;
        let (booking, _) = rated.served_booking().await;
        let holder = rated.shop.holder(10_000).await;
        let till = rated.shop.till("cs-03").await;
        let charge = rated.shop.bought(&till, &holder, 1_000).await.charge;
        let acts = [
            act(ActKind::Application, case.as_str()),
            act(ActKind::Booking, booking.as_str()),
            act(ActKind::Purchase, &format!("{}.{}", holder.as_str(), charge.as_str())),
            act(ActKind::Ticket, rated.served().await.as_str()),
        ];
        for act in &acts {
            rated.desk.rate(act, &said(Level::Dissatisfied, WORDS), Channel::Phone).await.expect("taken");
        }
        const TOLD: &str = "SELECT COUNT(*) FROM message WHERE text LIKE '%评价有了答复%'";
        let mut told = Vec::new();
        for line in rated.desk.follow_ups().await.expect("read") {
            let before = rated.house().count(TOLD).await;
            rated.desk.answer(&line.reference, "金丝雀的答复", &shop::steward()).await.expect("answered");
            told.push((line.kind, rated.house().count(TOLD).await - before));
        }
        told.sort_by_key(|(kind, _)| kind.code());
        let expected = [(ActKind::Application, 1), (ActKind::Booking, 1), (ActKind::Purchase, 1), (ActKind::Ticket, 0)];
        assert_eq!(told, expected, "each phone once; a number has none");
        assert_eq!(rated.house().count("SELECT COUNT(*) FROM case_message WHERE kind = 'rating_answered'").await, 1);
        assert_eq!(rated.house().count("SELECT COUNT(*) FROM message WHERE text LIKE '%金丝雀%'").await, 0);
        assert_eq!(rated.house().count("SELECT COUNT(*) FROM message WHERE text LIKE '%/rate/%'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn words_and_answers_lie_sealed_in_the_store_and_are_forgotten_once_nobody_waits() {
    on_both(|rated| async move {
        let (good, bad, open) = (rated.served().await, rated.served().await, rated.served().await);
        for (ticket, level) in [(&good, Level::Satisfied), (&bad, Level::Dissatisfied), (&open, Level::VeryDissatisfied)] {
            let rating = said(level, WORDS);
            rated.desk.rate(&act(ActKind::Ticket, ticket.as_str()), &rating, Channel::Phone).await.expect("taken");
        }
        let asked = rated.given(&act(ActKind::Ticket, bad.as_str())).await.follow_up.expect("followed").reference;
        rated.desk.answer(&asked, "金丝雀的答复", &shop::steward()).await.expect("answered");
        let house = rated.house();
        let open_words = "SELECT COUNT(*) FROM rating WHERE words_sealed LIKE '%金丝雀%'";
        assert_eq!(house.count(open_words).await, 0);
        for file in std::fs::read_dir(house.folder.path()).expect("the folder").flatten() {
            let bytes = std::fs::read(file.path()).unwrap_or_default();
            let found = bytes.windows("金丝雀".len()).any(|window| window == "金丝雀".as_bytes());
            assert!(!found, "{}", file.path().display());
        }

        let kept = "SELECT COUNT(*) FROM rating WHERE words_sealed <> ''";
        house.clock.pass_minutes(i64::from(KEEP_DAYS) * DAY);
        retention::forget(&house.desk, KEEP_DAYS).await.expect("swept");
        assert_eq!(house.count(kept).await, 3, "to the minute nothing is wiped before");
        house.clock.pass_minutes(DAY);
        retention::forget(&house.desk, KEEP_DAYS).await.expect("swept");
        assert_eq!(house.count(kept).await, 1, "what waits for an answer is kept");
        let answers =
            "SELECT COUNT(*) FROM rating_follow_up WHERE answer_sealed <> '' OR (state = 'answered' AND about_sealed <> '')";
        assert_eq!(house.count(answers).await, 0);
        assert_eq!(house.count("SELECT COUNT(*) FROM rating WHERE level = 4").await, 1, "the levels stay for the figures");
        let gone = rated.given(&act(ActKind::Ticket, bad.as_str())).await;
        assert_eq!((gone.rating.words.as_str(), gone.follow_up.expect("followed").answer.as_deref()), ("", Some("")));
        assert_eq!(rated.given(&act(ActKind::Ticket, open.as_str())).await.rating.words, WORDS);
        assert!(house.clock.now() > Moment::beijing(date(2027, 5, 1), time(0, 0, 0, 0)));
    })
    .await;
}
