//! The adapters for departments that answer at once, JSON and SOAP: one dispatch over HTTP, and what its answer means.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Call, Department, Kind,
    pick::{Pick, Read},
    signature,
    soap::{self, Fault},
    xml,
};

/// The longest answer to an act that is read and kept, bytes.
pub(super) const LONGEST_ANSWER: usize = 8 * 1024;

/// What came of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The department has it.
    Delivered {
        /// Its answer.
        answer: String,
        /// Its own number of it, where departments.toml says where that stands.
        ticket: Option<String>,
    },
    /// The department will not have it; the reason as the desk knows it, and its answer.
    Refused {
        /// One of departments.toml's reasons.
        reason: String,
        /// The problem's `type`, the fault's code, or the status.
        answer: String,
    },
    /// The department did not answer as agreed; what happened, and whether it asked for a pause (milliseconds).
    Failed {
        /// Without personal data.
        error: String,
        /// `Retry-After`.
        retry_after_ms: i64,
    },
    /// The department answers, but this one it does not understand, or we do not understand the answer: mapping, secret or
    /// address is wrong. Tried again seldom, then parked; the steward sees it.
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

/// Whom to send to, and as whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) client: &'a Client,
    pub(super) department: &'a Department,
    pub(super) secret: &'a [u8],
    pub(super) now_s: i64,
}

impl Line<'_> {
    /// Sends an act. `id` is the dispatch's: the same each time, so that the department does it once.
    pub(super) async fn send(&self, id: &str, act: &str, call: Call) -> Outcome {
        match self.ask(id, call, LONGEST_ANSWER).await {
            Ok(answered) => understand(self.department, act, &answered),
            Err(error) => Outcome::Failed { error: in_short(&error).to_owned(), retry_after_ms: 0 },
        }
    }

    /// Asks a department that does not honour keys whether it has this already. `Ok(None)`: it has not.
    pub(super) async fn already_there(&self, id: &str, call: Call, found: &Pick) -> Result<Option<String>, Outcome> {
        let answered = self.ask(id, call, LONGEST_ANSWER).await.map_err(|error| question_failed(in_short(&error)))?;
        there(self.department, &answered, found)
    }

    /// One signed request; the whole of its answer, up to `longest` bytes.
    pub(super) async fn ask(&self, id: &str, call: Call, longest: usize) -> Result<Answered, reqwest::Error> {
        let signed = signature::sign(self.secret, id, self.now_s, call.body.as_bytes());
        let mut request = self
            .client
            .request(call.method, call.url)
            .timeout(self.department.timeout)
            .header(header::CONTENT_TYPE, call.content_type)
            .header("idempotency-key", id)
            .header("webhook-id", id)
            .header("webhook-timestamp", self.now_s)
            .header("webhook-signature", signed);
        if let Some(action) = call.soap_action {
            request = request.header("soapaction", action);
        }
        let response = request.body(call.body).send().await?;
        let status = response.status();
        let retry_after_s =
            response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
        // An answer whose end is lost is no answer: the whole of it is read before anything is believed.
        Ok(Answered { status, retry_after_ms: bounded(retry_after_s), body: read_bounded(response, longest).await? })
    }
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) retry_after_ms: i64,
    pub(super) body: String,
}

/// What the answer to the question before sending again says: the department's number of what it has. `Ok(None)`: it has not.
pub(super) fn there(department: &Department, answered: &Answered, found: &Pick) -> Result<Option<String>, Outcome> {
    if answered.status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    if !answered.status.is_success() {
        return Err(question_failed(&answered.status.to_string()));
    }
    pick(department, &answered.body, found).map_err(|reason| question_failed(&reason))
}

fn question_failed(error: &str) -> Outcome {
    Outcome::Failed { error: format!("query: {error}"), retry_after_ms: 0 }
}

/// What an answer to an act means.
pub(super) fn understand(department: &Department, act: &str, answered: &Answered) -> Outcome {
    let failed = |error: String| Outcome::Failed { error, retry_after_ms: answered.retry_after_ms };
    match answered.status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            failed(answered.status.to_string())
        }
        _ if department.kind == Kind::Soap => understand_soap(department, act, answered),
        status if status.is_success() => delivered(department, act, answered),
        StatusCode::CONFLICT => {
            let kind = serde_json::from_str::<ProblemType>(&answered.body)
                .map_or_else(|_| "about:blank".to_owned(), |problem| problem.r#type);
            Outcome::Refused { reason: department.reason(&kind).to_owned(), answer: kind }
        }
        status if status.is_server_error() => failed(status.to_string()),
        status => Outcome::Misunderstood(status.to_string()),
    }
}

/// SOAP says what is wrong in its fault, whatever the status.
fn understand_soap(department: &Department, act: &str, answered: &Answered) -> Outcome {
    let fault = xml::parse(&answered.body).and_then(|document| soap::fault(&document).map_err(str::to_owned));
    match fault {
        Ok(None) if answered.status.is_success() => delivered(department, act, answered),
        Ok(Some(Fault::Client(code))) => match department.known_reason(&code) {
            Some(reason) => Outcome::Refused { reason: reason.to_owned(), answer: code },
            None => Outcome::Misunderstood(format!("fault {}", short(&code))),
        },
        Ok(Some(Fault::Server(code))) => {
            Outcome::Failed { error: format!("fault {}", short(&code)), retry_after_ms: answered.retry_after_ms }
        }
        Err(reason) if answered.status.is_success() => Outcome::Misunderstood(format!("answer: {reason}")),
        Ok(None) | Err(_) if answered.status.is_server_error() => {
            Outcome::Failed { error: answered.status.to_string(), retry_after_ms: answered.retry_after_ms }
        }
        Ok(None) | Err(_) => Outcome::Misunderstood(answered.status.to_string()),
    }
}

/// A yes is believed when it holds what departments.toml says a yes holds.
fn delivered(department: &Department, act: &str, answered: &Answered) -> Outcome {
    let answer = answered.body.clone();
    let Some(path) = department.ticket(act) else { return Outcome::Delivered { answer, ticket: None } };
    match pick(department, &answered.body, path) {
        Ok(Some(ticket)) => Outcome::Delivered { answer, ticket: Some(ticket.chars().take(80).collect()) },
        Ok(None) => Outcome::Misunderstood("answer: without the department's number".to_owned()),
        Err(reason) => Outcome::Misunderstood(format!("answer: {reason}")),
    }
}

/// What stands in an answer where a path points.
fn pick(department: &Department, body: &str, path: &Pick) -> Result<Option<String>, String> {
    if department.kind == Kind::Soap {
        return Ok(path.text(&Read::Xml(&xml::parse(body)?)));
    }
    let value: Value = serde_json::from_str(body).map_err(|e| format!("not JSON at line {}, column {}", e.line(), e.column()))?;
    Ok(path.text(&Read::Json(&value)))
}

/// A code as it may stand in a log: a department's own words could name somebody.
fn short(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).take(40).collect()
}

async fn read_bounded(mut response: Response, longest: usize) -> Result<String, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = longest - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == longest {
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
