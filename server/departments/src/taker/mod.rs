//! The departments that take cases: one generic stand-in, made different by data. It takes applications in three ways (JSON,
//! SOAP, files), a clerk decides them on a plain page, and its news goes back by callback, by polling or by file. What it may
//! be told to do wrong is in [`switches`].

mod acts;
mod books;
mod clerk;
mod face_file;
mod face_json;
mod face_soap;
mod materials;
mod means;
mod news;
mod pages;
mod profile;
mod switches;
mod vouchers;

use std::{fmt, path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use domain::time::Clock;
use tokio::{sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;

pub use acts::Content;
pub use profile::{Face, Profile, SOURCES, Tongue, Way};
pub use switches::Switches;

use crate::{DepartmentsError, Options};

/// The largest request, bytes.
const LARGEST: usize = 1024 * 1024;

/// What all of them share.
#[derive(Clone)]
struct House {
    books: books::Books,
    clock: Arc<dyn Clock>,
    client: reqwest::Client,
    callback_url: Arc<str>,
    exchange: PathBuf,
    /// Their own address: the means check asks its sources there.
    base: Arc<str>,
    shutdown: CancellationToken,
}

/// One department.
#[derive(Clone)]
pub(crate) struct Taker {
    house: Arc<House>,
    profile: Arc<Profile>,
    secret: Arc<[u8]>,
    seal: books::Seal,
    panel: switches::Panel,
    /// Rung when there is news.
    bell: Arc<Notify>,
}

impl fmt::Debug for Taker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Taker").field(&self.profile.code).finish()
    }
}

impl Taker {
    fn code(&self) -> &str {
        &self.profile.code
    }

    fn keeps_vouchers(&self) -> bool {
        self.profile.code == "charity"
    }

    fn checks_means(&self) -> bool {
        self.profile.code == "means-check"
    }
}

/// Every department whose secret is known.
#[derive(Clone, Debug)]
pub struct Takers {
    all: Vec<Taker>,
}

impl Takers {
    /// Opens their store. `base` is where they will listen.
    pub async fn open(options: &Options, base: &str, shutdown: CancellationToken) -> Result<Self, DepartmentsError> {
        // Fails only when this process has a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(std::time::Duration::from_secs(3))
            .timeout(std::time::Duration::from_secs(10))
            .no_proxy()
            .build()?;
        let house = Arc::new(House {
            books: books::Books::open(&options.folder).await?,
            clock: Arc::clone(&options.clock),
            client,
            callback_url: options.callback_url.as_str().into(),
            exchange: options.exchange.clone(),
            base: base.into(),
            shutdown,
        });
        let mut all = Vec::new();
        for profile in profile::all()? {
            let Some(secret) = options.secrets.get(&profile.code) else { continue };
            all.push(Taker {
                house: Arc::clone(&house),
                seal: books::Seal::new(&profile.code, secret),
                secret: secret.as_slice().into(),
                profile: Arc::new(profile),
                panel: switches::Panel::default(),
                bell: Arc::new(Notify::new()),
            });
        }
        Ok(Self { all })
    }

    /// Every address they answer at: each under its own code.
    pub fn router(&self) -> Router {
        let all = self.all.clone();
        let mut router = Router::new().route("/departments", get(async move || pages::index(&all)));
        for taker in &self.all {
            router = router
                .nest(&format!("/{}", taker.code()), routes(taker.clone()))
                // What is nested under a folder does not answer at the folder itself.
                .route(&format!("/{}/", taker.code()), get(pages::list).with_state(taker.clone()));
        }
        router.layer(DefaultBodyLimit::max(LARGEST))
    }

    /// Tells Yimen what there is to tell, looks into drop folders and asks sources, until the stand-ins shut down.
    pub async fn run(self) {
        let mut tasks = JoinSet::new();
        for taker in &self.all {
            tasks.spawn(taker.clone().tell_until_shutdown());
        }
        while tasks.join_next().await.is_some() {}
        if let Some(taker) = self.all.first() {
            taker.house.books.close().await;
        }
    }
}

fn routes(taker: Taker) -> Router {
    let mut router = Router::new()
        .route("/", get(pages::list))
        .route("/held", get(clerk::held))
        .route("/held/{reference}", get(clerk::held_one))
        .route("/cases/{reference}", get(pages::one))
        .route("/cases/{reference}/{act}", post(clerk::press))
        .route("/cases/{reference}/materials/{sha256}", get(materials::open))
        .route("/switches", get(clerk::switches).put(clerk::set_switches).post(clerk::press_switches));
    router = match taker.profile.face {
        Face::Json => router
            .route("/applications", post(face_json::apply))
            .route("/applications/{reference}/supplements", post(face_json::supplement))
            .route("/applications/{reference}/withdrawal", post(face_json::withdraw))
            .route("/applications/{reference}/appeals", post(face_json::appeal))
            .route("/applications/{reference}/acts/{act}/{version}", get(face_json::known))
            .route("/news", get(face_json::news)),
        Face::Soap => router.route("/soap", post(face_soap::take)),
        Face::File => router,
    };
    if taker.keeps_vouchers() {
        router = router.route("/vouchers/movements", post(vouchers::take)).route("/vouchers/ledger", get(vouchers::ledger));
    }
    if taker.checks_means() {
        router = router.route("/sources/{source}", post(means::source));
    }
    router.with_state(taker)
}
