//! `newstape instruments`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use comfy_table::Table;
use serde::Serialize;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::instrument;
use crate::app::instrument::NewInstrument;
use crate::instrument::{Instrument, InstrumentId, Mic, Named, Symbol, Universe};
use crate::units::Currency;
use crate::view::Document;
use crate::view::parts::InstrumentsDocument;
use crate::view::text::{Width, table};

const NOTES: &str = "\
Examples:
  newstape instruments search deutsche bank
  newstape instruments show SAP.DE
  newstape instruments add CDR:XWAR --name 'CD Projekt' --alias 'CD Projekt Red'
  newstape instruments alias MSFT Redmond
  newstape instruments relate OpenAI MSFT --reason holder

`newstape instruments import --help` describes the file.";

const SEARCH_EXAMPLES: &str = "\
Examples:
  newstape instruments search deutsche bank
  newstape instruments search energy --limit 5";

const SHOW_EXAMPLES: &str = "\
Examples:
  newstape instruments show SAP.DE
  newstape instruments show US5949181045      # by ISIN
  newstape instruments show MSFT --json";

const ADD_EXAMPLES: &str = "\
Examples:
  newstape instruments add CDR:XWAR --name 'CD Projekt' --alias 'CD Projekt Red'
  newstape instruments add BATS:XASX --name 'Bats Mining' --sector Materials --benchmark ^AXJO";

const ALIAS_EXAMPLES: &str = "\
Examples:
  newstape instruments alias MSFT Redmond
  newstape instruments alias OpenAI 'Open AI' 'ChatGPT maker'";

const RELATE_EXAMPLES: &str = "\
Examples:
  newstape instruments relate OpenAI MSFT --reason holder
  newstape instruments relate DeepSeek NVDA --reason supplier";

const IMPORT_NOTES: &str = "\
Examples:
  printf 'symbol,mic,name\\nCDR,XWAR,CD Projekt\\n' > warsaw.csv
  newstape instruments import warsaw.csv

The file is CSV with a header. Needed: symbol, mic, name. Optional: kind, currency, benchmark, isin,
cik, sector, yahoo, aliases (separated by `;`), related (`reason=SYMBOL:MIC`). A row without symbol and
mic names an organisation that is not listed.";

/// The arguments of `newstape instruments`.
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(super) struct InstrumentsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Find instruments by the words of their names
    #[command(after_help = SEARCH_EXAMPLES)]
    Search {
        /// The words; all must occur
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
        /// Show at most this many
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Show what is known of one instrument
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// A symbol, a name or an ISIN
        #[arg(value_name = "SYM")]
        symbol: String,
    },
    /// Add one instrument
    Add(AddArgs),
    /// Add names to an instrument or an organisation
    #[command(after_help = ALIAS_EXAMPLES)]
    Alias {
        /// A symbol, an ISIN, or the name of an organisation that is not listed
        #[arg(value_name = "SYM")]
        of: String,
        /// The names, as they appear in texts
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
    /// Relate an instrument to an organisation that is not listed
    #[command(after_help = RELATE_EXAMPLES)]
    Relate {
        /// The organisation's name
        #[arg(value_name = "ORGANISATION")]
        organisation: String,
        /// The instrument
        #[arg(value_name = "SYM")]
        symbol: String,
        /// How they are related: holder, parent, supplier, peer
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// Add instruments, names and relations from a file
    #[command(after_help = IMPORT_NOTES)]
    Import {
        /// A CSV file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
#[command(after_help = ADD_EXAMPLES)]
struct AddArgs {
    /// Symbol and venue, as SYMBOL:MIC
    #[arg(value_name = "SYMBOL:MIC")]
    id: InstrumentId,
    /// The issuer's name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The currency [default: the venue's]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// The ISIN
    #[arg(long, value_name = "ISIN")]
    isin: Option<String>,
    /// Its Central Index Key (CIK) at the SEC
    #[arg(long, value_name = "NUMBER")]
    cik: Option<u32>,
    /// The sector
    #[arg(long, value_name = "SECTOR")]
    sector: Option<String>,
    /// The benchmark [default: the venue's]
    #[arg(long, value_name = "SYM")]
    benchmark: Option<String>,
    /// A further name (repeatable)
    #[arg(long, value_name = "NAME")]
    alias: Vec<String>,
}

impl AddArgs {
    fn new_instrument(&self) -> NewInstrument {
        NewInstrument {
            id: self.id.clone(),
            name: self.name.clone(),
            currency: self.currency,
            isin: self.isin.clone(),
            cik: self.cik,
            sector: self.sector.clone(),
            benchmark: self.benchmark.clone(),
            aliases: self.alias.clone(),
        }
    }
}

#[derive(Serialize)]
struct Aliased {
    of: String,
    names: Vec<String>,
}

#[derive(Serialize)]
struct Related {
    organisation: String,
    symbol: Symbol,
    mic: Mic,
    reason: String,
}

#[derive(Serialize)]
struct Imported {
    instruments: usize,
}

impl InstrumentsArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        matches!(self.what, What::Search { .. } | What::Show { .. })
    }
}

pub(super) fn run(args: &InstrumentsArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    match &args.what {
        What::Search { words, limit } => {
            let mut found = instrument::search(&context, &words.join(" "))?;
            found.truncate(*limit);
            let exit = if found.is_empty() { Exit::Nothing } else { Exit::Done };
            print(found, console);
            Ok(exit)
        }
        What::Show { symbol } => {
            print(vec![instrument::show(&context, symbol)?], console);
            Ok(Exit::Done)
        }
        What::Add(add) => {
            print(vec![instrument::add(&context, &add.new_instrument())?], console);
            Ok(Exit::Done)
        }
        What::Alias { of, names } => {
            let of = match instrument::alias(&context, of, names)? {
                Named::Instrument(id) => id.to_string(),
                Named::Organisation(name) => name,
            };
            if console.json {
                let names = names.clone();
                console.document(&Document::new("instruments-alias", Aliased { of, names }));
            } else {
                console.line(&format!("{of} is now also known as {}", names.join(", ")));
            }
            Ok(Exit::Done)
        }
        What::Relate { organisation, symbol, reason } => {
            let relation = instrument::relate(&context, organisation, symbol, reason)?;
            let id = relation.instrument;
            if console.json {
                let (organisation, reason) = (relation.organisation, relation.reason);
                let related = Related { organisation, symbol: id.symbol, mic: id.mic, reason };
                console.document(&Document::new("instruments-relate", related));
            } else {
                console
                    .line(&format!("{id} is now related to {}: {}", relation.organisation, relation.reason));
            }
            Ok(Exit::Done)
        }
        What::Import { file } => {
            let instruments = instrument::import(&context, file)?;
            if console.json {
                console.document(&Document::new("instruments-import", Imported { instruments }));
            } else {
                let noun = if instruments == 1 { "instrument" } else { "instruments" };
                console.line(&format!("{instruments} {noun} added"));
            }
            Ok(Exit::Done)
        }
    }
}

fn print(found: Vec<Instrument>, console: &Console) {
    let universe_date = Universe::builtin().as_of();
    let document = InstrumentsDocument { instruments: found, universe_date };
    console.listing(&document, |width| instruments(&document, width));
    if console.json {
        return;
    }
    if document.instruments.is_empty() {
        console.note("no instrument has all these words in its name");
    }
    if let Some(day) = universe_date {
        console.note(&format!("the built-in instruments are those of {day}"));
    }
}

fn instruments(document: &InstrumentsDocument, width: Width) -> Table {
    let head = ["symbol", "mic", "name", "currency", "isin", "sector", "benchmark"];
    let mut table = table(width, &head);
    for i in &document.instruments {
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
    table
}
