//! Files that residents hand in: taken whole or part by part, cleaned, sealed, and shown again only to who holds their case.

use async_trait::async_trait;
use domain::{
    ids::{FileToken, UploadToken},
    picture::FileKind,
    time::Moment,
};
use serde::{Deserialize, Serialize};

use super::Unavailable;

/// The most bytes of one file as it arrives.
pub const MOST_BYTES: u64 = 15 * 1024 * 1024;
/// The most bytes of one part of an upload.
pub const MOST_PART_BYTES: usize = 512 * 1024;
/// The most files of one draft or case.
pub const MOST_FILES: usize = 60;

/// Whose files they are: a draft or a case, named so that neither can pass for the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileOwner(String);

impl FileOwner {
    /// The files of a draft, by its token.
    #[must_use]
    pub fn draft(token: &str) -> Self {
        Self(format!("draft:{token}"))
    }

    /// The files of a case, by its reference.
    #[must_use]
    pub fn case(reference: &str) -> Self {
        Self(format!("case:{reference}"))
    }

    /// As text, for a keyed hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A file that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// Its token.
    pub token: FileToken,
    /// The key of the material it belongs to.
    pub material: String,
    /// The name it came with, shortened.
    pub name: String,
    /// What it is, after cleaning.
    pub kind: FileKind,
    /// Bytes, after cleaning.
    pub bytes: u64,
    /// SHA-256 of the cleaned bytes, in hexadecimal: what a receipt says and a department checks.
    pub sha256: String,
    /// When it was taken.
    pub taken: Moment,
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadView {
    /// The next byte that is expected.
    pub received: u64,
    /// Bytes in all.
    pub bytes: u64,
    /// The file, when the last part has come.
    pub file: Option<FileLine>,
}

/// Why a file was not taken. Each is told with what to do about it; what was there before stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum FileRefused {
    /// Nothing was chosen, or the file is empty.
    Empty,
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// More than [`MOST_FILES`].
    TooMany,
    /// More pixels than a camera makes: it would not fit into the server's memory.
    TooManyPixels,
    /// Neither picture nor PDF, whatever its name says.
    WrongKind,
    /// It cannot be read: cut off or damaged.
    Damaged,
    /// A PDF with a password, or with programs or files inside.
    Locked,
    /// The virus scanner refused it.
    Infected,
    /// A part that does not follow the last one; go on at what [`FileDesk::upload`] says.
    OutOfStep,
    /// No such upload.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// Files.
#[async_trait]
pub trait FileDesk: Send + Sync {
    /// Takes a whole file.
    async fn take(&self, owner: &FileOwner, material: &str, name: &str, bytes: Vec<u8>) -> Result<FileLine, FileRefused>;
    /// Begins an upload of so many bytes.
    async fn begin(&self, owner: &FileOwner, material: &str, name: &str, bytes: u64) -> Result<UploadToken, FileRefused>;
    /// Takes the part that begins at this byte. Sent twice, it is taken once.
    async fn part(&self, upload: &UploadToken, at: u64, bytes: &[u8]) -> Result<UploadView, FileRefused>;
    /// How far an upload is.
    async fn upload(&self, upload: &UploadToken) -> Result<UploadView, FileRefused>;
    /// The files of an owner, in the order they came.
    async fn of(&self, owner: &FileOwner) -> Result<Vec<FileLine>, Unavailable>;
    /// One of them with its bytes.
    async fn open(&self, owner: &FileOwner, file: &FileToken) -> Result<Option<(FileLine, Vec<u8>)>, Unavailable>;
    /// Removes one of them for good.
    async fn remove(&self, owner: &FileOwner, file: &FileToken) -> Result<(), Unavailable>;
}
