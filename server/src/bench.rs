//! For `make bench`: the two things our speed is measured beside, in the same run on the same machine.
//! Plain axum answering the bytes of one of our pages, and the bare database transaction beside a confirmed booking.

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use app::ports::BookingDesk as _;
use axum::{Router, body::Bytes, http::header, routing::get};
use domain::{
    booking::{PartyDraft, PersonDraft},
    identity::DocumentKind,
    ids::{HoldToken, ServiceCode, VenueCode},
    venue::SlotKey,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    desk::bookings::Bookings,
    house::{StartError, desk_for_bench},
    http::serve::serve,
    settings::Settings,
    store::{Store, StoreError},
};

/// Bookings a round; three rounds of each kind alternate, since the machine's speed drifts.
const A_ROUND: usize = 300;
const ROUNDS: usize = 3;
/// How many confirm at once.
const AT_ONCE: usize = 16;

/// Plain axum answering the bytes of `file`, served the way the house is.
pub async fn plain(addr: SocketAddr, file: &Path) -> Result<(), std::io::Error> {
    let bytes = Bytes::from(std::fs::read(file)?);
    let answer = move || {
        let bytes = bytes.clone();
        async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], bytes) }
    };
    let listener = TcpListener::bind(addr).await?;
    serve(listener, Router::new().route("/", get(answer)), 10_000, CancellationToken::new()).await;
    Ok(())
}

/// Prints how many bookings are confirmed in a second beside the bare transaction on the same store.
#[expect(clippy::print_stdout, reason = "figures are this command's answer")]
pub async fn bookings(settings: &Settings) -> Result<(), StartError> {
    let desk = desk_for_bench(settings).await?;
    let bookings = Arc::new(Bookings::new(desk.clone()));
    make_bare_tables(&desk.store).await.map_err(StartError::new)?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bare.push(rate(bare_round(&desk.store, round).await.map_err(StartError::new)?));
        let holds = holds(&bookings, round).await?;
        let began = Instant::now();
        confirm_all(&bookings, holds).await?;
        ours.push(rate(began.elapsed()));
    }
    let (ours, bare) = (median(ours), median(bare));
    println!("{{\"confirmed_per_second\": {ours:.0}, \"bare_per_second\": {bare:.0}, \"ratio\": {:.2}}}", ours / bare);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred bookings")]
fn rate(took: Duration) -> f64 {
    A_ROUND as f64 / took.as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// What a booking cannot do without: one place taken, one row each for the booking, its people and its dispatch.
async fn make_bare_tables(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for table in [
        "CREATE TABLE IF NOT EXISTS bare_slot (id BIGINT PRIMARY KEY, used BIGINT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS bare_booking (id TEXT PRIMARY KEY, body TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS bare_person (id TEXT PRIMARY KEY, document TEXT NOT NULL UNIQUE)",
        "CREATE TABLE IF NOT EXISTS bare_dispatch (id TEXT PRIMARY KEY, body TEXT NOT NULL)",
    ] {
        sqlx::query(table).execute(&mut *tx).await?;
    }
    sqlx::query("INSERT INTO bare_slot (id, used) VALUES (1, 0) ON CONFLICT DO NOTHING").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn bare_round(store: &Store, round: usize) -> Result<Duration, StoreError> {
    let body = "x".repeat(400);
    let began = Instant::now();
    let mut workers = tokio::task::JoinSet::new();
    for worker in 0..AT_ONCE {
        let (store, body) = (store.clone(), body.clone());
        workers.spawn(async move {
            for turn in (worker..A_ROUND).step_by(AT_ONCE) {
                bare_transaction(&store, &format!("{round}-{turn}"), &body).await?;
            }
            Ok::<(), StoreError>(())
        });
    }
    while let Some(done) = workers.join_next().await {
        done.map_err(|wrong| StoreError::Corrupt(wrong.to_string()))??;
    }
    Ok(began.elapsed())
}

async fn bare_transaction(store: &Store, id: &str, body: &str) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sqlx::query("UPDATE bare_slot SET used = used + 1 WHERE id = 1 AND used < $1").bind(1_000_000_i64).execute(&mut *tx).await?;
    sqlx::query("INSERT INTO bare_booking (id, body) VALUES ($1, $2)").bind(id).bind(body).execute(&mut *tx).await?;
    for person in ["a", "b"] {
        let key = format!("{id}{person}");
        sqlx::query("INSERT INTO bare_person (id, document) VALUES ($1, $1)").bind(key).execute(&mut *tx).await?;
    }
    sqlx::query("INSERT INTO bare_dispatch (id, body) VALUES ($1, $2)").bind(id).bind(body).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Held places with checked answers, ready to be confirmed.
async fn holds(bookings: &Bookings, round: usize) -> Result<Vec<HoldToken>, StartError> {
    let service = ServiceCode::from("XC-HY-01");
    let mut places = free_places(bookings, &service).await?.into_iter();
    let mut holds = Vec::with_capacity(A_ROUND);
    for turn in 0..A_ROUND {
        let place = places.next().ok_or_else(|| StartError::new("the district has too few free places for this measurement"))?;
        let hold = bookings
            .hold(&service, &place, &format!("bench-{round}-{turn}"), None)
            .await
            .map_err(|wrong| StartError::new(format!("{wrong:?}")))?;
        let draft = couple(round * A_ROUND + turn);
        let written = bookings.write(&hold, &draft).await.map_err(StartError::new)?;
        written.map_err(|mistakes| StartError::new(format!("{mistakes:?}")))?;
        holds.push(hold);
    }
    Ok(holds)
}

async fn free_places(bookings: &Bookings, service: &ServiceCode) -> Result<Vec<SlotKey>, StartError> {
    let venue = VenueCode::from("hy");
    let mut places = Vec::new();
    for day in bookings.days(service, &venue).await.map_err(StartError::new)? {
        for slot in bookings.slots(service, &venue, day.date).await.map_err(StartError::new)? {
            if slot.bookable {
                places.extend(std::iter::repeat_n(slot.key, slot.free as usize));
            }
        }
    }
    Ok(places)
}

/// The `n`th couple of people who never lived. Passports, since their numbers need no check digit of ours.
fn couple(n: usize) -> PartyDraft {
    let person = |sex: &str, number: usize| PersonDraft {
        name: "示例".to_owned(),
        document_kind: DocumentKind::Passport.code().to_owned(),
        document: format!("X{number:08}"),
        birth: "1890-01-01".to_owned(),
        sex: sex.to_owned(),
        phone: "13800138000".to_owned(),
        no_phone: false,
    };
    PartyDraft { people: vec![person("male", 2 * n), person("female", 2 * n + 1)] }
}

async fn confirm_all(bookings: &Arc<Bookings>, holds: Vec<HoldToken>) -> Result<(), StartError> {
    let mut workers = tokio::task::JoinSet::new();
    let holds = Arc::new(holds);
    for worker in 0..AT_ONCE {
        let (bookings, holds) = (Arc::clone(bookings), Arc::clone(&holds));
        workers.spawn(async move {
            for hold in holds.iter().skip(worker).step_by(AT_ONCE) {
                bookings.confirm(hold).await.map_err(|wrong| format!("{wrong:?}"))?;
            }
            Ok::<(), String>(())
        });
    }
    while let Some(done) = workers.join_next().await {
        done.map_err(StartError::new)?.map_err(StartError::new)?;
    }
    Ok(())
}
