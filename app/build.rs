//! Turns the message files (`messages/*.toml`, Chinese and English side by side) into constants, so that a missing
//! sentence or language stops the build and the browser carries only the sentences its islands use.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=messages");
    let mut files: Vec<_> = fs::read_dir("messages")
        .expect("app/messages is part of the checkout")
        .map(|entry| entry.expect("app/messages can be listed").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let mut out = String::new();
    for path in &files {
        module(path, &mut out);
    }
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("messages.rs");
    fs::write(target, out).expect("OUT_DIR can be written");
}

/// One file becomes one module: `messages/who.toml` with `[title] zh = … en = …` becomes `msg::who::TITLE`.
fn module(path: &Path, out: &mut String) {
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("message files have ASCII names");
    let text = fs::read_to_string(path).expect("message files can be read");
    let messages: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(&text).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
    writeln!(out, "/// The sentences of `messages/{name}.toml`.\npub mod {name} {{\n    use domain::text::Text;")
        .expect("a String takes all");
    for (key, languages) in &messages {
        let zh = languages.get("zh").unwrap_or_else(|| panic!("{}: [{key}] has no zh", path.display()));
        let en = languages.get("en").unwrap_or_else(|| panic!("{}: [{key}] has no en", path.display()));
        assert!(languages.len() == 2, "{}: [{key}] has more than zh and en", path.display());
        assert!(places(zh) == places(en), "{}: [{key}] names different {{values}} in zh and en", path.display());
        let constant = key.replace('-', "_").to_uppercase();
        writeln!(out, "    #[doc = {zh:?}]\n    pub const {constant}: Text = Text {{ zh: {zh:?}, en: {en:?} }};")
            .expect("a String takes all");
    }
    out.push_str("}\n");
}

/// The names in `{braces}`, sorted.
fn places(sentence: &str) -> Vec<&str> {
    let mut names: Vec<_> = sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}
