//! A drop folder: a file a night, acknowledged line by line, and news as files.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Taker, Way,
    acts::{Asked, Content, Reply},
};
use crate::switches::Down;

#[derive(Serialize, Deserialize)]
struct Manifest {
    file: String,
    sha256: String,
    lines: usize,
}

/// The heading of news files.
const NEWS: [&str; 9] = ["no", "seq", "caseNo", "time", "status", "stepCode", "remark", "deadline", "items"];

impl Taker {
    fn folder(&self, part: &str) -> PathBuf {
        self.house.exchange.join(self.code()).join(part)
    }

    /// Takes what lies there and tells what there is to tell.
    pub(super) async fn look_into_folder(&self) -> Result<(), sqlx::Error> {
        debug_assert_eq!(self.profile.news, Way::File, "only a department with a drop folder looks into one");
        if self.panel.get().down != Down::No || !self.panel.pass(&self.house.shutdown).await {
            return Ok(());
        }
        for name in manifests(&self.folder("out")).unwrap_or_default() {
            // Answered already; Yimen takes both away when it has read the answer.
            if self.folder("in").join(format!("{name}.return.json")).exists() {
                continue;
            }
            match read(&self.folder("out"), &name) {
                Ok(records) => {
                    let csv = self.acknowledge(&records).await?;
                    self.put(&format!("{name}.return"), &csv);
                }
                Err(reason) => tracing::warn!(department = self.code(), reason, "a batch that cannot be read"),
            }
        }
        self.tell_by_file().await
    }

    /// The return file.
    async fn acknowledge(&self, records: &[csv::StringRecord]) -> Result<String, sqlx::Error> {
        let mut out = csv::Writer::from_writer(Vec::new());
        write(&mut out, &["key", "outcome", "code", "ticket"]);
        let Some((heading, lines)) = records.split_first() else { return Ok(finished(out)) };
        for line in lines {
            let field = |name: &str| {
                heading.iter().position(|one| one == name).and_then(|at| line.get(at)).unwrap_or_default().to_owned()
            };
            let key = field("key");
            if self.panel.answers_wrong() {
                write(&mut out, &[&key, "???", "", ""]);
                continue;
            }
            let json = |name: &str| serde_json::from_str::<Value>(&field(name)).unwrap_or_default();
            let asked = Asked {
                kind: field("act"),
                key: key.clone(),
                reference: field("reference"),
                service: field("service"),
                version: field("version").parse().unwrap_or(1),
                content: Content {
                    name: field("name"),
                    document_kind: field("document_kind"),
                    document: field("document"),
                    phone: field("phone"),
                    received: field("taken"),
                    answers: json("answers"),
                    materials: json("materials"),
                    changed: Value::Null,
                    words: field("words"),
                },
            };
            let reply = self.once(&asked, line.as_slice().as_bytes()).await?;
            if self.panel.loses_this_answer() {
                continue;
            }
            match reply {
                Reply::Taken { ticket, .. } => write(&mut out, &[&key, "accepted", "", &ticket]),
                Reply::Refused(code) => write(&mut out, &[&key, "refused", &code, ""]),
                Reply::TooLate => write(&mut out, &[&key, "refused", "too-late", ""]),
                Reply::Unknown => write(&mut out, &[&key, "misunderstood", "unknown", ""]),
                Reply::KeyUsed => write(&mut out, &[&key, "misunderstood", "key-used", ""]),
            }
        }
        Ok(finished(out))
    }

    async fn tell_by_file(&self) -> Result<(), sqlx::Error> {
        let open = self.open_news().await?;
        if open.is_empty() {
            return Ok(());
        }
        let mut out = csv::Writer::from_writer(Vec::new());
        write(&mut out, &NEWS);
        for (news, _) in &open {
            let words = self.in_words(news);
            let fields = NEWS.map(|name| match &words[name] {
                // One line a piece of news: the manifest counts them.
                Value::String(text) => text.replace(['\r', '\n'], " "),
                other => other.to_string(),
            });
            write(&mut out, &fields.each_ref().map(String::as_str));
        }
        if self.put(&format!("news-{:032x}", rand::random::<u128>()), &finished(out)) {
            for (news, _) in &open {
                self.told(&news.id, Ok(()), 0).await?;
            }
        }
        Ok(())
    }

    /// Puts a file and its manifest into `in`; false: it could not.
    fn put(&self, name: &str, csv: &str) -> bool {
        let folder = self.folder("in");
        let file = format!("{name}.csv");
        let lines = csv.lines().count().saturating_sub(1);
        let manifest = Manifest { sha256: hex::encode(Sha256::digest(csv)), lines, file: file.clone() };
        let manifest = serde_json::to_vec(&manifest).expect("a manifest always has a JSON form");
        let whole = |name: &str, bytes: &[u8]| -> io::Result<()> {
            std::fs::create_dir_all(&folder)?;
            let beside = folder.join(format!("{name}.part"));
            std::fs::write(&beside, bytes)?;
            std::fs::rename(beside, folder.join(name))
        };
        let done = whole(&file, csv.as_bytes()).and_then(|()| whole(&format!("{name}.json"), &manifest));
        if let Err(wrong) = &done {
            tracing::error!(%wrong, department = self.code(), "drop folder");
        }
        done.is_ok()
    }
}

fn manifests(folder: &Path) -> io::Result<Vec<String>> {
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn read(folder: &Path, name: &str) -> Result<Vec<csv::StringRecord>, String> {
    let manifest = std::fs::read(folder.join(format!("{name}.json"))).map_err(|wrong| wrong.to_string())?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|wrong| wrong.to_string())?;
    let bytes = std::fs::read(folder.join(format!("{name}.csv"))).map_err(|wrong| wrong.to_string())?;
    if hex::encode(Sha256::digest(&bytes)) != manifest.sha256 {
        return Err("the digest does not fit".to_owned());
    }
    let records: Result<Vec<_>, _> =
        csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice()).records().collect();
    let records = records.map_err(|wrong| wrong.to_string())?;
    if records.len() == manifest.lines + 1 { Ok(records) } else { Err("not as many lines as the manifest says".to_owned()) }
}

fn write(out: &mut csv::Writer<Vec<u8>>, fields: &[&str]) {
    out.write_record(fields).expect("a Vec takes all, and every line has as many fields");
}

fn finished(out: csv::Writer<Vec<u8>>) -> String {
    let bytes = out.into_inner().expect("a Vec takes all");
    String::from_utf8(bytes).expect("it was written from text")
}
