//! Check-in: a good pass gives one ticket; every other pass is refused, each in its own way.

use std::sync::Arc;

use app::{
    live::TicketState,
    ports::{CheckIn, CheckInRefused, HallDesk as _, Medium},
};
use domain::{
    booking::BookingState::{Arrived, CalledOff, Cancelled, Confirmed},
    identity::{Document, DocumentKind},
    ids::{BookingRef, TicketToken},
    queue::Class,
    time::{Clock as _, Moment},
};
use jiff::civil::{date, time};

use crate::hall::{House, on_both, other_venue, service, venue};

fn ten() -> Moment {
    Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0))
}

impl House {
    async fn scan(&self, text: &str) -> Result<TicketToken, CheckInRefused> {
        self.hall.check_in(&venue(), &CheckIn::Pass(text.to_owned()), Medium::Screen, "kiosk").await
    }

    async fn by(&self, how: &CheckIn) -> Result<TicketToken, CheckInRefused> {
        self.hall.check_in(&venue(), how, Medium::Screen, "kiosk").await
    }

    /// One of the booking's people has this document.
    async fn held_by(&self, reference: &BookingRef, document: &Document) {
        let index = self.desk.keys.index("document", &format!("{}:{}", document.kind().code(), document.number()));
        let mut tx = self.desk.store.begin().await.expect("a transaction");
        sqlx::query(
            "INSERT INTO booking_person (reference, ordinal, family, document_index, last_four_index, live)
             VALUES ($1, 0, 'marriage', $2, '', 1)",
        )
        .bind(reference.as_str())
        .bind(index)
        .execute(&mut *tx)
        .await
        .expect("written");
        tx.commit().await.expect("kept");
    }

    async fn typed(&self, reference: &BookingRef) -> Result<TicketToken, CheckInRefused> {
        self.hall.check_in(&venue(), &CheckIn::Reference(reference.clone()), Medium::Screen, "kiosk").await
    }
}

#[tokio::test]
async fn a_good_pass_gives_one_ticket_however_often_it_is_scanned() {
    on_both(|house| async move {
        let reference = house.booking(&venue(), ten(), Confirmed, 0).await;
        let pass = house.pass(&reference, &venue(), ten(), 0);
        let ticket = house.scan(&pass.to_lowercase()).await.expect("a ticket");
        let place = house.hall.ticket(&ticket).await.expect("the store answers").expect("the ticket").place;
        assert_eq!((place.number.as_str(), place.class, place.state), ("A001", Class::Appointment, TicketState::Waiting));
        assert_eq!(house.scan(&pass).await, Err(CheckInRefused::AlreadyUsed { ticket: ticket.clone() }));
        assert_eq!(house.typed(&reference).await, Err(CheckInRefused::AlreadyUsed { ticket: ticket.clone() }));
        let state: String = sqlx::query_scalar("SELECT state FROM booking WHERE reference = $1")
            .bind(reference.as_str())
            .fetch_one(house.desk.store.reads())
            .await
            .expect("the booking");
        assert_eq!(state, Arrived.code());
        // Who left and comes back has the same number.
        house.hall.leave(&ticket).await.expect("left");
        assert_eq!(house.scan(&pass).await, Ok(ticket));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_kiosks_at_once_give_one_ticket() {
    on_both(|house| async move {
        let reference = house.booking(&venue(), ten(), Confirmed, 0).await;
        let pass = house.pass(&reference, &venue(), ten(), 0);
        let servers = [house.hall.clone(), house.beside().await];
        let kiosks: Vec<_> = (0..16)
            .map(|kiosk| {
                let (hall, pass) = (Arc::clone(&servers[kiosk % 2]), pass.clone());
                tokio::spawn(async move { hall.check_in(&venue(), &CheckIn::Pass(pass), Medium::Screen, "kiosk").await })
            })
            .collect();
        let (mut given, mut same) = (Vec::new(), Vec::new());
        for kiosk in kiosks {
            match kiosk.await.expect("the kiosk answers") {
                Ok(ticket) => given.push(ticket),
                Err(CheckInRefused::AlreadyUsed { ticket }) => same.push(ticket),
                Err(refused) => panic!("{refused:?}"),
            }
        }
        assert_eq!((given.len(), same.len()), (1, 15));
        assert!(same.iter().all(|ticket| *ticket == given[0]));
    })
    .await;
}

#[tokio::test]
async fn every_other_pass_is_refused_in_its_own_way() {
    on_both(|house| async move {
        let reference = house.booking(&venue(), ten(), Confirmed, 1).await;
        let pass = house.pass(&reference, &venue(), ten(), 1);
        assert_eq!(house.scan("https://example.org/").await, Err(CheckInRefused::NotAPass));
        for place in 0..pass.len() {
            let mut altered = pass.clone().into_bytes();
            altered[place] = if altered[place] == b'0' { b'1' } else { b'0' };
            let refused = house.scan(&String::from_utf8(altered).expect("ASCII")).await;
            assert!(matches!(refused, Err(CheckInRefused::NotAPass | CheckInRefused::Forged)), "{place}: {refused:?}");
        }
        assert_eq!(house.scan(&house.strangers_pass(&reference, ten())).await, Err(CheckInRefused::Forged));
        assert_eq!(house.scan(&house.pass(&reference, &venue(), ten(), 0)).await, Err(CheckInRefused::OldPass));
        let nobody = BookingRef::from_chance(1);
        assert_eq!(house.scan(&house.pass(&nobody, &venue(), ten(), 0)).await, Err(CheckInRefused::Unknown));

        let there = house.booking(&other_venue(), ten(), Confirmed, 0).await;
        let refused = house.scan(&house.pass(&there, &other_venue(), ten(), 0)).await;
        assert!(matches!(refused, Err(CheckInRefused::WrongVenue { venue }) if venue.zh == other_venue().as_str()));

        let tomorrow = ten().plus_minutes(24 * 60);
        let later = house.booking(&venue(), tomorrow, Confirmed, 0).await;
        assert_eq!(house.scan(&house.pass(&later, &venue(), tomorrow, 0)).await, Err(CheckInRefused::WrongDay { on: tomorrow }));
        for state in [Cancelled, CalledOff] {
            let gone = house.booking(&venue(), ten(), state, 0).await;
            assert_eq!(house.scan(&house.pass(&gone, &venue(), ten(), 0)).await, Err(CheckInRefused::NotLive(state)));
        }

        house.clock.set(ten().plus_minutes(-61));
        assert_eq!(house.scan(&pass).await, Err(CheckInRefused::TooEarly { opens: ten().plus_minutes(-60) }));
        house.clock.set(ten().plus_minutes(91));
        assert_eq!(house.scan(&pass).await, Err(CheckInRefused::TooLate { was: ten() }));
        house.clock.set(tomorrow);
        assert_eq!(house.scan(&pass).await, Err(CheckInRefused::TooLate { was: ten() }));
        house.clock.set(ten().plus_minutes(16));
        let late = house.scan(&pass).await.expect("late, but taken");
        let place = house.hall.ticket(&late).await.expect("the store answers").expect("the ticket").place;
        assert_eq!(place.class, Class::LateAppointment);
    })
    .await;
}

#[tokio::test]
async fn references_are_not_guessed_at_a_kiosk() {
    on_both(|house| async move {
        for guess in 0..10 {
            assert_eq!(house.typed(&BookingRef::from_chance(guess)).await, Err(CheckInRefused::Unknown));
        }
        assert_eq!(house.typed(&BookingRef::from_chance(10)).await, Err(CheckInRefused::TooOften));
        let reference = house.booking(&venue(), ten(), Confirmed, 0).await;
        assert!(house.scan(&house.pass(&reference, &venue(), ten(), 0)).await.is_ok(), "a pass needs no guessing");
    })
    .await;
}

#[tokio::test]
async fn who_lost_their_paper_has_the_same_number_by_their_document() {
    on_both(|house| async move {
        let id = |number: &str| Document::parse(DocumentKind::IdCn, number, ten().day()).expect("a document");
        let (own, other) = (id("110102189905200011"), id("11010519491231002X"));
        let reference = house.booking(&venue(), ten(), Confirmed, 0).await;
        house.held_by(&reference, &own).await;
        let (card, typed) = (CheckIn::Card(own.clone()), CheckIn::Number(vec![other.clone(), own]));
        let refused = house.by(&typed).await;
        assert_eq!(refused, Err(CheckInRefused::Unknown), "who types a number is not taken in, nor told of a booking");
        assert_eq!(house.by(&CheckIn::Card(other)).await, Err(CheckInRefused::Unknown));

        let ticket = house.by(&card).await.expect("a ticket");
        let same = Err(CheckInRefused::AlreadyUsed { ticket: ticket.clone() });
        assert_eq!(house.by(&card).await, same);
        let mut told = house.by(&typed).await;
        assert_eq!(told, same);
        for _ in 0..20 {
            if told == same {
                told = house.by(&typed).await;
            }
        }
        assert_eq!(told, Err(CheckInRefused::TooOften));
        assert_eq!(house.by(&card).await, same, "a card is not guessed");
        let tickets: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM ticket").fetch_one(house.desk.store.reads()).await.expect("a count");
        assert_eq!(tickets, 1);
        // Who left comes back by the card in their hand, not by a number that anybody may know.
        house.hall.leave(&ticket).await.expect("left");
        assert_eq!(house.by(&card).await, Ok(ticket));
        house.clock.set(ten().plus_minutes(24 * 60));
        assert_eq!(house.by(&card).await, Err(CheckInRefused::Unknown), "of today only");
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_is_one_number() {
    on_both(|house| async move {
        let once = house.hall.walk_in(&venue(), &service(), Class::Soldier, Medium::Screen, "one form").await.expect("a number");
        let twice =
            house.hall.walk_in(&venue(), &service(), Class::Soldier, Medium::Screen, "one form").await.expect("the same number");
        assert_eq!(once, twice);
        let place = house.hall.ticket(&once).await.expect("the store answers").expect("the ticket").place;
        assert_eq!((place.number.as_str(), place.class), ("C001", Class::Soldier));
        let unknown = house.hall.walk_in(&venue(), &"XX".into(), Class::Ordinary, Medium::Screen, "another").await;
        assert_eq!(unknown, Err(CheckInRefused::Unknown));
        let claimed =
            house.hall.walk_in(&venue(), &service(), Class::Appointment, Medium::Screen, "a third").await.expect("a number");
        let place = house.hall.ticket(&claimed).await.expect("the store answers").expect("the ticket").place;
        assert_eq!(place.class, Class::Ordinary, "an appointment cannot be claimed");
        assert!(house.clock.now() < ten());
    })
    .await;
}
