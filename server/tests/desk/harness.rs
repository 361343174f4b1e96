//! The house without its doors: a store, keys, a small district and a clock that is set by hand. The same promise is tried
//! on SQLite and, where `YIMEN_TEST_POSTGRES` names a server, on PostgreSQL.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use app::ports::{BookingDesk as _, ConfirmRefused, HoldRefused};
use domain::{
    booking::{PartyDraft, PersonDraft},
    calendar::WorkCalendar,
    catalogue::Catalogue,
    form::FormParts,
    ids::{BookingToken, CounterNo, HoldToken, ServiceCode, VenueCode},
    text::Words,
    time::{Clock, Moment},
    venue::{BookingWindow, CounterPlan, District, Session, SlotKey, Venue},
};
use jiff::civil::{Date, date, time};
use server::{
    desk::{Desk, bookings::Bookings},
    gateway::{Around, Departments},
    keys::Keyring,
    live::Live,
    store::Store,
};
use sqlx::Row as _;
use tempfile::TempDir;

use crate::places::{new_database, postgres, with_check};

/// Minutes of a hold.
pub const HOLD_MINUTES: i64 = 10;

/// A clock that stands still until it is moved.
pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::Acquire))
    }
}

impl SetClock {
    /// A clock that stands at `moment`.
    pub fn at(moment: Moment) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(moment.0)))
    }

    pub fn set(&self, to: Moment) {
        self.0.store(to.0, Ordering::Release);
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.set(self.now().plus_minutes(minutes));
    }
}

/// A booking desk with its own store.
pub struct House {
    pub bookings: Bookings,
    pub desk: Desk,
    pub clock: Arc<SetClock>,
    pub folder: TempDir,
}

/// Runs `promise` on each database. `capacity` is how many bookings a slot takes.
pub async fn on_both<F: Future<Output = ()>>(capacity: u32, promise: impl Fn(House) -> F) {
    promise(House::open(None, capacity).await).await;
    if let Some(server) = postgres() {
        promise(House::open(Some(&server), capacity).await).await;
    }
}

impl House {
    /// A house on SQLite, or on a database of its own on the PostgreSQL server named.
    pub async fn open(postgres: Option<&str>, capacity: u32) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        let url = match postgres {
            Some(server) => new_database(server).await,
            None => format!("sqlite://{}", folder.path().join("yimen.db").display()),
        };
        Self::open_at(folder, &url, capacity).await
    }

    /// A house in this folder and on this store.
    pub async fn open_at(folder: TempDir, url: &str, capacity: u32) -> Self {
        let clock = SetClock::at(Moment::beijing(TODAY, time(10, 0, 0, 0)));
        let desk = desk_at(folder.path(), url, clock.clone(), capacity).await;
        Self { bookings: Bookings::new(desk.clone()), desk, clock, folder }
    }

    /// Holds a place for somebody who never held one.
    pub async fn hold(&self, slot: &SlotKey) -> Result<HoldToken, HoldRefused> {
        self.bookings.hold(&service(), slot, &self.desk.keys.token(), None).await
    }

    /// Holds a place and fills in a couple nobody else is.
    pub async fn filled_hold(&self, slot: &SlotKey) -> Result<HoldToken, HoldRefused> {
        let hold = self.hold(slot).await?;
        self.fill(&hold, &new_couple()).await;
        Ok(hold)
    }

    /// Writes answers that are good.
    pub async fn fill(&self, hold: &HoldToken, couple: &PartyDraft) {
        self.bookings.write(hold, couple).await.expect("kept").expect("good answers");
    }

    /// Books for a couple nobody else is.
    pub async fn book(&self, slot: &SlotKey) -> BookingToken {
        let hold = self.filled_hold(slot).await.expect("a place");
        self.bookings.confirm(&hold).await.expect("confirmed")
    }

    /// Books, from the first click to the last.
    pub async fn try_to_book(&self, slot: &SlotKey) -> Result<BookingToken, Refused> {
        let hold = self.filled_hold(slot).await.map_err(Refused::Hold)?;
        self.bookings.confirm(&hold).await.map_err(Refused::Confirm)
    }

    /// What the ledger says of a slot.
    pub async fn used(&self, slot: &SlotKey) -> i64 {
        self.number("SELECT used FROM slot WHERE venue = $1 AND session = $2 AND starts_ms = $3", slot).await
    }

    /// Live holds and bookings with a place: what the ledger should say.
    pub async fn counted(&self, slot: &SlotKey) -> i64 {
        let holds = "SELECT COUNT(*) FROM hold WHERE venue = $1 AND session = $2 AND starts_ms = $3 AND state = 'live'";
        let bookings = "SELECT COUNT(*) FROM booking WHERE venue = $1 AND session = $2 AND starts_ms = $3
             AND state IN ('confirmed', 'arrived', 'served', 'no_show')";
        self.number(holds, slot).await + self.number(bookings, slot).await
    }

    /// A count without parameters.
    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query(query).fetch_one(self.desk.store.reads()).await.expect("a row").try_get(0).expect("a number")
    }

    async fn number(&self, query: &'static str, slot: &SlotKey) -> i64 {
        let row = sqlx::query(query)
            .bind(slot.venue.as_str())
            .bind(i64::from(slot.session))
            .bind(slot.starts.0)
            .fetch_optional(self.desk.store.reads())
            .await
            .expect("the store answers");
        row.map_or(0, |row| row.try_get(0).expect("a number"))
    }
}

/// A desk on a store and a folder of keys, also where another program has used them before.
pub async fn desk_at(folder: &Path, url: &str, clock: Arc<SetClock>, capacity: u32) -> Desk {
    let store = Store::open(url).await.expect("the store opens");
    store.migrate().await.expect("the tables are made");
    Desk {
        live: Live::new(store.clone()),
        store,
        keys: Keyring::open_or_make(folder, false).expect("keys"),
        catalogue: Arc::new(catalogue()),
        district: Arc::new(district(capacity)),
        calendar: Arc::new(calendar()),
        clock,
        departments: Arc::new(departments()),
        public_url: "https://yimen.test".to_owned(),
    }
}

/// Why [`House::try_to_book`] ended.
#[derive(Debug)]
pub enum Refused {
    Hold(HoldRefused),
    Confirm(#[expect(dead_code, reason = "printed when a test fails")] ConfirmRefused),
}

/// A Monday.
pub const TODAY: Date = date(2026, 11, 23);

/// The marriage service's slot on the Wednesday at 9:00.
pub fn slot() -> SlotKey {
    slot_at("hy", date(2026, 11, 25), 9)
}

/// The slot of a venue that begins at a full hour.
pub fn slot_at(venue: &str, day: Date, hour: i8) -> SlotKey {
    SlotKey { venue: venue.into(), starts: Moment::beijing(day, time(hour, 0, 0, 0)), session: 0 }
}

pub fn service() -> ServiceCode {
    "XC-HY-01".into()
}

pub fn venue() -> VenueCode {
    "hy".into()
}

/// Two people of age that no other call names: synthetic numbers of people born in the nineteenth century.
pub fn new_couple() -> PartyDraft {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    PartyDraft { people: vec![person("样例甲", n, 1), person("样例乙", n, 0)] }
}

/// A person of that number; `sex` is 1 for a man, 0 for a woman.
fn person(name: &str, n: u64, sex: u64) -> PersonDraft {
    let (day, order) = (n % 28, (n / 28) % 500);
    let month = (n / 14_000) % 12;
    let body = format!("1101021899{:02}{:02}{:03}", month + 1, day + 1, order * 2 % 1000 + sex);
    PersonDraft {
        name: name.to_owned(),
        document_kind: "ID_CN".to_owned(),
        document: with_check(&body),
        phone: format!("138{:08}", n % 100_000_000),
        ..PersonDraft::default()
    }
}

fn data(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(root).expect("our data").flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("our data"))
    };
    files.into_iter().map(read).collect()
}

/// The services of the district.
pub fn catalogue() -> Catalogue {
    let files = data("services");
    let one =
        |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).expect("our data");
    let (options, screens, communities) = (one("options.toml"), one("screens.toml"), one("communities.csv"));
    let parts = FormParts::read(("options.toml", &options), ("screens.toml", &screens), ("communities.csv", &communities))
        .expect("our forms");
    Catalogue::read(&parts, files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).expect("our catalogue")
}

fn calendar() -> WorkCalendar {
    let mut calendar = WorkCalendar::default();
    for (name, text) in data("holidays") {
        calendar.add_year(&name, &text).expect("our holidays");
    }
    calendar
}

fn departments() -> Departments {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/departments.toml")).expect("our data");
    Departments::read("departments.toml", &text, &around()).expect("our departments")
}

/// What our departments.toml is read with: our own mappings.
pub fn around() -> Around {
    let mut around = Around::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mappings");
    for folder in std::fs::read_dir(root).expect("our data").flatten() {
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
            let name = format!("{}/{}", folder.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            around.mappings.insert(name, std::fs::read_to_string(file.path()).expect("text"));
        }
    }
    around
}

/// Two venues that register marriages on work days, 9:00 to 12:00, one slot an hour.
fn district(capacity: u32) -> District {
    let words = |zh: &str, en: &str| Words { zh: zh.to_owned(), en: en.to_owned() };
    let services = vec![service(), "XC-HY-07".into()];
    let session = Session {
        weekdays: vec![1, 2, 3, 4, 5],
        from: time(9, 0, 0, 0),
        until: time(12, 0, 0, 0),
        slot_minutes: 60,
        capacity,
        services: services.clone(),
        on_holidays: false,
        only_on: Vec::new(),
    };
    let place = |code: &str, zh: &str, en: &str| Venue {
        code: code.into(),
        name: words(zh, en),
        address: None,
        note: None,
        street_code: None,
        counters: vec![CounterPlan { no: CounterNo(1), services: services.clone() }],
        sessions: vec![session.clone()],
        closures: Vec::new(),
        window: None,
    };
    let hold_minutes = u16::try_from(HOLD_MINUTES).expect("ten");
    District {
        name: words("西城区", "Xicheng"),
        window: BookingWindow { horizon_days: 15, closes_days_before: 1, closes_at: time(15, 0, 0, 0), hold_minutes },
        venues: vec![place("hy", "婚姻登记服务中心", "Marriage Centre"), place("hgs", "护国观音寺", "Outdoor site")],
    }
}
