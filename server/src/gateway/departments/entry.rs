//! One entry of departments.toml, read and tried out.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{ids::DepartmentCode, time::Moment};
use reqwest::{Method, Url};
use serde_json::Value;
use tokio::sync::Notify;

use super::{
    Act, Around, Batch, BatchTime, Department, Kind, MappingFiles, Poll, Query, REASONS,
    fill::{BOOKS_PATH, ending},
    form::{ActForm, BatchForm, EntryForm},
    mapping::Templates,
    sample,
};
use crate::gateway::{
    breaker::Patience,
    news,
    outbox::{BOOKING_ACTS, CASE_ACTS, CHECK_ACT, MOVEMENT_ACT, RECHECK_ACT},
    pick::Pick,
};

impl Department {
    /// Reads an entry and tries each of its mappings.
    pub(super) fn read(entry: EntryForm, around: &Around) -> Result<Self, String> {
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
        let needed = [
            (&entry.bookings, &BOOKING_ACTS[..]),
            (&entry.cases, &CASE_ACTS[..]),
            (&entry.checks, &[CHECK_ACT, RECHECK_ACT][..]),
        ];
        for (services, needed) in needed {
            if let Some(missing) = needed.iter().find(|act| !services.is_empty() && !acts.contains_key(**act)) {
                return Err(format!("[department.acts.{missing}] is missing"));
            }
        }
        let books = entry.books.is_some();
        if let Some(path) = entry.books {
            templates.add(BOOKS_PATH.to_owned(), path)?;
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
            books,
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
        self.books_call(Moment(0), Moment(1)).map_err(|reason| format!("books: {reason}"))?;
        let samples = format!("{}/news.sample.json", self.code);
        match (self.translates_news(), files.get(&samples)) {
            (true, None) => Err(format!("mappings/{samples}: missing; news.json.jinja is tried with it at start")),
            (true, Some(text)) => {
                let samples_read: Vec<Value> =
                    serde_json::from_str(text).map_err(|e| format!("mappings/{samples}: line {}: a list of JSON", e.line()))?;
                for (number, raw) in samples_read.iter().enumerate() {
                    news::understand(self, raw, None)
                        .map_err(|reason| format!("mappings/{samples}: number {}: {reason}", number + 1))?;
                }
                Ok(())
            }
            (false, _) => Ok(()),
        }
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
    if !BOOKING_ACTS.iter().chain(&CASE_ACTS).any(|known| *known == act) && ![CHECK_ACT, RECHECK_ACT, MOVEMENT_ACT].contains(&act)
    {
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
        _ => return Err("batch: either at = \"22:00\" or every_minutes".to_owned()),
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
