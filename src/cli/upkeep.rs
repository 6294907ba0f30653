//! `newstape backup`, `newstape restore`, `newstape prune` and `newstape vacuum`

use std::path::PathBuf;

use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::upkeep::{self, PruneRequest};
use crate::view::Document;

const BACKUP_EXAMPLES: &str = "\
Examples:
  newstape backup news.bak
  newstape backup --replace /var/backups/newstape.db      # every night, from cron

The copy is the database at one moment; `newstape serve` keeps working meanwhile. It appears \
whole or not at all, and is checked before it replaces an older one.";

const RESTORE_EXAMPLES: &str = "\
Examples:
  newstape restore --replace news.bak
  newstape --db new.db restore news.bak

Refused while `newstape serve` works on the database. A database that is damaged is moved aside.";

const PRUNE_EXAMPLES: &str = "\
Examples:
  newstape prune --before 2025-01-01 --dry-run    # what would go
  newstape prune --before 2025-01-01
  newstape prune --before 2024-01-01 --linked

Events that have a tag, or whose links you decided with `newstape link`, stay. So does the first event \
of a story, and a corrected one, while an event that stays refers to it. A feed that still lists a \
removed item does not bring it back. Prices stay. `newstape vacuum` then shrinks the file.";

const VACUUM_EXAMPLES: &str = "\
Examples:
  newstape vacuum
  newstape vacuum --json

Writers wait until it is done: a running service retries, and requests that write to its API may be \
refused with status 503. The disk needs room for a second copy of the database.";

/// Copy the database to a file, while the service runs
#[derive(Debug, Args)]
#[command(after_help = BACKUP_EXAMPLES)]
pub(super) struct BackupArgs {
    /// The file to write
    file: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    replace: bool,
}

/// Replace the database with a copy
#[derive(Debug, Args)]
#[command(after_help = RESTORE_EXAMPLES)]
pub(super) struct RestoreArgs {
    /// The copy, as `newstape backup` wrote it
    file: PathBuf,
    /// Replace the database if it exists
    #[arg(long)]
    replace: bool,
}

/// Remove old events, unlinked ones first and never tagged ones
#[derive(Debug, Args)]
#[command(after_help = PRUNE_EXAMPLES)]
pub(super) struct PruneArgs {
    /// Only events published before this day or time
    #[arg(long, value_name = "WHEN")]
    before: String,
    /// Also events that are linked to an instrument
    #[arg(long)]
    linked: bool,
    /// Print what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

/// Shrink the database file to what it needs
#[derive(Debug, Args)]
#[command(after_help = VACUUM_EXAMPLES)]
pub(super) struct VacuumArgs {}

pub(super) fn backup(args: &BackupArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let done = upkeep::back_up(&global.context(), &args.file, args.replace)?;
    print("backup", &done, &[done.line("copied to", &done.file)], console);
    Ok(Exit::Done)
}

pub(super) fn restore(args: &RestoreArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let done = upkeep::restore(&global.context(), &args.file, args.replace)?;
    print("restore", &done, &[done.line("restored", &done.database)], console);
    Ok(Exit::Done)
}

pub(super) fn prune(args: &PruneArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let request =
        PruneRequest { before: args.before.clone(), linked_too: args.linked, dry_run: args.dry_run };
    let done = upkeep::prune(&global.context(), &request)?;
    print("prune", &done, &done.lines(), console);
    Ok(Exit::Done)
}

pub(super) fn vacuum(_: &VacuumArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let done = upkeep::vacuum(&global.context())?;
    print("vacuum", &done, &[done.line()], console);
    Ok(Exit::Done)
}

fn print<T: serde::Serialize>(name: &str, document: &T, lines: &[String], console: &Console) {
    if console.json {
        console.document(&Document::new(name, document));
    } else {
        for line in lines {
            console.line(line);
        }
    }
}
