//! `data/ratings.toml`: how long an answer to a bad rating may take, and whether that is known or only our own aim.

use serde::Deserialize;
use toml::Spanned;

use crate::catalogue::{Confidence, DataError, Sheet};

/// The most work days that a file can ask for: a year of them.
const MOST_WORKDAYS: i64 = 250;

/// The rules of ratings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Within so many work days a bad rating is answered.
    pub answer_within_workdays: u32,
    /// How sure that is. Unless it was found, it is the steward's own aim and no resident is told a day.
    pub confidence: Confidence,
    /// Where it comes from.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RatingsFile {
    answer: AnswerFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerFile {
    workdays: Spanned<i64>,
    confidence: Spanned<String>,
    source: Spanned<String>,
}

impl Rules {
    /// Reads the file's text; `file` names it in errors.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<DataError>> {
        let mut sheet = Sheet::new(file, text);
        let read = sheet.parse::<RatingsFile>().and_then(|form| checked(&mut sheet, form.answer));
        let mistakes = sheet.mistakes();
        match read {
            Some(rules) if mistakes.is_empty() => Ok(rules),
            _ => Err(mistakes),
        }
    }

    /// Whether a resident may be told by when they are answered.
    #[must_use]
    pub fn may_be_promised(&self) -> bool {
        self.confidence == Confidence::Found
    }
}

fn checked(sheet: &mut Sheet<'_>, form: AnswerFile) -> Option<Rules> {
    let days = *form.workdays.get_ref();
    if !(1..=MOST_WORKDAYS).contains(&days) {
        sheet.wrong(&form.workdays.span(), format!("workdays is {days}: write a number from 1 to {MOST_WORKDAYS}"));
    }
    let confidence = sheet.one_of::<Confidence>(&form.confidence, "confidence");
    let source = sheet.said(form.source, "source (where the number of days comes from)");
    Some(Rules { answer_within_workdays: u32::try_from(days).ok()?, confidence: confidence?, source })
}
