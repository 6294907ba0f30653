//! `newstape doctor`

use clap::Args;

use super::{Console, Exit, Global, fetching, remedy};
use crate::app::{Failure, doctor, trial};
use crate::fault::{Fault, FaultClass};
use crate::view::Document;

const EXAMPLES: &str = "\
Examples:
  newstape doctor
  newstape doctor --online       # and ask each provider of prices once
  newstape doctor --json | jq '.checks[] | select(.condition != \"ok\")'

The exit code is 1 where something is broken, 0 where there are only warnings.";

/// Check settings, database, keys, clock, time zones, calendars, sources and disk
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    /// Also ask each provider of prices that is set up for a week of days, and say what it gave
    #[arg(long)]
    online: bool,
}

/// At least one check failed; each has been reported.
#[derive(Debug, thiserror::Error)]
#[error("{broken} of {checks} checks failed")]
struct Broken {
    broken: usize,
    checks: usize,
}

impl Fault for Broken {
    fn class(&self) -> FaultClass {
        FaultClass::Data
    }
}

pub(super) fn run(args: &DoctorArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let settings = global.load();
    let variables: Vec<String> =
        std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    let context = global.context();
    fetching::check(args.online, "--online", global)?;
    let online = if args.online { trial::providers(&context)? } else { Vec::new() };
    let report = doctor::examine(&context, settings.as_ref(), &variables, online, &remedy::words);
    let (broken, checks) = (report.broken(), report.checks.len());
    if console.json {
        console.document(&Document::new("doctor", report));
    } else {
        console.line(&report.lines());
    }
    if broken > 0 { Err(Broken { broken, checks }.into()) } else { Ok(Exit::Done) }
}
