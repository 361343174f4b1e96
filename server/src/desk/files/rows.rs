//! Files in the store.

use app::ports::files::{FileLine, FileOwner};
use domain::{ids::FileToken, picture::FileKind, time::Moment};
use sqlx::{Any, AnyConnection, Executor, Row as _, any::AnyRow};

use crate::{
    desk::ended::unsealed,
    keys::Keyring,
    store::{StoreError, Tx},
};

/// Bytes of one row before sealing.
pub(super) const PART: usize = 512 * 1024;

/// A file as a dispatch or a receipt names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOf {
    /// The key of the material.
    pub material: String,
    /// The name it came with.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What stands in the store for an owner.
pub(super) fn owner_index(keys: &Keyring, owner: &FileOwner) -> String {
    keys.index("file-owner", owner.as_str())
}

pub(super) fn file_index(keys: &Keyring, file: &FileToken) -> String {
    keys.index("file", file.as_str())
}

pub(super) async fn insert(
    tx: &mut Tx,
    keys: &Keyring,
    owner: &FileOwner,
    line: &FileLine,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let id = file_index(keys, &line.token);
    sqlx::query(
        "INSERT INTO material_file (id, token_sealed, owner, material, kind, bytes, sha256, name_sealed, created_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&id)
    .bind(keys.seal(&format!("file-token:{id}"), line.token.as_str().as_bytes()))
    .bind(owner_index(keys, owner))
    .bind(&line.material)
    .bind(line.kind.mime())
    .bind(i64::try_from(line.bytes).unwrap_or(i64::MAX))
    .bind(&line.sha256)
    .bind(keys.seal(&format!("file-name:{id}"), line.name.as_bytes()))
    .bind(line.taken.0)
    .execute(&mut **tx)
    .await?;
    for (seq, part) in (0_i64..).zip(bytes.chunks(PART)) {
        sqlx::query("INSERT INTO material_part (file_id, seq, sealed) VALUES ($1, $2, $3)")
            .bind(&id)
            .bind(seq)
            .bind(keys.seal(&format!("file-part:{id}:{seq}"), part))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

const COLUMNS: &str = "id, token_sealed, material, kind, bytes, sha256, name_sealed, created_ms";

fn line(keys: &Keyring, row: &AnyRow) -> Result<FileLine, StoreError> {
    let id: String = row.try_get("id")?;
    let sealed = |column: &str, what: &str| -> Result<String, StoreError> {
        let sealed: String = row.try_get(column)?;
        keys.open_text(&format!("{what}:{id}"), &sealed).map_err(|wrong| unsealed(&wrong))
    };
    let mime: String = row.try_get("kind")?;
    let bytes: i64 = row.try_get("bytes")?;
    Ok(FileLine {
        token: FileToken(sealed("token_sealed", "file-token")?),
        material: row.try_get("material")?,
        name: sealed("name_sealed", "file-name")?,
        kind: FileKind::parse(&mime).ok_or_else(|| StoreError::Corrupt(format!("file kind {mime}")))?,
        bytes: u64::try_from(bytes).unwrap_or_default(),
        sha256: row.try_get("sha256")?,
        taken: Moment(row.try_get("created_ms")?),
    })
}

pub(super) async fn lines<'e>(
    from: impl Executor<'e, Database = Any>,
    keys: &Keyring,
    owner: &str,
) -> Result<Vec<FileLine>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM material_file WHERE owner = $1 ORDER BY created_ms, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(owner).fetch_all(from).await?;
    rows.iter().map(|row| line(keys, row)).collect()
}

pub(super) async fn one<'e>(
    from: impl Executor<'e, Database = Any>,
    keys: &Keyring,
    id: &str,
) -> Result<Option<FileLine>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM material_file WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(from).await?;
    row.map(|row| line(keys, &row)).transpose()
}

pub(super) async fn open(
    from: &sqlx::AnyPool,
    keys: &Keyring,
    owner: &str,
    file: &FileToken,
) -> Result<Option<(FileLine, Vec<u8>)>, StoreError> {
    let id = file_index(keys, file);
    let Some(found) = lines(from, keys, owner).await?.into_iter().find(|line| line.token == *file) else { return Ok(None) };
    let parts =
        sqlx::query("SELECT seq, sealed FROM material_part WHERE file_id = $1 ORDER BY seq").bind(&id).fetch_all(from).await?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.bytes).unwrap_or_default());
    for part in parts {
        let (seq, sealed): (i64, String) = (part.try_get("seq")?, part.try_get("sealed")?);
        let open = keys.open(&format!("file-part:{id}:{seq}"), &sealed);
        bytes.extend(open.map_err(|wrong| unsealed(&wrong))?);
    }
    Ok(Some((found, bytes)))
}

pub(super) async fn remove(tx: &mut Tx, keys: &Keyring, owner: &FileOwner, file: &FileToken) -> Result<(), StoreError> {
    let (id, owner) = (file_index(keys, file), owner_index(keys, owner));
    sqlx::query("DELETE FROM material_part WHERE file_id IN (SELECT id FROM material_file WHERE id = $1 AND owner = $2)")
        .bind(&id)
        .bind(&owner)
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM material_file WHERE id = $1 AND owner = $2").bind(&id).bind(&owner).execute(&mut **tx).await?;
    Ok(())
}

/// An owner's files in the order they came, with their tokens.
pub async fn listed<'e>(
    from: impl Executor<'e, Database = Any>,
    keys: &Keyring,
    owner: &FileOwner,
) -> Result<Vec<FileLine>, StoreError> {
    lines(from, keys, &owner_index(keys, owner)).await
}

/// An owner's files, inside a transaction: what a dispatch and a receipt name.
pub async fn of_owner(tx: &mut Tx, keys: &Keyring, owner: &FileOwner) -> Result<Vec<FileOf>, StoreError> {
    let found = lines(&mut **tx as &mut AnyConnection, keys, &owner_index(keys, owner)).await?;
    let file_of = |line: FileLine| FileOf {
        material: line.material,
        name: line.name,
        mime: line.kind.mime(),
        bytes: line.bytes,
        sha256: line.sha256,
    };
    Ok(found.into_iter().map(file_of).collect())
}

/// The draft became a case: its files are the case's from now on.
pub async fn hand_over(tx: &mut Tx, keys: &Keyring, from: &FileOwner, to: &FileOwner) -> Result<(), StoreError> {
    sqlx::query("UPDATE material_file SET owner = $1 WHERE owner = $2")
        .bind(owner_index(keys, to))
        .bind(owner_index(keys, from))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Copies a file to another owner, as that owner's `material`. One part is open at a time.
pub async fn copy(
    tx: &mut Tx,
    keys: &Keyring,
    file: &FileLine,
    to: &FileOwner,
    material: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let (old, token) = (file_index(keys, &file.token), FileToken(keys.token()));
    let id = file_index(keys, &token);
    insert(tx, keys, to, &FileLine { token, material: material.to_owned(), taken: now, ..file.clone() }, &[]).await?;
    let parts: Vec<(i64,)> =
        sqlx::query_as("SELECT seq FROM material_part WHERE file_id = $1 ORDER BY seq").bind(&old).fetch_all(&mut **tx).await?;
    for (seq,) in parts {
        let (sealed,): (String,) = sqlx::query_as("SELECT sealed FROM material_part WHERE file_id = $1 AND seq = $2")
            .bind(&old)
            .bind(seq)
            .fetch_one(&mut **tx)
            .await?;
        let part = keys.open(&format!("file-part:{old}:{seq}"), &sealed).map_err(|wrong| unsealed(&wrong))?;
        sqlx::query("INSERT INTO material_part (file_id, seq, sealed) VALUES ($1, $2, $3)")
            .bind(&id)
            .bind(seq)
            .bind(keys.seal(&format!("file-part:{id}:{seq}"), &part))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Forgets everything of an owner.
pub async fn forget(tx: &mut Tx, keys: &Keyring, owner: &FileOwner) -> Result<(), StoreError> {
    let owner = owner_index(keys, owner);
    for text in [
        "DELETE FROM material_part WHERE file_id IN (SELECT id FROM material_file WHERE owner = $1)",
        "DELETE FROM material_file WHERE owner = $1",
        "DELETE FROM upload_part WHERE upload_id IN (SELECT id FROM upload WHERE owner = $1)",
        "DELETE FROM upload WHERE owner = $1",
    ] {
        sqlx::query(text).bind(&owner).execute(&mut **tx).await?;
    }
    Ok(())
}
