//! Other people's programs, within bounds: how long they may take and how much they may say. What they say is never logged.

use std::{process::Stdio, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
};

/// Why a program gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It cannot be started.
    #[error("{program}: {reason}")]
    Start {
        /// Its name.
        program: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// It took too long, and was ended.
    #[error("{0} did not finish in time")]
    Slow(String),
    /// It says that it failed.
    #[error("{program} ended with {status}")]
    Failed {
        /// Its name.
        program: String,
        /// Its exit status.
        status: std::process::ExitStatus,
    },
    /// It said more than it may.
    #[error("{0} said too much")]
    Much(String),
}

/// A program with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program<'a> {
    /// Program and arguments; never through a shell.
    pub line: &'a [String],
    /// What it reads.
    pub input: &'a [u8],
    /// How long it may take.
    pub within: Duration,
    /// How many bytes it may say.
    pub most: usize,
}

impl Program<'_> {
    /// Runs it to its end and gives what it said.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn run(&self) -> Result<Vec<u8>, RunError> {
        let name = self.line.first().map_or("(no program)", String::as_str).to_owned();
        let start = |reason| RunError::Start { program: name.clone(), reason };
        let mut child = Command::new(&name)
            .args(self.line.iter().skip(1))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(start)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(start(std::io::ErrorKind::BrokenPipe.into()));
        };
        let talk = async {
            // A program that does not care for its input closes it; that is no mistake.
            let feed = async {
                stdin.write_all(self.input).await.ok();
                drop(stdin);
            };
            let mut said = Vec::new();
            let mut bounded = stdout.take(self.most as u64 + 1);
            let (_, read) = tokio::join!(feed, bounded.read_to_end(&mut said));
            read.map_err(start)?;
            if said.len() > self.most {
                return Err(RunError::Much(name.clone()));
            }
            let status = child.wait().await.map_err(start)?;
            if status.success() { Ok(said) } else { Err(RunError::Failed { program: name.clone(), status }) }
        };
        tokio::time::timeout(self.within, talk).await.unwrap_or_else(|_| Err(RunError::Slow(name.clone())))
    }
}

/// Whether a program is there: by its path, or in one of PATH's folders.
#[must_use]
pub fn is_there(program: &str) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let runs =
        |path: &std::path::Path| path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0);
    if program.contains('/') {
        return runs(program.as_ref());
    }
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| runs(&folder.join(program))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    #[tokio::test]
    async fn a_program_is_bounded_in_time_and_in_words() {
        let run = async |script: &str| {
            let line = shell(script);
            Program { line: &line, input: b"hello", within: Duration::from_secs(5), most: 10 }.run().await
        };
        assert_eq!(run("cat").await.expect("said"), b"hello");
        assert!(matches!(run("yes").await, Err(RunError::Much(_))));
        assert!(matches!(run("exit 3").await, Err(RunError::Failed { .. })));
        let line = shell("exec sleep 100");
        let slow = Program { line: &line, input: b"", within: Duration::from_millis(20), most: 10 };
        assert!(matches!(slow.run().await, Err(RunError::Slow(_))));
        assert!(is_there("sh") && is_there("/bin/sh") && !is_there("no-such-program"));
    }
}
