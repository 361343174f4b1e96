//! The names of things, one type each, so that a venue can never be passed where a service is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// As text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A service of the catalogue: `XC-HY-01`. In paths it is written in lower case.
    ServiceCode
);
name!(
    /// An office that receives residents: `hy` (marriage service centre), `hgs` (the outdoor site), `jd-niujie`.
    /// At most 12 ASCII letters, digits and hyphens: it travels inside a pass.
    VenueCode
);
name!(
    /// A departmental system named in departments.toml: `marriage-registry`.
    DepartmentCode
);
name!(
    /// The unguessable part of a booking's address (128 random bits, base64url): who has it may see the booking.
    BookingToken
);
name!(
    /// The unguessable part of a hold's address (128 random bits, base64url).
    HoldToken
);
name!(
    /// The unguessable part of a ticket's address (128 random bits, base64url).
    TicketToken
);
name!(
    /// The unguessable part of a case's address (128 random bits, base64url): who has it may see the case.
    CaseToken
);
name!(
    /// The unguessable part of a draft's address (128 random bits, base64url). It travels in a URL's fragment only.
    DraftToken
);

name!(
    /// The unguessable name of a file that was handed in (128 random bits, base64url).
    FileToken
);
name!(
    /// The unguessable name of an upload under way (128 random bits, base64url).
    UploadToken
);
name!(
    /// A charity supermarket (慈善超市) of vouchers.toml: `cs-01`.
    StoreCode
);
name!(
    /// One voucher (爱心券): 128 random bits, base64url. It names an account of the ledger and nobody.
    VoucherId
);
name!(
    /// The unguessable part of a wallet's address (128 random bits, base64url): who has it may see the wallet.
    WalletToken
);
name!(
    /// The unguessable part of a carrier's address (128 random bits, base64url): who has it may carry for somebody.
    CarrierToken
);

/// A counter of a venue, numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CounterNo(pub u16);

impl fmt::Display for CounterNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Crockford's base-32 alphabet, in order.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

macro_rules! reference {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Makes a reference from 35 random bits (the rest of `chance` is ignored).
            #[must_use]
            pub fn from_chance(chance: u64) -> Self {
                let mut digits: Vec<u8> = (0..7).map(|i| ((chance >> (5 * i)) & 31) as u8).collect();
                digits.push(check(&digits));
                Self(digits.into_iter().map(|d| char::from(CROCKFORD[usize::from(d)])).collect())
            }

            /// Reads what a person typed: any case, with or without the hyphen or spaces, `O` for 0 and `I`/`L` for 1.
            /// `None` when it is not a reference, or when the check character shows a typing mistake
            /// (every single wrong character and every swap of two neighbours is caught).
            #[must_use]
            pub fn parse(typed: &str) -> Option<Self> {
                let mut digits = Vec::with_capacity(8);
                for c in typed.chars() {
                    let c = match c.to_ascii_uppercase() {
                        ' ' | '-' | '－' | '—' => continue,
                        'O' => '0',
                        'I' | 'L' => '1',
                        c => c,
                    };
                    let digit = CROCKFORD.iter().position(|&known| char::from(known) == c)?;
                    digits.push(u8::try_from(digit).ok()?);
                }
                let (last, first) = digits.split_last()?;
                (first.len() == 7 && check(first) == *last)
                    .then(|| Self(digits.iter().map(|&d| char::from(CROCKFORD[usize::from(d)])).collect()))
            }

            /// The eight characters without a hyphen, as stored.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// As shown: `7KQ4-2MX9`.
            #[must_use]
            pub fn spaced(&self) -> String {
                format!("{}-{}", &self.0[..4], &self.0[4..])
            }
        }
    };
}

reference!(
    /// What a resident reads aloud to find a booking again: eight characters, shown as `7KQ4-2MX9`.
    /// Seven random ones of Crockford's base-32 alphabet (no I, L, O, U) and a check character (see [`BookingRef::parse`]).
    BookingRef
);
reference!(
    /// What a resident reads aloud to find an application again: built and checked as a [`BookingRef`] is.
    CaseRef
);
reference!(
    /// What stands on a till's receipt: built and checked as a [`BookingRef`] is.
    ChargeRef
);
reference!(
    /// What a resident names when they ask about the answer to a bad rating: built and checked as a [`BookingRef`] is. It opens nothing.
    RatingRef
);
reference!(
    /// What a new kiosk shows until the steward has typed it: built and checked as a [`BookingRef`] is.
    DeviceCode
);

/// A weighted sum over GF(32) (weights are powers of the generator x of x⁵+x²+1), so that every single error and
/// every swap of two neighbours changes it.
fn check(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, &digit| times_x(sum ^ digit))
}

/// Multiplies an element of GF(32) by x.
const fn times_x(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As `public/kiosk/offline/reference.js` draws them (e2e/units/an-application-is-begun-without-a-network.test.mjs).
    #[test]
    fn a_reference_that_a_kiosk_draws_is_read() {
        for drawn in ["0000-0000", "1234-567Y"] {
            assert_eq!(CaseRef::parse(drawn).map(|reference| reference.spaced()).as_deref(), Some(drawn));
        }
    }

    proptest! {
        #[test]
        fn a_reference_is_read_back_however_it_is_typed(chance: u64) {
            let reference = BookingRef::from_chance(chance);
            prop_assert_eq!(BookingRef::parse(&reference.spaced().to_lowercase()), Some(reference));
        }

        #[test]
        fn one_wrong_character_is_noticed(chance: u64, place in 0usize..8, other in 0usize..32) {
            let reference = BookingRef::from_chance(chance);
            let mut typed = reference.as_str().as_bytes().to_vec();
            prop_assume!(typed[place] != CROCKFORD[other]);
            typed[place] = CROCKFORD[other];
            prop_assert_eq!(BookingRef::parse(&String::from_utf8_lossy(&typed)), None);
        }

        #[test]
        fn two_swapped_neighbours_are_noticed(chance: u64, place in 0usize..7) {
            let reference = BookingRef::from_chance(chance);
            let mut typed = reference.as_str().as_bytes().to_vec();
            prop_assume!(typed[place] != typed[place + 1]);
            typed.swap(place, place + 1);
            prop_assert_eq!(BookingRef::parse(&String::from_utf8_lossy(&typed)), None);
        }
    }
}
