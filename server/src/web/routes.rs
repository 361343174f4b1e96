//! Which path takes which form. The pages of the same paths are in `app/src/routes.rs`.

use app::{
    hall::{counter, evaluator, ticket},
    kiosk::{check_in, help as kiosk_help, ticket as kiosk_ticket, walk_in},
    resident::{
        apply::{check as application, for_someone, resume, screen, start},
        booking::{cancel, check, slot, who},
        case::{differences, help, moves, sent_back, supplement},
        confirm, find, over, precheck, rating, sign_in, verify,
        voucher::{card, carriers, charge, code},
    },
    steward::{
        call_backs, call_off, department, devices, enrol_device, helping, kiosk_conflicts, parked, ratings,
        vouchers::{by_list, charge as steward_charge, grant, overview, people},
    },
    till::{desk, outcome, today},
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
        .route(
            "/draft/{draft}/for-someone",
            page(|ports, visit, params, form| Box::pin(for_someone::take(ports, visit, params, form))),
        )
        .route("/draft/{draft}/{screen}", page(|ports, visit, params, form| Box::pin(screen::take(ports, visit, params, form))))
        .route("/case/{case}", page(|ports, visit, params, form| Box::pin(sent_back::correct(ports, visit, params, form))))
        .route(
            "/case/{case}/supplement",
            page(|ports, visit, params, form| Box::pin(supplement::take(ports, visit, params, form))),
        )
        .route(
            "/case/{case}/differences",
            page(|ports, visit, params, form| Box::pin(differences::object(ports, visit, params, form))),
        )
        .route("/case/{case}/help", page(|ports, visit, params, form| Box::pin(help::take(ports, visit, params, form))))
        .route("/case/{case}/withdraw", page(|ports, visit, params, form| Box::pin(moves::withdraw(ports, visit, params, form))))
        .route("/case/{case}/appeal", page(|ports, visit, params, form| Box::pin(moves::appeal(ports, visit, params, form))))
        .route("/resume", page(|ports, visit, params, form| Box::pin(resume::take(ports, visit, params, form))))
        .route("/over", page(|ports, visit, params, form| Box::pin(over::take(ports, visit, params, form))))
        .route("/confirm/{token}", page(|ports, visit, params, form| Box::pin(confirm::take(ports, visit, params, form))))
        .route("/sign-in/code", page(|ports, visit, params, form| Box::pin(sign_in::ask_code(ports, visit, params, form))))
        .route("/sign-in/print", page(|ports, visit, params, form| Box::pin(sign_in::print_code(ports, visit, params, form))))
        .route("/what-can-i-get", page(|ports, visit, params, form| Box::pin(precheck::take(ports, visit, params, form))))
        .route("/verify", page(|ports, visit, params, form| Box::pin(verify::take(ports, visit, params, form))))
        .route("/find", page(|ports, visit, params, form| Box::pin(find::take(ports, visit, params, form))))
        .route("/wallet/{wallet}/code", page(|ports, visit, params, form| Box::pin(code::take(ports, visit, params, form))))
        .route("/wallet/{wallet}/card", page(|ports, visit, params, form| Box::pin(card::take(ports, visit, params, form))))
        .route(
            "/wallet/{wallet}/carriers",
            page(|ports, visit, params, form| Box::pin(carriers::take(ports, visit, params, form))),
        )
        .route(
            "/wallet/{wallet}/charge/{charge}",
            page(|ports, visit, params, form| Box::pin(charge::take(ports, visit, params, form))),
        )
        .route("/carry/{carrier}", page(|ports, visit, params, form| Box::pin(code::take_carried(ports, visit, params, form))))
        .route("/t/{ticket}", page(|ports, visit, params, form| Box::pin(ticket::take(ports, visit, params, form))))
        .route("/kiosk/{venue}", page(|ports, visit, params, form| Box::pin(check_in::take(ports, visit, params, form))))
        .route("/kiosk/{venue}/help", page(|ports, visit, params, form| Box::pin(kiosk_help::take(ports, visit, params, form))))
        .route("/kiosk/{venue}/check-in", page(|ports, visit, params, form| Box::pin(check_in::take(ports, visit, params, form))))
        .route("/kiosk/{venue}/walk-in", page(|ports, visit, params, form| Box::pin(walk_in::take(ports, visit, params, form))))
        .route(
            "/kiosk/{venue}/ticket/{ticket}",
            page(|ports, visit, params, form| Box::pin(kiosk_ticket::take(ports, visit, params, form))),
        )
}

/// What staff send, and the pages only they see.
pub fn staff() -> Router<Web> {
    let shown = axum::routing::get(super::show);
    Router::new()
        .route(
            "/counter/{venue}/{counter}",
            page(|ports, visit, params, form| Box::pin(counter::take(ports, visit, params, form))),
        )
        .route(
            "/counter/{venue}/{counter}/rate",
            page(|ports, visit, params, form| Box::pin(evaluator::take(ports, visit, params, form))),
        )
        // Residents' too; it stands here so that it knows when staff ask: they rate for nobody.
        .route("/rate/{kind}/{token}", page(|ports, visit, params, form| Box::pin(rating::take(ports, visit, params, form))))
        .route("/steward/ratings", page(|ports, visit, params, form| Box::pin(ratings::take(ports, visit, params, form))))
        .route("/steward/call-backs", page(|ports, visit, params, form| Box::pin(call_backs::take(ports, visit, params, form))))
        .route(
            "/steward/kiosk-conflicts",
            page(|ports, visit, params, form| Box::pin(kiosk_conflicts::take(ports, visit, params, form))),
        )
        .route("/steward/call-off", page(|ports, visit, params, form| Box::pin(call_off::take(ports, visit, params, form))))
        .route("/department", page(|ports, visit, params, form| Box::pin(department::take(ports, visit, params, form))))
        .route("/helper", page(|ports, visit, params, form| Box::pin(helping::take(ports, visit, params, form))))
        .route("/till", page(|ports, visit, params, form| Box::pin(desk::take(ports, visit, params, form))))
        .route("/till/outcome/{key}", page(|ports, visit, params, form| Box::pin(outcome::take(ports, visit, params, form))))
        .route("/till/today", page(|ports, visit, params, form| Box::pin(today::take(ports, visit, params, form))))
        .route("/till/offline", shown.clone())
        .route("/till/statement/{date}", shown.clone())
        .route("/steward/vouchers", page(|ports, visit, params, form| Box::pin(overview::take(ports, visit, params, form))))
        .route("/steward/vouchers/grant", page(|ports, visit, params, form| Box::pin(grant::take(ports, visit, params, form))))
        .route("/steward/vouchers/list", page(|ports, visit, params, form| Box::pin(by_list::take(ports, visit, params, form))))
        .route("/steward/vouchers/wallet", page(|ports, visit, params, form| Box::pin(people::take(ports, visit, params, form))))
        .route("/steward/vouchers/books", shown.clone())
        .route(
            "/steward/vouchers/charge/{charge}",
            page(|ports, visit, params, form| Box::pin(steward_charge::take(ports, visit, params, form))),
        )
        .route("/steward/vouchers/{store}/{date}", shown.clone())
        .route("/steward/devices", page(|ports, visit, params, form| Box::pin(devices::take(ports, visit, params, form))))
        .route(
            "/steward/devices/enrol",
            page(|ports, visit, params, form| Box::pin(enrol_device::take(ports, visit, params, form))),
        )
        .route("/steward", shown.clone())
        .route("/steward/messages", shown)
        .route("/steward/dispatches", page(|ports, visit, params, form| Box::pin(parked::take(ports, visit, params, form))))
}
