//! Rating a service (好差评): five levels after each act, about that act, never forced (GB/T 39734-2020, «一次一评» and «一事一评»).
//! A bad one opens a follow-up with a clock, which ends with an answer to who rated.

mod act;
mod follow_up;
mod level;
mod rules;

pub use act::{ActKind, CHANGE_WITHIN_MINUTES, Channel, Given, Kept};
pub use follow_up::{Due, FollowUp, NotPossible};
pub use level::{LONGEST_WORDS, Level, Reason};
pub use rules::Rules;

#[cfg(test)]
mod tests;
