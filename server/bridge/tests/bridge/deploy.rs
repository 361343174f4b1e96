//! What an installer copies is in order: units, policies, the profile.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const UNITS: [&str; 4] = ["yimen-bridge.service", "yimen-kiosk.service", "yimen-screen.path", "yimen-screen.service"];

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

#[test]
fn systemd_takes_the_units() {
    if !bridge::run::is_there("systemd-analyze") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for unit in UNITS {
        let text = fs::read_to_string(deploy().join(unit)).expect("a unit");
        // The programs are not on this machine; whether they are there is all that the check would say of them.
        let lines: Vec<String> = text
            .lines()
            .map(|line| match line.split_once('=') {
                Some((key @ ("ExecStart" | "ExecStartPre"), rest)) => {
                    let (_, arguments) = rest.split_once(' ').unwrap_or((rest, ""));
                    format!("{key}=/bin/true {arguments}")
                }
                _ => line.to_owned(),
            })
            .collect();
        let path = folder.path().join(unit);
        fs::write(&path, lines.join("\n") + "\n").expect("written");
    }
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .args(UNITS.map(|unit| folder.path().join(unit)))
        .output()
        .expect("run");
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && !said.contains("yimen-"), "{said}");
}

#[test]
fn the_browsers_policy_lets_the_page_reach_the_bridge_and_little_else() {
    let text = fs::read_to_string(deploy().join("policies.json")).expect("a policy");
    let policy: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let door = serde_json::json!(["https://door.example.gov.cn"]);
    assert_eq!(policy["LoopbackNetworkAllowedForUrls"], door);
    assert_eq!(policy["URLAllowlist"], door);
    assert_eq!(policy["URLBlocklist"], serde_json::json!(["*"]));
    assert_eq!(policy["DeveloperToolsAvailability"], 2);
    assert_eq!(policy["DownloadRestrictions"], 3);
}

#[test]
fn the_profile_is_new_each_time_but_for_the_device_and_the_offline_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let (profile, kept) = (folder.path().join("run/profile"), folder.path().join("kept"));
    let make = || {
        let done = Command::new("sh").arg(deploy().join("kiosk-profile")).arg(&profile).arg(&kept).status().expect("run");
        assert!(done.success());
    };
    make();
    fs::write(profile.join("Default/History"), "who was here").expect("written");
    fs::write(profile.join("Default/IndexedDB/key"), "device").expect("written");
    make();
    assert!(!profile.join("Default/History").exists());
    assert_eq!(fs::read_to_string(profile.join("Default/IndexedDB/key")).expect("kept"), "device");
}
