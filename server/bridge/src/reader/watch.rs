//! Turns looks into events: a card laid, a card gone. After a good read the card must leave before the next one counts; readers
//! that miss a card now and then are given a few looks.

use super::{Card, ReaderError};
use crate::events::Event;

/// What is known of the reader's field.
#[derive(Debug)]
pub struct Watch {
    /// Looks without a card after which it is gone.
    gone_after: u32,
    /// What lies there, for as long as it does.
    lies_there: Option<Card>,
    missed: u32,
    /// Whether the last look could tell anything.
    answers: bool,
}

impl Watch {
    /// An empty field.
    #[must_use]
    pub fn new(gone_after: u32) -> Self {
        Self { gone_after, lies_there: None, missed: 0, answers: true }
    }

    /// Takes a look into account.
    pub fn saw(&mut self, look: Result<Option<Card>, ReaderError>) -> Option<Event> {
        let answers = look.is_ok();
        if answers != self.answers {
            match &look {
                Err(wrong) => tracing::warn!(%wrong, "the card reader is away"),
                Ok(_) => tracing::info!("the card reader is back"),
            }
        }
        self.answers = answers;
        match look {
            Ok(Some(card)) => {
                self.missed = 0;
                // Another one that was slipped in is not looked at.
                if self.lies_there.is_some() {
                    return None;
                }
                self.lies_there = Some(card.clone());
                Some(Event::Card(card))
            }
            // A reader that cannot tell is no proof that somebody is still there: their session ends.
            Err(_) => self.gone(),
            Ok(None) if self.lies_there.is_some() => {
                self.missed += 1;
                if self.missed >= self.gone_after { self.gone() } else { None }
            }
            Ok(None) => None,
        }
    }

    /// Whether the reader answers.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.answers
    }

    /// The card that lies there.
    #[must_use]
    pub fn lies_there(&self) -> Option<&Card> {
        self.lies_there.as_ref()
    }

    fn gone(&mut self) -> Option<Event> {
        self.missed = 0;
        self.lies_there.take().map(|_| Event::CardGone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(number: &str) -> Result<Option<Card>, ReaderError> {
        Ok(Some(Card { name: "李雷".to_owned(), number: number.to_owned(), valid_to: "20391231".to_owned() }))
    }

    fn heard(watch: &mut Watch, look: Result<Option<Card>, ReaderError>) -> String {
        watch.saw(look).map_or(String::new(), |event| event.told().0.to_owned())
    }

    #[test]
    fn a_card_must_leave_before_the_next_one_counts() {
        let mut watch = Watch::new(2);
        assert_eq!(heard(&mut watch, Ok(None)), "");
        assert_eq!(heard(&mut watch, card("1")), "card");
        assert_eq!(heard(&mut watch, card("1")), "");
        assert_eq!(heard(&mut watch, card("2")), "", "another one that was slipped in");
        assert_eq!(watch.lies_there().map(|card| card.number.as_str()), Some("1"));
        assert_eq!(heard(&mut watch, Ok(None)), "", "one look may miss it");
        assert_eq!(heard(&mut watch, card("1")), "");
        assert_eq!(heard(&mut watch, Ok(None)), "");
        assert_eq!(heard(&mut watch, Ok(None)), "card_gone");
        assert!(watch.lies_there().is_none(), "nothing of it stays");
        assert_eq!(heard(&mut watch, card("2")), "card");
        assert_eq!(heard(&mut watch, Err(ReaderError::Unplugged)), "card_gone", "nobody can tell that it is there");
        assert!(!watch.answers());
    }
}
