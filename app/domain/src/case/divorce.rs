//! The 30 days of cooling off (民法典 art. 1077) and the 30 days after them in which the certificate can be collected.
//! Both count from the next day; an end on a day off moves to the first day after it (domain.md §2.2, testvectors.json
//! `divorce_cooling`).

use jiff::civil::Date;

use super::clock::days_after;
use crate::calendar::{WorkCalendar, YearUnknown};

/// Days of each period.
const PERIOD: u32 = 30;

/// The days of one application for divorce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cooling {
    /// The day of the receipt (受理回执单).
    pub accepted: Date,
    /// The last day on which either of the two may withdraw.
    pub ends: Date,
    /// The last day on which both may collect the certificate.
    pub collect_until: Date,
}

/// Where an application for divorce stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Cooling off: either of the two may withdraw alone.
    CoolingOff,
    /// Both may collect the certificate, together.
    Collect,
    /// Not collected in time: counts as withdrawn.
    DeemedWithdrawn,
}

/// How an application for divorce ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Withdrawn by one of the two.
    Withdrawn,
    /// The certificate was issued.
    Certified,
}

/// Why it cannot end so on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooEarlyOrLate {
    /// The certificate waits for the end of the cooling-off period.
    #[error("cooling off until {0}")]
    StillCooling(Date),
    /// The period in which one of the two may withdraw is over; who does not want the divorce does not collect.
    #[error("the cooling-off period ended on {0}")]
    NoLongerCooling(Date),
    /// Both periods are over.
    #[error("it was to be collected by {0}")]
    Lapsed(Date),
}

impl Cooling {
    /// The days of an application accepted on `accepted`.
    pub fn of(accepted: Date, calendar: &WorkCalendar, weekends_move: bool) -> Result<Self, YearUnknown> {
        let ends = days_after(calendar, accepted, PERIOD, weekends_move)?;
        Ok(Self { accepted, ends, collect_until: days_after(calendar, ends, PERIOD, weekends_move)? })
    }

    /// Where it stands on `today`.
    #[must_use]
    pub fn phase(&self, today: Date) -> Phase {
        if today <= self.ends {
            Phase::CoolingOff
        } else if today <= self.collect_until {
            Phase::Collect
        } else {
            Phase::DeemedWithdrawn
        }
    }

    /// Whether it may end so on `today`.
    pub fn may_end(&self, end: End, today: Date) -> Result<(), TooEarlyOrLate> {
        match (self.phase(today), end) {
            (Phase::CoolingOff, End::Withdrawn) | (Phase::Collect, End::Certified) => Ok(()),
            (Phase::CoolingOff, End::Certified) => Err(TooEarlyOrLate::StillCooling(self.ends)),
            (Phase::Collect, End::Withdrawn) => Err(TooEarlyOrLate::NoLongerCooling(self.ends)),
            (Phase::DeemedWithdrawn, _) => Err(TooEarlyOrLate::Lapsed(self.collect_until)),
        }
    }
}
