//! Reads the settings and does what the command says: nothing else.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use bridge::{
    house::{self, Bridge, StartError},
    printer::{
        Line, Outcome,
        ticket::{Align, Feed, Qr, Text},
    },
    secret::Secret,
    settings::Settings,
    speak::Language,
};
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// What hangs on a kiosk, for the page in its browser: printer, card reader, scanner, lamp, battery, voice.
#[derive(Parser)]
#[command(name = "yimen-bridge", version)]
struct Arguments {
    /// A settings file (TOML). Without one, /etc/yimen/bridge.toml is read when it is there; then BRIDGE_… variables, tables
    /// parted by two underscores: BRIDGE_PRINTER__KIND=simulator.
    #[arg(long, global = true, env = "BRIDGE_SETTINGS")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the kiosk's page until stopped.
    ///
    /// On SIGTERM or Ctrl-C it takes no more, finishes the ticket that is under way and exits.
    Serve,
    /// Make this device's secret, once, and print the address that enrols the kiosk.
    ///
    /// A secret that is there already is never touched.
    Secret,
    /// Print how each device is.
    ///
    /// While `serve` runs, a USB or serial printer belongs to it: stop it first.
    Check,
    /// Print a test ticket and say what the printer says.
    PrintTest,
    /// Say that a new roll of paper is in.
    Roll,
    /// Print every setting with the value that holds.
    Settings,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match Settings::read(arguments.settings.as_deref()) {
        Ok(settings) => settings,
        Err(wrong) => return stopped(&wrong),
    };
    let filter = EnvFilter::try_new(format!("{},hyper=warn", settings.log)).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).compact().init();
    let done = match arguments.command {
        Command::Serve => house::serve(settings, stop_signal()).await,
        Command::Secret => make_secret(&settings),
        Command::Check => check(settings).await,
        Command::PrintTest => print_test(settings).await,
        Command::Roll => new_roll(&settings),
        Command::Settings => show(&settings),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => stopped(&wrong),
    }
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn make_secret(settings: &Settings) -> Result<(), StartError> {
    let (secret, made) = Secret::make(&settings.secret_file)?;
    let file = settings.secret_file.display();
    println!("{} {file}", if made { "New secret:" } else { "The secret was there already:" });
    println!("Open this address once on this kiosk, then enter the code that it shows at the steward's devices:");
    println!("{}/kiosk/enrol#bridge={}", settings.origin, secret.reveal());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
async fn check(settings: Settings) -> Result<(), StartError> {
    let bridge = Arc::new(Bridge::new(settings)?);
    let (state, left) = bridge.look_at_printer().await;
    println!("printer  {state:?}, {left} tickets left");
    match &bridge.reader {
        None => println!("reader   none"),
        Some(reader) => match reader.look().await {
            Ok(Some(_)) => println!("reader   Ok, a card lies there"),
            Ok(None) => println!("reader   Ok, no card"),
            Err(wrong) => println!("reader   Offline: {wrong}"),
        },
    }
    println!("scanner  {:?}", bridge.scanner);
    println!("lamp     {}", bridge.lamp.state());
    let ups = bridge.ups.ask().await;
    println!("battery  {:?}, minutes {:?}", ups.state, ups.minutes);
    println!("voice    zh {}, en {}", bridge.voice.knows(Language::Zh), bridge.voice.knows(Language::En));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
async fn print_test(settings: Settings) -> Result<(), StartError> {
    let text = |text: &str, size| Line::Text(Text { text: text.to_owned(), size, bold: size > 1, align: Align::Center });
    let lines = [
        text("一门 Yimen", 2),
        text("打印机测试 printer test", 1),
        text("A012", 6),
        text("王䶮 㑇 𬭚", 2),
        Line::Qr(Qr { qr: format!("{}/kiosk", settings.origin), modules: 8 }),
        Line::Feed(Feed { feed: 1 }),
    ];
    let bridge = Bridge::new(settings)?;
    let key = format!("test-{:016x}", rand::random::<u64>());
    let outcome = tokio::task::spawn_blocking(move || bridge.printer.print(&key, &lines)).await;
    match outcome {
        Ok(Ok(Outcome::Printed)) => println!("printed, says the printer"),
        Ok(Ok(Outcome::Failed { why })) => println!("failed: {why:?}"),
        Ok(Err(wrong)) => println!("failed: {wrong}"),
        Err(wrong) => println!("failed: {wrong}"),
    }
    Ok(())
}

fn new_roll(settings: &Settings) -> Result<(), StartError> {
    house::roll(settings).changed().map_err(|wrong| StartError::Data(settings.data.clone(), wrong))
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn show(settings: &Settings) -> Result<(), StartError> {
    print!("{}", settings.told());
    Ok(())
}

/// Says why the program does not start.
#[expect(clippy::print_stderr, reason = "the log may not be there yet")]
fn stopped(wrong: &dyn std::error::Error) -> ExitCode {
    eprintln!("yimen-bridge does not start: {wrong}");
    ExitCode::FAILURE
}

/// Cancelled by Ctrl-C or by the service manager.
fn stop_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let asked = stop.clone();
    tokio::spawn(async move {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(wrong) => {
                tracing::warn!(%wrong, "SIGTERM cannot be heard");
                return;
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        asked.cancel();
    });
    stop
}
