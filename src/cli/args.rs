//! The arguments that all commands share, and the list of commands.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};

use crate::app::Context;
use crate::clock::Clock;

/// Links news to listed securities, measures what the market did with it, and charts the reaction.
#[derive(Debug, Parser)]
#[command(name = "newstape", version, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    /// What all commands share.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What all commands share.
#[derive(Debug, Args)]
pub struct Global {
    /// The database file
    #[arg(long, global = true, value_name = "FILE", env = "NEWSTAPE_DB")]
    pub db: Option<PathBuf>,
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE", env = "NEWSTAPE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Forbid every network access
    #[arg(long, global = true)]
    pub offline: bool,
    /// Set the clock (RFC 3339), for tests and replays
    #[arg(long, global = true, value_name = "INSTANT")]
    pub now: Option<DateTime<Utc>>,
}

impl Global {
    /// The context that the arguments ask for.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::new(self.clock(), self.db.clone(), self.offline)
    }

    /// The clock that `--now` asks for.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.now.map_or(Clock::System, Clock::Fixed)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// See the whole product on embedded data
    Demo(super::demo::DemoArgs),
    /// Log a news event
    Log(super::log::LogArgs),
    /// Show an event
    Show(super::show::ShowArgs),
    /// Print the arithmetic behind an event's figures
    Explain(super::show::ShowArgs),
    /// List events, latest first
    List(super::list::ListArgs),
    /// Correct an event's links
    Link(super::link::LinkArgs),
    /// Link stored events again and show what changes
    Relink(super::relink::RelinkArgs),
    /// Check claims and fill reactions
    Measure(super::measure::MeasureArgs),
    /// Draw the reaction to an event
    Chart(super::chart::ChartArgs),
    /// Import and look after prices
    Prices(super::prices::PricesArgs),
    /// Show a venue's sessions, or what an instant lies in
    Calendar(super::calendar::CalendarArgs),
    /// Find instruments, and add your own
    Instruments(super::instruments::InstrumentsArgs),
    /// Run an event study
    Study(super::study::StudyArgs),
    /// Watch the sources, log what is new, and measure what is ripe
    Serve(super::serve::ServeArgs),
    /// Do once what `serve` does all the time
    Run(super::serve::RunArgs),
    /// Measure how right newstape is, on labelled data
    Eval(super::eval::EvalArgs),
    /// Print the version
    #[command(hide = true)]
    Version,
}
