//! `newstape demo`

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::demo::{Demo, demo};
use crate::app::list::show;
use crate::road::StoredEvent;
use crate::view::event::EventDocument;
use crate::view::text::{self, Width};
use crate::view::{Document, demo as words};

const EXAMPLES: &str = "\
Examples:
  newstape demo
  newstape demo --dir /tmp/newstape-demo";

/// See the whole product on embedded data: ten real events, real prices, no network
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {
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

pub(super) fn run(args: &DemoArgs, _: &Global, console: &Console) -> Result<Exit, Failure> {
    let made = demo(&args.dir)?;
    let documents: Vec<EventDocument> = made.events.iter().map(|e: &StoredEvent| show::document(e)).collect();
    if console.json {
        let Demo { db, bars, charts, .. } = made;
        console.document(&Document::new("demo", DemoDocument { db, bars, charts, events: documents }));
        return Ok(Exit::Done);
    }
    let table = words::table(&documents, &made.headlines, text::table(Width(console.width), &words::HEAD));
    console.line(&words::report(&made.db, made.bars, &made.charts, &documents, &table));
    Ok(Exit::Done)
}
