//! One act, one rating: however often it is sent, from whichever door, and only by who has the act's own token.

use app::ports::{
    cases::CaseDesk as _,
    ratings::{RateRefused, Rated, RatingDesk as _},
    vouchers::VoucherDesk as _,
};
use domain::{
    case::{CaseEvent, Decision},
    ids::{ChargeRef, CounterNo},
    rating::{ActKind, Channel, Level, Reason},
    text::Words,
};

use crate::{
    cases::{old_age, visitor},
    harness::{slot, venue},
    ratings::{act, clerk, on_both, said},
};

const RATINGS: &str = "SELECT COUNT(*) FROM rating";
const FOLLOW_UPS: &str = "SELECT COUNT(*) FROM rating_follow_up";

#[tokio::test]
async fn an_act_is_rated_once_and_may_be_changed_for_a_day() {
    on_both(|rated| async move {
        let act = act(ActKind::Ticket, rated.served().await.as_str());
        let before = rated.desk.rating(&act).await.expect("read").expect("over");
        assert!(before.given.is_none() && before.venue == Some(venue()));
        rated.rate(&act, Level::Satisfied).await.expect("taken");
        rated.rate(&act, Level::Satisfied).await.expect("the same again");
        let mut better = said(Level::VerySatisfied, "  讲得很清楚 ");
        better.reasons = vec![Reason::Explained, Reason::Waiting];
        rated.house().clock.pass_minutes(24 * 60);
        rated.desk.rate(&act, &better, Channel::Kiosk).await.expect("changed on the last minute");
        let given = rated.given(&act).await;
        assert_eq!((given.rating.level, given.rating.words.as_str()), (Level::VerySatisfied, "讲得很清楚"));
        assert_eq!(given.rating.reasons, [Reason::Waiting, Reason::Explained], "in the order of the page");
        assert!(given.may_change && given.follow_up.is_none());
        rated.house().clock.pass_minutes(1);
        assert_eq!(rated.rate(&act, Level::Dissatisfied).await, Err(RateRefused::Kept));
        assert!(!rated.given(&act).await.may_change);
        assert_eq!((rated.house().count(RATINGS).await, rated.house().count(FOLLOW_UPS).await), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn two_who_send_at_once_leave_one_rating_and_one_follow_up() {
    on_both(|rated| async move {
        let act = act(ActKind::Ticket, rated.served().await.as_str());
        let sends = (0..8).map(|n| {
            let level = if n % 2 == 0 { Level::Dissatisfied } else { Level::VeryDissatisfied };
            rated.rate(&act, level)
        });
        for sent in futures::future::join_all(sends).await {
            sent.expect("taken");
        }
        assert_eq!((rated.house().count(RATINGS).await, rated.house().count(FOLLOW_UPS).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn served_by_appointment_is_one_act_by_the_booking_and_by_its_number() {
    on_both(|rated| async move {
        let early = act(ActKind::Booking, rated.house().book(&slot()).await.as_str());
        assert!(rated.desk.rating(&early).await.expect("read").is_none(), "nobody was served yet");
        assert_eq!(rated.rate(&early, Level::Satisfied).await, Err(RateRefused::Unknown));
        let (booking, ticket) = rated.served_booking().await;
        let (by_booking, by_number) = (act(ActKind::Booking, booking.as_str()), act(ActKind::Ticket, ticket.as_str()));
        rated.rate(&by_booking, Level::Satisfied).await.expect("taken");
        assert_eq!(rated.given(&by_number).await.rating.level, Level::Satisfied);
        rated.rate(&by_number, Level::FairlySatisfied).await.expect("changed");
        assert_eq!(rated.given(&by_booking).await.rating.level, Level::FairlySatisfied);
        // Drawing the number at the kiosk is an act of its own.
        rated.rate(&act(ActKind::Visit, ticket.as_str()), Level::VerySatisfied).await.expect("taken");
        assert_eq!(rated.house().count(RATINGS).await, 2);
    })
    .await;
}

#[tokio::test]
async fn of_a_case_the_sending_each_supplement_and_each_decision_are_rated() {
    on_both(|rated| async move {
        let applying = &rated.applying;
        let case = applying.apply(&old_age(), &visitor("a phone"), 7).await;
        let of = |kind| act(kind, case.as_str());
        rated.rate(&of(ActKind::Application), Level::Satisfied).await.expect("taken");
        for not_yet in [ActKind::Decision, ActKind::Supplement] {
            assert_eq!(rated.rate(&of(not_yet), Level::Satisfied).await, Err(RateRefused::Unknown));
        }
        applying.handed_over(&case).await;
        applying.says(&case, 1, CaseEvent::Accept).await;
        let refused =
            CaseEvent::Decide { decision: Decision::Refused, reason: Some(Words { zh: "不符".into(), en: "no".into() }) };
        applying.says(&case, 2, refused.clone()).await;
        rated.rate(&of(ActKind::Decision), Level::VeryDissatisfied).await.expect("taken");
        applying.cases.appeal(&case, "请再看一次").await.expect("appealed");
        applying.house.clock.pass_minutes(60);
        applying.says(&case, 3, refused).await;
        assert!(
            rated.desk.rating(&of(ActKind::Decision)).await.expect("read").expect("over").given.is_none(),
            "another decision"
        );
        rated.rate(&of(ActKind::Decision), Level::Satisfied).await.expect("taken");
        assert_eq!((rated.house().count(RATINGS).await, rated.house().count(FOLLOW_UPS).await), (3, 1));
    })
    .await;
}

#[tokio::test]
async fn a_purchase_is_rated_by_its_holder_and_by_nobody_else() {
    on_both(|rated| async move {
        let shop = &rated.shop;
        let (holder, other) = (shop.holder(10_000).await, shop.holder(10_000).await);
        let till = shop.till("cs-03").await;
        let charge = shop.bought(&till, &holder, 1_000).await.charge;
        let of = |wallet: &str, charge: &ChargeRef| act(ActKind::Purchase, &format!("{wallet}.{}", charge.as_str()));
        let own = of(holder.as_str(), &charge);
        rated.rate(&own, Level::Satisfied).await.expect("taken");
        let seen = rated.desk.rating(&own).await.expect("read").expect("over");
        assert_eq!(seen.store.map(|store| store.to_string()).as_deref(), Some("cs-03"));
        for strange in [of(other.as_str(), &charge), of("", &charge), act(ActKind::Purchase, charge.as_str())] {
            assert!(rated.desk.rating(&strange).await.expect("read").is_none());
            assert_eq!(rated.rate(&strange, Level::Dissatisfied).await, Err(RateRefused::Unknown));
        }
    })
    .await;
}

#[tokio::test]
async fn the_screen_before_a_counter_takes_one_word_of_who_was_served_last_and_changes_none() {
    on_both(|rated| async move {
        let (desk, no) = (&rated.desk, CounterNo(1));
        assert!(desk.last_served(&venue(), no, 2).await.expect("read").is_none());
        let ticket = rated.served().await;
        let last = desk.last_served(&venue(), no, 2).await.expect("read").expect("served");
        assert_eq!((last.token.clone(), last.rated), (ticket.clone(), false));
        let press = async |id: &str, level| desk.rate_at_counter(&venue(), no, id, level, &clerk()).await;
        assert_eq!(press(ticket.as_str(), Level::Satisfied).await, Err(RateRefused::Unknown), "a token is no name");
        let elsewhere = app::visit::Staff { venues: vec!["hgs".to_owned()], ..clerk() };
        let strange = desk.rate_at_counter(&venue(), no, &last.id, Level::Satisfied, &elsewhere).await;
        assert_eq!(strange, Err(RateRefused::NotAllowed));
        press(&last.id, Level::Dissatisfied).await.expect("taken");
        assert_eq!(press(&last.id, Level::VerySatisfied).await, Err(RateRefused::Kept), "nobody changes it there");
        assert!(desk.last_served(&venue(), no, 2).await.expect("read").expect("still shown").rated);
        // On their own phone they may.
        let own = act(ActKind::Ticket, ticket.as_str());
        rated.rate(&own, Level::FairlySatisfied).await.expect("changed");
        assert_eq!(rated.given(&own).await.rating.level, Level::FairlySatisfied);

        let late = rated.served().await;
        let last = desk.last_served(&venue(), no, 2).await.expect("read").expect("served");
        rated.house().clock.pass_minutes(3);
        assert!(desk.last_served(&venue(), no, 2).await.expect("read").is_none(), "two minutes are over");
        press(&last.id, Level::Satisfied).await.expect("pressed on the last second");
        assert_eq!(rated.given(&act(ActKind::Ticket, late.as_str())).await.rating.level, Level::Satisfied);
        rated.served().await;
        let last = desk.last_served(&venue(), no, 2).await.expect("read").expect("served");
        rated.house().clock.pass_minutes(4);
        assert_eq!(press(&last.id, Level::Satisfied).await, Err(RateRefused::Unknown), "they have gone");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stores_ratings_stand_beside_its_month_once_ten_have_rated() {
    on_both(|rated| async move {
        let shop = &rated.shop;
        let (holder, till) = (shop.holder(10_000).await, shop.till("cs-03").await);
        let of_store = async || {
            let figures = rated.desk.figures().await.expect("read");
            figures.into_iter().find(|line| line.what == Rated::Store(till.store.clone()))
        };
        for n in 0..10 {
            assert_eq!(of_store().await, None, "{n} are too few");
            let charge = shop.bought(&till, &holder, 100).await.charge;
            let level = if n < 7 { Level::VerySatisfied } else { Level::Dissatisfied };
            let own = act(ActKind::Purchase, &format!("{}.{}", holder.as_str(), charge.as_str()));
            rated.rate(&own, level).await.expect("taken");
        }
        let line = of_store().await.expect("ten are enough");
        assert_eq!((line.count, line.levels, line.mean_tenths()), (10, [7, 0, 0, 3, 0], Some(41)));
        let today = shop.now().day();
        let month = shop.desk.figures(today.first_of_month(), today.tomorrow().expect("a day")).await.expect("read");
        let month = month.into_iter().find(|month| month.store == till.store).expect("there");
        assert_eq!((month.redemptions, month.disputes), (10, 0));
    })
    .await;
}

#[tokio::test]
async fn figures_say_nothing_of_what_few_have_rated() {
    on_both(|rated| async move {
        for n in 0..10 {
            assert!(rated.desk.figures().await.expect("read").is_empty(), "{n} are too few");
            let ticket = rated.served().await;
            let level = if n < 7 { Level::Satisfied } else { Level::VeryDissatisfied };
            rated.rate(&act(ActKind::Ticket, ticket.as_str()), level).await.expect("taken");
        }
        let figures = rated.desk.figures().await.expect("read");
        assert_eq!(figures.len(), 2, "the service and the venue: {figures:?}");
        for line in figures {
            assert_eq!((line.count, line.levels), (10, [0, 7, 0, 0, 3]));
        }
    })
    .await;
}
