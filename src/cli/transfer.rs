//! `newstape export` and `newstape import`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Console, Exit, Global, import_events};
use crate::app::Failure;
use crate::app::transfer::{export, import};
use crate::view::Document;
use crate::view::transfer::TransferDocument;

const EXPORT_EXAMPLES: &str = "\
A file of JSON lines for each table, and a manifest. An export that is imported is exported to the same bytes.

Examples:
  newstape export -o newstape-export
  newstape export -o newstape-export --replace";

const IMPORT_EXAMPLES: &str = "\
Examples:
  newstape --db new.db import newstape-export      # what `newstape export` wrote, into an empty database
  newstape import events headlines.csv --dry-run
  newstape import events headlines.csv --map title=Headline";

/// Write everything to files that `newstape import` reads
#[derive(Debug, Args)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(super) struct ExportArgs {
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Write to a folder that has files in it
    #[arg(long)]
    replace: bool,
}

/// Read an export into an empty database, or log the events of a file
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ImportArgs {
    /// The folder that `newstape export` wrote
    #[arg(value_name = "DIR", required = true)]
    folder: Option<PathBuf>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Log the events of a CSV, TSV, JSON lines, Excel or Parquet file
    Events(import_events::EventsArgs),
}

pub(super) fn run_export(args: &ExportArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let done = export(&global.context(), &args.output, args.replace)?;
    print("export", &done, &done.folder, console);
    Ok(Exit::Done)
}

pub(super) fn run_import(args: &ImportArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    if let Some(What::Events(events)) = &args.what {
        return import_events::run(events, global, console);
    }
    let Some(folder) = &args.folder else { return Ok(Exit::Nothing) };
    let done = import(&global.context(), folder)?;
    print("import", &done, &done.db, console);
    Ok(Exit::Done)
}

fn print(name: &str, done: &TransferDocument, written: &str, console: &Console) {
    if console.json {
        console.document(&Document::new(name, done));
    } else {
        console.line(&format!("{written}: {}", done.line()));
    }
}
