//! A demonstration identity provider: OpenID Connect as the city's and the national platform speak it, with synthetic residents
//! and no password. It proves nobody's identity and says so on its page. What it may be told to do wrong is in [`trouble`].
//!
//! Sign-ins live in memory: they end with the process, and so does the key.

mod authorize;
mod discovery;
mod leave;
mod signer;
mod token;
mod trouble;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use axum::{
    Router,
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{DepartmentsError, Options};

pub use trouble::Trouble;

/// Where it stands on the stand-ins' address.
pub const PATH: &str = "/identity";
/// Yimen's name at the provider.
pub const CLIENT: &str = "yimen";
/// How long a code is good.
const CODE_GOOD: Duration = Duration::from_secs(60);
/// The most codes and sign-ins that are remembered; the oldest go first.
const MOST: usize = 10_000;

/// A synthetic resident of `data/identity.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Person {
    subject: String,
    name: String,
    document_type: String,
    document: String,
    #[serde(default)]
    phone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    resident: Vec<Person>,
}

/// A code that was given out.
#[derive(Clone, Debug)]
struct Granted {
    person: usize,
    session: String,
    redirect_uri: String,
    challenge: String,
    nonce: Option<String>,
    at: Instant,
}

/// What changes.
#[derive(Debug, Default)]
struct Books {
    /// Codes not yet used.
    codes: BTreeMap<String, Granted>,
    /// Who is signed in, by session.
    sessions: BTreeMap<String, usize>,
    trouble: Trouble,
}

/// The provider.
#[derive(Clone)]
pub struct Provider {
    issuer: Arc<str>,
    /// Yimen's address without a slash at the end.
    home: Arc<str>,
    people: Arc<[Person]>,
    signer: Arc<signer::Signer>,
    books: Arc<Mutex<Books>>,
    client: reqwest::Client,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// A provider at `base`, with a new key.
    pub fn open(options: &Options, base: &str) -> Result<Self, DepartmentsError> {
        let people: People = toml::from_str(include_str!("../../data/identity.toml"))?;
        // Fails only when this process has a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(5))
            .no_proxy()
            .build()?;
        Ok(Self {
            issuer: format!("{base}{PATH}").into(),
            home: options.callback_url.as_str().into(),
            people: people.resident.into(),
            signer: Arc::new(signer::Signer::new()),
            books: Arc::default(),
            client,
        })
    }

    /// Every address it answers at.
    pub fn router(&self) -> Router {
        let inner = Router::new()
            .route("/", get(leave::open_sessions))
            .route("/.well-known/openid-configuration", get(discovery::configuration))
            .route("/jwks", get(discovery::keys))
            .route("/authorize", get(authorize::ask).post(authorize::choose))
            .route("/token", post(token::exchange))
            .route("/end_session", get(leave::end_session))
            .route("/sessions/{session}/end", post(leave::end_here))
            .route("/trouble", get(trouble::show).put(trouble::set))
            .with_state(self.clone());
        Router::new().nest(PATH, inner)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // Nothing is left half done in them by a panic: every change is one insertion or removal.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The only places it sends people back to.
    fn knows_redirect(&self, uri: &str) -> bool {
        uri.strip_prefix(&*self.home).is_some_and(|path| path.starts_with('/'))
    }
}

/// 128 random bits.
fn chance() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// Seconds since 1970 by the machine's own clock, also where a demonstration moved Yimen's: tokens live for minutes.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
