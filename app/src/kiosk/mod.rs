//! The touchscreen in the hall: its first screen, check-in and numbers, the frame round every resident's page, with keys of 20 mm, and
//! a memory that ends when a person goes.

mod bar;
mod bridge;
#[cfg(feature = "ssr")]
mod call_helper;
mod card;
#[cfg(feature = "ssr")]
pub mod check_in;
#[cfg(feature = "ssr")]
pub mod check_in_page;
#[cfg(feature = "ssr")]
pub mod enrol;
#[cfg(feature = "ssr")]
pub mod help;
mod help_watch;
mod hold_to_show;
mod idle_reset;
mod key_pad;
mod keyboard;
#[cfg(feature = "ssr")]
mod no_phone;
#[cfg(feature = "ssr")]
pub mod not_this;
#[cfg(feature = "ssr")]
pub mod offline;
#[cfg(feature = "ssr")]
mod paper;
mod paper_watch;
#[cfg(feature = "ssr")]
mod phone;
mod print_ticket;
#[cfg(feature = "ssr")]
mod printing;
#[cfg(feature = "ssr")]
mod refusal;
#[cfg(feature = "ssr")]
mod scan_box;
mod scan_by_camera;
mod scan_focus;
#[cfg(feature = "ssr")]
mod slip;
mod spoken;
mod taken;
#[cfg(feature = "ssr")]
pub mod ticket;
#[cfg(feature = "ssr")]
pub mod walk_in;
#[cfg(feature = "ssr")]
pub mod welcome;

pub use bar::{KioskBar, LeaveNoTrail};
#[cfg(feature = "ssr")]
pub use call_helper::{CallHelper, help_words};
#[cfg(feature = "ssr")]
pub use card::{CardNumber, CardSignIn, ReadCard};
pub use card::{CardWatch, ForgottenCard};
pub use help_watch::HelpWatch;
pub use hold_to_show::{HoldNumbers, HoldToShow};
pub use idle_reset::IdleReset;
pub use key_pad::KeyPad;
pub use keyboard::Keyboard;
#[cfg(feature = "ssr")]
pub use no_phone::{NoPhone, only_with_paper, says_no_phone};
pub use paper_watch::PaperWatch;
#[cfg(feature = "ssr")]
pub use phone::{Done, OnMyPhone, at_kiosk};
pub use print_ticket::TicketPrinter;
#[cfg(feature = "ssr")]
pub use printing::PaperNote;
pub use scan_by_camera::ScanByCamera;
pub use scan_focus::ScanFocus;
#[cfg(feature = "ssr")]
pub use slip::{ON_PAPER, PrintSlip, Slip};
pub(crate) use spoken::{Control, Kind, control_words, sentences, spoken};
pub use taken::LeaveOnceTaken;

/// Where a kiosk begins anew for the next person: the server forgets how the last one wanted its pages shown.
pub(crate) fn next_person(venue: &str) -> String {
    format!("/kiosk/{venue}?next")
}

/// Whether this kiosk gives numbers on paper: an enrolled device with a bridge to a printer.
#[cfg(feature = "ssr")]
#[must_use]
pub fn prints(visit: &crate::visit::Visit) -> bool {
    visit.device.as_ref().is_some_and(|device| !device.bridge_secret.is_empty())
}

/// What a number is given out on at this kiosk.
#[cfg(feature = "ssr")]
fn medium(visit: &crate::visit::Visit) -> crate::ports::Medium {
    if prints(visit) { crate::ports::Medium::Paper } else { crate::ports::Medium::Screen }
}
