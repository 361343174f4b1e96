//! The 30 days of cooling off (民法典 art. 1077) and the 30 days after them in which the certificate can be collected.
//! Both count from the next day; an end on a day off moves to the first day after it (domain.md §2.2, testvectors.json
//! `divorce_cooling`). Whether an ordinary weekend is such a day is not settled: an end that hangs on it is not certain.

use jiff::{Span, civil::Date};

use super::clock::days_after;
use crate::{
    calendar::{WorkCalendar, YearUnknown},
    ids::ServiceCode,
};

/// Days of each period.
const PERIOD: u32 = 30;

/// What the district's data say of divorce (`data/cases.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divorce {
    /// The service that begins the periods: both apply at the counter.
    pub application: ServiceCode,
    /// The service by which both collect the certificate.
    pub collect: ServiceCode,
    /// The service by which either of them withdraws.
    pub withdraw: ServiceCode,
    /// Whether an end on an ordinary weekend moves to the next work day (to be settled by people).
    pub weekends_move: bool,
}

/// The days of one application for divorce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cooling {
    /// The day of the receipt (受理回执单).
    pub accepted: Date,
    /// The last day on which either of the two may withdraw.
    pub ends: LastDay,
    /// The last day on which both may collect the certificate; unknown while the days off of its year are not announced.
    pub collect_until: Result<LastDay, YearUnknown>,
}

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// The day, as this district counts.
    pub day: Date,
    /// Whether it is the same however ordinary weekends are counted.
    pub certain: bool,
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

impl Divorce {
    /// How an application ends by a service; `None` for a service that ends none.
    #[must_use]
    pub fn end_by(&self, service: &ServiceCode) -> Option<End> {
        if *service == self.collect {
            Some(End::Certified)
        } else if *service == self.withdraw {
            Some(End::Withdrawn)
        } else {
            None
        }
    }
}

impl Cooling {
    /// The days of an application accepted on `accepted`.
    pub fn of(accepted: Date, calendar: &WorkCalendar, weekends_move: bool) -> Result<Self, YearUnknown> {
        let last = |from: Date, moves: bool| days_after(calendar, from, PERIOD, moves);
        let (ends, else_ends) = (last(accepted, weekends_move)?, last(accepted, !weekends_move)?);
        let until =
            |day: Date| -> Result<LastDay, YearUnknown> { Ok(LastDay { day, certain: last(else_ends, !weekends_move)? == day }) };
        Ok(Self {
            accepted,
            ends: LastDay { day: ends, certain: ends == else_ends },
            collect_until: last(ends, weekends_move).and_then(until),
        })
    }

    /// The first day on which both may collect the certificate.
    #[must_use]
    pub fn collect_from(&self) -> Date {
        self.ends.day.saturating_add(Span::new().days(1))
    }

    /// Where it stands on `day`. While the last day is not known, it is not said to have passed.
    #[must_use]
    pub fn phase(&self, day: Date) -> Phase {
        match self.collect_until {
            _ if day <= self.ends.day => Phase::CoolingOff,
            Ok(last) if day > last.day => Phase::DeemedWithdrawn,
            Ok(_) | Err(_) => Phase::Collect,
        }
    }

    /// Whether it may end so on `day`.
    pub fn may_end(&self, end: End, day: Date) -> Result<(), TooEarlyOrLate> {
        match (self.phase(day), end) {
            (Phase::CoolingOff, End::Withdrawn) | (Phase::Collect, End::Certified) => Ok(()),
            (Phase::CoolingOff, End::Certified) => Err(TooEarlyOrLate::StillCooling(self.ends.day)),
            (Phase::Collect, End::Withdrawn) => Err(TooEarlyOrLate::NoLongerCooling(self.ends.day)),
            (Phase::DeemedWithdrawn, _) => Err(TooEarlyOrLate::Lapsed(self.collect_until.map_or(self.ends.day, |last| last.day))),
        }
    }
}
