//! Who is signed in. A session's cookie and row only carry the name of a sign-in; what counts is its row here, so that it can be
//! ended from the provider, from another device, or by the kiosk for the next person.

use app::visit::Resident;
use domain::{identity::mask_name, time::Moment};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::{Residents, ResidentsError, rows};

/// What a session carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// The sign-in's own name: random, kept as a keyed hash.
    token: String,
    /// Who.
    pub resident: Resident,
    /// Until when.
    pub until: Moment,
}

impl SignIn {
    /// Its name, by which [`Residents::is_live`] and [`Residents::leave_there`] know it; it opens nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.token
    }
}

/// Who does not exist: the made-up person of a kiosk's nightly proof that it forgets. No row of a resident has this name.
const MADE_UP: &str = "made-up";

/// How somebody came.
pub(super) enum Came<'a> {
    /// From the provider.
    Provider {
        /// Keyed hash of provider and subject.
        subject_index: &'a str,
        /// The provider's name of its session.
        session: Option<&'a str>,
        /// The token, to sign out there.
        id_token: &'a str,
    },
    /// By a code or a card.
    Here,
}

/// A sign-in that ended here.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Where the browser goes to sign out at the provider too; `None` where there is nothing to do.
    pub at_provider: Option<String>,
}

impl Residents {
    /// Signs somebody in.
    pub(super) async fn begin_stay(&self, resident: &str, from: Came<'_>, at_kiosk: bool) -> Result<SignIn, ResidentsError> {
        let (keys, now) = (&self.desk.keys, self.now());
        let identity = rows::identity(&self.desk, resident).await?;
        let name_masked = identity.map(|identity| mask_name(identity.name.as_str())).unwrap_or_default();
        let token = keys.token();
        let hash = self.sign_in_hash(&token);
        let until = now.plus_minutes(if at_kiosk { self.stay.kiosk } else { self.stay.own });
        let (subject, session, hint) = match from {
            Came::Provider { subject_index, session, id_token } => {
                let session = session.map(|session| self.provider_session_index(session));
                (Some(subject_index), session, keys.seal(&hint_for(&hash), id_token.as_bytes()))
            }
            Came::Here => (None, None, String::new()),
        };
        let mut tx = self.desk.store.begin().await?;
        sqlx::query(
            "INSERT INTO resident_sign_in
                 (id_hash, resident, subject_index, provider_session_index, hint_sealed, begun_ms, expires_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(hash)
        .bind(resident)
        .bind(subject)
        .bind(session)
        .bind(hint)
        .bind(now.0)
        .bind(until.0)
        .execute(&mut *tx)
        .await?;
        // Sign-ins are rare: the moment to forget those that ended.
        sqlx::query("DELETE FROM resident_sign_in WHERE expires_ms < $1").bind(now.0).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(SignIn { token, resident: Resident { id: resident.to_owned(), name_masked }, until })
    }

    /// Signs in somebody who does not exist, for a kiosk's proof that their leaving ends it.
    pub async fn made_up(&self) -> Result<SignIn, ResidentsError> {
        self.begin_stay(MADE_UP, Came::Here, true).await
    }

    /// Whether a sign-in still counts.
    pub async fn live(&self, sign_in: &SignIn) -> Result<bool, ResidentsError> {
        self.is_live(&sign_in.token).await
    }

    /// Whether the sign-in of this name still counts.
    pub async fn is_live(&self, name: &str) -> Result<bool, ResidentsError> {
        let row = sqlx::query("SELECT 1 FROM resident_sign_in WHERE id_hash = $1 AND expires_ms > $2 AND left_ms IS NULL")
            .bind(self.sign_in_hash(name))
            .bind(self.now().0)
            .fetch_optional(self.desk.store.reads())
            .await?;
        Ok(row.is_some())
    }

    /// Ends a sign-in here. What is needed to tell the provider stays for a minute; whoever holds the returned name may take it.
    pub async fn leave(&self, sign_in: &SignIn) -> Result<Option<String>, ResidentsError> {
        let mut tx = self.desk.store.begin().await?;
        let there = sqlx::query(
            "UPDATE resident_sign_in SET left_ms = $2, expires_ms = $3 WHERE id_hash = $1 AND left_ms IS NULL RETURNING hint_sealed",
        )
        .bind(self.sign_in_hash(&sign_in.token))
        .bind(self.now().0)
        .bind(self.now().plus_minutes(1).0)
        .fetch_optional(&mut *tx)
        .await?;
        let hint: String = there.map_or(Ok(String::new()), |row| row.try_get("hint_sealed"))?;
        tx.commit().await?;
        Ok((!hint.is_empty()).then(|| sign_in.token.clone()))
    }

    /// The provider's address that ends its session, for who has just left here by that name.
    pub async fn leave_there(&self, token: &str) -> Result<Ended, ResidentsError> {
        let hash = self.sign_in_hash(token);
        let mut tx = self.desk.store.begin().await?;
        let row = sqlx::query(
            "DELETE FROM resident_sign_in WHERE id_hash = $1 AND left_ms IS NOT NULL AND expires_ms > $2 RETURNING hint_sealed",
        )
        .bind(&hash)
        .bind(self.now().0)
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(Ended { at_provider: None }) };
        let sealed: String = row.try_get("hint_sealed")?;
        let hint = self.desk.keys.open_text(&hint_for(&hash), &sealed);
        let hint = hint.map_err(|wrong| ResidentsError::Sealed(wrong.to_string()))?;
        let Some(provider) = &self.provider else { return Ok(Ended { at_provider: None }) };
        let home = format!("{}/signed-out", self.desk.public_url);
        Ok(Ended { at_provider: provider.end_session(&hint, &home).await })
    }

    /// Ends what the provider says has ended: one of its sessions, or everything of one person that began before.
    pub(super) async fn ended_there(
        &self,
        session: Option<&str>,
        subject_index: Option<&str>,
        begun_before: Moment,
    ) -> Result<u64, ResidentsError> {
        let mut tx = self.desk.store.begin().await?;
        let ended = if let Some(session) = session {
            sqlx::query("DELETE FROM resident_sign_in WHERE provider_session_index = $1 AND begun_ms <= $2")
                .bind(self.provider_session_index(session))
                .bind(begun_before.0)
                .execute(&mut *tx)
                .await?
        } else {
            sqlx::query("DELETE FROM resident_sign_in WHERE subject_index = $1 AND begun_ms <= $2")
                .bind(subject_index)
                .bind(begun_before.0)
                .execute(&mut *tx)
                .await?
        };
        tx.commit().await?;
        Ok(ended.rows_affected())
    }

    fn sign_in_hash(&self, token: &str) -> String {
        self.desk.keys.index("resident-sign-in", token)
    }

    fn provider_session_index(&self, session: &str) -> String {
        self.desk.keys.index("resident-provider-session", session)
    }
}

fn hint_for(hash: &str) -> String {
    format!("resident-hint:{hash}")
}
