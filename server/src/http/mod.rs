//! The edge: what every request meets before a page does, and how the program listens and stops.

pub mod assets;
pub mod headers;
pub mod health;
mod kiosk_files;
pub mod log;
pub mod serve;
