//! Which path takes which form. The pages of the same paths are in `app/src/routes.rs`.

use app::{
    hall::{counter, ticket},
    kiosk::{check_in, walk_in},
    resident::{
        apply::{check as application, resume, screen, start},
        booking::{cancel, check, slot, who},
        case::{differences, moves, supplement},
        confirm, find, precheck, sign_in, verify,
    },
    steward::{call_off, parked},
};
use axum::Router;

use super::{Web, form::page};

/// What residents send.
pub fn resident() -> Router<Web> {
    Router::new()
        .route("/book/{code}/{venue}/{date}", page(|ports, visit, params, form| Box::pin(slot::take(ports, visit, params, form))))
        .route(
            "/booking/{booking}/change/{venue}/{date}",
            page(|ports, visit, params, form| Box::pin(slot::take(ports, visit, params, form))),
        )
        .route("/hold/{hold}", page(|ports, visit, params, form| Box::pin(who::take(ports, visit, params, form))))
        .route("/hold/{hold}/check", page(|ports, visit, params, form| Box::pin(check::take(ports, visit, params, form))))
        .route("/booking/{booking}/cancel", page(|ports, visit, params, form| Box::pin(cancel::take(ports, visit, params, form))))
        .route("/apply/{code}", page(|ports, visit, params, form| Box::pin(start::take(ports, visit, params, form))))
        .route("/draft/{draft}/check", page(|ports, visit, params, form| Box::pin(application::take(ports, visit, params, form))))
        .route("/draft/{draft}/{screen}", page(|ports, visit, params, form| Box::pin(screen::take(ports, visit, params, form))))
        .route(
            "/case/{case}/supplement",
            page(|ports, visit, params, form| Box::pin(supplement::take(ports, visit, params, form))),
        )
        .route(
            "/case/{case}/differences",
            page(|ports, visit, params, form| Box::pin(differences::object(ports, visit, params, form))),
        )
        .route("/case/{case}/withdraw", page(|ports, visit, params, form| Box::pin(moves::withdraw(ports, visit, params, form))))
        .route("/case/{case}/appeal", page(|ports, visit, params, form| Box::pin(moves::appeal(ports, visit, params, form))))
        .route("/resume", page(|ports, visit, params, form| Box::pin(resume::take(ports, visit, params, form))))
        .route("/confirm/{token}", page(|ports, visit, params, form| Box::pin(confirm::take(ports, visit, params, form))))
        .route("/sign-in/code", page(|ports, visit, params, form| Box::pin(sign_in::ask_code(ports, visit, params, form))))
        .route("/sign-in/print", page(|ports, visit, params, form| Box::pin(sign_in::print_code(ports, visit, params, form))))
        .route("/what-can-i-get", page(|ports, visit, params, form| Box::pin(precheck::take(ports, visit, params, form))))
        .route("/verify", page(|ports, visit, params, form| Box::pin(verify::take(ports, visit, params, form))))
        .route("/find", page(|ports, visit, params, form| Box::pin(find::take(ports, visit, params, form))))
        .route("/t/{ticket}", page(|ports, visit, params, form| Box::pin(ticket::take(ports, visit, params, form))))
        .route("/kiosk/{venue}", page(|ports, visit, params, form| Box::pin(check_in::take(ports, visit, params, form))))
        .route("/kiosk/{venue}/walk-in", page(|ports, visit, params, form| Box::pin(walk_in::take(ports, visit, params, form))))
}

/// What staff send, and the pages only they see.
pub fn staff() -> Router<Web> {
    let shown = axum::routing::get(super::show);
    Router::new()
        .route(
            "/counter/{venue}/{counter}",
            page(|ports, visit, params, form| Box::pin(counter::take(ports, visit, params, form))),
        )
        .route("/steward/call-off", page(|ports, visit, params, form| Box::pin(call_off::take(ports, visit, params, form))))
        .route("/steward", shown.clone())
        .route("/steward/messages", shown)
        .route("/steward/dispatches", page(|ports, visit, params, form| Box::pin(parked::take(ports, visit, params, form))))
}
