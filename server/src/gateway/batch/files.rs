//! A drop folder: `out` is ours, `in` is the department's. Each CSV has a manifest of the same name with its digest.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::{fs, io::AsyncWriteExt as _};

/// The longest file that is read, bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// What lies beside a CSV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The CSV's name.
    pub(super) file: String,
    /// Of its bytes, hexadecimal.
    pub(super) sha256: String,
    /// Without the heading.
    pub(super) lines: usize,
}

/// Makes both folders.
pub(super) async fn ready(folder: &Path) -> io::Result<()> {
    for part in ["out", "in"] {
        make(&folder.join(part)).await?;
    }
    Ok(())
}

/// Makes a folder for nobody else to read: what lies in it names people.
async fn make(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await
}

/// Puts a CSV and its manifest into `out`. Done twice, it is the same.
pub(super) async fn put(folder: &Path, name: &str, csv: &str, lines: usize) -> io::Result<()> {
    let file = format!("{name}.csv");
    let manifest = Manifest { sha256: hex::encode(Sha256::digest(csv)), lines, file: file.clone() };
    let out = folder.join("out");
    whole(&out, &file, csv.as_bytes()).await?;
    let manifest = serde_json::to_vec_pretty(&manifest).expect("a manifest always has a JSON form");
    whole(&out, &format!("{name}.json"), &manifest).await
}

/// Takes a batch out of `out`: it is answered, and names people.
pub(super) async fn take_away(folder: &Path, name: &str) {
    for ending in ["json", "csv"] {
        gone(&folder.join("out").join(format!("{name}.{ending}"))).await;
    }
}

/// The names of what lies in `in` with a manifest, in order.
pub(super) async fn arrived(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut entries = fs::read_dir(folder.join("in")).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".json") {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Reads a CSV of `in` whose digest is as its manifest says. The error is for a person.
pub(super) async fn read(folder: &Path, name: &str) -> Result<Vec<csv::StringRecord>, String> {
    let (csv_path, manifest_path) = (path(folder, name, "csv"), path(folder, name, "json"));
    let manifest = bounded(&manifest_path).await?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| "the manifest is not one")?;
    let bytes = bounded(&csv_path).await?;
    if hex::encode(Sha256::digest(&bytes)) != manifest.sha256.to_ascii_lowercase() {
        return Err("the digest does not fit".to_owned());
    }
    let records = records(&bytes)?;
    if records.len() != manifest.lines + 1 {
        return Err(format!("{} lines where the manifest says {}", records.len().saturating_sub(1), manifest.lines));
    }
    Ok(records)
}

/// The lines of a CSV, its heading first. The error is for a person.
pub(super) fn records(bytes: &[u8]) -> Result<Vec<csv::StringRecord>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let records: Result<Vec<_>, _> = reader.records().collect();
    records.map_err(|wrong| format!("not CSV: line {}", wrong.position().map_or(0, csv::Position::line)))
}

/// Takes a file of `in` away after it was read; its manifest first, so that half of it is not read again.
pub(super) async fn read_away(folder: &Path, name: &str) {
    gone(&path(folder, name, "json")).await;
    gone(&path(folder, name, "csv")).await;
}

/// Puts aside what cannot be read, for a person.
pub(super) async fn put_aside(folder: &Path, name: &str) {
    let aside = folder.join("aside");
    if let Err(wrong) = make(&aside).await {
        tracing::error!(%wrong, "drop folder: aside");
        return;
    }
    for ending in ["json", "csv"] {
        let from = path(folder, name, ending);
        if let Err(wrong) = fs::rename(&from, aside.join(format!("{name}.{ending}"))).await
            && wrong.kind() != io::ErrorKind::NotFound
        {
            tracing::error!(%wrong, "drop folder: aside");
        }
    }
}

fn path(folder: &Path, name: &str, ending: &str) -> PathBuf {
    folder.join("in").join(format!("{name}.{ending}"))
}

async fn bounded(path: &Path) -> Result<Vec<u8>, String> {
    let size = fs::metadata(path).await.map_err(|wrong| wrong.kind().to_string())?.len();
    if size > LONGEST {
        return Err(format!("{size} bytes are more than {LONGEST}"));
    }
    fs::read(path).await.map_err(|wrong| wrong.kind().to_string())
}

/// Writes beside and renames: whoever looks sees all of it or nothing.
async fn whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = folder.join(format!("{name}.part"));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    fs::rename(&beside, folder.join(name)).await
}

async fn gone(path: &Path) {
    if let Err(wrong) = fs::remove_file(path).await
        && wrong.kind() != io::ErrorKind::NotFound
    {
        tracing::error!(%wrong, "drop folder");
    }
}
