//! Messages to phones: written by the desk inside its transaction, sent by [`Postman`] until the gateway takes them.
//! A text never contains personal data: a reference, a time, a place and a link at most. One with a code is sealed.

mod gateway;
mod postman;

use domain::{
    identity::{Phone, mask_phone},
    time::Moment,
};

pub use gateway::{Embedded, HttpGateway, HttpGatewaySettings, NotTaken, SmsGateway};
pub use postman::Postman;

use crate::{
    keys::{KeyError, Keyring},
    store::{StoreError, Tx, places},
};

/// A message, sealed and ready to be written.
#[derive(Clone, Debug)]
pub struct Message {
    id: String,
    to_sealed: String,
    to_masked: String,
    text: String,
    secret: bool,
}

impl Message {
    /// A message to a phone.
    #[must_use]
    pub fn new(keys: &Keyring, to: &Phone, text: &str) -> Self {
        let id = keys.token();
        let to_sealed = keys.seal(&sealed_for(&id), to.as_str().as_bytes());
        Self { id, to_sealed, to_masked: mask_phone(to.as_str()), text: text.to_owned(), secret: false }
    }

    /// A message to a phone with a code that signs somebody in: nobody else may read it, the steward included.
    #[must_use]
    pub fn secret(keys: &Keyring, to: &Phone, text: &str) -> Self {
        let plain = Self::new(keys, to, text);
        Self { text: keys.seal(&text_sealed_for(&plain.id), text.as_bytes()), secret: true, ..plain }
    }
}

/// Puts a message to a phone into the caller's transaction.
pub async fn put(tx: &mut Tx, keys: &Keyring, to: &Phone, text: &str, now: Moment) -> Result<(), StoreError> {
    put_all(tx, &[Message::new(keys, to, text)], now).await
}

/// Puts messages into the caller's transaction, all in one statement.
pub async fn put_all(tx: &mut Tx, messages: &[Message], now: Moment) -> Result<(), StoreError> {
    if messages.is_empty() {
        return Ok(());
    }
    let places = places(messages.len(), 7);
    let text = format!("INSERT INTO message (id, to_sealed, to_masked, text, next_ms, created_ms, secret) VALUES {places}");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
    for message in messages {
        query = query.bind(&message.id).bind(&message.to_sealed).bind(&message.to_masked).bind(&message.text);
        query = query.bind(now.0).bind(now.0).bind(i64::from(message.secret));
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

/// The text of a stored message, opened where it is sealed.
pub(crate) fn text_of(keys: &Keyring, id: &str, text: String, secret: bool) -> Result<String, KeyError> {
    if secret { keys.open_text(&text_sealed_for(id), &text) } else { Ok(text) }
}

/// What a secret text is bound to.
fn text_sealed_for(id: &str) -> String {
    format!("message-text:{id}")
}

/// What a number is bound to, so that it cannot be moved to another message.
fn sealed_for(id: &str) -> String {
    format!("message:{id}")
}
