//! What follows a bad rating: it is open, then answered, then closed, and never goes back. Whether it is overdue is reckoned from
//! the calendar each time, so that it can never disagree with it.
//!
//! A follow-up stays when the rating is changed to a better one: otherwise it would pay to talk somebody out of theirs.

use jiff::civil::Date;

use super::Level;
use crate::{
    calendar::{WorkCalendar, YearUnknown},
    time::Moment,
};

/// Where a follow-up stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// Waits for an answer; the clock runs.
    Open {
        /// Since when.
        opened: Moment,
    },
    /// Who rated has the answer.
    Answered {
        /// When it was opened.
        opened: Moment,
        /// Since when.
        at: Moment,
    },
    /// Nothing is left to do.
    Closed {
        /// When it was opened.
        opened: Moment,
        /// When it was answered.
        answered: Moment,
        /// Since when.
        at: Moment,
    },
}

/// Why a follow-up was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    /// It cannot be closed without an answer.
    #[error("it has no answer yet")]
    NotAnswered,
    /// It has its answer.
    #[error("it was answered already")]
    AnsweredAlready,
    /// It is over.
    #[error("it is closed")]
    Closed,
}

impl FollowUp {
    /// What a rating of this level brings about: a bad one is followed up.
    #[must_use]
    pub const fn after(level: Level, at: Moment) -> Option<Self> {
        if level.is_bad() { Some(Self::Open { opened: at }) } else { None }
    }

    /// The answer was given.
    pub const fn answer(self, at: Moment) -> Result<Self, NotPossible> {
        match self {
            Self::Open { opened } => Ok(Self::Answered { opened, at }),
            Self::Answered { .. } => Err(NotPossible::AnsweredAlready),
            Self::Closed { .. } => Err(NotPossible::Closed),
        }
    }

    /// Nothing is left to do.
    pub const fn close(self, at: Moment) -> Result<Self, NotPossible> {
        match self {
            Self::Answered { opened, at: answered } => Ok(Self::Closed { opened, answered, at }),
            Self::Open { .. } => Err(NotPossible::NotAnswered),
            Self::Closed { .. } => Err(NotPossible::Closed),
        }
    }

    /// From its columns in the store; `None` for what this program never wrote.
    #[must_use]
    pub fn of(code: &str, opened: Moment, answered: Option<Moment>, closed: Option<Moment>) -> Option<Self> {
        match (code, answered, closed) {
            ("open", None, None) => Some(Self::Open { opened }),
            ("answered", Some(at), None) => Some(Self::Answered { opened, at }),
            ("closed", Some(answered), Some(at)) => Some(Self::Closed { opened, answered, at }),
            _ => None,
        }
    }

    /// The value in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Answered { .. } => "answered",
            Self::Closed { .. } => "closed",
        }
    }

    /// When it was opened.
    #[must_use]
    pub const fn opened(self) -> Moment {
        match self {
            Self::Open { opened } | Self::Answered { opened, .. } | Self::Closed { opened, .. } => opened,
        }
    }

    /// When it was answered.
    #[must_use]
    pub const fn answered(self) -> Option<Moment> {
        match self {
            Self::Open { .. } => None,
            Self::Answered { at, .. } => Some(at),
            Self::Closed { answered, .. } => Some(answered),
        }
    }

    /// Whether its day has passed without an answer.
    #[must_use]
    pub fn is_overdue(self, due: Due, today: Date) -> bool {
        matches!((self, due), (Self::Open { .. }, Due::By(day)) if today > day)
    }
}

/// The day by which a follow-up is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// This day is the last.
    By(Date),
    /// It lies in a year whose days off are not announced yet.
    YearNotAnnounced(i16),
}

impl Due {
    /// So many work days after the day of `opened`.
    #[must_use]
    pub fn of(opened: Moment, workdays: u32, calendar: &WorkCalendar) -> Self {
        match calendar.plus_workdays(opened.day(), workdays) {
            Ok(day) => Self::By(day),
            Err(YearUnknown(year)) => Self::YearNotAnnounced(year),
        }
    }

    /// The day, where it is known.
    #[must_use]
    pub const fn day(self) -> Option<Date> {
        match self {
            Self::By(day) => Some(day),
            Self::YearNotAnnounced(_) => None,
        }
    }
}
