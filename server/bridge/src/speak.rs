//! A voice for a machine whose browser has none: a local engine reads words and says a WAV. What is said is in no log and on
//! no command line.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::{
    run::{self, Program, RunError},
    simulator::held,
};

/// The most characters said at once: two minutes.
pub const CHARACTERS: usize = 1_000;
const SPEAK_WITHIN: Duration = Duration::from_secs(20);
const MOST_BYTES: usize = 24 * 1024 * 1024;
/// Voices at once: a kiosk has one pair of ears, and two cores.
const AT_ONCE: usize = 2;

/// The languages of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What is to be said.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In which language.
    pub lang: Language,
    /// The words.
    pub text: String,
}

/// Why nothing is said.
#[derive(Debug, thiserror::Error)]
pub enum SpeakError {
    /// There is no engine for this language.
    #[error("there is no voice for this language")]
    NoVoice,
    /// The engine did not do its work.
    #[error(transparent)]
    Run(#[from] RunError),
    /// What it said is no WAV.
    #[error("the voice did not say a WAV")]
    NoWav,
}

/// The engines, or none of them.
pub struct Voice {
    zh: Vec<String>,
    en: Vec<String>,
    free: Semaphore,
    simulated: Option<Arc<Mutex<Vec<Words>>>>,
}

impl Voice {
    /// One program a language; empty: none.
    #[must_use]
    pub fn new(zh: Vec<String>, en: Vec<String>) -> Self {
        Self { zh, en, free: Semaphore::new(AT_ONCE), simulated: None }
    }

    /// Keeps the words, oldest first, and says a moment of silence.
    #[must_use]
    pub fn simulated(said: Arc<Mutex<Vec<Words>>>) -> Self {
        Self { simulated: Some(said), ..Self::new(Vec::new(), Vec::new()) }
    }

    /// Whether there is an engine for it.
    #[must_use]
    pub fn knows(&self, language: Language) -> bool {
        self.simulated.is_some() || self.line(language).first().is_some_and(|program| run::is_there(program))
    }

    /// Says the words, as a WAV.
    ///
    /// # Errors
    /// See [`SpeakError`].
    pub async fn say(&self, words: &Words) -> Result<Vec<u8>, SpeakError> {
        if let Some(said) = &self.simulated {
            held(said).push(words.clone());
            return Ok(silence());
        }
        if !self.knows(words.lang) {
            return Err(SpeakError::NoVoice);
        }
        let _free = self.free.acquire().await.map_err(|_| SpeakError::NoVoice)?;
        let line = self.line(words.lang);
        let said = Program { line, input: words.text.as_bytes(), within: SPEAK_WITHIN, most: MOST_BYTES }.run().await?;
        with_true_lengths(said).ok_or(SpeakError::NoWav)
    }

    fn line(&self, language: Language) -> &[String] {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// A WAV that a browser plays to its end, and nobody hears: mono, eight bits, 50 ms.
fn silence() -> Vec<u8> {
    const A_SECOND: u32 = 8_000;
    const SOUNDS: u32 = A_SECOND / 20;
    const LEVEL: u8 = 0x80;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + SOUNDS).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(A_SECOND.to_le_bytes());
    wav.extend(A_SECOND.to_le_bytes());
    wav.extend(b"\x01\0\x08\0data");
    wav.extend(SOUNDS.to_le_bytes());
    wav.extend(std::iter::repeat_n(LEVEL, SOUNDS as usize));
    wav
}

/// An engine that writes as it goes does not know the length beforehand and writes the largest; a browser then shows hours, and
/// some wait for them.
fn with_true_lengths(mut wav: Vec<u8>) -> Option<Vec<u8>> {
    if wav.get(..4)? != b"RIFF" || wav.get(8..12)? != b"WAVE" {
        return None;
    }
    let whole = u32::try_from(wav.len()).ok()?;
    wav[4..8].copy_from_slice(&(whole - 8).to_le_bytes());
    let mut at = 12;
    while let Some(head) = wav.get(at..at + 8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        if &head[..4] == b"data" {
            let rest = u32::try_from(wav.len() - at - 8).ok()?;
            wav[at + 4..at + 8].copy_from_slice(&length.min(rest).to_le_bytes());
            return Some(wav);
        }
        at = at.checked_add(8 + usize::try_from(length).ok()?)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(told: u32, sound: &[u8]) -> Vec<u8> {
        let mut wav = b"RIFF\xff\xff\xff\x7fWAVEfmt \x04\0\0\0\x01\0\x01\0data".to_vec();
        wav.extend(told.to_le_bytes());
        wav.extend(sound);
        wav
    }

    #[test]
    fn a_length_that_was_guessed_is_put_right() {
        let right = with_true_lengths(wav(0x7FFF_FFFF, b"soundsound")).expect("a WAV");
        assert_eq!(right[4..8], 34u32.to_le_bytes());
        assert_eq!(right, {
            let mut whole = wav(10, b"soundsound");
            whole[4..8].copy_from_slice(&34u32.to_le_bytes());
            whole
        });
        assert_eq!(with_true_lengths(b"<html>".to_vec()), None);
    }

    #[test]
    fn silence_is_a_wav_of_its_true_length() {
        let silence = silence();
        assert_eq!(with_true_lengths(silence.clone()), Some(silence));
    }

    #[tokio::test]
    async fn words_go_to_the_engine_by_its_input() {
        let voice = Voice::new(["sh", "-c", "printf 'RIFF....WAVEdata....'; cat"].map(str::to_owned).to_vec(), Vec::new());
        let said = voice.say(&Words { lang: Language::Zh, text: "您好".to_owned() }).await.expect("said");
        assert!(said.ends_with("您好".as_bytes()));
        let none = voice.say(&Words { lang: Language::En, text: "hello".to_owned() }).await;
        assert!(matches!(none, Err(SpeakError::NoVoice)));
    }
}
