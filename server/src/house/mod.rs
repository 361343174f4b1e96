//! Puts the house together: settings in, running server out. On stop: take no more, finish what is under way, hand over what
//! waits, close the store.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use app::ports::Ports;
use axum::{Router, middleware};
use domain::{
    form::{Form, MEANS_CONSENT},
    ids::ServiceCode,
    time::Clock,
};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{
    api::{self, Api},
    desk::{
        Desk,
        bookings::{Bookings, run_sweeper},
        carry_over::CarryOver,
        cases::{self, Cases},
        clock::SystemClock,
        devices::Devices,
        files::{Files, Scanner},
        hall::{self, Hall},
        offline::Offline,
        ratings::Ratings,
        residents::{self, ClaimNames, ProviderSettings, Residents, Stay},
        retention,
        steward::{Sessions, StaffBook, Steward},
        vouchers::{self, Vouchers},
    },
    gateway::{Around, Courier, Departments, trial},
    http::{self, assets::Site, headers, health, log},
    keys::Keyring,
    live::{self, Live},
    notify::{Embedded, HttpGateway, HttpGatewaySettings, Postman, SmsGateway},
    settings::{Profile, Settings},
    store::Store,
    web::{self, Web, kept},
};

mod data;

pub use data::{DistrictData, StartError};

/// The largest form that is taken, bytes.
const FORM_BYTES: usize = 64 * 1024;
/// How long a member of staff stays signed in without doing anything.
const STAFF_HOURS: i64 = 10;

/// Serves until `stop`.
pub async fn serve(settings: Settings, stop: CancellationToken) -> Result<(), StartError> {
    let _ = any_spawner::Executor::init_tokio();
    let figures = PrometheusBuilder::new().install_recorder().map_err(StartError::new)?;
    let data = DistrictData::read(&settings.district)?;
    let staff = StaffBook::read("staff.toml", &data.staff, settings.profile == Profile::Production)?;
    let site = Site::find(&settings.site).map_err(StartError::new)?;
    let procedures = Arc::new(data.procedures.clone());
    let voucher_rules = Arc::new(data.vouchers.clone());
    let precheck = Arc::new(data.precheck.clone());
    let rating_rules = Arc::new(data.ratings.clone());
    let desk = open_desk(&settings, data).await?;
    let known = |code: &str| desk.departments.all().iter().any(|department| department.code.as_str() == code);
    let misplaced = staff.misplaced("staff.toml", known, |code| voucher_rules.store(&code.into()).is_some());
    if !misplaced.is_empty() {
        return Err(misplaced.into());
    }
    let bookings = Bookings::new(desk.clone());
    let vouchers = Vouchers::open(desk.clone(), voucher_rules).await.map_err(StartError::new)?;
    let cases = Cases::new(desk.clone(), Arc::clone(&procedures)).with_granting(Arc::new(vouchers.clone()));
    let hears = Arc::new(cases.clone());

    // Requests end first; only then do the tasks that carry what those requests left behind.
    let after_requests = CancellationToken::new();
    let mut tasks = JoinSet::new();
    if settings.departments_addr != "off" {
        tasks.spawn(run_stand_ins(stand_in_options(&settings, &desk)?, after_requests.clone()));
    }
    let courier = Courier::new(desk.clone(), bookings.clone()).map_err(StartError::new)?.with_cases(Arc::clone(&hears) as _);
    tasks.spawn(courier.run(after_requests.clone()));
    let postman = Postman::new(desk.store.clone(), desk.keys.clone(), Arc::clone(&desk.clock), sms_gateway(&settings)?);
    tasks.spawn(postman.run(after_requests.clone()));
    tasks.spawn(run_sweeper(bookings.clone(), after_requests.clone()));
    tasks.spawn(cases::run_sweeper(cases.clone(), after_requests.clone()));
    tasks.spawn(vouchers::run_sweeper(vouchers.clone(), after_requests.clone()));
    tasks.spawn(retention::run(desk.clone(), settings.keep_days, after_requests.clone()));

    let stay = Stay { own: settings.signed_in_hours * 60, kiosk: settings.signed_in_kiosk_minutes };
    let machine: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let residents = Residents::new(desk.clone(), Arc::clone(&machine), identity_provider(&settings, &machine)?, stay);
    let hall = Arc::new(Hall::new(desk.clone(), bookings.clone()));
    let ratings = Ratings::new(desk.clone(), rating_rules, bookings.clone(), cases.clone(), vouchers.clone());
    tasks.spawn(hall::run_sweeper(Arc::clone(&hall), after_requests.clone()));
    let steward = Steward::new(desk.clone(), bookings.clone(), staff)
        .with_cases(Arc::clone(&hears) as _)
        .showing_codes(settings.sms_url.is_empty());
    let offline = Offline::new(desk.clone(), cases.clone());
    let carry_over = CarryOver::new(desk.clone(), bookings.clone(), cases.clone());
    let ports = Ports {
        catalogue: Arc::clone(&desk.catalogue),
        district: Arc::clone(&desk.district),
        bookings: Arc::new(bookings.clone()),
        hall: Arc::clone(&hall) as _,
        cases: Arc::new(cases),
        procedures,
        calendar: Arc::clone(&desk.calendar),
        precheck,
        files: Arc::new(Files::new(desk.clone(), Scanner::at(&settings.clamav))),
        steward: Arc::new(steward),
        residents: Arc::new(residents.clone()),
        vouchers: Arc::new(vouchers),
        ratings: Arc::new(ratings),
        devices: Arc::new(Devices::new(desk.clone(), machine, settings.bridge_url.clone())),
        offline: Arc::new(offline),
        carry_over: Arc::new(carry_over),
        clock: Arc::clone(&desk.clock),
        public_url: desk.public_url.clone(),
    };
    let web = Web {
        ports,
        assets: site.assets.clone(),
        kept: kept::Kept::default(),
        secure: settings.secure(),
        open_kiosks: settings.open_kiosks,
    };
    // Sessions end by the machine's own clock, as their cookies do, also where a demonstration moved the house's clock.
    let machine_time = Desk { clock: Arc::new(SystemClock::default()), ..desk.clone() };
    let layer = |sessions: Sessions, name: &'static str, hours: i64| {
        SessionManagerLayer::new(sessions)
            .with_name(name)
            .with_secure(settings.secure())
            .with_same_site(SameSite::Lax)
            .with_expiry(Expiry::OnInactivity(tower_sessions::cookie::time::Duration::hours(hours)))
    };
    let sessions = (
        layer(Sessions::of_staff(&machine_time), "staff", STAFF_HOURS),
        layer(Sessions::of_residents(&machine_time), web::resident_sign_in::RESIDENT, settings.signed_in_hours),
    );
    let files = web::uploads(&web, &residents, sessions.1.clone());
    let pages = web::router(&web, live::sse::routes(hall, desk.live.clone()), &residents, sessions);
    let app = edge(
        &web,
        (pages.merge(site.routes()), files),
        api::router(Api { desk: desk.clone(), bookings, cases: Some(hears) })
            .merge(web::resident_sign_in::machine(&residents))
            .merge(health::routes(desk.store.clone(), figures)),
    );

    let listener = TcpListener::bind(settings.addr)
        .await
        .map_err(|wrong| StartError::new(format!("YIMEN_ADDR: {}: {wrong}", settings.addr)))?;
    tracing::info!(address = %settings.public_url, profile = ?settings.profile, "the door is open");
    let live = desk.live.clone();
    let closing = stop.clone();
    tokio::spawn(async move {
        closing.cancelled().await;
        live.close();
    });
    http::serve::serve(listener, app, settings.max_connections, stop).await;
    after_requests.cancel();
    while tasks.join_next().await.is_some() {}
    desk.store.close().await;
    tracing::info!("everything is on disk; good night");
    Ok(())
}

/// What every request meets, outermost first: kept pages, security headers, the log, protection against forged forms, panics.
/// Departments sign what they send, so the machine interface stands outside the protection for browsers.
fn edge(web: &Web, (pages, files): (Router, Router), machines: Router) -> Router {
    // axum's own limit would stop a file before ours.
    let files = files
        .layer(CatchPanicLayer::new())
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(web::uploads::REQUEST_BYTES));
    pages
        .layer(CatchPanicLayer::new())
        .layer(RequestBodyLimitLayer::new(FORM_BYTES))
        .merge(files)
        .layer(CsrfLayer::new())
        .merge(machines)
        .layer(middleware::from_fn(log::requests))
        .layer(middleware::from_fn_with_state(web.clone(), kept::pages))
        .layer(middleware::from_fn(headers::security))
}

/// Opens folder, keys and store, and puts the desk together.
async fn open_desk(settings: &Settings, data: DistrictData) -> Result<Desk, StartError> {
    make_folder(&settings.data)?;
    let production = settings.profile == Profile::Production;
    let keys = Keyring::open_or_make(&settings.data, production).map_err(StartError::new)?;
    let around = Around {
        mappings: data.mappings,
        urls: Settings::department_urls(),
        stand_ins: (settings.departments_addr != "off").then(|| format!("http://{}", settings.departments_addr)),
        data: settings.data.clone(),
    };
    let departments = Departments::read("departments.toml", &data.departments, &around).map_err(StartError::new)?;
    if production && let Some(standing_in) = departments.all().iter().find(|department| department.stand_in) {
        return Err(StartError::new(format!("departments.toml: {} is a stand-in; production refuses it", standing_in.code)));
    }
    let consents = |code: &ServiceCode| {
        data.catalogue.guide(code.as_str()).is_some_and(|guide| Form::of(guide).field(MEANS_CONSENT).is_some())
    };
    if let Some(never) = departments.all().iter().flat_map(|department| &department.checks).find(|code| !consents(code)) {
        return Err(StartError::new(format!("departments.toml: checks: the form of {never} does not ask for «{MEANS_CONSENT}»")));
    }
    let store = Store::open(&settings.store_url()).await.map_err(|wrong| StartError::new(format!("YIMEN_STORE: {wrong}")))?;
    store.migrate().await.map_err(StartError::new)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock { offset_minutes: settings.clock_offset_minutes });
    Ok(Desk {
        live: Live::new(store.clone()),
        store,
        keys,
        catalogue: Arc::new(data.catalogue),
        district: Arc::new(data.district),
        calendar: Arc::new(data.calendar),
        clock,
        departments: Arc::new(departments),
        public_url: settings.public_url.clone(),
    })
}

/// A desk without a server round it, for `make bench`.
pub async fn desk_for_bench(settings: &Settings) -> Result<Desk, StartError> {
    open_desk(settings, DistrictData::read(&settings.district)?).await
}

/// The stand-in departmental systems alone.
pub async fn stand_ins(settings: &Settings, stop: CancellationToken) -> Result<(), StartError> {
    if settings.profile == Profile::Production {
        return Err(StartError::new("YIMEN_PROFILE: production refuses stand-in departments"));
    }
    let desk = open_desk(settings, DistrictData::read(&settings.district)?).await?;
    departments::serve(stand_in_options(settings, &desk)?, stop).await.map_err(StartError::new)
}

/// Tries every mapping out and prints what would be sent: see [`trial`]. Whether all went well.
pub async fn try_departments(settings: &Settings) -> Result<(String, bool), StartError> {
    let data = DistrictData::read(&settings.district)?;
    let mappings = data.mappings.clone();
    let desk = open_desk(settings, data).await?;
    let stop = CancellationToken::new();
    // The stand-ins of its own only where none listen already.
    let stand = match stand_in_options(settings, &desk) {
        Ok(options) => departments::Stand::open(options).await.ok().map(|stand| tokio::spawn(stand.serve(stop.clone()))),
        Err(_) => None,
    };
    let tried = trial::run(&desk.departments, &mappings, &desk.keys, desk.clock.now()).await.map_err(StartError::new);
    stop.cancel();
    if let Some(stand) = stand {
        let _ = stand.await;
    }
    desk.store.close().await;
    tried
}

fn stand_in_options(settings: &Settings, desk: &Desk) -> Result<departments::Options, StartError> {
    let addr = settings.departments_addr.parse().map_err(|wrong| StartError::new(format!("YIMEN_DEPARTMENTS_ADDR: {wrong}")))?;
    let secrets = desk.departments.all().iter().filter_map(|department| {
        let secret = departments::signature::read_secret(&desk.keys.department_secret(&department.secret)?)?;
        Some((department.code.to_string(), secret))
    });
    Ok(departments::Options {
        addr,
        folder: settings.data.join("departments"),
        exchange: settings.data.join("exchange"),
        callback_url: settings.public_url.clone(),
        secrets: secrets.collect::<BTreeMap<_, _>>(),
        clock: Arc::clone(&desk.clock),
    })
}

/// Stand-ins that cannot start are said loudly; residents can still book, and their bookings wait.
async fn run_stand_ins(options: departments::Options, stop: CancellationToken) {
    if let Err(wrong) = departments::serve(options, stop).await {
        tracing::error!(%wrong, "the stand-in departments do not run");
    }
}

/// Who tells residents' real names: the provider that is set, or the stand-ins' demonstration.
fn identity_provider(settings: &Settings, machine: &Arc<dyn Clock>) -> Result<Option<residents::IdentityProvider>, StartError> {
    let demonstration = settings.identity_issuer.is_empty();
    let issuer = match settings.identity_issuer.as_str() {
        "off" => return Ok(None),
        "" if settings.departments_addr == "off" => return Ok(None),
        "" => format!("http://{}{}", settings.departments_addr, departments::identity::PATH),
        set => set.to_owned(),
    };
    let client_secret = if settings.identity_client_secret_file.is_empty() {
        settings.identity_client_secret.clone()
    } else {
        let file = &settings.identity_client_secret_file;
        let read = std::fs::read_to_string(file);
        read.map_err(|wrong| StartError::new(format!("YIMEN_IDENTITY_CLIENT_SECRET_FILE: {file}: {wrong}")))?.trim().to_owned()
    };
    let asked = ProviderSettings {
        issuer,
        client_id: settings.identity_client_id.clone(),
        client_secret,
        scopes: settings.identity_scopes.split_whitespace().map(str::to_owned).collect(),
        claims: ClaimNames {
            name: settings.identity_claim_name.clone(),
            document_kind: settings.identity_claim_document_kind.clone(),
            document: settings.identity_claim_document.clone(),
            phone: settings.identity_claim_phone.clone(),
        },
        public_url: settings.public_url.clone(),
        demonstration,
        production: settings.profile == Profile::Production,
    };
    residents::provider(asked, Arc::clone(machine)).map(Some).map_err(StartError::new)
}

fn sms_gateway(settings: &Settings) -> Result<Arc<dyn SmsGateway>, StartError> {
    if settings.sms_url.is_empty() {
        return Ok(Arc::new(Embedded));
    }
    let gateway = HttpGatewaySettings { url: settings.sms_url.clone(), secret: settings.sms_secret.clone() };
    Ok(Arc::new(HttpGateway::new(&gateway).map_err(StartError::new)?))
}

/// Makes the data folder ready.
pub fn make_folder(folder: &Path) -> Result<(), StartError> {
    std::fs::create_dir_all(folder).map_err(|wrong| StartError::new(format!("YIMEN_DATA: {}: {wrong}", folder.display())))
}
