//! The components that more than one face uses.

mod bridge_voice;
#[cfg(feature = "ssr")]
mod fact;
#[cfg(feature = "ssr")]
mod field;
mod loaded;
mod missing;
mod news;
mod page;
mod print_button;
mod problem_words;
#[cfg(feature = "ssr")]
mod qr;
#[cfg(feature = "ssr")]
mod rate;
#[cfg(feature = "ssr")]
mod rate_face;
mod read_aloud;
mod renew;
#[cfg(feature = "ssr")]
mod screen;
mod send_once;
mod watch;
pub mod when;

#[cfg(feature = "ssr")]
pub use fact::{Said, Unsure};
#[cfg(feature = "ssr")]
pub use field::{Field, FieldError, described_by};
pub use loaded::loaded;
#[cfg(feature = "ssr")]
pub use loaded::loaded_or_not_found;
pub use missing::{NotFoundPage, UnavailablePage, not_found, unavailable};
pub use page::{Face, Page};
pub use print_button::PrintButton;
#[cfg(feature = "ssr")]
pub use problem_words::problem_mistake;
pub use problem_words::problem_words;
#[cfg(feature = "ssr")]
pub use qr::Qr;
#[cfg(feature = "ssr")]
pub use rate::{Rate, act_words, level_words, rate_path, reason_words};
#[cfg(feature = "ssr")]
pub use rate_face::RateFace;
pub use read_aloud::ReadAloud;
pub(crate) use read_aloud::SPEAKING;
pub use renew::Renew;
#[cfg(feature = "ssr")]
pub use screen::Screen;
pub use send_once::SendOnce;
pub use watch::RenewOnNews;
