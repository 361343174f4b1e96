//! The stand-ins as a program of their own.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::SystemTime};

use clap::Parser;
use departments::{Options, registry, serve, signature};
use domain::time::{Clock, Moment};
use tokio_util::sync::CancellationToken;

/// Stand-ins for the departmental systems: the marriage registry, and those that take cases.
#[derive(Parser)]
#[command(name = "yimen-departments", version, about)]
struct Args {
    /// Where to listen.
    #[arg(long, env = "YIMEN_DEPARTMENTS_ADDR", default_value = "127.0.0.1:3010")]
    addr: SocketAddr,
    /// The stand-ins' own folder; made when missing.
    #[arg(long, env = "YIMEN_DEPARTMENTS_DATA", default_value = "data/departments")]
    data: PathBuf,
    /// The folder of drop folders, the same as Yimen's: `exchange` in its data folder.
    #[arg(long, env = "YIMEN_DEPARTMENTS_EXCHANGE", default_value = "data/exchange")]
    exchange: PathBuf,
    /// Yimen's address; callbacks go there.
    #[arg(long, env = "YIMEN_PUBLIC_URL", default_value = "http://127.0.0.1:3000")]
    callback_url: String,
    /// The secret shared with Yimen for the marriage registry: whsec_ and base64, as in keys.toml.
    #[arg(long, env = "YIMEN_MARRIAGE_REGISTRY_SECRET", hide_env_values = true)]
    secret: String,
    /// Minutes added to the machine's clock; the same as Yimen's.
    #[arg(long, env = "YIMEN_CLOCK_OFFSET_MINUTES", default_value_t = 0)]
    clock_offset_minutes: i64,
}

struct MachineClock {
    offset_minutes: i64,
}

impl Clock for MachineClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)).plus_minutes(self.offset_minutes)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let args = Args::parse();
    let Some(secret) = signature::read_secret(&args.secret) else {
        tracing::error!("--secret: not whsec_ and base64");
        return ExitCode::FAILURE;
    };
    let options = Options {
        addr: args.addr,
        exchange: args.exchange,
        folder: args.data,
        callback_url: args.callback_url.trim_end_matches('/').to_owned(),
        secrets: other_secrets().chain([(registry::CODE.to_owned(), secret)]).collect(),
        clock: Arc::new(MachineClock { offset_minutes: args.clock_offset_minutes }),
    };
    let shutdown = CancellationToken::new();
    tokio::spawn(stop_when_told(shutdown.clone()));
    match serve(options, shutdown).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            tracing::error!("{wrong}");
            ExitCode::FAILURE
        }
    }
}

/// Secrets of the departments that take cases: `YIMEN_AID_PLATFORM_SECRET` is the one of `aid-platform`. A department without
/// one is not there.
fn other_secrets() -> impl Iterator<Item = (String, Vec<u8>)> {
    std::env::vars().filter_map(|(name, value)| {
        let code = name.strip_prefix("YIMEN_")?.strip_suffix("_SECRET")?.to_ascii_lowercase().replace('_', "-");
        Some((code, signature::read_secret(&value)?))
    })
}

async fn stop_when_told(shutdown: CancellationToken) {
    let mut terminate =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("SIGTERM can be listened for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    shutdown.cancel();
}
