//! The identity card on a machine's reader, as the machine signs it. Nothing of it is stored or logged here.

use app::ports::devices::{LaidCard, ReportRefused, card_text};
use serde::Deserialize;

use super::{
    Devices,
    signed::{COUNTERS, Signed},
};
use crate::desk::ended::Ended;

/// The longest that a card tells, bytes: a name of fifty characters and the rest.
const LONGEST: usize = 1024;

/// A card as the machine signed it.
#[derive(Deserialize)]
struct Sent {
    counter: i64,
    #[serde(flatten)]
    card: LaidCard,
}

impl Sent {
    fn read(card: &str) -> Option<Self> {
        let sent: Self = (card.len() <= LONGEST).then(|| serde_json::from_str(card).ok())??;
        COUNTERS.contains(&sent.counter).then_some(sent)
    }
}

impl Devices {
    pub(super) async fn believe_card(&self, card: &str, signature: &[u8]) -> Result<LaidCard, Ended<ReportRefused>> {
        let Some(sent) = Sent::read(card) else { return Err(Ended::Refused(ReportRefused::Malformed)) };
        let text = card_text(card);
        let mut tx = self.desk.store.begin().await?;
        let signed = Signed { device: &sent.card.device, counter: sent.counter, text: &text, signature };
        self.take_number(&mut tx, &signed).await?;
        tx.commit().await?;
        Ok(sent.card)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_says_too_little_or_too_much_is_none() {
        let card = r#"{"device":"d","counter":1,"name":"n","number":"1","valid_to":"2"}"#;
        assert_eq!(Sent::read(card).expect("a card").card.name, "n");
        for wrong in [
            card.replace(r#","number":"1""#, ""),
            card.replace(r#""counter":1"#, r#""counter":0"#),
            card.replace(r#""name":"n""#, r#""name":7"#),
            card.replace('n', &"n".repeat(LONGEST)),
            String::new(),
        ] {
            assert!(Sent::read(&wrong).is_none(), "{wrong}");
        }
    }
}
