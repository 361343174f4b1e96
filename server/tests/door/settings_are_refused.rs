//! A wrong setting stops the program before it takes anybody's request, and says where it stands, which it is and why.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use server::keys::Keyring;
use tempfile::TempDir;

use crate::places::{copy_district, make_site};

/// A place without settings, where the program is started.
struct Desktop(TempDir);

impl Desktop {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the program to its end. Nothing of this test's own environment reaches it.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_yimen"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .env("YIMEN_DATA", self.path("data"))
            .envs(variables.iter().copied())
            .output()
            .expect("the program runs")
    }

    /// What it says when it does not start.
    fn refused(&self, variables: &[(&str, &str)]) -> String {
        let output = self.run(&["serve"], variables);
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains("yimen does not start"), "{said}");
        said
    }

    /// A district of its own: the built-in data with accounts that are no examples.
    fn own_district(&self) -> String {
        let district = self.path("district");
        copy_district(&district);
        let staff = fs::read_to_string(district.join("staff.toml")).expect("our accounts");
        // Only the registry: its address is what these tests give and take away.
        let of_registry =
            |staff: String, code: &str| staff.replace(&format!("department = \"{code}\""), "department = \"marriage-registry\"");
        let staff = ["subsidy", "charity"].into_iter().fold(staff.replace("example = true", ""), of_registry);
        fs::write(district.join("staff.toml"), staff).expect("written");
        let departments = fs::read_to_string(district.join("departments.toml")).expect("our departments");
        let (second, _) = departments.match_indices("[[department]]").nth(1).expect("more than one");
        fs::write(district.join("departments.toml"), &departments[..second]).expect("written");
        district.display().to_string()
    }

    /// A site as a build makes it.
    fn site(&self) -> String {
        let site = self.path("site");
        make_site(&site);
        site.display().to_string()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn says(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "«{word}» is not in: {said}");
    }
}

/// Everything a production server is told, all of it in order.
const PRODUCTION: [(&str, &str); 8] = [
    ("YIMEN_OPEN_KIOSKS", "false"),
    ("YIMEN_IDENTITY_ISSUER", "https://id.example.gov.cn"),
    ("YIMEN_PROFILE", "production"),
    ("YIMEN_ADDR", "127.0.0.1:0"),
    ("YIMEN_PUBLIC_URL", "https://door.example.gov.cn"),
    ("YIMEN_DEPARTMENTS_ADDR", "off"),
    ("YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL", "https://registry.example.gov.cn"),
    ("YIMEN_SMS_URL", "https://sms.example.gov.cn"),
];

fn production(without: &str) -> Vec<(&'static str, &'static str)> {
    PRODUCTION.into_iter().filter(|(name, _)| *name != without).collect()
}

#[test]
fn a_key_nobody_knows_is_named_with_its_file() {
    let desktop = Desktop::new();
    fs::write(desktop.path("yimen.toml"), "adress = \"127.0.0.1:0\"\n").expect("written");
    says(&desktop.refused(&[]), &["yimen.toml", "adress", "unknown field"]);
    fs::remove_file(desktop.path("yimen.toml")).expect("removed");
    says(&desktop.refused(&[("YIMEN_ADRESS", "127.0.0.1:0")]), &["environment", "YIMEN_ADRESS", "--help"]);
    let output = desktop.run(&["--settings", "elsewhere.toml", "serve"], &[]);
    says(&text(&output.stderr), &["elsewhere.toml", "no such settings file"]);
}

#[test]
fn a_value_that_cannot_be_is_named_with_its_place_and_the_reason() {
    let desktop = Desktop::new();
    says(&desktop.refused(&[("YIMEN_ADDR", "three thousand")]), &["YIMEN_", "addr", "socket address"]);
    fs::write(desktop.path("yimen.toml"), "addr = \"3000\"\n").expect("written");
    says(&desktop.refused(&[]), &["yimen.toml", "addr", "socket address"]);
    fs::write(desktop.path("yimen.toml"), "").expect("written");
    says(&desktop.refused(&[("YIMEN_STORE", "mysql://x")]), &["YIMEN_STORE", "must begin with"]);
    says(&desktop.refused(&[("YIMEN_KEEP_DAYS", "3")]), &["YIMEN_KEEP_DAYS", "at least"]);
}

#[test]
fn nobody_is_checked_who_was_not_asked_to_consent() {
    let desktop = Desktop::new();
    let district = desktop.path("district");
    copy_district(&district);
    let file = district.join("departments.toml");
    let text = fs::read_to_string(&file).expect("a copy");
    let wrong = text.replacen("checks = [\"XC-JZ-01\"", "checks = [\"XC-JZ-04\"", 1);
    assert_ne!(text, wrong);
    fs::write(&file, wrong).expect("written");
    let (site, district) = (desktop.site(), district.display().to_string());
    let said = desktop.refused(&[("YIMEN_SITE", &site), ("YIMEN_DISTRICT", &district)]);
    says(&said, &["departments.toml", "XC-JZ-04", "verify_consent"]);
}

#[test]
fn production_refuses_stand_ins_and_what_reaches_nobody() {
    let desktop = Desktop::new();
    let (district, site) = (desktop.own_district(), desktop.site());
    Keyring::make(&desktop.path("data")).expect("keys");
    let refused = |without: &str| {
        let mut variables = production(without);
        variables.extend([("YIMEN_SITE", site.as_str()), ("YIMEN_DISTRICT", district.as_str())]);
        desktop.refused(&variables)
    };
    says(&refused("YIMEN_DEPARTMENTS_ADDR"), &["YIMEN_DEPARTMENTS_ADDR", "stand-in", "off"]);
    says(&refused("YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL"), &["departments.toml", "marriage-registry", "stand-in"]);
    says(&refused("YIMEN_IDENTITY_ISSUER"), &["YIMEN_IDENTITY_ISSUER", "demonstration provider"]);
    says(&refused("YIMEN_SMS_URL"), &["YIMEN_SMS_URL", "SMS gateway"]);
    says(&refused("YIMEN_OPEN_KIOSKS"), &["YIMEN_OPEN_KIOSKS", "enrolled"]);
    says(&refused("YIMEN_PUBLIC_URL"), &["YIMEN_PUBLIC_URL", "https://"]);
    says(&refused("nothing"), &["keys.toml", "departments.marriage-registry"]);
    let output = desktop.run(&["departments"], &production("nothing"));
    says(&text(&output.stderr), &["YIMEN_PROFILE", "stand-in"]);
}

#[test]
fn production_refuses_example_keys_and_example_accounts() {
    let desktop = Desktop::new();
    let (district, site) = (desktop.own_district(), desktop.site());
    let mut variables = production("nothing");
    variables.push(("YIMEN_SITE", &site));
    says(&desktop.refused(&variables), &["staff.toml", "example"]);
    variables.push(("YIMEN_DISTRICT", &district));
    says(&desktop.refused(&variables), &["keys.toml", "missing", "yimen keys"]);
    Keyring::open_or_make(&desktop.path("data"), false).expect("a demonstration's keys");
    says(&desktop.refused(&variables), &["keys.toml", "example"]);
}

#[test]
fn keys_are_made_once_and_never_overwritten() {
    let desktop = Desktop::new();
    let made = desktop.run(&["keys"], &[]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let file = desktop.path("data").join("keys.toml");
    says(&text(&made.stdout), &[&file.display().to_string()]);
    let kept = fs::read_to_string(&file).expect("the keys");
    for secret in kept.split('"').filter(|part| part.len() > 40) {
        assert!(!text(&made.stdout).contains(secret) && !text(&made.stderr).contains(secret), "keys are not shown");
    }
    Keyring::open_or_make(&desktop.path("data"), true).expect("good for production");
    let again = desktop.run(&["keys"], &[]);
    assert!(!again.status.success());
    says(&text(&again.stderr), &["keys.toml", "exists already"]);
    assert_eq!(fs::read_to_string(&file).expect("the keys"), kept);
}

#[test]
fn every_command_explains_itself() {
    let desktop = Desktop::new();
    for (command, words) in [
        ("serve", ["SIGTERM", "YIMEN_ADDR"]),
        ("migrate", ["tables", "YIMEN_STORE"]),
        ("departments", ["stand-in", "YIMEN_DEPARTMENTS_ADDR"]),
        ("check", ["district", "YIMEN_DISTRICT"]),
        ("keys", ["keys.toml", "YIMEN_DATA"]),
    ] {
        let output = desktop.run(&[command, "--help"], &[]);
        assert!(output.status.success());
        says(&text(&output.stdout), &words);
    }
    let all = desktop.run(&["--help"], &[]);
    says(&text(&all.stdout), &["serve", "migrate", "departments", "check", "keys", "YIMEN_KEEP_DAYS"]);
}
