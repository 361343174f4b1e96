//! Bodies that are broken, false or far too large: an answer that says what to do, bounded memory, and nothing of the draft lost.

use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::door::{self, Door, Program, on_both};

/// 100 MB.
const HUGE: usize = 100 * 1024 * 1024;
/// What the program may grow by while such bodies arrive, KiB.
const GROWS: u64 = 64 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_says_why_and_the_draft_stays() {
    on_both(async |door| {
        let program = door.start().await;
        let draft = door.insist("/apply/xc-jz-04", &[("who_for", "me"), ("attempt", "a")]).await;
        let draft = draft.rsplit_once('/').expect("a screen").0.to_owned();
        door.insist(&format!("{draft}/you"), &[("name", "样例甲"), ("do", "later")]).await;
        let materials = format!("{draft}/materials");

        let part = |name: &str, bytes: &[u8]| {
            let mut body = format!(
                "--b\r\ncontent-disposition: form-data; name=\"material\"\r\n\r\nid-card\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            )
            .into_bytes();
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n--b--\r\n");
            body
        };
        let damaged = app::msg::files::DAMAGED.zh;
        let wrong_kind = app::msg::files::WRONG_KIND.zh;
        let pixels = app::msg::files::TOO_MANY_PIXELS.zh;
        let cut = part("a.jpg", &[0xFF, 0xD8, 0xFF])[..120].to_vec();
        for (what, body, said) in [
            ("a form that breaks off", cut, Some(damaged)),
            ("no form at all", b"nonsense".to_vec(), Some(damaged)),
            ("a program named .jpg", part("a.jpg", b"MZ\x90\0 a program"), Some(wrong_kind)),
            ("an archive named .pdf", part("a.pdf", b"PK\x03\x04 an archive"), Some(wrong_kind)),
            ("half a photograph", part("a.jpg", &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16]), Some(damaged)),
            ("2.5 thousand million pixels", part("a.png", &png_of(50_000, 50_000)), Some(pixels)),
            ("a photograph for nothing that is asked", part("a.jpg", b"x").replace_first(b"id-card", b"nothing"), None),
        ] {
            let (status, page) = send(&door, &materials, body).await;
            assert!(status.is_client_error(), "{what}: {status}");
            if let Some(said) = said {
                assert!(page.contains(said), "{what}: does not say «{said}»");
            }
        }

        let before = peak(&program);
        for (path, kind, chunked) in [
            (materials.as_str(), "multipart/form-data; boundary=b", false),
            (materials.as_str(), "multipart/form-data; boundary=b", true),
            ("/find", "application/x-www-form-urlencoded", false),
            ("/find", "application/x-www-form-urlencoded", true),
            ("/api/departments/subsidy/callbacks", "application/json", true),
        ] {
            let status = flood(&door, path, kind, chunked).await;
            assert!([400, 401, 413, 422].contains(&status), "{path}, chunked {chunked}: {status}");
        }
        let grown = peak(&program) - before;
        assert!(grown < GROWS, "the program grew by {grown} KiB");

        assert!(door.page(&format!("{draft}/you")).await.contains("样例甲"), "what was typed is there");
        assert_eq!(door.client.get(format!("{}/healthz", door.url())).send().await.expect("an answer").status(), StatusCode::OK);
    })
    .await;
}

trait ReplaceFirst {
    fn replace_first(self, from: &[u8], to: &[u8]) -> Self;
}

impl ReplaceFirst for Vec<u8> {
    fn replace_first(self, from: &[u8], to: &[u8]) -> Self {
        let at = self.windows(from.len()).position(|part| part == from).expect("it is there");
        [&self[..at], to, &self[at + from.len()..]].concat()
    }
}

async fn send(door: &Door, path: &str, body: Vec<u8>) -> (StatusCode, String) {
    let request = door.client.post(format!("{}{path}", door.url())).header("content-type", "multipart/form-data; boundary=b");
    let answer = request.body(body).send().await.expect("an answer");
    (answer.status(), answer.text().await.expect("a page"))
}

/// A PNG whose head promises so many pixels and whose body has next to none (ISO/IEC 15948).
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut png = vec![0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];
    let mut head = width.to_be_bytes().to_vec();
    head.extend(height.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    for (name, data) in [(b"IHDR", head), (b"IDAT", vec![0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
        let chunk = [name.as_slice(), data.as_slice()].concat();
        png.extend_from_slice(&chunk);
        png.extend(crc32(&chunk).to_be_bytes());
    }
    png
}

/// The check sum of a PNG's chunk (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

/// Sends 100 MB for as long as the server takes it; the status it answers.
async fn flood(door: &Door, path: &str, kind: &str, chunked: bool) -> u16 {
    let addr = door.url().trim_start_matches("http://").to_owned();
    let mut line = TcpStream::connect(&addr).await.expect("connected");
    let length = if chunked { "transfer-encoding: chunked".to_owned() } else { format!("content-length: {HUGE}") };
    let head = format!("POST {path} HTTP/1.1\r\nhost: {addr}\r\ncontent-type: {kind}\r\n{length}\r\nconnection: close\r\n\r\n");
    line.write_all(head.as_bytes()).await.expect("the head is taken");
    let (mut read, mut write) = line.into_split();
    let pouring = tokio::spawn(async move {
        let piece = vec![b'x'; 64 * 1024];
        for _ in 0..HUGE / piece.len() {
            let framed =
                if chunked { [format!("{:x}\r\n", piece.len()).as_bytes(), &piece, b"\r\n"].concat() } else { piece.clone() };
            // A server that answers early stops reading.
            if write.write_all(&framed).await.is_err() {
                return;
            }
        }
        let _ = write.write_all(b"0\r\n\r\n").await;
    });
    let mut answer = Vec::new();
    // The line may be cut behind the answer.
    let _ = tokio::time::timeout(door::PATIENCE, read.read_to_end(&mut answer)).await;
    pouring.abort();
    let text = String::from_utf8_lossy(&answer);
    text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{path}: no answer"))
}

/// The most memory that the program ever had, KiB.
fn peak(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}
