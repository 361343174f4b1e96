//! Where a vendor's JSON says what, by settings: JSON pointers (RFC 6901). Only the named fields are taken; the photo that every
//! vendor sends along is let go with the rest of the answer before this returns.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Card, ReaderError};

/// Where a vendor's answer says what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// Where the name is.
    pub name: String,
    /// Where the number is.
    pub number: String,
    /// Where the last day of validity is.
    pub valid_to: String,
    /// Where it says whether a card was read; empty: a card was read when there is a number.
    pub read: String,
    /// What it says there when a card was read.
    pub read_is: String,
}

impl Default for Fields {
    fn default() -> Self {
        let [name, number, valid_to] = ["/name", "/number", "/valid_to"].map(str::to_owned);
        Self { name, number, valid_to, read: String::new(), read_is: String::new() }
    }
}

impl Fields {
    /// Every pointer with its setting's name.
    #[must_use]
    pub fn pointers(&self) -> [(&'static str, &str); 4] {
        [("name", &self.name), ("number", &self.number), ("valid_to", &self.valid_to), ("read", &self.read)]
    }

    /// The card in a vendor's answer; `None`: it says that there is none.
    ///
    /// # Errors
    /// It is not JSON, or a card that was read lacks a field.
    pub fn take(&self, answer: &[u8]) -> Result<Option<Card>, ReaderError> {
        if answer.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        // serde_json's own words may quote what it read.
        let answer: Value = serde_json::from_slice(answer)
            .map_err(|wrong| ReaderError::Answer(format!("not JSON, at line {} column {}", wrong.line(), wrong.column())))?;
        let says = |pointer: &str| match answer.pointer(pointer) {
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Bool(truth)) => Some(truth.to_string()),
            _ => None,
        };
        let number = says(&self.number).filter(|number| !number.is_empty());
        let was_read = if self.read.is_empty() { number.is_some() } else { says(&self.read).as_deref() == Some(&*self.read_is) };
        if !was_read {
            return Ok(None);
        }
        let missing = |which: &str| ReaderError::Answer(format!("nothing at reader.fields.{which}"));
        Ok(Some(Card {
            name: says(&self.name).filter(|name| !name.is_empty()).ok_or_else(|| missing("name"))?,
            number: number.ok_or_else(|| missing("number"))?,
            valid_to: says(&self.valid_to).ok_or_else(|| missing("valid_to"))?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendors_answer_is_mapped_and_its_photo_is_left_behind() {
        let fields = Fields {
            name: "/info/name".to_owned(),
            number: "/info/idCode".to_owned(),
            valid_to: "/info/endDate".to_owned(),
            read: "/result/resultFlag".to_owned(),
            read_is: "0".to_owned(),
        };
        let answer = r#"{"result":{"resultFlag":0,"errorMsg":""},"info":{"name":"李雷 ","sex":"男","idCode":"110102189905200011",
            "endDate":"20391231","Photo":"CANARYPHOTO"}}"#;
        let card = fields.take(answer.as_bytes()).expect("read").expect("a card");
        assert_eq!(card.name, "李雷");
        let told = serde_json::to_string(&card).expect("JSON");
        assert!(!told.contains("CANARY") && !told.contains("sex"), "{told}");
        assert!(!format!("{card:?}").contains("1101"), "a card is never shown");
        assert_eq!(fields.take(br#"{"result":{"resultFlag":-1},"info":null}"#).expect("read"), None);
        assert_eq!(fields.take(b"\n").expect("read"), None);
    }

    #[test]
    fn what_cannot_be_read_is_told_without_its_content() {
        let wrong = Fields::default().take(b"{\"number\":\"110102189905200011\"").expect_err("cut").to_string();
        assert!(!wrong.contains("1101"), "{wrong}");
        let wrong = Fields::default().take(b"{\"number\":\"110102189905200011\"}").expect_err("no name").to_string();
        assert!(wrong.contains("reader.fields.name") && !wrong.contains("1101"), "{wrong}");
    }
}
