//! Everything put together: devices by their settings, what watches them, and the server.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    net::TcpListener,
    sync::{Notify, mpsc},
    time::{Interval, MissedTickBehavior},
};
use tokio_util::sync::CancellationToken;

use crate::{
    events::{Event, Events},
    http,
    lamp::Lamp,
    printer::{
        Desk, State,
        desk::{Habits, ROLL_FILE},
        link::{Network, Nothing, PATIENCE, Port, Serial, Usb},
        roll::{Lengths, Roll},
    },
    reader::{self, Card, Reader, Watch},
    scanner,
    screen::Screen,
    secret::{Secret, SecretError},
    settings::{
        Settings,
        devices::{ConfirmBy, PrinterKind, ReaderKind, ScannerKind, UpsKind, usb_id},
    },
    simulator::{Field, Machine, Simulator, held, link::Socket},
    speak::Voice,
    standing::{Door, system_clock},
    ups,
};

/// Why the bridge does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The folder of its memory cannot be used.
    #[error("data: {0}: {1}")]
    Data(PathBuf, io::Error),
    /// Somebody listens there already.
    #[error("addr: {0}: {1}")]
    Listen(std::net::SocketAddr, io::Error),
}

/// The devices and what is known of them.
pub struct Bridge {
    /// The receipt printer.
    pub printer: Desk,
    /// The card reader; `None`: there is none.
    pub reader: Option<Box<dyn Reader>>,
    /// Whether it answers.
    pub reader_online: AtomicBool,
    /// The card that lies on it, for as long as it does.
    pub card: Mutex<Option<Card>>,
    /// The kind of scanner.
    pub scanner: ScannerKind,
    /// Whether it is there.
    pub scanner_online: Arc<AtomicBool>,
    /// The lamp.
    pub lamp: Lamp,
    /// The battery.
    pub ups: ups::Source,
    /// The voice.
    pub voice: Voice,
    /// Whether the page lives.
    pub screen: Screen,
    /// What happened.
    pub events: Events,
    /// What is simulated.
    pub simulator: Simulator,
    /// How the printer was said to be.
    told: Mutex<Option<State>>,
    settings: Settings,
}

impl Bridge {
    /// The devices of `settings`. Nothing is asked yet.
    ///
    /// # Errors
    /// The folder of its memory cannot be used.
    pub fn new(settings: Settings) -> Result<Self, StartError> {
        let data = |wrong| StartError::Data(settings.data.clone(), wrong);
        std::fs::create_dir_all(&settings.data).map_err(data)?;
        let simulated = |is_simulated: bool| is_simulated.then(|| Arc::new(Mutex::new(Machine::default())));
        let machine = simulated(settings.printer.kind == PrinterKind::Simulator);
        let field = (settings.reader.kind == ReaderKind::Simulator).then(|| Arc::new(Mutex::new(Field::default())));
        let lamp = settings.lamp.simulator.then(|| Arc::new(Mutex::new("off".to_owned())));
        let battery = (settings.ups.kind == UpsKind::Simulator)
            .then(|| Arc::new(Mutex::new(ups::State { state: ups::Supply::Mains, minutes: None })));
        let said = settings.speak.simulator.then(|| Arc::new(Mutex::new(Vec::new())));
        let printer = Desk::open(port(&settings, machine.as_ref()), &settings.data, habits(&settings)).map_err(data)?;
        Ok(Self {
            printer,
            reader: reader(&settings, field.as_ref()),
            reader_online: AtomicBool::new(settings.reader.kind != ReaderKind::None),
            card: Mutex::new(None),
            scanner: settings.scanner.kind,
            scanner_online: Arc::new(AtomicBool::new(settings.scanner.kind == ScannerKind::Simulator)),
            lamp: match (&lamp, settings.lamp.command.is_empty()) {
                (Some(shown), _) => Lamp::Simulated(Arc::clone(shown)),
                (None, false) => Lamp::Command(settings.lamp.command.clone()),
                (None, true) => Lamp::None,
            },
            ups: settings.ups.source(battery.clone()),
            voice: match &said {
                Some(said) => Voice::simulated(Arc::clone(said)),
                None => Voice::new(settings.speak.zh.clone(), settings.speak.en.clone()),
            },
            screen: Screen::default(),
            events: Events::default(),
            simulator: Simulator {
                printer: machine,
                reader: field,
                scanner: settings.scanner.kind == ScannerKind::Simulator,
                lamp,
                ups: battery,
                said,
                printer_switched: Notify::new(),
                reader_switched: Notify::new(),
            },
            told: Mutex::new(None),
            settings,
        })
    }

    /// Watches the devices, and the page of a machine behind which the door stands, until `stop`.
    pub async fn watch(self: Arc<Self>, door: Arc<Door>, stop: CancellationToken) {
        let screen = self.screen.watch(&self.settings.screen, &door, &stop);
        tokio::join!(self.watch_printer(&stop), self.watch_reader(&stop), self.watch_scanner(&stop), screen);
    }

    /// Asks the printer how it is, and tells when that changed.
    pub async fn look_at_printer(self: &Arc<Self>) -> (State, u32) {
        let bridge = Arc::clone(self);
        // The drivers block.
        let seen = tokio::task::spawn_blocking(move || bridge.printer.look()).await.unwrap_or((State::Offline, 0));
        self.saw_printer(seen);
        seen
    }

    /// Tells when the printer is otherwise than it was.
    pub fn saw_printer(&self, (state, paper_left): (State, u32)) {
        let before = held(&self.told).replace(state);
        if before.is_some_and(|before| before != state) {
            tracing::info!(?state, paper_left, "printer");
            self.events.tell(Event::Printer { state, paper_left });
        }
    }

    /// Whether there is a card reader, and it answers: `ok`, `offline`, `none`.
    #[must_use]
    pub fn reader_state(&self) -> &'static str {
        match (&self.reader, self.reader_online.load(Ordering::Relaxed)) {
            (None, _) => "none",
            (Some(_), true) => "ok",
            (Some(_), false) => "offline",
        }
    }

    async fn watch_printer(self: &Arc<Self>, stop: &CancellationToken) {
        if self.settings.printer.kind == PrinterKind::None {
            return;
        }
        let mut every = every(Duration::from_secs(self.settings.printer.poll_seconds.into()));
        loop {
            self.look_at_printer().await;
            if !Self::next(&mut every, &self.simulator.printer_switched, stop).await {
                return;
            }
        }
    }

    async fn watch_reader(&self, stop: &CancellationToken) {
        let Some(reader) = &self.reader else { return };
        let mut watch = Watch::new(self.settings.reader.gone_after);
        let mut every = every(Duration::from_millis(self.settings.reader.poll_ms));
        loop {
            let event = watch.saw(reader.look().await);
            self.reader_online.store(watch.answers(), Ordering::Relaxed);
            // Before it is told: who begins to listen meanwhile finds it, or hears of it.
            *held(&self.card) = watch.lies_there().cloned();
            if let Some(event) = event {
                tracing::info!(event = event.told().0, "card reader");
                self.events.tell(event);
            }
            if !Self::next(&mut every, &self.simulator.reader_switched, stop).await {
                return;
            }
        }
    }

    async fn watch_scanner(&self, stop: &CancellationToken) {
        if self.scanner != ScannerKind::Serial {
            return;
        }
        let (sender, mut codes) = mpsc::channel(16);
        let scanner = &self.settings.scanner;
        let online = Arc::clone(&self.scanner_online);
        let reading = scanner::serial(scanner.path.clone(), scanner.baud, sender, online, stop.clone());
        // The reading ends at `stop` and lets go of its end; then this ends too.
        let passing = async {
            while let Some(code) = codes.recv().await {
                self.events.tell(Event::Scan(code));
            }
        };
        tokio::join!(reading, passing);
    }

    /// Waits for the next look; `false`: stop.
    async fn next(every: &mut Interval, switched: &Notify, stop: &CancellationToken) -> bool {
        tokio::select! {
            _ = every.tick() => true,
            () = switched.notified() => true,
            () = stop.cancelled() => false,
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut every = tokio::time::interval(period);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    every.reset();
    every
}

fn port(settings: &Settings, machine: Option<&Arc<Mutex<Machine>>>) -> Box<dyn Port> {
    let printer = &settings.printer;
    match (printer.kind, printer.address, usb_id(&printer.usb), machine) {
        (PrinterKind::Network, Some(address), ..) => Box::new(Network { address, patience: PATIENCE }),
        (PrinterKind::Serial, ..) => Box::new(Serial { path: printer.path.clone(), baud: printer.baud, flow: printer.flow }),
        (PrinterKind::Usb, _, Some((vendor, product)), _) => Box::new(Usb { vendor, product }),
        (PrinterKind::Simulator, .., Some(machine)) => Box::new(Socket(Arc::clone(machine))),
        _ => Box::new(Nothing),
    }
}

fn habits(settings: &Settings) -> Habits {
    let printer = &settings.printer;
    Habits {
        names_jobs: printer.confirm == ConfirmBy::ProcessId,
        within: Duration::from_secs(printer.confirm_seconds.into()),
        width_dots: printer.width_dots,
        lengths: lengths(settings),
    }
}

fn lengths(settings: &Settings) -> Lengths {
    let printer = &settings.printer;
    Lengths { roll_mm: printer.roll_mm, near_end_mm: printer.near_end_mm, ticket_mm: printer.ticket_mm }
}

/// The paper count of `settings`.
#[must_use]
pub fn roll(settings: &Settings) -> Roll {
    Roll::new(settings.data.join(ROLL_FILE), lengths(settings))
}

fn reader(settings: &Settings, field: Option<&Arc<Mutex<Field>>>) -> Option<Box<dyn Reader>> {
    let (line, fields) = (settings.reader.command.clone(), settings.reader.fields.clone());
    match settings.reader.kind {
        ReaderKind::None => None,
        ReaderKind::Command => Some(Box::new(reader::command::ByCommand { line, fields })),
        ReaderKind::Http => Some(Box::new(reader::service::ByService { url: settings.reader.uri()?, fields })),
        ReaderKind::Simulator => Some(Box::new(reader::simulated::Simulated(Arc::clone(field?)))),
    }
}

/// Serves the page until `stop`, then finishes what is under way.
///
/// # Errors
/// See [`StartError`].
pub async fn serve(settings: Settings, stop: CancellationToken) -> Result<(), StartError> {
    let addr = settings.addr;
    let listener = TcpListener::bind(addr).await.map_err(|wrong| StartError::Listen(addr, wrong))?;
    serve_on(listener, settings, stop).await
}

/// The same, where somebody listens already.
///
/// # Errors
/// See [`StartError`].
pub async fn serve_on(listener: TcpListener, settings: Settings, stop: CancellationToken) -> Result<(), StartError> {
    let addr = settings.addr;
    let secret = Secret::read(&settings.secret_file)?;
    let port = listener.local_addr().map_err(|wrong| StartError::Listen(addr, wrong))?.port();
    let data = |wrong| StartError::Data(settings.data.clone(), wrong);
    let door = Arc::new(Door::open(&settings.data, &secret, system_clock).map_err(data)?);
    let gate = http::Gate::new(&settings.origin, port, secret, Arc::clone(&door));
    let bridge = Arc::new(Bridge::new(settings)?);
    let app = http::routes(Arc::clone(&bridge), gate, &stop);
    tracing::info!(port, "the bridge listens");
    alive(stop.clone());
    let watching = tokio::spawn(bridge.watch(door, stop.clone()));
    http::listen::serve(listener, app, stop).await;
    if let Err(wrong) = watching.await {
        tracing::error!(%wrong, "a watch ended");
    }
    Ok(())
}

/// Tells systemd that the bridge is up, and then that it lives, where systemd asked for it.
fn alive(stop: CancellationToken) {
    let tell = |state: sd_notify::NotifyState<'_>| {
        if let Err(wrong) = sd_notify::notify(&[state]) {
            tracing::debug!(%wrong, "systemd was not told");
        }
    };
    tell(sd_notify::NotifyState::Ready);
    let Some(within) = sd_notify::watchdog_enabled() else { return };
    tokio::spawn(async move {
        let mut every = every(within / 3);
        loop {
            tokio::select! {
                _ = every.tick() => tell(sd_notify::NotifyState::Watchdog),
                () = stop.cancelled() => return tell(sd_notify::NotifyState::Stopping),
            }
        }
    });
}
