//! What the forms share: lists of choices (`options.toml` and `communities.csv`), screens and the columns of groups
//! (`screens.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    Choice, Field, FieldFile, Options, Screen, ScreenFile,
    file::{ChoiceFile, choices, fields, screen_heads},
};
use crate::{
    catalogue::{DataError, Sheet},
    text::Words,
};

/// What the forms share.
#[derive(Clone, Debug, Default)]
pub struct FormParts {
    pub(super) lists: BTreeMap<String, Options>,
    pub(super) screens: Vec<Screen>,
    pub(super) rows: BTreeMap<String, Vec<Field>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionsFile {
    list: Vec<ListFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    name: Spanned<String>,
    /// A list before this one whose choices come first.
    from: Option<Spanned<String>>,
    options: Vec<ChoiceFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScreensFile {
    screen: Vec<ScreenFile>,
    #[serde(default)]
    rows: Vec<RowsFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsFile {
    name: Spanned<String>,
    columns: Vec<FieldFile>,
}

/// A list that is read from `communities.csv`.
const COMMUNITIES: &str = "communities";
/// The list whose codes the communities' street codes are.
const STREETS: &str = "streets";

impl FormParts {
    /// Reads `options.toml`, `screens.toml` and `communities.csv`, each given as (file name, text). All mistakes are
    /// reported together.
    pub fn read(options: (&str, &str), screens: (&str, &str), communities: (&str, &str)) -> Result<Self, Vec<DataError>> {
        let mut parts = Self::default();
        let mut mistakes = Vec::new();
        let mut sheet = Sheet::new(options.0, options.1);
        if let Some(file) = sheet.parse::<OptionsFile>() {
            parts.take_lists(&mut sheet, file);
        }
        mistakes.append(&mut sheet.mistakes());
        let mut sheet = Sheet::new(communities.0, communities.1);
        parts.take_communities(&mut sheet, communities.1);
        mistakes.append(&mut sheet.mistakes());
        let mut sheet = Sheet::new(screens.0, screens.1);
        if let Some(file) = sheet.parse::<ScreensFile>() {
            parts.screens = screen_heads(&mut sheet, file.screen).into_iter().map(|(_, screen)| screen).collect();
            for rows in file.rows {
                let columns = fields(&mut sheet, &parts, rows.columns, false);
                if parts.rows.contains_key(rows.name.get_ref()) {
                    sheet.wrong(&rows.name.span(), format!("the rows «{}» are there twice", rows.name.get_ref()));
                }
                parts.rows.insert(rows.name.into_inner(), columns);
            }
        }
        mistakes.append(&mut sheet.mistakes());
        if mistakes.is_empty() { Ok(parts) } else { Err(mistakes) }
    }

    /// Adds a list that is made elsewhere: the services of the catalogue.
    #[must_use]
    pub fn with_list(mut self, name: &str, choices: Vec<Choice>) -> Self {
        self.lists.insert(name.to_owned(), choices.into());
        self
    }

    fn take_lists(&mut self, sheet: &mut Sheet<'_>, file: OptionsFile) {
        for list in file.list {
            let mut all: Vec<Choice> = Vec::new();
            if let Some(from) = &list.from {
                match self.lists.get(from.get_ref()) {
                    Some(first) => all.extend(first.iter().cloned()),
                    None => sheet.wrong(&from.span(), format!("there is no list «{}» before this one", from.get_ref())),
                }
            }
            all.extend(choices(sheet, list.options));
            if all.is_empty() {
                sheet.wrong(&list.name.span(), format!("the list «{}» is empty", list.name.get_ref()));
            }
            if self.lists.contains_key(list.name.get_ref()) {
                sheet.wrong(&list.name.span(), format!("the list «{}» is there twice", list.name.get_ref()));
            }
            self.lists.insert(list.name.into_inner(), all.into());
        }
        for needed in ["yes-no", "agreed", STREETS] {
            if !self.lists.contains_key(needed) {
                sheet.wrong(&(0..0), format!("the list «{needed}» is missing"));
            }
        }
    }

    /// `code,street,zh,en` a line after the first. The file is ours and plain: no quotation marks.
    fn take_communities(&mut self, sheet: &mut Sheet<'_>, text: &str) {
        let streets = self.lists.get(STREETS).cloned().unwrap_or_default();
        let mut all: Vec<Choice> = Vec::new();
        let mut from = 0;
        for (order, line) in text.split_inclusive('\n').enumerate() {
            let place = from..from + line.len();
            from = place.end;
            if order == 0 || line.trim().is_empty() {
                continue;
            }
            let parts: Vec<&str> = line.trim_end().split(',').map(str::trim).collect();
            let [code, street, zh, en] = parts.as_slice() else {
                sheet.wrong(&place, "a line has four parts: code,street,zh,en");
                continue;
            };
            if [code, zh, en].iter().any(|part| part.is_empty()) {
                sheet.wrong(&place, "a part is empty: write code,street,zh,en");
            }
            if !streets.iter().any(|known| known.code == *street) {
                sheet.wrong(&place, format!("there is no street «{street}» in the list «streets» of options.toml"));
            }
            if all.iter().any(|known| known.code == *code) {
                sheet.wrong(&place, format!("the community «{code}» is there twice"));
            }
            let label = Words { zh: (*zh).to_owned(), en: (*en).to_owned() };
            all.push(Choice { code: (*code).to_owned(), label, under: Some((*street).to_owned()) });
        }
        self.lists.insert(COMMUNITIES.to_owned(), all.into());
    }
}

#[cfg(test)]
mod tests;
