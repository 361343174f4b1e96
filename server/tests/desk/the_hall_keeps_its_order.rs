//! The hall's order as the counters meet it: priority and its bound, missed calls, transfers, promises, and a restart.

use app::{
    live::{CounterState, CounterView, TicketState},
    ports::{Calibration, CounterAct, CounterRefused, HallDesk as _, StewardDesk as _},
};
use domain::{
    ids::{CounterNo, TicketToken},
    queue::Class,
    time::Clock as _,
};
use server::desk::{
    bookings::Bookings,
    steward::{StaffBook, Steward},
};
use sqlx::Row as _;

use crate::hall::{House, clerk, on_both, other_service, other_venue, service, venue};

impl House {
    async fn press(&self, act: CounterAct) -> Result<CounterView, CounterRefused> {
        self.press_at(1, act).await
    }

    async fn press_at(&self, counter: u16, act: CounterAct) -> Result<CounterView, CounterRefused> {
        self.hall.act(&venue(), CounterNo(counter), &clerk(), &act, &self.desk.keys.token()).await
    }

    /// Calls the next and says who came.
    async fn call(&self) -> String {
        self.press(CounterAct::Next).await.expect("somebody waits").current.expect("somebody is called").number
    }

    async fn number(&self, ticket: &TicketToken) -> String {
        self.hall.ticket(ticket).await.expect("the store answers").expect("the ticket").place.number
    }

    async fn counter_state(&self) -> CounterState {
        self.hall.counter(&venue(), CounterNo(1)).await.expect("the store answers").expect("the counter").state
    }

    async fn state(&self, ticket: &TicketToken) -> TicketState {
        self.hall.ticket(ticket).await.expect("the store answers").expect("the ticket").place.state
    }
}

#[tokio::test]
async fn priority_goes_first_and_nobody_waits_past_the_bound() {
    on_both(|house| async move {
        let start = house.clock.now();
        let early = house.walk_in(Class::Ordinary).await;
        house.clock.pass_minutes(1);
        let elderly = house.walk_in(Class::Elderly).await;
        assert_eq!(house.call().await, house.number(&elderly).await);
        house.press(CounterAct::Finish).await.expect("done");
        // Priority people keep coming, one each two minutes, and one is called each two minutes.
        let mut waited = None;
        for _ in 0..40 {
            house.walk_in(Class::Pregnant).await;
            if house.call().await == house.number(&early).await {
                waited = Some(house.clock.now().minutes_since(start));
                break;
            }
            house.press(CounterAct::Finish).await.expect("done");
            house.clock.pass_minutes(2);
        }
        assert!(waited.is_some_and(|minutes| minutes <= 60), "the ordinary person is called within the hour: {waited:?}");
    })
    .await;
}

#[tokio::test]
async fn a_missed_call_comes_back_twice_then_waits_at_the_desk() {
    on_both(|house| async move {
        let missing = house.walk_in(Class::Ordinary).await;
        let name = house.number(&missing).await;
        for _ in 0..2 {
            assert_eq!(house.call().await, name);
            let view = house.press(CounterAct::NotHere).await.expect("nobody came");
            assert_eq!((view.current, view.waiting), (None, 1));
            assert_eq!(house.state(&missing).await, TicketState::ComingBack);
            assert_eq!(house.press(CounterAct::Next).await, Err(CounterRefused::NobodyWaits), "not before its time");
            house.clock.pass_minutes(5);
            assert_eq!(house.state(&missing).await, TicketState::Waiting);
        }
        assert_eq!(house.call().await, name);
        house.press(CounterAct::NotHere).await.expect("nobody came");
        house.clock.pass_minutes(30);
        assert_eq!(house.press(CounterAct::Next).await, Err(CounterRefused::NobodyWaits));
        let board = house.hall.board(&venue()).await.expect("the store answers").expect("the board");
        assert_eq!(board.at_desk, [name.as_str()]);
        let later = house.walk_in(Class::Ordinary).await;
        house.press(CounterAct::BackFromDesk { number: name.clone() }).await.expect("here after all");
        let place = house.hall.ticket(&later).await.expect("the store answers").expect("the ticket").place;
        assert_eq!((place.ahead, place.overtaken_by.len()), (1, 1), "the later one reads why");
        assert_eq!(house.call().await, name, "its promise stands");
    })
    .await;
}

#[tokio::test]
async fn a_transfer_keeps_the_waiting_and_takes_a_number_of_the_other_venue() {
    on_both(|house| async move {
        let sent_on = house.walk_in(Class::Ordinary).await;
        house.clock.pass_minutes(20);
        house.walk_in(Class::Ordinary).await;
        let name = house.call().await;
        house.press(CounterAct::Start).await.expect("here");
        let other = CounterAct::Transfer { venue: venue(), service: other_service() };
        house.press(other).await.expect("sent on");
        let view = house.hall.ticket(&sent_on).await.expect("the store answers").expect("the ticket");
        assert_eq!(
            (view.place.number.as_str(), &view.service, view.place.class),
            (name.as_str(), &other_service(), Class::Transferred)
        );
        assert_eq!(house.call().await, name, "their waiting counts");
        let elsewhere = CounterAct::Transfer { venue: other_venue(), service: service() };
        house.press(elsewhere).await.expect("sent on");
        let view = house.hall.ticket(&sent_on).await.expect("the store answers").expect("the ticket");
        assert_eq!((view.venue, view.place.number.as_str()), (other_venue(), "B001"));
        let there =
            house.hall.act(&other_venue(), CounterNo(1), &clerk(), &CounterAct::Next, "there").await.expect("called there");
        assert_eq!(there.current.map(|person| person.number).as_deref(), Some("B001"));
        let nowhere = CounterAct::Transfer { venue: "xx".into(), service: service() };
        assert_eq!(house.press(nowhere).await, Err(CounterRefused::Unknown));
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_first_is_the_promise_and_it_is_counted() {
    on_both(|house| async move {
        house.press(CounterAct::Resume).await.expect("the counter opens");
        for _ in 0..4 {
            house.walk_in(Class::Ordinary).await;
        }
        let last = house.walk_in(Class::Ordinary).await;
        let shown = house.hall.ticket(&last).await.expect("the store answers").expect("the ticket").place;
        let range = shown.wait.expect("a counter is open");
        assert_eq!(shown.ahead, 4);
        let board = house.hall.board(&venue()).await.expect("the store answers").expect("the board");
        assert_eq!((board.waiting, board.version, board.counters_open), (5, shown.version, 1));
        let row =
            sqlx::query("SELECT p50_ms, p90_ms, made_ms FROM promise p JOIN ticket t ON t.id = p.ticket_id WHERE t.number = $1")
                .bind(&shown.number)
                .fetch_one(house.desk.store.reads())
                .await
                .expect("the promise is kept");
        let at = |column| row.try_get::<i64, _>(column).expect("a moment");
        assert_eq!((at("p50_ms") - at("made_ms")) / 60_000, i64::from(range.p50));
        assert_eq!((at("p90_ms") - at("made_ms")) / 60_000, i64::from(range.p90));
        for _ in 0..5 {
            house.call().await;
            house.press(CounterAct::Start).await.expect("here");
            house.clock.pass_minutes(10);
            house.press(CounterAct::Finish).await.expect("done");
        }
        let book = StaffBook::read("staff.toml", include_str!("../../data/staff.toml"), false)
            .unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let steward = Steward::new(house.desk.clone(), Bookings::new(house.desk.clone()), book);
        let figures = steward.calibration(Some(&venue())).await.expect("counted");
        assert_eq!((figures.promises, figures.within + figures.sooner + figures.later), (5, 5));
        assert_eq!(steward.calibration(Some(&other_venue())).await, Ok(Calibration::default()));
        let learned = sqlx::query("SELECT COUNT(*) AS visits FROM service_time WHERE seconds = 600")
            .fetch_one(house.desk.store.reads())
            .await
            .and_then(|row| row.try_get::<i64, _>("visits"))
            .expect("counted");
        assert_eq!(learned, 5);
    })
    .await;
}

#[tokio::test]
async fn a_paused_counter_calls_nobody_and_the_queue_survives_a_restart() {
    on_both(|house| async move {
        let (first, second) = (house.walk_in(Class::Ordinary).await, house.walk_in(Class::Disabled).await);
        assert_eq!(house.counter_state().await, CounterState::NotOpenYet);
        house.press(CounterAct::Pause).await.expect("paused");
        assert_eq!(house.counter_state().await, CounterState::Paused);
        assert_eq!(house.press(CounterAct::Next).await, Err(CounterRefused::Paused));
        house.press_at(2, CounterAct::Next).await.expect("the other counter calls");
        let house = house.reopened().await;
        assert_eq!(house.state(&second).await, TicketState::Called);
        assert_eq!(house.state(&first).await, TicketState::Waiting);
        assert_eq!(house.press(CounterAct::Next).await, Err(CounterRefused::Paused));
        house.press(CounterAct::Resume).await.expect("open");
        assert_eq!(house.counter_state().await, CounterState::Open);
        assert_eq!(house.call().await, house.number(&first).await);
        // The next morning nothing of it is shown and numbers begin anew.
        house.clock.pass_minutes(24 * 60);
        assert_eq!(house.counter_state().await, CounterState::NotOpenYet);
        assert!(house.hall.ticket(&first).await.expect("the store answers").is_none());
        let board = house.hall.board(&venue()).await.expect("the store answers").expect("the board");
        assert_eq!((board.waiting, board.counters_open, board.calls.len()), (0, 0, 0));
        let fresh = house.walk_in(Class::Ordinary).await;
        assert_eq!(house.number(&fresh).await, "B001");
        assert_eq!(house.call().await, "B001");
    })
    .await;
}

#[tokio::test]
async fn who_leaves_is_not_called_and_only_staff_of_the_venue_may_call() {
    on_both(|house| async move {
        let gone = house.walk_in(Class::Ordinary).await;
        house.hall.leave(&gone).await.expect("left");
        house.hall.leave(&gone).await.expect("left already");
        assert_eq!(house.press(CounterAct::Next).await, Err(CounterRefused::NobodyWaits));
        let mut stranger = clerk();
        stranger.venues = vec![other_venue().0];
        let refused = house.hall.act(&venue(), CounterNo(1), &stranger, &CounterAct::Next, "k").await;
        assert_eq!(refused, Err(CounterRefused::NotAllowed));
        let refused = house.hall.act(&venue(), CounterNo(99), &clerk(), &CounterAct::Next, "k").await;
        assert_eq!(refused, Err(CounterRefused::Unknown));
    })
    .await;
}
