//! Pages and forms: renders the page of a path, hands a posted form to the page's `take`, keeps pages that rarely change.

use app::{ports::Ports, shell::Assets};
use axum::{
    Router,
    extract::{Request, State},
    middleware,
    response::Response,
    routing::{get, post},
};
use tower_sessions::{SessionManagerLayer, SessionStore};

mod calendar;
mod canary;
mod card;
mod devices;
mod form;
mod handover;
mod help;
pub mod kept;
mod kiosk;
mod kiosk_offline;
mod kiosks;
mod owned;
mod page;
mod receipt_pdf;
pub mod resident_sign_in;
mod routes;
mod sign_in;
mod staff_only;
mod tills;
pub mod uploads;
mod view;
mod visitor;
mod wallets;

use crate::desk::residents::Residents;
use kept::Kept;

/// What pages need.
#[derive(Clone)]
pub struct Web {
    /// What pages ask of the server.
    pub ports: Ports,
    /// Addresses of styles and scripts.
    pub assets: Assets,
    /// Rendered pages that rarely change.
    pub kept: Kept,
    /// Whether cookies travel over https only.
    pub secure: bool,
    /// Whether a kiosk's pages are shown to browsers that are no enrolled kiosk.
    pub open_kiosks: bool,
}

/// Every page with its forms. Unknown addresses get the «no such page» page. `live` are the event streams that pages
/// listen to; `sessions` are the session layers of staff and of residents.
pub fn router<S: SessionStore + Clone>(
    web: &Web,
    live: Router,
    residents: &Residents,
    sessions: (SessionManagerLayer<S>, SessionManagerLayer<S>),
) -> Router {
    let (staff_sessions, resident_sessions) = sessions;
    let staff = routes::staff()
        .route("/staff", get(show).post(sign_in::take))
        .route("/staff/leave", post(sign_in::leave))
        .route("/steward/tills", get(show).post(tills::take))
        .route("/till/kit", get(tills::kit))
        .route("/till/settle", post(tills::settle))
        .route("/till/statement/{date}/{form}", get(tills::own_day))
        .route("/steward/vouchers/{store}/{date}/{form}", get(tills::any_day))
        .with_state::<()>(web.clone())
        .merge(live)
        .layer(middleware::from_fn(staff_only::only))
        .layer(middleware::from_fn(staff_only::recognise))
        .layer(staff_sessions);
    routes::resident()
        .merge(kiosk_offline::routes())
        .merge(resident_sign_in::routes(residents))
        .route("/view", post(view::take))
        .route("/kiosk/{venue}/lease", post(kiosks::lease))
        .route("/kiosk/{venue}/reconcile", post(kiosks::reconcile))
        .route("/booking/{booking}/calendar.ics", get(calendar::show))
        .route("/case/{case}/receipt.pdf", get(receipt_pdf::show))
        .route("/draft/{draft}/later/taken", get(handover::taken))
        .route("/wallet/{wallet}/code/seen", get(wallets::holder))
        .route("/carry/{carrier}/seen", get(wallets::carrier))
        .route("/kiosk/{venue}/help/state", get(help::state))
        .fallback(show)
        .merge(devices::routes())
        .merge(canary::routes(residents))
        .with_state::<()>(web.clone())
        .merge(staff)
        .layer(middleware::from_fn_with_state(web.clone(), owned::guard))
        .layer(middleware::from_fn_with_state(web.clone(), devices::guard))
        .layer(middleware::from_fn_with_state(web.clone(), visitor::visit))
        .layer(middleware::from_fn_with_state(residents.clone(), resident_sign_in::recognise))
        .layer(resident_sessions)
}

/// Files on their way in: larger than any form.
pub fn uploads<S: SessionStore + Clone>(web: &Web, residents: &Residents, resident_sessions: SessionManagerLayer<S>) -> Router {
    uploads::routes()
        .with_state::<()>(web.clone())
        .layer(middleware::from_fn_with_state(web.clone(), owned::guard))
        .layer(middleware::from_fn_with_state(web.clone(), visitor::visit))
        .layer(middleware::from_fn_with_state(residents.clone(), resident_sign_in::recognise))
        .layer(resident_sessions)
}

/// Shows the page of a path.
async fn show(State(web): State<Web>, request: Request) -> Response {
    page::render(&web, request.into_parts().0, page::Show::Path).await
}
