//! The switches as a plain page, for whoever tries the kiosk out without hardware. Residents never see it.

use std::{fmt::Write as _, sync::Arc};

use axum::{extract::State, http::StatusCode, response::Html};

use super::problem::Problem;
use crate::{
    house::Bridge,
    simulator::{held, machine::PaperLine},
};

/// Slips that are shown, and sentences.
const SHOWN: usize = 5;

const PRINTER: [(&str, &str); 9] = [
    ("jam", "Jam"),
    ("out", "End of paper"),
    ("near_end", "Paper ends soon"),
    ("cover", "Open the cover"),
    ("cover_closed", "Close the cover"),
    ("new_roll", "New roll"),
    ("unplug", "Pull the plug"),
    ("cable", "Pull the data cable"),
    ("mend", "Mend everything"),
];

pub(super) async fn get(State(bridge): State<Arc<Bridge>>) -> Result<Html<String>, Problem> {
    let simulator = &bridge.simulator;
    let (state, left) = bridge.look_at_printer().await;
    let mut parts = String::new();
    if let Some(machine) = &simulator.printer {
        let mut buttons = String::new();
        for (turn, label) in PRINTER {
            write!(buttons, "<button name=turn value={turn}>{label}</button> ").expect("a String takes all");
        }
        let machine = held(machine);
        let mut paper = slip(&machine.hanging, "hangs from the printer");
        for cut in machine.slips.iter().rev().take(SHOWN) {
            paper.push_str(&slip(cut, "cut off"));
        }
        write!(
            parts,
            "<h2>Printer: {state:?}, {left} tickets left</h2><form method=post action=/simulator/printer>\
             <label>After so many more commands <input name=after type=number min=0 value=0></label> {buttons}</form>{paper}"
        )
        .expect("a String takes all");
    }
    if let Some(field) = &simulator.reader {
        let lies = if held(field).card.is_some() { "a card lies there" } else { "empty" };
        write!(
            parts,
            "<h2>Card reader: {lies}</h2><form method=post action=/simulator/card>\
             <label>Name <input name=name required></label> <label>Number <input name=number required></label> \
             <label>Valid to <input name=valid_to value=长期></label> <button>Lay the card</button></form>\
             <form method=post action=/simulator/card-away><button>Take it away</button></form>\
             <form method=post action=/simulator/reader><button name=plugged value=false>Unplug</button> \
             <button name=plugged value=true>Plug in</button></form>"
        )
        .expect("a String takes all");
    }
    if simulator.scanner {
        parts.push_str(
            "<h2>Scanner</h2><form method=post action=/simulator/scan><label>Code <input name=text required></label> \
             <button>Scan</button></form>",
        );
    }
    if let Some(shown) = &simulator.lamp {
        write!(parts, "<h2>Lamp: {}</h2>", held(shown)).expect("a String takes all");
    }
    if simulator.ups.is_some() {
        parts.push_str(
            "<h2>Battery</h2><form method=post action=/simulator/ups>\
             <label>Minutes <input name=minutes type=number min=0 value=20></label> \
             <button name=battery value=true>Power cut</button> <button name=battery value=false>Mains</button></form>",
        );
    }
    if let Some(said) = &simulator.said {
        parts.push_str("<h2>Voice</h2><ul>");
        for words in held(said).iter().rev().take(SHOWN) {
            write!(parts, "<li>{}</li>", escaped(&words.text)).expect("a String takes all");
        }
        parts.push_str("</ul>");
    }
    if parts.is_empty() {
        return Err(Problem::new(StatusCode::NOT_FOUND, "real-device", "no device is simulated here"));
    }
    Ok(Html(format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>Simulator</title><h1>Simulated devices</h1>{parts}"
    )))
}

fn slip(lines: &[PaperLine], what: &str) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for line in lines {
        let shown = if line.qr.is_some() { format!("[QR] {}", line.text) } else { line.text.clone() };
        writeln!(text, "{}", escaped(&shown)).expect("a String takes all");
    }
    format!("<figure><pre>{text}</pre><figcaption>{what}</figcaption></figure>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
