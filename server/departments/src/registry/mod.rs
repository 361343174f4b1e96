//! The marriage registry's stand-in. It takes bookings (create, move, cancel) with an idempotency key, refuses people it
//! knows to be married or booked in another district, and reports a registration done. What it may be told to do wrong is
//! in [`switches`].

mod acts;
mod books;
mod desk;
mod page;
mod reports;
mod switches;

use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post, put},
};
use domain::time::Clock;
use serde::Deserialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use books::{ActLine, BookingLine, PersonLine};
pub use switches::Switches;

use crate::{DepartmentsError, Options};

/// Its code in Yimen's departments.toml.
pub const CODE: &str = "marriage-registry";

/// A registry with its store open.
#[derive(Clone)]
pub struct Registry {
    books: books::Books,
    switches: switches::Panel,
    secret: Arc<[u8]>,
    clock: Arc<dyn Clock>,
    client: reqwest::Client,
    callback_url: Arc<str>,
    /// Rung when there is something to report.
    bell: Arc<Notify>,
    shutdown: CancellationToken,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registry")
    }
}

/// `data/registry.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    married: Vec<String>,
    elsewhere: Vec<Elsewhere>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    document: String,
    district: String,
}

impl Registry {
    /// Opens the store and enters the people it knows.
    pub async fn open(options: Options) -> Result<Self, DepartmentsError> {
        let secret: Arc<[u8]> = options.secrets.get(CODE).ok_or(DepartmentsError::NoSecret(CODE))?.as_slice().into();
        let books = books::Books::open(&options.folder, Arc::clone(&secret)).await?;
        let known: Known = toml::from_str(include_str!("../../data/registry.toml"))?;
        books.know(&known).await?;
        // Fails only when this process has a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(std::time::Duration::from_secs(3))
            .timeout(std::time::Duration::from_secs(10))
            .no_proxy()
            .build()?;
        Ok(Self {
            books,
            switches: switches::Panel::default(),
            secret,
            clock: options.clock,
            client,
            callback_url: format!("{}/api/departments/{CODE}/callbacks", options.callback_url).into(),
            bell: Arc::new(Notify::new()),
            shutdown: CancellationToken::new(),
        })
    }

    /// Every address it answers at. `shutdown` frees the requests that a switch keeps hanging.
    pub fn router(mut self, shutdown: CancellationToken) -> Router {
        self.shutdown = shutdown;
        Router::new()
            .route("/", get(page::page))
            .route("/switches", get(switches::show).put(switches::set).post(page::set_switches))
            .route("/registry/bookings", get(desk::list).post(acts::create))
            .route("/registry/bookings/{reference}", get(desk::show))
            .route("/registry/bookings/{reference}/appointment", put(acts::change))
            .route("/registry/bookings/{reference}/cancellation", post(acts::cancel))
            .route("/registry/bookings/{reference}/registration", post(desk::register))
            .route("/done/{reference}", post(page::register))
            .layer(DefaultBodyLimit::max(64 * 1024))
            .with_state(self)
    }

    /// Closes the store.
    pub async fn close(&self) {
        self.books.close().await;
    }
}
