//! What somebody has open on one device goes on at another.

use async_trait::async_trait;

use super::Unavailable;

/// Codes that a QR picture carries from a phone to a kiosk, or back.
#[async_trait]
pub trait CarryOverDesk: Send + Sync {
    /// A code that opens this page (its path) once, within a quarter of an hour. Who asks has the page's address already.
    async fn code(&self, page: &str) -> Result<String, Unavailable>;
    /// The page that a code opens to the browser with this mark; the second time, or too late, none.
    async fn page(&self, code: &str, visitor: &str) -> Result<Option<String>, Unavailable>;
    /// A text sealed for a quarter of an hour: for what is to be stored nowhere.
    fn sealed(&self, text: &str) -> String;
    /// The text that was sealed; too late, or sealed by nobody here, none.
    fn opened(&self, sealed: &str) -> Option<String>;
}
