//! `newstape import events`

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::tables::DatesArg;
use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::import_events::{EventsRequest, import_events, is_stdin};
use crate::table::news::{NewsColumn, NewsOptions};
use crate::text::LanguageCode;
use crate::view::Document;
use crate::view::format::number_of;
use crate::view::import_events::ImportedDocument;

const EXAMPLES: &str = "\
Columns are known by their usual names: title, text, summary, url, id, published_at (or date and time), source, lang, \
symbols, author, kind, tags. --map says what another column holds. Rows that were logged before are recognised, so \
that an import can be run again.

Examples:
  newstape import events headlines.csv --dry-run
  newstape import events headlines.csv --map title=Headline --zone America/New_York
  newstape import events news.parquet --source Archive --tag archive
  newstape import events news.jsonl --rejects bad-rows.csv
  newstape list --format jsonl | newstape --db copy.db import events -";

/// The rejected rows that are printed.
const PRINTED: usize = 5;

/// Log the events of a CSV, TSV, JSON lines, Excel or Parquet file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct EventsArgs {
    /// The file; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What a column holds, such as title=Headline (repeatable)
    #[arg(long, value_name = "WHAT=COLUMN", value_parser = NewsOptions::map)]
    map: Vec<(NewsColumn, String)>,
    /// The zone of times without one [default: UTC]
    #[arg(long, value_name = "ZONE")]
    zone: Option<Tz>,
    /// How to read dates such as 3/4/2025 [default: from the whole column]
    #[arg(long, value_name = "ORDER")]
    dates: Option<DatesArg>,
    /// The language of the rows that do not say
    #[arg(long, value_name = "LANG")]
    lang: Option<LanguageCode>,
    /// Who published the rows that do not say
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// A tag for every event (repeatable)
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Where rejected rows are written [default: FILE.rejects.csv]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Say what would be logged, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl EventsArgs {
    fn rejects(&self) -> PathBuf {
        self.rejects.clone().unwrap_or_else(|| {
            let mut name =
                if is_stdin(&self.file) { "stdin".into() } else { self.file.clone().into_os_string() };
            name.push(".rejects.csv");
            name.into()
        })
    }
}

pub(super) fn run(args: &EventsArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let options = NewsOptions {
        columns: args.map.clone(),
        zone: args.zone,
        lang: args.lang,
        dates: args.dates.map(Into::into),
        now: Some(context.now()),
    };
    let rejects = args.rejects();
    let request = EventsRequest {
        file: &args.file,
        options: &options,
        tags: &args.tag,
        source: args.source.as_deref(),
        rejects: &rejects,
        dry_run: args.dry_run,
    };
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let done = import_events(&context, &request, &|rows| bar.set_position(rows as u64));
    bar.finish_and_clear();
    Ok(print(&done?, args.dry_run, console))
}

fn print(done: &ImportedDocument, dry_run: bool, console: &Console) -> Exit {
    for row in done.rejected.iter().take(PRINTED) {
        let field = row.field.as_ref().map(|f| format!("column `{f}`: ")).unwrap_or_default();
        console.note(&format!("{}:{}: {field}{}", done.file, row.line, row.reason));
    }
    if let Some(file) = &done.rejects_file {
        console.note(&format!("the rejected rows are in {file}"));
    }
    for remark in done.passed_over() {
        console.note(&remark);
    }
    if done.times_without_zone > 0 {
        let rows = match done.times_without_zone {
            1 => "1 time without a zone was".to_owned(),
            count => format!("{count} times without a zone were"),
        };
        console.note(&format!("{rows} read as UTC; --zone names another"));
    }
    if console.json {
        console.document(&Document::new("import_events", done));
    } else {
        let would = if dry_run { " (nothing was written)" } else { "" };
        console.line(&format!("{}{would}", done.line()));
        if let Some(rate) = done.rate() {
            console.note(&format!("{} a second", number_of(rate, "row")));
        }
    }
    match (done.rows, done.rejected.len()) {
        (0, _) => Exit::Nothing,
        (_, 0) => Exit::Done,
        (rows, rejected) if rows == rejected => Exit::Failed,
        _ => Exit::Partial,
    }
}
