//! The lamp over the kiosk: green «come», amber «somebody is asked for», off.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{
    run::{self, Program, RunError},
    simulator::held,
};

const SWITCH_WITHIN: Duration = Duration::from_secs(3);

/// What it can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Come.
    Green,
    /// Somebody is asked for.
    Amber,
    /// Nothing.
    Off,
}

/// What it should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    /// Its colour.
    pub colour: Colour,
    /// Whether it blinks.
    #[serde(default)]
    pub blink: bool,
}

/// The lamp.
#[derive(Clone, Debug)]
pub enum Lamp {
    /// There is none.
    None,
    /// A program switches it; `{colour}` and `{blink}` are filled in.
    Command(Vec<String>),
    /// It is only remembered.
    Simulated(Arc<Mutex<String>>),
}

impl Lamp {
    /// Shows it.
    ///
    /// # Errors
    /// The program did not.
    pub async fn show(&self, show: Show) -> Result<(), RunError> {
        let colour = match show.colour {
            Colour::Green => "green",
            Colour::Amber => "amber",
            Colour::Off => "off",
        };
        match self {
            Self::None => Ok(()),
            Self::Simulated(shown) => {
                *held(shown) = format!("{colour}{}", if show.blink { " blinking" } else { "" });
                Ok(())
            }
            Self::Command(line) => {
                let blink = if show.blink { "blink" } else { "steady" };
                let line: Vec<String> =
                    line.iter().map(|word| word.replace("{colour}", colour).replace("{blink}", blink)).collect();
                Program { line: &line, input: b"", within: SWITCH_WITHIN, most: 4_096 }.run().await.map(drop)
            }
        }
    }

    /// `ok`, `offline` or `none`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Simulated(_) => "ok",
            Self::Command(line) if line.first().is_some_and(|program| run::is_there(program)) => "ok",
            Self::Command(_) => "offline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_program_is_told_colour_and_blinking_without_a_shell() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shown");
        let script = format!("printf '%s %s' \"$1\" \"$2\" > {}", file.display());
        let lamp = Lamp::Command(["sh", "-c", &script, "lamp", "{colour}", "{blink}"].map(str::to_owned).to_vec());
        lamp.show(Show { colour: Colour::Amber, blink: true }).await.expect("shown");
        assert_eq!(std::fs::read_to_string(file).expect("a file"), "amber blink");
        assert_eq!(lamp.state(), "ok");
        assert_eq!(Lamp::Command(vec!["no-such-lamp".to_owned()]).state(), "offline");
    }
}
