//! `yimen departments check`: fills in every mapping with people who cannot exist, shows what would be sent, and tries it
//! against the department's recorded answer or, where there is none, its stand-in. A real department is never sent anything.

use std::fmt::Write as _;

use domain::{identity, time::Moment};
use reqwest::{Client, StatusCode};

use super::{
    Department, Departments, Kind, MappingFiles,
    departments::sample,
    send::{self, Answered, Line, Outcome},
    signature,
};
use crate::keys::Keyring;

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
        let _ = writeln!(out, "# {} ({:?})", department.code, department.kind);
        let mut acts: Vec<String> = department.acts().map(str::to_owned).collect();
        // What begins comes first: the others speak of it.
        acts.sort_by_key(|act| !matches!(act.as_str(), "apply" | "create" | "check"));
        for act in acts {
            let came = one(department, &act, mappings, &client, secret.as_deref(), now, &mut out).await;
            let (word, fine) = match came {
                Ok(word) => (word, true),
                Err(word) => (word, false),
            };
            good &= fine;
            let _ = writeln!(out, "=> {}\n", masked(&word));
        }
    }
    Ok((out, good))
}

/// One act: the text of what is sent into `out`, what came of it back.
async fn one(
    department: &Department,
    act: &str,
    mappings: &MappingFiles,
    client: &Client,
    secret: Option<&[u8]>,
    now: Moment,
    out: &mut String,
) -> Result<String, String> {
    let (root, body) = sample::of(act, department.sample_service(act));
    let id = format!("check_{act}_{}", now.0);
    if department.kind == Kind::File {
        let line = department.line(act, root, &body, &id)?;
        let _ = writeln!(out, "{act}: line\n{}", masked(&line));
        return Ok("fits the columns".to_owned());
    }
    let call = department.call(act, root, &body, &id)?;
    let _ = writeln!(out, "{act}: {} {}\n{}", call.method, call.url, masked(&call.body));
    let ending = if department.kind == Kind::Soap { "xml" } else { "json" };
    if let Some(recorded) = mappings.get(&format!("{}/{act}.answer.{ending}", department.code)) {
        let answered = Answered { status: StatusCode::OK, retry_after_ms: 0, body: recorded.clone() };
        return told("recorded answer", send::understand(department, act, &answered));
    }
    if !department.stand_in {
        return Ok("not sent: a real department, and no recorded answer".to_owned());
    }
    let secret = secret.ok_or("keys.toml has no secret for it")?;
    let line = Line { client, department, secret, now_s: now.0.div_euclid(1000) };
    told("stand-in", line.send(&id, act, call).await)
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
    let quoted = serde_json::to_string(sample::NAME).expect("a text").trim_matches('"').to_owned();
    let mut plain =
        text.replace(&quoted, &identity::mask_name(sample::NAME)).replace(sample::NAME, &identity::mask_name(sample::NAME));
    for (what, masked) in
        [(sample::DOCUMENT, identity::mask_document(sample::DOCUMENT)), (sample::PHONE, identity::mask_phone(sample::PHONE))]
    {
        plain = plain.replace(what, &masked);
    }
    plain
}
