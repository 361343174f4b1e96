//! Search over the catalogue: how well one guide answers what was typed.
//! No index: 44 guides are read through in microseconds, on the phone as on the server.

use super::Guide;

/// How well a guide answers, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    /// The code or the whole name.
    Exact,
    /// The name begins so.
    NameStart,
    /// An everyday word is exactly it: «领证» means marrying, although a divorce's name contains it too.
    Everyday,
    /// The name contains it.
    Name,
    /// An everyday word contains it.
    Also,
    /// The name's pinyin, whole or by initials.
    Pinyin,
    /// The summary.
    Summary,
    /// Chinese without spaces: an everyday word stands somewhere in what was typed («我要领结婚证»).
    Spoken,
}

/// How well `guide` answers `query`, or `None`. Every word of the query must match; the words taken together may
/// match better («jie hun», «Marriage registration»).
pub(super) fn answer(guide: &Guide, query: &str) -> Option<Match> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let together = [words.join(" "), words.concat()].into_iter().filter_map(|whole| one(guide, &whole)).min();
    let together = together.filter(|how_well| *how_well != Match::Spoken);
    let each = words.iter().map(|word| one(guide, word)).collect::<Option<Vec<_>>>().and_then(|found| found.into_iter().max());
    [together, each].into_iter().flatten().min()
}

/// How well one word (in small letters) is answered.
fn one(guide: &Guide, word: &str) -> Option<Match> {
    let names = [guide.name.zh.to_lowercase(), guide.name.en.to_lowercase()];
    let also = || guide.also.iter().map(|also| also.to_lowercase());
    if guide.code.as_str().eq_ignore_ascii_case(word) || names.iter().any(|name| name == word) {
        Some(Match::Exact)
    } else if names.iter().any(|name| name.starts_with(word)) {
        Some(Match::NameStart)
    } else if also().any(|also| also == word) {
        Some(Match::Everyday)
    } else if names.iter().any(|name| has(name, word)) {
        Some(Match::Name)
    } else if also().any(|also| has(&also, word)) {
        Some(Match::Also)
    } else if sounds_like(&guide.pinyin, word) {
        Some(Match::Pinyin)
    } else if has(&guide.summary.zh.to_lowercase(), word) || has(&guide.summary.en.to_lowercase(), word) {
        Some(Match::Summary)
    } else if also().any(|also| also.chars().count() > 1 && !also.is_ascii() && word.contains(&also)) {
        Some(Match::Spoken)
    } else {
        None
    }
}

/// Chinese anywhere; English only from the start of a word, so that «age» does not find «marriage».
fn has(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !letter(word.chars().next()) || !letter(text[..at].chars().next_back())
    })
}

/// The syllables from any of them on («hun deng»), or their initials from the first («jhdj»).
fn sounds_like(pinyin: &str, word: &str) -> bool {
    if !word.chars().all(|c| c.is_ascii_alphanumeric()) {
        return false;
    }
    let syllables: Vec<&str> = pinyin.split(' ').collect();
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    initials.starts_with(word) || (0..syllables.len()).any(|from| syllables[from..].concat().starts_with(word))
}
