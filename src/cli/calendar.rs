//! `newstape calendar`: when a venue trades.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::calendar as asked;
use crate::calendar::Calendars;
use crate::instrument::Mic;

/// Show when a venue trades: sessions, holidays, early closes, and the session that an instant is in
///
/// Without a range or an instant, shows which session the current time is in.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  newstape calendar XNYS --at 2025-01-29T08:12Z
  newstape calendar XETR --from 2025-12-22 --to 2026-01-05
  newstape calendar XTKS --from 2025-01-01 --to 2025-12-31 --csv
  newstape calendar XLON --from 2025-12-22 --to 2026-01-05 --format md
  newstape calendar XBSE --overrides bucharest.toml --at '2025-06-02 12:00'")]
pub(super) struct CalendarArgs {
    /// The venue's market identifier code (ISO 10383), such as XNYS; CRYP for crypto, FXSP for currencies
    #[arg(value_name = "MIC")]
    pub mic: Mic,
    /// First day of the range
    #[arg(long, value_name = "DATE", requires = "to", conflicts_with = "at")]
    pub from: Option<NaiveDate>,
    /// Last day of the range, inclusive
    #[arg(long, value_name = "DATE", requires = "from", conflicts_with = "at")]
    pub to: Option<NaiveDate>,
    /// Print the range as CSV, times in UTC
    #[arg(long, requires = "from", conflicts_with = "json")]
    pub csv: bool,
    /// Show which session an instant is in; a time without a zone is the venue's local time
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<String>,
    /// A TOML file with a venue of your own, or with closures and hours to add to a built-in one
    #[arg(long, value_name = "FILE")]
    pub overrides: Option<PathBuf>,
}

impl CalendarArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        self.from.is_some()
    }
}

/// Runs the command.
pub(super) fn run(args: &CalendarArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let configured = &global.settings.calendar_overrides;
    let usual = configured.iter().find(|(mic, _)| mic == args.mic.as_str()).map(|(_, file)| file);
    let calendars = match args.overrides.as_ref().or(usual) {
        Some(file) => Calendars::with_own([asked::read(args.mic, file)?]),
        None => Calendars::builtin(),
    };
    let calendar = calendars.get(args.mic)?;
    if let Some((from, to)) = args.from.zip(args.to) {
        let range = asked::range(calendar, from, to)?;
        if args.csv {
            console.data(&range.csv());
        } else if console.wants_rows() {
            console.rows(&range, |_| range.days());
        } else if console.json {
            console.document(&range);
        } else {
            console.line(&range.table());
        }
        return Ok(Exit::Done);
    }
    let is_then = |at: &String| !at.trim().eq_ignore_ascii_case("now");
    let at = args.at.clone().filter(is_then).unwrap_or_else(|| global.clock().now().to_rfc3339());
    let moment = asked::at(calendar, &at)?;
    if console.json {
        console.document(&moment);
    } else {
        console.line(&moment.words());
    }
    Ok(Exit::Done)
}
