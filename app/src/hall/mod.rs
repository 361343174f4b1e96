//! The hall: the ticket on the phone, the board on the wall, the counter. All three show the same snapshot of one queue;
//! each is whole when it comes from the server, and one island keeps all of them fresh with the words that the server sends.

#[cfg(feature = "ssr")]
mod attempt;
#[cfg(feature = "ssr")]
pub mod board;
mod board_screen;
#[cfg(feature = "ssr")]
mod both;
#[cfg(feature = "ssr")]
pub mod counter;
#[cfg(feature = "ssr")]
mod counter_address;
#[cfg(feature = "ssr")]
mod counter_forms;
#[cfg(feature = "ssr")]
pub mod counter_queue;
#[cfg(feature = "ssr")]
pub mod evaluator;
mod listen;
mod live_page;
#[cfg(feature = "ssr")]
pub mod place;
#[cfg(feature = "ssr")]
pub mod ticket;
mod voice;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(feature = "ssr")]
pub use attempt::attempt;
#[cfg(feature = "ssr")]
pub use both::Both;
pub use live_page::Live;
