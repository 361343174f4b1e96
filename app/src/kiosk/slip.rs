//! A slip of paper of what somebody has done here: a booking, a receipt, the code to go on with. The same way to the printer as a
//! ticket's (`super::print_ticket`), and as honest; but nothing hangs on it: what it says is kept whether it is printed or not.
//! Nobody's name is on it.

use domain::{case::Digest, text::Text};
use leptos::prelude::*;

use super::{
    TicketPrinter,
    paper::{LARGE, Line, MODULE_DOTS, SMALL, bold, text},
    printing::reasons,
    prints,
};
use crate::{
    msg::slip as words,
    parts::when,
    ports::ports,
    visit::{lang, t, visit},
};

/// The query of a page whose slip is printed without being asked for: its person has just said that they have no phone.
pub const ON_PAPER: &str = "paper";
/// Of a reference: 9 mm high, to be read without glasses.
const REFERENCE: u8 = 3;
/// Dots of one module of a receipt's code, which holds much: 73 modules and their margin fit 576 dots.
const FINE_DOTS: u8 = 6;
/// The most characters of a line that the bridge takes (docs/contracts/bridge.yaml).
const LONGEST: usize = 400;

/// What stands on a slip, from the top.
#[derive(Clone, Debug)]
pub struct Slip(Vec<Line>);

impl Slip {
    /// A slip with its heading.
    #[must_use]
    pub fn new(title: Text) -> Self {
        Self(vec![bold(t(title), LARGE)])
    }

    /// A line that is read at arm's length.
    #[must_use]
    pub fn large(mut self, said: impl Into<String>) -> Self {
        self.0.push(text(clipped(said), LARGE));
        self
    }

    /// A line of the rest.
    #[must_use]
    pub fn small(mut self, said: impl Into<String>) -> Self {
        self.0.push(text(clipped(said), SMALL));
        self
    }

    /// A reference or a code, with what it is.
    #[must_use]
    pub fn reference(mut self, label: Text, said: impl Into<String>) -> Self {
        self.0.push(text(t(label), SMALL));
        self.0.push(bold(said, REFERENCE));
        self
    }

    /// A pass, as scanners read it.
    #[must_use]
    pub fn pass(mut self, pass: impl Into<String>) -> Self {
        self.0.push(Line::Qr { qr: pass.into(), modules: MODULE_DOTS });
        self
    }

    /// A receipt's address, which a phone reads.
    #[must_use]
    pub fn fine(mut self, address: impl Into<String>) -> Self {
        self.0.push(Line::Qr { qr: address.into(), modules: FINE_DOTS });
        self
    }

    /// As the bridge reads it, with when it was printed.
    fn json(mut self) -> String {
        let time = when::moment(lang(), ports().clock.now());
        self.0.push(Line::Feed { feed: 1 });
        self.0.push(text(words::PRINTED.with(lang(), &[("time", &time)]), SMALL));
        serde_json::to_string(&self.0).expect("lines are always JSON")
    }
}

/// One line too long would keep the whole slip from being printed.
fn clipped(said: impl Into<String>) -> String {
    said.into().chars().take(LONGEST).collect()
}

/// Prints a slip when it is asked for, or at once where the address says so. Nothing anywhere but at a kiosk that prints.
#[component]
pub fn PrintSlip(
    /// What stands on it.
    slip: Slip,
    /// The secret of the page that it is of: the printer knows it by its digest, which opens nothing.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    let here = visit();
    if !prints(&here) {
        return ().into_any();
    }
    let lang = lang();
    let digest = Digest::of(of.as_bytes()).to_string();
    let at_once = here.query == ON_PAPER;
    // The bridge prints a key once: a page that prints by itself may be loaded again, and one that is asked prints each time.
    let (lines, waits) = (slip.json(), (!at_once).then_some(""));
    let key = if at_once { digest } else { format!("{digest}.{}", ports().clock.now().0) };
    view! {
        <section class="no-print" aria-labelledby="slip">
            <h2 id="slip">{t(words::TITLE)}</h2>
            <p>{t(words::HINT)}</p>
            <div class="print-slip" data-print-key=key data-print-lines=lines data-print-waits=waits>
                <p class="cluster" data-print-when="ask" hidden=true>
                    <button type="button" class="button button-primary" data-print-again>{t(words::BUTTON)}</button>
                </p>
                <p class="notice" role="status" data-print-when="now" hidden=true>{t(words::NOW)}</p>
                <p class="notice notice-good" role="status" data-print-when="done" hidden=true>{t(words::DONE)}</p>
                <div data-print-when="failed" hidden=true>
                    <div class="notice notice-warn" role="alert">
                        <h3>{t(words::FAILED_TITLE)}</h3>
                        {reasons(t(words::SILENT).to_owned(), lang)}
                        <p>{t(words::FAILED_TEXT)}</p>
                    </div>
                    <p class="cluster"><button type="button" class="button" data-print-again>{t(words::AGAIN)}</button></p>
                </div>
                <TicketPrinter/>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_says_its_reference_large_and_holds_the_pass() {
        let owner = Owner::new();
        owner.set();
        let slip = Slip::new(words::BOOKING).large("10:00").reference(words::BOOKING, "7KQ4-2MX9").pass("PASS");
        let json = serde_json::to_value(&slip.0).expect("JSON");
        assert_eq!(json[3], serde_json::json!({ "text": "7KQ4-2MX9", "size": 3, "bold": true, "align": "center" }));
        assert_eq!(json[4], serde_json::json!({ "qr": "PASS", "modules": 8 }));
        // Nine characters of 12 dots, three times as wide.
        assert!(9 * 12 * u32::from(REFERENCE) <= 576);
    }

    #[test]
    fn nothing_stands_where_nothing_prints() {
        let owner = Owner::new();
        owner.set();
        let slip = Slip::new(words::BOOKING);
        assert!(!view! { <PrintSlip slip of="a"/> }.to_html().contains("data-print"));
    }
}
