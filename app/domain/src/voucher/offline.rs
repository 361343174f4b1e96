//! What a till may take while its store has no connection: within a ceiling for the store and one for each person, both by
//! Beijing day, against codes whose signature it can check by itself. The same rules judge again when the queue is settled, so
//! that the district's risk is never more than the ceilings say.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CodeRefusal, Fen, PayRefusal, WalletCode};
use crate::time::Moment;

/// How much may be taken without a connection, in one Beijing day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceilings {
    /// From one person.
    pub per_person: Fen,
    /// By one store.
    pub per_store: Fen,
}

/// Why a till does not take a redemption without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum OfflineRefusal {
    /// This code, or a later one of the same wallet, was taken already: the phone must show a new one.
    #[error("this code was used")]
    CodeUsed,
    /// More than the code vouches for.
    #[error("the code vouches for {0}")]
    OverBalance(Fen),
    /// More than a person may spend without a connection today.
    #[error("a person may spend {0} more")]
    OverPerson(Fen),
    /// More than the store may take without a connection today.
    #[error("the store may take {0} more")]
    OverStore(Fen),
    /// Nothing, or less.
    #[error("not an amount")]
    NotAnAmount,
}

/// Whether an amount stays within the ceilings, given what was taken without a connection on that day.
pub fn within(ceilings: &Ceilings, by_store: Fen, by_person: Fen, asked: Fen) -> Result<(), OfflineRefusal> {
    if asked <= Fen::ZERO {
        return Err(OfflineRefusal::NotAnAmount);
    }
    let (person, store) = ((ceilings.per_person - by_person).or_nothing(), (ceilings.per_store - by_store).or_nothing());
    if asked > person {
        return Err(OfflineRefusal::OverPerson(person));
    }
    if asked > store {
        return Err(OfflineRefusal::OverStore(store));
    }
    Ok(())
}

/// What a till remembers while it has no connection. It is kept with the queue, sealed, so that a reload forgets nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineTill {
    ceilings: Ceilings,
    day: Option<Date>,
    taken: Fen,
    people: BTreeMap<String, Carried>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Carried {
    /// The highest counter of a code that was taken.
    counter: u64,
    /// Taken since the day began.
    taken: Fen,
}

impl OfflineTill {
    /// A till that has taken nothing.
    #[must_use]
    pub const fn new(ceilings: Ceilings) -> Self {
        Self { ceilings, day: None, taken: Fen::ZERO, people: BTreeMap::new() }
    }

    /// What it may still take today.
    #[must_use]
    pub fn left(&self) -> Fen {
        (self.ceilings.per_store - self.taken).or_nothing()
    }

    /// Takes an amount against a code that [`WalletCode::read`] found good. A refusal changes nothing.
    pub fn take(&mut self, code: &WalletCode, asked: Fen, now: Moment) -> Result<(), OfflineRefusal> {
        let today = now.day();
        if self.day != Some(today) {
            // Amounts are by day; a counter never starts again.
            (self.day, self.taken) = (Some(today), Fen::ZERO);
            self.people.values_mut().for_each(|person| person.taken = Fen::ZERO);
        }
        let before = self.people.get(&code.wallet_text()).copied();
        let person = before.unwrap_or_default();
        if before.is_some() && code.counter <= person.counter {
            return Err(OfflineRefusal::CodeUsed);
        }
        within(&self.ceilings, self.taken, person.taken, asked)?;
        // The phone may not know yet what was taken here: what its code vouches for is before that.
        let vouched = (code.offline - person.taken).or_nothing();
        if asked > vouched {
            return Err(OfflineRefusal::OverBalance(vouched));
        }
        self.people.insert(code.wallet_text(), Carried { counter: code.counter, taken: person.taken + asked });
        self.taken += asked;
        Ok(())
    }
}

/// Why a redemption that was taken without a connection is not settled. The goods are gone: the department sees it in its list
/// and decides; no voucher is ever charged below nothing for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The code was not good at the moment it was taken.
    #[error("code: {0}")]
    Code(CodeRefusal),
    /// The same code was taken elsewhere, or before.
    #[error("the code was used")]
    CodeUsed,
    /// More than the code vouched for.
    #[error("the code vouched for {0}")]
    OverBalance(Fen),
    /// Over the person's ceiling of that day.
    #[error("over the person's ceiling")]
    OverPerson(Fen),
    /// Over the store's ceiling of that day.
    #[error("over the store's ceiling")]
    OverStore(Fen),
    /// The wallet was blocked when it was taken.
    #[error("blocked")]
    Blocked,
    /// It comes too long after it was taken, or from the future.
    #[error("not from a time that is settled")]
    WrongTime,
    /// The vouchers do not pay it.
    #[error("{0}")]
    NotPaid(PayRefusal),
}

impl Conflict {
    /// Whether the vouchers may be asked once more: the code was good, so it is known who took the goods, and only the amount was
    /// in the way. Where the code itself is in doubt nobody is charged for it later.
    #[must_use]
    pub fn can_be_tried_again(&self) -> bool {
        match self {
            Self::OverBalance(_) | Self::OverPerson(_) | Self::OverStore(_) => true,
            Self::NotPaid(refusal) => refusal.reason != super::PayReason::NotAnAmount,
            Self::Code(_) | Self::CodeUsed | Self::Blocked | Self::WrongTime => false,
        }
    }
}

impl From<OfflineRefusal> for Conflict {
    fn from(refusal: OfflineRefusal) -> Self {
        match refusal {
            OfflineRefusal::CodeUsed => Self::CodeUsed,
            OfflineRefusal::OverBalance(fen) => Self::OverBalance(fen),
            OfflineRefusal::OverPerson(fen) => Self::OverPerson(fen),
            OfflineRefusal::OverStore(fen) => Self::OverStore(fen),
            OfflineRefusal::NotAnAmount => {
                Self::NotPaid(PayRefusal { reason: super::PayReason::NotAnAmount, possible: Fen::ZERO })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::voucher::PayReason;

    fn code(wallet: u8, counter: u64, offline: i64) -> WalletCode {
        WalletCode { district: "xicheng".to_owned(), wallet: [wallet; 16], issued: now(), counter, offline: Fen(offline) }
    }

    fn now() -> Moment {
        Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0))
    }

    fn till() -> OfflineTill {
        OfflineTill::new(Ceilings { per_person: Fen(3000), per_store: Fen(5000) })
    }

    #[test]
    fn a_code_is_taken_once_and_only_later_ones_after_it() {
        let mut till = till();
        assert_eq!(till.take(&code(1, 7, 3000), Fen(100), now()), Ok(()));
        for counter in [7, 6] {
            assert_eq!(till.take(&code(1, counter, 3000), Fen(100), now()), Err(OfflineRefusal::CodeUsed));
        }
        assert_eq!(till.take(&code(1, 8, 3000), Fen(100), now()), Ok(()));
        assert_eq!(
            till.take(&code(1, 8, 3000), Fen(100), now().plus_minutes(1440)),
            Err(OfflineRefusal::CodeUsed),
            "tomorrow too"
        );
    }

    #[test]
    fn only_what_an_amount_stood_in_the_way_of_is_tried_again() {
        let not_paid = |reason| Conflict::NotPaid(PayRefusal { reason, possible: Fen::ZERO });
        for conflict in [Conflict::OverStore(Fen(1)), Conflict::OverBalance(Fen(1)), not_paid(PayReason::NotEnough)] {
            assert!(conflict.can_be_tried_again(), "{conflict}");
        }
        let doubtful = [Conflict::CodeUsed, Conflict::Blocked, Conflict::WrongTime, Conflict::Code(CodeRefusal::Altered)];
        for conflict in doubtful.into_iter().chain([not_paid(PayReason::NotAnAmount)]) {
            assert!(!conflict.can_be_tried_again(), "{conflict}");
        }
    }

    #[test]
    fn the_ceilings_hold_for_the_day() {
        let mut till = till();
        assert_eq!(till.take(&code(1, 1, 2000), Fen(2001), now()), Err(OfflineRefusal::OverBalance(Fen(2000))));
        assert_eq!(till.take(&code(1, 1, 9000), Fen(3001), now()), Err(OfflineRefusal::OverPerson(Fen(3000))));
        assert_eq!(till.take(&code(1, 1, 9000), Fen(3000), now()), Ok(()));
        assert_eq!(till.take(&code(2, 1, 9000), Fen(2001), now()), Err(OfflineRefusal::OverStore(Fen(2000))));
        assert_eq!(till.left(), Fen(2000));
        assert_eq!(till.take(&code(2, 1, 9000), Fen(2001), now().plus_minutes(1440)), Ok(()));
    }
}
