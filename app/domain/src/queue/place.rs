//! Where one person stands, and why later ones stand before them: what the phone shows.

use serde::{Deserialize, Serialize};

use crate::{
    queue::{Arrival, Class},
    time::Moment,
};

/// Where one person stands and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// People who go before them by the order at this moment.
    pub ahead: u32,
    /// Those of them who came later, or who came back after a missed call, grouped by reason.
    pub overtaken_by: Vec<Reason>,
}

/// Why some later arrivals stand before a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Why.
    pub why: MoveReason,
    /// How many.
    pub people: u32,
}

/// A reason a resident can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveReason {
    /// They have priority by law.
    Priority,
    /// They have an appointment at this time.
    Appointment,
    /// They were sent on from another counter and had waited there.
    Transferred,
    /// They had been called before and came back.
    CameBack,
    /// The person's own appointment is later: until then those go first who wait already.
    YourTimeIsLater,
}

impl MoveReason {
    /// Every reason, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Priority, Self::Appointment, Self::Transferred, Self::CameBack, Self::YourTimeIsLater];
}

/// Where the arrival with `seq` stands; `None` when it is not waiting.
///
/// `waiting` holds those who share a counter with that person: the caller knows the counters, the order does not.
/// Ahead are those with an earlier promise who can be called now, or by the time the person can. A missed call that comes back
/// later is not counted until it does; then it is, with its reason.
#[must_use]
pub fn place_of(waiting: &[Arrival], seq: i64, now: Moment) -> Option<Placing> {
    let me = waiting.iter().find(|arrival| arrival.seq == seq)?;
    let due = me.not_before.map_or(now, |moment| moment.max(now));
    let mut ahead = 0;
    let mut reasons = MoveReason::ALL.map(|why| Reason { why, people: 0 });
    for other in waiting.iter().filter(|other| other.weight() < me.weight() && other.is_due(due)) {
        ahead += 1;
        if let Some(why) = why_before(other, me)
            && let Some(reason) = reasons.iter_mut().find(|reason| reason.why == why)
        {
            reason.people += 1;
        }
    }
    Some(Placing { ahead, overtaken_by: reasons.into_iter().filter(|reason| reason.people > 0).collect() })
}

/// Why `other`, who goes before `me`, does; `None` when they simply came first.
fn why_before(other: &Arrival, me: &Arrival) -> Option<MoveReason> {
    let appointment = matches!(other.class, Class::Appointment | Class::LateAppointment);
    // Only a missed call sets a moment for those who have no appointment.
    if other.not_before.is_some() && !appointment {
        return Some(MoveReason::CameBack);
    }
    if other.seq < me.seq {
        return None;
    }
    Some(match other.class {
        class if class.is_priority() => MoveReason::Priority,
        Class::Transferred => MoveReason::Transferred,
        _ if appointment => MoveReason::Appointment,
        _ => MoveReason::YourTimeIsLater,
    })
}

#[cfg(test)]
mod tests;
