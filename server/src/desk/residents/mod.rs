//! Residents who sign in: who they are is known from an identity provider, from a code sent to their telephone, from a code printed
//! for them, or from the identity card that they lay on a kiosk's reader. Nothing needs it; it only brings together what one person has here. Their name and document stay sealed; pages get an
//! opaque id and a masked name.
//!
//! [`provider`] OpenID Connect · [`sign_ins`] who is signed in · [`codes`] by telephone or on paper.

mod claims;
mod codes;
mod logout;
mod pending;
mod provider;
mod rows;
mod sign_ins;

use std::sync::Arc;

use app::{
    ports::{AskCodeRefused, PrintedCode, ResidentDesk, SignInWays, Unavailable},
    visit::Resident,
};
use async_trait::async_trait;
use domain::{
    identity::{Document, IdentityCard, Name, Phone},
    time::{Clock, Moment},
};
use serde::{Deserialize, Serialize};

pub use claims::ClaimNames;
pub use pending::Pending;
pub use provider::{Begun, Provider as IdentityProvider, ProviderSettings, SignInRefused};
pub use rows::forget;
pub(in crate::desk) use rows::{document_index, identity, make_reachable, verified};
pub use sign_ins::{Ended, SignIn};

use super::{
    Desk,
    tries::{self, Budget},
};
use crate::store::StoreError;

/// Who a resident is. Sealed at rest; masked in `{:?}` by its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The real name.
    pub name: Name,
    /// The identity document, where the provider told it.
    pub document: Option<Document>,
    /// The telephone, where the provider told it.
    pub phone: Option<Phone>,
}

/// How long somebody stays signed in, minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// On a device of their own.
    pub own: i64,
    /// At a kiosk.
    pub kiosk: i64,
}

/// What went wrong for reasons of ours.
#[derive(Debug, thiserror::Error)]
pub enum ResidentsError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was sealed does not open.
    #[error("a resident's identity does not open: {0}")]
    Sealed(String),
}

impl From<sqlx::Error> for ResidentsError {
    fn from(wrong: sqlx::Error) -> Self {
        Self::Store(wrong.into())
    }
}

impl From<ResidentsError> for StoreError {
    fn from(wrong: ResidentsError) -> Self {
        match wrong {
            ResidentsError::Store(wrong) => wrong,
            ResidentsError::Sealed(wrong) => Self::Corrupt(wrong),
        }
    }
}

/// The residents of one house.
#[derive(Clone)]
pub struct Residents {
    desk: Desk,
    /// The machine's own time: sessions end by it as their cookies do, and tokens of a provider are made by it.
    machine: Arc<dyn Clock>,
    provider: Option<Arc<provider::Provider>>,
    stay: Stay,
    budget: Arc<Budget>,
}

impl Residents {
    /// The residents' desk. Without `provider` only the other ways are open.
    #[must_use]
    pub fn new(desk: Desk, machine: Arc<dyn Clock>, provider: Option<provider::Provider>, stay: Stay) -> Self {
        Self { desk, machine, provider: provider.map(Arc::new), stay, budget: Arc::new(tries::budget()) }
    }

    fn now(&self) -> Moment {
        self.machine.now()
    }

    /// Who a resident is: for the desk's own use, never for a page.
    pub async fn identity(&self, id: &str) -> Result<Option<Identity>, ResidentsError> {
        rows::identity(&self.desk, id).await
    }

    /// Signs in who laid their identity card on a kiosk's reader, for as long as somebody stays at a kiosk. No face is asked for.
    pub async fn by_card(&self, card: IdentityCard) -> Result<SignIn, ResidentsError> {
        let identity = Identity { name: card.name, document: Some(card.document), phone: None };
        let resident = rows::known(&self.desk, None, &identity, self.now()).await?;
        self.begin_stay(&resident, sign_ins::Came::Here, true).await
    }
}

/// Makes a provider ready. Asks it nothing yet: a provider that is down stops nobody from booking.
pub fn provider(settings: ProviderSettings, machine: Arc<dyn Clock>) -> Result<provider::Provider, reqwest::Error> {
    provider::Provider::new(settings, machine)
}

fn unavailable(wrong: &ResidentsError) -> Unavailable {
    tracing::error!(%wrong, "residents");
    Unavailable
}

#[async_trait]
impl ResidentDesk for Residents {
    fn ways(&self) -> SignInWays {
        SignInWays {
            provider: self.provider.is_some(),
            demonstration: self.provider.as_ref().is_some_and(|provider| provider.demonstration()),
        }
    }

    async fn ask_code(&self, phone: &Phone, last_four: &str, visitor: &str) -> Result<String, AskCodeRefused> {
        self.send_code(phone, last_four, visitor).await
    }

    async fn print_code(&self, resident: &Resident) -> Result<PrintedCode, Unavailable> {
        self.make_printed(&resident.id).await.map_err(|wrong| unavailable(&wrong))
    }
}
