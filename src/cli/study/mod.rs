//! `newstape study`

mod cross_section;
mod simulate;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use self::cross_section::CrossSectionArgs;
use super::chart::chart_file;
use super::tables::TableArgs;
use super::{Console, Exit, Global};
use crate::app::chart::ChartFile;
use crate::app::list::expression::expression;
use crate::app::refusal::Refusal;
use crate::app::study::from_store::{EventsFrom, GroupBy, study_from};
use crate::app::study::library;
use crate::app::study::paper::{write_latex, write_report};
use crate::app::study::{Beside, Reading, StudyRequest, draw};
use crate::app::{Context, Failure};
use crate::calendar::Calendars;
use crate::instrument::Mic;
use crate::normal_return::Model;
use crate::study::compat::Peer;
use crate::study::significance::TestName;
use crate::study::{
    Bootstrap, BootstrapSpec, DayZero, OffData, PairsBy, ReturnKind, Spec, ValueKind, Window,
};
use crate::view::Document;
use crate::view::study::{Measure, Stars, day_rows, days_csv, days_table, text};
use crate::view::text::Width;

const EXAMPLES: &str = "\
Prices: long (symbol,date,close, perhaps adj_close), wide (date, one column per symbol), or a directory of \
one file per symbol; CSV, CSV.gz or Parquet. Events: symbol,date or symbol,at, perhaps a group; CSV or JSON \
lines. Relative days are rows of the instrument's own series; day 0 is the first session at or after the date.

Tests: cross_sectional_t, crude_dependence_adjusted, patell, bmp, kp_patell, kp_bmp, skewness_adjusted_t, \
corrado, corrado_zivney, grank_t, grank_z, sign, generalised_sign, wilcoxon

Examples:
  newstape study --prices panel.csv.gz --benchmark SPY --events earnings.csv
  newstape study --prices panel.parquet --benchmark SPY --events e.csv --window=-5..5 --test bmp,corrado
  newstape study --prices panel.csv --events e.csv --model factors --factors ff3.csv --factors-in-percent
  newstape study --prices panel.csv --events e.csv --model factors --factors ff5
  newstape study --prices panel.csv --benchmark SPY --events kinds.csv --by kind --chart caar.svg
  newstape study --prices panel.csv --benchmark SPY --events e.csv --window=-1..1 --window=0..5 --test bmp,corrado
  newstape study --prices panel.csv --benchmark SPY --events surprises.csv --window=-1..1 \
    --regress 'car ~ surprise + log(size) + fe:year' --se cluster:date
  newstape study --prices panel.csv --benchmark SPY --events e.csv --bootstrap wild --replications 9999
  newstape study --prices panel.csv --benchmark SPY --events e.csv --compat estudy2 --json
  newstape study --where 'kind = earnings and ticker in (MSFT, AAPL)' --by ticker --as-of 2025-03-01T00:00:00Z";

/// How returns are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReturnsArg {
    /// P1/P0 - 1
    Simple,
    /// ln(P1/P0)
    Log,
}

/// What the numbers in the price file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ValuesArg {
    /// Prices
    Prices,
    /// Returns as fractions
    Returns,
    /// Returns in percent
    ReturnsPct,
}

/// The quantity that is studied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MeasureArg {
    /// Returns
    Return,
    /// ln(1 + volume)
    Volume,
    /// Squared standardised returns as well as returns
    Volatility,
}

/// What to do with a date that is not a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DayZeroArg {
    /// Use the next session
    Next,
    /// Use the previous session
    Previous,
    /// Leave the event out
    Exact,
}

/// Which pairs of events count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CorrelationArg {
    /// By the overlap of their event windows
    EventWindows,
    /// By the overlap of their estimation windows, for events that all share one day
    EstimationWindows,
}

/// One item of `--test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TestChoice {
    /// Every test.
    All,
    /// No test.
    None,
    /// One test by its name.
    One(TestName),
}

fn choice(text: &str) -> Result<TestChoice, String> {
    match text {
        "all" => Ok(TestChoice::All),
        "none" => Ok(TestChoice::None),
        name => name.parse().map(TestChoice::One).map_err(|e| {
            let known: Vec<&str> = TestName::ALL.iter().map(|test| test.as_str()).collect();
            format!("{e} (all, none, {})", known.join(", "))
        }),
    }
}

/// A number of sessions: `5d`, `5`.
fn sessions(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').unwrap_or(text).parse::<u32>();
    number
        .ok()
        .filter(|n| *n <= 10_000)
        .ok_or_else(|| format!("\"{text}\" is not a number of sessions, like 5d"))
}

/// The arguments that all studies share.
#[derive(Debug, Args)]
pub(super) struct StudyInput {
    /// Symbol of the benchmark among the prices
    #[arg(long, value_name = "SYM")]
    pub benchmark: Option<String>,
    #[arg(
        long,
        value_name = "MODEL",
        default_value = "market_model",
        // Not a doc comment: these would need backticks, which a terminal would show.
        help = "Normal-return model: mean_adjusted, market_adjusted, market_model, factors, scholes_williams, dimson"
    )]
    pub model: Model,
    /// Length of the estimation window in rows
    #[arg(long, value_name = "N", default_value_t = 250)]
    pub estimation: usize,
    /// Rows between the estimation window and the event window
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub gap: usize,
    /// Event window in relative days, first..last. Repeated, `study` sets the windows side by side; they share
    /// the estimation window, before the earliest of them
    #[arg(long, value_name = "A..B", default_value = "-10..10", allow_hyphen_values = true)]
    pub window: Vec<Window>,
    /// How returns are computed
    #[arg(long, value_enum, default_value = "simple")]
    pub returns: ReturnsArg,
    /// Tests, comma-separated, or `all`, or `none`
    #[arg(long, value_name = "TEST", default_value = "all", value_delimiter = ',', value_parser = choice)]
    pub test: Vec<TestChoice>,
    /// What the numbers in the price file are
    #[arg(long, value_enum, default_value = "prices")]
    pub values: ValuesArg,
    /// What is studied: returns, the logarithm of volume, or the size of returns in either direction
    #[arg(long, value_enum, default_value = "return")]
    pub measure: MeasureArg,
    /// Price column of a long file [default: adjusted close, else close]
    #[arg(long, value_name = "COL")]
    pub price_column: Option<String>,
    /// File of factors: date, factor columns, optionally RF. Kenneth French's files are read as published,
    /// in percent, and fetched by name: ff3, ff5, mom, carhart, ff6, each also with -monthly
    #[arg(long, value_name = "FILE|NAME")]
    pub factors: Option<PathBuf>,
    /// Factor columns, comma-separated [default: all]
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    pub factor_columns: Vec<String>,
    /// The factors (and RF) are in percent
    #[arg(long)]
    pub factors_in_percent: bool,
    /// Fewest complete estimation rows; allows estimation windows that begin before the data
    #[arg(long, value_name = "N")]
    pub min_observations: Option<usize>,
    /// What to do with a date that is not a session
    #[arg(long, value_enum, default_value = "next")]
    pub day_zero: DayZeroArg,
    /// Keep events whose window extends beyond the data; those days are missing
    #[arg(long)]
    pub keep_incomplete: bool,
    /// Pairs of events in the correlation of Kolari and Pynnönen's tests
    #[arg(long, value_enum, default_value = "event-windows")]
    pub correlation: CorrelationArg,
    /// The venue whose calendar maps instants to sessions; times without a zone are in its zone
    #[arg(long, value_name = "MIC", default_value = "XNYS")]
    pub mic: Mic,
    #[command(flatten)]
    pub tables: TableArgs,
    /// Intervals of AAR and CAAR, and the p of the skewness-adjusted t, by resampling events: wild or block
    #[arg(long, value_name = "KIND")]
    pub bootstrap: Option<Bootstrap>,
    /// Number of resamples
    #[arg(long, value_name = "N", default_value_t = 9_999, value_parser = clap::value_parser!(u32).range(19..=10_000_000))]
    pub replications: u32,
    /// Seed of the resampling
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Compute the calendar-time portfolio even if no windows overlap
    #[arg(long)]
    pub calendar_time: bool,
    /// Fewest instruments that the calendar-time portfolio must hold on a date
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min_holdings: u64,
    /// Also print another program's numbers: sipemu, estudy2, xkdr, eventstudy, toolkit
    #[arg(long, value_name = "NAME")]
    pub compat: Option<Peer>,
}

/// Run an event study
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct StudyArgs {
    #[command(subcommand)]
    action: Option<StudyAction>,
    /// File or directory of prices (repeatable) [default: the database's daily bars]
    #[arg(long, value_name = "FILE")]
    prices: Vec<PathBuf>,
    #[command(flatten)]
    input: StudyInput,
    /// File of events
    #[arg(long, value_name = "FILE", required_unless_present = "expr", conflicts_with = "expr")]
    events: Option<PathBuf>,
    /// Study the events of the database that match this expression, by their subjects (see `newstape query`)
    #[arg(long = "where", value_name = "EXPR", id = "expr")]
    expr: Option<String>,
    /// Use only what the database had at this instant
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<DateTime<Utc>>,
    /// Leave out events with other logged news of the instrument within so many sessions of theirs, such as 5d
    #[arg(long, value_name = "N", value_parser = sessions)]
    clean: Option<u32>,
    /// Also study each value of this column separately (with --where: kind, source, lang, ticker, mic, claim)
    #[arg(long, value_name = "COL")]
    by: Option<String>,
    #[command(flatten)]
    cross_section: CrossSectionArgs,
    /// Print the days and tests as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print a paragraph for the methods section of a paper, and nothing else
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    methods: bool,
    /// Write each event's days to a file (.csv or .parquet)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write tables for a paper, in LaTeX with booktabs: the windows with their tests, the cross-sections
    #[arg(long, value_name = "FILE")]
    latex: Option<PathBuf>,
    /// Levels of the stars in per cent, falling, or `none`
    #[arg(long, value_name = "LEVELS", default_value = "10,5,1", requires = "latex")]
    stars: Stars,
    /// Write one HTML page: tables, chart, data, this command line, citation
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Draw the CAAR with its confidence band (.svg, .png or .pdf)
    #[arg(long, value_name = "FILE", value_parser = chart_file())]
    chart: Option<ChartFile>,
}

/// The subcommands of `newstape study`.
#[derive(Debug, Subcommand)]
enum StudyAction {
    /// Simulate studies of random events: which tests hold their size on your data
    Simulate(simulate::SimulateArgs),
}

impl StudyArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        self.action.is_none() && !self.methods && !self.csv
    }
}

impl StudyInput {
    /// The request that the arguments describe.
    pub(super) fn request(&self, prices: &[PathBuf], calendars: &Calendars) -> StudyRequest {
        StudyRequest {
            prices: prices.to_vec(),
            values: match self.values {
                _ if self.measure == MeasureArg::Volume => ValueKind::Volume,
                ValuesArg::Prices => ValueKind::Prices,
                ValuesArg::Returns => ValueKind::Returns,
                ValuesArg::ReturnsPct => ValueKind::ReturnsPct,
            },
            price_column: match (self.measure, &self.price_column) {
                (MeasureArg::Volume, None) => Some("volume".to_owned()),
                (_, column) => column.clone(),
            },
            benchmark: self.benchmark.clone(),
            factors: self.factors.clone(),
            factor_columns: self.factor_columns.clone(),
            factors_in_percent: self.factors_in_percent,
            spec: self.spec(),
            windows: if self.window.len() > 1 { self.window.clone() } else { Vec::new() },
            regression: None,
            benchmarks: Vec::new(),
            clean: None,
            tests: self.tests(),
            mic: self.mic,
            calendars: calendars.clone(),
            reading: Reading {
                dates: self.tables.dates(),
                decimal: self.tables.decimal(),
                zone: self.tables.zone,
            },
            beside: Beside {
                bootstrap: self.resampling(),
                calendar_time: self.calendar_time,
                fewest_holdings: self.min_holdings,
                compat: self.compat,
                measure: match self.measure {
                    MeasureArg::Return => Measure::Return,
                    MeasureArg::Volume => Measure::Volume,
                    MeasureArg::Volatility => Measure::Volatility,
                },
                every_event: false,
                drawn: false,
            },
            output: None,
        }
    }

    /// How to resample, if that is wanted.
    pub(super) fn resampling(&self) -> Option<BootstrapSpec> {
        self.bootstrap.map(|kind| BootstrapSpec {
            kind,
            replications: self.replications as usize,
            seed: self.seed,
            confidence: 0.95,
        })
    }

    fn spec(&self) -> Spec {
        Spec {
            model: self.model,
            returns: match self.returns {
                ReturnsArg::Simple => ReturnKind::Simple,
                ReturnsArg::Log => ReturnKind::Log,
            },
            estimation: self.estimation,
            gap: self.gap,
            window: self.window.first().copied().unwrap_or(Spec::default().window),
            min_observations: self.min_observations,
            day_zero: match self.day_zero {
                DayZeroArg::Next => DayZero::Next,
                DayZeroArg::Previous => DayZero::Previous,
                DayZeroArg::Exact => DayZero::Exact,
            },
            off_data: if self.keep_incomplete { OffData::Keep } else { OffData::Drop },
            pairs: match self.correlation {
                CorrelationArg::EventWindows => PairsBy::EventWindows,
                CorrelationArg::EstimationWindows => PairsBy::EstimationWindows,
            },
            estimate_before: self.window.iter().map(|window| window.from).min(),
        }
    }

    fn tests(&self) -> Vec<TestName> {
        let wanted = |name: &TestName| {
            self.test.iter().any(|choice| match choice {
                TestChoice::All => true,
                TestChoice::None => false,
                TestChoice::One(one) => one == name,
            })
        };
        TestName::ALL.into_iter().filter(wanted).collect()
    }
}

fn events_from(args: &StudyArgs, context: &Context) -> Result<EventsFrom, Failure> {
    let Some(text) = &args.expr else {
        return Ok(EventsFrom::File(args.events.clone().unwrap_or_default(), args.by.clone()));
    };
    let group = args.by.as_deref().map(group_by).transpose()?;
    Ok(EventsFrom::Store(expression(context, text)?, group))
}

pub(super) fn group_by(name: &str) -> Result<GroupBy, Refusal> {
    let found = GroupBy::ALL.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, group)| group).ok_or_else(|| {
        let known: Vec<&str> = GroupBy::ALL.iter().map(|(own, _)| *own).collect();
        let reason = format!("events of the database have no {name} (known: {})", known.join(", "));
        Refusal::Argument { argument: "by", reason }
    })
}

/// A spinner with the elapsed time, shown only on a terminal.
pub(super) fn working(what: &'static str) -> ProgressBar {
    let sign = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message(what);
    sign.enable_steady_tick(Duration::from_millis(120));
    match ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
        Ok(style) => sign.with_style(style),
        Err(_) => sign,
    }
}

/// The command line as it would be typed again.
fn command_line() -> String {
    let plain = |arg: &str| {
        arg.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./,:+".contains(c)) && !arg.is_empty()
    };
    let quoted = |arg: String| if plain(&arg) { arg } else { format!("'{}'", arg.replace('\'', "'\\''")) };
    let own = std::env::args_os().skip(1).map(|arg| quoted(arg.to_string_lossy().into_owned()));
    std::iter::once("newstape".to_owned()).chain(own).collect::<Vec<_>>().join(" ")
}

pub(super) fn run(args: &StudyArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    if let Some(StudyAction::Simulate(args)) = &args.action {
        return simulate::run(args, global, console);
    }
    let mut request = args.input.request(&args.prices, &global.calendars);
    request.factors = library::on_disk(&global.context(), request.factors)?;
    request.regression = args.cross_section.spec();
    request.clean = args.clean;
    request.beside.every_event = console.json || args.report.is_some();
    request.output.clone_from(&args.output);
    request.beside.drawn = args.chart.is_some() || args.report.is_some();
    let working = working("reading prices and measuring events");
    let studied = study_from(
        &global.context(),
        &request,
        &events_from(args, &global.context())?,
        args.as_of,
        args.by.is_some(),
    );
    working.finish_and_clear();
    let studied = studied?;
    if let Some(file) = &args.chart {
        draw(&studied, file)?;
    }
    if let Some(file) = &args.latex {
        write_latex(&studied, &args.stars, file)?;
    }
    if let Some(file) = &args.report {
        write_report(&global.context(), &studied, &command_line(), file)?;
    }
    let document = studied.document;
    let measured = document.aggregate.n;
    let rejected = document.excluded.iter().any(|entry| entry.reason == "not_an_event");
    if console.json {
        console.document(&Document::new("study", document));
    } else if console.wants_rows() {
        console.rows(&day_rows(&document.aggregate), |width| days_table(&document, width));
    } else if args.csv {
        console.data(days_csv(&document.aggregate).trim_end());
    } else if args.methods {
        console.line(&document.methods);
    } else {
        console.line(&text(&document, Width::default()));
    }
    // An event that the data do not cover is a result of the study; a malformed row is an error.
    Ok(match (measured, rejected) {
        (0, _) => Exit::Nothing,
        (_, false) => Exit::Done,
        (_, true) => Exit::Partial,
    })
}
