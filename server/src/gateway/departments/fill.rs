//! Filling mappings in: what is sent for an act, a question or a poll, and what the answers mean in this department's words.

use minijinja::context;
use reqwest::Url;
use serde_json::Value;

use super::{Call, Department, Kind};
use crate::gateway::{
    outbox::{CHECK_ACT, RECHECK_ACT},
    pick::Pick,
    soap, xml,
};
use domain::{ids::ServiceCode, time::Moment};

/// The template of the address of a department's own books.
pub(super) const BOOKS_PATH: &str = "books.path";

impl Department {
    /// The acts it has a mapping for.
    pub fn acts(&self) -> impl Iterator<Item = &str> + '_ {
        self.acts.keys().map(String::as_str)
    }

    /// A service whose act this may be.
    pub(in crate::gateway) fn sample_service(&self, act: &str) -> Option<&ServiceCode> {
        let list = if [CHECK_ACT, RECHECK_ACT].contains(&act) { &self.checks } else { &self.cases };
        list.first()
    }

    /// Fills in the mapping of an act. `id` is the dispatch's, its idempotency key; `root` is `booking`, `case` or `voucher`.
    pub fn call(&self, act: &str, root: &str, body: &Value, id: &str) -> Result<Call, String> {
        let mapped = self.acts.get(act).ok_or_else(|| format!("no mapping for the act {act}"))?;
        let sees = self.sees(root, body, id, act);
        let filled = self.templates.fill(&mapped.body, &sees)?;
        let (body, content_type) = self.checked(&mapped.body, &filled, id)?;
        let url = self.url_of(&format!("{act}.path"), &sees)?;
        Ok(Call { method: mapped.method.clone(), url, body, content_type, soap_action: self.soap_action(&mapped.soap_action) })
    }

    /// An act as a line of a file.
    pub(in crate::gateway) fn line(&self, act: &str, root: &str, body: &Value, id: &str) -> Result<String, String> {
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
    pub(in crate::gateway) fn query_call(&self, act: &str, root: &str, body: &Value, id: &str) -> Result<Call, String> {
        let query = self.query.as_ref().ok_or("no [department.query]")?;
        let sees = self.sees(root, body, id, act);
        let url = self.url_of("query.path", &sees)?;
        let (body, content_type) = self.optional_body("query", &sees, id)?;
        Ok(Call { method: query.method.clone(), url, body, content_type, soap_action: self.soap_action(&query.soap_action) })
    }

    /// Where the answer to [`Self::query_call`] says so.
    pub(in crate::gateway) fn query_found(&self) -> Option<&Pick> {
        self.query.as_ref().map(|query| &query.found)
    }

    /// Asks for news after `mark`.
    pub(in crate::gateway) fn poll_call(&self, mark: &str) -> Result<Call, String> {
        let poll = self.poll.as_ref().ok_or("no [department.poll]")?;
        let sees = context! { mark => mark };
        let url = self.url_of("poll.path", &sees)?;
        let (body, content_type) = self.optional_body("poll", &sees, "poll")?;
        Ok(Call { method: poll.method.clone(), url, body, content_type, soap_action: self.soap_action(&poll.soap_action) })
    }

    /// Asks for the department's own books of vouchers from one moment to before another; `None` where they cannot be read.
    pub(in crate::gateway) fn books_call(&self, from: Moment, until: Moment) -> Result<Option<Call>, String> {
        if !self.books {
            return Ok(None);
        }
        let url = self.url_of(BOOKS_PATH, &context! { from_ms => from.0, until_ms => until.0 })?;
        let method = reqwest::Method::GET;
        Ok(Some(Call { method, url, body: String::new(), content_type: "application/json", soap_action: None }))
    }

    /// Where an act's answer has the department's own number of it.
    pub(in crate::gateway) fn ticket(&self, act: &str) -> Option<&Pick> {
        self.acts.get(act)?.ticket.as_ref()
    }

    /// What a refusal's `type`, fault code or line code means to residents; `None` for one that departments.toml does not
    /// name.
    pub(in crate::gateway) fn known_reason(&self, kind: &str) -> Option<&str> {
        self.refusals.get(kind).map(String::as_str)
    }

    /// As [`Self::known_reason`], `other` for the rest.
    #[must_use]
    pub fn reason(&self, kind: &str) -> &str {
        self.known_reason(kind).unwrap_or("other")
    }

    /// Whether its news is in words of its own: `news.json.jinja` makes ours of them.
    pub(in crate::gateway) fn translates_news(&self) -> bool {
        self.templates.has(&format!("{}/news.json.jinja", self.code))
    }

    /// Its news in our words.
    pub(in crate::gateway) fn translated(&self, raw: &Value) -> Result<Value, String> {
        let name = format!("{}/news.json.jinja", self.code);
        let filled =
            self.templates.fill(&name, &context! { news => minijinja::Value::from_serialize(raw), words => &self.words })?;
        serde_json::from_str(&filled)
            .map_err(|e| format!("mappings/{name}: not JSON at line {}, column {}", e.line(), e.column()))
    }

    /// Waits until the desk has put something here.
    pub(in crate::gateway) async fn woken(&self) {
        self.wake.notified().await;
    }

    fn sees(&self, root: &str, body: &Value, id: &str, act: &str) -> minijinja::Value {
        let body = minijinja::Value::from_serialize(body);
        let (words, key) = (&self.words, id);
        match root {
            "booking" => context! { booking => body, key, act, words },
            "voucher" => context! { voucher => body, key, act, words },
            _ => context! { case => body, key, act, words },
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

pub(super) const fn ending(kind: Kind) -> &'static str {
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
