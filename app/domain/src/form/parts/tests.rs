use super::*;

const OPTIONS: &str = r#"list = [
  { name = "yes-no", options = [{ code = "yes", zh = "是", en = "Yes" }] },
  { name = "agreed", options = [{ code = "yes", zh = "同意", en = "Agreed" }] },
  { name = "streets", options = [{ code = "1", zh = "牛街", en = "Niujie" }] },
  { name = "streets-or-other", from = "streets", options = [{ code = "OTHER", zh = "外", en = "Other" }] },
]"#;
const SCREENS: &str = r#"screen = [
  { key = "you", zh = "您是谁", en = "Who are you?" },
]
rows = [
  { name = "thing", columns = [{ key = "kind", type = "text", required = true, zh = "种类", en = "Kind" }] },
]"#;
const COMMUNITIES: &str = "code,street,zh,en\n11,1,甲社区,A\n12,1,乙社区,B\n";

fn read(options: &str, screens: &str, communities: &str) -> Result<FormParts, Vec<DataError>> {
    FormParts::read(("options.toml", options), ("screens.toml", screens), ("communities.csv", communities))
}

/// The one mistake, as `file:line` and its reason.
#[track_caller]
fn refused(options: &str, screens: &str, communities: &str, place: &str, reason: &str) {
    let found = read(options, screens, communities).expect_err("it is refused");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(format!("{}:{}", found[0].file, found[0].line), place, "{}", found[0]);
    assert!(found[0].reason.contains(reason), "{}", found[0]);
}

#[test]
fn good_files_are_read() {
    let parts = read(OPTIONS, SCREENS, COMMUNITIES).expect("they are right");
    let codes = |list: &str| parts.lists[list].iter().map(|choice| choice.code.clone()).collect::<Vec<_>>();
    assert_eq!(
        (codes("streets-or-other"), codes("communities")),
        (vec!["1".into(), "OTHER".into()], vec!["11".into(), "12".into()])
    );
    assert_eq!(parts.lists["communities"][1].under.as_deref(), Some("1"));
}

#[test]
fn a_wrong_list_names_its_line() {
    let wrong = |was: &str, now: &str, place: &str, reason: &str| {
        refused(&OPTIONS.replace(was, now), SCREENS, COMMUNITIES, place, reason);
    };
    wrong("name = \"agreed\"", "name = \"agred\"", "options.toml:1", "the list «agreed» is missing");
    wrong("from = \"streets\"", "from = \"roads\"", "options.toml:5", "there is no list «roads» before this one");
    wrong("code = \"OTHER\"", "code = \"\"", "options.toml:5", "code is empty");
    wrong("zh = \"是\"", "zh = \" \"", "options.toml:2", "zh (the Chinese words) is empty");
    wrong("\"streets-or-other\"", "\"yes-no\"", "options.toml:5", "the list «yes-no» is there twice");
}

#[test]
fn a_wrong_community_names_its_line() {
    let wrong = |now: &str, reason: &str| {
        refused(OPTIONS, SCREENS, &COMMUNITIES.replace("12,1,乙社区,B", now), "communities.csv:3", reason);
    };
    wrong("12,2,乙社区,B", "there is no street «2»");
    wrong("11,1,乙社区,B", "the community «11» is there twice");
    wrong("12,1,乙社区", "a line has four parts");
    wrong("12,1,,B", "a part is empty");
}

#[test]
fn a_wrong_screen_names_its_line() {
    let wrong = |was: &str, now: &str, line: usize, reason: &str| {
        refused(OPTIONS, &SCREENS.replace(was, now), COMMUNITIES, &format!("screens.toml:{line}"), reason);
    };
    wrong("key = \"you\"", "key = \"You\"", 2, "small letters");
    wrong("key = \"kind\"", "key = \"kind\", screen = \"you\"", 5, "stands on no screen of its own");
    wrong("type = \"text\"", "type = \"array\", rows = \"thing\"", 5, "there are no rows «thing»");
    wrong("key = \"kind\"", "key = \"a.b\"", 5, "letters, digits and _");
}
