//! Codes for a kiosk: six digits sent to a known telephone, or a longer code printed earlier for people without one. Whether a
//! telephone is known here is never told: known and unknown get the same answers, and tries are counted alike.

use app::{
    msg::resident_sign_in as words,
    ports::{AskCodeRefused, PrintedCode},
};
use domain::{identity::Phone, text::Lang, time::Moment};
use sqlx::Row as _;

use super::{Residents, ResidentsError, SignIn, rows, sign_ins::Came};
use crate::{
    desk::tries,
    notify::{self, Message},
    store::StoreError,
};

/// How long six digits are good, minutes.
const SENT_MINUTES: i64 = 5;
/// How long a printed code is good, minutes: until the next visit or so.
const PRINTED_MINUTES: i64 = 90 * 24 * 60;
/// Wrong codes until a new one is needed.
const TRIES: i64 = 5;
/// Characters of a printed code: no letter that looks like a digit; 50 bits.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PRINTED_LENGTH: usize = 10;

impl Residents {
    /// Sends six digits, if somebody is known at this telephone with a document that ends so. Returns the attempt's name.
    pub(super) async fn send_code(&self, phone: &Phone, last_four: &str, visitor: &str) -> Result<String, AskCodeRefused> {
        let wanted = format!("code:{}", phone.as_str());
        let house_now = self.desk.clock.now();
        let told = |wrong: ResidentsError| {
            tracing::error!(%wrong, "a code could not be sent");
            AskCodeRefused::Unavailable
        };
        match tries::may_try(&self.desk, &self.budget, &wanted, &format!("code:{visitor}"), house_now).await {
            Ok(true) => {}
            Ok(false) => return Err(AskCodeRefused::TooOften),
            Err(wrong) => return Err(told(wrong.into())),
        }
        let resident = rows::by_reach(&self.desk, phone, last_four).await.map_err(told)?;
        self.write_code(resident.as_deref(), phone, house_now).await.map_err(|wrong| told(wrong.into()))
    }

    async fn write_code(&self, resident: Option<&str>, phone: &Phone, house_now: Moment) -> Result<String, StoreError> {
        let keys = &self.desk.keys;
        let attempt = keys.token();
        // Even shares: 2⁶⁴ is so much larger than a million that no code is likelier by more than one in 10¹³.
        let code = format!("{:06}", keys.chance() % 1_000_000);
        let hash = keys.index("resident-attempt", &attempt);
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("DELETE FROM resident_code WHERE expires_ms < $1").bind(self.now().0).execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO resident_code (id_hash, kind, resident, code_hash, tries, expires_ms) VALUES ($1, 'sms', $2, $3, 0, $4)",
        )
        .bind(&hash)
        .bind(resident)
        .bind(keys.index("resident-code", &format!("{hash}\n{code}")))
        .bind(self.now().plus_minutes(SENT_MINUTES).0)
        .execute(&mut *tx)
        .await?;
        if resident.is_some() {
            let say = |lang: Lang| words::SMS_CODE.with(lang, &[("code", &code)]);
            let sender = app::msg::sms::SENDER.of(Lang::Zh);
            let text = format!("{sender}{}\n{}", say(Lang::Zh), say(Lang::En));
            notify::put_all(&mut tx, &[Message::secret(keys, phone, &text)], house_now).await?;
        }
        tx.commit().await?;
        Ok(attempt)
    }

    /// Signs in who types the digits that were sent; `None` for wrong, unknown, used and run out.
    pub async fn by_sent_code(&self, attempt: &str, code: &str, at_kiosk: bool) -> Result<Option<SignIn>, ResidentsError> {
        let hash = self.desk.keys.index("resident-attempt", attempt);
        let digits: String = tries::normalise(code);
        self.by_code(&hash, "sms", &digits, at_kiosk).await
    }

    /// Makes the code that is printed for a resident; the one before stops working.
    pub(super) async fn make_printed(&self, resident: &str) -> Result<PrintedCode, ResidentsError> {
        let keys = &self.desk.keys;
        let Some(last_four) = self.last_four(resident).await? else { return Ok(PrintedCode::NoDocument) };
        let chance = keys.chance();
        let code: String =
            (0..PRINTED_LENGTH).map(|at| char::from(ALPHABET[(chance >> (5 * at)) as usize % ALPHABET.len()])).collect();
        let hash = keys.index("resident-printed", &code);
        let until = self.now().plus_minutes(PRINTED_MINUTES);
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("DELETE FROM resident_code WHERE resident = $1 AND kind = 'paper'").bind(resident).execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO resident_code (id_hash, kind, resident, code_hash, tries, expires_ms) VALUES ($1, 'paper', $2, $3, 0, $4)",
        )
        .bind(&hash)
        .bind(resident)
        .bind(keys.index("resident-code", &format!("{hash}\n{last_four}")))
        .bind(until.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(PrintedCode::Code { code: format!("{}-{}", &code[..5], &code[5..]), until })
    }

    /// Signs in who types a printed code and the last four of their document. Paper that was found is half of it.
    pub async fn by_printed_code(
        &self,
        code: &str,
        last_four: &str,
        visitor: &str,
        at_kiosk: bool,
    ) -> Result<Option<SignIn>, ResidentsError> {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| alike(c.to_ascii_uppercase())).collect();
        let wanted = format!("paper:{code}");
        let asked = tries::may_try(&self.desk, &self.budget, &wanted, &format!("paper:{visitor}"), self.desk.clock.now()).await?;
        if !asked {
            return Ok(None);
        }
        let hash = self.desk.keys.index("resident-printed", &code);
        self.by_code(&hash, "paper", &tries::normalise(last_four), at_kiosk).await
    }

    async fn by_code(
        &self,
        hash: &str,
        kind: &'static str,
        answer: &str,
        at_kiosk: bool,
    ) -> Result<Option<SignIn>, ResidentsError> {
        let answer = self.desk.keys.index("resident-code", &format!("{hash}\n{answer}"));
        let mut tx = self.desk.store.begin().await?;
        // Counted before it is looked at: tries at once are counted one by one.
        let row = sqlx::query(
            "UPDATE resident_code SET tries = tries + 1 WHERE id_hash = $1 AND kind = $2 AND tries < $3 AND expires_ms > $4
             RETURNING resident, code_hash",
        )
        .bind(hash)
        .bind(kind)
        .bind(TRIES)
        .bind(self.now().0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else {
            tx.commit().await?;
            return Ok(None);
        };
        let (resident, wanted): (Option<String>, String) = (row.try_get("resident")?, row.try_get("code_hash")?);
        // Keyed hashes: comparing them tells nothing about the code.
        let right = resident.filter(|_| wanted == answer);
        if right.is_some() {
            // Digits are good once; paper is for every visit.
            let text = if kind == "sms" {
                "DELETE FROM resident_code WHERE id_hash = $1"
            } else {
                "UPDATE resident_code SET tries = 0 WHERE id_hash = $1"
            };
            sqlx::query(text).bind(hash).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        match right {
            Some(resident) => self.begin_stay(&resident, Came::Here, at_kiosk).await.map(Some),
            None => Ok(None),
        }
    }

    async fn last_four(&self, resident: &str) -> Result<Option<String>, ResidentsError> {
        let identity = rows::identity(&self.desk, resident).await?;
        Ok(identity.and_then(|identity| Some(identity.document?.last_four().to_owned())))
    }
}

/// What people read for a character that the alphabet has not.
const fn alike(typed: char) -> char {
    match typed {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}
