//! The device's secret: made once, in a file that only the bridge's user reads, given to the door at enrolment, and sent by the
//! page with each request. It is in no log and in no address but the enrolment page's fragment, which browsers send nowhere.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// Fewest characters of a secret that somebody made by hand.
const LEAST: usize = 32;

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// It cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// There is none yet.
    #[error("{0}: there is no secret yet; `yimen-bridge secret` makes one")]
    None(PathBuf),
    /// Others may read it.
    #[error("{0}: readable by others than its owner; `chmod 600` it")]
    Open(PathBuf),
    /// Too short to keep anybody out.
    #[error("{0}: a secret has at least {LEAST} letters and digits")]
    Weak(PathBuf),
}

/// The secret.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Reads it.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub fn read(path: &Path) -> Result<Self, SecretError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(none) if none.kind() == io::ErrorKind::NotFound => return Err(SecretError::None(path.to_owned())),
            Err(wrong) => return Err(SecretError::File(path.to_owned(), wrong)),
        };
        let mode = fs::metadata(path).map_err(|wrong| SecretError::File(path.to_owned(), wrong))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(SecretError::Open(path.to_owned()));
        }
        let text = text.trim().to_owned();
        if text.len() < LEAST || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
            return Err(SecretError::Weak(path.to_owned()));
        }
        Ok(Self(text))
    }

    /// Makes it, where there is none; says whether it did.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub fn make(path: &Path) -> Result<(Self, bool), SecretError> {
        let failed = |wrong| SecretError::File(path.to_owned(), wrong);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let text = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        // `create_new`: one that the door knows already is never replaced.
        match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => {
                writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(failed)?;
                Ok((Self(text), true))
            }
            Err(there) if there.kind() == io::ErrorKind::AlreadyExists => Ok((Self::read(path)?, false)),
            Err(wrong) => Err(failed(wrong)),
        }
    }

    /// Whether it is what `given` says. Hashes are compared, so that the time it takes tells nothing of the secret.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(given.as_bytes())
    }

    /// By what the door names this bridge in what it signs for it, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }

    /// Itself, for the enrolment page's address.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in/secret");
        assert!(matches!(Secret::read(&path), Err(SecretError::None(_))));
        let (secret, made) = Secret::make(&path).expect("made");
        assert!(made && secret.is(secret.reveal()) && !secret.is("x"));
        let (again, made) = Secret::make(&path).expect("read");
        assert!(!made && again.is(secret.reveal()));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        assert!(matches!(Secret::read(&path), Err(SecretError::Open(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        fs::write(&path, "short\n").expect("written");
        assert!(matches!(Secret::read(&path), Err(SecretError::Weak(_))));
    }
}
