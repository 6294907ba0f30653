//! The arguments that all commands share, and the list of commands.

use std::sync::Arc;

use clap::{Parser, Subcommand};

use super::Global;
use super::global::Format;
use crate::app::Failure;
use crate::app::calendar::calendars;
use crate::app::refusal::Refusal;

const VERSION_EXAMPLES: &str = "\
Examples:
  newstape version
  newstape version --json";

/// Links news to listed securities, measures what the market did with it, and charts the reaction.
#[derive(Debug, Parser)]
#[command(name = "newstape", version, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    /// The options that all commands share.
    #[command(flatten)]
    pub global: Global,
    /// The command to run.
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Cli {
    /// Refuses a form of rows for a command that prints none.
    ///
    /// # Errors
    /// The command prints no rows, and another form than a table or JSON is wanted.
    pub(super) fn check_form(&self) -> Result<(), Failure> {
        if matches!(self.global.form(), Format::Table | Format::Json) || self.command.prints_rows() {
            return Ok(());
        }
        let reason = "this command prints no rows: `table` and `json` are its forms".to_owned();
        Err(Refusal::Argument { argument: "format", reason }.into())
    }

    /// Reads the settings, except for the commands that manage the settings and read them themselves.
    ///
    /// # Errors
    /// As [`Settings::load`](crate::config::Settings::load), and when a calendar file that the settings name is refused.
    pub fn read_settings(&mut self) -> Result<(), Failure> {
        match (self.global.load(), &self.command) {
            (Ok(settings), command) => {
                // These commands report a bad calendar file in their own way.
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

/// All commands, in the order of the help.
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
    Explain(super::show::ExplainArgs),
    /// List events, latest first
    List(super::list::ListArgs),
    /// Change an event: its title, time, kind, source, language or tags
    Edit(super::edit::EditArgs),
    /// Add a tag to events, or take one off
    Tag(super::edit::TagArgs),
    /// Delete events
    Delete(super::edit::DeleteArgs),
    /// Join events that tell the same story
    Merge(super::edit::MergeArgs),
    /// Show who changed what
    History(super::edit::HistoryArgs),
    /// Undo the last change
    Undo(super::edit::UndoArgs),
    /// Correct an event's links
    Link(super::link::LinkArgs),
    /// Link stored events again and show what changes
    Relink(super::relink::RelinkArgs),
    /// Find the events that match an expression
    Query(super::query::QueryArgs),
    /// Find out why an instrument moved
    Why(super::why::WhyArgs),
    /// Show how instruments react to the news, group by group
    Stats(super::stats::StatsArgs),
    /// Rank sources, symbols or other groups
    Top(super::stats::TopArgs),
    /// Run an SQL statement that reads the database
    Sql(super::sql::SqlArgs),
    /// Keep a list of instruments to watch
    Watch(super::watch::WatchArgs),
    /// Send a message when an event matches an expression
    Alert(super::alert::AlertArgs),
    /// Check claims and fill reactions
    Measure(super::measure::MeasureArgs),
    /// Draw the reaction to an event
    Chart(super::chart::ChartArgs),
    /// Import, fetch and check prices
    Prices(super::prices::PricesArgs),
    /// Show a venue's sessions, or the session that an instant is in
    Calendar(super::calendar::CalendarArgs),
    /// Find instruments, and add your own
    Instruments(super::instruments::InstrumentsArgs),
    /// Run an event study
    Study(super::study::StudyArgs),
    /// Poll the sources, log what is new, and measure what is due
    Serve(super::serve::ServeArgs),
    /// Do one pass of what `serve` does continuously
    Run(super::serve::RunArgs),
    /// Compare two groups of events
    Compare(super::compare::CompareArgs),
    /// Set up and manage sources of news
    Source(super::source::SourceArgs),
    /// Show the settings, or print an example
    Config(super::config::ConfigArgs),
    /// Check settings, database, keys, clock, time zones, calendars, sources and disk
    Doctor(super::doctor::DoctorArgs),
    /// Write everything to files that `import` reads
    Export(super::transfer::ExportArgs),
    /// Read an export into an empty database, or log the events of a file
    Import(super::transfer::ImportArgs),
    /// Copy the database to a file, while the service runs
    Backup(super::upkeep::BackupArgs),
    /// Replace the database with a copy
    Restore(super::upkeep::RestoreArgs),
    /// Remove old events; tagged ones stay
    Prune(super::upkeep::PruneArgs),
    /// Shrink the database file to what it needs
    Vacuum(super::upkeep::VacuumArgs),
    /// Score newstape against labelled data
    Eval(super::eval::EvalArgs),
    /// Answer an assistant by the Model Context Protocol
    Mcp(super::mcp::McpArgs),
    /// Print the completions for a shell
    Completions(super::complete::CompletionsArgs),
    /// Print the manual page, or write those of all commands
    Man(super::complete::ManArgs),
    /// Print the version
    #[command(after_help = VERSION_EXAMPLES)]
    Version,
}

impl Command {
    /// Whether it answers a question with what somebody reads, and a pager helps if that is long.
    pub(super) const fn is_to_be_read(&self) -> bool {
        matches!(
            self,
            Self::Show(_)
                | Self::Explain(_)
                | Self::List(_)
                | Self::Query(_)
                | Self::Why(_)
                | Self::Stats(_)
                | Self::Top(_)
                | Self::History(_)
                | Self::Sql(_)
        )
    }

    /// Whether it prints rows that have columns.
    fn prints_rows(&self) -> bool {
        match self {
            Self::Why(_)
            | Self::Sql(_)
            | Self::Stats(_)
            | Self::Top(_)
            | Self::List(_)
            | Self::Show(_)
            | Self::History(_)
            | Self::Undo(_)
            | Self::Query(_)
            | Self::Compare(_) => true,
            Self::Calendar(args) => args.prints_rows(),
            Self::Prices(args) => args.prints_rows(),
            Self::Study(args) => args.prints_rows(),
            Self::Watch(args) => args.prints_rows(),
            Self::Alert(args) => args.prints_rows(),
            Self::Source(args) => args.prints_rows(),
            Self::Instruments(args) => args.prints_rows(),
            Self::Config(args) => args.prints_rows(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::Cli;

    /// The commands without subcommands, each with its full path.
    fn leaves(command: &Command, path: &str, out: &mut Vec<(String, Command)>) {
        let mut is_leaf = true;
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            is_leaf = false;
            leaves(sub, &format!("{path} {}", sub.get_name()), out);
        }
        if is_leaf {
            out.push((path.to_owned(), command.clone()));
        }
    }

    #[test]
    fn the_help_of_every_command_has_examples_that_its_arguments_allow() {
        let mut found = Vec::new();
        leaves(&Cli::command(), "newstape", &mut found);
        assert!(found.len() > 30, "{}", found.len());
        for (path, command) in found {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Examples:\n"), "{path} --help has no examples");
            let examples = help.lines().map(str::trim).filter(|line| line.starts_with("newstape "));
            let own: Vec<&str> = examples.filter(|line| line.starts_with(&path)).collect();
            assert!(!own.is_empty(), "{path} --help has no example of its own");
            for line in own {
                let typed = line.split(" #").next().unwrap_or(line).split(['>', '|']).next().unwrap_or(line);
                // Lines that need a shell's quoting are skipped.
                if typed.contains(['\'', '"', '$', '&', '\\']) {
                    continue;
                }
                let parsed = Cli::command().try_get_matches_from(typed.split_whitespace());
                assert!(parsed.is_ok(), "{path} --help: {line}: {}", parsed.unwrap_err());
            }
        }
    }
}
