//! departments.toml: which system takes which bookings and cases, where it is and in what form it wants them. Read and tried
//! out at start: a mapping that cannot be filled in stops the start, not a resident's request.

mod form;
mod mapping;
pub(super) mod sample;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{
    ids::{DepartmentCode, ServiceCode},
    text::Words,
};
use minijinja::context;
use reqwest::{Method, Url};
use serde_json::Value;
use tokio::sync::Notify;

pub use form::Kind;
pub use mapping::MappingFiles;

use super::{
    breaker::Patience,
    outbox::{BOOKING_ACTS, CASE_ACTS, CHECK_ACT},
    pick::Pick,
    soap, xml,
};
use form::{ActForm, BatchForm, EntryForm, FileForm};
use mapping::Templates;

/// What is wrong with departments.toml or a mapping.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct DepartmentsError {
    /// The file.
    pub file: String,
    /// The entry, where known, and what is wrong with it.
    pub reason: String,
}

/// What departments.toml is read with.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The files under `mappings/`.
    pub mappings: MappingFiles,
    /// Addresses by department code, from the environment.
    pub urls: BTreeMap<String, String>,
    /// Where the stand-ins listen, `http://host:port`: takes the place of the origin of a stand-in's address.
    pub stand_ins: Option<String>,
    /// The data folder: drop folders are named from there.
    pub data: PathBuf,
}

/// Every departmental system.
#[derive(Debug)]
pub struct Departments {
    all: Vec<Department>,
}

/// One departmental system.
#[derive(Debug)]
pub struct Department {
    /// Its code.
    pub code: DepartmentCode,
    /// Its name.
    pub name: Words,
    /// How it is spoken to.
    pub kind: Kind,
    /// The services whose bookings it takes.
    pub bookings: Vec<ServiceCode>,
    /// The services whose cases it takes.
    pub cases: Vec<ServiceCode>,
    /// The services for whose cases it checks a household's means.
    pub checks: Vec<ServiceCode>,
    /// The name of the shared secret in keys.toml.
    pub secret: String,
    /// From connecting to the last byte of its answer.
    pub timeout: Duration,
    /// How many dispatches may be under way at once.
    pub parallel: usize,
    /// Whether this is a stand-in and not the department's own system.
    pub stand_in: bool,
    /// Whether the same idempotency key is done once; if not, it is asked before anything is sent again.
    pub honours_key: bool,
    pub(super) patience: Patience,
    pub(super) words: BTreeMap<String, String>,
    pub(super) poll: Option<Poll>,
    pub(super) batch: Option<Batch>,
    url: String,
    refusals: BTreeMap<String, String>,
    acts: BTreeMap<String, Act>,
    query: Option<Query>,
    templates: Templates,
    /// Rung when the desk has put something into the outbox.
    wake: Notify,
}

#[derive(Debug)]
struct Act {
    method: Method,
    soap_action: String,
    ticket: Option<Pick>,
    body: String,
}

#[derive(Debug)]
struct Query {
    method: Method,
    soap_action: String,
    found: Pick,
}

/// How a department's news is fetched.
#[derive(Debug)]
pub(super) struct Poll {
    pub(super) every: Duration,
    pub(super) items: Pick,
    pub(super) mark: Pick,
    method: Method,
    soap_action: String,
}

/// When a department gets its file, and what is in it.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) folder: PathBuf,
    pub(super) when: BatchTime,
    pub(super) columns: Vec<String>,
    pub(super) answer_within_ms: i64,
    pub(super) most_lines: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BatchTime {
    /// Every day, Beijing time.
    At(jiff::civil::Time),
    /// So often, minutes.
    Every(i64),
}

/// What is sent to a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The same dispatch is the same bytes each time it is sent.
    pub body: String,
    /// `application/json` or `text/xml`.
    pub content_type: &'static str,
    /// SOAP's own header.
    pub soap_action: Option<String>,
}

/// What residents can be told as a reason; anything else a department says is `other`.
const REASONS: [&str; 5] = ["already_married", "booked_elsewhere", "already_applied", "not_our_area", "other"];

impl Departments {
    /// Reads the file's text and the mappings around it.
    pub fn read(file: &str, text: &str, around: &Around) -> Result<Self, DepartmentsError> {
        let wrong = |reason: String| DepartmentsError { file: file.to_owned(), reason };
        let form: FileForm = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut codes = BTreeSet::new();
        let mut services = BTreeSet::new();
        let mut all = Vec::new();
        for entry in form.department {
            let code = entry.code.clone();
            let department = Department::read(entry, around).map_err(|reason| wrong(format!("department {code}: {reason}")))?;
            if !codes.insert(code.clone()) {
                return Err(wrong(format!("department {code} is there twice")));
            }
            for (what, list) in [("bookings", &department.bookings), ("cases", &department.cases), ("checks", &department.checks)]
            {
                if let Some(taken) = list.iter().find(|service| !services.insert((what, (*service).clone()))) {
                    return Err(wrong(format!("department {code}: {what}: {taken} belongs to another department already")));
                }
            }
            all.push(department);
        }
        if let Some(unknown) = around.urls.keys().find(|code| !codes.contains(*code)) {
            return Err(wrong(format!("{} names no department of this file", url_variable(unknown))));
        }
        Ok(Self { all })
    }

    /// Every department, in the order of the file.
    pub fn all(&self) -> &[Department] {
        &self.all
    }

    /// The department of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Department> {
        self.all.iter().find(|department| department.code.as_str() == code)
    }

    /// The department that takes a service's bookings; `None` when Yimen's own books are enough.
    #[must_use]
    pub fn for_service(&self, service: &ServiceCode) -> Option<&DepartmentCode> {
        self.all.iter().find(|department| department.bookings.contains(service)).map(|department| &department.code)
    }

    /// The department that takes a service's cases.
    #[must_use]
    pub fn for_case(&self, service: &ServiceCode) -> Option<&Department> {
        self.all.iter().find(|department| department.cases.contains(service))
    }

    /// The department that checks a household's means for cases of a service, once everybody has consented: it is sent the
    /// act [`CHECK_ACT`].
    #[must_use]
    pub fn for_check(&self, service: &ServiceCode) -> Option<&Department> {
        self.all.iter().find(|department| department.checks.contains(service))
    }

    /// Tells the couriers, after a commit, that something waits in this department's outbox.
    pub fn wake(&self, code: &DepartmentCode) {
        if let Some(department) = self.get(code.as_str()) {
            department.wake.notify_one();
        }
    }
}

/// The environment variable that replaces a department's address.
#[must_use]
pub fn url_variable(code: &str) -> String {
    format!("YIMEN_DEPARTMENT_{}_URL", code.to_ascii_uppercase().replace('-', "_"))
}

impl Department {
    fn read(entry: EntryForm, around: &Around) -> Result<Self, String> {
        let is_code_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if entry.code.is_empty() || !entry.code.chars().all(is_code_char) {
            return Err("a code is lower-case letters, digits and hyphens".to_owned());
        }
        let (retry, breaker) = (&entry.retry, &entry.breaker);
        let least = [retry.first_ms, retry.park_after, breaker.failures, breaker.pause_ms];
        if entry.timeout_ms == 0 || entry.parallel == 0 || least.iter().any(|number| *number < 1) {
            return Err("timeout_ms, parallel, retry and breaker are at least 1".to_owned());
        }
        if !(retry.first_ms..=3_600_000).contains(&retry.longest_ms) {
            return Err("retry: longest_ms is between first_ms and an hour".to_owned());
        }
        if let Some((_, reason)) = entry.refusals.iter().find(|(_, reason)| !REASONS.contains(&reason.as_str())) {
            return Err(format!("refusals: {reason} is none of {}", REASONS.join(", ")));
        }
        if entry.kind != Kind::File && !entry.honours_key && entry.query.is_none() {
            return Err("honours_key = false needs [department.query]: otherwise a lost answer would be done twice".to_owned());
        }
        let replaced = around.urls.get(&entry.code);
        let url = address(&entry, replaced, around)?;
        let mut templates = Templates::read(&entry.code, &around.mappings)?;
        let pick = |path: &str| if entry.kind == Kind::Soap { Pick::xml(path) } else { Pick::json(path) };
        let mut acts = BTreeMap::new();
        for (act, form) in entry.acts {
            let act_read = read_act(&entry.code, entry.kind, &act, form, &mut templates, &pick)?;
            acts.insert(act, act_read);
        }
        let needed = [(&entry.bookings, &BOOKING_ACTS[..]), (&entry.cases, &CASE_ACTS[..]), (&entry.checks, &[CHECK_ACT][..])];
        for (services, needed) in needed {
            if let Some(missing) = needed.iter().find(|act| !services.is_empty() && !acts.contains_key(**act)) {
                return Err(format!("[department.acts.{missing}] is missing"));
            }
        }
        let query = match entry.query {
            Some(form) => {
                templates.add("query.path".to_owned(), form.path)?;
                let found = pick(&form.found).map_err(|e| format!("query: found: {e}"))?;
                Some(Query { method: method(&form.method)?, soap_action: form.soap_action, found })
            }
            None => None,
        };
        let poll = match entry.poll {
            Some(form) if form.every_s > 0 && entry.kind != Kind::File => {
                templates.add("poll.path".to_owned(), form.path)?;
                Some(Poll {
                    every: Duration::from_secs(form.every_s),
                    items: pick(&form.items).map_err(|e| format!("poll: items: {e}"))?,
                    mark: pick(&form.mark).map_err(|e| format!("poll: mark: {e}"))?,
                    method: method(&form.method)?,
                    soap_action: form.soap_action,
                })
            }
            Some(_) => return Err("poll: every_s is at least 1, and a file department has its return files".to_owned()),
            None => None,
        };
        let batch = match (entry.kind, entry.batch) {
            (Kind::File, Some(form)) => Some(read_batch(form, &url)?),
            (Kind::File, None) => return Err("a file department needs [department.batch]".to_owned()),
            (_, Some(_)) => return Err("[department.batch] is for kind = \"file\"".to_owned()),
            (_, None) => None,
        };
        let department = Self {
            code: DepartmentCode(entry.code),
            name: entry.name,
            kind: entry.kind,
            bookings: entry.bookings,
            cases: entry.cases,
            checks: entry.checks,
            secret: entry.secret,
            timeout: Duration::from_millis(entry.timeout_ms),
            parallel: entry.parallel,
            stand_in: entry.stand_in && replaced.is_none(),
            honours_key: entry.honours_key,
            patience: Patience {
                opens_at: entry.breaker.failures,
                pause_ms: entry.breaker.pause_ms,
                first_ms: entry.retry.first_ms,
                longest_ms: entry.retry.longest_ms,
                park_after: entry.retry.park_after,
            },
            words: entry.words,
            poll,
            batch,
            url,
            refusals: entry.refusals,
            acts,
            query,
            templates,
            wake: Notify::new(),
        };
        department.try_out(&around.mappings)?;
        Ok(department)
    }

    /// Fills in every mapping with a sample.
    fn try_out(&self, files: &MappingFiles) -> Result<(), String> {
        for act in self.acts() {
            let (root, body) = sample::of(act, self.sample_service(act));
            let filled = if self.kind == Kind::File {
                self.line(act, root, &body, "sample").map(drop)
            } else {
                self.call(act, root, &body, "sample").map(drop)
            };
            filled.map_err(|reason| format!("tried with a sample: {reason}"))?;
            if self.query.is_some() {
                self.query_call(act, root, &body, "sample").map_err(|reason| format!("query: tried with a sample: {reason}"))?;
            }
        }
        if self.poll.is_some() {
            self.poll_call("").map_err(|reason| format!("poll: {reason}"))?;
        }
        let samples = format!("{}/news.sample.json", self.code);
        match (self.translates_news(), files.get(&samples)) {
            (true, None) => Err(format!("mappings/{samples}: missing; news.json.jinja is tried with it at start")),
            (true, Some(text)) => {
                let samples_read: Vec<Value> =
                    serde_json::from_str(text).map_err(|e| format!("mappings/{samples}: line {}: a list of JSON", e.line()))?;
                for (number, raw) in samples_read.iter().enumerate() {
                    super::news::understand(self, raw, None)
                        .map_err(|reason| format!("mappings/{samples}: number {}: {reason}", number + 1))?;
                }
                Ok(())
            }
            (false, _) => Ok(()),
        }
    }

    /// The acts it has a mapping for.
    pub fn acts(&self) -> impl Iterator<Item = &str> + '_ {
        self.acts.keys().map(String::as_str)
    }

    /// A service whose act this may be.
    pub(super) fn sample_service(&self, act: &str) -> Option<&ServiceCode> {
        let list = if act == CHECK_ACT { &self.checks } else { &self.cases };
        list.first()
    }

    /// Fills in the mapping of an act. `id` is the dispatch's, its idempotency key; `root` is `booking` or `case`.
    pub fn call(&self, act: &str, root: &str, body: &Value, id: &str) -> Result<Call, String> {
        let mapped = self.acts.get(act).ok_or_else(|| format!("no mapping for the act {act}"))?;
        let sees = self.sees(root, body, id, act);
        let filled = self.templates.fill(&mapped.body, &sees)?;
        let (body, content_type) = self.checked(&mapped.body, &filled, id)?;
        let url = self.url_of(&format!("{act}.path"), &sees)?;
        Ok(Call { method: mapped.method.clone(), url, body, content_type, soap_action: self.soap_action(&mapped.soap_action) })
    }

    /// An act as a line of a file.
    pub(super) fn line(&self, act: &str, root: &str, body: &Value, id: &str) -> Result<String, String> {
        let mapped = self.acts.get(act).ok_or_else(|| format!("no mapping for the act {act}"))?;
        let line = self.templates.fill(&mapped.body, &self.sees(root, body, id, act))?;
        let line = line.trim().to_owned();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
        let fields: Vec<usize> = reader.records().map(|record| record.map_or(0, |record| record.len())).collect();
        let columns = self.batch.as_ref().map_or(0, |batch| batch.columns.len());
        if fields == [columns] {
            Ok(line)
        } else {
            Err(format!("mappings/{}: must give one line of {columns} fields, gave {fields:?}", mapped.body))
        }
    }

    /// Asks whether an act has come in before; only for a department that does not honour keys.
    pub(super) fn query_call(&self, act: &str, root: &str, body: &Value, id: &str) -> Result<Call, String> {
        let query = self.query.as_ref().ok_or("no [department.query]")?;
        let sees = self.sees(root, body, id, act);
        let url = self.url_of("query.path", &sees)?;
        let (body, content_type) = self.optional_body("query", &sees, id)?;
        Ok(Call { method: query.method.clone(), url, body, content_type, soap_action: self.soap_action(&query.soap_action) })
    }

    /// Where the answer to [`Self::query_call`] says so.
    pub(super) fn query_found(&self) -> Option<&Pick> {
        self.query.as_ref().map(|query| &query.found)
    }

    /// Asks for news after `mark`.
    pub(super) fn poll_call(&self, mark: &str) -> Result<Call, String> {
        let poll = self.poll.as_ref().ok_or("no [department.poll]")?;
        let sees = context! { mark => mark };
        let url = self.url_of("poll.path", &sees)?;
        let (body, content_type) = self.optional_body("poll", &sees, "poll")?;
        Ok(Call { method: poll.method.clone(), url, body, content_type, soap_action: self.soap_action(&poll.soap_action) })
    }

    /// Where an act's answer has the department's own number of it.
    pub(super) fn ticket(&self, act: &str) -> Option<&Pick> {
        self.acts.get(act)?.ticket.as_ref()
    }

    /// What a refusal's `type`, fault code or line code means to residents; `None` for one that departments.toml does not
    /// name.
    pub(super) fn known_reason(&self, kind: &str) -> Option<&str> {
        self.refusals.get(kind).map(String::as_str)
    }

    /// As [`Self::known_reason`], `other` for the rest.
    #[must_use]
    pub fn reason(&self, kind: &str) -> &str {
        self.known_reason(kind).unwrap_or("other")
    }

    /// Whether its news is in words of its own: `news.json.jinja` makes ours of them.
    pub(super) fn translates_news(&self) -> bool {
        self.templates.has(&format!("{}/news.json.jinja", self.code))
    }

    /// Its news in our words.
    pub(super) fn translated(&self, raw: &Value) -> Result<Value, String> {
        let name = format!("{}/news.json.jinja", self.code);
        let filled =
            self.templates.fill(&name, &context! { news => minijinja::Value::from_serialize(raw), words => &self.words })?;
        serde_json::from_str(&filled)
            .map_err(|e| format!("mappings/{name}: not JSON at line {}, column {}", e.line(), e.column()))
    }

    /// Waits until the desk has put something here.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    fn sees(&self, root: &str, body: &Value, id: &str, act: &str) -> minijinja::Value {
        let body = minijinja::Value::from_serialize(body);
        let (words, key) = (&self.words, id);
        if root == "booking" {
            context! { booking => body, key, act, words }
        } else {
            context! { case => body, key, act, words }
        }
    }

    fn url_of(&self, template: &str, sees: &minijinja::Value) -> Result<Url, String> {
        let path = self.templates.fill(template, sees)?;
        Url::parse(&format!("{}{}", self.url, path.trim())).map_err(|e| format!("{template}: {e}"))
    }

    fn optional_body(&self, what: &str, sees: &minijinja::Value, id: &str) -> Result<(String, &'static str), String> {
        let name = format!("{}/{what}.{}.jinja", self.code, ending(self.kind));
        if self.templates.has(&name) {
            let filled = self.templates.fill(&name, sees)?;
            self.checked(&name, &filled, id)
        } else {
            Ok((String::new(), content_type(self.kind)))
        }
    }

    /// A filled-in body, checked to be what it claims to be.
    fn checked(&self, name: &str, filled: &str, id: &str) -> Result<(String, &'static str), String> {
        let body = if self.kind == Kind::Soap {
            let envelope = soap::envelope(id, filled.trim());
            xml::parse(&envelope).map_err(|reason| format!("mappings/{name}: {reason}"))?;
            envelope
        } else {
            let value: Value = serde_json::from_str(filled)
                .map_err(|e| format!("mappings/{name}: not JSON at line {}, column {}", e.line(), e.column()))?;
            value.to_string()
        };
        Ok((body, content_type(self.kind)))
    }

    fn soap_action(&self, action: &str) -> Option<String> {
        (self.kind == Kind::Soap).then(|| format!("\"{action}\""))
    }
}

const fn ending(kind: Kind) -> &'static str {
    match kind {
        Kind::Json => "json",
        Kind::Soap => "xml",
        Kind::File => "csv",
    }
}

const fn content_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Soap => "text/xml; charset=utf-8",
        Kind::Json | Kind::File => "application/json",
    }
}

fn method(text: &str) -> Result<Method, String> {
    text.parse().map_err(|_| format!("method {text}"))
}

fn read_act(
    code: &str,
    kind: Kind,
    act: &str,
    form: ActForm,
    templates: &mut Templates,
    pick: &impl Fn(&str) -> Result<Pick, String>,
) -> Result<Act, String> {
    if !BOOKING_ACTS.iter().chain(&CASE_ACTS).any(|known| *known == act) && act != CHECK_ACT {
        return Err(format!("acts: {act} is no act"));
    }
    templates.add(format!("{act}.path"), form.path)?;
    let ticket = form.ticket.as_deref().map(pick).transpose().map_err(|e| format!("acts.{act}: ticket: {e}"))?;
    let body = format!("{code}/{act}.{}.jinja", ending(kind));
    Ok(Act { method: method(&form.method)?, soap_action: form.soap_action, ticket, body })
}

fn read_batch(form: BatchForm, folder: &str) -> Result<Batch, String> {
    let when = match (form.at, form.every_minutes) {
        (Some(at), None) => BatchTime::At(at),
        (None, Some(minutes)) if minutes > 0 => BatchTime::Every(minutes),
        _ => return Err("batch: either at = 22:00:00 or every_minutes".to_owned()),
    };
    if form.columns.is_empty() || form.most_lines < 1 || form.answer_within_hours < 1 {
        return Err("batch: columns, most_lines and answer_within_hours are at least 1".to_owned());
    }
    Ok(Batch {
        folder: PathBuf::from(folder),
        when,
        columns: form.columns,
        answer_within_ms: form.answer_within_hours.saturating_mul(3_600_000),
        most_lines: form.most_lines,
    })
}

/// Where the department is: an address, or for files a folder.
fn address(entry: &EntryForm, replaced: Option<&String>, around: &Around) -> Result<String, String> {
    if entry.kind == Kind::File {
        let folder = replaced.unwrap_or(&entry.url);
        return Ok(around.data.join(Path::new(folder)).to_string_lossy().into_owned());
    }
    let url = replaced.unwrap_or(&entry.url).trim_end_matches('/').to_owned();
    let parsed = Url::parse(&url).map_err(|e| format!("url {url}: {e}"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(format!("url {url}: http or https"));
    }
    match &around.stand_ins {
        Some(origin) if entry.stand_in && replaced.is_none() => {
            Ok(format!("{origin}{}", parsed.path()).trim_end_matches('/').to_owned())
        }
        _ => Ok(url),
    }
}
