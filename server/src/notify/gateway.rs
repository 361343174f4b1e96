//! The port to whoever sends messages: nobody (they are kept for the steward to see), or an SMS gateway over HTTP.

use async_trait::async_trait;
use domain::identity::Phone;
use reqwest::{Client, Url, header};
use serde_json::json;

use crate::gateway::{http_client, in_short, signature};

/// Sends one message.
#[async_trait]
pub trait SmsGateway: Send + Sync {
    /// Hands it over. `id` is the same each time the same message is tried, so that it is sent once.
    async fn send(&self, id: &str, to: &Phone, text: &str, now_s: i64) -> Result<(), NotTaken>;
}

/// Why the gateway did not take it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// It may take it later.
    #[error("{0}")]
    ForNow(String),
    /// It never will: the number is not one of its own, the text is not allowed.
    #[error("{0}")]
    ForGood(String),
}

/// The embedded sink: takes everything, sends nothing. The steward's page shows what it took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

#[async_trait]
impl SmsGateway for Embedded {
    async fn send(&self, _id: &str, _to: &Phone, _text: &str, _now_s: i64) -> Result<(), NotTaken> {
        Ok(())
    }
}

/// Where an HTTP gateway is.
#[derive(Clone, Debug, Default)]
pub struct HttpGatewaySettings {
    /// Messages are posted here.
    pub url: String,
    /// Signs them.
    pub secret: String,
}

/// An SMS gateway over HTTP: `POST {"id", "to", "text"}`, signed as departments are (docs/departments.md).
#[derive(Clone)]
pub struct HttpGateway {
    url: Url,
    secret: Vec<u8>,
    client: Client,
}

impl HttpGateway {
    /// Reads the settings. An error names what is wrong.
    pub fn new(settings: &HttpGatewaySettings) -> Result<Self, String> {
        let url = Url::parse(&settings.url).map_err(|wrong| format!("YIMEN_SMS_URL: {wrong}"))?;
        let secret = signature::read_secret(&settings.secret).ok_or("YIMEN_SMS_SECRET: not whsec_ and base64")?;
        Ok(Self { url, secret, client: http_client().map_err(|wrong| wrong.to_string())? })
    }
}

#[async_trait]
impl SmsGateway for HttpGateway {
    async fn send(&self, id: &str, to: &Phone, text: &str, now_s: i64) -> Result<(), NotTaken> {
        let body = json!({ "id": id, "to": to.as_str(), "text": text }).to_string();
        let answer = self
            .client
            .post(self.url.clone())
            .timeout(std::time::Duration::from_secs(10))
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", id)
            .header("webhook-id", id)
            .header("webhook-timestamp", now_s)
            .header("webhook-signature", signature::sign(&self.secret, id, now_s, body.as_bytes()))
            .body(body)
            .send()
            .await
            .map_err(|wrong| NotTaken::ForNow(in_short(&wrong).to_owned()))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            // What it says of this one message; anything else is about the gateway or our settings and can be put right.
            status if matches!(status.as_u16(), 400 | 409 | 422) => Err(NotTaken::ForGood(status.to_string())),
            status => Err(NotTaken::ForNow(status.to_string())),
        }
    }
}
