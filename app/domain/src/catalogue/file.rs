//! One service's file (`data/services/XC-HY-01.toml`): its form, and what is refused. The form is flatter than
//! [`Guide`] so that an official can edit it by hand.

use serde::Deserialize;
use toml::{Spanned, Value};

use super::{
    BookingTerms, Channel, Confidence, Fact, Guide, LegalBasis, Material,
    read::{Sheet, WordsFile},
};
use crate::{
    form::{Choice, FieldFile, FormParts, Screen, ScreenFile, check_condition, condition, screens},
    ids::ServiceCode,
    text::Words,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuideFile {
    code: Spanned<String>,
    group: Spanned<String>,
    channels: Spanned<Vec<Spanned<String>>>,
    checked_on: Spanned<Value>,
    name: WordsFile,
    summary: WordsFile,
    also: Vec<Spanned<String>>,
    pinyin: Spanned<String>,
    sources: Spanned<Vec<Spanned<String>>>,
    booking: Option<BookingFile>,
    time_limit: FactFile,
    fee: FactFile,
    accepts_at: Vec<WordsFile>,
    eligibility: Vec<FactFile>,
    #[serde(default)]
    materials: Vec<MaterialFile>,
    steps: Vec<WordsFile>,
    legal_basis: Vec<LegalBasisFile>,
    #[serde(default)]
    amounts: Vec<FactFile>,
    #[serde(default)]
    refusals: Vec<WordsFile>,
    form: FormFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    /// Screens that only this service has.
    #[serde(default)]
    screens: Vec<ScreenFile>,
    fields: Vec<FieldFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BookingFile {
    party: Spanned<String>,
    minutes: Spanned<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactFile {
    zh: Spanned<String>,
    en: Spanned<String>,
    confidence: Spanned<String>,
    #[serde(default)]
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MaterialFile {
    key: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    when: Option<WordsFile>,
    needed_when: Option<Spanned<String>>,
    share: Option<Spanned<String>>,
    supply: Option<Spanned<String>>,
    confidence: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalBasisFile {
    zh: Spanned<String>,
    en: Spanned<String>,
    effective_from: Option<Spanned<Value>>,
    effective_to: Option<Spanned<Value>>,
    confidence: Spanned<String>,
}

/// The codes and names of the services, as far as their files can be read: a form may offer them as a list.
pub(super) fn names(files: &[(&str, &str)]) -> Vec<Choice> {
    #[derive(Deserialize)]
    struct Head {
        code: String,
        name: Words,
    }
    let heads = files.iter().filter_map(|(_, text)| toml::from_str::<Head>(text).ok());
    heads.map(|head| Choice { code: head.code, label: head.name, under: None }).collect()
}

/// The guide of a file with the line of its code; its mistakes stay on the sheet. `file` is its name.
pub(super) fn guide(sheet: &mut Sheet<'_>, parts: &FormParts, file: &str) -> Option<(usize, Guide)> {
    let form: GuideFile = sheet.parse()?;
    let code_line = sheet.line(&form.code.span());
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file).trim_end_matches(".toml");
    if form.code.get_ref() != stem {
        sheet.wrong(
            &form.code.span(),
            format!("code is «{}» but the file is «{stem}.toml»: make them the same", form.code.get_ref()),
        );
    }
    let channels_at = form.channels.span();
    let channels: Vec<Channel> = form.channels.get_ref().iter().filter_map(|channel| sheet.one_of(channel, "channels")).collect();
    match &form.booking {
        None if channels.contains(&Channel::Appointment) => {
            sheet.wrong(&channels_at, "the channel «appointment» needs a [booking] section with party and minutes");
        }
        Some(booking) if !channels.contains(&Channel::Appointment) => {
            let reason = "a [booking] section needs the channel «appointment» in channels";
            sheet.wrong(&booking.party.span(), reason);
        }
        _ => {}
    }
    if form.sources.get_ref().is_empty() {
        sheet.wrong(&form.sources.span(), "sources is empty: say where this guide comes from");
    }
    let pinyin = sheet.said(form.pinyin.clone(), "pinyin");
    if pinyin.chars().any(|c| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != ' ') {
        sheet.wrong(&form.pinyin.span(), "pinyin is written in small letters without tones, syllables apart: jie hun deng ji");
    }
    let booking = form.booking.and_then(|booking| terms(sheet, &booking));
    let group = sheet.one_of(&form.group, "group");
    let checked_on = sheet.day(&form.checked_on);
    let screens = screens(sheet, parts, form.form.screens, form.form.fields);
    let guide = Guide {
        name: sheet.words(form.name),
        summary: sheet.words(form.summary),
        channels,
        also: form.also.into_iter().map(|word| sheet.said(word, "also")).collect(),
        pinyin,
        accepts_at: all_words(sheet, form.accepts_at),
        eligibility: form.eligibility.into_iter().filter_map(|entry| fact(sheet, entry)).collect(),
        materials: materials(sheet, &screens, form.materials),
        steps: all_words(sheet, form.steps),
        legal_basis: form.legal_basis.into_iter().filter_map(|entry| legal_basis(sheet, entry)).collect(),
        amounts: form.amounts.into_iter().filter_map(|entry| fact(sheet, entry)).collect(),
        refusals: all_words(sheet, form.refusals),
        booking,
        screens,
        sources: form.sources.into_inner().into_iter().map(|source| sheet.said(source, "a source")).collect(),
        code: ServiceCode(form.code.into_inner()),
        // Last: what is missing here is on the sheet already.
        time_limit: fact(sheet, form.time_limit)?,
        fee: fact(sheet, form.fee)?,
        group: group?,
        checked_on: checked_on?,
    };
    Some((code_line, guide))
}

fn all_words(sheet: &mut Sheet<'_>, entries: Vec<WordsFile>) -> Vec<Words> {
    entries.into_iter().map(|entry| sheet.words(entry)).collect()
}

fn terms(sheet: &mut Sheet<'_>, booking: &BookingFile) -> Option<BookingTerms> {
    if *booking.minutes.get_ref() == 0 {
        sheet.wrong(&booking.minutes.span(), "minutes is 0: say how long one appointment takes");
    }
    Some(BookingTerms { party: sheet.one_of(&booking.party, "party")?, minutes: *booking.minutes.get_ref() })
}

fn fact(sheet: &mut Sheet<'_>, entry: FactFile) -> Option<Fact> {
    let confidence = sheet.one_of(&entry.confidence, "confidence");
    if confidence == Some(Confidence::Found) && entry.source.trim().is_empty() {
        let reason = "confidence «found» needs a source: name it, or write general or uncertain";
        sheet.wrong(&entry.confidence.span(), reason);
    }
    Some(Fact { words: sheet.two(entry.zh, entry.en), confidence: confidence?, source: entry.source })
}

fn materials(sheet: &mut Sheet<'_>, screens: &[Screen], entries: Vec<MaterialFile>) -> Vec<Material> {
    let fields: Vec<_> = screens.iter().flat_map(|screen| screen.fields.iter().cloned()).collect();
    let mut read: Vec<Material> = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(vague) = vague(entry.zh.get_ref()) {
            sheet.wrong(&entry.zh.span(), format!("«{vague}» does not say what to bring: name each material"));
        }
        if read.iter().any(|known| known.key == *entry.key.get_ref()) {
            sheet.wrong(&entry.key.span(), format!("the material «{}» is there twice", entry.key.get_ref()));
        }
        let needed_when = entry.needed_when.as_ref().and_then(|when| condition(sheet, when));
        if let (Some(when), Some(place)) = (&needed_when, &entry.needed_when) {
            check_condition(sheet, &fields, &place.span(), &when.field, Some(when));
        }
        let confidence = sheet.one_of(&entry.confidence, "confidence");
        let words = sheet.two(entry.zh, entry.en);
        let key = sheet.said(entry.key, "key");
        let when = entry.when.map(|when| sheet.words(when));
        let supply = entry.supply.and_then(|supply| sheet.one_of(&supply, "supply")).unwrap_or_default();
        let share = entry.share.and_then(|share| sheet.one_of(&share, "share"));
        if let Some(confidence) = confidence {
            read.push(Material { key, words, when, needed_when, share, supply, confidence });
        }
    }
    read
}

/// The word by which a material names nothing (北京市优化营商环境条例, art. 36: no 其他、有关 as a catch-all).
/// «等» inside 等级, 平等, 等候 is no such word.
fn vague(zh: &str) -> Option<&'static str> {
    if let Some(word) = ["其他", "其它", "有关"].into_iter().find(|word| zh.contains(word)) {
        return Some(word);
    }
    zh.match_indices('等')
        .any(|(at, word)| {
            let after = &zh[at + word.len()..];
            after.trim().is_empty()
                || ["材料", "证明", "文件", "资料", "证件", "相关"].iter().any(|next| after.starts_with(next))
                || after.starts_with(['、', '，', '；', '。', '）', ')', '/'])
        })
        .then_some("等")
}

fn legal_basis(sheet: &mut Sheet<'_>, entry: LegalBasisFile) -> Option<LegalBasis> {
    let from = entry.effective_from.as_ref().and_then(|day| sheet.day(day));
    let to = entry.effective_to.as_ref().and_then(|day| sheet.day(day));
    if let (Some(first), Some(last), Some(place)) = (from, to, &entry.effective_from)
        && first > last
    {
        sheet.wrong(&place.span(), format!("effective_from {first} is after effective_to {last}"));
    }
    let confidence = sheet.one_of(&entry.confidence, "confidence");
    let words = sheet.two(entry.zh, entry.en);
    Some(LegalBasis { words, effective_from: from, effective_to: to, confidence: confidence? })
}
