//! What a booking can become. Illegal moves cannot be written.

use serde::{Deserialize, Serialize};

/// Where a booking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingState {
    /// The place is theirs.
    Confirmed,
    /// Given back by the people themselves.
    Cancelled,
    /// The venue called the day off; its people may rebook first.
    CalledOff,
    /// They have checked in at the hall.
    Arrived,
    /// Handled at the counter.
    Served,
    /// They did not come.
    NoShow,
    /// The department refused it (married already, booked in another district).
    Refused,
}

/// What happens to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingEvent {
    /// The people move it to another slot, as one act.
    Move,
    /// The people cancel it.
    Cancel,
    /// The steward calls the day off.
    CallOff,
    /// They check in.
    CheckIn,
    /// The number of their check-in never reached them: it is as if they had not checked in.
    UndoCheckIn,
    /// The counter finishes, or the department reports it done.
    Finish,
    /// The session ended and they were not there.
    Miss,
    /// The department refuses.
    Refuse,
}

/// A move that the rules do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a booking that is {from:?} cannot {event:?}")]
pub struct IllegalMove {
    /// Where it is.
    pub from: BookingState,
    /// What was asked.
    pub event: BookingEvent,
}

impl BookingState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Confirmed, Self::Cancelled, Self::CalledOff, Self::Arrived, Self::Served, Self::NoShow, Self::Refused];

    /// The state after `event`, or the refusal. A called-off booking can be moved (its people rebook first);
    /// a missed one can still be served when they come late and the counter takes them.
    pub const fn after(self, event: BookingEvent) -> Result<Self, IllegalMove> {
        use BookingEvent as E;
        let next = match (self, event) {
            (Self::Confirmed | Self::CalledOff, E::Move) => Self::Confirmed,
            (Self::Confirmed | Self::CalledOff, E::Cancel) => Self::Cancelled,
            // A power cut at noon also sends those home who are in the hall.
            (Self::Confirmed | Self::Arrived, E::CallOff) => Self::CalledOff,
            (Self::Confirmed | Self::NoShow, E::CheckIn) => Self::Arrived,
            (Self::Arrived, E::UndoCheckIn) => Self::Confirmed,
            // The department's word that it is done holds wherever our own record of the visit stands.
            (Self::Confirmed | Self::Arrived | Self::NoShow | Self::CalledOff, E::Finish) => Self::Served,
            (Self::Confirmed | Self::Arrived, E::Miss) => Self::NoShow,
            (Self::Confirmed | Self::Arrived | Self::CalledOff, E::Refuse) => Self::Refused,
            _ => return Err(IllegalMove { from: self, event }),
        };
        Ok(next)
    }

    /// Whether it counts as the one live booking of its people. A called-off booking does, although it has no place any
    /// more: its people rebook by moving it, not by a second booking.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Confirmed | Self::Arrived | Self::CalledOff)
    }

    /// Whether it occupies a place of its slot.
    #[must_use]
    pub const fn holds_place(self) -> bool {
        matches!(self, Self::Confirmed | Self::Arrived)
    }

    /// The value in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::CalledOff => "called_off",
            Self::Arrived => "arrived",
            Self::Served => "served",
            Self::NoShow => "no_show",
            Self::Refused => "refused",
        }
    }

    /// The state of a stored value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [BookingEvent; 8] = [
        BookingEvent::Move,
        BookingEvent::Cancel,
        BookingEvent::CallOff,
        BookingEvent::CheckIn,
        BookingEvent::UndoCheckIn,
        BookingEvent::Finish,
        BookingEvent::Miss,
        BookingEvent::Refuse,
    ];

    fn after(from: BookingState, events: &[BookingEvent]) -> Option<BookingState> {
        events.iter().try_fold(from, |state, event| state.after(*event).ok())
    }

    #[test]
    fn a_couple_books_comes_and_is_served() {
        assert_eq!(after(BookingState::Confirmed, &[BookingEvent::CheckIn, BookingEvent::Finish]), Some(BookingState::Served));
    }

    #[test]
    fn a_called_off_day_is_rebooked_by_moving() {
        assert_eq!(after(BookingState::Confirmed, &[BookingEvent::CallOff, BookingEvent::Move]), Some(BookingState::Confirmed));
        assert!(BookingState::CalledOff.is_live() && !BookingState::CalledOff.holds_place());
    }

    #[test]
    fn who_comes_late_can_still_be_served() {
        assert_eq!(
            after(BookingState::Confirmed, &[BookingEvent::Miss, BookingEvent::CheckIn, BookingEvent::Finish]),
            Some(BookingState::Served)
        );
        assert_eq!(after(BookingState::NoShow, &[BookingEvent::Finish]), Some(BookingState::Served));
    }

    #[test]
    fn whose_number_never_reached_them_checks_in_again() {
        assert_eq!(
            after(BookingState::Confirmed, &[BookingEvent::CheckIn, BookingEvent::UndoCheckIn, BookingEvent::CheckIn]),
            Some(BookingState::Arrived)
        );
        assert!(BookingState::Served.after(BookingEvent::UndoCheckIn).is_err());
    }

    #[test]
    fn nobody_checks_in_twice_or_cancels_from_the_hall() {
        assert!(BookingState::Arrived.after(BookingEvent::CheckIn).is_err());
        assert!(BookingState::Arrived.after(BookingEvent::Cancel).is_err());
        assert!(BookingState::Arrived.after(BookingEvent::Move).is_err());
    }

    #[test]
    fn a_stored_value_names_its_state_as_the_wire_does() {
        for state in BookingState::ALL {
            assert_eq!(BookingState::parse(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).expect("a word"), state.code());
        }
        assert_eq!(BookingState::parse("lost"), None);
    }

    proptest! {
        #[test]
        fn what_is_given_back_refused_or_served_stays_so(events in prop::collection::vec(0usize..8, 0..40)) {
            let mut state = BookingState::Confirmed;
            for event in events {
                let ended = matches!(state, BookingState::Cancelled | BookingState::Refused | BookingState::Served);
                match state.after(EVENTS[event]) {
                    Ok(next) => {
                        prop_assert!(!ended);
                        state = next;
                    }
                    Err(refused) => prop_assert_eq!(refused, IllegalMove { from: state, event: EVENTS[event] }),
                }
                // Whoever has a place has a live booking: a place can never be kept for nobody.
                prop_assert!(!state.holds_place() || state.is_live());
            }
        }
    }
}
