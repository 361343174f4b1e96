//! Reads the settings, opens the house, serves: nothing else.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use server::{
    bench,
    house::{self, DistrictData, StartError},
    keys::{self, Keyring},
    settings::{self, LogFormat, Settings},
    store::Store,
};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// 一门: one door for every civil-affairs service of the district.
#[derive(Parser)]
#[command(name = "yimen", version, after_long_help = settings::help())]
struct Arguments {
    /// A settings file (TOML). Without one, yimen.toml in the present folder is read when it is there.
    #[arg(long, global = true, env = "YIMEN_SETTINGS")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum DepartmentsCommand {
    /// Try every mapping and print what would be sent.
    ///
    /// Each is filled in with people who cannot exist, and tried against the department's recorded answer
    /// (mappings/<department>/<act>.answer.json or .xml) or its stand-in. A real department is never sent anything. It fails
    /// when one was not understood.
    Check,
}

#[derive(Subcommand)]
enum Command {
    /// Serve residents, kiosks, boards and counters until stopped.
    ///
    /// An empty YIMEN_DATA is made ready first: tables, and in a demonstration keys. On SIGTERM or Ctrl-C it takes no more,
    /// finishes what is under way and exits.
    #[command(after_long_help = settings::help())]
    Serve,
    /// Bring the store's tables up to date and stop.
    ///
    /// `serve` does it too. YIMEN_STORE names the store; without it, it is the SQLite file in YIMEN_DATA.
    #[command(after_long_help = settings::help())]
    Migrate,
    /// Check the district's data files (services, venues, holidays, departments, staff) and stop.
    ///
    /// YIMEN_DISTRICT names their folder; without it, what is built in is checked. Each mistake is told with file, line and
    /// reason.
    #[command(after_long_help = settings::help())]
    Check,
    /// Run the stand-in departmental systems alone, for trying out and for tests.
    ///
    /// They listen on YIMEN_DEPARTMENTS_ADDR, keep their books in YIMEN_DATA and report to YIMEN_PUBLIC_URL. `serve` starts
    /// them too, unless YIMEN_DEPARTMENTS_ADDR is off. Production refuses them.
    #[command(after_long_help = settings::help())]
    Departments {
        #[command(subcommand)]
        command: Option<DepartmentsCommand>,
    },
    /// Make the keys of a production server, once, and stop.
    ///
    /// Writes keys.toml into YIMEN_DATA, readable by its owner only, and says where. A file that is there already is never
    /// touched. The secrets shared with departments are added by hand, under [departments].
    #[command(after_long_help = settings::help())]
    Keys,
    /// For `make bench`: plain axum answering the bytes of a file.
    #[command(hide = true)]
    BenchPlain {
        /// Where it listens.
        #[arg(long)]
        addr: std::net::SocketAddr,
        /// The bytes.
        #[arg(long)]
        file: PathBuf,
    },
    /// For `make bench`: confirmed bookings beside the bare transaction.
    #[command(hide = true)]
    BenchBookings,
}

// Four workers even on two cores: leptos #4647, a render that waits can stall a single worker.
#[tokio::main(worker_threads = 4)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match Settings::read(arguments.settings.as_deref()) {
        Ok(settings) => settings,
        Err(wrong) => return stopped(&StartError::new(wrong)),
    };
    log_to_stderr(&settings);
    let done = match arguments.command {
        Command::Serve => house::serve(settings, stop_signal()).await,
        Command::Migrate => migrate(&settings).await,
        Command::Check => DistrictData::read(&settings.district).map(|data| {
            tracing::info!(
                services = data.catalogue.guides().len(),
                venues = data.district.venues.len(),
                "every data file is in order"
            );
        }),
        Command::Keys => make_keys(&settings),
        Command::Departments { command: None } => house::stand_ins(&settings, stop_signal()).await,
        Command::Departments { command: Some(DepartmentsCommand::Check) } => try_departments(&settings).await,
        Command::BenchPlain { addr, file } => bench::plain(addr, &file).await.map_err(StartError::new),
        Command::BenchBookings => bench::bookings(&settings).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => stopped(&wrong),
    }
}

async fn migrate(settings: &Settings) -> Result<(), StartError> {
    house::make_folder(&settings.data)?;
    let store = Store::open(&settings.store_url()).await.map_err(StartError::new)?;
    store.migrate().await.map_err(StartError::new)?;
    store.close().await;
    tracing::info!("the store is up to date");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn make_keys(settings: &Settings) -> Result<(), StartError> {
    Keyring::make(&settings.data).map_err(StartError::new)?;
    let file = settings.data.join(keys::FILE);
    println!("New keys: {}", file.display());
    println!("Keep a copy in a safe place, apart from the backups: what is stored can be read only with them.");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
async fn try_departments(settings: &Settings) -> Result<(), StartError> {
    let (told, good) = house::try_departments(settings).await?;
    print!("{told}");
    if good { Ok(()) } else { Err(StartError::new("departments check: not everything was understood; see above")) }
}

/// Says why the program does not start, one reason a line.
#[expect(clippy::print_stderr, reason = "the log may not be there yet")]
fn stopped(wrong: &StartError) -> ExitCode {
    for line in &wrong.0 {
        eprintln!("yimen does not start: {line}");
    }
    ExitCode::FAILURE
}

fn log_to_stderr(settings: &Settings) {
    let filter = EnvFilter::try_new(format!("{},sqlx=warn,hyper=warn,leptos=warn", settings.log))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    match settings.log_format {
        LogFormat::Text => builder.compact().init(),
        LogFormat::Json => builder.json().init(),
    }
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
