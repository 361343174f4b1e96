//! Who may book what, and what a booking can become.

mod check;
mod party;
mod state;

pub use check::check_party;
pub use party::{FieldName, Mistake, MistakeKind, PartyDraft, People, Person, PersonDraft};
pub use state::{BookingEvent, BookingState, IllegalMove};
