//! Messages to phones: written by the desk inside its transaction, sent by [`Postman`] until the gateway takes them.
//! A text never contains personal data: a reference, a time, a place and a link at most.

mod gateway;
mod postman;

use domain::{
    identity::{Phone, mask_phone},
    time::Moment,
};

pub use gateway::{Embedded, HttpGateway, HttpGatewaySettings, NotTaken, SmsGateway};
pub use postman::Postman;

use crate::{
    keys::Keyring,
    store::{StoreError, Tx, places},
};

/// A message, sealed and ready to be written.
#[derive(Clone, Debug)]
pub struct Message {
    id: String,
    to_sealed: String,
    to_masked: String,
    text: String,
}

impl Message {
    /// A message to a phone.
    #[must_use]
    pub fn new(keys: &Keyring, to: &Phone, text: &str) -> Self {
        let id = keys.token();
        let to_sealed = keys.seal(&sealed_for(&id), to.as_str().as_bytes());
        Self { id, to_sealed, to_masked: mask_phone(to.as_str()), text: text.to_owned() }
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
    let places = places(messages.len(), 6);
    let text = format!("INSERT INTO message (id, to_sealed, to_masked, text, next_ms, created_ms) VALUES {places}");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
    for message in messages {
        query = query.bind(&message.id).bind(&message.to_sealed).bind(&message.to_masked).bind(&message.text);
        query = query.bind(now.0).bind(now.0);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

/// What a number is bound to, so that it cannot be moved to another message.
fn sealed_for(id: &str) -> String {
    format!("message:{id}")
}
