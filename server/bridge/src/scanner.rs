//! A scanner on a serial line, or on USB that looks like one: no keyboard, so no input method can spoil what it reads.

use std::{
    io::{ErrorKind, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The most bytes of one code: a pass is about 300, a QR code holds at most 2,953.
const MOST: usize = 4_096;
/// How long a read waits, and with it a stop.
const PATIENCE: Duration = Duration::from_millis(400);
/// How long to wait before a scanner that went away is looked for again.
const AGAIN: Duration = Duration::from_secs(2);

/// Cuts what comes into lines; a line that is too long is let go whole.
#[derive(Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Lines {
    /// Takes what came, gives the lines that are whole. Codes end with CR, LF or both; what is not UTF-8 is GB18030.
    pub fn take(&mut self, came: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for byte in came {
            if matches!(byte, b'\r' | b'\n') {
                let line = std::mem::take(&mut self.bytes);
                if !std::mem::take(&mut self.too_long) && !line.is_empty() {
                    lines.push(match String::from_utf8(line) {
                        Ok(text) => text,
                        Err(other) => encoding_rs::GB18030.decode(other.as_bytes()).0.into_owned(),
                    });
                }
            } else if self.bytes.len() == MOST {
                self.too_long = true;
            } else {
                self.bytes.push(*byte);
            }
        }
        lines
    }
}

/// Reads a device's codes into `codes` until it fails or `stop`.
fn read(mut device: impl Read, codes: &mpsc::Sender<String>, stop: &CancellationToken) {
    let mut lines = Lines::default();
    let mut space = [0; 512];
    while !stop.is_cancelled() {
        match device.read(&mut space) {
            Ok(count) => {
                for code in lines.take(&space[..count]) {
                    if codes.blocking_send(code).is_err() {
                        return;
                    }
                }
            }
            Err(slow) if matches!(slow.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
            Err(gone) => {
                tracing::warn!(%gone, "the scanner is away");
                return;
            }
        }
    }
}

/// Reads a serial scanner until `stop`, and looks for it again when it was unplugged. `online` says whether it is there.
pub async fn serial(path: String, baud: u32, codes: mpsc::Sender<String>, online: Arc<AtomicBool>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let (path, codes, online, ends) = (path.clone(), codes.clone(), Arc::clone(&online), stop.clone());
        let reading = tokio::task::spawn_blocking(move || match serialport::new(&path, baud).timeout(PATIENCE).open() {
            Ok(device) => {
                online.store(true, Ordering::Relaxed);
                read(device, &codes, &ends);
                online.store(false, Ordering::Relaxed);
            }
            Err(wrong) => tracing::debug!(%wrong, "no scanner"),
        });
        if let Err(wrong) = reading.await {
            tracing::error!(%wrong, "the scanner's thread ended");
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = stop.cancelled() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_cut_out_of_whatever_pieces_they_come_in() {
        let mut lines = Lines::default();
        assert!(lines.take(b"7KQ4").is_empty());
        assert_eq!(lines.take(b"2MX9\r\nhttps://door/t/x\n\n"), ["7KQ42MX9", "https://door/t/x"]);
        assert_eq!(lines.take(&[0xD5, 0xC5, b'\r']), ["张"]);
        assert!(lines.take(&vec![b'9'; MOST + 1]).is_empty());
        assert_eq!(lines.take(b"\rA1\r"), ["A1"], "what was too long is gone, the next one is not");
    }
}
