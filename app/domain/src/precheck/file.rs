//! `data/precheck.toml`: its form, and what is refused.

use serde::Deserialize;
use toml::Spanned;

use super::{Choice, Condition, Exclusion, Question, QuestionKind, Rule, Rules, ServiceRules, answered};
use crate::{
    catalogue::{Catalogue, DataError, Sheet, WordsFile},
    ids::ServiceCode,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrecheckFile {
    ask_at: WordsFile,
    object: WordsFile,
    question: Vec<QuestionFile>,
    rule: Vec<RuleFile>,
    #[serde(default)]
    exclusion: Vec<ExclusionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    key: Spanned<String>,
    kind: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    hint: Option<WordsFile>,
    least: Option<i64>,
    most: Option<i64>,
    #[serde(default)]
    when: Vec<Spanned<String>>,
    #[serde(default)]
    choice: Vec<ChoiceFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceFile {
    value: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    services: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    no: Vec<SaidFile>,
    #[serde(default)]
    likely: Vec<SaidFile>,
    #[serde(default)]
    maybe: Vec<SaidFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaidFile {
    when: Spanned<Vec<Spanned<String>>>,
    zh: Spanned<String>,
    en: Spanned<String>,
    #[serde(default)]
    source: String,
    elsewhere: Option<WordsFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExclusionFile {
    services: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    against: Vec<Spanned<String>>,
    #[serde(default)]
    when: Vec<Spanned<String>>,
    zh: Spanned<String>,
    en: Spanned<String>,
    source: Spanned<String>,
}

/// Reads the file; its mistakes are told together.
pub(super) fn rules(file: &str, text: &str, catalogue: &Catalogue) -> Result<Rules, Vec<DataError>> {
    let mut sheet = Sheet::new(file, text);
    let read = sheet.parse::<PrecheckFile>().map(|form| all(&mut sheet, form, catalogue));
    let mistakes = sheet.mistakes();
    match read {
        Some(rules) if mistakes.is_empty() => Ok(rules),
        _ => Err(mistakes),
    }
}

fn all(sheet: &mut Sheet<'_>, form: PrecheckFile, catalogue: &Catalogue) -> Rules {
    let mut questions: Vec<Question> = Vec::with_capacity(form.question.len());
    for entry in form.question {
        if questions.iter().any(|known| known.key == *entry.key.get_ref()) {
            sheet.wrong(&entry.key.span(), format!("the question «{}» is there twice", entry.key.get_ref()));
        }
        // A question can depend only on those before it.
        if let Some(question) = question(sheet, entry, &questions) {
            questions.push(question);
        }
    }
    let mut services: Vec<ServiceRules> = answered(catalogue)
        .map(|service| ServiceRules { service: service.clone(), no: Vec::new(), likely: Vec::new(), maybe: Vec::new() })
        .collect();
    for entry in form.rule {
        let no = said(sheet, entry.no, &questions, true);
        let likely = said(sheet, entry.likely, &questions, false);
        let maybe = said(sheet, entry.maybe, &questions, false);
        for name in entry.services.into_inner() {
            match services.iter_mut().find(|known| known.service.as_str() == name.get_ref()) {
                Some(known) if known.no.is_empty() && known.likely.is_empty() && known.maybe.is_empty() => {
                    (known.no, known.likely, known.maybe) = (no.clone(), likely.clone(), maybe.clone());
                }
                Some(_) => sheet.wrong(&name.span(), format!("«{}» has rules already: keep them together", name.get_ref())),
                None => sheet.wrong(&name.span(), format!("«{}» is no service that can be applied for", name.get_ref())),
            }
        }
    }
    let exclusions = form.exclusion.into_iter().map(|entry| exclusion(sheet, entry, &questions, catalogue)).collect();
    Rules { questions, ask_at: sheet.words(form.ask_at), object: sheet.words(form.object), services, exclusions }
}

fn question(sheet: &mut Sheet<'_>, entry: QuestionFile, before: &[Question]) -> Option<Question> {
    let at = entry.kind.span();
    let choices: Vec<Choice> = entry
        .choice
        .into_iter()
        .map(|choice| Choice { value: sheet.said(choice.value, "value"), words: sheet.two(choice.zh, choice.en) })
        .collect();
    let kind = match (entry.kind.get_ref().as_str(), entry.least, entry.most) {
        ("number", Some(least), Some(most)) if least < most && choices.is_empty() => Some(QuestionKind::Number { least, most }),
        ("one", None, None) if choices.len() > 1 => Some(QuestionKind::One(choices)),
        ("many", None, None) if choices.len() > 1 => Some(QuestionKind::Many(choices)),
        _ => {
            sheet.wrong(&at, "write kind = \"number\" with least and most, or \"one\" or \"many\" with at least two choices");
            None
        }
    };
    Some(Question {
        key: sheet.said(entry.key, "key"),
        words: sheet.two(entry.zh, entry.en),
        hint: entry.hint.map(|hint| sheet.words(hint)),
        when: conditions(sheet, entry.when, before),
        kind: kind?,
    })
}

fn said(sheet: &mut Sheet<'_>, entries: Vec<SaidFile>, questions: &[Question], is_no: bool) -> Vec<Rule> {
    entries
        .into_iter()
        .map(|entry| {
            if is_no && entry.source.trim().is_empty() {
                sheet.wrong(&entry.zh.span(), "a «no» needs the source of its rule: name it, or make it a «maybe»");
            }
            if is_no && entry.when.get_ref().is_empty() {
                sheet.wrong(&entry.when.span(), "a «no» without a condition would refuse everybody: say when");
            }
            Rule {
                when: conditions(sheet, entry.when.into_inner(), questions),
                words: sheet.two(entry.zh, entry.en),
                source: entry.source,
                elsewhere: entry.elsewhere.map(|words| sheet.words(words)),
            }
        })
        .collect()
}

fn exclusion(sheet: &mut Sheet<'_>, entry: ExclusionFile, questions: &[Question], catalogue: &Catalogue) -> Exclusion {
    if entry.services.get_ref().is_empty() {
        sheet.wrong(&entry.services.span(), "services is empty: name what the exclusion is about");
    }
    if entry.against.is_empty() && entry.when.is_empty() {
        sheet.wrong(&entry.services.span(), "write against (other services) or when (what is had already)");
    }
    let mut codes = |names: Vec<Spanned<String>>| -> Vec<ServiceCode> {
        let unknown = names.iter().filter(|name| catalogue.guide(name.get_ref()).is_none());
        unknown.for_each(|name| sheet.wrong(&name.span(), format!("«{}» is no service of the catalogue", name.get_ref())));
        names.into_iter().map(|name| ServiceCode(name.into_inner())).collect()
    };
    Exclusion {
        services: codes(entry.services.into_inner()),
        against: codes(entry.against),
        when: conditions(sheet, entry.when, questions),
        words: sheet.two(entry.zh, entry.en),
        source: sheet.said(entry.source, "source"),
    }
}

/// Conditions whose questions and values are there.
fn conditions(sheet: &mut Sheet<'_>, entries: Vec<Spanned<String>>, questions: &[Question]) -> Vec<Condition> {
    let mut read = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(condition) = Condition::parse(entry.get_ref()) else {
            let reason = format!(
                "«{}» is no condition: write age >= 80, age < 60, hukou = beijing|xicheng or care != no",
                entry.get_ref()
            );
            sheet.wrong(&entry.span(), reason);
            continue;
        };
        match questions.iter().find(|question| question.key == condition.question) {
            None => sheet.wrong(&entry.span(), format!("«{}» is no question (or one that is asked later)", condition.question)),
            Some(question) => {
                let number = matches!(question.kind, QuestionKind::Number { .. });
                if number != condition.is_about_a_number() {
                    sheet.wrong(&entry.span(), "numbers are compared with >= and <, choices with = and !=");
                }
                for value in condition.values() {
                    if !number && !question.choices().iter().any(|choice| choice.value == *value) {
                        sheet.wrong(&entry.span(), format!("«{value}» is no choice of «{}»", question.key));
                    }
                }
            }
        }
        read.push(condition);
    }
    read
}
