//! Whether the kiosk runs on mains or on its battery, and for how long still.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::Serialize;

use crate::{run::Program, simulator::held};

/// Where the kernel tells of batteries.
pub const KERNEL: &str = "/sys/class/power_supply";
const ASK_WITHIN: Duration = Duration::from_secs(2);

/// A simulated battery.
pub type Simulated = Arc<Mutex<State>>;

/// From what the kiosk runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// The socket.
    Mains,
    /// The battery.
    Battery,
    /// There is no battery, or it does not say.
    None,
}

/// How the battery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// From what the kiosk runs.
    pub state: Supply,
    /// How long the battery lasts, in minutes, where it says.
    pub minutes: Option<u32>,
}

/// Where it is asked.
#[derive(Clone, Debug)]
pub enum Source {
    /// Nowhere.
    None,
    /// `upsc` and the battery's name.
    Nut(Vec<String>),
    /// The kernel's folder.
    Kernel(PathBuf),
    /// A switch.
    Simulated(Simulated),
}

const UNKNOWN: State = State { state: Supply::None, minutes: None };

impl Source {
    /// Asks.
    pub async fn ask(&self) -> State {
        match self {
            Self::None => UNKNOWN,
            Self::Simulated(state) => *held(state),
            Self::Kernel(folder) => kernel(folder),
            Self::Nut(line) => {
                let said = Program { line, input: b"", within: ASK_WITHIN, most: 65_536 }.run().await;
                said.map_or(UNKNOWN, |said| nut(&String::from_utf8_lossy(&said)))
            }
        }
    }
}

/// Reads `upsc`'s lines: `ups.status: OB DISCHRG`, `battery.runtime: 1380` (seconds).
fn nut(said: &str) -> State {
    let value = |name: &str| said.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()));
    let state = match value("ups.status") {
        Some(status) if status.split(' ').any(|flag| flag == "OB") => Supply::Battery,
        Some(status) if status.split(' ').any(|flag| flag == "OL") => Supply::Mains,
        _ => Supply::None,
    };
    let seconds = value("battery.runtime").and_then(|text| text.split('.').next()?.parse::<u32>().ok());
    State { state, minutes: seconds.map(|seconds| seconds / 60) }
}

/// Reads the kernel's folder: a mains supply that is online wins; of a battery that discharges, its energy by its power.
fn kernel(folder: &Path) -> State {
    let read = |supply: &Path, name: &str| Some(std::fs::read_to_string(supply.join(name)).ok()?.trim().to_owned());
    let number = |supply: &Path, name: &str| read(supply, name)?.parse::<u64>().ok();
    let Ok(supplies) = std::fs::read_dir(folder) else { return UNKNOWN };
    let (mut state, mut minutes) = (Supply::None, None);
    for supply in supplies.flatten().map(|entry| entry.path()) {
        match read(&supply, "type").as_deref() {
            Some("Mains" | "USB") if number(&supply, "online") == Some(1) => state = Supply::Mains,
            Some("Battery" | "UPS") => {
                if read(&supply, "status").as_deref() == Some("Discharging") && state == Supply::None {
                    state = Supply::Battery;
                }
                let by_power = || Some(number(&supply, "energy_now")? * 3_600 / number(&supply, "power_now")?.max(1));
                let by_current = || Some(number(&supply, "charge_now")? * 3_600 / number(&supply, "current_now")?.max(1));
                let seconds = number(&supply, "time_to_empty_now").or_else(by_power).or_else(by_current);
                minutes = minutes.or(seconds.and_then(|seconds| u32::try_from(seconds / 60).ok()));
            }
            _ => {}
        }
    }
    // A battery alone that does not discharge hangs on a supply that the kernel does not see.
    if state == Supply::None && minutes.is_some() {
        state = Supply::Mains;
    }
    State { state, minutes: if state == Supply::Battery { minutes } else { None } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upsc_is_understood() {
        let said = "battery.charge: 87\nbattery.runtime: 1380\nups.status: OB DISCHRG\n";
        assert_eq!(nut(said), State { state: Supply::Battery, minutes: Some(23) });
        assert_eq!(nut("ups.status: OL CHRG\n"), State { state: Supply::Mains, minutes: None });
        assert_eq!(nut("Error: Driver not connected"), UNKNOWN);
    }

    #[test]
    fn the_kernels_folder_is_understood() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |supply: &str, files: &[(&str, &str)]| {
            std::fs::create_dir_all(folder.path().join(supply)).expect("made");
            for (name, text) in files {
                std::fs::write(folder.path().join(supply).join(name), text).expect("written");
            }
        };
        assert_eq!(kernel(folder.path()), UNKNOWN);
        write("AC", &[("type", "Mains\n"), ("online", "0\n")]);
        write(
            "BAT0",
            &[("type", "Battery\n"), ("status", "Discharging\n"), ("energy_now", "10000000\n"), ("power_now", "20000000\n")],
        );
        assert_eq!(kernel(folder.path()), State { state: Supply::Battery, minutes: Some(30) });
        write("AC", &[("online", "1\n")]);
        assert_eq!(kernel(folder.path()).state, Supply::Mains);
    }
}
