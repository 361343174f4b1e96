//! The catalogue: every service and its guide, read from one TOML file a service (`data/services/XC-HY-01.toml`),
//! checked at start with an error that names file, line and reason.

mod file;
mod guide;
mod read;
mod search;

#[cfg(test)]
pub(crate) mod tests;

pub use guide::{BookingTerms, Channel, Confidence, Fact, Group, Guide, LegalBasis, Material, Party, Supply};
pub use read::DataError;
pub(crate) use read::{Sheet, WordsFile};

use crate::{form::FormParts, ids::ServiceCode};

/// All services, in the order of their groups and codes.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    guides: Vec<Guide>,
}

impl Catalogue {
    /// Reads and checks every file with what their forms share; all mistakes of all files are reported together.
    /// `files` are (file name, text). A form may offer the services themselves: the list is called «services».
    pub fn read<'a>(parts: &FormParts, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<DataError>> {
        let files: Vec<_> = files.into_iter().collect();
        let parts = parts.clone().with_list("services", file::names(&files));
        let mut guides: Vec<Guide> = Vec::new();
        let mut mistakes = Vec::new();
        for (file, text) in files {
            let mut sheet = Sheet::new(file, text);
            if let Some((line, guide)) = file::guide(&mut sheet, &parts, file) {
                if guides.iter().any(|known| known.code == guide.code) {
                    let reason = format!("the code «{}» is in another file too: each service has one", guide.code);
                    mistakes.push(DataError { file: file.to_owned(), line, reason });
                }
                guides.push(guide);
            }
            mistakes.append(&mut sheet.mistakes());
        }
        guides.sort_by(|a, b| (a.group, &a.code).cmp(&(b.group, &b.code)));
        if mistakes.is_empty() { Ok(Self { guides }) } else { Err(mistakes) }
    }

    /// Every guide in order.
    #[must_use]
    pub fn guides(&self) -> &[Guide] {
        &self.guides
    }

    /// The guide of a service; the code's case does not matter.
    #[must_use]
    pub fn guide(&self, code: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.code.as_str().eq_ignore_ascii_case(code))
    }

    /// The services of one group.
    pub fn in_group(&self, group: Group) -> impl Iterator<Item = &Guide> + '_ {
        self.guides.iter().filter(move |guide| guide.group == group)
    }

    /// Finds services by Chinese words, everyday words (`also` of the file), pinyin (whole or initials) and English,
    /// best first. Every word of the query must match. An empty query finds everything.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<&Guide> {
        if query.trim().is_empty() {
            return self.guides.iter().collect();
        }
        let mut found: Vec<_> = self.guides.iter().filter_map(|guide| Some((search::answer(guide, query)?, guide))).collect();
        found.sort_by_key(|(how_well, _)| *how_well);
        found.into_iter().map(|(_, guide)| guide).collect()
    }

    /// The services that can be booked.
    pub fn bookable(&self) -> impl Iterator<Item = &Guide> + '_ {
        self.guides.iter().filter(|guide| guide.booking.is_some())
    }

    /// Whether `code` names a service.
    #[must_use]
    pub fn knows(&self, code: &ServiceCode) -> bool {
        self.guide(code.as_str()).is_some()
    }
}
