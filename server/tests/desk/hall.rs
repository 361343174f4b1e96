//! A hall to try promises in: eight counters for walk-ins and appointments, a second venue, a clock that is set by hand.
//! The same on SQLite and, where `YIMEN_TEST_POSTGRES` names a server, on PostgreSQL.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use app::{
    ports::{HallDesk as _, Medium},
    visit::Staff,
};
use domain::{
    booking::{BookingState, People, Person},
    calendar::WorkCalendar,
    catalogue::Catalogue,
    identity::{Name, Phone},
    ids::{BookingRef, CounterNo, ServiceCode, TicketToken, VenueCode},
    pass::{Pass, PassKind},
    queue::Class,
    text::Words,
    time::{Clock, Moment},
    venue::{BookingWindow, CounterPlan, District, Venue},
};
use jiff::civil::{date, time};
use server::{
    desk::{Desk, bookings::Bookings, hall::Hall},
    gateway::{Around, Departments},
    keys::Keyring,
    live::Live,
    store::Store,
};
use tempfile::TempDir;

use crate::places::{new_database, postgres};

/// A clock that stands still until it is moved.
pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::Acquire))
    }
}

impl SetClock {
    pub fn set(&self, to: Moment) {
        self.0.store(to.0, Ordering::Release);
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.set(self.now().plus_minutes(minutes));
    }
}

/// A hall with its own store.
pub struct House {
    pub hall: Arc<Hall>,
    pub desk: Desk,
    pub clock: Arc<SetClock>,
    url: String,
    folder: Arc<TempDir>,
}

/// Runs `promise` on each database.
pub async fn on_both<F: Future<Output = ()>>(promise: impl Fn(House) -> F) {
    let run = async |house: House| {
        // A promise that names only some fields captures only those: the folder must outlive it all the same.
        let _kept = house.folder.clone();
        promise(house).await;
    };
    run(House::open(None).await).await;
    if let Some(server) = postgres() {
        run(House::open(Some(&server)).await).await;
    }
}

impl House {
    async fn open(postgres: Option<&str>) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder for the test"));
        let url = match postgres {
            Some(server) => new_database(server).await,
            None => format!("sqlite://{}", folder.path().join("hall.db").display()),
        };
        let clock = Arc::new(SetClock(AtomicI64::new(Moment::beijing(date(2026, 11, 24), time(9, 0, 0, 0)).0)));
        let desk = desk(&url, folder.path().to_owned(), clock.clone()).await;
        Self { hall: hall_of(&desk), desk, clock, url, folder }
    }

    /// The same house after a restart: nothing but the store is kept.
    pub async fn reopened(self) -> Self {
        self.desk.store.close().await;
        let desk = desk(&self.url, self.folder.path().to_owned(), self.clock.clone()).await;
        Self { hall: hall_of(&desk), desk, ..self }
    }

    /// A second server on the same store.
    pub async fn beside(&self) -> Arc<Hall> {
        hall_of(&desk(&self.url, self.folder.path().to_owned(), self.clock.clone()).await)
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A number without an appointment.
    pub async fn walk_in(&self, class: Class) -> TicketToken {
        let attempt = self.desk.keys.token();
        self.hall.walk_in(&venue(), &service(), class, Medium::Screen, &attempt).await.expect("a number")
    }

    /// A confirmed booking at `starts`, as the booking desk writes it.
    pub async fn booking(&self, at: &VenueCode, starts: Moment, state: BookingState, generation: u16) -> BookingRef {
        let keys = &self.desk.keys;
        let reference = BookingRef::from_chance(keys.chance());
        let person = Person {
            name: Name::parse("张伟").expect("a name"),
            document: None,
            birth: None,
            sex: None,
            phone: Phone::parse("13800138000").ok(),
        };
        let people = serde_json::to_vec(&People { people: vec![person] }).expect("JSON");
        let mut tx = self.desk.store.begin().await.expect("a transaction");
        sqlx::query(
            "INSERT INTO booking (reference, token_hash, token_sealed, service, venue, session, starts_ms, ends_ms, state, generation,
                                  people_sealed, hold_id, taken_ms, changed_ms)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $11, 0, 0)",
        )
        .bind(reference.as_str())
        .bind(keys.token())
        .bind("")
        .bind(service().as_str())
        .bind(at.as_str())
        .bind(starts.0)
        .bind(starts.plus_minutes(30).0)
        .bind(state.code())
        .bind(i64::from(generation))
        .bind(keys.seal(&format!("people:{}", reference.as_str()), &people))
        .bind(keys.token())
        .execute(&mut *tx)
        .await
        .expect("a booking");
        tx.commit().await.expect("a commit");
        reference
    }

    /// The pass of a booking.
    pub fn pass(&self, reference: &BookingRef, at: &VenueCode, starts: Moment, generation: u16) -> String {
        self.unsigned(reference, at, starts, generation).sign(self.desk.keys.pass_key_id(), self.desk.keys.pass_signing())
    }

    /// The same, signed by somebody else under our key's id.
    pub fn strangers_pass(&self, reference: &BookingRef, starts: Moment) -> String {
        let folder = TempDir::new().expect("a folder");
        let keys = Keyring::open_or_make(folder.path(), false).expect("a stranger's keys");
        self.unsigned(reference, &venue(), starts, 1).sign(self.desk.keys.pass_key_id(), keys.pass_signing())
    }

    fn unsigned(&self, reference: &BookingRef, at: &VenueCode, starts: Moment, generation: u16) -> Pass {
        Pass {
            kind: PassKind::Booking,
            reference: reference.clone(),
            venue: at.clone(),
            valid_from: starts.plus_minutes(-60),
            valid_until: starts.plus_minutes(90),
            generation,
        }
    }
}

fn hall_of(desk: &Desk) -> Arc<Hall> {
    Arc::new(Hall::new(desk.clone(), Bookings::new(desk.clone())))
}

async fn desk(url: &str, folder: PathBuf, clock: Arc<SetClock>) -> Desk {
    let store = Store::open(url).await.expect("the store opens");
    store.migrate().await.expect("the tables are made");
    Desk {
        live: Live::new(store.clone()),
        store,
        keys: Keyring::open_or_make(&folder, false).expect("keys"),
        catalogue: Arc::new(Catalogue::default()),
        district: Arc::new(district()),
        calendar: Arc::new(WorkCalendar::default()),
        clock,
        departments: Arc::new(Departments::read("departments.toml", "", &Around::default()).expect("no department")),
        public_url: "http://127.0.0.1".to_owned(),
    }
}

fn district() -> District {
    let words = |zh: &str| Words { zh: zh.to_owned(), en: zh.to_owned() };
    let place = |code: &VenueCode, counters: u16| Venue {
        code: code.clone(),
        name: words(code.as_str()),
        address: None,
        note: None,
        street_code: None,
        counters: (1..=counters)
            .map(|no| CounterPlan { no: CounterNo(no), services: vec![service(), other_service()] })
            .collect(),
        sessions: Vec::new(),
        closures: Vec::new(),
        window: None,
    };
    let window = BookingWindow { horizon_days: 15, closes_days_before: 1, closes_at: time(15, 0, 0, 0), hold_minutes: 10 };
    District { name: words("西城"), window, venues: vec![place(&venue(), 8), place(&other_venue(), 1)] }
}

pub fn venue() -> VenueCode {
    VenueCode::from("hy")
}

pub fn other_venue() -> VenueCode {
    VenueCode::from("jd-niujie")
}

pub fn service() -> ServiceCode {
    ServiceCode::from("XC-HY-01")
}

pub fn other_service() -> ServiceCode {
    ServiceCode::from("XC-HY-05")
}

pub fn clerk() -> Staff {
    Staff {
        account: "counter".to_owned(),
        name: "窗口".to_owned(),
        counter: true,
        steward: false,
        helper: false,
        department: None,
        store: None,
        venues: Vec::new(),
    }
}
