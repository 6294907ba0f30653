//! `newstape instruments`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Console, Exit, Global};
use crate::app::{Failure, instruments};
use crate::instrument::Instrument;
use crate::view::Document;
use crate::view::text::{Width, table};

const NOTES: &str = "\
Examples:
  newstape instruments search deutsche bank
  newstape instruments show SAP.DE
  newstape instruments import warsaw.csv

A file for `import` is CSV with a header: symbol, mic, name (needed); kind, currency, benchmark,
isin, sector, yahoo, aliases (`;` between them), related (`reason=SYMBOL:MIC`). A row without symbol
and mic names an organisation that is not listed.";

/// What `newstape instruments` takes.
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub struct InstrumentsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Find instruments by the words of their names
    Search {
        /// The words
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Show what is known of one instrument
    Show {
        /// A symbol, a name or an ISIN
        #[arg(value_name = "SYM")]
        symbol: String,
    },
    /// Add a market, names or relations from a file
    Import {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Serialize)]
struct Found {
    instruments: Vec<Instrument>,
}

#[derive(Serialize)]
struct Imported {
    instruments: usize,
}

pub(super) fn run(args: &InstrumentsArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    match &args.what {
        What::Search { words, limit } => {
            let mut found = instruments::search(&context, &words.join(" "))?;
            found.truncate(*limit);
            let exit = if found.is_empty() { Exit::Nothing } else { Exit::Done };
            print(found, console);
            Ok(exit)
        }
        What::Show { symbol } => {
            print(vec![instruments::show(&context, symbol)?], console);
            Ok(Exit::Done)
        }
        What::Import { file } => {
            let instruments = instruments::import(&context, file)?;
            if console.json {
                console.document(&Document::new("instruments-import", Imported { instruments }));
            } else {
                console.line(&format!("{instruments} instruments added"));
            }
            Ok(Exit::Done)
        }
    }
}

fn print(found: Vec<Instrument>, console: &Console) {
    if console.json {
        console.document(&Document::new("instruments", Found { instruments: found }));
        return;
    }
    let head = ["symbol", "mic", "name", "currency", "isin", "sector", "benchmark"];
    let mut table = table(Width(console.width), &head);
    for i in &found {
        table.add_row([
            i.id.symbol.to_string(),
            i.id.mic.to_string(),
            i.name.clone(),
            i.currency.to_string(),
            i.isin.clone().unwrap_or_default(),
            i.sector.clone().unwrap_or_default(),
            i.benchmark.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    if found.is_empty() {
        console.note("no instrument has these words in its name");
    } else {
        console.line(&table.trim_fmt());
    }
}
