//! `newstape serve` and `newstape run --once`

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::serve_http::{self, HttpArgs};
use super::terminal::Messages;
use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::refusal::Refusal;
use crate::clock::Clock;
use crate::http;
use crate::service::{self, Report, Rhythm, Settings};
use crate::view::Document;

const SERVE_NOTES: &str = "\
The service asks every source when its time has come (see `newstape source`), logs, links and checks
what is new, and measures each horizon once it is due. SIGTERM or Ctrl-C stops it within five seconds.
Its whole state is in the database: after a power cut it continues from there.

It serves pages and an API at http://127.0.0.1:8765/ (`/api/openapi.json` describes it). On an address
that other machines reach, tokens are needed; a browser asks for them as the password of any name.

Messages go to standard error; NEWSTAPE_LOG sets their detail (for example `debug`).

Examples:
  newstape serve
  newstape serve --quiet --log-format json
  newstape --now 2025-01-27T00:00:00Z serve --until 2025-02-06T00:00:00Z    # a rehearsal: days in seconds";

const RUN_NOTES: &str = "\
One pass: every source that is due is polled, what is new is logged, what is due is measured.
The exit code is 3 if a source or an instrument failed; each is named.

Examples:
  newstape run --once                    # from cron, instead of `newstape serve`
  newstape --offline run --once          # no network: measures with the stored bars only";

/// What is logged, and in which format
#[derive(Debug, Args)]
struct Telling {
    /// Log errors only
    #[arg(long)]
    quiet: bool,
    /// The format of the log
    #[arg(long, value_name = "FORM", default_value = "text")]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    /// Plain lines
    Text,
    /// One JSON object per line
    Json,
}

/// The limits of a poll
#[derive(Debug, Args)]
struct Limits {
    /// Timeout of one poll, all its requests together
    #[arg(long, value_name = "SECONDS", default_value = "180", value_parser = seconds)]
    poll_limit: Duration,
    /// Log at most this many items per poll; the rest follow with the next
    #[arg(long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(u64).range(1..))]
    items_a_poll: u64,
}

/// Poll the sources, log what is new, and measure what is due, until stopped
#[derive(Debug, Args)]
#[command(after_help = SERVE_NOTES)]
pub(super) struct ServeArgs {
    /// With --now: rehearse until this instant. The clock jumps from one due time to the next
    #[arg(long, value_name = "INSTANT")]
    until: Option<DateTime<Utc>>,
    #[command(flatten)]
    http: HttpArgs,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    telling: Telling,
}

/// Do one pass of what `serve` does continuously
#[derive(Debug, Args)]
#[command(after_help = RUN_NOTES)]
pub(super) struct RunArgs {
    /// Make one pass, then exit
    #[arg(long, required = true)]
    once: bool,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    telling: Telling,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    let limit = Duration::try_from_secs_f64(seconds).ok().filter(|d| !d.is_zero());
    limit.ok_or_else(|| "it must be greater than zero".to_owned())
}

pub(super) fn serve(args: &ServeArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    args.telling.begin();
    let rhythm = match (args.until, global.clock()) {
        (None, Clock::System) => Rhythm::Continuous,
        (Some(end), Clock::Fixed(_)) => Rhythm::Until { end, at_once: 1 },
        (Some(_), Clock::System) => {
            return Err(argument("until", "a rehearsal needs --now, the instant at which it begins"));
        }
        (None, Clock::Fixed(_)) => {
            return Err(argument("now", "a fixed clock never advances; with --until it is a rehearsal"));
        }
    };
    // In a rehearsal, days pass in seconds: progress would only flicker.
    let http = if rhythm == Rhythm::Continuous { args.http.settings(&global.settings.http)? } else { None };
    let report = run_until_stopped(settings(global, &args.limits, rhythm), rhythm, http)?;
    if rhythm != Rhythm::Continuous {
        print(&report, console);
    }
    Ok(Exit::Done)
}

pub(super) fn run(args: &RunArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    args.telling.begin();
    let rhythm = Rhythm::Until { end: global.clock().now(), at_once: 8 };
    let report = run_until_stopped(settings(global, &args.limits, rhythm), rhythm, None)?;
    print(&report, console);
    Ok(if report.is_in_part() { Exit::Partial } else { Exit::Done })
}

fn argument(argument: &'static str, reason: &str) -> Failure {
    Refusal::Argument { argument, reason: reason.to_owned() }.into()
}

fn settings(global: &Global, limits: &Limits, rhythm: Rhythm) -> Settings {
    let mut settings = Settings::new(global.context());
    settings.poll_limit = limits.poll_limit;
    settings.items_a_poll = limits.items_a_poll;
    settings.net = settings.net.within(limits.poll_limit);
    if global.now.is_some() && rhythm != Rhythm::Continuous {
        // Days pass in seconds here: pauses in real time would be out of proportion.
        settings.net.unpaced = true;
        settings.net.retries = 0;
    }
    settings
}

/// How long stopping may take. Of the five seconds promised, the rest is for the process to exit.
const LONGEST_STOP: Duration = Duration::from_millis(4_500);

fn run_until_stopped(
    settings: Settings,
    rhythm: Rhythm,
    http: Option<(SocketAddr, http::Settings)>,
) -> Result<Report, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| Refusal::Runtime(e.to_string()))?;
    let stop = CancellationToken::new();
    let result = runtime.block_on(async {
        tokio::spawn(stop_on_signal(stop.clone()));
        let server = match http {
            Some(http) => {
                let context = settings.context.clone();
                Some(serve_http::start(http, context, &settings.counters, stop.clone()).await?)
            }
            None => None,
        };
        let stopped = async {
            stop.cancelled().await;
            tokio::time::sleep(LONGEST_STOP).await;
        };
        tokio::select! {
            result = serve_all(settings, rhythm, stop.clone(), server) => result,
            // What hangs is abandoned: writes are transactions, so none is left half done.
            () = stopped => {
                tracing::warn!("a task did not stop in time and was abandoned");
                Ok(Report::default())
            }
        }
    });
    runtime.shutdown_background();
    result
}

/// Runs the service, and the server until the service ends.
async fn serve_all(
    settings: Settings,
    rhythm: Rhythm,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
) -> Result<Report, Failure> {
    let result = service::serve(settings, rhythm, stop.clone()).await;
    stop.cancel();
    if let Some(server) = server {
        let _ = server.await;
    }
    result
}

async fn stop_on_signal(stop: CancellationToken) {
    if asked_to_stop().await.is_ok() {
        tracing::info!("stopping");
        stop.cancel();
    }
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told,
        _ = term.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn print(report: &Report, console: &Console) {
    let record = report.record();
    for remark in record.remarks() {
        console.note(&remark);
    }
    if console.json {
        console.document(&Document::new("run", record));
        return;
    }
    for line in record.lines() {
        console.line(&line);
    }
}

impl Telling {
    /// Sends log messages to standard error from now on.
    fn begin(&self) {
        let usual = if self.quiet { "error" } else { "warn,newstape=info" };
        let filter = EnvFilter::try_from_env("NEWSTAPE_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let colour = std::io::stderr().is_terminal() && !plain;
        let to = move || Messages { to: std::io::stderr(), colour };
        let messages = tracing_subscriber::fmt().with_env_filter(filter).with_writer(to);
        // This fails only when called twice in one process; the first call's setting then stays.
        let _ = match self.log_format {
            LogFormat::Text => messages.with_target(false).with_ansi(colour).try_init(),
            LogFormat::Json => messages.json().flatten_event(true).try_init(),
        };
    }
}
