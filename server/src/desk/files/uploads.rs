//! A file that comes part by part. The next byte is the only state: a part sent twice is taken once, one that came too far is
//! told where to go on.

use app::ports::files::{FileLine, FileOwner, FileRefused, MOST_PART_BYTES};
use domain::ids::{FileToken, UploadToken};
use serde::{Deserialize, Serialize};
use sqlx::{Any, AnyConnection, Executor, Row as _, any::AnyRow};

use super::{refused, rows};
use crate::{
    desk::{Desk, ended::unsealed},
    keys::Keyring,
    store::{StoreError, Tx},
};

/// An upload under way.
pub(super) struct Begun {
    pub id: String,
    pub material: String,
    pub name: String,
    pub bytes: u64,
    pub received: u64,
    pub file: Option<FileLine>,
    pub owner: FileOwner,
}

/// What of an upload says something of a person, sealed.
#[derive(Serialize, Deserialize)]
struct Named {
    name: String,
    owner: FileOwner,
}

pub(super) async fn begin(
    desk: &Desk,
    owner: &FileOwner,
    material: &str,
    name: &str,
    bytes: u64,
) -> Result<UploadToken, FileRefused> {
    let token = UploadToken(desk.keys.token());
    let id = index(&desk.keys, &token);
    // The owner's own name is needed again when the last part has come, perhaps by another server: it travels sealed.
    let named = serde_json::to_vec(&Named { name: name.to_owned(), owner: owner.clone() }).expect("two texts have a JSON form");
    let put = async {
        let mut tx = desk.store.begin().await?;
        sqlx::query("INSERT INTO upload (id, owner, material, name_sealed, bytes, created_ms) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(&id)
            .bind(rows::owner_index(&desk.keys, owner))
            .bind(material)
            .bind(desk.keys.seal(&format!("upload:{id}"), &named))
            .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
            .bind(desk.clock.now().0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok::<(), StoreError>(())
    };
    put.await.map_err(refused)?;
    Ok(token)
}

fn index(keys: &Keyring, token: &UploadToken) -> String {
    keys.index("upload", token.as_str())
}

pub(super) async fn find(desk: &Desk, token: &UploadToken) -> Result<Begun, FileRefused> {
    let id = index(&desk.keys, token);
    read(desk.store.reads(), desk.store.reads(), &desk.keys, &id).await.map_err(refused)?.ok_or(FileRefused::Unknown)
}

async fn read<'e>(
    from: impl Executor<'e, Database = Any>,
    files: impl Executor<'e, Database = Any>,
    keys: &Keyring,
    id: &str,
) -> Result<Option<Begun>, StoreError> {
    let row = sqlx::query("SELECT id, material, name_sealed, bytes, received, file_id FROM upload WHERE id = $1")
        .bind(id)
        .fetch_optional(from)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let file: Option<String> = row.try_get("file_id")?;
    let file = match file {
        Some(file) => rows::one(files, keys, &file).await?,
        None => None,
    };
    begun(keys, &row, file).map(Some)
}

fn begun(keys: &Keyring, row: &AnyRow, file: Option<FileLine>) -> Result<Begun, StoreError> {
    let id: String = row.try_get("id")?;
    let sealed: String = row.try_get("name_sealed")?;
    let named = keys.open(&format!("upload:{id}"), &sealed).map_err(|wrong| unsealed(&wrong))?;
    let Named { name, owner } = serde_json::from_slice(&named).map_err(|wrong| StoreError::Corrupt(wrong.to_string()))?;
    let count =
        |column: &str| -> Result<u64, StoreError> { Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default()) };
    Ok(Begun { material: row.try_get("material")?, name, owner, bytes: count("bytes")?, received: count("received")?, file, id })
}

/// Takes a part. What comes back says whether it was the last.
pub(super) async fn take_part(desk: &Desk, token: &UploadToken, at: u64, bytes: &[u8]) -> Result<Begun, FileRefused> {
    if bytes.is_empty() || bytes.len() > MOST_PART_BYTES {
        return Err(FileRefused::TooLarge);
    }
    let mut known = find(desk, token).await?;
    let end = at + bytes.len() as u64;
    if known.file.is_some() || end <= known.received {
        return Ok(known);
    }
    if at != known.received || end > known.bytes {
        return Err(FileRefused::OutOfStep);
    }
    let (from, to) = (i64::try_from(at).unwrap_or(i64::MAX), i64::try_from(end).unwrap_or(i64::MAX));
    let put = async {
        let mut tx = desk.store.begin().await?;
        // Two sends of one part race here: the second finds the upload further on and changes nothing.
        let moved = sqlx::query("UPDATE upload SET received = $1 WHERE id = $2 AND received = $3")
            .bind(to)
            .bind(&known.id)
            .bind(from)
            .execute(&mut *tx)
            .await?;
        if moved.rows_affected() == 1 {
            sqlx::query("INSERT INTO upload_part (upload_id, at_byte, sealed) VALUES ($1, $2, $3)")
                .bind(&known.id)
                .bind(from)
                .bind(desk.keys.seal(&format!("upload-part:{}:{from}", known.id), bytes))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok::<(), StoreError>(())
    };
    put.await.map_err(refused)?;
    known.received = end;
    Ok(known)
}

/// All parts in order.
pub(super) async fn whole(desk: &Desk, begun: &Begun) -> Result<Vec<u8>, StoreError> {
    let parts = sqlx::query("SELECT at_byte, sealed FROM upload_part WHERE upload_id = $1 ORDER BY at_byte")
        .bind(&begun.id)
        .fetch_all(desk.store.reads())
        .await?;
    let mut bytes = Vec::with_capacity(usize::try_from(begun.bytes).unwrap_or_default());
    for part in parts {
        let (at, sealed): (i64, String) = (part.try_get("at_byte")?, part.try_get("sealed")?);
        let open = desk.keys.open(&format!("upload-part:{}:{at}", begun.id), &sealed);
        bytes.extend(open.map_err(|wrong| unsealed(&wrong))?);
    }
    Ok(bytes)
}

/// The file that an upload became already, inside the transaction that would make another. Locks the upload's row.
pub(super) async fn became(tx: &mut Tx, keys: &Keyring, id: &str) -> Result<Option<FileLine>, StoreError> {
    sqlx::query("UPDATE upload SET received = received WHERE id = $1").bind(id).execute(&mut **tx).await?;
    let row = sqlx::query("SELECT file_id FROM upload WHERE id = $1").bind(id).fetch_optional(&mut **tx).await?;
    let file: Option<String> = row.map(|row| row.try_get("file_id")).transpose()?.flatten();
    match file {
        Some(file) => rows::one(&mut **tx as &mut AnyConnection, keys, &file).await,
        None => Ok(None),
    }
}

/// The upload became this file; its parts are not needed any more.
pub(super) async fn finish(tx: &mut Tx, keys: &Keyring, id: &str, file: &FileToken) -> Result<(), StoreError> {
    sqlx::query("UPDATE upload SET file_id = $1 WHERE id = $2")
        .bind(rows::file_index(keys, file))
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM upload_part WHERE upload_id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

/// Drops an upload whose file was refused.
pub(super) async fn drop_parts(desk: &Desk, id: &str) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    for text in ["DELETE FROM upload_part WHERE upload_id = $1", "DELETE FROM upload WHERE id = $1"] {
        sqlx::query(text).bind(id).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
