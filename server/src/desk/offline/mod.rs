//! Kiosks without a network: what they have beforehand, and what they bring home sealed: requests to be called back, and applications
//! that were begun. Each is there once, however often it is delivered. Who asked is told by a message that it arrived, and forgotten
//! once they were called; what was begun is a draft like any other (`cases/from_kiosk.rs`).

pub(super) mod conflicts;

use app::{
    msg::{kiosk_offline, sms},
    ports::{CallBack, Delivered, KioskConflict, KioskKit, OfflineDesk, SealedRequest, Unavailable},
    visit::Staff,
};
use async_trait::async_trait;
use domain::{
    form::Typed,
    identity::Phone,
    ids::{CaseRef, ServiceCode, VenueCode},
    text::Lang,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, any::AnyRow};

use super::{
    Desk,
    cases::{Begun, Cases},
    ended::{unavailable, unsealed},
};
use crate::{
    notify,
    store::{StoreError, Tx},
};

/// Numbers that a kiosk has ready: more than twenty minutes of the busiest hall give out at one machine.
const NUMBERS: u16 = 40;
/// The hours of Beijing in which somebody may come, from and until.
const HOURS: std::ops::Range<i8> = 7..20;
/// The longest name that is kept, characters.
const LONGEST_NAME: usize = 40;
/// The most that are listed.
const LISTED: i64 = 200;
/// How long before its delivery a request was made, or a number given out; an older clock is a wrong one.
const OLDEST_MINUTES: i64 = 14 * 24 * 60;

/// The desk of kiosks without a network.
#[derive(Clone)]
pub struct Offline {
    desk: Desk,
    cases: Cases,
}

/// What `public/kiosk/offline/page.js` seals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    service: String,
    name: String,
    phone: String,
    asked_ms: Moment,
}

/// What `public/kiosk/offline/form.js` seals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    service: String,
    reference: String,
    code: String,
    typed: Typed,
    asked_ms: Moment,
}

/// Who asked, as it is sealed in the store.
#[derive(Serialize, Deserialize)]
struct Person {
    name: String,
    phone: String,
}

fn person_of(id: &str) -> String {
    format!("call-back:{id}")
}

impl Offline {
    /// The desk of this server.
    #[must_use]
    pub fn new(desk: Desk, cases: Cases) -> Self {
        Self { desk, cases }
    }

    /// What a sealed request says; `None` where it is not ours or does not hold.
    fn read(&self, venue: &VenueCode, one: &SealedRequest) -> Option<(Request, Phone)> {
        let aad = format!("kiosk-request:{venue}:{}", one.attempt);
        let plain = self.desk.keys.open_from_kiosk(&aad, &one.sealed).ok()?;
        let request: Request = serde_json::from_slice(&plain).ok()?;
        let phone = Phone::parse(&request.phone).ok()?;
        let name = request.name.trim();
        let named = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
        (named && self.desk.catalogue.guide(&request.service).is_some()).then_some((request, phone))
    }

    /// What was begun and sealed; `None` where it is not ours or could not be found again.
    fn read_begun(&self, venue: &VenueCode, one: &SealedRequest) -> Option<Begun> {
        let aad = format!("kiosk-draft:{venue}:{}", one.attempt);
        let plain = self.desk.keys.open_from_kiosk(&aad, &one.sealed).ok()?;
        let Answers { service, reference, code, typed, asked_ms } = serde_json::from_slice(&plain).ok()?;
        let six_digits = code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit());
        let service = self.desk.catalogue.guide(&service).filter(|_| six_digits)?.code.clone();
        Some(Begun { service, reference: CaseRef::parse(&reference)?, code, typed, at: asked_ms })
    }

    async fn take(&self, tx: &mut Tx, venue: &VenueCode, one: &SealedRequest, now: Moment) -> Result<Delivered, StoreError> {
        if let Some((request, phone)) = self.read(venue, one) {
            return self.keep_request(tx, venue, one, (request, phone), now).await;
        }
        match self.read_begun(venue, one) {
            Some(begun) => self.cases.take_begun(tx, &format!("{venue}/{}", one.attempt), begun, now).await,
            None => Ok(Delivered::Unreadable),
        }
    }

    async fn keep_request(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        one: &SealedRequest,
        (request, phone): (Request, Phone),
        now: Moment,
    ) -> Result<Delivered, StoreError> {
        let keys = &self.desk.keys;
        let id = keys.index("call-back", &format!("{venue}/{}", one.attempt));
        let person = Person { name: request.name.trim().to_owned(), phone: phone.as_str().to_owned() };
        let person = serde_json::to_vec(&person).expect("two texts are always JSON");
        let asked = believed(request.asked_ms, now);
        let written = sqlx::query(
            "INSERT INTO call_back (id, venue, service, person_sealed, asked_ms, received_ms)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        )
        .bind(&id)
        .bind(venue.as_str())
        .bind(request.service.to_ascii_uppercase())
        .bind(keys.seal(&person_of(&id), &person))
        .bind(asked.0)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        if written.rows_affected() == 1 {
            let said = kiosk_offline::SMS_RECEIVED;
            let text = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), said.zh, said.en);
            notify::put(tx, keys, &phone, &text, now).await?;
        }
        Ok(Delivered::Received)
    }

    async fn take_all(&self, venue: &VenueCode, requests: &[SealedRequest]) -> Result<Vec<Delivered>, StoreError> {
        let now = self.desk.clock.now();
        let mut tx = self.desk.store.begin().await?;
        let mut outcomes = Vec::with_capacity(requests.len());
        for one in requests {
            outcomes.push(self.take(&mut tx, venue, one, now).await?);
        }
        tx.commit().await?;
        Ok(outcomes)
    }

    async fn open_call_backs(&self, staff: &Staff) -> Result<Vec<CallBack>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, venue, service, person_sealed, asked_ms FROM call_back
             WHERE called_ms IS NULL AND person_sealed <> '' ORDER BY asked_ms, id LIMIT $1",
        )
        .bind(LISTED)
        .fetch_all(self.desk.store.reads())
        .await?;
        let read: Result<Vec<CallBack>, StoreError> = rows.iter().map(|row| self.call_back_of(row)).collect();
        Ok(read?.into_iter().filter(|one| works_at(staff, &one.venue)).collect())
    }

    fn call_back_of(&self, row: &AnyRow) -> Result<CallBack, StoreError> {
        let id: String = row.try_get("id")?;
        let plain = self
            .desk
            .keys
            .open(&person_of(&id), &row.try_get::<String, _>("person_sealed")?)
            .map_err(|wrong| unsealed(&wrong))?;
        let person: Person = serde_json::from_slice(&plain).map_err(|wrong| StoreError::Corrupt(wrong.to_string()))?;
        Ok(CallBack {
            id,
            venue: VenueCode(row.try_get("venue")?),
            service: ServiceCode(row.try_get("service")?),
            name: person.name,
            phone: person.phone,
            asked: Moment(row.try_get("asked_ms")?),
        })
    }

    async fn end_call_back(&self, id: &str, staff: &Staff) -> Result<bool, StoreError> {
        self.end(
            "SELECT venue FROM call_back WHERE id = $1",
            "UPDATE call_back SET called_ms = $1, called_by = $2, person_sealed = '' WHERE id = $3 AND called_ms IS NULL",
            id,
            staff,
        )
        .await
    }

    /// Ends what stands before the staff of a venue: `venue_of` finds whose it is, `ends` writes when and by whom. `false`: it is not
    /// there, it was ended before, or it is another venue's.
    async fn end(&self, venue_of: &'static str, ends: &'static str, id: &str, staff: &Staff) -> Result<bool, StoreError> {
        let mut tx = self.desk.store.begin().await?;
        let found = sqlx::query(venue_of).bind(id).fetch_optional(&mut *tx).await?;
        let Some(found) = found else { return Ok(false) };
        if !works_at(staff, &VenueCode(found.try_get("venue")?)) {
            return Ok(false);
        }
        let ended = sqlx::query(ends).bind(self.desk.clock.now().0).bind(&staff.account).bind(id).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(ended.rows_affected() == 1)
    }
}

/// A kiosk's own clock is believed no further than to the last days, and never about the future.
fn believed(at: Moment, now: Moment) -> Moment {
    at.min(now).max(now.plus_minutes(-OLDEST_MINUTES))
}

fn works_at(staff: &Staff, venue: &VenueCode) -> bool {
    staff.venues.is_empty() || staff.venues.iter().any(|allowed| allowed == venue.as_str())
}

/// Forgets who asked to be called before, whoever was called or not, and the numbers that were not in the queue.
pub async fn forget(desk: &Desk, before: Moment) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    sqlx::query("UPDATE call_back SET person_sealed = '' WHERE received_ms < $1 AND person_sealed <> ''")
        .bind(before.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query("DELETE FROM kiosk_conflict WHERE came_ms < $1").bind(before.0).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

#[async_trait]
impl OfflineDesk for Offline {
    fn kit(&self, venue: &VenueCode) -> Option<KioskKit> {
        self.desk.district.venue(venue)?;
        let (now, keys) = (self.desk.clock.now(), &self.desk.keys);
        let open = HOURS.contains(&now.in_beijing().hour());
        Some(KioskKit {
            now,
            keys: keys.pass_keys().keys.iter().map(|(id, key)| (*id, hex::encode(key.as_bytes()))).collect(),
            seal: keys.kiosk_public(),
            numbers: if open { NUMBERS } else { 0 },
        })
    }

    async fn deliver(&self, venue: &VenueCode, requests: &[SealedRequest]) -> Result<Vec<Delivered>, Unavailable> {
        self.take_all(venue, requests).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn call_backs(&self, staff: &Staff) -> Result<Vec<CallBack>, Unavailable> {
        self.open_call_backs(staff).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn called(&self, id: &str, staff: &Staff) -> Result<bool, Unavailable> {
        self.end_call_back(id, staff).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn conflicts(&self, staff: &Staff) -> Result<Vec<KioskConflict>, Unavailable> {
        self.open_conflicts(staff).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn seen_to(&self, id: &str, staff: &Staff) -> Result<bool, Unavailable> {
        self.end_conflict(id, staff).await.map_err(|wrong| unavailable(&wrong))
    }
}
