//! The table of residents. One person is one row, whichever way they came: by the provider's name for them, else by document.

use domain::{
    identity::{Document, Name, Phone},
    time::Moment,
};
use sqlx::Row as _;

use super::{Identity, ResidentsError};
use crate::{
    desk::Desk,
    keys::Keyring,
    store::{StoreError, Tx},
};

/// The id of the person; a new one for who was never here. What is known of them is brought up to date.
pub(super) async fn known(
    desk: &Desk,
    subject_index: Option<&str>,
    identity: &Identity,
    now: Moment,
) -> Result<String, ResidentsError> {
    match write(desk, subject_index, identity, now).await {
        // Two of one person's devices at the same moment: the row is there now.
        Err(ResidentsError::Store(wrong)) if wrong.is_unique_violation() => write(desk, subject_index, identity, now).await,
        answer => answer,
    }
}

async fn write(desk: &Desk, subject_index: Option<&str>, identity: &Identity, now: Moment) -> Result<String, ResidentsError> {
    let keys = &desk.keys;
    let document_index = identity.document.as_ref().map(|document| document_index(keys, document));
    let mut tx = desk.store.begin().await?;
    let by_document = find(&mut tx, "document_index", document_index.as_deref()).await?;
    let by_subject = find(&mut tx, "subject_index", subject_index).await?;
    // A document is the person; a provider may give somebody's subject anew.
    let id = match (by_document, by_subject) {
        (Some(id), other) => {
            if let Some(other) = other.filter(|other| *other != id) {
                sqlx::query("UPDATE resident SET subject_index = NULL WHERE id = $1").bind(other).execute(&mut *tx).await?;
            }
            id
        }
        (None, Some(id)) => id,
        (None, None) => {
            let id = keys.token();
            sqlx::query("INSERT INTO resident (id, identity_sealed, seen_ms) VALUES ($1, '', $2)")
                .bind(&id)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            id
        }
    };
    let mut kept = identity.clone();
    if (kept.phone.is_none() || kept.document.is_none())
        && let Some(before) = read(&mut tx, keys, &id).await?
    {
        // A card names no telephone, and not every provider a document: what was told before stays.
        kept.phone = kept.phone.or(before.phone);
        kept.document = kept.document.or(before.document);
    }
    let reach = match (&kept.phone, &kept.document) {
        (Some(phone), Some(document)) => Some(reach_index(keys, phone, document.last_four())),
        _ => None,
    };
    let plain = serde_json::to_vec(&kept).map_err(|wrong| ResidentsError::Sealed(wrong.to_string()))?;
    // Who tells a telephone by themselves has told it, whatever a list said before.
    sqlx::query(
        "UPDATE resident SET subject_index = COALESCE($2, subject_index), document_index = COALESCE($3, document_index),
             reach_index = $4, identity_sealed = $5, seen_ms = $6, phone_listed = CASE WHEN $7 = 1 THEN 0 ELSE phone_listed END,
             verified_ms = CASE WHEN $8 = 1 THEN $6 ELSE verified_ms END
         WHERE id = $1",
    )
    .bind(&id)
    .bind(subject_index)
    .bind(document_index)
    .bind(reach)
    .bind(keys.seal(&sealed_for(&id), &plain))
    .bind(now.0)
    .bind(i64::from(identity.phone.is_some()))
    .bind(i64::from(identity.document.is_some()))
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Somebody whom a list of ours names with a telephone can be sent a code there, and with the last four of their document be
/// signed in: a wrong number on a list is half of it, as paper that was found is. A telephone that they or a provider told stays.
pub(in crate::desk) async fn make_reachable(
    tx: &mut Tx,
    keys: &Keyring,
    (name, document, phone): (&Name, &Document, &Phone),
    now: Moment,
) -> Result<(), ResidentsError> {
    let person = document_index(keys, document);
    sqlx::query(
        "INSERT INTO resident (id, document_index, identity_sealed, seen_ms) VALUES ($1, $2, '', $3)
         ON CONFLICT (document_index) DO NOTHING",
    )
    .bind(keys.token())
    .bind(&person)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    // Their own sign-in at this moment comes before or after, never in between.
    let (id, sealed, listed): (String, String, i64) = sqlx::query_as(
        "UPDATE resident SET document_index = document_index WHERE document_index = $1
         RETURNING id, identity_sealed, phone_listed",
    )
    .bind(&person)
    .fetch_one(&mut **tx)
    .await?;
    let before = opened(keys, &id, &sealed)?;
    let told = before.as_ref().is_some_and(|before| before.phone.is_some()) && listed == 0;
    if told {
        return Ok(());
    }
    let kept = Identity {
        name: before.map_or_else(|| name.clone(), |before| before.name),
        document: Some(document.clone()),
        phone: Some(phone.clone()),
    };
    let plain = serde_json::to_vec(&kept).map_err(|wrong| ResidentsError::Sealed(wrong.to_string()))?;
    sqlx::query("UPDATE resident SET reach_index = $2, identity_sealed = $3, seen_ms = $4, phone_listed = 1 WHERE id = $1")
        .bind(&id)
        .bind(reach_index(keys, phone, document.last_four()))
        .bind(keys.seal(&sealed_for(&id), &plain))
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn find(tx: &mut Tx, column: &'static str, index: Option<&str>) -> Result<Option<String>, ResidentsError> {
    let Some(index) = index else { return Ok(None) };
    let text = format!("SELECT id FROM resident WHERE {column} = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(index).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.try_get("id")).transpose()?)
}

async fn read(tx: &mut Tx, keys: &Keyring, id: &str) -> Result<Option<Identity>, ResidentsError> {
    let row = sqlx::query("SELECT identity_sealed FROM resident WHERE id = $1").bind(id).fetch_optional(&mut **tx).await?;
    row.map_or(Ok(None), |row| opened(keys, id, &row.try_get::<String, _>("identity_sealed")?))
}

/// Who a resident is; `None` for an unknown id and for who was forgotten.
pub(in crate::desk) async fn identity(desk: &Desk, id: &str) -> Result<Option<Identity>, ResidentsError> {
    let row =
        sqlx::query("SELECT identity_sealed FROM resident WHERE id = $1").bind(id).fetch_optional(desk.store.reads()).await?;
    row.map_or(Ok(None), |row| opened(&desk.keys, id, &row.try_get::<String, _>("identity_sealed")?))
}

/// Who answers at this telephone and has a document that ends so.
pub(super) async fn by_reach(desk: &Desk, phone: &Phone, last_four: &str) -> Result<Option<String>, ResidentsError> {
    let row = sqlx::query("SELECT id FROM resident WHERE reach_index = $1 ORDER BY seen_ms DESC LIMIT 1")
        .bind(reach_index(&desk.keys, phone, last_four))
        .fetch_optional(desk.store.reads())
        .await?;
    Ok(row.map(|row| row.try_get("id")).transpose()?)
}

/// Name and document of a resident as a provider or a card told them: by these alone somebody finds what was done in their
/// name before they signed in. `None` where no document was told, or by a list of ours only.
pub(in crate::desk) async fn verified(desk: &Desk, id: &str) -> Result<Option<(Name, Document)>, ResidentsError> {
    let told = sqlx::query("SELECT 1 FROM resident WHERE id = $1 AND verified_ms IS NOT NULL").bind(id);
    if told.fetch_optional(desk.store.reads()).await?.is_none() {
        return Ok(None);
    }
    Ok(identity(desk, id).await?.and_then(|known| Some((known.name, known.document?))))
}

fn opened(keys: &Keyring, id: &str, sealed: &str) -> Result<Option<Identity>, ResidentsError> {
    if sealed.is_empty() {
        return Ok(None);
    }
    let wrong = |wrong: &dyn std::fmt::Display| ResidentsError::Sealed(wrong.to_string());
    let plain = keys.open(&sealed_for(id), sealed).map_err(|error| wrong(&error))?;
    serde_json::from_slice(&plain).map(Some).map_err(|error| wrong(&error))
}

fn sealed_for(id: &str) -> String {
    format!("resident:{id}")
}

/// What finds a person by their document, here and among wallets.
pub(in crate::desk) fn document_index(keys: &Keyring, document: &Document) -> String {
    keys.index("resident-document", &format!("{}\n{}", document.kind().code(), document.number()))
}

fn reach_index(keys: &Keyring, phone: &Phone, last_four: &str) -> String {
    keys.index("resident-reach", &format!("{}\n{last_four}", phone.as_str()))
}

/// Forgets who has not been here since `before`, and has no voucher that could be spent since then: what they are known by is their
/// way to it. The keyed hashes stay, so that who comes back finds their things.
pub async fn forget(desk: &Desk, before: Moment) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    sqlx::query(
        "UPDATE resident SET identity_sealed = '', reach_index = NULL WHERE seen_ms < $1 AND identity_sealed <> ''
         AND NOT EXISTS (SELECT 1 FROM voucher_wallet w JOIN voucher v ON v.wallet = w.id
             WHERE w.person_index = resident.document_index AND v.valid_until_ms >= $1)",
    )
    .bind(before.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query("DELETE FROM resident_sign_in WHERE expires_ms < $1").bind(before.0).execute(&mut *tx).await?;
    sqlx::query("DELETE FROM resident_code WHERE expires_ms < $1").bind(before.0).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
