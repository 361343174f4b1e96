//! The district's own `cases.toml` and `precheck.toml`: that they are whole, and that what they say follows from what is known
//! (domain.md §2), never from a guess.

use std::{fs, path::PathBuf, sync::LazyLock};

use domain::{
    case::{Counted, Procedures, PublicNotice, ReceiptPromise},
    catalogue::{Catalogue, Channel},
    form::FormParts,
    ids::ServiceCode,
    precheck::{Answers, Chance, QuestionKind, Rules, hints, precheck},
};
use proptest::prelude::*;

fn data(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../server/data").join(name);
    fs::read_to_string(&path).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()))
}

/// Read once: reading everything takes long enough to be felt in a property test.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(read_catalogue);
static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::read("precheck.toml", &data("precheck.toml"), &CATALOGUE).expect("it is right"));

fn read_catalogue() -> Catalogue {
    let (options, screens, communities) = (data("options.toml"), data("screens.toml"), data("communities.csv"));
    let parts = FormParts::read(("options.toml", &options), ("screens.toml", &screens), ("communities.csv", &communities));
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../server/data/services");
    let files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the services")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("an ASCII name"))
        .map(|name| (name.clone(), data(&format!("services/{name}"))))
        .collect();
    let read = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Catalogue::read(&parts.expect("the shared lists"), read).expect("the catalogue")
}

fn applied_for(catalogue: &Catalogue) -> Vec<ServiceCode> {
    let through_us = [Channel::Web, Channel::Kiosk, Channel::PreForm];
    let applied = catalogue.guides().iter().filter(|guide| guide.channels.iter().any(|channel| through_us.contains(channel)));
    applied.map(|guide| guide.code.clone()).collect()
}

fn procedures() -> Procedures {
    Procedures::read("cases.toml", &data("cases.toml"), &CATALOGUE).expect("it is right")
}

/// What one person is told of one service.
fn told(answers: &[(&str, &str)], service: &str) -> Chance {
    let all = precheck(&RULES, &answers.iter().copied().collect());
    all.into_iter().find(|(code, _)| code.as_str() == service).expect("every service is answered").1
}

fn is_likely(chance: &Chance) -> bool {
    matches!(chance, Chance::Likely { .. })
}

fn is_no(chance: &Chance) -> bool {
    matches!(chance, Chance::No { .. })
}

#[test]
fn every_service_that_can_be_applied_for_has_its_cases() {
    let procedures = procedures();
    let applied = applied_for(&CATALOGUE);
    assert!(applied.len() > 30);
    for service in applied {
        let procedure = procedures.of(&service).unwrap_or_else(|| panic!("{service}"));
        assert!(!procedure.steps.is_empty(), "{service}");
    }
    assert_eq!(procedures.appeal().days, 60);
}

#[test]
fn a_limit_is_promised_only_where_its_source_was_found() {
    let procedures = procedures();
    let limited: Vec<&str> = procedures
        .services()
        .filter(|service| procedures.of(service).expect("listed").limit.is_some())
        .map(ServiceCode::as_str)
        .collect();
    // domain.md §2: the thirty work days of 低保 and the ten of 临时救助 are general knowledge, others are proposals.
    assert_eq!(limited, ["XC-CJ-01", "XC-CJ-02", "XC-JZ-03", "XC-SY-01", "XC-SZ-01", "XC-SZ-02"]);
    let promise = |service: &str| ReceiptPromise::of(procedures.of(&service.into()).expect("listed"));
    assert_eq!(promise("XC-JZ-01"), ReceiptPromise::AtTheCounter);
    assert_eq!(promise("XC-SY-01"), ReceiptPromise::Within { days: 30, counted: Counted::Days });
    assert_eq!(promise("XC-CJ-01"), ReceiptPromise::Within { days: 10, counted: Counted::Workdays });
}

#[test]
fn children_are_never_shown_in_public() {
    let procedures = procedures();
    for service in ["XC-ET-01", "XC-ET-02", "XC-SY-01"] {
        let notice = &procedures.of(&service.into()).expect("listed").notice;
        assert!(matches!(notice, PublicNotice::Never { .. }), "{service}");
    }
    let shown =
        |service: &str| matches!(procedures.of(&service.into()).expect("listed").notice, PublicNotice::For { days: 7, .. });
    assert!(shown("XC-JZ-01") && shown("XC-JZ-03"));
}

#[test]
fn a_mistake_in_a_file_names_its_line() {
    let catalogue = &*CATALOGUE;
    let line_of = |text: &str, part: &str| text[..text.find(part).expect("there")].lines().count().max(1);
    let cases = data("cases.toml").replace("services = [\"XC-GG-02\"]", "services = [\"XC-GG-99\"]");
    let mistakes = Procedures::read("cases.toml", &cases, catalogue).expect_err("an unknown service");
    let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let line = line_of(&cases, "\"XC-GG-99\"");
    assert!(told.iter().any(|mistake| mistake.starts_with(&format!("cases.toml:{line}: «XC-GG-99»"))), "{told:?}");
    assert!(told.iter().any(|mistake| mistake.contains("XC-GG-02 (")), "{told:?}");

    let sourceless = data("cases.toml").replacen("source = \"残疾人两项补贴跨省通办规定（宕昌民政转载）\"", "source = \"\"", 1);
    let mistakes = Procedures::read("cases.toml", &sourceless, catalogue).expect_err("a limit without a source");
    assert!(mistakes[0].reason.contains("source"), "{mistakes:?}");

    for (good, bad, reason) in [
        ("\"age < 80\"", "\"age under 80\"", "no condition"),
        ("\"age < 80\"", "\"aeg < 80\"", "no question"),
        ("\"served = pension\"", "\"served = pensoin\"", "no choice"),
        ("when = [\"age < 80\"]", "when = []", "refuse everybody"),
    ] {
        let text = data("precheck.toml").replacen(good, bad, 1);
        let mistakes = Rules::read("precheck.toml", &text, catalogue).expect_err(bad);
        let line = if bad == "when = []" { mistakes[0].line } else { line_of(&text, bad) };
        assert_eq!((mistakes[0].line, mistakes[0].reason.contains(reason)), (line, true), "{mistakes:?}");
    }
}

#[test]
fn the_questions_are_few_and_only_those_that_matter_are_asked() {
    let rules = &*RULES;
    assert!(rules.questions.len() <= 12);
    let asked = |answers: &[(&str, &str)]| {
        let answers: Answers = answers.iter().copied().collect();
        rules
            .questions
            .iter()
            .filter(|question| question.is_asked(&answers))
            .map(|question| question.key.clone())
            .collect::<Vec<_>>()
    };
    assert!(
        !asked(&[("age", "40"), ("card_kind", "none")]).iter().any(|key| ["card_level", "care", "child"].contains(&key.as_str()))
    );
    assert!(asked(&[("age", "8")]).contains(&"child".to_owned()));
    let age = rules.question("age").expect("asked");
    for (given, good) in [("80", true), ("121", false), ("-1", false), ("abc", false)] {
        assert_eq!(age.takes(&[given.to_owned()]), good, "{given}");
    }
}

#[test]
fn a_person_of_eighty_five_hears_of_the_allowance() {
    let beijing = [("age", "85"), ("hukou", "xicheng")];
    assert!(is_likely(&told(&beijing, "XC-LN-01")));
    let Chance::No { rule, source, elsewhere, object } = told(&[("age", "79"), ("hukou", "xicheng")], "XC-LN-01") else {
        panic!("not yet eighty")
    };
    assert_eq!(rule.zh, "要年满80周岁");
    assert!(!source.is_empty() && elsewhere.is_some() && object.zh.contains("行政复议"));
    assert!(is_no(&told(&[("age", "85"), ("hukou", "none")], "XC-LN-01")));
    assert!(matches!(told(&[("age", "85")], "XC-LN-01"), Chance::Maybe { .. }), "a skipped question refuses nobody");
}

#[test]
fn a_sudden_hardship_finds_its_aid_and_a_lasting_one_is_sent_on() {
    assert!(is_likely(&told(&[("sudden", "fire")], "XC-JZ-04")));
    assert!(is_likely(&told(&[("sudden", "costs"), ("household", "low")], "XC-JZ-04")));
    let Chance::No { elsewhere: Some(elsewhere), .. } = told(&[("sudden", "none")], "XC-JZ-04") else { panic!("nothing sudden") };
    assert!(elsewhere.zh.contains("低保"));
    assert!(is_likely(&told(&[], "XC-JZ-00")), "the one door is open to everybody");
}

#[test]
fn support_for_the_destitute_follows_age_and_disability() {
    let adult = |kind: &str, level: &str| {
        told(&[("age", "40"), ("alone", "yes"), ("card_kind", kind), ("card_level", level)], "XC-JZ-03")
    };
    // 特困人员认定办法: intellectual and mental 1–3, physical 1–2, sight 1.
    for (kind, last) in [("intellectual", 3), ("mental", 3), ("physical", 2), ("sight", 1), ("hearing", 0), ("speech", 0)] {
        for level in 1..=4 {
            let chance = adult(kind, &level.to_string());
            assert!(if level <= last { is_likely(&chance) } else { is_no(&chance) }, "{kind} {level}: {chance:?}");
        }
    }
    assert!(is_likely(&told(&[("age", "60"), ("alone", "yes")], "XC-JZ-03")));
    assert!(is_likely(&told(&[("age", "15"), ("alone", "yes"), ("card_kind", "none")], "XC-JZ-03")));
    assert!(is_no(&told(&[("age", "70"), ("alone", "no")], "XC-JZ-03")));
}

#[test]
fn what_cannot_be_had_together_is_a_hint() {
    let rules = &*RULES;
    let both: Answers = [
        ("age", "70"),
        ("hukou", "xicheng"),
        ("household", "dibao"),
        ("card_kind", "physical"),
        ("card_level", "1"),
        ("care", "severe"),
    ]
    .into_iter()
    .collect();
    let shown = hints(rules, &both);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].words.zh.contains("只能选一边"));
    for service in ["XC-LN-02", "XC-LN-03", "XC-CJ-01", "XC-CJ-02"] {
        let chance = precheck(rules, &both).into_iter().find(|(code, _)| code.as_str() == service).expect("answered").1;
        assert!(is_likely(&chance), "{service}: a hint decides nothing");
    }
    assert!(hints(rules, &[("age", "30"), ("card_kind", "none")].into_iter().collect()).is_empty());
}

#[test]
fn no_sentence_of_the_precheck_names_an_amount() {
    let text = data("precheck.toml");
    let said = text.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(said.filter(|line| line.contains('元') || line.contains("yuan")).collect::<Vec<_>>(), Vec::<&str>::new());
}

proptest! {
    #[test]
    fn whatever_is_answered_every_service_gets_one_answer(picks in prop::collection::vec(any::<prop::sample::Index>(), 12), ages in 0i64..121) {
        let rules = &*RULES;
        let mut answers = Answers::default();
        for (question, pick) in rules.questions.iter().zip(picks) {
            match &question.kind {
                QuestionKind::Number { .. } => answers.give(&question.key, &ages.to_string()),
                QuestionKind::One(choices) | QuestionKind::Many(choices) => {
                    // One place more than there are choices: a skipped question.
                    if let Some(choice) = choices.get(pick.index(choices.len() + 1)) {
                        answers.give(&question.key, &choice.value);
                    }
                }
            }
        }
        let told = precheck(rules, &answers);
        prop_assert_eq!(told.iter().map(|(service, _)| service.clone()).collect::<Vec<_>>(), applied_for(&CATALOGUE));
        for (service, chance) in told {
            if let Chance::No { rule, source, object, .. } = chance {
                prop_assert!(![rule.zh, rule.en, source, object.zh].iter().any(String::is_empty), "{}", service);
            }
        }
    }
}
