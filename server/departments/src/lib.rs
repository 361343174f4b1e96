//! Stand-ins for the departmental systems that Yimen talks to: a server of its own with a store of its own, so that a
//! demonstration and the tests meet a real neighbour with a will of its own (slow, silent, forgetful of answers).
//! On by default, off in production. They hold no name, number or telephone in clear.
//!
//! [`identity`] a demonstration identity provider · [`registry`] the marriage registry · [`taker`] the departments that take cases · [`signature`] how both sides know each other · [`problem`] how a refusal looks.

pub mod identity;
pub mod problem;
pub mod registry;
pub mod signature;
pub mod switches;
pub mod taker;

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, sync::Arc};

use domain::time::Clock;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How the stand-ins are started.
#[derive(Clone)]
pub struct Options {
    /// Where they listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Their own folder; made when missing.
    pub folder: PathBuf,
    /// The folder of drop folders, one a department that takes files.
    pub exchange: PathBuf,
    /// Yimen's address without a slash at the end; callbacks go to its `/api/departments/…/callbacks`.
    pub callback_url: String,
    /// The shared secrets by department code.
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// The present, the same as Yimen's.
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("addr", &self.addr).field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// What keeps the stand-ins from standing.
#[derive(Debug, thiserror::Error)]
pub enum DepartmentsError {
    /// The folder, the port or the network.
    #[error("stand-ins: {0}")]
    Io(#[from] std::io::Error),
    /// Their store.
    #[error("stand-ins: store: {0}")]
    Store(#[from] sqlx::Error),
    /// A shared secret is missing.
    #[error("stand-ins: no secret for {0}")]
    NoSecret(&'static str),
    /// Their own data file.
    #[error("stand-ins: data: {0}")]
    Data(#[from] toml::de::Error),
    /// The client that calls back.
    #[error("stand-ins: callbacks: {0}")]
    Client(#[from] reqwest::Error),
}

/// Stand-ins that are listening but not answering yet.
#[derive(Debug)]
pub struct Stand {
    listener: TcpListener,
    registry: registry::Registry,
    takers: taker::Takers,
    identity: identity::Provider,
    /// Ends what the departments do beside answering.
    stop: CancellationToken,
}

impl Stand {
    /// Opens the store and the port.
    pub async fn open(options: Options) -> Result<Self, DepartmentsError> {
        let listener = TcpListener::bind(options.addr).await?;
        let stop = CancellationToken::new();
        let base = format!("http://{}", listener.local_addr()?);
        let takers = taker::Takers::open(&options, &base, stop.clone()).await?;
        let identity = identity::Provider::open(&options, &base)?;
        let registry = registry::Registry::open(options).await?;
        Ok(Self { listener, registry, takers, identity, stop })
    }

    /// Where it listens.
    pub fn addr(&self) -> Result<SocketAddr, DepartmentsError> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers until `shutdown`, then finishes what is under way.
    pub async fn serve(self, shutdown: CancellationToken) -> Result<(), DepartmentsError> {
        let Self { listener, registry, takers, identity, stop } = self;
        let reports = tokio::spawn(registry.clone().report_until(shutdown.clone()));
        let pages = registry.clone().router(shutdown.clone()).merge(takers.router()).merge(identity.router());
        let telling = tokio::spawn(takers.run());
        let ends = shutdown.clone();
        tokio::spawn(async move {
            ends.cancelled().await;
            stop.cancel();
        });
        axum::serve(listener, pages).with_graceful_shutdown(shutdown.cancelled_owned()).await?;
        reports.await.map_err(std::io::Error::other)?;
        telling.await.map_err(std::io::Error::other)?;
        registry.close().await;
        Ok(())
    }
}

/// Opens and serves.
pub async fn serve(options: Options, shutdown: CancellationToken) -> Result<(), DepartmentsError> {
    let stand = Stand::open(options).await?;
    tracing::info!(addr = %stand.addr()?, "stand-in departmental systems listen");
    stand.serve(shutdown).await
}
