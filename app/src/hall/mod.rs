//! The hall: the ticket on the phone, the board on the wall, the counter. All three show the same snapshot of one queue;
//! each is whole when it comes from the server, and an island keeps it fresh.

#[cfg(feature = "ssr")]
mod attempt;
#[cfg(feature = "ssr")]
pub mod board;
mod both;
#[cfg(feature = "ssr")]
pub mod counter;
#[cfg(feature = "ssr")]
mod counter_forms;
mod listen;
mod live_board;
mod live_counter;
mod live_place;
#[cfg(feature = "ssr")]
pub mod ticket;
mod voice;
pub mod words;

#[cfg(feature = "ssr")]
pub use attempt::attempt;
pub use both::Both;
pub use live_board::LiveBoard;
pub use live_counter::LiveCounter;
pub use live_place::LivePlace;
