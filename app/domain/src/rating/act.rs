//! What is rated, from where, and until when a rating can be changed.

use crate::time::Moment;

/// Until when a rating may be changed, minutes after it was first given.
pub const CHANGE_WITHIN_MINUTES: i64 = 24 * 60;

/// An act that can be rated, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Served at the counter by appointment.
    Booking,
    /// Served at the counter with a number.
    Ticket,
    /// An application was sent.
    Application,
    /// A case was decided; each decision is an act of its own.
    Decision,
    /// A supplement was handed in; each one is an act of its own.
    Supplement,
    /// A voucher was spent at a store.
    Purchase,
    /// A number was taken at a kiosk.
    Visit,
}

impl ActKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Booking, Self::Ticket, Self::Application, Self::Decision, Self::Supplement, Self::Purchase, Self::Visit];

    /// The value in addresses and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Ticket => "ticket",
            Self::Application => "application",
            Self::Decision => "decision",
            Self::Supplement => "supplement",
            Self::Purchase => "purchase",
            Self::Visit => "visit",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// From where a rating came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The resident's own phone or computer.
    Phone,
    /// A kiosk.
    Kiosk,
    /// The screen in front of a counter.
    Counter,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Phone, Self::Kiosk, Self::Counter];

    /// The value in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Kiosk => "kiosk",
            Self::Counter => "counter",
        }
    }

    /// The channel of a stored value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// A rating that is there when the same act is rated again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// When it was first given.
    pub first: Moment,
    /// Whether somebody has answered it.
    pub answered: bool,
}

/// Why a rating stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kept {
    /// Its day is over.
    #[error("the day within which it could be changed is over")]
    DayOver,
    /// It was answered: what was answered stays beside its answer.
    #[error("it was answered")]
    Answered,
    /// The screen before a counter takes the first word only: who is served next, or the clerk, must not change it.
    #[error("a counter's screen changes nothing")]
    AtTheCounter,
}

impl Given {
    /// Whether it may be changed from `channel` at `now`.
    pub const fn may_be_changed(&self, channel: Channel, now: Moment) -> Result<(), Kept> {
        if matches!(channel, Channel::Counter) {
            return Err(Kept::AtTheCounter);
        }
        if self.answered {
            return Err(Kept::Answered);
        }
        if now.0 > self.first.plus_minutes(CHANGE_WITHIN_MINUTES).0 {
            return Err(Kept::DayOver);
        }
        Ok(())
    }
}
