//! The arguments that all commands share, and the list of commands.

use std::sync::Arc;

use clap::{Parser, Subcommand};

use super::Global;
use crate::app::Failure;
use crate::app::calendar::calendars;

/// Links news to listed securities, measures what the market did with it, and charts the reaction.
#[derive(Debug, Parser)]
#[command(name = "newstape", version, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    /// What all commands share.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Cli {
    /// Reads the settings, which the commands that look after them read for themselves.
    ///
    /// # Errors
    /// As [`Settings::load`], and where a calendar of the settings is refused.
    pub fn read_settings(&mut self) -> Result<(), Failure> {
        match (self.global.load(), &self.command) {
            (Ok(settings), command) => {
                // Whoever looks after the settings or asks one calendar tells of a bad file in its own way.
                if !matches!(command, Command::Config(_) | Command::Doctor(_) | Command::Calendar(_)) {
                    self.global.calendars = calendars(&settings.calendar_overrides)?;
                }
                self.global.settings = Arc::new(settings);
            }
            (Err(_), Command::Config(_) | Command::Doctor(_)) => {}
            (Err(error), _) => return Err(error.into()),
        }
        Ok(())
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)] // one of them is made, once
pub(super) enum Command {
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
    /// Find events by an expression
    Query(super::query::QueryArgs),
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
    /// Compare two groups of events
    Compare(super::compare::CompareArgs),
    /// Set up and look after sources of news
    Source(super::source::SourceArgs),
    /// Show the settings, or print an example
    Config(super::config::ConfigArgs),
    /// Check everything that the program stands on
    Doctor(super::doctor::DoctorArgs),
    /// Measure how right newstape is, on labelled data
    Eval(super::eval::EvalArgs),
    /// Print the version
    #[command(hide = true)]
    Version,
}
