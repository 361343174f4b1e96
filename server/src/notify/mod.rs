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
    store::{StoreError, Tx},
};

/// Puts a message to a phone into the caller's transaction.
pub async fn put(tx: &mut Tx, keys: &Keyring, to: &Phone, text: &str, now: Moment) -> Result<(), StoreError> {
    let id = keys.token();
    let sealed = keys.seal(&sealed_for(&id), to.as_str().as_bytes());
    sqlx::query("INSERT INTO message (id, to_sealed, to_masked, text, next_ms, created_ms) VALUES ($1, $2, $3, $4, $5, $5)")
        .bind(id)
        .bind(sealed)
        .bind(mask_phone(to.as_str()))
        .bind(text)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a number is bound to, so that it cannot be moved to another message.
fn sealed_for(id: &str) -> String {
    format!("message:{id}")
}
