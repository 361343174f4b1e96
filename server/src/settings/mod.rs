//! Settings: one TOML file and the environment, each with a default and a line that says what it does.
//! A wrong one stops the start with its place, its key and the reason.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

mod table;

pub use table::{Setting, TABLE, help};

/// Nobody is forgotten sooner, in days: people of a day that was called off still choose another one.
const KEEP_DAYS_LEAST: u32 = 30;

/// What kind of house this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Everything embedded, stand-in departments, example accounts: for trying it out and for tests.
    Demo,
    /// Refuses every stand-in, example account and example key.
    Production,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Every setting. [`TABLE`] holds the same names with their defaults and doc lines; a test keeps both alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// See [`TABLE`].
    pub addr: SocketAddr,
    /// See [`TABLE`].
    pub data: PathBuf,
    /// See [`TABLE`].
    pub store: String,
    /// See [`TABLE`].
    pub profile: Profile,
    /// See [`TABLE`].
    pub public_url: String,
    /// See [`TABLE`].
    pub site: PathBuf,
    /// See [`TABLE`].
    pub district: String,
    /// See [`TABLE`].
    pub departments_addr: String,
    /// See [`TABLE`].
    pub sms_url: String,
    /// See [`TABLE`].
    pub sms_secret: String,
    /// See [`TABLE`].
    pub identity_issuer: String,
    /// See [`TABLE`].
    pub identity_client_id: String,
    /// See [`TABLE`].
    pub identity_client_secret: String,
    /// See [`TABLE`].
    pub identity_client_secret_file: String,
    /// See [`TABLE`].
    pub identity_scopes: String,
    /// See [`TABLE`].
    pub identity_claim_name: String,
    /// See [`TABLE`].
    pub identity_claim_document_kind: String,
    /// See [`TABLE`].
    pub identity_claim_document: String,
    /// See [`TABLE`].
    pub identity_claim_phone: String,
    /// See [`TABLE`].
    pub signed_in_hours: i64,
    /// See [`TABLE`].
    pub signed_in_kiosk_minutes: i64,
    /// See [`TABLE`].
    pub keep_days: u32,
    /// See [`TABLE`].
    pub clamav: String,
    /// See [`TABLE`].
    pub open_kiosks: bool,
    /// See [`TABLE`].
    pub bridge_url: String,
    /// See [`TABLE`].
    pub log: String,
    /// See [`TABLE`].
    pub log_format: LogFormat,
    /// See [`TABLE`].
    pub clock_offset_minutes: i64,
    /// See [`TABLE`].
    pub max_connections: usize,
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value cannot be read; the message names file (or environment), key and reason.
    #[error("{0}")]
    Value(Box<figment::Error>),
    /// A name nobody knows: usually mistyped.
    #[error("environment: {0} is not a setting; `yimen serve --help` lists them all")]
    UnknownVariable(String),
    /// The settings file was named but is not there.
    #[error("{0}: no such settings file")]
    NoFile(String),
    /// A value that can be read but must not be used.
    #[error("{key}: {reason}")]
    Refused {
        /// The setting's variable.
        key: &'static str,
        /// Why, and what would be right.
        reason: String,
    },
}

impl Settings {
    /// Reads the defaults, then `file` (or `yimen.toml` here, when there is one), then `YIMEN_…` variables.
    pub fn read(file: Option<&Path>) -> Result<Self, SettingsError> {
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("YIMEN_")) {
            let elsewhere = name.starts_with("YIMEN_TEST_") || name == "YIMEN_SETTINGS" || department_code(&name).is_some();
            if !elsewhere && TABLE.iter().all(|setting| setting.variable != name) {
                return Err(SettingsError::UnknownVariable(name));
            }
        }
        let mut figment = Figment::from(Serialized::defaults(Self::defaults()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(SettingsError::NoFile(file.display().to_string()));
            }
            figment = figment.merge(Toml::file_exact(file));
        } else {
            figment = figment.merge(Toml::file("yimen.toml"));
        }
        let settings: Self = figment
            .merge(
                Env::prefixed("YIMEN_")
                    .filter(|key| TABLE.iter().any(|setting| setting.variable[6..].eq_ignore_ascii_case(key.as_str()))),
            )
            .extract()
            .map_err(|wrong| SettingsError::Value(Box::new(wrong)))?;
        settings.checked()
    }

    fn defaults() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 3000)),
            data: "data".into(),
            store: String::new(),
            profile: Profile::Demo,
            public_url: String::new(),
            site: "target/site".into(),
            district: String::new(),
            departments_addr: "127.0.0.1:3010".to_owned(),
            sms_url: String::new(),
            sms_secret: String::new(),
            identity_issuer: String::new(),
            identity_client_id: "yimen".to_owned(),
            identity_client_secret: String::new(),
            identity_client_secret_file: String::new(),
            identity_scopes: "profile phone".to_owned(),
            identity_claim_name: "name".to_owned(),
            identity_claim_document_kind: "document_type".to_owned(),
            identity_claim_document: "document_number".to_owned(),
            identity_claim_phone: "phone_number".to_owned(),
            signed_in_hours: 24,
            signed_in_kiosk_minutes: 10,
            keep_days: 180,
            clamav: String::new(),
            open_kiosks: true,
            bridge_url: "http://127.0.0.1:3020".to_owned(),
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            clock_offset_minutes: 0,
            max_connections: 20_000,
        }
    }

    /// Fills in what follows from other settings and refuses what must not be.
    fn checked(mut self) -> Result<Self, SettingsError> {
        let refused = |key, reason: &str| Err(SettingsError::Refused { key, reason: reason.to_owned() });
        if self.public_url.is_empty() {
            self.public_url = format!("http://{}", self.addr);
        }
        self.public_url = self.public_url.trim_end_matches('/').to_owned();
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            return refused("YIMEN_PUBLIC_URL", "must begin with http:// or https://");
        }
        if !self.store.is_empty()
            && !["sqlite:", "postgres://", "postgresql://"].iter().any(|start| self.store.starts_with(start))
        {
            return refused("YIMEN_STORE", "must begin with sqlite: or postgres:// (empty: a SQLite file in YIMEN_DATA)");
        }
        if self.departments_addr != "off" && self.departments_addr.parse::<SocketAddr>().is_err() {
            return refused("YIMEN_DEPARTMENTS_ADDR", "must be an address with a port, or `off`");
        }
        if self.keep_days < KEEP_DAYS_LEAST {
            return refused("YIMEN_KEEP_DAYS", "must be at least 30: until then a day that was called off is rebooked");
        }
        let issuer = self.identity_issuer.as_str();
        if !["", "off"].contains(&issuer) && !["http://", "https://"].iter().any(|start| issuer.starts_with(start)) {
            return refused("YIMEN_IDENTITY_ISSUER", "must begin with https://, or be `off`");
        }
        if self.signed_in_hours < 1 || self.signed_in_kiosk_minutes < 1 {
            return refused("YIMEN_SIGNED_IN_HOURS", "must be at least 1, and YIMEN_SIGNED_IN_KIOSK_MINUTES too");
        }
        if !is_loopback(&self.bridge_url) {
            return refused("YIMEN_BRIDGE_URL", "must be http://127.0.0.1 or http://localhost with a port and nothing after it");
        }
        if self.profile == Profile::Production {
            if !self.public_url.starts_with("https://") {
                return refused("YIMEN_PUBLIC_URL", "must begin with https:// in production: cookies and passes depend on it");
            }
            if self.departments_addr != "off" {
                return refused("YIMEN_DEPARTMENTS_ADDR", "must be `off` in production: stand-in departments are refused");
            }
            if issuer != "off" && !issuer.starts_with("https://") {
                let reason = "must name the identity provider (https://…) in production, or be `off`: the demonstration provider is refused";
                return refused("YIMEN_IDENTITY_ISSUER", reason);
            }
            if self.clock_offset_minutes != 0 {
                return refused("YIMEN_CLOCK_OFFSET_MINUTES", "must be 0 in production");
            }
            if self.sms_url.is_empty() {
                return refused("YIMEN_SMS_URL", "must name the SMS gateway in production: the embedded sink sends nothing");
            }
            if self.open_kiosks {
                return refused("YIMEN_OPEN_KIOSKS", "must be `false` in production: a kiosk's pages are for enrolled kiosks");
            }
        }
        Ok(self)
    }

    /// The store's URL: as set, or the SQLite file in the data folder.
    #[must_use]
    pub fn store_url(&self) -> String {
        if self.store.is_empty() { format!("sqlite://{}", self.data.join("yimen.db").display()) } else { self.store.clone() }
    }

    /// Addresses of departments from the environment, by code: `YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL` is the one of
    /// `marriage-registry`. Without one, the stand-in's own address stands for a stand-in department.
    #[must_use]
    pub fn department_urls() -> BTreeMap<String, String> {
        std::env::vars().filter_map(|(name, url)| Some((department_code(&name)?, url))).collect()
    }

    /// Whether cookies may travel over https only.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Whether an address is a port of the machine itself: it stands in the policy of pages, so nothing else may be in it.
fn is_loopback(url: &str) -> bool {
    let port = ["http://127.0.0.1:", "http://localhost:"].iter().find_map(|start| url.strip_prefix(start));
    port.is_some_and(|port| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port))
}

/// The department that a variable names.
fn department_code(variable: &str) -> Option<String> {
    let code = variable.strip_prefix("YIMEN_DEPARTMENT_")?.strip_suffix("_URL")?;
    Some(code.to_ascii_lowercase().replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_setting_once() {
        let value = serde_json::to_value(Settings::defaults()).expect("settings are plain data");
        let mut fields: Vec<String> =
            value.as_object().expect("a struct").keys().map(|key| format!("YIMEN_{}", key.to_uppercase())).collect();
        let mut table: Vec<String> = TABLE.iter().map(|setting| setting.variable.to_owned()).collect();
        fields.sort();
        table.sort();
        assert_eq!(fields, table);
    }

    #[test]
    fn production_refuses_stand_ins() {
        let mut settings =
            Settings { profile: Profile::Production, public_url: "https://yimen.example".to_owned(), ..Settings::defaults() };
        let wrong = settings.clone().checked().expect_err("stand-ins are on by default");
        assert!(wrong.to_string().contains("YIMEN_DEPARTMENTS_ADDR"), "{wrong}");
        settings.departments_addr = "off".to_owned();
        settings.sms_url = "https://sms.example".to_owned();
        let wrong = settings.clone().checked().expect_err("the demonstration provider").to_string();
        assert!(wrong.contains("YIMEN_IDENTITY_ISSUER"), "{wrong}");
        settings.identity_issuer = "https://id.example".to_owned();
        let wrong = settings.clone().checked().expect_err("anybody's kiosk").to_string();
        assert!(wrong.contains("YIMEN_OPEN_KIOSKS"), "{wrong}");
        settings.open_kiosks = false;
        settings.checked().expect("everything real");
    }

    #[test]
    fn a_bridge_is_a_port_of_the_machine_itself() {
        for elsewhere in [
            "https://127.0.0.1:3020",
            "http://10.0.0.1:3020",
            "http://127.0.0.1:3020/x",
            "http://127.0.0.1",
            "http://localhost:0",
        ] {
            let settings = Settings { bridge_url: elsewhere.to_owned(), ..Settings::defaults() };
            let wrong = settings.checked().expect_err("not on the machine").to_string();
            assert!(wrong.contains("YIMEN_BRIDGE_URL"), "{wrong}");
        }
        Settings { bridge_url: "http://localhost:3020".to_owned(), ..Settings::defaults() }.checked().expect("on the machine");
    }

    #[test]
    fn a_wrong_value_names_file_and_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("yimen.toml");
        std::fs::write(&file, "max_connections = \"many\"\n").expect("written");
        let wrong = Settings::read(Some(&file)).expect_err("not a number").to_string();
        assert!(wrong.contains("max_connections") && wrong.contains("yimen.toml"), "{wrong}");
    }
}
