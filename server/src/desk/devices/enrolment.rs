//! From a code on a new machine's screen to a device of a venue. A code is good for a quarter of an hour and once; codes cannot be
//! tried out, and machines that wait are bounded, since anybody may open the page that registers one.

use std::num::NonZeroU32;

use app::{
    ports::devices::{ActRefused, EnrolRefused, NewDevice, RegisterRefused, Registered, Registration},
    visit::Staff,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::ids::DeviceCode;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use sqlx::Row as _;

use super::{Devices, proof, steward_only};
use crate::{desk::ended::Ended, keys::Keyring, store::Tx};

/// How long a code is good.
const CODE_MINUTES: i64 = 15;
/// Machines that wait at once: more than a district sets up in a quarter of an hour.
const MOST_WAITING: i64 = 100;
/// Machines that register in a minute.
const REGISTERED_A_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not nothing");
/// Codes that one account types in a minute.
const TRIED_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("ten is not nothing");
/// The longest name of a machine, characters.
const LONGEST_NAME: usize = 30;
/// The longest secret of a bridge, characters.
const LONGEST_SECRET: usize = 128;
/// Panels that are made, inches.
const PANELS: std::ops::RangeInclusive<f64> = 7.0..=98.0;

/// What is bounded by time.
pub(super) struct Limits {
    registered: DefaultDirectRateLimiter,
    tried: DefaultKeyedRateLimiter<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            registered: RateLimiter::direct(Quota::per_minute(REGISTERED_A_MINUTE)),
            tried: RateLimiter::keyed(Quota::per_minute(TRIED_A_MINUTE)),
        }
    }
}

/// The row that a bridge's secret is sealed for.
pub(super) fn sealed_for(id: &str) -> String {
    format!("device-bridge:{id}")
}

fn code_hash(keys: &Keyring, code: &DeviceCode) -> String {
    keys.index("device-code", code.as_str())
}

impl Devices {
    pub(super) async fn take_key(&self, machine: &Registration) -> Result<Registered, Ended<RegisterRefused>> {
        let refused = |why| Err(Ended::Refused(why));
        let secret = machine.bridge_secret.as_str();
        let spelt = secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if proof::read_key(&machine.key).is_none() || secret.len() > LONGEST_SECRET || !spelt {
            return refused(RegisterRefused::NotAKey);
        }
        if self.limits.registered.check().is_err() {
            return refused(RegisterRefused::TooMany);
        }
        let (now, keys) = (self.now(), &self.desk.keys);
        let (id, code, until) = (keys.token(), DeviceCode::from_chance(keys.chance()), now.plus_minutes(CODE_MINUTES));
        let key = STANDARD.encode(&machine.key);
        let bridge = if secret.is_empty() { String::new() } else { keys.seal(&sealed_for(&id), secret.as_bytes()) };
        let mut tx = self.desk.store.begin().await?;
        // A machine that asks again shows its new code only.
        sqlx::query("DELETE FROM device_waiting WHERE until_ms <= $1 OR public_key = $2")
            .bind(now.0)
            .bind(&key)
            .execute(&mut *tx)
            .await?;
        let waiting = sqlx::query("SELECT COUNT(*) FROM device_waiting").fetch_one(&mut *tx).await?;
        if waiting.try_get::<i64, _>(0)? >= MOST_WAITING {
            return refused(RegisterRefused::TooMany);
        }
        sqlx::query(
            "INSERT INTO device_waiting (id, code_hash, public_key, bridge_sealed, until_ms) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&id)
        .bind(code_hash(keys, &code))
        .bind(&key)
        .bind(&bridge)
        .bind(until.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Registered { id, code, until })
    }

    pub(super) async fn make_device(&self, new: &NewDevice, staff: &Staff) -> Result<(), Ended<EnrolRefused>> {
        let refused = |why| Err(Ended::Refused(why));
        if !staff.steward {
            return refused(EnrolRefused::NotAllowed);
        }
        if self.desk.district.venue(&new.venue).is_none() {
            return refused(EnrolRefused::Venue);
        }
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return refused(EnrolRefused::Name);
        }
        let Some(inches) = new.inches.trim().parse::<f64>().ok().filter(|inches| PANELS.contains(inches)) else {
            return refused(EnrolRefused::Inches);
        };
        if self.limits.tried.check_key(&staff.account).is_err() {
            return refused(EnrolRefused::TooOften);
        }
        let Some(code) = DeviceCode::parse(&new.code) else { return refused(EnrolRefused::Code) };
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        // Whoever takes the row away makes the device: of two who type one code, one.
        let taken: Option<(String, String, String)> = sqlx::query_as(
            "DELETE FROM device_waiting WHERE code_hash = $1 AND until_ms > $2 RETURNING id, public_key, bridge_sealed",
        )
        .bind(code_hash(&self.desk.keys, &code))
        .bind(now.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((id, key, bridge)) = taken else { return refused(EnrolRefused::Code) };
        sqlx::query(
            "INSERT INTO device (id, venue, name, inches, public_key, bridge_sealed, by_account, enrolled_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&id)
        .bind(new.venue.as_str())
        .bind(name)
        .bind(inches.round() as i64)
        .bind(&key)
        .bind(&bridge)
        .bind(&staff.account)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn take_out(&self, id: &str, staff: &Staff) -> Result<(), Ended<ActRefused>> {
        steward_only(staff)?;
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let taken = sqlx::query(
            "UPDATE device SET revoked_ms = $2, revoked_by = $3, session_hash = NULL, challenge_hash = NULL, bridge_sealed = ''
             WHERE id = $1 AND revoked_ms IS NULL",
        )
        .bind(id)
        .bind(now.0)
        .bind(&staff.account)
        .execute(&mut *tx)
        .await?;
        if taken.rows_affected() == 0 {
            return Err(Ended::Refused(ActRefused::Unknown));
        }
        end_calls_of_device(&mut tx, id, now.0).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Nobody stands at a machine that is out of use.
async fn end_calls_of_device(tx: &mut Tx, id: &str, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE help_call SET ended_ms = $2 WHERE device = $1 AND ended_ms IS NULL")
        .bind(id)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
