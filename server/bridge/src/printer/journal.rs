//! What became of each key, on disk, so that a restart prints nothing twice. A key is written down before its first byte goes
//! to the printer; one that has no outcome when the file is read again was cut in the middle and counts as failed.

use std::{
    collections::{HashMap, VecDeque},
    fs::{File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Outcome, Why};

/// How many keys are remembered: weeks of a busy kiosk.
const KEEP: usize = 5_000;
/// Lines after which the file is written anew.
const LINES: usize = 4 * KEEP;

/// One line of the file.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: String,
    /// `None`: about to be sent.
    outcome: Option<Outcome>,
}

/// Keys and their outcomes.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    lines: usize,
    order: VecDeque<String>,
    known: HashMap<String, Outcome>,
    ended_badly: bool,
}

impl Journal {
    /// Reads the file, or begins one.
    ///
    /// # Errors
    /// It can be neither read nor written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(none) if none.kind() == io::ErrorKind::NotFound => String::new(),
            Err(wrong) => return Err(wrong),
        };
        let mut journal = Self {
            path: path.to_owned(),
            file: append_to(path)?,
            lines: text.lines().count(),
            order: VecDeque::new(),
            known: HashMap::new(),
            ended_badly: false,
        };
        // A last line that was torn by a power cut is passed over: what it would have said was not acted on yet.
        for entry in text.lines().filter_map(|line| serde_json::from_str::<Entry>(line).ok()) {
            journal.ended_badly = entry.outcome != Some(Outcome::Printed);
            journal.learn(entry.key, entry.outcome.unwrap_or(Outcome::Failed { why: Why::Offline }));
        }
        journal.write_anew()?;
        Ok(journal)
    }

    /// What became of `key`; `None`: never heard of.
    #[must_use]
    pub fn outcome(&self, key: &str) -> Option<Outcome> {
        self.known.get(key).copied()
    }

    /// Whether the last ticket before the start is not known to be printed: part of it may hang from the printer.
    #[must_use]
    pub fn ended_badly(&self) -> bool {
        self.ended_badly
    }

    /// Writes down that `key` is about to be sent. From here on it is failed until it is known to be printed.
    ///
    /// # Errors
    /// It is not on disk; then nothing may be sent.
    pub fn about_to_send(&mut self, key: &str) -> io::Result<()> {
        self.write(key, None)?;
        self.learn(key.to_owned(), Outcome::Failed { why: Why::Offline });
        Ok(())
    }

    /// Writes down what became of it.
    ///
    /// # Errors
    /// It is not on disk: after a restart the key counts as failed.
    pub fn became(&mut self, key: &str, outcome: Outcome) -> io::Result<()> {
        self.learn(key.to_owned(), outcome);
        self.write(key, Some(outcome))?;
        if self.lines > LINES { self.write_anew() } else { Ok(()) }
    }

    fn learn(&mut self, key: String, outcome: Outcome) {
        if self.known.insert(key.clone(), outcome).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > KEEP {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }

    fn write(&mut self, key: &str, outcome: Option<Outcome>) -> io::Result<()> {
        let mut line = line(key, outcome);
        // After a write that failed half-way the next line must still begin at a line's beginning.
        line.insert(0, '\n');
        self.file.write_all(line.as_bytes())?;
        self.lines += 1;
        self.file.sync_data()
    }

    fn write_anew(&mut self) -> io::Result<()> {
        let text: String =
            self.order.iter().filter_map(|key| Some(line(key, Some(*self.known.get(key)?)))).collect::<Vec<_>>().join("\n");
        replace(&self.path, text.as_bytes())?;
        self.file = append_to(&self.path)?;
        self.lines = self.order.len();
        Ok(())
    }
}

fn line(key: &str, outcome: Option<Outcome>) -> String {
    serde_json::to_string(&Entry { key: key.to_owned(), outcome }).expect("words always have a JSON form")
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// Puts `bytes` in the place of a file, or leaves the old one.
///
/// # Errors
/// The disk's.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    // The new name lasts only when the folder is on disk too.
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_cut_in_the_middle_counts_as_failed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("printed");
        let mut journal = Journal::open(&path).expect("open");
        journal.about_to_send("a").expect("written");
        journal.became("a", Outcome::Printed).expect("written");
        journal.about_to_send("b").expect("written");
        drop(journal);
        let journal = Journal::open(&path).expect("open");
        assert_eq!(journal.outcome("a"), Some(Outcome::Printed));
        assert_eq!(journal.outcome("b"), Some(Outcome::Failed { why: Why::Offline }));
        assert_eq!(journal.outcome("c"), None);
        assert!(journal.ended_badly());
    }

    #[test]
    fn a_torn_line_spoils_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("printed");
        std::fs::write(&path, "{\"key\":\"a\",\"outcome\":{\"outcome\":\"printed\"}}\n{\"key\":\"b\",\"outc").expect("written");
        let journal = Journal::open(&path).expect("open");
        assert_eq!(journal.outcome("a"), Some(Outcome::Printed));
        assert_eq!(journal.outcome("b"), None, "it was not sent: a key goes to disk before its first byte");
    }

    #[test]
    fn it_is_bounded() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("printed");
        let text: Vec<String> = (0..KEEP + 50).map(|key| line(&format!("k{key}"), Some(Outcome::Printed))).collect();
        std::fs::write(&path, text.join("\n")).expect("written");
        let journal = Journal::open(&path).expect("open");
        assert_eq!(journal.outcome("k0"), None);
        assert_eq!(journal.outcome(&format!("k{}", KEEP + 49)), Some(Outcome::Printed));
        assert_eq!(std::fs::read_to_string(&path).expect("a file").lines().count(), KEEP);
    }
}
