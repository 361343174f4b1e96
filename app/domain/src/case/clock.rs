//! The promised day of a case: work days by the Chinese calendar, standing still while the resident is asked for something,
//! moving in sight. It is reckoned anew from what happened, so it can never disagree with the case.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::{CaseEvent, Counted, Entry, Limit, LimitUntil, Procedure, Progress, Stage, past::workdays_between};
use crate::calendar::{WorkCalendar, YearUnknown};

/// When a decision is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// No time limit was found: as announced at the counter.
    AtTheCounter,
    /// It begins with acceptance.
    NotYet {
        /// Days from acceptance.
        days: u32,
        /// How they are counted.
        counted: Counted,
    },
    /// It runs.
    By {
        /// The promised day.
        day: Date,
        /// Every move of it so far, with its reason.
        moved: Vec<Moved>,
    },
    /// It stands still.
    Paused {
        /// Since when.
        since: Date,
        /// Why.
        why: Because,
        /// Days left when it stopped.
        left: u32,
        /// How they are counted.
        counted: Counted,
        /// The moves before.
        moved: Vec<Moved>,
    },
    /// The day lies in a year whose days off are not announced yet.
    YearNotAnnounced {
        /// Days left after `from`.
        left: u32,
        /// How they are counted.
        counted: Counted,
        /// The day after which they count.
        from: Date,
        /// The year.
        year: i16,
    },
    /// What the limit was about has been done, or the case was withdrawn.
    Over {
        /// The day that was promised last, where it could be reckoned.
        promised: Option<Date>,
        /// The day it was done; `None` when withdrawn.
        done: Option<Date>,
    },
}

/// A move of the promised day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The day promised before.
    pub from: Date,
    /// The day promised since.
    pub to: Date,
    /// Why.
    pub why: Because,
    /// The clock stood still from the end of this day…
    pub stopped: Date,
    /// …to the end of this one.
    pub went_on: Date,
}

/// Why a clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The resident was asked for something.
    Supplement,
    /// A step whose time does not count (a public announcement, an assessment).
    Step,
}

impl Promise {
    /// What is promised of a case on `today`.
    #[must_use]
    pub fn of(procedure: &Procedure, progress: &Progress, calendar: &WorkCalendar, today: Date) -> Self {
        let Some(limit) = &procedure.limit else { return Self::AtTheCounter };
        let (days, counted) = (limit.days, limit.counted);
        if progress.stage() == Stage::Withdrawn {
            return Self::Over { promised: None, done: None };
        }
        let done = done(procedure, limit, progress);
        let Some(start) = accepted(progress).or_else(|| accepted_by_silence(procedure, progress, calendar, today)) else {
            return done.map_or(Self::NotYet { days, counted }, |done| Self::Over { promised: None, done: Some(done) });
        };
        let run = Run { limit, calendar, from: start, left: days, moved: Vec::new() };
        match (run.through(progress, start), done) {
            (promise, None) => promise,
            (Self::By { day, .. }, Some(done)) => Self::Over { promised: Some(day), done: Some(done) },
            (_, Some(done)) => Self::Over { promised: None, done: Some(done) },
        }
    }
}

/// The clock on its way through what happened.
struct Run<'a> {
    limit: &'a Limit,
    calendar: &'a WorkCalendar,
    /// The days left count after this day.
    from: Date,
    left: u32,
    moved: Vec<Moved>,
}

impl Run<'_> {
    fn through(mut self, progress: &Progress, start: Date) -> Promise {
        let mut stopped: Option<(Date, Because)> = None;
        for entry in progress.entries().iter().filter(|entry| !entry.late) {
            let day = entry.at.day();
            let stops = self.stops(entry);
            if stopped.is_some() == stops.is_some() || (stops.is_none() && !goes_on(&entry.what)) {
                continue;
            }
            match stopped.take() {
                Some((since, why)) => {
                    if let Err(YearUnknown(year)) = self.go_on(since.max(start), day.max(start), why) {
                        return self.not_announced(year);
                    }
                }
                None => stopped = stops.map(|why| (day, why)),
            }
        }
        if let Some((since, why)) = stopped {
            let since = since.max(start);
            return match self.used(since) {
                Ok(used) => Promise::Paused {
                    since,
                    why,
                    left: self.left.saturating_sub(used),
                    counted: self.limit.counted,
                    moved: self.moved,
                },
                Err(YearUnknown(year)) => self.not_announced(year),
            };
        }
        match self.day() {
            Ok(day) => Promise::By { day, moved: self.moved },
            Err(YearUnknown(year)) => self.not_announced(year),
        }
    }

    /// Why an entry stops the clock, if it does.
    fn stops(&self, entry: &Entry) -> Option<Because> {
        match &entry.what {
            CaseEvent::AskSupplement(_) => Some(Because::Supplement),
            CaseEvent::BeginStep { step } if self.limit.pauses.contains(step) => Some(Because::Step),
            _ => None,
        }
    }

    /// Goes on after `day`, having stood still since `since`. A day that had passed already stays: it was missed.
    fn go_on(&mut self, since: Date, day: Date, why: Because) -> Result<(), YearUnknown> {
        let before = self.day();
        let used = self.used(since)?;
        if used > self.left {
            return Ok(());
        }
        (self.from, self.left) = (day, self.left - used);
        if let (Ok(from), Ok(to)) = (before, self.day())
            && from != to
        {
            self.moved.push(Moved { from, to, why, stopped: since, went_on: day });
        }
        Ok(())
    }

    /// Days that count after `from` up to and with `day`.
    fn used(&self, day: Date) -> Result<u32, YearUnknown> {
        match self.limit.counted {
            Counted::Workdays => workdays_between(self.calendar, self.from, day),
            Counted::Days => Ok(u32::try_from((day - self.from).get_days()).unwrap_or(0)),
        }
    }

    /// The promised day.
    fn day(&self) -> Result<Date, YearUnknown> {
        match self.limit.counted {
            Counted::Workdays => self.calendar.plus_workdays(self.from, self.left),
            Counted::Days => days_after(self.calendar, self.from, self.left, true),
        }
    }

    fn not_announced(&self, year: i16) -> Promise {
        Promise::YearNotAnnounced { left: self.left, counted: self.limit.counted, from: self.from, year }
    }
}

/// Whether an event ends a stop: the resident has answered, or the office works on.
const fn goes_on(event: &CaseEvent) -> bool {
    match event {
        CaseEvent::HandedOver
        | CaseEvent::SentBack
        | CaseEvent::Appeal
        | CaseEvent::AskWithdraw
        | CaseEvent::WithdrawalRefused
        | CaseEvent::Withdraw
        | CaseEvent::AskSupplement(_) => false,
        CaseEvent::Accept
        | CaseEvent::BeginStep { .. }
        | CaseEvent::AnswerSupplement
        | CaseEvent::Decide { .. }
        | CaseEvent::Settle => true,
    }
}

/// The day of acceptance, heard in time or late; of a case that is being checked without it, the day of its first step.
fn accepted(progress: &Progress) -> Option<Date> {
    let first = |wanted: fn(&CaseEvent) -> bool| {
        progress.entries().iter().filter(|entry| wanted(&entry.what)).map(|entry| entry.at.day()).min()
    };
    first(|what| matches!(what, CaseEvent::Accept)).or_else(|| first(|what| matches!(what, CaseEvent::BeginStep { .. })))
}

/// The day of receipt, where the office has said nothing for too long.
fn accepted_by_silence(procedure: &Procedure, progress: &Progress, calendar: &WorkCalendar, today: Date) -> Option<Date> {
    let days = procedure.silence_accepts_after?;
    let received = progress.begun().day();
    let last = calendar.plus_workdays(received, days).ok()?;
    let asked = |entry: &Entry| matches!(entry.what, CaseEvent::AskSupplement(_)) && entry.at.day() <= last;
    (today > last && !progress.entries().iter().any(asked)).then_some(received)
}

/// The day on which what the limit is about was done.
fn done(procedure: &Procedure, limit: &Limit, progress: &Progress) -> Option<Date> {
    let place = match &limit.until {
        LimitUntil::Decision => None,
        LimitUntil::Step(code) => procedure.place(code),
    };
    let reached = |entry: &&Entry| match &entry.what {
        CaseEvent::Decide { .. } | CaseEvent::Settle => true,
        CaseEvent::BeginStep { step } => place.is_some_and(|place| procedure.place(step).is_some_and(|at| at >= place)),
        _ => false,
    };
    progress.entries().iter().find(reached).map(|entry| entry.at.day())
}

/// The last of `n` days of which the first is the day after `from`; where it is a day off, the next work day
/// (民法典 art. 203). `weekends_move` says whether an ordinary weekend is a day off in this sense.
pub fn days_after(calendar: &WorkCalendar, from: Date, n: u32, weekends_move: bool) -> Result<Date, YearUnknown> {
    moved_off_rest(calendar, from.saturating_add(Span::new().days(i64::from(n))), weekends_move)
}

/// `day`, or the first day after it that is no day off.
pub(super) fn moved_off_rest(calendar: &WorkCalendar, day: Date, weekends_move: bool) -> Result<Date, YearUnknown> {
    use crate::calendar::DayKind;
    let mut day = day;
    loop {
        match calendar.kind(day)? {
            DayKind::Workday | DayKind::MakeUpWorkday => return Ok(day),
            DayKind::Weekend if !weekends_move => return Ok(day),
            DayKind::Weekend | DayKind::Holiday => {}
        }
        day = day.tomorrow().map_err(|_| YearUnknown(day.year()))?;
    }
}
