use super::*;

const GOOD: &str = r#"code = "XC-HY-01"
group = "marriage"
channels = ["appointment"]
checked_on = 2026-11-23
name = { zh = "结婚登记", en = "Marriage registration" }
summary = { zh = "两个人自愿结婚", en = "For two people" }
also = ["领证"]
pinyin = "jie hun deng ji"
sources = ["《民法典》"]
accepts_at = [{ zh = "登记处", en = "Office" }]
steps = [{ zh = "预约", en = "Book" }]
[booking]
party = "couple"
minutes = 10
[time_limit]
zh = "当场"
en = "On the spot"
confidence = "general"
[fee]
zh = "不收费"
en = "No charge"
confidence = "general"
[[eligibility]]
zh = "双方自愿"
en = "Both agree"
confidence = "found"
source = "《民法典》"
[[materials]]
key = "id-card"
zh = "身份证、残疾等级证明"
en = "Identity card"
confidence = "found"
[[legal_basis]]
zh = "《民法典》"
en = "Civil Code"
effective_from = 2021-01-01
effective_to = 2030-01-01
confidence = "found"
[form]
fields = [
  { key = "a_name", type = "text", screen = "you", required = true, zh = "姓名", en = "Name" },
]
"#;

/// The least that forms share.
fn parts() -> FormParts {
    let options = r#"list = [
  { name = "yes-no", options = [{ code = "yes", zh = "是", en = "Yes" }, { code = "no", zh = "否", en = "No" }] },
  { name = "agreed", options = [{ code = "yes", zh = "同意", en = "Agreed" }] },
  { name = "streets", options = [{ code = "110102018", zh = "牛街街道", en = "Niujie" }] },
]"#;
    let screens = r#"screen = [{ key = "you", zh = "您是谁", en = "Who are you?" }]
rows = [{ name = "thing", columns = [{ key = "kind", type = "text", required = true, zh = "种类", en = "Kind" }] }]"#;
    let communities = "code,street,zh,en\n110102018001,110102018,某社区,Some Community\n";
    FormParts::read(("options.toml", options), ("screens.toml", screens), ("communities.csv", communities))
        .expect("they are right")
}

fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Catalogue, Vec<DataError>> {
    Catalogue::read(&parts(), files)
}

fn mistakes(text: &str) -> Vec<DataError> {
    read([("services/XC-HY-01.toml", text)]).expect_err("it is refused")
}

/// The place where the good file says `was`, made wrong: the mistake must name that line.
#[track_caller]
fn refused(was: &str, wrong: &str, reason: &str) {
    let line = GOOD.lines().position(|line| line.contains(was)).expect("the good file says it") + 1;
    let found = mistakes(&GOOD.replacen(was, wrong, 1));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].file.as_str(), found[0].line), ("services/XC-HY-01.toml", line), "{}", found[0]);
    assert!(found[0].reason.contains(reason), "{}", found[0]);
}

#[test]
fn a_good_file_is_read() {
    let catalogue = read([("services/XC-HY-01.toml", GOOD)]).expect("it is right");
    let guide = catalogue.guide("xc-hy-01").expect("case does not matter");
    assert_eq!(guide.booking, Some(BookingTerms { party: Party::Couple, minutes: 10 }));
    assert!(guide.eligibility[0].is_found());
    assert!(catalogue.knows(&"XC-HY-01".into()) && catalogue.guide("XC-HY-99").is_none());
}

#[test]
fn a_guide_without_a_source_is_refused() {
    refused("sources = [\"《民法典》\"]", "sources = []", "sources is empty");
    refused("sources = [\"《民法典》\"]", "sources = [\" \"]", "a source is empty");
    let found = mistakes(&GOOD.replace("sources = [\"《民法典》\"]\n", ""));
    assert!(found[0].reason.contains("missing field `sources`"), "{}", found[0]);
}

#[test]
fn what_is_called_found_needs_a_source() {
    let text = GOOD.replace("confidence = \"found\"\nsource = \"《民法典》\"", "confidence = \"found\"");
    let found = mistakes(&text);
    assert_eq!((found.len(), found[0].line), (1, 26));
    assert!(found[0].reason.contains("needs a source"), "{}", found[0]);
}

#[test]
fn a_material_that_names_nothing_is_refused() {
    for vague in ["其他材料", "其它证件", "有关证明", "身份证等材料", "身份证等证明", "身份证等", "身份证等、照片", "照片等）"]
    {
        refused("身份证、残疾等级证明", vague, "name each material");
    }
}

#[test]
fn unknown_values_are_refused_with_what_is_known() {
    refused("type = \"text\"", "type = \"words\"", "unknown variant `words`, expected one of `text`");
    refused("confidence = \"general\"", "confidence = \"sure\"", "unknown variant `sure`");
    refused("group = \"marriage\"", "group = \"weddings\"", "unknown variant `weddings`");
    refused("party = \"couple\"", "party = \"two\"", "unknown variant `two`");
    refused("checked_on = 2026-11-23", "checked_on = \"today\"", "not a day");
    refused("pinyin = \"jie hun deng ji\"", "colour = \"red\"", "unknown field `colour`");
}

#[test]
fn words_are_needed_in_both_languages() {
    refused("zh = \"当场\"", "zh = \"\"", "zh (the Chinese words) is empty");
    refused("en = \"On the spot\"", "en = \" \"", "en (the English words) is empty");
    refused("zh = \"结婚登记\"", "zh = \"\"", "zh (the Chinese words) is empty");
}

#[test]
fn a_code_is_the_files_name_and_its_own() {
    refused("code = \"XC-HY-01\"", "code = \"XC-HY-02\"", "but the file is «XC-HY-01.toml»");
    let found = read([("services/XC-HY-01.toml", GOOD), ("more/XC-HY-01.toml", GOOD)]).expect_err("it is refused");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].file.as_str(), found[0].line), ("more/XC-HY-01.toml", 1));
    assert!(found[0].reason.contains("in another file too"));
}

#[test]
fn appointment_and_booking_go_together() {
    let found = mistakes(&GOOD.replace("channels = [\"appointment\"]", "channels = [\"web\"]"));
    assert!(found[0].reason.contains("needs the channel «appointment»"), "{}", found[0]);
    let found = mistakes(&GOOD.replace("[booking]\nparty = \"couple\"\nminutes = 10\n", ""));
    assert_eq!(found[0].line, 3);
    assert!(found[0].reason.contains("needs a [booking] section"), "{}", found[0]);
    refused("minutes = 10", "minutes = 0", "minutes is 0");
}

#[test]
fn a_law_does_not_end_before_it_begins() {
    refused("effective_from = 2021-01-01", "effective_from = 2031-01-01", "after effective_to 2030-01-01");
}

#[test]
fn a_field_is_there_once() {
    let line = "  { key = \"a_name\", type = \"text\", screen = \"you\", required = true, zh = \"姓名\", en = \"Name\" },\n";
    let found = mistakes(&GOOD.replace(line, &line.repeat(2)));
    assert_eq!((found.len(), found[0].line), (1, 42));
    assert!(found[0].reason.contains("«a_name» is there twice"));
}

/// The good file's field with other properties.
#[track_caller]
fn field_refused(properties: &str, reason: &str) {
    refused("type = \"text\"", &format!("{properties}, required = true, zh = \"姓名\", en = \"Name\" }},\n#"), reason);
}

/// The good file's field after one more.
#[track_caller]
fn second_refused(properties: &str, reason: &str) {
    let first = "{ key = \"kind\", type = \"enum\", choices = [{ code = \"a\", zh = \"甲\", en = \"A\" }], when = \"sure\"";
    let end = "screen = \"you\", required = true, zh = \"字\", en = \"Words\" }";
    let sure = format!("{{ key = \"sure\", type = \"bool\", {end}");
    let text = GOOD.replace("fields = [\n", &format!("fields = [ {sure}, {first}, {end},\n"));
    let text = text.replace("type = \"text\", screen", &format!("type = \"text\", {properties}, screen"));
    let found = mistakes(&text);
    assert_eq!((found.len(), found[0].line), (1, 41), "{found:?}");
    assert!(found[0].reason.contains(reason), "{}", found[0]);
}

#[test]
fn a_form_that_cannot_be_drawn_is_refused() {
    field_refused("type = \"text\"", "the field «a_name» is on no screen");
    field_refused("type = \"text\", screen = \"nowhere\"", "nobody defined the screen «nowhere»");
    field_refused("type = \"enum\", screen = \"you\"", "needs options");
    field_refused("type = \"enum\", screen = \"you\", choices = []", "needs options");
    field_refused("type = \"enum\", screen = \"you\", options = \"colours\"", "there is no list «colours»");
    field_refused("type = \"text\", screen = \"you\", options = \"streets\"", "only enum and multi");
    field_refused("type = \"array\", screen = \"you\"", "a group needs rows");
    field_refused("type = \"array\", screen = \"you\", rows = \"no\"", "there are no rows «no»");
    field_refused("type = \"text\", screen = \"you\", rows = \"thing\"", "only array, object and region");
    field_refused("type = \"date\", screen = \"you\", not_after = \"soon\"", "not a day");
    field_refused("type = \"int\", screen = \"you\", least = 3, most = 2", "most is less");
    field_refused("type = \"text\", screen = \"you\", when = \"a or b\"", "not a condition");
    field_refused("type = \"text\", screen = \"you\", when = \"nobody\"", "no field is called «nobody»");
    field_refused("type = \"text\", screen = \"you\", same_as = \"nobody\"", "no field is called «nobody»");
    field_refused("type = \"text\", screen = \"you\", share = \"all\"", "unknown variant `all`");
}

#[test]
fn a_condition_that_cannot_hold_is_refused() {
    second_refused("when = \"kind = a\"", "«kind» is not always asked itself");
    second_refused("when = \"sure = perhaps\"", "«perhaps» is not one of the choices of «sure»");
    second_refused("when = \"a_name filled\"", "cannot depend on itself");
    second_refused("when = \"sure under 18\"", "write it as required_when");
    refused("key = \"id-card\"", "needed_when = \"nobody filled\"\nkey = \"id-card\"", "no field is called «nobody»");
    refused(
        "fields = [",
        "screens = [{ key = \"spare\", zh = \"空\", en = \"Spare\" }]\nfields = [",
        "no field is on the screen «spare»",
    );
}

#[test]
fn every_mistake_is_told_at_once() {
    let text =
        GOOD.replace("身份证、残疾等级证明", "其他").replace("type = \"text\"", "type = \"x\"").replace("[\"《民法典》\"]", "[]");
    let found = read([("a/XC-HY-01.toml", text.as_str()), ("a/XC-HY-02.toml", "code = ")]).expect_err("it is refused");
    let lines: Vec<_> = found.iter().map(|mistake| (mistake.file.as_str(), mistake.line)).collect();
    assert_eq!(lines, [("a/XC-HY-01.toml", 9), ("a/XC-HY-01.toml", 30), ("a/XC-HY-01.toml", 41), ("a/XC-HY-02.toml", 1)]);
}

/// The files that travel with the program.
pub(crate) fn real() -> Catalogue {
    let data = format!("{}/../../server/data", env!("CARGO_MANIFEST_DIR"));
    let one = |name: &str| std::fs::read_to_string(format!("{data}/{name}")).expect("it is text");
    let (options, screens, communities) = (one("options.toml"), one("screens.toml"), one("communities.csv"));
    let parts = FormParts::read(("options.toml", &options), ("screens.toml", &screens), ("communities.csv", &communities))
        .unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    let files: Vec<(String, String)> = std::fs::read_dir(format!("{data}/services"))
        .expect("the folder is there")
        .map(|entry| {
            let entry = entry.expect("it can be read");
            let text = std::fs::read_to_string(entry.path()).expect("it is text");
            (format!("services/{}", entry.file_name().to_string_lossy()), text)
        })
        .collect();
    Catalogue::read(&parts, files.iter().map(|(file, text)| (file.as_str(), text.as_str())))
        .unwrap_or_else(|wrong| panic!("{wrong:#?}"))
}

#[test]
fn the_files_that_travel_with_the_program_are_right() {
    let catalogue = real();
    assert_eq!(catalogue.guides().len(), 44);
    assert_eq!(
        catalogue
            .guides()
            .iter()
            .map(|guide| guide.screens.iter().map(|screen| screen.fields.len()).sum::<usize>())
            .sum::<usize>(),
        488
    );
    assert_eq!(catalogue.bookable().count(), 15);
    assert_eq!(catalogue.guides()[0].code.as_str(), "XC-HY-01");
    assert_eq!(Group::ALL.into_iter().map(|group| catalogue.in_group(group).count()).sum::<usize>(), 44);
    // What rests on a proposal only, or on second-hand words, promises no number of days.
    for code in ["XC-JZ-02", "XC-JZ-04", "XC-JZ-06", "XC-CS-01", "XC-CS-03", "XC-GG-01", "XC-GG-02", "XC-ET-01"] {
        let limit = &catalogue.guide(code).expect("it is there").time_limit;
        assert!(!limit.is_found() && !limit.words.zh.contains(|c: char| c.is_ascii_digit()), "{code}");
    }
}

#[track_caller]
fn first(query: &str, code: &str) {
    let catalogue = real();
    let found: Vec<_> = catalogue.search(query).into_iter().map(|guide| guide.code.as_str()).collect();
    assert_eq!(found.first(), Some(&code), "{query}: {found:?}");
}

#[test]
fn a_service_is_found_as_people_say_it() {
    for (query, code) in [
        ("XC-jz-01", "XC-JZ-01"),
        ("结婚登记", "XC-HY-01"),
        ("结婚", "XC-HY-01"),
        ("领证", "XC-HY-01"),
        ("低保", "XC-JZ-01"),
        ("海葬", "XC-BZ-01"),
        ("老年卡", "XC-LN-01"),
        ("残疾补助", "XC-CJ-01"),
        ("结婚证丢了", "XC-HY-05"),
        ("扫墓", "XC-BZ-03"),
        ("我要领结婚证", "XC-HY-01"),
        ("退伍", "XC-TY-01"),
        ("老年餐", "XC-LN-04"),
    ] {
        first(query, code);
    }
}

#[test]
fn a_service_is_found_by_pinyin_and_english() {
    for (query, code) in [
        ("jiehun", "XC-HY-01"),
        ("jie hun", "XC-HY-01"),
        ("jhdj", "XC-HY-01"),
        ("JHD", "XC-HY-01"),
        ("zdshbz", "XC-JZ-01"),
        ("shouyang", "XC-SY-01"),
        ("haizang", "XC-BZ-01"),
        ("marriage REGISTRATION", "XC-HY-01"),
        ("dibao", "XC-JZ-01"),
        ("volunteer", "XC-ZY-01"),
        ("orphans allowance", "XC-ET-01"),
        ("adoption", "XC-SY-01"),
    ] {
        first(query, code);
    }
}

#[test]
fn every_word_must_match_and_nothing_typed_finds_everything() {
    let catalogue = real();
    assert_eq!(catalogue.search("  ").len(), 44);
    assert!(catalogue.search("结婚 火箭").is_empty());
    assert!(catalogue.search("zzzz").is_empty());
    let age: Vec<_> = catalogue.search("age").into_iter().map(|guide| guide.code.as_str()).collect();
    assert!(!age.contains(&"XC-HY-01"), "«age» is no word of «marriage»: {age:?}");
}
