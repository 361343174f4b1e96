//! The identity-card reader. Of a card only name, number and the last day of its validity leave this module; the photo is
//! dropped where the vendor's answer is read, and nothing of a card is ever logged.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub mod command;
pub mod fields;
pub mod service;
pub mod simulated;
pub mod watch;

pub use watch::Watch;

/// What is taken from a card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The holder's name.
    pub name: String,
    /// The document's number.
    pub number: String,
    /// The last day of its validity as the card tells it; `长期`: without end.
    pub valid_to: String,
}

/// Never its content: a log line with a card in it would be a leak.
impl fmt::Debug for Card {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Card(…)")
    }
}

/// Why a look at the reader gave nothing. Its words never hold what the reader said.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The vendor's program did not do its work.
    #[error(transparent)]
    Run(#[from] crate::run::RunError),
    /// The vendor's service did not answer.
    #[error("the card service does not answer ({0})")]
    Service(&'static str),
    /// The answer is not what the settings say it is.
    #[error("the reader's answer cannot be read: {0}")]
    Answer(String),
    /// The reader is not plugged in.
    #[error("the reader is unplugged")]
    Unplugged,
}

/// A reader that can be looked at.
#[async_trait]
pub trait Reader: Send + Sync {
    /// The card that lies there now.
    ///
    /// # Errors
    /// The reader cannot tell.
    async fn look(&self) -> Result<Option<Card>, ReaderError>;
}

/// How long a vendor's program or service may take for one look.
pub const LOOK_WITHIN: Duration = Duration::from_secs(8);
/// How many bytes it may say: a photo in base64 is about 100 KB.
pub const MOST_BYTES: usize = 1024 * 1024;
