//! `newstape study simulate`

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Console, Exit, Global, StudyInput};
use crate::app::Failure;
use crate::app::study::library;
use crate::app::study::simulate::{SimulationRequest, simulate_clustered, simulate_panel};
use crate::study::SimulationSpec;
use crate::view::Document;
use crate::view::study::{simulation_markdown, simulation_text};
use crate::view::text::Width;

const EXAMPLES: &str = "\
Each sample is a whole study of events drawn at random from the prices. Without a shock the share of samples \
in which a test rejects is its size; it should be the level. With a shock it is its power.

Examples:
  newstape study simulate --prices panel.csv.gz --benchmark SPY --samples 1000 --events 50
  newstape study simulate --prices panel.csv.gz --benchmark SPY --shock 0,0.01 --markdown
  newstape study simulate --prices panel.csv.gz --benchmark SPY --same-day
  newstape study simulate --clustered 0.01,0.02,0.05 --events 50 --test bmp,kp_bmp";

/// Simulate studies of random events: which tests hold their size on your data
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SimulateArgs {
    /// File or directory of prices (repeatable)
    #[arg(long, value_name = "FILE", required_unless_present = "clustered")]
    prices: Vec<PathBuf>,
    #[command(flatten)]
    input: StudyInput,
    /// Studies to simulate
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    samples: u32,
    /// Events in each study
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    events: u32,
    /// Returns to add on day 0, as fractions, comma-separated; each gives a column
    #[arg(long, value_name = "X", default_value = "0", value_delimiter = ',', allow_hyphen_values = true)]
    shock: Vec<f64>,
    /// Significance level of the tests, two-sided
    #[arg(long, value_name = "X", default_value_t = 0.05, value_parser = fraction)]
    level: f64,
    /// Put all events of a study on one random day
    #[arg(long)]
    same_day: bool,
    /// Instead of prices, use simulated returns with these mean residual correlations, all events on one day
    #[arg(long, value_name = "R", value_delimiter = ',', value_parser = fraction, conflicts_with = "prices")]
    clustered: Vec<f64>,
    /// Print the table as Markdown
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

fn fraction(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..1.0).contains(&value) => Ok(value),
        _ => Err(format!("\"{text}\" is not a number of at least 0 and below 1")),
    }
}

pub(super) fn run(args: &SimulateArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let mut request = args.input.request(&args.prices, &global.calendars);
    request.factors = library::on_disk(&global.context(), request.factors)?;
    let wanted = SimulationRequest {
        shocks: args.shock.clone(),
        how: SimulationSpec {
            samples: args.samples as usize,
            events: args.events as usize,
            shock: 0.0,
            level: args.level,
            seed: args.input.seed,
            same_day: args.same_day,
            bootstrap: args.input.resampling(),
        },
    };
    let rounds = args.shock.len() * args.clustered.len().max(1);
    let bar = progress(u64::from(args.samples) * rounds as u64);
    let tick = || bar.inc(1);
    let document = if args.clustered.is_empty() {
        simulate_panel(&request, &wanted, &tick)?
    } else {
        simulate_clustered(&request.spec, &request.tests, &args.clustered, &wanted, &tick)?
    };
    bar.finish_and_clear();
    if console.json {
        console.document(&Document::new("study-simulation", document));
    } else if args.markdown {
        console.line(&simulation_markdown(&document));
    } else {
        console.line(&simulation_text(&document, Width::default()));
    }
    Ok(Exit::Done)
}

/// Shown on standard error, and only where that is a terminal.
fn progress(samples: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(samples), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:40} {pos} of {len} samples, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
