//! departments.toml as it is written.

use std::collections::BTreeMap;

use domain::{ids::ServiceCode, text::Words};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileForm {
    #[serde(default)]
    pub(super) department: Vec<EntryForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryForm {
    pub(super) code: String,
    pub(super) name: Words,
    pub(super) kind: Kind,
    pub(super) url: String,
    #[serde(default)]
    pub(super) stand_in: bool,
    #[serde(default)]
    pub(super) bookings: Vec<ServiceCode>,
    #[serde(default)]
    pub(super) cases: Vec<ServiceCode>,
    #[serde(default)]
    pub(super) checks: Vec<ServiceCode>,
    pub(super) secret: String,
    #[serde(default = "ten_seconds")]
    pub(super) timeout_ms: u64,
    #[serde(default = "eight")]
    pub(super) parallel: usize,
    #[serde(default = "yes")]
    pub(super) honours_key: bool,
    #[serde(default)]
    pub(super) refusals: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) retry: RetryForm,
    #[serde(default)]
    pub(super) breaker: BreakerForm,
    #[serde(default)]
    pub(super) acts: BTreeMap<String, ActForm>,
    pub(super) books: Option<String>,
    pub(super) query: Option<QueryForm>,
    pub(super) poll: Option<PollForm>,
    pub(super) batch: Option<BatchForm>,
}

/// How a department is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// HTTP with JSON.
    Json,
    /// HTTP with SOAP envelopes.
    Soap,
    /// A drop folder with a file a night.
    File,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RetryForm {
    pub(super) first_ms: i64,
    pub(super) longest_ms: i64,
    pub(super) park_after: i64,
}

impl Default for RetryForm {
    fn default() -> Self {
        let usual = super::Patience::USUAL;
        Self { first_ms: usual.first_ms, longest_ms: usual.longest_ms, park_after: usual.park_after }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BreakerForm {
    pub(super) failures: i64,
    pub(super) pause_ms: i64,
}

impl Default for BreakerForm {
    fn default() -> Self {
        let usual = super::Patience::USUAL;
        Self { failures: usual.opens_at, pause_ms: usual.pause_ms }
    }
}

/// `[department.acts.apply]`; the body is the file `mappings/<department>/apply.(json|xml|csv).jinja`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActForm {
    #[serde(default = "post")]
    pub(super) method: String,
    #[serde(default)]
    pub(super) path: String,
    #[serde(default)]
    pub(super) soap_action: String,
    pub(super) ticket: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueryForm {
    #[serde(default = "get")]
    pub(super) method: String,
    pub(super) path: String,
    #[serde(default)]
    pub(super) soap_action: String,
    pub(super) found: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PollForm {
    pub(super) every_s: u64,
    #[serde(default = "get")]
    pub(super) method: String,
    pub(super) path: String,
    #[serde(default)]
    pub(super) soap_action: String,
    pub(super) items: String,
    pub(super) mark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchForm {
    pub(super) at: Option<jiff::civil::Time>,
    pub(super) every_minutes: Option<i64>,
    pub(super) columns: Vec<String>,
    #[serde(default = "two_days")]
    pub(super) answer_within_hours: i64,
    #[serde(default = "thousand")]
    pub(super) most_lines: i64,
}

const fn ten_seconds() -> u64 {
    10_000
}

const fn eight() -> usize {
    8
}

const fn yes() -> bool {
    true
}

const fn two_days() -> i64 {
    48
}

const fn thousand() -> i64 {
    1_000
}

fn post() -> String {
    "POST".to_owned()
}

fn get() -> String {
    "GET".to_owned()
}
