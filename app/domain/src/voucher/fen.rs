//! Money: whole fen (分), never a fraction, never a float.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Sub, SubAssign},
};

use serde::{Deserialize, Serialize};

/// An amount in fen; 100 fen are one yuan (元).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// The most digits of yuan that a person types: ten million yuan is no voucher.
const YUAN_DIGITS: usize = 7;

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads what a person typed: `12`, `12.5`, `¥12.50`, `12.50元`, full-width digits too. `None` for anything that is not
    /// exactly one amount in whole fen: a third decimal is a mistake, not something to round away.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let narrow = |c: char| match c {
            '\u{FF10}'..='\u{FF19}' | '\u{FF0E}' | '\u{FFE5}' => match c {
                '\u{FFE5}' => '¥',
                c => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            },
            '。' => '.',
            c => c,
        };
        let text: String = typed.trim().chars().map(narrow).collect();
        let text = text.strip_prefix('¥').unwrap_or(&text).trim_start();
        let text = text.strip_suffix('元').unwrap_or(text).trim_end();
        let (yuan, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(yuan, YUAN_DIGITS) || !digits(rest, 2) {
            return None;
        }
        let tens = if rest.len() == 1 { 10 } else { 1 };
        Some(Self(yuan.parse::<i64>().ok()? * 100 + rest.parse::<i64>().ok()? * tens))
    }

    /// This amount, or nothing where it is negative.
    #[must_use]
    pub const fn or_nothing(self) -> Self {
        if self.0 < 0 { Self::ZERO } else { self }
    }
}

/// `12.50`: yuan with both decimals, without a sign of currency.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.map(|fen| fen.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, fen) in [
            ("12", 1200),
            ("12.5", 1250),
            ("12.50", 1250),
            ("¥0.05", 5),
            (" 3元 ", 300),
            ("１２．５", 1250),
            ("￥7", 700),
            ("0", 0),
        ] {
            assert_eq!(Fen::parse(typed), Some(Fen(fen)), "{typed}");
        }
        for typed in ["", ".", "1.", ".5", "-1", "+1", "1.234", "1,000", "12345678", "1e3", "十", "1 2", "1.2.3"] {
            assert_eq!(Fen::parse(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(fen in 0i64..999_999_999) {
            prop_assert_eq!(Fen::parse(&Fen(fen).to_string()), Some(Fen(fen)));
        }
    }
}
