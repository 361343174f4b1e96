//! Half a year after an appointment nothing in the store names its people; until then, and of what still waits, all is there.

use app::ports::{BookingDesk as _, FindRefused};
use domain::{booking::PartyDraft, ids::BookingRef, time::Clock as _};
use jiff::civil::date;
use server::desk::retention;

use crate::harness::{House, new_couple, on_both, slot, slot_at};

const KEEP_DAYS: u32 = 180;
const DAY: i64 = 24 * 60;

impl House {
    /// Rows that still name somebody.
    async fn naming(&self) -> i64 {
        let mut rows = 0;
        for query in [
            "SELECT COUNT(*) FROM booking WHERE people_sealed <> '' OR token_sealed <> ''",
            "SELECT COUNT(*) FROM booking WHERE resident_index IS NOT NULL",
            "SELECT COUNT(*) FROM booking_person",
            "SELECT COUNT(*) FROM booking_message",
            "SELECT COUNT(*) FROM message WHERE to_sealed <> '' OR to_masked <> ''",
            "SELECT COUNT(*) FROM dispatch WHERE body <> ''",
            "SELECT COUNT(*) FROM ticket WHERE names_masked <> '[]'",
            "SELECT COUNT(*) FROM hold",
        ] {
            rows += self.count(query).await;
        }
        rows
    }

    async fn write(&self, statement: &'static str) {
        let mut tx = self.desk.store.begin().await.expect("a transaction");
        sqlx::query(statement).execute(&mut *tx).await.expect("written");
        tx.commit().await.expect("a commit");
    }

    async fn find(&self, reference: &BookingRef, couple: &PartyDraft) -> bool {
        let document = &couple.people[0].document;
        let last_four = &document[document.len() - 4..];
        match self.bookings.find(reference, last_four, &self.desk.keys.token()).await {
            Ok(_) => true,
            Err(FindRefused::NoMatch) => false,
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn people_are_forgotten_half_a_year_after_their_appointment() {
    on_both(4, |house| async move {
        let couple = new_couple();
        let hold = house.hold(&slot()).await.expect("a place");
        house.fill(&hold, &couple).await;
        let booking = house.bookings.confirm(&hold).await.expect("confirmed");
        let reference = house.bookings.booking(&booking).await.expect("read").expect("there").reference;
        house.bookings.keep_for(&booking, "resident").await.expect("kept");
        house.write("UPDATE dispatch SET state = 'delivered'").await;
        house.write("UPDATE message SET state = 'sent'").await;
        house
            .write(
                "INSERT INTO ticket (id, token_sealed, venue, day, seq, number, service, class, arrived_ms, promised_by_ms, state,
                                     calls, missed, names_masked)
                 VALUES ('t', '', 'hy', '2026-11-25', 1, 'A001', 'XC-HY-01', 'appointment', 0, 0, 'done', 1, 0, '[\"样*\"]')",
            )
            .await;

        // The slot ends at ten o'clock of the third day; to the minute nothing is wiped before.
        house.clock.set(slot().starts.plus_minutes(60 + i64::from(KEEP_DAYS) * DAY));
        let before = house.naming().await;
        retention::forget(&house.desk, KEEP_DAYS).await.expect("swept");
        assert!(house.find(&reference, &couple).await, "the last minute");
        assert!(house.bookings.booking(&booking).await.expect("read").is_some());
        assert!(before > 5 && house.naming().await < before, "older messages are forgotten sooner");

        house.clock.pass_minutes(DAY);
        retention::forget(&house.desk, KEEP_DAYS).await.expect("swept");
        retention::forget(&house.desk, KEEP_DAYS).await.expect("nothing to do");
        assert_eq!(house.naming().await, 0);
        assert!(!house.find(&reference, &couple).await);
        assert!(house.bookings.booking(&booking).await.expect("read").is_none(), "its link leads nowhere");
        assert!(house.bookings.hold_view(&hold).await.expect("read").is_none());
        assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE service = 'XC-HY-01'").await, 1, "that it happened stays");
        // Whatever is still heard of it does no harm.
        let mut tx = house.desk.store.begin().await.expect("a transaction");
        server::desk::bookings::handover::done(&mut tx, &house.bookings, &reference, house.clock.now()).await.expect("heard");
        tx.commit().await.expect("a commit");
        house.bookings.sweep().await.expect("swept");
    })
    .await;
}

#[tokio::test]
async fn what_still_waits_is_not_forgotten() {
    on_both(4, |house| async move {
        house.book(&slot()).await;
        house.book(&slot_at("hy", date(2026, 11, 25), 10)).await;
        house.clock.pass_minutes(i64::from(KEEP_DAYS + 10) * DAY);
        let waiting = house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").await;
        assert_eq!(waiting, 2, "the registry was away all the time");
        retention::forget(&house.desk, KEEP_DAYS).await.expect("swept");
        assert_eq!(house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting' AND body <> ''").await, 2);
        assert_eq!(house.count("SELECT COUNT(*) FROM message WHERE state = 'waiting' AND to_sealed = ''").await, 0);
    })
    .await;
}
