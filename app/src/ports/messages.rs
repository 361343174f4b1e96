//! What a resident was told, as the list of their messages shows it: the same words as on the phone.

use domain::{
    ids::{BookingToken, CaseToken, DraftToken},
    text::Words,
    time::Moment,
};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    /// When it was told.
    pub at: Moment,
    /// What it is about, while that is still there.
    pub about: Option<MessageAbout>,
    /// The words.
    pub words: Words,
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageAbout {
    /// An application that was sent.
    Case(CaseToken),
    /// A booking.
    Booking(BookingToken),
    /// An application that is not sent yet.
    Draft(DraftToken),
}
