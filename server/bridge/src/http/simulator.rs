//! The simulator's switches, as small forms. Each is refused where that device is real.

use std::sync::{Arc, Mutex};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};

use super::problem::{Problem, Switched};
use crate::{
    events::Event,
    house::Bridge,
    reader::Card,
    simulator::{Field, Hazard, Machine, held, machine::PaperLine},
    speak::Words,
    ups,
};

/// What a switch of the printer does.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Turn {
    Jam,
    Out,
    NearEnd,
    Cover,
    CoverClosed,
    Unplug,
    Cable,
    NewRoll,
    Mend,
}

/// The printer's switch.
#[derive(Deserialize)]
pub(super) struct PrinterSwitch {
    turn: Turn,
    /// Only after so many more commands: in the middle of a ticket.
    #[serde(default)]
    after: u32,
}

/// What there is on paper.
#[derive(Serialize)]
pub(super) struct Paper {
    slips: Vec<Vec<PaperLine>>,
    hanging: Vec<PaperLine>,
}

/// The reader's switch.
#[derive(Deserialize)]
pub(super) struct ReaderSwitch {
    plugged: bool,
}

/// A code.
#[derive(Deserialize)]
pub(super) struct Code {
    text: String,
}

/// The battery's switch.
#[derive(Deserialize)]
pub(super) struct UpsSwitch {
    battery: bool,
    minutes: Option<u32>,
}

pub(super) async fn printer(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    Switched(switch): Switched<PrinterSwitch>,
) -> Result<Response, Problem> {
    {
        let mut machine = held(machine(&bridge)?);
        match switch.turn {
            Turn::Jam => machine.let_go_wrong(switch.after, Hazard::Jam),
            Turn::Out => machine.let_go_wrong(switch.after, Hazard::Out),
            Turn::Cover => machine.let_go_wrong(switch.after, Hazard::Cover),
            Turn::Unplug => machine.let_go_wrong(switch.after, Hazard::Unplug),
            Turn::Cable => machine.let_go_wrong(switch.after, Hazard::Cable),
            Turn::NearEnd => machine.near_end = true,
            Turn::CoverClosed => machine.cover(false),
            Turn::NewRoll => machine.new_roll(),
            Turn::Mend => machine.mend(),
        }
    }
    bridge.simulator.printer_switched.notify_one();
    Ok(switched(&headers))
}

pub(super) async fn paper(State(bridge): State<Arc<Bridge>>) -> Result<Json<Paper>, Problem> {
    let machine = held(machine(&bridge)?);
    Ok(Json(Paper { slips: machine.slips.clone(), hanging: machine.hanging.clone() }))
}

pub(super) async fn card(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    Switched(card): Switched<Card>,
) -> Result<Response, Problem> {
    held(field(&bridge)?).card = Some(card);
    bridge.simulator.reader_switched.notify_one();
    Ok(switched(&headers))
}

pub(super) async fn card_away(State(bridge): State<Arc<Bridge>>, headers: HeaderMap) -> Result<Response, Problem> {
    held(field(&bridge)?).card = None;
    bridge.simulator.reader_switched.notify_one();
    Ok(switched(&headers))
}

pub(super) async fn reader(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    Switched(switch): Switched<ReaderSwitch>,
) -> Result<Response, Problem> {
    held(field(&bridge)?).unplugged = !switch.plugged;
    bridge.simulator.reader_switched.notify_one();
    Ok(switched(&headers))
}

pub(super) async fn scan(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    Switched(code): Switched<Code>,
) -> Result<Response, Problem> {
    if !bridge.simulator.scanner {
        return Err(real());
    }
    bridge.events.tell(Event::Scan(code.text));
    Ok(switched(&headers))
}

pub(super) async fn ups(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    Switched(switch): Switched<UpsSwitch>,
) -> Result<Response, Problem> {
    let state = if switch.battery { ups::Supply::Battery } else { ups::Supply::Mains };
    let battery = bridge.simulator.ups.as_ref().ok_or_else(real)?;
    *held(battery) = ups::State { state, minutes: switch.minutes.filter(|_| switch.battery) };
    Ok(switched(&headers))
}

pub(super) async fn lamp(State(bridge): State<Arc<Bridge>>) -> Result<String, Problem> {
    Ok(held(bridge.simulator.lamp.as_ref().ok_or_else(real)?).clone())
}

pub(super) async fn speech(State(bridge): State<Arc<Bridge>>) -> Result<Json<Vec<Words>>, Problem> {
    Ok(Json(held(bridge.simulator.said.as_ref().ok_or_else(real)?).clone()))
}

fn machine(bridge: &Bridge) -> Result<&Mutex<Machine>, Problem> {
    bridge.simulator.printer.as_deref().ok_or_else(real)
}

fn field(bridge: &Bridge) -> Result<&Mutex<Field>, Problem> {
    bridge.simulator.reader.as_deref().ok_or_else(real)
}

fn real() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "real-device", "this device is not simulated: there is nothing to switch")
}

/// Back to the page for a browser; nothing more for a test.
fn switched(headers: &HeaderMap) -> Response {
    let browser = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    if browser { Redirect::to("/simulator").into_response() } else { StatusCode::NO_CONTENT.into_response() }
}
