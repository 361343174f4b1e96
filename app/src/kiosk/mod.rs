//! The touchscreen in the hall: check-in and numbers, with keys of 20 mm, and a memory that ends when a person goes.

#[cfg(feature = "ssr")]
pub mod check_in;
mod idle_reset;
mod key_pad;
#[cfg(feature = "ssr")]
mod refusal;
mod scan_by_camera;
mod scan_focus;
mod screen_inches;
#[cfg(feature = "ssr")]
pub mod ticket;
#[cfg(feature = "ssr")]
pub mod walk_in;
#[cfg(feature = "ssr")]
pub mod welcome;

pub use idle_reset::IdleReset;
pub use key_pad::KeyPad;
pub use scan_by_camera::ScanByCamera;
pub use scan_focus::ScanFocus;
pub use screen_inches::ScreenInches;

/// Where a kiosk begins anew for the next person: the server forgets how the last one wanted its pages shown.
#[cfg(feature = "ssr")]
fn next_person(venue: &str) -> String {
    format!("/kiosk/{venue}?next")
}
