//! Files that residents hand in. Every file is looked at before it is believed, drawn anew where it is a picture (so nothing
//! the camera wrote into it remains), sealed, and bound to its draft or case. The bytes lie in the store, so that several
//! servers see the same files and one transaction holds all of it.

mod clean;
mod rows;
mod scan;
mod sweep;
mod uploads;

use std::sync::Arc;

use app::ports::{
    Unavailable,
    files::{FileDesk, FileLine, FileOwner, FileRefused, MOST_BYTES, MOST_FILES, UploadView},
};
use async_trait::async_trait;
use domain::ids::{FileToken, UploadToken};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

pub use rows::{FileOf, copy, forget, hand_over, listed, of_owner};
pub use scan::Scanner;
pub use sweep::{forget_unfinished, sweep};

use super::{Desk, ended::unavailable};
use crate::store::StoreError;

/// How many files are drawn anew at once: each may need 200 MB for a moment.
const CLEANED_AT_ONCE: usize = 2;
/// The longest name that is kept, characters.
const LONGEST_NAME: usize = 80;

/// The files' desk.
#[derive(Clone)]
pub struct Files {
    desk: Desk,
    scanner: Option<Arc<Scanner>>,
    cleaning: Arc<Semaphore>,
}

impl Files {
    /// Over the desk's store; `scanner` looks for viruses where one is set.
    #[must_use]
    pub fn new(desk: Desk, scanner: Option<Scanner>) -> Self {
        Self { desk, scanner: scanner.map(Arc::new), cleaning: Arc::new(Semaphore::new(CLEANED_AT_ONCE)) }
    }

    /// Looks at the bytes and gives back what is kept of them.
    async fn cleaned(&self, bytes: Vec<u8>) -> Result<clean::Cleaned, FileRefused> {
        if bytes.is_empty() {
            return Err(FileRefused::Empty);
        }
        if bytes.len() as u64 > MOST_BYTES {
            return Err(FileRefused::TooLarge);
        }
        if let Some(scanner) = &self.scanner {
            scanner.look(&bytes).await?;
        }
        let _turn = self.cleaning.acquire().await.map_err(|_| FileRefused::Unavailable)?;
        // A file that makes a decoder panic is a damaged file; the panic stays in its own task.
        tokio::task::spawn_blocking(move || clean::clean(bytes)).await.unwrap_or(Err(FileRefused::Damaged))
    }

    async fn keep(
        &self,
        owner: &FileOwner,
        material: &str,
        name: &str,
        cleaned: clean::Cleaned,
        upload: Option<&str>,
    ) -> Result<FileLine, StoreError> {
        let keys = &self.desk.keys;
        let line = FileLine {
            token: FileToken(keys.token()),
            material: material.to_owned(),
            name: name.to_owned(),
            kind: cleaned.kind,
            bytes: cleaned.bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&cleaned.bytes)),
            taken: self.desk.clock.now(),
        };
        let mut tx = self.desk.store.begin().await?;
        if let Some(upload) = upload
            && let Some(known) = uploads::became(&mut tx, keys, upload).await?
        {
            return Ok(known);
        }
        rows::insert(&mut tx, keys, owner, &line, &cleaned.bytes).await?;
        if let Some(upload) = upload {
            uploads::finish(&mut tx, keys, upload, &line.token).await?;
        }
        tx.commit().await?;
        Ok(line)
    }

    async fn room(&self, owner: &FileOwner) -> Result<(), FileRefused> {
        let there = self.of(owner).await.map_err(|Unavailable| FileRefused::Unavailable)?;
        if there.len() < MOST_FILES { Ok(()) } else { Err(FileRefused::TooMany) }
    }
}

/// The file's own name without folders and control characters; a name is shown to its owner only.
fn short(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

#[async_trait]
impl FileDesk for Files {
    async fn take(&self, owner: &FileOwner, material: &str, name: &str, bytes: Vec<u8>) -> Result<FileLine, FileRefused> {
        self.room(owner).await?;
        let cleaned = self.cleaned(bytes).await?;
        self.keep(owner, material, &short(name), cleaned, None).await.map_err(refused)
    }

    async fn begin(&self, owner: &FileOwner, material: &str, name: &str, bytes: u64) -> Result<UploadToken, FileRefused> {
        if bytes == 0 {
            return Err(FileRefused::Empty);
        }
        if bytes > MOST_BYTES {
            return Err(FileRefused::TooLarge);
        }
        self.room(owner).await?;
        uploads::begin(&self.desk, owner, material, &short(name), bytes).await
    }

    async fn part(&self, upload: &UploadToken, at: u64, bytes: &[u8]) -> Result<UploadView, FileRefused> {
        let begun = uploads::take_part(&self.desk, upload, at, bytes).await?;
        if begun.received < begun.bytes || begun.file.is_some() {
            return Ok(UploadView { received: begun.received, bytes: begun.bytes, file: begun.file });
        }
        let whole = uploads::whole(&self.desk, &begun).await.map_err(refused)?;
        let cleaned = match self.cleaned(whole).await {
            Ok(cleaned) => cleaned,
            Err(refusal) => {
                // What will not be taken is not kept either.
                uploads::drop_parts(&self.desk, &begun.id).await.map_err(refused)?;
                return Err(refusal);
            }
        };
        let file = self.keep(&begun.owner, &begun.material, &begun.name, cleaned, Some(&begun.id)).await.map_err(refused)?;
        Ok(UploadView { received: begun.received, bytes: begun.bytes, file: Some(file) })
    }

    async fn upload(&self, upload: &UploadToken) -> Result<UploadView, FileRefused> {
        let begun = uploads::find(&self.desk, upload).await?;
        Ok(UploadView { received: begun.received, bytes: begun.bytes, file: begun.file })
    }

    async fn of(&self, owner: &FileOwner) -> Result<Vec<FileLine>, Unavailable> {
        let owner = rows::owner_index(&self.desk.keys, owner);
        rows::lines(self.desk.store.reads(), &self.desk.keys, &owner).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn open(&self, owner: &FileOwner, file: &FileToken) -> Result<Option<(FileLine, Vec<u8>)>, Unavailable> {
        let owner = rows::owner_index(&self.desk.keys, owner);
        rows::open(self.desk.store.reads(), &self.desk.keys, &owner, file).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn remove(&self, owner: &FileOwner, file: &FileToken) -> Result<(), Unavailable> {
        let remove = async {
            let mut tx = self.desk.store.begin().await?;
            rows::remove(&mut tx, &self.desk.keys, owner, file).await?;
            tx.commit().await?;
            Ok::<(), StoreError>(())
        };
        remove.await.map_err(|wrong| unavailable(&wrong))
    }
}

fn refused(wrong: StoreError) -> FileRefused {
    unavailable(&wrong);
    FileRefused::Unavailable
}
