//! The demo: embedded bars and events, no network, its own database.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

use crate::app::bars::import::{ImportRequest, import_prices};
use crate::app::chart::{ChartFile, ChartRequest, Look, Picture, Subject, draw_chart};
use crate::app::log::{Input, LogRequest, log_event};
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::clock::Clock;
use crate::event::{EventKind, Said};
use crate::instrument::Universe;
use crate::list::{EventFilter, Headline};
use crate::market::Adjustment;
use crate::road::StoredEvent;
use crate::table::prices::PriceOptions;

const BARS: &[u8] = include_bytes!("../../assets/demo/bars.csv.gz");

/// One news event of the demo.
struct DemoEvent {
    file: &'static str,
    text: &'static str,
    kind: EventKind,
    tags: &'static [&'static str],
    tickers: &'static [&'static str],
}

macro_rules! demo_event {
    ($file:literal, $kind:ident, $tags:expr, $tickers:expr) => {
        DemoEvent {
            file: $file,
            text: include_str!(concat!("../../assets/demo/events/", $file)),
            kind: EventKind::$kind,
            tags: &$tags,
            tickers: &$tickers,
        }
    };
}

/// Facts in our own words, from 20 January to 5 February 2025, in chronological order.
const EVENTS: [DemoEvent; 11] = [
    demo_event!("01-deepseek-r1.md", News, ["ai"], ["NVDA"]),
    demo_event!("02-stargate.md", News, ["ai"], []),
    demo_event!("03-deepseek-app.md", News, ["ai"], ["NVDA"]),
    demo_event!("04-deepseek-selloff.md", News, ["ai"], []),
    demo_event!("05-microsoft-results.md", Earnings, ["results"], []),
    demo_event!("06-meta-results.md", Earnings, ["results"], []),
    demo_event!("07-tesla-results.md", Earnings, ["results"], []),
    demo_event!("08-apple-results.md", Earnings, ["results"], []),
    demo_event!("09-microsoft-untersucht.md", News, ["ai"], []),
    demo_event!("10-alphabet-results.md", Earnings, ["results"], []),
    demo_event!("11-amd-results.md", Earnings, ["results"], []),
];

/// What the demo created.
#[derive(Debug)]
pub struct Demo {
    /// The path of its database.
    pub db: PathBuf,
    /// How many bars it holds.
    pub bars: usize,
    /// The events, in chronological order.
    pub events: Vec<StoredEvent>,
    /// The headline of each event.
    pub headlines: Vec<Option<Headline>>,
    /// The charts written.
    pub charts: Vec<PathBuf>,
}

/// Runs the whole product on the embedded data, into a folder. Running it again changes nothing.
///
/// # Errors
/// The folder cannot be written.
pub fn demo(folder: &Path) -> Result<Demo, Failure> {
    let charts = folder.join("charts");
    std::fs::create_dir_all(&charts)
        .map_err(|e| Refusal::Unwritable { path: charts.clone(), reason: e.to_string() })?;
    // The demo's clock is set to the spring after its events, when all horizons have ended.
    let context = Context::new(Clock::Fixed(moment()), Some(folder.join("demo.db")), true);
    let bars = import_bars(&context, folder)?;
    let db = context.db.clone();
    let mut demo = Demo { db, bars, events: Vec::new(), headlines: Vec::new(), charts: Vec::new() };
    for event in &EVENTS {
        demo.events.push(log_event(&context, &request(event))?.stored);
    }
    let all = EventFilter { limit: EVENTS.len(), ..EventFilter::default() };
    let listed = context.store()?.list(&all)?.events;
    for stored in &demo.events {
        let row = listed.iter().find(|row| row.id == stored.event.id);
        demo.headlines.push(row.and_then(|row| row.headline.clone()));
        draw(&context, stored, &charts, &mut demo.charts)?;
    }
    Ok(demo)
}

/// Writes the embedded bars to the folder and imports them from there, as a user would.
fn import_bars(context: &Context, folder: &Path) -> Result<usize, Failure> {
    let file = folder.join("bars.csv.gz");
    std::fs::write(&file, BARS)
        .map_err(|e| Refusal::Unwritable { path: file.clone(), reason: e.to_string() })?;
    let universe = Universe::builtin();
    let request = ImportRequest {
        files: &[file],
        options: &PriceOptions { adjustment: Some(Adjustment::Splits), ..PriceOptions::default() },
        strict: true,
        resolve: &|symbol| Ok(universe.resolve(symbol)?.id.clone()),
        words: &|_| None,
        calendars: &context.calendars,
        now: context.now(),
        progress: std::sync::Arc::new(|_| {}),
        dry_run: false,
        understood: &|_| {},
    };
    Ok(import_prices(&mut context.store()?, &request)?.rows)
}

fn moment() -> DateTime<Utc> {
    let noon = NaiveDate::from_ymd_opt(2025, 3, 15).and_then(|d| d.and_hms_opt(12, 0, 0));
    noon.map(|n| Utc.from_utc_datetime(&n)).unwrap_or_default()
}

fn request(event: &DemoEvent) -> LogRequest {
    LogRequest {
        input: Some(Input::Bytes {
            name: event.file.to_owned(),
            bytes: event.text.as_bytes().to_vec(),
            url: None,
        }),
        said: Said {
            source: Some("newstape demo".to_owned()),
            kind: Some(event.kind),
            tags: event.tags.iter().map(|t| (*t).to_owned()).collect(),
            ..Said::default()
        },
        tickers: event.tickers.iter().map(|t| (*t).to_owned()).collect(),
    }
}

/// Draws the first instrument that was measured.
fn draw(
    context: &Context,
    stored: &StoredEvent,
    folder: &Path,
    files: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let id = stored.event.id.0;
    let Some(row) = stored.reactions.iter().find(|r| r.measured().is_some()) else { return Ok(()) };
    let symbol = row.instrument.symbol.as_str();
    let stem = format!("{id:02}-{}", symbol.to_ascii_lowercase());
    let subject = Subject { event: stored.event.id, ticker: Some(row.instrument.to_string()) };
    let request = ChartRequest {
        outputs: vec![
            ChartFile::new(folder.join(format!("{stem}.svg")))?,
            ChartFile::new(folder.join(format!("{stem}.png")))?,
        ],
        look: Look { daily: true, ..Look::default() },
        ..ChartRequest::of(Picture::Reaction(subject))
    };
    files.extend(draw_chart(context, &request)?.files);
    Ok(())
}
