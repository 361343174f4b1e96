//! The JSON adapter: one dispatch over HTTP, and what its answer means.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};
use serde::Deserialize;

use super::{Call, Department, signature};

/// The longest answer that is read and kept, bytes.
const LONGEST_ANSWER: usize = 8 * 1024;

/// What came of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The department has it; its answer.
    Delivered(String),
    /// The department will not have it; the reason as the desk knows it, and its answer.
    Refused {
        /// `already_married`, `booked_elsewhere`, `other`.
        reason: String,
        /// The problem's `type`, or the status.
        answer: String,
    },
    /// The department did not answer as agreed; what happened, and whether it asked for a pause (milliseconds).
    Failed {
        /// Without personal data.
        error: String,
        /// `Retry-After`.
        retry_after_ms: i64,
    },
    /// The department answers, but this one it does not understand: our mapping, secret or address is wrong. Kept and tried
    /// again seldom; the steward sees it.
    Misunderstood(String),
}

#[derive(Deserialize)]
struct ProblemType {
    r#type: String,
}

/// A client for departments and message gateways: no redirects (a signed body goes where it was addressed), bounded connecting.
pub fn client() -> Result<Client, reqwest::Error> {
    // Fails only when this process has a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(3))
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(60))
        .user_agent(concat!("yimen/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Sends. `id` is the dispatch's: the same each time, so that the department does it once.
pub(super) async fn send(client: &Client, department: &Department, secret: &[u8], id: &str, call: Call, now_s: i64) -> Outcome {
    let signed = signature::sign(secret, id, now_s, call.body.as_bytes());
    let request = client
        .request(call.method, call.url)
        .timeout(department.timeout)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", id)
        .header("webhook-id", id)
        .header("webhook-timestamp", now_s)
        .header("webhook-signature", signed)
        .body(call.body);
    let failed = |error: reqwest::Error| Outcome::Failed { error: in_short(&error).to_owned(), retry_after_ms: 0 };
    match request.send().await {
        Ok(response) => understand(department, response).await.unwrap_or_else(failed),
        Err(error) => failed(error),
    }
}

async fn understand(department: &Department, response: Response) -> Result<Outcome, reqwest::Error> {
    let status = response.status();
    let retry_after_s = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    // An answer whose end is lost is no answer: the whole of it is read before anything is believed.
    let body = read_bounded(response).await?;
    Ok(match status {
        status if status.is_success() => Outcome::Delivered(body),
        StatusCode::CONFLICT => {
            let kind =
                serde_json::from_str::<ProblemType>(&body).map_or_else(|_| "about:blank".to_owned(), |problem| problem.r#type);
            Outcome::Refused { reason: department.reason(&kind).to_owned(), answer: kind }
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Outcome::Failed { error: status.to_string(), retry_after_ms: bounded(retry_after_s) }
        }
        status if status.is_server_error() => {
            Outcome::Failed { error: status.to_string(), retry_after_ms: bounded(retry_after_s) }
        }
        status => Outcome::Misunderstood(status.to_string()),
    })
}

async fn read_bounded(mut response: Response) -> Result<String, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = LONGEST_ANSWER - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == LONGEST_ANSWER {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// An hour at most, whatever the department asks.
fn bounded(retry_after_s: Option<i64>) -> i64 {
    retry_after_s.unwrap_or(0).clamp(0, 3600) * 1000
}

/// reqwest's own words can hold the address; these cannot.
pub(crate) fn in_short(error: &reqwest::Error) -> &'static str {
    match error {
        error if error.is_timeout() => "timeout",
        error if error.is_connect() => "no connection",
        error if error.is_body() || error.is_decode() => "answer cut off",
        _ => "connection lost",
    }
}
