//! The components that more than one face uses.

#[cfg(feature = "ssr")]
mod fact;
#[cfg(feature = "ssr")]
mod field;
mod loaded;
mod missing;
mod page;
mod print_button;
mod problem_words;
#[cfg(feature = "ssr")]
mod qr;
mod read_aloud;
#[cfg(feature = "ssr")]
mod screen;
mod send_once;
pub mod when;

#[cfg(feature = "ssr")]
pub use fact::{Said, Unsure};
#[cfg(feature = "ssr")]
pub use field::{Field, FieldError, described_by};
pub use loaded::loaded;
pub use missing::{NotFoundPage, UnavailablePage, not_found, unavailable};
pub use page::{Face, Page};
pub use print_button::PrintButton;
#[cfg(feature = "ssr")]
pub use problem_words::problem_mistake;
pub use problem_words::problem_words;
#[cfg(feature = "ssr")]
pub use qr::Qr;
pub use read_aloud::ReadAloud;
#[cfg(feature = "ssr")]
pub use screen::Screen;
pub use send_once::SendOnce;
