//! How fast the main line answers: a list over 100,000 events, and the logging of one article.
//!
//! The events are made once, in memory-backed storage where there is some; the figures are those
//! of the queries, not of the disk. Logging includes linking, claims, measuring and the write.

#![allow(clippy::expect_used, clippy::needless_pass_by_value)] // a benchmark that cannot be set up ends here

mod rows;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use newstape::app::Context;
use newstape::app::bars::import::{ImportRequest, import_prices};
use newstape::app::log::{Input, LogRequest, log_event};
use newstape::calendar::Calendars;
use newstape::claim::ClaimStatus;
use newstape::clock::Clock;
use newstape::event::{
    Body, EventKind, IdentifierWorth, Identifiers, Precision, Publication, RawItem, Said, TimeOrigin, Usual,
    When,
};
use newstape::instrument::{InstrumentId, Universe};
use newstape::link::{Link, Role};
use newstape::list::{EventFilter, SortBy};
use newstape::market::Adjustment;
use newstape::reaction::Horizon;
use newstape::road::{Draft, Findings, Ready};
use newstape::store::Store;
use newstape::table::prices::PriceOptions;

const EVENTS: i64 = 100_000;
const SYMBOLS: [&str; 8] = ["MSFT", "NVDA", "META", "AAPL", "AVGO", "GOOGL", "AMD", "TSLA"];

fn main() {
    divan::main();
}

fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let root = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    root.join(format!("newstape-bench-{}", std::process::id()))
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_742_040_000, 0).unwrap_or_default()
}

fn event(n: i64) -> Ready {
    let symbol = SYMBOLS[usize::try_from(n).unwrap_or(0) % SYMBOLS.len()];
    let instrument = InstrumentId::new(
        symbol.parse().expect("a symbol"),
        "XNAS".parse().expect("a market identifier code"),
    );
    let title = format!("{symbol} item {n} on chips, models and results");
    let size = f64::from(u32::try_from(n * 7919 % 2000).unwrap_or(0)) / 20_000.0 - 0.05;
    let row = |horizon| rows::measured(&instrument, horizon, size, now());
    let item = RawItem {
        guid: Some(format!("bench-{n}")),
        title,
        body: Some(Body::Text("Some sentences about the matter, of the usual length.".to_owned())),
        publication: Some(Publication {
            when: When::Instant { at: now() - TimeDelta::minutes(n * 5), precision: Precision::Second },
            origin: TimeOrigin::Metadata,
            original: None,
            zone: None,
            zone_assumed: false,
        }),
        outlet: Some(format!("Source {}", n % 20)),
        lang: Some("en".to_owned()),
        kind: Some(EventKind::ALL[usize::try_from(n).unwrap_or(0) % EventKind::ALL.len()]),
        ..RawItem::default()
    };
    let identifiers = Identifiers { scope: "bench".to_owned(), worth: IdentifierWorth::Given };
    let usual = Usual { identifiers: Some(identifiers), ..Usual::default() };
    let said = Said { tags: vec![format!("tag{}", n % 50)], usual, ..Said::default() };
    let draft = Draft::new(&item, &said, now()).expect("a title");
    let findings = Findings {
        links: vec![Link {
            instrument: instrument.clone(),
            name: symbol.to_owned(),
            role: Role::Subject,
            confidence: 0.95,
            evidence: Vec::new(),
            alternatives: Vec::new(),
        }],
        unlisted: Vec::new(),
        claims: Vec::new(),
        reactions: vec![row(Horizon::Sessions(1)), row(Horizon::Sessions(5))],
    };
    let from = draft.publication().when;
    Ready::new(draft, from, findings)
}

/// The database with all events, made once.
fn full() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let path = folder().join("full.db");
        let mut store = Store::open(&path).expect("a database");
        for n in 0..EVENTS {
            store.log(&event(n)).expect("an event");
        }
        path
    })
}

fn list(bencher: divan::Bencher<'_, '_>, filter: EventFilter) {
    let path = full();
    // As the program does: open, ask, read.
    bencher.bench(|| Store::open_existing(path).and_then(|s| s.list(&filter)).expect("a list").events.len());
}

fn filter() -> EventFilter {
    EventFilter { limit: 20, ..EventFilter::default() }
}

#[divan::bench]
fn list_latest(bencher: divan::Bencher<'_, '_>) {
    list(bencher, filter());
}

#[divan::bench]
fn list_by_ticker(bencher: divan::Bencher<'_, '_>) {
    list(bencher, EventFilter { symbols: vec!["MSFT".to_owned()], ..filter() });
}

#[divan::bench]
fn list_largest_moves(bencher: divan::Bencher<'_, '_>) {
    let horizon = Some(Horizon::Sessions(1));
    list(bencher, EventFilter { horizon, min_move: Some(0.02), sort: SortBy::Move, ..filter() });
}

#[divan::bench]
fn list_by_words(bencher: divan::Bencher<'_, '_>) {
    list(bencher, EventFilter { search: "chips item".parse().ok(), ..filter() });
}

#[divan::bench]
fn list_rare_words(bencher: divan::Bencher<'_, '_>) {
    list(bencher, EventFilter { search: "4711".parse().ok(), ..filter() });
}

#[divan::bench]
fn list_by_claim(bencher: divan::Bencher<'_, '_>) {
    list(bencher, EventFilter { claim: Some(ClaimStatus::Contradicted), ..filter() });
}

#[divan::bench]
fn list_by_kind_and_tag(bencher: divan::Bencher<'_, '_>) {
    list(
        bencher,
        EventFilter { kinds: vec![EventKind::Earnings], tags: vec!["tag1".to_owned()], ..filter() },
    );
}

/// One article with its links, claims and 10 rows, into a database with real bars.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn log_an_article(bencher: divan::Bencher<'_, '_>) {
    let folder = folder().join("log");
    std::fs::create_dir_all(&folder).expect("a folder");
    let context = Context::new(Clock::Fixed(now()), Some(folder.join("news.db")), true);
    let bars = folder.join("bars.csv.gz");
    std::fs::write(&bars, include_bytes!("../assets/demo/bars.csv.gz")).expect("the bars");
    let universe = Universe::builtin();
    let request = ImportRequest {
        files: &[bars],
        options: &PriceOptions { adjustment: Some(Adjustment::Splits), ..PriceOptions::default() },
        strict: true,
        resolve: &|symbol| Ok(universe.resolve(symbol)?.id.clone()),
        words: &|_| None,
        now: now(),
        calendars: &Calendars::builtin(),
        progress: std::sync::Arc::new(|_| {}),
        dry_run: false,
        understood: &|_| {},
    };
    import_prices(&mut context.store().expect("a database"), &request).expect("bars");
    let text = include_str!("../assets/demo/events/09-microsoft-untersucht.md");
    let mut n = 0;
    bencher
        .with_inputs(|| {
            n += 1;
            text.replace("OpenAI abgegriffen hat", &format!("OpenAI abgegriffen hat ({n})"))
        })
        .bench_local_values(|text| {
            let input = Input::Bytes { name: "article.md".to_owned(), bytes: text.into_bytes(), url: None };
            let request = LogRequest { input: Some(input), ..LogRequest::default() };
            log_event(&context, &request).expect("a logged event")
        });
}
