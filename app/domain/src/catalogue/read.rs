//! Reading data files: what can be wrong with one, and where. [`Sheet`] is one file being read: it turns the places
//! that the TOML reader gives into lines and keeps every mistake, so that all are told at once.

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned, de::value::StrDeserializer};
use toml::Spanned;

use crate::text::Words;

/// A mistake in a data file, said so that an official can mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct DataError {
    /// The file's name as given to the reader.
    pub file: String,
    /// The line, from 1; 1 when the whole file is meant.
    pub line: usize,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// Words as a file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordsFile {
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
}

/// One file being read.
pub(crate) struct Sheet<'a> {
    file: &'a str,
    text: &'a str,
    mistakes: Vec<DataError>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, mistakes: Vec::new() }
    }

    /// The file as `T`, or `None` with the mistake kept. The TOML reader stops at its first.
    pub(crate) fn parse<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(read) => Some(read),
            Err(wrong) => {
                self.wrong(&wrong.span().unwrap_or(0..0), wrong.message());
                None
            }
        }
    }

    /// The line of a place, from 1.
    pub(crate) fn line(&self, place: &Range<usize>) -> usize {
        self.text.get(..place.start).map_or(1, |before| before.matches('\n').count() + 1)
    }

    /// Keeps a mistake.
    pub(crate) fn wrong(&mut self, place: &Range<usize>, reason: impl Into<String>) {
        let line = self.line(place);
        self.mistakes.push(DataError { file: self.file.to_owned(), line, reason: reason.into() });
    }

    /// Every mistake in the order of its line.
    pub(crate) fn mistakes(self) -> Vec<DataError> {
        let mut mistakes = self.mistakes;
        mistakes.sort_by_key(|mistake| mistake.line);
        mistakes
    }

    /// Text that must say something.
    pub(crate) fn said(&mut self, text: Spanned<String>, what: &str) -> String {
        if text.get_ref().trim().is_empty() {
            self.wrong(&text.span(), format!("{what} is empty: write it"));
        }
        text.into_inner()
    }

    /// Words of both languages; neither may be empty.
    pub(crate) fn words(&mut self, words: WordsFile) -> Words {
        self.two(words.zh, words.en)
    }

    /// Words whose languages stand as two keys of an entry.
    pub(crate) fn two(&mut self, zh: Spanned<String>, en: Spanned<String>) -> Words {
        Words { zh: self.said(zh, "zh (the Chinese words)"), en: self.said(en, "en (the English words)") }
    }

    /// One of a fixed list of values; the mistake lists them.
    pub(crate) fn one_of<T: for<'de> Deserialize<'de>>(&mut self, value: &Spanned<String>, what: &str) -> Option<T> {
        let read: Result<T, serde::de::value::Error> = T::deserialize(StrDeserializer::new(value.get_ref()));
        match read {
            Ok(known) => Some(known),
            Err(wrong) => {
                self.wrong(&value.span(), format!("{what}: {wrong}"));
                None
            }
        }
    }

    /// A day, written `2026-11-23` with or without quotation marks.
    pub(crate) fn day(&mut self, value: &Spanned<toml::Value>) -> Option<Date> {
        let text = match value.get_ref() {
            toml::Value::Datetime(day) => day.to_string(),
            toml::Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let day = text.parse().ok();
        if day.is_none() {
            self.wrong(&value.span(), "not a day: write it as 2026-11-23");
        }
        day
    }
}
