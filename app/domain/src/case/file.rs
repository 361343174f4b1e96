//! `data/cases.toml`: its form, and what is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{Appeal, Counted, Limit, LimitUntil, Procedure, Procedures, PublicNotice, Step, divorce::Divorce};
use crate::{
    catalogue::{Catalogue, Channel, DataError, Sheet, WordsFile},
    ids::ServiceCode,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesFile {
    appeal: AppealFile,
    divorce: DivorceFile,
    step: BTreeMap<String, WordsFile>,
    case: Vec<CaseFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppealFile {
    days: Spanned<u32>,
    zh: Spanned<String>,
    en: Spanned<String>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DivorceFile {
    application: Spanned<String>,
    collect: Spanned<String>,
    withdraw: Spanned<String>,
    weekends_move: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    services: Spanned<Vec<Spanned<String>>>,
    steps: Vec<Spanned<String>>,
    settled: WordsFile,
    limit: Option<LimitFile>,
    silence: Option<SilenceFile>,
    notice: Option<NoticeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFile {
    days: Spanned<u32>,
    counted: Spanned<String>,
    until: Option<Spanned<String>>,
    #[serde(default)]
    pauses: Vec<Spanned<String>>,
    zh: Spanned<String>,
    en: Spanned<String>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SilenceFile {
    workdays: Spanned<u32>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeFile {
    days: Spanned<u16>,
    #[serde(default)]
    why: Option<WordsFile>,
    source: Spanned<String>,
}

/// Reads the file; its mistakes are told together.
pub(super) fn procedures(file: &str, text: &str, catalogue: &Catalogue) -> Result<Procedures, Vec<DataError>> {
    let mut sheet = Sheet::new(file, text);
    let read = sheet.parse::<CasesFile>().map(|form| all(&mut sheet, form, catalogue));
    let mistakes = sheet.mistakes();
    match read {
        Some(procedures) if mistakes.is_empty() => Ok(procedures),
        _ => Err(mistakes),
    }
}

fn all(sheet: &mut Sheet<'_>, form: CasesFile, catalogue: &Catalogue) -> Procedures {
    let steps: BTreeMap<String, Step> =
        form.step.into_iter().map(|(code, words)| (code.clone(), Step { code, words: sheet.words(words) })).collect();
    let mut services = BTreeMap::new();
    let mut used = BTreeSet::new();
    for case in form.case {
        let names = case.services.clone();
        let procedure = procedure(sheet, case, &steps, &mut used);
        for name in names.into_inner() {
            let code = ServiceCode(name.get_ref().clone());
            if !catalogue.knows(&code) {
                sheet.wrong(&name.span(), format!("«{code}» is no service of the catalogue"));
            }
            if services.insert(code, procedure.clone()).is_some() {
                sheet.wrong(&name.span(), format!("«{}» is named twice: each service once", name.get_ref()));
            }
        }
    }
    for guide in catalogue.guides().iter().filter(|guide| applied_for(&guide.channels) && !services.contains_key(&guide.code)) {
        sheet.wrong(
            &(0..0),
            format!("{} ({}) can be applied for but is not here: add it to a [[case]]", guide.code, guide.name.zh),
        );
    }
    for unused in steps.keys().filter(|code| !used.contains(*code)) {
        sheet.wrong(&(0..0), format!("no [[case]] has the step «{unused}»: use it or take it out"));
    }
    if *form.appeal.days.get_ref() == 0 {
        sheet.wrong(&form.appeal.days.span(), "days is 0: say how long a resident may object");
    }
    Procedures {
        services,
        appeal: Appeal {
            days: form.appeal.days.into_inner(),
            words: sheet.two(form.appeal.zh, form.appeal.en),
            source: sheet.said(form.appeal.source, "source"),
        },
        divorce: divorce(sheet, form.divorce, catalogue),
    }
}

fn divorce(sheet: &mut Sheet<'_>, form: DivorceFile, catalogue: &Catalogue) -> Divorce {
    let mut known = |name: Spanned<String>| {
        let code = ServiceCode(name.get_ref().clone());
        if !catalogue.knows(&code) {
            sheet.wrong(&name.span(), format!("«{code}» is no service of the catalogue"));
        }
        code
    };
    Divorce {
        application: known(form.application),
        collect: known(form.collect),
        withdraw: known(form.withdraw),
        weekends_move: form.weekends_move,
    }
}

/// Whether a service is applied for through Yimen.
pub(crate) fn applied_for(channels: &[Channel]) -> bool {
    channels.iter().any(|channel| matches!(channel, Channel::Web | Channel::Kiosk | Channel::PreForm))
}

fn procedure(sheet: &mut Sheet<'_>, case: CaseFile, steps: &BTreeMap<String, Step>, used: &mut BTreeSet<String>) -> Procedure {
    if case.services.get_ref().is_empty() {
        sheet.wrong(&case.services.span(), "services is empty: name at least one");
    }
    let mut own: Vec<Step> = Vec::new();
    for code in case.steps {
        match steps.get(code.get_ref()) {
            Some(_) if own.iter().any(|step| step.code == *code.get_ref()) => {
                sheet.wrong(&code.span(), format!("the step «{}» is there twice", code.get_ref()));
            }
            Some(step) => own.push(step.clone()),
            None => sheet.wrong(&code.span(), format!("«{}» is no step: describe it under [step.{0}]", code.get_ref())),
        }
        used.insert(code.into_inner());
    }
    Procedure {
        limit: case.limit.and_then(|entry| limit(sheet, entry, &own)),
        silence_accepts_after: case.silence.map(|silence| {
            sheet.said(silence.source, "source");
            silence.workdays.into_inner()
        }),
        notice: case.notice.map_or(PublicNotice::NotPartOfIt, |entry| notice(sheet, entry)),
        settled: sheet.words(case.settled),
        steps: own,
    }
}

fn limit(sheet: &mut Sheet<'_>, entry: LimitFile, steps: &[Step]) -> Option<Limit> {
    if *entry.days.get_ref() == 0 {
        sheet.wrong(&entry.days.span(), "days is 0: leave [case.limit] out where no time limit was found");
    }
    for step in entry.pauses.iter().chain(&entry.until) {
        if !steps.iter().any(|own| own.code == *step.get_ref()) {
            sheet.wrong(&step.span(), format!("«{}» is no step of this case", step.get_ref()));
        }
    }
    let counted: Option<Counted> = sheet.one_of(&entry.counted, "counted");
    Some(Limit {
        days: entry.days.into_inner(),
        until: entry.until.map_or(LimitUntil::Decision, |step| LimitUntil::Step(step.into_inner())),
        pauses: entry.pauses.into_iter().map(Spanned::into_inner).collect(),
        words: sheet.two(entry.zh, entry.en),
        // A time limit without a source is no time limit (domain.md §2): the sheet refuses it.
        source: sheet.said(entry.source, "source (a time limit without one is not shown)"),
        counted: counted?,
    })
}

fn notice(sheet: &mut Sheet<'_>, entry: NoticeFile) -> PublicNotice {
    let days = *entry.days.get_ref();
    let source = sheet.said(entry.source, "source");
    match entry.why {
        Some(why) if days == 0 => PublicNotice::Never { why: sheet.words(why), source },
        None if days > 0 => PublicNotice::For { days, source },
        _ => {
            sheet.wrong(&entry.days.span(), "write days and no why (shown), or days = 0 with a why (never shown)");
            PublicNotice::NotPartOfIt
        }
    }
}
