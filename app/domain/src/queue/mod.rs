//! The hall's queue: one order, missed calls that come back, and waiting time as a range, from one policy.
//! The same code makes the number on the phone, the kiosk and the board.

mod missed;
mod number;
mod order;
mod place;
mod wait;

pub use missed::{AfterMiss, MissedPolicy, after_miss};
pub use number::number;
pub use order::{Arrival, Class, QueuePolicy, order};
pub use place::{MoveReason, Placing, Reason, place_of};
pub use wait::{CounterNow, Durations, WaitRange, simulate};
