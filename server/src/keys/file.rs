//! keys.toml: read and checked at start, made for a demonstration.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::pass::PassKeys;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use super::Keys;

/// The file's name in the data folder.
pub const FILE: &str = "keys.toml";

/// What is wrong with the keys, or with what they should open.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Production keeps its own keys.
    #[error("{0}: missing; make it once with `yimen keys` and keep a copy in a safe place")]
    Missing(PathBuf),
    /// A demonstration's keys protect nobody.
    #[error("{0}: `example` is set: these are a demonstration's keys, production needs its own")]
    Example(PathBuf),
    /// Others on this machine can read it.
    #[error("{0}: others can read it; set its mode to 0600")]
    Readable(PathBuf),
    /// There is one already.
    #[error("{0}: exists already; what was sealed with its keys would be lost")]
    Exists(PathBuf),
    /// It cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// What it says is no key.
    #[error("{0}: {1}")]
    Content(PathBuf, String),
    /// Altered, moved from another row, or not ours.
    #[error("not sealed by these keys for this place")]
    NotSealed,
    /// Sealed with a key that is no longer in the file.
    #[error("sealed with key {0}, which keys.toml does not have")]
    KeyGone(u8),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    /// Made by a demonstration for itself.
    #[serde(default)]
    example: bool,
    /// Finds what is stored without storing it in clear; it cannot be changed later.
    index: String,
    /// The first seals, all open.
    seal: Vec<KeyForm>,
    /// The first signs passes, all are known as ours.
    pass: Vec<KeyForm>,
    /// Secrets shared with departments, by name: `whsec_` and base64.
    #[serde(default)]
    departments: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    id: u8,
    secret: String,
}

/// The file's first lines.
const HEAD: &str = "\
# The keys of this server. Whoever has them can read what is stored and sign passes: mode 0600, and a copy in a safe place.
# A new key is put before the old one of its kind, with a new id; the old one stays until nothing needs it any more.
";

/// Reads and checks the file.
pub(super) fn open(path: &Path, production: bool) -> Result<Keys, KeyError> {
    let there = path.to_owned();
    if !path.exists() {
        return Err(KeyError::Missing(there));
    }
    let unreadable = |wrong| KeyError::File(path.to_owned(), wrong);
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    // Not the parser's own message: it quotes the line, and the line is a key.
    let form: Form = toml::from_str(&text).map_err(|wrong: toml::de::Error| {
        KeyError::Content(there.clone(), format!("near byte {}: {}", wrong.span().map_or(0, |span| span.start), wrong.message()))
    })?;
    if production && form.example {
        return Err(KeyError::Example(there));
    }
    if production && mode & 0o077 != 0 {
        return Err(KeyError::Readable(there));
    }
    keys(form, production).map_err(|reason| KeyError::Content(there, reason))
}

fn keys(form: Form, production: bool) -> Result<Keys, String> {
    let seals = read_all("seal", &form.seal)?.into_iter().map(|(id, secret)| (id, Aes256Gcm::new(&secret.into()))).collect();
    let passes: Vec<(u8, SigningKey)> =
        read_all("pass", &form.pass)?.into_iter().map(|(id, secret)| (id, SigningKey::from_bytes(&secret))).collect();
    let pass_keys = PassKeys { keys: passes.iter().map(|(id, key)| (*id, key.verifying_key())).collect() };
    for (name, secret) in &form.departments {
        let bytes = secret.strip_prefix("whsec_").and_then(|rest| STANDARD.decode(rest).ok());
        if bytes.is_none_or(|bytes| bytes.len() < 24) {
            return Err(format!("departments.{name}: not whsec_ and the base64 of at least 24 bytes"));
        }
    }
    Ok(Keys {
        seals,
        index: read_one("index", &form.index)?,
        passes,
        pass_keys,
        departments: form.departments.into_iter().collect(),
        derives_secrets: !production,
    })
}

fn read_all(kind: &str, forms: &[KeyForm]) -> Result<Vec<(u8, [u8; 32])>, String> {
    if forms.is_empty() {
        return Err(format!("no [[{kind}]]"));
    }
    let mut keys: Vec<(u8, [u8; 32])> = Vec::new();
    for form in forms {
        if keys.iter().any(|(id, _)| *id == form.id) {
            return Err(format!("[[{kind}]] {} is there twice", form.id));
        }
        keys.push((form.id, read_one(&format!("[[{kind}]] {}", form.id), &form.secret)?));
    }
    Ok(keys)
}

fn read_one(which: &str, text: &str) -> Result<[u8; 32], String> {
    let bytes = STANDARD.decode(text).map_err(|_| format!("{which}: not base64"))?;
    bytes.try_into().map_err(|_| format!("{which}: not 32 bytes"))
}

/// Writes new keys where no file is.
pub(super) fn make(path: &Path, example: bool) -> Result<(), KeyError> {
    let fresh = || STANDARD.encode(rand::random::<[u8; 32]>());
    let form = Form {
        example,
        index: fresh(),
        seal: vec![KeyForm { id: 1, secret: fresh() }],
        pass: vec![KeyForm { id: 1, secret: fresh() }],
        departments: BTreeMap::new(),
    };
    let text = format!("{HEAD}{}", toml::to_string(&form).expect("plain texts always have a TOML form"));
    let failed = |wrong| KeyError::File(path.to_owned(), wrong);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    // `create_new`: two servers that start together must not each keep keys of their own.
    let mut file = match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => file,
        Err(wrong) if wrong.kind() == std::io::ErrorKind::AlreadyExists => return Err(KeyError::Exists(path.to_owned())),
        Err(wrong) => return Err(failed(wrong)),
    };
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}
