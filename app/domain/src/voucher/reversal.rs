//! Mistakes are mended: a redemption is given back whole or in part, by the store within a window, after it by the steward.
//! Nothing is erased: what comes back is an entry of its own.

use serde::{Deserialize, Serialize};

use super::Fen;
use crate::{ids::VoucherId, time::Moment};

/// Who gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undoer {
    /// The store that took it.
    Store,
    /// The steward, at any time.
    Steward,
}

/// What a voucher paid, and what of it came back so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Which voucher.
    pub voucher: VoucherId,
    /// When the voucher ends.
    pub ends: Moment,
    /// Paid.
    pub fen: Fen,
    /// Came back before.
    pub returned: Fen,
}

/// This much comes back to the part at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Back {
    /// Which of the parts, from 0.
    pub part: usize,
    /// How much.
    pub fen: Fen,
}

/// Why nothing is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReversalRefusal {
    /// The store's time is over: the steward can still do it.
    #[error("the store's time is over")]
    TooLate,
    /// Everything came back already.
    #[error("nothing left to give back")]
    NothingLeft,
    /// More than is left of it.
    #[error("at most {0}")]
    TooMuch(Fen),
    /// Nothing, or less.
    #[error("not an amount")]
    NotAnAmount,
}

/// Where what is given back goes: first to the voucher that ends last, so that it can be used longest. `None` asks for all that
/// is left.
pub fn reverse(
    paid: &[Paid],
    asked: Option<Fen>,
    by: Undoer,
    taken: Moment,
    window_minutes: i64,
    now: Moment,
) -> Result<Vec<Back>, ReversalRefusal> {
    if by == Undoer::Store && now >= taken.plus_minutes(window_minutes) {
        return Err(ReversalRefusal::TooLate);
    }
    let possible: Fen = paid.iter().map(|part| part.fen - part.returned).sum();
    if possible <= Fen::ZERO {
        return Err(ReversalRefusal::NothingLeft);
    }
    let mut left = asked.unwrap_or(possible);
    if left <= Fen::ZERO {
        return Err(ReversalRefusal::NotAnAmount);
    }
    if left > possible {
        return Err(ReversalRefusal::TooMuch(possible));
    }
    let mut order: Vec<usize> = (0..paid.len()).collect();
    order.sort_by_key(|&part| std::cmp::Reverse((paid[part].ends, part)));
    let mut back = Vec::new();
    for part in order {
        let fen = left.min(paid[part].fen - paid[part].returned);
        if fen > Fen::ZERO {
            back.push(Back { part, fen });
            left -= fen;
        }
    }
    Ok(back)
}

/// Until when a voucher can be spent after something came back to it: a store's mistake costs nobody the time to use it.
#[must_use]
pub fn ends_after_return(ends: Moment, now: Moment, grace_days: i64) -> Moment {
    ends.max(now.plus_minutes(grace_days.saturating_mul(24 * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(fen: i64, returned: i64, ends: i64) -> Paid {
        Paid { voucher: "v".into(), ends: Moment(ends), fen: Fen(fen), returned: Fen(returned) }
    }

    #[test]
    fn what_ends_last_gets_back_first() {
        let parts = [paid(300, 0, 10), paid(500, 100, 20)];
        let back = |asked| reverse(&parts, asked, Undoer::Store, Moment(0), 60, Moment(1));
        assert_eq!(back(Some(Fen(450))), Ok(vec![Back { part: 1, fen: Fen(400) }, Back { part: 0, fen: Fen(50) }]));
        assert_eq!(back(None).map(|back| back.iter().map(|one| one.fen).sum()), Ok(Fen(700)));
        assert_eq!(back(Some(Fen(701))), Err(ReversalRefusal::TooMuch(Fen(700))));
        assert_eq!(back(Some(Fen(0))), Err(ReversalRefusal::NotAnAmount));
    }

    #[test]
    fn the_store_has_its_time_and_the_steward_any() {
        let parts = [paid(300, 0, 10)];
        let at = |by, minutes: i64| reverse(&parts, None, by, Moment(0), 60, Moment(minutes * 60_000)).map(|back| back.len());
        assert_eq!(at(Undoer::Store, 59), Ok(1));
        assert_eq!(at(Undoer::Store, 60), Err(ReversalRefusal::TooLate));
        assert_eq!(at(Undoer::Steward, 60 * 24 * 90), Ok(1));
        let all_back = [paid(300, 300, 10)];
        assert_eq!(reverse(&all_back, None, Undoer::Steward, Moment(0), 60, Moment(1)), Err(ReversalRefusal::NothingLeft));
    }

    #[test]
    fn a_return_gives_time_and_never_takes_any() {
        let day = 24 * 60 * 60_000;
        assert_eq!(ends_after_return(Moment(0), Moment(day), 7), Moment(8 * day));
        assert_eq!(ends_after_return(Moment(90 * day), Moment(day), 7), Moment(90 * day));
    }
}
