//! Who is looking and how: language, print size, contrast, and whether from a kiosk. Kept in one cookie without a login.

use domain::{
    ids::VenueCode,
    text::{Lang, Text},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How large the print is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Print {
    /// As designed.
    #[default]
    Normal,
    /// One size up.
    Large,
    /// Two sizes up.
    Larger,
}

/// How a visitor wants the pages. The cookie `view` holds it as `zh.normal.plain`, or `zh.normal.plain.low` (see [`View::cookie`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    /// Language.
    pub lang: Lang,
    /// Print size.
    pub print: Print,
    /// High contrast.
    pub contrast: bool,
    /// At a kiosk: everything that is pressed stands in the lower half, within reach from a wheelchair.
    pub low: bool,
}

impl View {
    /// The cookie's value.
    #[must_use]
    pub fn cookie(self) -> String {
        let lang = match self.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let print = match self.print {
            Print::Normal => "normal",
            Print::Large => "large",
            Print::Larger => "larger",
        };
        let low = if self.low { ".low" } else { "" };
        format!("{lang}.{print}.{}{low}", if self.contrast { "high" } else { "plain" })
    }

    /// Reads a cookie's value; what is not understood stays at the default.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let mut parts = value.split('.');
        let lang = if parts.next() == Some("en") { Lang::En } else { Lang::Zh };
        let print = match parts.next() {
            Some("large") => Print::Large,
            Some("larger") => Print::Larger,
            _ => Print::Normal,
        };
        Self { lang, print, contrast: parts.next() == Some("high"), low: parts.next() == Some("low") }
    }
}

/// A signed-in resident, as pages know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resident {
    /// An opaque id; says nothing about the person.
    pub id: String,
    /// `张*`.
    pub name_masked: String,
}

/// An enrolled kiosk (终端) whose request this is.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name in the store.
    pub id: String,
    /// What the steward calls it.
    pub name: String,
    /// Where it stands.
    pub venue: VenueCode,
    /// Its panel's diagonal.
    pub inches: u8,
    /// Opens the bridge to its printer and readers; empty where it has none.
    pub bridge_secret: String,
    /// Where that bridge listens on the machine itself.
    pub bridge_url: String,
}

/// Without the secret.
impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("id", &self.id).field("venue", &self.venue).finish_non_exhaustive()
    }
}

/// One request, as the pages see it. Provided through context on the server for every render.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// How the visitor wants the page.
    pub view: View,
    /// The path without the query.
    pub path: String,
    /// The raw query without `?`. Never holds personal data.
    pub query: String,
    /// Shown with errors, so that the log can be found.
    pub request_id: String,
    /// The venue of the kiosk that asks (its path, or the cookie `kiosk`): pages stand in its frame, keys are larger, pages forget.
    pub kiosk: Option<String>,
    /// The browser's own random mark (cookie), for limits by asker; says nothing about the person.
    pub visitor: String,
    /// The signed-in member of staff.
    pub staff: Option<Staff>,
    /// The signed-in resident.
    pub resident: Option<Resident>,
    /// The secret of a store's device (cookie `till`).
    pub till: Option<String>,
    /// The enrolled kiosk that asks, while its session lives.
    pub device: Option<Device>,
}

impl Visit {
    /// The address of the page, for a form that comes back to it.
    #[must_use]
    pub fn here(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// A signed-in member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Account name.
    pub account: String,
    /// Shown on pages.
    pub name: String,
    /// May run counters.
    pub counter: bool,
    /// May run the district (steward pages).
    pub steward: bool,
    /// May apply for residents as a community worker.
    #[serde(default)]
    pub helper: bool,
    /// Works at a department, by its code in departments.toml.
    #[serde(default)]
    pub department: Option<String>,
    /// Works at the till of a charity supermarket, by its code in vouchers.toml.
    #[serde(default)]
    pub store: Option<String>,
    /// Venues they may work at; empty means all.
    pub venues: Vec<String>,
}

/// The request being answered; a default one where none was provided (route listing at start).
#[must_use]
pub fn visit() -> Visit {
    use_context::<Visit>().unwrap_or_default()
}

/// The first page of this browser: the door, or the kiosk's own.
#[cfg(feature = "ssr")]
#[must_use]
pub fn home() -> String {
    visit().kiosk.map_or_else(|| "/".to_owned(), |venue| format!("/kiosk/{venue}"))
}

/// The visitor's language.
#[cfg(feature = "ssr")]
#[must_use]
pub fn lang() -> Lang {
    use_context::<Visit>().map(|visit| visit.view.lang).unwrap_or_default()
}

/// The visitor's language, as the page itself says it.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn lang() -> Lang {
    let page = crate::browser::document().and_then(|document| document.document_element());
    match page.and_then(|page| page.get_attribute("lang")) {
        Some(lang) if lang == Lang::En.tag() => Lang::En,
        _ => Lang::Zh,
    }
}

/// A sentence in the visitor's language.
#[must_use]
pub fn t(text: Text) -> &'static str {
    text.of(lang())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_back_as_it_was_kept() {
        for low in [false, true] {
            let view = View { lang: Lang::En, print: Print::Larger, contrast: true, low };
            assert_eq!(View::parse(&view.cookie()), view);
        }
        assert_eq!(View::parse("zh.large.plain"), View { print: Print::Large, ..View::default() }, "a cookie of before");
        assert_eq!(View::default().cookie(), "zh.normal.plain");
    }
}
