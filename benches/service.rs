//! What the service sustains: items a second through linking, claims, story and write, into a
//! database of a million events, on one thread; and how much memory that takes.
//!
//! `cargo bench --bench service` makes the database once (`NEWSTAPE_BENCH_EVENTS` events, a million
//! unless told otherwise) in a folder of its own under `NEWSTAPE_BENCH_FOLDER`, else the system's
//! folder for temporary files, and removes it at the end. It is not a divan benchmark: one figure
//! over many seconds is asked for, not the spread of a short call.

#![allow(clippy::expect_used, clippy::print_stdout)] // a benchmark that cannot be set up ends here

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::app::Reference;
use newstape::app::log::ItemLogger;
use newstape::event::{Body, RawItem};
use newstape::event::{Precision, Publication, SourceKind, SourceSettings, TimeOrigin, When};
use newstape::store::Store;

const COMPANIES: [&str; 12] = [
    "Microsoft",
    "Apple (NASDAQ: AAPL)",
    "NVIDIA",
    "Tesla",
    "Boeing",
    "Deutsche Bank",
    "SAP",
    "Pfizer",
    "JPMorgan Chase",
    "Exxon Mobil",
    "Walmart",
    "Netflix",
];
const VERBS: [&str; 10] = [
    "raises its forecast for",
    "delays the launch of",
    "settles a dispute over",
    "invests in",
    "closes a plant for",
    "wins an order for",
    "loses a ruling on",
    "recalls",
    "sells its share in",
    "names a new head of",
];
const THINGS: [&str; 16] = [
    "cloud services",
    "chips",
    "batteries",
    "data centres",
    "engines",
    "loans",
    "vaccines",
    "oil fields",
    "stores",
    "streaming",
    "software",
    "robots",
    "satellites",
    "insurance",
    "payments",
    "turbines",
];
const WORDS: [&str; 40] = [
    "analysts",
    "quarter",
    "demand",
    "margin",
    "supply",
    "orders",
    "customers",
    "regulator",
    "growth",
    "costs",
    "prices",
    "investors",
    "market",
    "outlook",
    "production",
    "revenue",
    "shipment",
    "capacity",
    "contract",
    "plant",
    "workers",
    "union",
    "energy",
    "capital",
    "dividend",
    "budget",
    "tariff",
    "export",
    "currency",
    "inflation",
    "interest",
    "credit",
    "board",
    "partner",
    "region",
    "network",
    "product",
    "research",
    "patent",
    "court",
];

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_742_040_000, 0).unwrap_or_default()
}

/// Reproducible numbers that look like none.
fn mixed(n: u64) -> u64 {
    let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0;
    x ^= x >> 31;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ x >> 29
}

fn pick<'a>(words: &[&'a str], n: u64) -> &'a str {
    words[usize::try_from(n % words.len() as u64).unwrap_or_default()]
}

/// An item as a wire sends it: a title, and a summary of some sixty words with one stated move.
fn item(n: u64, at: DateTime<Utc>) -> RawItem {
    let (a, b) = (mixed(n), mixed(n ^ 0xffff));
    let name = pick(&COMPANIES, a);
    let title = format!("{name} {} {} in unit {n}", pick(&VERBS, a >> 8), pick(&THINGS, a >> 16));
    let sentence = |seed: u64| {
        let words: Vec<&str> = (0..14).map(|i| pick(&WORDS, mixed(seed ^ i))).collect();
        format!("The {}.", words.join(" "))
    };
    let text = format!(
        "Shares of {name} {} {}.{} percent on the day. {} {} {}",
        if b % 2 == 0 { "fell" } else { "rose" },
        b % 9,
        b % 10,
        sentence(b),
        sentence(b >> 3),
        sentence(a >> 5)
    );
    RawItem {
        guid: Some(format!("wire-{n}")),
        url: Some(format!("https://wire.example/news/{n}")),
        title,
        summary: Some(Body::Text(text)),
        lang: Some("en".to_owned()),
        publication: Some(Publication {
            when: When::Instant { at, precision: Precision::Second },
            origin: TimeOrigin::Metadata,
            original: None,
            zone: None,
            zone_assumed: false,
        }),
        ..RawItem::default()
    }
}

/// Resident memory of this process in MB; 0 where the system does not say.
fn resident_mb(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(field));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(usual)
}

struct Bench {
    store: Store,
    logger: ItemLogger,
    wire: SourceSettings,
    source: newstape::event::SourceId,
}

impl Bench {
    fn new(folder: &std::path::Path) -> Self {
        let mut store = Store::open(&folder.join("bench.db")).expect("a database");
        let wire = SourceSettings::new("wire", SourceKind::Feed, Some("https://wire.example/rss"));
        let source = store.add_source(&wire, now()).expect("a source");
        Self { store, logger: ItemLogger::new(Reference::builtin()), wire, source }
    }

    /// Logs items in groups of so many, each group synchronised once, as the service does.
    fn log(&mut self, from: u64, to: u64, a_group: u64, at: impl Fn(u64) -> DateTime<Utc>) {
        let Self { store, logger, wire, source } = self;
        let mut next = from;
        while next < to {
            let end = (next + a_group).min(to);
            let read: Vec<_> = (next..end)
                .map(|n| {
                    let (item, when) = (item(n, at(n)), at(n));
                    logger.read(store, Some(*source), wire, (&item, &item), when).expect("a read item")
                })
                .collect();
            store
                .group(|store| read.iter().try_for_each(|item| logger.write(store, item).map(|_| ())))
                .expect("a group");
            next = end;
        }
    }
}

fn main() {
    if std::env::args().any(|a| a == "--test" || a == "--list") {
        return; // asked by a test runner
    }
    let (events, measured) =
        (number("NEWSTAPE_BENCH_EVENTS", 1_000_000), number("NEWSTAPE_BENCH_ITEMS", 30_000));
    let root = std::env::var_os("NEWSTAPE_BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = root.join(format!("newstape-bench-service-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut bench = Bench::new(&folder);
    // Five years of news, evenly.
    let span = TimeDelta::days(5 * 365);
    let step = span / i32::try_from(events.max(1)).expect("a count");
    let at = |n: u64| now() - span + step * i32::try_from(n).expect("a count");
    let started = Instant::now();
    let tenth = (events / 10).max(1);
    for part in 0..10 {
        let begun = Instant::now();
        bench.log(part * tenth, (part + 1) * tenth, 2_000, at);
        #[allow(clippy::cast_precision_loss)]
        let rate = tenth as f64 / begun.elapsed().as_secs_f64();
        println!(
            "{} events: {rate:.0} a second while filling, {} MB",
            (part + 1) * tenth,
            resident_mb("VmRSS:")
        );
    }
    println!("filled in {:?}", started.elapsed());
    for (name, a_group) in
        [("256 items a synchronisation, as served", 256), ("one item a synchronisation", 1)]
    {
        let first = events + 10_000_000 * a_group;
        let items = if a_group == 1 { measured / 20 } else { measured };
        let (begun, before) = (Instant::now(), worked());
        bench.log(first, first + items, a_group, |_| now());
        let took = begun.elapsed();
        report(name, items, took, worked().saturating_sub(before));
    }
    println!("resident: {} MB now, {} MB at most", resident_mb("VmRSS:"), resident_mb("VmHWM:"));
    let _ = std::fs::remove_dir_all(&folder);
}

#[allow(clippy::cast_precision_loss)]
fn report(name: &str, items: u64, took: Duration, worked: Duration) {
    let rate = |time: Duration| items as f64 / time.as_secs_f64();
    println!(
        "{name}: {:.0} items/s over {items} items ({took:?}); {:.0} a second of processor time",
        rate(took),
        rate(worked)
    );
}

/// Processor time of this thread; nothing where the system does not say.
fn worked() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
