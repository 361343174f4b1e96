//! The settings of each device.

use std::net::SocketAddr;

use axum::http::Uri;
use serde::{Deserialize, Serialize};

use crate::{reader::fields::Fields, ups};

/// How a printer is connected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrinterKind {
    /// There is none.
    #[default]
    None,
    /// TCP, as a rule port 9100.
    Network,
    /// A serial line.
    Serial,
    /// USB.
    Usb,
    /// None of metal.
    Simulator,
}

/// By what a printer says that a ticket is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmBy {
    /// `GS r`: nearly all printers.
    Status,
    /// `GS ( H`: it names the job; better where it is there.
    ProcessId,
}

/// How a serial printer says «wait».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// Not at all: three wires.
    None,
    /// By wires of their own (RTS, CTS): most.
    Hardware,
    /// By signs among the data (XON, XOFF).
    Software,
}

/// The receipt printer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// How it is connected.
    pub kind: PrinterKind,
    /// `network`: where it is.
    pub address: Option<SocketAddr>,
    /// `serial`: its device file.
    pub path: String,
    /// `serial`: bits a second.
    pub baud: u32,
    /// `serial`: how it says «wait».
    pub flow: Flow,
    /// `usb`: vendor and product.
    pub usb: String,
    /// By what it says that a ticket is done.
    pub confirm: ConfirmBy,
    /// How long a ticket may take, in seconds.
    pub confirm_seconds: u32,
    /// How often it is asked how it is, in seconds.
    pub poll_seconds: u32,
    /// The paper's width in dots: 576 on 80 mm, 384 on 58 mm.
    pub width_dots: u32,
    /// A new roll, in millimetres.
    pub roll_mm: u32,
    /// What is left when it says «near end», in millimetres.
    pub near_end_mm: u32,
    /// A ticket, until some were printed, in millimetres.
    pub ticket_mm: u32,
}

impl Default for Printer {
    fn default() -> Self {
        Self {
            kind: PrinterKind::None,
            address: None,
            path: String::new(),
            baud: 115_200,
            flow: Flow::Hardware,
            usb: String::new(),
            confirm: ConfirmBy::Status,
            confirm_seconds: 15,
            poll_seconds: 3,
            width_dots: 576,
            roll_mm: 60_000,
            near_end_mm: 3_000,
            ticket_mm: 160,
        }
    }
}

/// How a card reader is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderKind {
    /// There is none.
    #[default]
    None,
    /// A vendor's program.
    Command,
    /// A vendor's service on this machine.
    Http,
    /// A switch.
    Simulator,
}

/// The identity-card reader.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// How it is spoken to.
    pub kind: ReaderKind,
    /// `command`: the program and its arguments.
    pub command: Vec<String>,
    /// `http`: its address.
    pub url: String,
    /// How often it is looked at, in milliseconds.
    pub poll_ms: u64,
    /// Looks without a card after which it is gone.
    pub gone_after: u32,
    /// Where its answer says what.
    pub fields: Fields,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            kind: ReaderKind::None,
            command: Vec::new(),
            url: String::new(),
            poll_ms: 700,
            gone_after: 2,
            fields: Fields::default(),
        }
    }
}

impl Reader {
    /// The service's address, where it is one on this machine.
    #[must_use]
    pub fn uri(&self) -> Option<Uri> {
        let uri: Uri = self.url.parse().ok()?;
        let here = uri.scheme_str() == Some("http") && matches!(uri.host(), Some("127.0.0.1" | "localhost"));
        here.then_some(uri)
    }
}

/// How a scanner is connected. One that types like a keyboard needs no bridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScannerKind {
    /// There is none.
    #[default]
    None,
    /// A serial line, or USB that looks like one.
    Serial,
    /// A switch.
    Simulator,
}

/// The scanner.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scanner {
    /// How it is connected.
    pub kind: ScannerKind,
    /// `serial`: its device file.
    pub path: String,
    /// `serial`: bits a second.
    pub baud: u32,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { kind: ScannerKind::None, path: String::new(), baud: 9_600 }
    }
}

/// The lamp.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lamp {
    /// A switch of the simulator.
    pub simulator: bool,
    /// The program that switches it; `{colour}` and `{blink}` are filled in. Empty: there is none.
    pub command: Vec<String>,
}

/// How the battery is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpsKind {
    /// There is none.
    #[default]
    None,
    /// `upsc` of Network UPS Tools.
    Nut,
    /// The kernel's `/sys/class/power_supply`.
    PowerSupply,
    /// A switch.
    Simulator,
}

/// The battery.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ups {
    /// How it is asked.
    pub kind: UpsKind,
    /// `nut`: its name.
    pub name: String,
}

impl Ups {
    /// Where it is asked.
    #[must_use]
    pub fn source(&self, simulated: Option<ups::Simulated>) -> ups::Source {
        match self.kind {
            UpsKind::None => ups::Source::None,
            UpsKind::Nut => ups::Source::Nut(vec!["upsc".to_owned(), self.name.clone()]),
            UpsKind::PowerSupply => ups::Source::Kernel(ups::KERNEL.into()),
            UpsKind::Simulator => simulated.map_or(ups::Source::None, ups::Source::Simulated),
        }
    }
}

/// The voice: a program for each language that reads words and says a WAV.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speak {
    /// Nothing is heard: the simulator keeps the words.
    pub simulator: bool,
    /// Chinese.
    pub zh: Vec<String>,
    /// English.
    pub en: Vec<String>,
}

impl Default for Speak {
    fn default() -> Self {
        let engine = |voice: &str| ["espeak-ng", "-v", voice, "--stdin", "--stdout"].map(str::to_owned).to_vec();
        Self { simulator: false, zh: engine("cmn"), en: engine("en") }
    }
}

/// The screen beside the bridge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// The program that starts its browser anew. Empty: nobody watches it.
    pub command: Vec<String>,
    /// How long its page may be silent, in seconds; it asks something once a minute.
    pub silent_seconds: u32,
}

impl Default for Screen {
    fn default() -> Self {
        Self { command: Vec::new(), silent_seconds: 300 }
    }
}

/// Vendor and product of `04b8:0e28`.
#[must_use]
pub fn usb_id(text: &str) -> Option<(u16, u16)> {
    let (vendor, product) = text.split_once(':')?;
    Some((u16::from_str_radix(vendor, 16).ok()?, u16::from_str_radix(product, 16).ok()?))
}
