//! Signing in, for residents who want to. What a page learns is which ways are open and a masked name, nothing more.

use async_trait::async_trait;
use domain::{identity::Phone, time::Moment};

use super::Unavailable;
use crate::visit::Resident;

/// The ways that are open here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignInWays {
    /// An identity provider.
    pub provider: bool,
    /// It is the demonstration: nobody's identity is checked.
    pub demonstration: bool,
}

/// Why no code was sent. Whether a telephone is known is not among the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskCodeRefused {
    /// Too many tries.
    TooOften,
    /// See [`Unavailable`].
    Unavailable,
}

/// A code to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintedCode {
    /// It, and until when it is good.
    Code {
        /// `K7Q42-M9X3A`.
        code: String,
        /// Until then.
        until: Moment,
    },
    /// The provider told no document, whose last four would be the other half.
    NoDocument,
}

/// Signing in.
#[async_trait]
pub trait ResidentDesk: Send + Sync {
    /// The ways that are open.
    fn ways(&self) -> SignInWays;
    /// Sends a code, if somebody is known at this telephone with a document that ends so; either way the attempt's name.
    async fn ask_code(&self, phone: &Phone, last_four: &str, visitor: &str) -> Result<String, AskCodeRefused>;
    /// Makes the code that is printed for a signed-in resident; the one before stops working.
    async fn print_code(&self, resident: &Resident) -> Result<PrintedCode, Unavailable>;
}
