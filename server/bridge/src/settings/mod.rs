//! Settings: one TOML file and the environment. A wrong one stops the start with its place, its key and the reason.
//! Variables begin with `BRIDGE_`, tables are parted by two underscores (`BRIDGE_PRINTER__KIND`): the door refuses every
//! `YIMEN_…` variable that it does not know, and both may run on one machine.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

mod checks;
pub mod devices;

pub use devices::{Lamp, Printer, Reader, Scanner, Screen, Speak, Ups};

/// Where the settings are when nobody says otherwise.
pub const FILE: &str = "/etc/yimen/bridge.toml";

/// Every setting. Defaults are those of `yimen-bridge settings`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it listens: a loopback address.
    pub addr: SocketAddr,
    /// The door's origin, as a browser says it: scheme, host, and port where it is not the usual one.
    pub origin: String,
    /// Folder of its memory: the secret, printed keys, the paper count.
    pub data: PathBuf,
    /// File of the secret; empty: `secret` in `data`.
    pub secret_file: PathBuf,
    /// What is logged: error, warn, info, debug, or a filter by module.
    pub log: String,
    /// The receipt printer.
    pub printer: Printer,
    /// The identity-card reader.
    pub reader: Reader,
    /// The scanner.
    pub scanner: Scanner,
    /// The lamp.
    pub lamp: Lamp,
    /// The battery.
    pub ups: Ups,
    /// The voice.
    pub speak: Speak,
    /// The screen.
    pub screen: Screen,
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value cannot be read, or nobody knows its name.
    #[error("{place}: {wrong}")]
    Value {
        /// The file, or the environment.
        place: String,
        /// Key and reason.
        wrong: Box<figment::Error>,
    },
    /// The settings file was named but is not there.
    #[error("{0}: no such settings file")]
    NoFile(PathBuf),
    /// A value that can be read but must not be used.
    #[error("{place}: {key}: {reason}")]
    Refused {
        /// The file, or the environment.
        place: String,
        /// The setting.
        key: &'static str,
        /// Why, and what would be right.
        reason: &'static str,
    },
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 3020)),
            origin: "http://127.0.0.1:3000".to_owned(),
            data: "/var/lib/yimen-bridge".into(),
            secret_file: PathBuf::new(),
            log: "info".to_owned(),
            printer: Printer::default(),
            reader: Reader::default(),
            scanner: Scanner::default(),
            lamp: Lamp::default(),
            ups: Ups::default(),
            speak: Speak::default(),
            screen: Screen::default(),
        }
    }
}

impl Settings {
    /// Reads the defaults, then `file` (or [`FILE`], when it is there), then `BRIDGE_…` variables.
    ///
    /// # Errors
    /// See [`SettingsError`].
    pub fn read(file: Option<&Path>) -> Result<Self, SettingsError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        let place = file.unwrap_or(FILE.as_ref());
        if place.is_file() {
            figment = figment.merge(Toml::file_exact(place));
        } else if file.is_some() {
            return Err(SettingsError::NoFile(place.to_owned()));
        }
        // The file's own name is no setting.
        let environment = Env::prefixed("BRIDGE_").filter(|name| !name.as_str().eq_ignore_ascii_case("settings")).split("__");
        let place = format!("{} or environment", place.display());
        match figment.merge(environment).extract::<Self>() {
            Ok(settings) => settings.checked(&place),
            Err(wrong) => Err(SettingsError::Value { place, wrong: Box::new(wrong) }),
        }
    }

    /// Itself, as a settings file.
    #[must_use]
    pub fn told(&self) -> String {
        toml::to_string(self).expect("plain settings always have a TOML form")
    }

    /// Itself, with what follows from other settings filled in.
    ///
    /// # Errors
    /// What must not be; `place` is where it was read.
    pub fn checked(mut self, place: &str) -> Result<Self, SettingsError> {
        if let Err((key, reason)) = checks::all(&self) {
            return Err(SettingsError::Refused { place: place.to_owned(), key, reason });
        }
        if self.secret_file.as_os_str().is_empty() {
            self.secret_file = self.data.join("secret");
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, SettingsError> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("bridge.toml");
        std::fs::write(&file, text).expect("written");
        Settings::read(Some(&file))
    }

    #[test]
    fn a_wrong_value_names_file_key_and_reason() {
        let wrong = read("[printer]\nkind = \"laser\"\n").expect_err("no such printer").to_string();
        assert!(wrong.contains("bridge.toml") && wrong.contains("printer.kind") && wrong.contains("simulator"), "{wrong}");
        let wrong = read("orign = \"https://door.example\"\n").expect_err("mistyped").to_string();
        assert!(wrong.contains("orign") && wrong.contains("bridge.toml"), "{wrong}");
        let wrong = read("[printer]\nkind = \"network\"\n").expect_err("where?").to_string();
        assert!(wrong.contains("printer.address") && wrong.contains("bridge.toml"), "{wrong}");
    }

    #[test]
    fn it_listens_on_this_machine_only_and_for_one_origin() {
        let wrong = read("addr = \"0.0.0.0:3020\"\n").expect_err("everybody").to_string();
        assert!(wrong.contains("addr"), "{wrong}");
        for origin in ["*", "null", "door.example", "https://door.example/", "https://Door.example", "ftp://door.example"] {
            let wrong = read(&format!("origin = \"{origin}\"\n")).expect_err(origin).to_string();
            assert!(wrong.contains("origin"), "{wrong}");
        }
        read("origin = \"https://door.example.gov.cn\"\n").expect("an origin");
    }

    #[test]
    fn the_example_is_in_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
        Settings::read(Some(&folder.join("bridge.toml"))).expect("the example file");
    }
}
