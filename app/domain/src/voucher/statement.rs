//! A store's day as a statement whose digest is chained to the day before: who keeps the digests sees when any earlier day was
//! changed.

use sha2::{Digest as _, Sha256};

use crate::{case::Digest, ids::StoreCode};
use jiff::civil::Date;

/// The digest of a day: SHA-256 over the digest of the day before it, store, date and the statement's lines as CSV, each on a
/// line of its own. The first day of a store has [`NO_DAY_BEFORE`].
#[must_use]
pub fn day_digest(before: &Digest, store: &StoreCode, day: Date, csv: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(format!("{before}\n{store}\n{day}\n"));
    hash.update(csv.as_bytes());
    Digest(hash.finalize().into())
}

/// What stands before a store's first day.
pub const NO_DAY_BEFORE: Digest = Digest([0; 32]);

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_change_of_any_earlier_day_changes_every_later_digest() {
        let chain = |first: &str| {
            let one = day_digest(&NO_DAY_BEFORE, &"cs-01".into(), date(2026, 11, 23), first);
            day_digest(&one, &"cs-01".into(), date(2026, 11, 24), "b\n")
        };
        assert_ne!(chain("a\n"), chain("A\n"));
        assert_eq!(chain("a\n"), chain("a\n"));
    }
}
