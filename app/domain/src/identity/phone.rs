//! Telephone numbers of mainland China.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mobile number (`1[3-9]` and nine digits), normalised: no spaces, no +86.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// Why a number is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PhoneRefusal {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Not eleven digits beginning 13 to 19.
    #[error("not a mobile number")]
    NotMobile,
}

/// Masked: nobody's phone may reach a log through `{:?}`.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Phone").field(&super::mask_phone(&self.0)).finish()
    }
}

impl Phone {
    /// Reads a typed number: spaces, hyphens, full-width digits and a leading +86 or 0086 are forgiven.
    pub fn parse(typed: &str) -> Result<Self, PhoneRefusal> {
        let typed: String = typed
            .chars()
            .map(super::narrow)
            .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '-' | '‐' | '‑' | '–' | '—'))
            .collect();
        if typed.is_empty() {
            return Err(PhoneRefusal::Empty);
        }
        let number = typed.strip_prefix("+86").or_else(|| typed.strip_prefix("0086")).unwrap_or(&typed);
        let mobile = number.len() == 11
            && number.bytes().all(|b| b.is_ascii_digit())
            && number.starts_with('1')
            && matches!(number.as_bytes()[1], b'3'..=b'9');
        if mobile { Ok(Self(number.to_owned())) } else { Err(PhoneRefusal::NotMobile) }
    }

    /// The eleven digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ways_people_write_a_number_are_forgiven() {
        for typed in [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+8613800138000",
            "+86 138 0013 8000",
            "008613800138000",
            "１３８００１３８０００",
        ] {
            assert_eq!(Phone::parse(typed).map(|phone| phone.0), Ok("13800138000".to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        assert_eq!(Phone::parse(" "), Err(PhoneRefusal::Empty));
        for typed in ["12800138000", "1380013800", "138001380000", "010-66001234", "1380013800a", "+8513800138000", "电话"] {
            assert_eq!(Phone::parse(typed), Err(PhoneRefusal::NotMobile), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_eleven_digits(typed in ".{0,24}") {
            if let Ok(phone) = Phone::parse(&typed) {
                prop_assert!(phone.as_str().len() == 11 && phone.as_str().bytes().all(|b| b.is_ascii_digit()));
            }
        }
    }
}
