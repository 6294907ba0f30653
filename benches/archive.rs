//! The archive of bars: one price as of a day, and all closes, of as many bars as `NEWSTAPE_BENCH_BARS` says
//! (2,000,000 without it). The folder is `NEWSTAPE_BENCH_ARCHIVE`, made where it is not there, so that other programs can
//! be measured on the same files; without it a temporary one.
//!
//!     NEWSTAPE_BENCH_BARS=50000000 cargo bench --bench archive

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)] // a benchmark ends where it fails
#![allow(clippy::cast_possible_wrap)] // counts are small

#[cfg(feature = "parquet")]
fn main() {
    enabled::run();
}

#[cfg(not(feature = "parquet"))]
fn main() {}

#[cfg(feature = "parquet")]
mod enabled {
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;
    use std::time::{Duration, Instant};

    use newstape::archive::{Archive, Shelving};
    use newstape::instrument::InstrumentId;
    use newstape::market::quality::Flags;
    use newstape::market::{Adjustment, Interval, SeriesKey, Shelf, ShelfError, ShelvedBar, year_of};

    const FIRST_DAY: i64 = 5_478; // 1985-01-01
    const DAYS: i64 = 14_600; // forty years
    const ASKED: usize = 1_000;

    fn key(n: usize) -> SeriesKey {
        SeriesKey {
            instrument: InstrumentId::new(format!("S{n:05}").parse().unwrap(), "XNAS".parse().unwrap()),
            interval: Interval::Day1,
            provider: "bench".to_owned(),
            adjustment: Adjustment::AsTraded,
        }
    }

    /// Five days of seven have a bar.
    fn has_bar(day: i64) -> bool {
        day.rem_euclid(7) < 5
    }

    fn bar(symbol: usize, day: i64) -> ShelvedBar {
        let close = 20.0 + (symbol % 300) as f64 + ((day * 7 + symbol as i64 * 13) % 997) as f64 / 100.0;
        ShelvedBar {
            label: day,
            open: close - 0.25,
            high: close + 0.5,
            low: close - 0.5,
            close,
            volume: Some((1_000 + (day * 31) % 9_000) as f64),
            flags: Flags::NONE,
            fetched_at: chrono::DateTime::from_timestamp(1_760_000_000, 0).unwrap(),
        }
    }

    fn fill(root: &Path, symbols: usize) {
        let mut task = Shelving::default();
        (0..symbols).for_each(|n| task.add(&key(n), FIRST_DAY, FIRST_DAY + DAYS - 1));
        let of_year = |key: &SeriesKey, year: i32| -> Result<Vec<ShelvedBar>, ShelfError> {
            let symbol = key.instrument.symbol.as_str()[1..].parse().unwrap();
            let first = FIRST_DAY + i64::from(year - 1986) * 365;
            let days =
                (first.max(FIRST_DAY)..(first + 800).min(FIRST_DAY + DAYS)).filter(|day| has_bar(*day));
            Ok(days.filter(|day| year_of(Interval::Day1, *day) == year).map(|day| bar(symbol, day)).collect())
        };
        task.write(&Archive::new(root), of_year, |_, _, _| {}).unwrap();
    }

    fn asked(n: usize, symbols: usize) -> (SeriesKey, i64) {
        let mixed = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 17;
        let symbol = usize::try_from(mixed % symbols as u64).unwrap();
        (key(symbol), FIRST_DAY + 30 + i64::try_from(mixed >> 20).unwrap().rem_euclid(DAYS - 60))
    }

    fn as_of(archive: &Archive, symbols: usize) -> Vec<Duration> {
        let mut times: Vec<Duration> = (0..ASKED)
            .map(|n| {
                let (key, day) = asked(n, symbols);
                let begun = Instant::now();
                let bar = archive.last_until(&key, day).unwrap().unwrap();
                assert!(bar.label <= day && bar.label > day - 7);
                begun.elapsed()
            })
            .collect();
        times.sort();
        times
    }

    pub(super) fn run() {
        let bars: usize = std::env::var("NEWSTAPE_BENCH_BARS").map_or(2_000_000, |n| n.parse().unwrap());
        let symbols = bars / usize::try_from(DAYS * 5 / 7).unwrap() + 1;
        let temporary = tempfile::tempdir().unwrap();
        let root: PathBuf = std::env::var_os("NEWSTAPE_BENCH_ARCHIVE")
            .map_or_else(|| temporary.path().join("bars"), PathBuf::from);
        if !root.exists() {
            let begun = Instant::now();
            fill(&root, symbols);
            println!("written in {:.1?}", begun.elapsed());
        }
        let (first, warm) = {
            let archive = Archive::new(&root);
            (as_of(&archive, symbols), as_of(&archive, symbols))
        };
        for (name, times) in [("as of, files opened as needed", first), ("as of, files open", warm)] {
            let of = |part: usize| times[times.len() * part / 100 - 1];
            println!("{name}: median {:.2?}, 99 of 100 {:.2?}, longest {:.2?}", of(50), of(99), of(100));
        }
        let (begun, archive) = (Instant::now(), Archive::new(&root));
        archive.last_until(&key(0), FIRST_DAY + 7_000).unwrap();
        println!("one price in a new process: {:.2?}", begun.elapsed());
        let sum = Mutex::new(0.0);
        let begun = Instant::now();
        let rows = archive
            .scan("XNAS".parse().unwrap(), Interval::Day1, |piece| {
                let own: f64 = piece.closes.iter().sum();
                *sum.lock().unwrap() += own;
            })
            .unwrap();
        let spent = begun.elapsed();
        println!(
            "scan: {rows} bars in {spent:.2?}, {:.1} million a second (mean close {:.3})",
            rows as f64 / spent.as_secs_f64() / 1e6,
            sum.into_inner().unwrap() / rows as f64
        );
    }
}
