//! `newstape source`

use chrono_tz::Tz;
use clap::{Args, Subcommand};

mod lists;

use std::path::PathBuf;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::source::{self, Changes, Health, NewSource, Trial, TriedEvent, list};
use crate::event::{Logged, SourceKind};
use crate::text::LanguageCode;
use crate::view::Document;
use crate::view::source::{self as view, SourceList, TrialList, TrialRecord};

const EXAMPLES: &str = "\
Examples:
  newstape source add fed https://www.federalreserve.gov/feeds/press_monetary.xml
  newstape source test fed                       # what its next poll would log
  newstape source set fed --watch '' --interval 10m
  newstape source add --preset                   # sources that are known by name
  newstape source import feeds.opml
  newstape source list";

const ADD_EXAMPLES: &str = "\
Examples:
  feed (RSS, Atom, JSON Feed)
    newstape source add fed https://www.federalreserve.gov/feeds/press_monetary.xml
    newstape source add eqs https://example.de/rss --zone Europe/Berlin --watch SAP.DE,BMW.DE
  one that is known by name
    newstape source add --preset globenewswire
  edgar: form types; items of Form 8-K; companies by CIK or symbol (needs a name and an e-mail as [net] user_agent)
    newstape source add filings edgar --query '8-K,10-Q company:AAPL cik:1318605'
    newstape source add results edgar --query '8-K item:2.02'
  finnhub: symbols, or nothing for general news (needs a key)
    newstape source add wires finnhub --query AAPL,MSFT --interval 2m
  alphavantage: symbols (needs a key; 25 calls a day are free)
    newstape source add sentiment alphavantage --query AAPL --interval 2h
  polygon: symbols, or nothing for all (needs a key)
    newstape source add stocks polygon --query NFLX
  marketaux: symbols, or nothing for all (needs a key; 100 calls a day are free)
    newstape source add aux marketaux --query TSLA,SAP.DE --lang en
  gdelt: words and the operators of its query language
    newstape source add press gdelt --query '\"Deutsche Bank\" sourcelang:german' --full-text
  gdelt-files: words, theme:THEME, domain:OUTLET between commas; --lang for articles that are not in English
    newstape source add world gdelt-files --query 'theme:ECON_STOCKMARKET,Deutsche Bank'
  eqs: ISINs and category:CODE, or nothing for all
    newstape source add adhoc eqs --query 'category:adhoc'
  alfred: series, as first published (needs a key); since:DAY for the past
    newstape source add economy alfred --query 'CPIAUCSL,UNRATE since:2015-01-01'
  folder: articles as text, Markdown or HTML
    newstape source add inbox ~/news --zone Europe/Berlin
  lines: JSON objects from standard input: title, text, url, id, published_at, source, symbols
    newstape source add pipe -
    printf '%s\\n' '{\"title\":\"Microsoft falls 3 %\",\"symbols\":[\"MSFT\"]}' | newstape run --once

`--kind` names the kind where the place is another address of a service: a proxy, a test server.";

const SET_EXAMPLES: &str = "\
Examples:
  newstape source set eqs --watch SAP.DE,BMW.DE,SIE.DE
  newstape source set fed --watch '' --interval 10m      # everything, every ten minutes
  newstape source set press --full-text true

Items that were filtered out earlier are not logged later.";

const LIST_EXAMPLES: &str = "\
Examples:
  newstape source list
  newstape source list --json";

const TEST_EXAMPLES: &str = "\
Examples:
  newstape source test fed
  newstape source test fed --limit 5 --json";

const IMPORT_EXAMPLES: &str = "\
Examples:
  newstape source import feeds.opml
  newstape source import feeds.opml --interval 15m --watch MSFT,SAP.DE";

const EXPORT_EXAMPLES: &str = "\
The addresses stand in the list as they were added, keys included.

Examples:
  newstape source export > feeds.opml
  newstape source export -o feeds.opml";

const PAUSE_EXAMPLES: &str = "\
Examples:
  newstape source pause fed
  newstape source list                 # its state is now paused";

const RESUME_EXAMPLES: &str = "\
Examples:
  newstape source resume fed";

const REMOVE_EXAMPLES: &str = "\
Examples:
  newstape source remove fed";

/// Set up and manage sources of news
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SourceArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a source
    Add(Box<AddArgs>),
    /// Change the settings of a source; a running service uses them from its next poll
    Set(Box<SetArgs>),
    /// List the sources with their health
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Show what the next poll would log, without logging it
    #[command(after_help = TEST_EXAMPLES)]
    Test {
        /// The source's name, as `source list` shows it
        #[arg(value_name = "NAME")]
        name: String,
        /// Show at most this many items, the latest first
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Add the feeds of a list that other programs wrote (OPML)
    #[command(after_help = IMPORT_EXAMPLES)]
    Import {
        /// The list
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        reading: Box<ReadingArgs>,
        /// Log only items that name one of these instruments
        #[arg(long = "watch", value_name = "SYM", num_args = 1.., value_delimiter = ',')]
        watch_list: Vec<String>,
    },
    /// Write the feeds as a list that other programs read (OPML)
    #[command(after_help = EXPORT_EXAMPLES)]
    Export {
        /// The file; standard output without it
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Stop polling a source, until `resume`
    #[command(after_help = PAUSE_EXAMPLES)]
    Pause {
        /// The source's name, as `source list` shows it
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Poll a paused source again
    #[command(after_help = RESUME_EXAMPLES)]
    Resume {
        /// The source's name, as `source list` shows it
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Remove a source; its events are kept
    #[command(after_help = REMOVE_EXAMPLES)]
    Remove {
        /// The source's name, as `source list` shows it
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// What is asked for, how often, and how the answer is to be read.
#[derive(Debug, Args)]
struct ReadingArgs {
    /// What to ask a service for: symbols, words, form types, companies
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// Time between two polls: 30s, 5m, 1h
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    interval: Option<u32>,
    /// The time zone of times that state none
    #[arg(long, value_name = "ZONE")]
    zone: Option<Tz>,
    /// Its language, as an ISO 639-1 code
    #[arg(long, value_name = "CODE")]
    lang: Option<LanguageCode>,
}

impl ReadingArgs {
    fn language(&self) -> Option<String> {
        self.lang.map(|code| code.to_string())
    }

    fn source(&self) -> NewSource {
        NewSource {
            query: self.query.clone(),
            interval_s: self.interval,
            zone: self.zone,
            lang: self.language(),
            ..NewSource::default()
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = ADD_EXAMPLES)]
struct AddArgs {
    /// The name by which you refer to it; that of the preset if left out
    #[arg(value_name = "NAME", required_unless_present = "preset")]
    name: Option<String>,
    /// A feed's address, a folder, - for JSON lines on standard input, or a service: edgar, finnhub,
    /// alphavantage, polygon, marketaux, gdelt, gdelt-files, eqs, alfred
    #[arg(value_name = "URL|FOLDER|SERVICE|-", required_unless_present = "preset")]
    place: Option<String>,
    /// A source that is known by name; without one, list them
    #[arg(long, value_name = "PRESET", num_args = 0..=1, default_missing_value = "")]
    preset: Option<String>,
    /// The kind of source, where the place is another address of a service
    #[arg(long, value_name = "KIND")]
    kind: Option<SourceKind>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Log only items that name one of these instruments
    #[arg(long = "watch", value_name = "SYM", num_args = 1.., value_delimiter = ',')]
    watch_list: Vec<String>,
    /// Log only items that contain one of these words or phrases
    #[arg(long, value_name = "WORD", num_args = 1.., value_delimiter = ',')]
    include: Vec<String>,
    /// Never log items that contain one of these words or phrases
    #[arg(long, value_name = "WORD", num_args = 1.., value_delimiter = ',')]
    exclude: Vec<String>,
    /// Fetch the page that an item points to
    #[arg(long)]
    full_text: bool,
}

#[derive(Debug, Args)]
#[command(after_help = SET_EXAMPLES)]
struct SetArgs {
    /// The source's name, as `source list` shows it
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Log only items that name one of these instruments, replacing the earlier list; '' for any
    #[arg(long = "watch", value_name = "SYM", num_args = 1.., value_delimiter = ',')]
    watch_list: Option<Vec<String>>,
    /// Log only items that contain one of these words, replacing the earlier list; '' for any
    #[arg(long, value_name = "WORD", num_args = 1.., value_delimiter = ',')]
    include: Option<Vec<String>>,
    /// Never log items that contain one of these words, replacing the earlier list; '' for none
    #[arg(long, value_name = "WORD", num_args = 1.., value_delimiter = ',')]
    exclude: Option<Vec<String>>,
    /// Whether to fetch the page that an item points to
    #[arg(long, value_name = "BOOL")]
    full_text: Option<bool>,
}

impl SetArgs {
    fn changes(&self) -> Changes {
        Changes {
            query: self.reading.query.clone(),
            interval_s: self.reading.interval,
            zone: self.reading.zone,
            lang: self.reading.language(),
            watch_list: self.watch_list.clone(),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            full_text: self.full_text,
        }
    }
}

/// `30s`, `5m`, `1h`, or seconds.
fn seconds(text: &str) -> Result<u32, String> {
    let (number, unit) = match text.trim().char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        Some((at, _)) => text.trim().split_at(at),
        None => (text.trim(), "s"),
    };
    let factor = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("it is not a duration such as 30s, 5m or 1h".to_owned()),
    };
    let number: u32 = number.parse().map_err(|_| "it is not a duration such as 30s, 5m or 1h".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "it is too long".to_owned())
}

impl SourceArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        matches!(self.what, What::List)
    }
}

pub(super) fn run(args: &SourceArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    match &args.what {
        What::Add(add) if add.preset.as_deref() == Some("") => lists::print_presets(console),
        What::Add(add) => {
            let health = source::add(&context, &add.source()?)?;
            if let Some(problem) = &health.problem {
                console.note(&format!("it was added but cannot be polled yet: {problem}"));
            }
            print("source-add", vec![health], console);
        }
        What::Set(set) => {
            print("source-set", vec![source::change(&context, &set.name, &set.changes())?], console);
        }
        What::List => {
            let all = source::list(&context)?;
            if all.is_empty() {
                console.note("there are no sources; `newstape source add NAME URL` adds one");
            }
            let empty = all.is_empty();
            if console.json || !empty {
                print("sources", all, console);
            }
            return Ok(if empty { Exit::Nothing } else { Exit::Done });
        }
        What::Test { name, limit } => {
            let (trials, poll) = source::test(&context, name, *limit)?;
            let feed = source::feed_of_page(&poll.state);
            return Ok(print_trial(name, &trials, (poll.skipped, feed), console));
        }
        What::Import { file, reading, watch_list } => {
            let model = NewSource { watch_list: watch_list.clone(), ..reading.source() };
            return lists::run_import(file, &model, global, console);
        }
        What::Export { output } => return lists::run_export(output.as_ref(), global, console),
        What::Pause { name } => print("source-pause", vec![source::pause(&context, name, true)?], console),
        What::Resume { name } => {
            print("source-resume", vec![source::pause(&context, name, false)?], console);
        }
        What::Remove { name } => {
            let health = source::one(&context, name)?;
            source::remove(&context, name)?;
            if console.json {
                print("source-remove", vec![health], console);
            } else {
                console.line(&format!("removed {name}; its events are kept"));
            }
        }
    }
    Ok(Exit::Done)
}

impl AddArgs {
    fn source(&self) -> Result<NewSource, Failure> {
        let new = NewSource {
            name: self.name.clone().unwrap_or_default(),
            kind: self.kind,
            place: self.place.clone().unwrap_or_default(),
            watch_list: self.watch_list.clone(),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            full_text: self.full_text.then_some(true),
            ..self.reading.source()
        };
        match &self.preset {
            Some(name) => Ok(list::with_preset(list::preset(name)?, new)),
            None => Ok(new),
        }
    }
}

fn print(schema: &str, sources: Vec<Health>, console: &Console) {
    let list = SourceList { sources: sources.into_iter().map(Health::record).collect() };
    if console.json {
        console.document(&Document::new(schema, &list));
        return;
    }
    console.listing(&list, |width| view::table(&list, width));
    if !console.wants_rows() {
        for line in view::problems(&list) {
            console.line(&line);
        }
    }
}

fn print_trial(
    name: &str,
    trials: &[Trial],
    (skipped, feed): (Vec<String>, Option<String>),
    console: &Console,
) -> Exit {
    let exit = if skipped.is_empty() { Exit::Done } else { Exit::Partial };
    let items: Vec<TrialRecord> = trials.iter().map(trial).collect();
    let nothing = items.is_empty() && skipped.is_empty();
    if let Some(feed) = feed.as_ref().filter(|_| !console.json) {
        console.note(&format!("the page names a feed, which was read: {feed}"));
    }
    let list = TrialList { source: name.to_owned(), items, skipped, feed };
    if console.json {
        console.document(&Document::new("source-test", &list));
    } else if nothing {
        console.note("the source answers, but has no items");
    } else {
        console.line(&view::trial(&list));
    }
    exit
}

fn trial(trial: &Trial) -> TrialRecord {
    let (outcome, reason) = match &trial.logged {
        Logged::Created(_) => ("new", None),
        Logged::Revised(_) => ("revised", None),
        Logged::SeenAgain(Some(_)) => ("seen", None),
        Logged::SeenAgain(None) => ("seen", Some("it was filtered out before".to_owned())),
        Logged::Filtered(reason) => ("filtered", Some(reason.clone())),
    };
    let record = TrialRecord::without_event(outcome, reason, trial.title.clone());
    match &trial.event {
        None => record,
        Some(TriedEvent::Ready(ready)) => record.with_ready(ready),
        Some(TriedEvent::Stored(stored)) => record.with_stored(stored),
    }
}
