//! `GET /v1/state`: how every device is now.

use std::sync::{Arc, atomic::Ordering};

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    house::Bridge,
    printer,
    settings::devices::ScannerKind,
    standing::{Door, Standing},
    ups,
};

/// The answer.
#[derive(Serialize)]
pub(super) struct Told {
    printer: Printer,
    reader: Device,
    scanner: Device,
    lamp: Device,
    ups: ups::State,
    standing: Word,
    version: &'static str,
}

/// How the machine stands, and what the door has to sign so that it goes on.
#[derive(Serialize)]
struct Word {
    state: Standing,
    challenge: String,
}

#[derive(Serialize)]
struct Printer {
    state: printer::State,
    paper_left: Option<u32>,
}

#[derive(Serialize)]
struct Device {
    state: &'static str,
}

pub(super) async fn get(State(bridge): State<Arc<Bridge>>, State(door): State<Arc<Door>>) -> Json<Told> {
    bridge.screen.heard();
    let (state, left) = bridge.look_at_printer().await;
    let online = |is_online: bool| if is_online { "ok" } else { "offline" };
    let scanner = match bridge.scanner {
        ScannerKind::None => "none",
        ScannerKind::Serial | ScannerKind::Simulator => online(bridge.scanner_online.load(Ordering::Relaxed)),
    };
    Json(Told {
        // Of a printer that does not answer nothing is known.
        printer: Printer { state, paper_left: (state != printer::State::Offline).then_some(left) },
        reader: Device { state: bridge.reader_state() },
        scanner: Device { state: scanner },
        lamp: Device { state: bridge.lamp.state() },
        ups: bridge.ups.ask().await,
        standing: Word { state: door.standing(), challenge: door.challenge() },
        version: env!("CARGO_PKG_VERSION"),
    })
}
