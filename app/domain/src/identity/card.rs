//! What the chip of an identity card says to a reader: name, number and the last day of its validity. The resident identity card,
//! the two residence permits and the card of permanent residents are of one make and read by the same readers.

use jiff::civil::Date;

use super::{Document, DocumentKind, Name, birth::parse_day};

/// The documents that such a reader reads.
const KINDS: [DocumentKind; 4] =
    [DocumentKind::IdCn, DocumentKind::HkmResidence, DocumentKind::TwResidence, DocumentKind::FprCard];
/// How a card without a last day says so.
const FOR_LIFE: &str = "长期";

/// A card that is valid today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityCard {
    /// Its holder's name.
    pub name: Name,
    /// Its kind and number.
    pub document: Document,
}

/// Why a card is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardRefusal {
    /// Name, number or last day cannot be what such a card says: it was not read well, or is none.
    #[error("not read well")]
    Unread,
    /// Its last day has passed.
    #[error("expired")]
    Expired,
}

impl IdentityCard {
    /// Reads what a reader tells; `valid_to` as it stands on the card (`20391231`, `2039-12-31`, `长期`). The last day still counts.
    pub fn read(name: &str, number: &str, valid_to: &str, today: Date) -> Result<Self, CardRefusal> {
        let name = Name::parse(name).map_err(|_| CardRefusal::Unread)?;
        let document = KINDS.into_iter().find_map(|kind| Document::parse(kind, number, today).ok()).ok_or(CardRefusal::Unread)?;
        if !valid_to.trim().starts_with(FOR_LIFE) {
            let last = parse_day(valid_to).ok_or(CardRefusal::Unread)?;
            if last < today {
                return Err(CardRefusal::Expired);
            }
        }
        Ok(Self { name, document })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 24);
    const NUMBER: &str = "110102189905200011";

    fn read(name: &str, number: &str, valid_to: &str) -> Result<IdentityCard, CardRefusal> {
        IdentityCard::read(name, number, valid_to, TODAY)
    }

    #[test]
    fn a_card_says_who_its_holder_is_however_it_writes_its_last_day() {
        for valid_to in ["20391231", "2039-12-31", "2039.12.31", "长期", " 长期有效 ", "20261124"] {
            let card = read("李雷", NUMBER, valid_to).expect("valid");
            assert_eq!((card.name.as_str(), card.document.number()), ("李雷", NUMBER), "{valid_to}");
            assert_eq!(card.document.kind(), DocumentKind::IdCn);
        }
    }

    #[test]
    fn a_card_of_yesterday_is_expired_and_one_that_says_no_day_was_not_read() {
        assert_eq!(read("李雷", NUMBER, "20261123"), Err(CardRefusal::Expired));
        for valid_to in ["", "never", "20261301"] {
            assert_eq!(read("李雷", NUMBER, valid_to), Err(CardRefusal::Unread), "{valid_to}");
        }
    }

    #[test]
    fn a_slip_of_the_reader_is_no_card() {
        assert_eq!(read("李雷", "110102189905200012", "长期"), Err(CardRefusal::Unread), "the check digit");
        assert_eq!(read("", NUMBER, "长期"), Err(CardRefusal::Unread));
        assert_eq!(read("李雷", "", "长期"), Err(CardRefusal::Unread));
    }

    #[test]
    fn it_is_never_shown_whole() {
        let card = read("李雷", NUMBER, "长期").expect("valid");
        let shown = format!("{card:?}");
        assert!(!shown.contains(NUMBER) && !shown.contains("李雷"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(name in ".{0,12}", number in ".{0,20}", valid_to in ".{0,12}") {
            let _ = read(&name, &number, &valid_to);
            let _ = read("李雷", NUMBER, &valid_to);
        }
    }
}
