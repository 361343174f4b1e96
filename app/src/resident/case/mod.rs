//! A case as its resident sees it: where it is, what happened, what was promised, what they can do.

mod basis;
pub mod differences;
pub mod help;
pub mod moves;
mod page;
mod promise;
pub mod receipt;
pub mod sent_back;
pub mod supplement;
mod words;

pub use page::CasePage;
pub use words::{department, stage_words};
