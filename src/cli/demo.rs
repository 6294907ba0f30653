//! `newstape demo`

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::demo::{Demo, demo};
use crate::app::list::show;
use crate::road::StoredEvent;
use crate::view::event::EventDocument;
use crate::view::format::number_of;
use crate::view::text::{self, Width};
use crate::view::{Document, demo as words};

const EXAMPLES: &str = "\
Examples:
  newstape demo
  newstape demo --dir /tmp/newstape-demo";

/// See the whole product on embedded data: eleven real events, real prices, no network
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DemoArgs {
    /// The folder for the demo's database and charts
    #[arg(long, value_name = "DIR", default_value = "newstape-demo")]
    dir: PathBuf,
}

#[derive(Serialize)]
struct DemoDocument {
    db: PathBuf,
    bars: usize,
    charts: Vec<PathBuf>,
    events: Vec<EventDocument>,
}

/// What to try next.
fn next(made: &Demo, documents: &[EventDocument]) -> String {
    let db = made.db.display();
    let (dated, largest) = (words::dated_event(documents), words::largest_move(documents));
    let (dated, largest) = (dated.unwrap_or(1), largest.unwrap_or(1));
    let folder = made.charts.first().and_then(|chart| chart.parent()).unwrap_or(Path::new("."));
    format!(
        "
What to try next
  newstape --db {db} explain {dated}                # the arithmetic behind every figure
  newstape --db {db} list --horizon 1d --min-move 5% --sort move
  newstape --db {db} list --search DeepSeek
  newstape --db {db} show {largest} --json
  newstape --db {db} chart {largest} -o reaction.png

{} are in {}",
        number_of(made.charts.len(), "chart"),
        folder.display()
    )
}

pub(super) fn run(args: &DemoArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let made = demo(&args.dir)?;
    if global.db.as_ref().is_some_and(|db| *db != made.db) {
        console.note(&format!("the demo has a database of its own: {}", made.db.display()));
    }
    let documents: Vec<EventDocument> = made.events.iter().map(|e: &StoredEvent| show::document(e)).collect();
    if console.json {
        let Demo { db, bars, charts, .. } = made;
        console.document(&Document::new("demo", DemoDocument { db, bars, charts, events: documents }));
        return Ok(Exit::Done);
    }
    let table = words::table(&documents, &made.headlines, text::table(Width(console.width), &words::HEAD));
    console.line(&words::report(made.bars, &documents, &table));
    console.line(&next(&made, &documents));
    Ok(Exit::Done)
}
