//! A bridge that listens, and somebody who talks to it with exactly the headers they choose.

use std::{
    io::Write,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use bridge::{
    house,
    secret::Secret,
    settings::{Lamp, Settings, devices},
};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

pub(crate) const ORIGIN: &str = "https://door.example.gov.cn";

/// A bridge with everything simulated.
pub(crate) struct Bridge {
    pub(crate) port: u16,
    pub(crate) secret: String,
    pub(crate) stop: CancellationToken,
    pub(crate) serving: JoinHandle<()>,
    _data: TempDir,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (told, value) = line.split_once(": ")?;
            told.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem: serde_json::Value = serde_json::from_str(&self.body).expect("a problem");
        assert_eq!(problem["status"], self.status);
        problem["type"].as_str().expect("a type").trim_start_matches("urn:yimen:problem:").to_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

/// Settings with every device simulated, in memory where there is a file system of it: every ticket is on disk twice.
pub(crate) fn simulated() -> (Settings, TempDir) {
    let data = folder();
    let mut settings = Settings { origin: ORIGIN.to_owned(), data: data.path().to_owned(), ..Settings::default() };
    settings.printer.kind = devices::PrinterKind::Simulator;
    settings.reader.kind = devices::ReaderKind::Simulator;
    settings.scanner.kind = devices::ScannerKind::Simulator;
    settings.ups.kind = devices::UpsKind::Simulator;
    settings.lamp = Lamp { simulator: true, command: Vec::new() };
    settings.speak = devices::Speak { simulator: true, zh: Vec::new(), en: Vec::new() };
    (settings, data)
}

pub(crate) fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder")
}

impl Bridge {
    pub(crate) async fn simulated() -> Self {
        let (settings, data) = simulated();
        Self::start(settings, data).await
    }

    pub(crate) async fn start(settings: Settings, data: TempDir) -> Self {
        logs();
        let settings = settings.checked("test").expect("settings");
        let (secret, _) = Secret::make(&settings.secret_file).expect("a secret");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let stop = CancellationToken::new();
        let ends = stop.clone();
        let serving = tokio::spawn(async move { house::serve_on(listener, settings, ends).await.expect("served") });
        Self { port, secret: secret.reveal().to_owned(), stop, serving, _data: data }
    }

    /// As the door's page asks.
    pub(crate) async fn page(&self, method: &str, path: &str, body: &str) -> Answer {
        self.ask(method, path, &self.proper(), body).await
    }

    /// As the door's page hands on the word of a door with this key.
    pub(crate) async fn vouch(&self, door: &SigningKey) -> Answer {
        let state = self.page("GET", "/v1/state", "").await.json();
        let challenge = state["standing"]["challenge"].as_str().expect("a challenge");
        let text = format!("yimen-bridge:in-use:{}:{challenge}", hex::encode(Sha256::digest(self.secret.as_bytes())));
        let word = serde_json::json!({
            "key": hex::encode(door.verifying_key().as_bytes()),
            "signature": hex::encode(door.sign(text.as_bytes()).to_bytes()),
        });
        self.page("POST", "/v1/standing", &word.to_string()).await
    }

    /// The headers of the door's page.
    pub(crate) fn proper(&self) -> Vec<(String, String)> {
        [
            ("Host", format!("127.0.0.1:{}", self.port)),
            ("Origin", ORIGIN.to_owned()),
            ("Authorization", format!("Bearer {}", self.secret)),
            ("Content-Type", "application/json".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// A switch of the simulator, as a test turns it.
    pub(crate) async fn turn(&self, path: &str, form: &str) -> Answer {
        let headers =
            [("Host", format!("127.0.0.1:{}", self.port)), ("Content-Type", "application/x-www-form-urlencoded".into())]
                .map(|(name, value): (&str, String)| (name.to_owned(), value));
        self.ask("POST", path, &headers, form).await
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(String, String)], body: &str) -> Answer {
        let mut stream = self.send(method, path, headers, body).await;
        let mut all = Vec::new();
        stream.read_to_end(&mut all).await.expect("an answer");
        let all = String::from_utf8_lossy(&all).into_owned();
        let (head, body) = all.split_once("\r\n\r\n").expect("head and body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    async fn send(&self, method: &str, path: &str, headers: &[(String, String)], body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("connected");
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        request.push_str(body);
        stream.write_all(request.as_bytes()).await.expect("sent");
        stream
    }

    /// Listens to events; returns once the first, the states of printer and reader, have come.
    pub(crate) async fn listen(&self) -> Listening {
        let stream = self.send("GET", "/v1/events", &self.proper(), "").await;
        let mut listening = Listening { stream, heard: String::new(), at: 0 };
        assert!(listening.next("printer").await.contains("paper_left"));
        assert!(listening.next("reader").await.contains("card"));
        listening
    }
}

/// A page that listens.
pub(crate) struct Listening {
    stream: TcpStream,
    /// Everything that ever came.
    pub(crate) heard: String,
    at: usize,
}

impl Listening {
    /// The data of the next event, which must have this name.
    pub(crate) async fn next(&mut self, name: &str) -> String {
        loop {
            let rest = &self.heard[self.at..];
            if let Some(start) = rest.find("event: ")
                && let Some(length) = rest[start..].find("\n\n")
            {
                let event = rest[start..start + length].to_owned();
                self.at += start + length;
                assert!(event.starts_with(&format!("event: {name}\n")), "{name} was due, and {event} came");
                return event.split_once("data: ").expect("data").1.to_owned();
            }
            assert!(self.more().await, "the stream ended before {name}");
        }
    }

    /// Whether more came.
    pub(crate) async fn more(&mut self) -> bool {
        let mut space = [0; 4096];
        let count = self.stream.read(&mut space).await.expect("a stream");
        self.heard.push_str(&String::from_utf8_lossy(&space[..count]));
        count > 0
    }
}

/// Everything that this program's tests have logged, at the finest level.
pub(crate) fn logs() -> String {
    static LOGS: OnceLock<Logs> = OnceLock::new();
    let logs = LOGS.get_or_init(|| {
        let logs = Logs::default();
        let written = logs.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || written.clone())
            .init();
        logs
    });
    let bytes = logs.0.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Clone, Default)]
struct Logs(Arc<Mutex<Vec<u8>>>);

impl Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
