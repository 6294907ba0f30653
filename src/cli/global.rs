//! The arguments that all commands share.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use crate::app::Context;
use crate::calendar::Calendars;
use crate::clock::Clock;
use crate::config::{ConfigError, Inputs, Settings, usual_file};

/// The form in which a command prints its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// One JSON document.
    Json,
    /// A record of that document on each line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A Markdown table.
    Md,
    /// An HTML table.
    Html,
}

/// The options that all commands share.
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
    /// Print rows in another form: `json` as --json, `jsonl`, `csv` and `tsv` for programs, `md` and `html` for pages
    #[arg(long, global = true, value_name = "FORM", conflicts_with = "json", hide_possible_values = true)]
    pub format: Option<Format>,
    /// Print to the terminal at once, without a pager
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Forbid every network access
    #[arg(long, global = true)]
    pub offline: bool,
    /// Set the clock (RFC 3339), for tests and replays
    #[arg(long, global = true, value_name = "INSTANT")]
    pub now: Option<DateTime<Utc>>,
    /// The settings that file, environment and flags amount to
    #[arg(skip)]
    pub settings: Arc<Settings>,
    /// The built-in calendars, with those of the settings' files in their place
    #[arg(skip)]
    pub calendars: Calendars,
}

impl Global {
    /// The context that the arguments and settings describe.
    #[must_use]
    pub fn context(&self) -> Context {
        let db = self.settings.db.clone().or_else(|| self.db.clone());
        Context::new(self.clock(), db, self.settings.offline || self.offline)
            .with_settings(Arc::clone(&self.settings))
            .with_calendars(self.calendars.clone())
    }

    /// Reads the settings from file, environment and flags.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn load(&self) -> Result<Settings, ConfigError> {
        // A variable that is not Unicode cannot be one of ours.
        let variables =
            std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
        Settings::load(&Inputs {
            file: self.config.clone(),
            usual_file: usual_file(),
            variables: variables.collect(),
            db: self.db.clone(),
            offline: self.offline,
        })
    }

    /// Who makes changes: the name in the settings, else the system's.
    #[must_use]
    pub fn who(&self) -> String {
        let system = || ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let known = self.settings.user.clone().or_else(system).filter(|name| !name.trim().is_empty());
        known.unwrap_or_else(|| "unknown".to_owned())
    }

    /// The form of the output: that of `--format`, else JSON or a table.
    #[must_use]
    pub fn form(&self) -> Format {
        self.format.unwrap_or(if self.json { Format::Json } else { Format::Table })
    }

    /// The system's clock, or the one fixed by `--now`.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.now.map_or(Clock::System, Clock::Fixed)
    }
}
