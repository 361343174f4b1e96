//! Applying for a service: what it needs, one question or small group a screen, the papers, a last look, sent.
//! Everything is kept at each step; the pages are plain forms that post to their own path.

mod check_typed;
mod from_fragment;
mod hand_in;

#[cfg(feature = "ssr")]
pub mod check;
#[cfg(feature = "ssr")]
mod file_words;
#[cfg(feature = "ssr")]
pub mod for_someone;
#[cfg(feature = "ssr")]
mod groups;
#[cfg(feature = "ssr")]
mod inputs;
#[cfg(feature = "ssr")]
pub mod later;
#[cfg(feature = "ssr")]
pub mod materials;
#[cfg(feature = "ssr")]
pub mod resume;
#[cfg(feature = "ssr")]
pub mod screen;
#[cfg(feature = "ssr")]
pub mod start;
#[cfg(feature = "ssr")]
mod steps;

pub use check_typed::CheckTyped;
#[cfg(feature = "ssr")]
pub use file_words::{FILE_WORDS, file_code, file_words};
#[cfg(feature = "ssr")]
pub use for_someone::{Allowed, relation_words};
pub use from_fragment::FromFragment;
pub use hand_in::HandIn;
#[cfg(feature = "ssr")]
pub use inputs::{Question, Whole, asked_at_once};
#[cfg(feature = "ssr")]
pub(crate) use steps::first;
#[cfg(feature = "ssr")]
pub use steps::{HandInLine, can_apply, found_words, hand_ins};
