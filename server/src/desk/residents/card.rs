//! The identity card at a kiosk, as the rest of the house sees it. The reader itself is a device's matter.

use async_trait::async_trait;
use domain::identity::{Document, Name};

/// What a card says of its holder.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The name on it.
    pub name: Name,
    /// Its number.
    pub document: Document,
}

/// A reader of identity cards. The chip is read; a face is never compared.
#[async_trait]
pub trait IdentityCard: Send + Sync {
    /// What the card on the reader says; `None` when there is none or it cannot be read.
    async fn shown(&self) -> Option<Shown>;
}
