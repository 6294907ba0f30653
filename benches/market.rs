//! How fast bars are imported and read, and how large they are.
//!
//! `cargo bench --bench market`; with `NEWSTAPE_BENCH_LARGE=1` also the price as of an instant in a
//! store of 50 million bars, which takes half a minute to make.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]
// Sizes and made-up instants are far from the limits of their types.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use newstape::app::bars::import::{ImportRequest, import_prices};
use newstape::calendar::{Calendar, Calendars};
use newstape::instrument::{InstrumentId, Mic};
use newstape::market::{Adjustment, Bar, Interval, Series, SeriesKey};
use newstape::store::Store;
use newstape::table::prices::PriceOptions;
use tempfile::TempDir;

fn main() {
    sizes();
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_740_000_000, 0).unwrap()
}

fn key(symbol: &str, interval: Interval) -> SeriesKey {
    SeriesKey {
        instrument: InstrumentId::new(symbol.parse().unwrap(), Mic::XNAS),
        interval,
        provider: "file".to_owned(),
        adjustment: Adjustment::AsTraded,
    }
}

/// A walk in cents with volumes like those of a liquid share; the same for the same seed.
struct Walk {
    state: u64,
    cents: f64,
}

impl Walk {
    const fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, cents: 44_628.0 }
    }

    /// From 0 to below `n`.
    fn below(&mut self, n: u32) -> f64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        f64::from(u32::try_from((self.state >> 33) % u64::from(n)).unwrap())
    }

    fn bar<At>(&mut self, at: At, cents: u32) -> Bar<At> {
        let open = self.cents + self.below(3) - 1.0;
        let close = (open + self.below(2 * cents + 1) - f64::from(cents)).max(100.0);
        let high = open.max(close) + self.below(cents);
        let low = (open.min(close) - self.below(cents)).max(50.0);
        self.cents = close;
        let volume = self.below(20_000) + 1.0;
        Bar::new(at, open / 100.0, high / 100.0, low / 100.0, close / 100.0, Some(volume)).unwrap()
    }
}

/// The minutes of one year, extended hours included or not.
fn minutes(symbol: &str, year: i32, extended: bool) -> Series<DateTime<Utc>> {
    let day = |m, d| NaiveDate::from_ymd_opt(year, m, d).unwrap();
    let sessions = Calendar::for_mic(Mic::XNAS).unwrap().sessions(day(1, 1), day(12, 31)).unwrap();
    let mut walk = Walk::new(u64::try_from(year).unwrap());
    let mut bars = Vec::with_capacity(250_000);
    for (_, span) in sessions.iter().flat_map(|s| s.open_spans(extended)) {
        let mut at = span.start;
        while at < span.end {
            bars.push(walk.bar(at, 12));
            at += TimeDelta::minutes(1);
        }
    }
    Series::new(key(symbol, Interval::Minute1), bars).unwrap()
}

/// A store with one year of minutes, made once.
fn year_of_minutes(extended: bool) -> &'static (TempDir, usize) {
    static REGULAR: OnceLock<(TempDir, usize)> = OnceLock::new();
    static EXTENDED: OnceLock<(TempDir, usize)> = OnceLock::new();
    let cell = if extended { &EXTENDED } else { &REGULAR };
    cell.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let series = minutes("MSFT", 2024, extended);
        let mut store = Store::open(&folder.path().join("bars.db")).unwrap();
        store.insert_bars(&series, now(), "bench").unwrap();
        (folder, series.bars().len())
    })
}

#[divan::bench(args = [false, true])]
fn read_a_symbol_year_of_minutes(bencher: Bencher<'_, '_>, extended: bool) {
    let (folder, bars) = year_of_minutes(extended);
    let store = Store::open(&folder.path().join("bars.db")).unwrap();
    let key = key("MSFT", Interval::Minute1);
    let (from, to) = (DateTime::from_timestamp(0, 0).unwrap(), now());
    bencher.counter(ItemsCount::new(*bars)).bench_local(|| {
        let series = store.intraday(&key, from, to).unwrap().unwrap();
        assert_eq!(series.bars().len(), *bars);
        series
    });
}

const SYMBOLS: usize = 500;
const DAYS: usize = 1_000;

/// A long panel, `ticker,date,open,high,low,close,volume`.
fn panel(folder: &Path) -> &Path {
    let days = Calendar::for_mic(Mic::XNAS).unwrap();
    let start = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let sessions = days.sessions(start, start + TimeDelta::days(1_800)).unwrap();
    let mut text = String::from("ticker,date,open,high,low,close,volume\n");
    for symbol in 0..SYMBOLS {
        let mut walk = Walk::new(symbol as u64 + 1);
        for session in &sessions[..DAYS] {
            let b = walk.bar(session.date, 300);
            let volume = b.volume.unwrap();
            writeln!(text, "S{symbol},{},{},{},{},{},{volume}", b.at, b.open, b.high, b.low, b.close)
                .unwrap();
        }
    }
    std::fs::write(folder.join("panel.csv"), text).unwrap();
    folder
}

/// A year of minutes with local times and no zone, the slowest form to read.
fn local_minutes(folder: &Path) -> usize {
    let zone = Calendar::for_mic(Mic::XNAS).unwrap().zone();
    let mut text = String::from("ts_local,open,high,low,close,volume\n");
    let series = minutes("MSFT", 2024, true);
    for b in series.bars() {
        let at = b.at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S");
        writeln!(text, "{at},{},{},{},{},{}", b.open, b.high, b.low, b.close, b.volume.unwrap()).unwrap();
    }
    std::fs::write(folder.join("MSFT.csv"), text).unwrap();
    series.bars().len()
}

fn import(bencher: Bencher<'_, '_>, folder: &Path, file: &str, rows: usize) {
    let files = [folder.join(file)];
    let bytes = std::fs::metadata(&files[0]).unwrap().len();
    bencher
        .counter(ItemsCount::new(rows))
        .counter(BytesCount::new(bytes))
        .with_inputs(|| {
            let folder = TempDir::new().unwrap();
            let store = Store::open(&folder.path().join("bars.db")).unwrap();
            (folder, store)
        })
        .bench_local_values(|(target, mut store)| {
            let request = ImportRequest {
                files: &files,
                options: &PriceOptions::default(),
                strict: true,
                resolve: &|symbol| Ok(InstrumentId::new(symbol.parse().unwrap(), Mic::XNAS)),
                words: &|_| None,
                now: now(),
                calendars: &Calendars::builtin(),
                progress: std::sync::Arc::new(|_| ()),
                dry_run: false,
                understood: &|_| {},
            };
            let record = import_prices(&mut store, &request).unwrap();
            assert_eq!(record.inserted, rows);
            (target, store)
        });
}

#[divan::bench(sample_count = 10)]
fn import_a_daily_panel(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().unwrap();
    import(bencher, panel(folder.path()), "panel.csv", SYMBOLS * DAYS);
}

#[divan::bench(sample_count = 10)]
fn import_a_year_of_local_minutes(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().unwrap();
    let rows = local_minutes(folder.path());
    import(bencher, folder.path(), "MSFT.csv", rows);
}

/// Fifty million minutes: 26 symbols over 8 years, extended hours included.
fn fifty_million() -> Option<&'static (TempDir, usize)> {
    static LARGE: OnceLock<(TempDir, usize)> = OnceLock::new();
    std::env::var_os("NEWSTAPE_BENCH_LARGE")?;
    Some(LARGE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("bars.db")).unwrap();
        let mut bars = 0;
        for year in 2017..2025 {
            let series = minutes("S", year, true);
            let mut writer = store.bar_writer(now(), "bench").unwrap();
            for symbol in 0..26 {
                let key = key(&format!("S{symbol}"), Interval::Minute1);
                let series = Series::new(key, series.bars().to_vec()).unwrap();
                bars += writer.insert(&series, &[]).unwrap().inserted;
            }
            writer.commit().unwrap();
        }
        (folder, bars)
    }))
}

#[divan::bench(ignore = std::env::var_os("NEWSTAPE_BENCH_LARGE").is_none())]
fn price_as_of_an_instant_in_a_large_store(bencher: Bencher<'_, '_>) {
    let Some((folder, _)) = fifty_million() else { return };
    let store = Store::open(&folder.path().join("bars.db")).unwrap();
    let mut walk = Walk::new(7);
    bencher
        .with_inputs(|| {
            let symbol = format!("S{}", walk.below(26));
            let at = 1_500_000_000.0 + walk.below(230_000_000);
            (key(&symbol, Interval::Minute1), DateTime::from_timestamp(at as i64, 0).unwrap())
        })
        .bench_local_refs(|(key, at)| store.as_of_price(key, *at).unwrap().unwrap());
}

/// Bytes on disk per bar, everything included.
fn sizes() {
    for extended in [false, true] {
        let (folder, bars) = year_of_minutes(extended);
        let file = folder.path().join("bars.db");
        Store::open(&file).unwrap();
        let bytes = std::fs::metadata(&file).unwrap().len() + wal(&file);
        let hours = if extended { "extended" } else { "regular" };
        println!(
            "a year of minutes, {hours} hours: {bars} bars, {:.1} bytes each",
            bytes as f64 / *bars as f64
        );
    }
    if let Some((folder, bars)) = fifty_million() {
        let file = folder.path().join("bars.db");
        let bytes = std::fs::metadata(&file).unwrap().len() + wal(&file);
        println!("a large store: {bars} bars, {:.2} bytes each", bytes as f64 / *bars as f64);
        slowest(&file);
    }
}

/// The tail of the times to a price as of an instant, which a median hides.
fn slowest(file: &Path) {
    const ASKED: usize = 20_000;
    let opened = Instant::now();
    let store = Store::open(file).unwrap();
    println!("opening the large store: {:.2?}", opened.elapsed());
    let mut walk = Walk::new(11);
    let mut times: Vec<Duration> = (0..ASKED)
        .map(|_| {
            let key = key(&format!("S{}", walk.below(26)), Interval::Minute1);
            let at = DateTime::from_timestamp(1_500_000_000 + walk.below(230_000_000) as i64, 0).unwrap();
            let asked = Instant::now();
            store.as_of_price(&key, at).unwrap().unwrap();
            asked.elapsed()
        })
        .collect();
    let first = times[0];
    times.sort_unstable();
    println!(
        "a price as of an instant, {ASKED} times: median {:.0?}, p99 {:.0?}, slowest {:.0?}, {} beyond 1 ms; the first {first:.0?}",
        times[ASKED / 2],
        times[ASKED * 99 / 100],
        times[ASKED - 1],
        times.iter().filter(|t| t.as_millis() >= 1).count(),
    );
}

fn wal(file: &Path) -> u64 {
    std::fs::metadata(file.with_extension("db-wal")).map_or(0, |m| m.len())
}
