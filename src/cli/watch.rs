//! `newstape watch`

use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::watch::{add, list, remove};

const EXAMPLES: &str = "\
Examples:
  newstape watch add MSFT SAP.DE
  newstape watch remove MSFT
  newstape watch list
  newstape list --watched";

const ADD_EXAMPLES: &str = "\
Examples:
  newstape watch add MSFT SAP.DE";

const REMOVE_EXAMPLES: &str = "\
Examples:
  newstape watch remove MSFT";

const LIST_EXAMPLES: &str = "\
Examples:
  newstape watch list --json";

/// Keep a list of instruments to watch
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct WatchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Put instruments on the watch-list
    #[command(after_help = ADD_EXAMPLES)]
    Add {
        /// Symbols
        #[arg(value_name = "SYM", required = true)]
        symbols: Vec<String>,
    },
    /// Take instruments off the watch-list
    #[command(after_help = REMOVE_EXAMPLES)]
    Remove {
        /// Symbols
        #[arg(value_name = "SYM", required = true)]
        symbols: Vec<String>,
    },
    /// Show the watch-list
    #[command(after_help = LIST_EXAMPLES)]
    List,
}

impl WatchArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        matches!(self.what, What::List)
    }
}

pub(super) fn run(args: &WatchArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let changed = match &args.what {
        What::Add { symbols } => Some(format!("{} added", add(&context, symbols)?)),
        What::Remove { symbols } => Some(format!("{} removed", remove(&context, symbols)?)),
        What::List => None,
    };
    let watched = list(&context)?;
    if let Some(changed) = changed.filter(|_| !console.json) {
        console.note(&changed);
        return Ok(Exit::Done);
    }
    console.listing(&watched, |width| watched.table(width));
    if watched.instruments.is_empty() && !console.json {
        console.note("the watch-list is empty");
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}
