//! Whoever signs in has everything of theirs in one place: what they booked and sent before too, by the name and the document that they
//! have shown, and all that they were told. Nobody else finds any of it.

use app::ports::{BookingDesk as _, MessageAbout, cases::CaseDesk as _};
use domain::{
    booking::PartyDraft,
    identity::{Document, DocumentKind, IdentityCard, Name},
    ids::BookingToken,
    time::Clock as _,
};
use server::desk::residents::{Residents, Stay};

use crate::{
    cases::{Applying, old_age, resident, visitor},
    harness::{House, new_couple, on_both, slot},
};

const DAY: i64 = 24 * 60;

/// Somebody who lays their identity card on a kiosk's reader; their id.
async fn by_card(house: &House, name: &str, kind: DocumentKind, number: &str) -> String {
    let residents = Residents::new(house.desk.clone(), house.clock.clone(), None, Stay { own: 60, kiosk: 5 });
    let document = Document::parse(kind, number, house.clock.now().day()).expect("a document");
    let card = IdentityCard { name: Name::parse(name).expect("a name"), document };
    residents.by_card(card).await.expect("signed in").resident.id
}

/// The first or the second of a couple, signed in by card.
async fn one_of(house: &House, couple: &PartyDraft, order: usize) -> String {
    let person = &couple.people[order];
    by_card(house, &person.name, DocumentKind::IdCn, &person.document).await
}

/// Books without signing in.
async fn book(house: &House, couple: &PartyDraft) -> BookingToken {
    let hold = house.hold(&slot()).await.expect("a place");
    house.fill(&hold, couple).await;
    house.bookings.confirm(&hold).await.expect("confirmed")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_signing_in_is_found_by_name_and_document_together() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let typed = here.answers(&old_age(), 1);
        let draft = here.filled(&old_age(), &visitor("a"), &typed).await;
        let case = here.cases.send(&draft, &visitor("a")).await.expect("sent");
        let kind = DocumentKind::parse(typed.get("id_type")).expect("a kind");
        let cases = async |id: &str| here.cases.mine(id).await.expect("read").cases;
        // Whom a list of ours names under this number has shown nobody who they are.
        let document = Document::parse(kind, typed.get("id_no"), here.now().day()).expect("a document");
        let index = here.house.desk.keys.index("resident-document", &format!("{}\n{}", kind.code(), document.number()));
        let mut tx = here.house.desk.store.begin().await.expect("a transaction");
        sqlx::query("INSERT INTO resident (id, document_index, identity_sealed, seen_ms) VALUES ('listed', $1, '', 0)")
            .bind(index)
            .execute(&mut *tx)
            .await
            .expect("on a list");
        tx.commit().await.expect("kept");
        assert!(cases("listed").await.is_empty());
        // Somebody else's slip in their own number is no way to this case.
        let namesake = by_card(&here.house, "王另一人", kind, typed.get("id_no")).await;
        assert!(cases(&namesake).await.is_empty());
        let own = by_card(&here.house, typed.get("name"), kind, typed.get("id_no")).await;
        for _ in 0..2 {
            let found = cases(&own).await;
            assert_eq!(found.iter().map(|line| &line.token).collect::<Vec<_>>(), [&case]);
        }
        let told = here.cases.mine(&own).await.expect("read").messages;
        assert!(!told.is_empty() && told.iter().all(|message| message.about == Some(MessageAbout::Case(case.clone()))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_made_before_signing_in_is_found_by_both_whom_it_names() {
    on_both(4, |house| async move {
        let (couple, strangers) = (new_couple(), new_couple());
        let (booking, _) = (book(&house, &couple).await, book(&house, &strangers).await);
        for order in 0..2 {
            let id = one_of(&house, &couple, order).await;
            let found = house.bookings.mine(&id).await.expect("read");
            assert_eq!(found.iter().map(|line| &line.token).collect::<Vec<_>>(), [&booking]);
        }
        let other = by_card(&house, "王另一人", DocumentKind::IdCn, &couple.people[0].document).await;
        assert!(house.bookings.mine(&other).await.expect("read").is_empty());
        assert!(house.bookings.messages(&other).await.expect("read").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_a_booking_stands_among_the_messages_too() {
    on_both(4, |house| async move {
        let couple = new_couple();
        let booking = book(&house, &couple).await;
        let id = one_of(&house, &couple, 0).await;
        house.bookings.keep_for(&booking, &id).await.expect("kept");
        house.clock.pass_minutes(1);
        house.bookings.cancel(&booking).await.expect("cancelled");
        let told = house.bookings.messages(&id).await.expect("read");
        let reference = house.bookings.booking(&booking).await.expect("read").expect("there").reference;
        assert_eq!(told.len(), 2, "booked, and cancelled");
        assert!(told[0].at > told[1].at && told[0].words.en.contains("cancelled"), "the latest first");
        for message in &told {
            assert_eq!(message.about, Some(MessageAbout::Booking(booking.clone())));
            assert!(message.words.zh.contains(&reference.spaced()) && !message.words.zh.contains("样例"), "nobody is named");
        }
        assert!(house.bookings.messages("somebody").await.expect("read").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_draft_ends_is_told_among_the_messages_whether_or_not_a_phone_is_known() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let anna = resident("anna");
        let draft = here.cases.start(&old_age(), &anna, false, "press").await.expect("begun");
        here.house.clock.pass_minutes(28 * DAY);
        here.cases.sweep().await.expect("swept");
        let told = here.cases.mine("anna").await.expect("read").messages;
        assert_eq!(told.iter().map(|message| message.about.clone()).collect::<Vec<_>>(), [Some(MessageAbout::Draft(draft))]);
        assert!(here.cases.mine("ben").await.expect("read").messages.is_empty());
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 0, "no phone, no message to one");
    })
    .await;
}
