//! The virus scanner, where one is set: clamd's INSTREAM over TCP. A scanner that does not answer lets nothing through.

use std::time::Duration;

use app::ports::files::FileRefused;
use clamav_client::tokio::{Tcp, scan_buffer};

/// Longer than clamd's own limit for one file.
const PATIENCE: Duration = Duration::from_secs(60);

/// A clamd at an address.
#[derive(Clone, Debug)]
pub struct Scanner {
    address: String,
}

impl Scanner {
    /// `host:port`; `None` for an empty setting.
    #[must_use]
    pub fn at(address: &str) -> Option<Self> {
        (!address.is_empty()).then(|| Self { address: address.to_owned() })
    }

    pub(super) async fn look(&self, bytes: &[u8]) -> Result<(), FileRefused> {
        let asked = scan_buffer(bytes, Tcp { host_address: &self.address }, None);
        let answer = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(wrong)) => {
                tracing::error!(%wrong, "the virus scanner does not answer");
                return Err(FileRefused::Unavailable);
            }
            Err(_) => {
                tracing::error!("the virus scanner takes too long");
                return Err(FileRefused::Unavailable);
            }
        };
        match clamav_client::clean(&answer) {
            Ok(true) => Ok(()),
            Ok(false) => {
                metrics::counter!("file_infected_total").increment(1);
                Err(FileRefused::Infected)
            }
            Err(wrong) => {
                tracing::error!(%wrong, "the virus scanner answers in another tongue");
                Err(FileRefused::Unavailable)
            }
        }
    }
}
