//! How a desk's act ends without being done: for a reason that the resident is told, or because something of ours failed.
//! What failed is logged once; the page learns only that it did.

use app::ports::Unavailable;

use crate::{keys::KeyError, store::StoreError};

/// Why an act ended without being done.
#[derive(Debug)]
pub(super) enum Ended<R> {
    /// For a reason that the resident is told.
    Refused(R),
    /// Something of ours failed.
    Failed(StoreError),
}

impl<R> From<StoreError> for Ended<R> {
    fn from(wrong: StoreError) -> Self {
        Self::Failed(wrong)
    }
}

impl<R> From<sqlx::Error> for Ended<R> {
    fn from(wrong: sqlx::Error) -> Self {
        Self::Failed(wrong.into())
    }
}

impl<R> Ended<R> {
    /// What the resident is told; `unavailable_is` when something of ours failed.
    #[track_caller]
    pub(super) fn told(self, unavailable_is: R) -> R {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Failed(wrong) => {
                unavailable(&wrong);
                unavailable_is
            }
        }
    }
}

/// What is stored does not open: not the resident's fault.
pub(super) fn unsealed(wrong: &KeyError) -> StoreError {
    StoreError::Corrupt(wrong.to_string())
}

/// Logs what failed and tells the page only that it did. The log names the desk as the place of the line.
#[track_caller]
pub(super) fn unavailable(wrong: &StoreError) -> Unavailable {
    let at = std::panic::Location::caller().file();
    tracing::error!(%wrong, at, "the store could not be read or written");
    Unavailable
}
