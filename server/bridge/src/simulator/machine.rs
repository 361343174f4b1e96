//! A receipt printer without metal: it carries out the bytes it is given, keeps the paper, answers questions about itself, and
//! can go wrong at any step. Like a real one it goes on with what it holds as soon as it can, unless it was told to forget it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::interpret::{self, AtOnce, Command};

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Paper or cutter get stuck.
    Jam,
    /// The roll ends.
    Out,
    /// Somebody opens the cover.
    Cover,
    /// The plug is pulled: what it held in memory is lost.
    Unplug,
    /// Only the data cable is pulled: it goes on by itself.
    Cable,
}

/// A line as it stands on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaperLine {
    /// Its words, or what the QR code holds.
    pub text: String,
    /// How many times as large.
    pub size: u8,
    /// Bold.
    pub bold: bool,
    /// 0 left, 1 in the middle, 2 right.
    pub align: u8,
    /// Dots a module, for a QR code.
    pub qr: Option<u8>,
}

/// The printer.
#[derive(Debug)]
pub struct Machine {
    /// What was cut off: each its lines.
    pub slips: Vec<Vec<PaperLine>>,
    /// What hangs from it.
    pub hanging: Vec<PaperLine>,
    /// Whether the roll ends soon.
    pub near_end: bool,
    /// Whether questions about its state count as commands when something is to go wrong. Others ask them too, at any time.
    pub counts_questions: bool,
    /// How many slips were cut off when something last went wrong.
    pub struck_at: Option<usize>,
    received: VecDeque<u8>,
    answers: Vec<u8>,
    plugs: u32,
    /// Whether the data cable is in.
    link: bool,
    /// Whether there is current.
    power: bool,
    cover: bool,
    out: bool,
    jam: bool,
    line: String,
    size: u8,
    bold: bool,
    align: u8,
    kanji: bool,
    qr: (Vec<u8>, u8),
    coming: Option<(u32, Hazard)>,
}

/// Slips that are kept to be looked at.
const SLIPS: usize = 2_000;

impl Default for Machine {
    /// A new printer with a full roll, plugged in.
    fn default() -> Self {
        Self {
            slips: Vec::new(),
            hanging: Vec::new(),
            near_end: false,
            counts_questions: false,
            struck_at: None,
            received: VecDeque::new(),
            answers: Vec::new(),
            plugs: 0,
            link: true,
            power: true,
            cover: false,
            out: false,
            jam: false,
            line: String::new(),
            size: 1,
            bold: false,
            align: 0,
            kanji: false,
            qr: (Vec::new(), 3),
            coming: None,
        }
    }
}

impl Machine {
    /// Which plugging this is; `None`: it cannot be reached.
    #[must_use]
    pub fn plugged(&self) -> Option<u32> {
        (self.link && self.power).then_some(self.plugs)
    }

    /// Lets something go wrong after so many more commands; 0: now.
    pub fn let_go_wrong(&mut self, after: u32, hazard: Hazard) {
        if after == 0 {
            self.strike(hazard);
        } else {
            self.coming = Some((after, hazard));
        }
    }

    /// Mends everything, as a helper does: paper in, cover closed, nothing stuck, plugged in. Then it goes on by itself.
    pub fn mend(&mut self) {
        (self.cover, self.out, self.jam, self.near_end, self.coming) = (false, false, false, false, None);
        (self.link, self.power) = (true, true);
        self.work();
    }

    /// Opens or closes the cover.
    pub fn cover(&mut self, open: bool) {
        self.cover = open;
        self.work();
    }

    /// Puts paper in.
    pub fn new_roll(&mut self) {
        (self.out, self.near_end) = (false, false);
        self.work();
    }

    /// Receives.
    pub fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && self.plugged().is_some() {
            if let Some((length, command)) = interpret::at_once(rest) {
                if self.counts_questions {
                    self.step();
                }
                if self.plugged().is_some() {
                    self.act_at_once(command);
                }
                rest = &rest[length..];
            } else {
                self.received.push_back(rest[0]);
                rest = &rest[1..];
            }
        }
        self.work();
    }

    /// What it has answered since it was last asked.
    pub fn answers(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.answers)
    }

    fn act_at_once(&mut self, command: AtOnce) {
        match command {
            AtOnce::State(which) => {
                let bit = |on: bool, place: u8| u8::from(on) << place;
                let cannot = self.cover || self.out || self.jam;
                // An open cover lifts the paper off its sensor.
                let (near, end) = (self.near_end || self.out, self.out || self.cover);
                let told = match which {
                    1 => bit(cannot, 3),
                    2 => bit(self.cover, 2) | bit(self.out, 5) | bit(self.jam, 6),
                    3 => bit(self.jam, 3),
                    _ => bit(near, 2) | bit(near, 3) | bit(end, 5) | bit(end, 6),
                };
                self.answer(&[0b0001_0010 | told]);
            }
            AtOnce::Forget | AtOnce::ForgetAndSay => {
                self.received.clear();
                self.line.clear();
                if command == AtOnce::ForgetAndSay {
                    self.answer(&[0x37, 0x25, 0]);
                }
            }
        }
    }

    /// Carries out what was received, as far as it can.
    fn work(&mut self) {
        while self.is_able() {
            let Some((length, command)) = interpret::first(&self.received, self.kanji) else { return };
            self.step();
            // What struck just now struck before this one: it stays received, unless the power went.
            if self.is_able() {
                self.received.drain(..length);
                self.carry_out(command);
            }
        }
    }

    fn is_able(&self) -> bool {
        self.power && !(self.cover || self.out || self.jam)
    }

    fn answer(&mut self, bytes: &[u8]) {
        if self.link {
            self.answers.extend_from_slice(bytes);
        }
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Initialise => self.reset(),
            Command::Text(text) => self.line.push_str(&text),
            Command::Feed(lines) => {
                self.print_line();
                for _ in 1..lines {
                    self.hanging.push(PaperLine { text: String::new(), size: 1, bold: false, align: 0, qr: None });
                }
            }
            Command::Size(_, high) => self.size = high,
            Command::Bold(on) => self.bold = on,
            Command::Align(place) => self.align = place,
            Command::Kanji(on) => self.kanji = on,
            Command::QrModules(dots) => self.qr.1 = dots,
            Command::QrStore(data) => self.qr.0 = data,
            Command::QrPrint => {
                let text = String::from_utf8_lossy(&self.qr.0).into_owned();
                self.hanging.push(PaperLine { text, size: 1, bold: false, align: self.align, qr: Some(self.qr.1) });
            }
            Command::Cut => {
                let slip = std::mem::take(&mut self.hanging);
                self.slips.push(slip);
                if self.slips.len() > SLIPS {
                    self.slips.remove(0);
                }
            }
            Command::AskSensor => self.answer(&[if self.near_end { 0b0000_0011 } else { 0 }]),
            Command::AskDone([a, b, c, d]) => self.answer(&[0x37, 0x22, a, b, c, d, 0]),
            Command::Unknown(bytes) => tracing::debug!(?bytes, "the simulated printer does not know this"),
        }
    }

    fn print_line(&mut self) {
        let text = std::mem::take(&mut self.line);
        self.hanging.push(PaperLine { text, size: self.size.max(1), bold: self.bold, align: self.align, qr: None });
    }

    fn reset(&mut self) {
        self.line.clear();
        (self.size, self.bold, self.align, self.kanji, self.qr) = (1, false, 0, false, (Vec::new(), 3));
    }

    fn step(&mut self) {
        match self.coming {
            Some((1, hazard)) => {
                self.coming = None;
                self.strike(hazard);
            }
            Some((after, hazard)) => self.coming = Some((after - 1, hazard)),
            None => {}
        }
    }

    fn strike(&mut self, hazard: Hazard) {
        self.struck_at = Some(self.slips.len());
        match hazard {
            Hazard::Jam => self.jam = true,
            Hazard::Out => self.out = true,
            Hazard::Cover => self.cover = true,
            Hazard::Unplug | Hazard::Cable => {
                self.answers.clear();
                (self.link, self.plugs) = (false, self.plugs + 1);
                if hazard == Hazard::Unplug {
                    self.power = false;
                    self.received.clear();
                    self.reset();
                }
            }
        }
    }
}
