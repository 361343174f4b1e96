//! `yimen departments check`: fills in every mapping with people who cannot exist, shows what would be sent, asked and fetched,
//! and tries it against the department's recorded answer or, where there is none, its stand-in. A real department is never sent
//! anything.

use std::fmt::Write as _;

use domain::{identity, time::Moment};
use reqwest::{Client, StatusCode};

use super::{
    Call, Department, Departments, Kind, MappingFiles, batch,
    departments::{Poll, sample},
    news,
    pick::Pick,
    poll,
    send::{self, Answered, Line, Outcome},
    signature, xml,
};
use crate::keys::Keyring;

/// What is said of a department that is no stand-in and of which no answer was recorded.
const NOT_SENT: &str = "not sent: a real department, and no recorded answer";

/// Tries every department. What would be sent and what came of it as text, and whether all went well.
pub async fn run(
    departments: &Departments,
    mappings: &MappingFiles,
    keys: &Keyring,
    now: Moment,
) -> Result<(String, bool), reqwest::Error> {
    let client = send::client()?;
    let (mut out, mut good) = (String::new(), true);
    for department in departments.all() {
        let secret = keys.department_secret(&department.secret).and_then(|text| signature::read_secret(&text));
        let out_of_it = format!("# {} ({:?})\n", department.code, department.kind);
        let mut trial = Trial { department, mappings, client: &client, secret, now, out: out_of_it, good: true };
        trial.everything().await;
        out.push_str(&trial.out);
        good &= trial.good;
    }
    Ok((out, good))
}

/// One department's trial.
struct Trial<'a> {
    department: &'a Department,
    mappings: &'a MappingFiles,
    client: &'a Client,
    /// Missing where keys.toml has none.
    secret: Option<Vec<u8>>,
    now: Moment,
    /// What would be sent, and what came of it.
    out: String,
    /// Whether all went well so far.
    good: bool,
}

impl Trial<'_> {
    async fn everything(&mut self) {
        let department = self.department;
        let mut acts: Vec<&str> = department.acts().collect();
        // What begins comes first: the others speak of it.
        acts.sort_by_key(|act| !matches!(*act, "apply" | "create" | "check"));
        for act in acts {
            let came = self.act(act).await;
            self.came(came);
            if let Some(found) = department.query_found() {
                let came = self.query(act, found).await;
                self.came(came);
            }
        }
        if let Some(fetched) = &department.poll {
            let came = self.poll(fetched).await;
            self.came(came);
        }
        if department.kind == Kind::File {
            let came = self.return_file();
            self.came(came);
        }
    }

    /// One act.
    async fn act(&mut self, act: &str) -> Result<String, String> {
        let (department, id) = (self.department, self.id(act));
        let (root, body) = sample::of(act, department.sample_service(act));
        if department.kind == Kind::File {
            let line = department.line(act, root, &body, &id)?;
            let _ = writeln!(self.out, "{act}: line\n{}", masked(&line));
            return Ok("fits the columns".to_owned());
        }
        let call = department.call(act, root, &body, &id)?;
        self.show(act, &call);
        let Some((by, answered)) = self.answered(act, &id, call, send::LONGEST_ANSWER).await? else {
            return Ok(NOT_SENT.to_owned());
        };
        told(by, send::understand(department, act, &answered))
    }

    /// The question whether an act has come in before.
    async fn query(&mut self, act: &str, found: &Pick) -> Result<String, String> {
        let (department, id) = (self.department, self.id(act));
        let (root, body) = sample::of(act, department.sample_service(act));
        let call = department.query_call(act, root, &body, &id)?;
        self.show(&format!("query of {act}"), &call);
        let Some((by, answered)) = self.answered("query", &id, call, send::LONGEST_ANSWER).await? else {
            return Ok(NOT_SENT.to_owned());
        };
        match send::there(department, &answered, found) {
            Ok(Some(number)) => Ok(format!("{by}: has it, number {number}")),
            Ok(None) => Ok(format!("{by}: does not have it")),
            Err(outcome) => told(by, outcome),
        }
    }

    /// A list of news, from its beginning.
    async fn poll(&mut self, fetched: &Poll) -> Result<String, String> {
        let (department, id) = (self.department, self.id("poll"));
        let call = department.poll_call("")?;
        self.show("poll", &call);
        let Some((by, answered)) = self.answered("poll", &id, call, poll::LONGEST_LIST).await? else {
            return Ok(NOT_SENT.to_owned());
        };
        let wrong = |reason: String| format!("{by}: not understood: {reason}");
        if !answered.status.is_success() {
            return Err(wrong(answered.status.to_string()));
        }
        let (items, mark) = poll::list(department, fetched, &answered.body).map_err(wrong)?;
        for (number, raw) in (1..).zip(&items) {
            news::understand(department, raw, None).map_err(|reason| wrong(format!("news {number}: {reason}")))?;
        }
        match mark {
            Some(mark) => Ok(format!("{by}: understood, news: {}, mark {mark}", items.len())),
            None if items.is_empty() => Ok(format!("{by}: understood, no news")),
            None => Err(wrong("no mark: the same news would be fetched for ever".to_owned())),
        }
    }

    /// The return file that was recorded. A stand-in's drop folder is left alone: whoever runs beside this reads it.
    fn return_file(&mut self) -> Result<String, String> {
        let name = format!("{}/return.answer.csv", self.department.code);
        let Some(recorded) = self.mappings.get(&name) else {
            return Ok(format!("return file: not tried, there is no mappings/{name}"));
        };
        let _ = writeln!(self.out, "return file:\n{}", masked(recorded.trim_end()));
        let lines = batch::return_file(self.department, recorded.as_bytes());
        let lines = lines.map_err(|reason| format!("recorded return file: not understood: {reason}"))?;
        let said = lines.into_iter().map(|(key, outcome)| match outcome {
            // Of a line that is how a department asks for it again; over a wire it is a failure.
            Outcome::Failed { error, .. } => Ok(format!("{key}: understood, {error}")),
            outcome => told(&key, outcome),
        });
        let said: Vec<String> = said.collect::<Result<_, _>>()?;
        Ok(format!("recorded return file: {}", said.join("; ")))
    }

    /// The recorded answer or the stand-in's, and whose it is; `None` where there is neither.
    async fn answered(
        &self,
        what: &str,
        id: &str,
        call: Call,
        longest: usize,
    ) -> Result<Option<(&'static str, Answered)>, String> {
        let department = self.department;
        let ending = if department.kind == Kind::Soap { "xml" } else { "json" };
        if let Some(recorded) = self.mappings.get(&format!("{}/{what}.answer.{ending}", department.code)) {
            let answered = Answered { status: StatusCode::OK, retry_after_ms: 0, body: recorded.clone() };
            return Ok(Some(("recorded answer", answered)));
        }
        if !department.stand_in {
            return Ok(None);
        }
        let secret = self.secret.as_deref().ok_or("keys.toml has no secret for it")?;
        let line = Line { client: self.client, department, secret, now_s: self.now.0.div_euclid(1000) };
        let answered = line.ask(id, call, longest).await;
        answered.map(|answered| Some(("stand-in", answered))).map_err(|error| format!("stand-in: {}", send::in_short(&error)))
    }

    fn id(&self, what: &str) -> String {
        format!("check_{what}_{}", self.now.0)
    }

    fn show(&mut self, what: &str, call: &Call) {
        let _ = writeln!(self.out, "{what}: {} {}", call.method, call.url);
        if !call.body.is_empty() {
            let _ = writeln!(self.out, "{}", masked(&call.body));
        }
    }

    /// Writes down what came of it.
    fn came(&mut self, came: Result<String, String>) {
        self.good &= came.is_ok();
        let (Ok(word) | Err(word)) = came;
        let _ = writeln!(self.out, "=> {}\n", masked(&word));
    }
}

fn told(by: &str, outcome: Outcome) -> Result<String, String> {
    match outcome {
        Outcome::Delivered { ticket, .. } => Ok(format!("{by}: taken, number {}", ticket.unwrap_or_else(|| "none".to_owned()))),
        // It has understood, which is what is tried here: the sample may be known to it, or not.
        Outcome::Refused { reason, answer } => Ok(format!("{by}: understood and refused ({reason}, {answer})")),
        // What a later act speaks of need not be there.
        Outcome::Misunderstood(why) if why.starts_with("404") => Ok(format!("{by}: understood, knows no such case")),
        Outcome::Misunderstood(why) => Err(format!("{by}: not understood: {why}")),
        Outcome::Failed { error, .. } => Err(format!("{by}: {error}")),
    }
}

/// The sample's people as a person may see them: also a recorded answer or a copy of this text names nobody.
fn masked(text: &str) -> String {
    let json = serde_json::to_string(sample::NAME).expect("a text");
    let json = json[1..json.len() - 1].to_owned();
    let mut xml = String::new();
    xml::escape(sample::NAME, &mut xml);
    // In a line of a file quotes are doubled, those of JSON in it too.
    let csv = [sample::NAME, &json].map(|name| name.replace('"', "\"\""));
    let mut plain = text.to_owned();
    for written in csv.into_iter().chain([json, xml, sample::NAME.to_owned()]) {
        plain = plain.replace(&written, &identity::mask_name(sample::NAME));
    }
    for (what, masked) in
        [(sample::DOCUMENT, identity::mask_document(sample::DOCUMENT)), (sample::PHONE, identity::mask_phone(sample::PHONE))]
    {
        plain = plain.replace(what, &masked);
    }
    plain
}
