use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::instrument::InstrumentId;
use crate::market::quality::{Flag, Flags};
use crate::market::{Adjustment, Interval, SeriesKey, Shelf, ShelfError, ShelvedBar};

const DAY: i64 = 86_400;

fn key(symbol: &str, interval: Interval, provider: &str) -> SeriesKey {
    SeriesKey {
        instrument: InstrumentId::new(symbol.parse().unwrap(), "XNAS".parse().unwrap()),
        interval,
        provider: provider.to_owned(),
        adjustment: Adjustment::AsTraded,
    }
}

fn arrived() -> DateTime<Utc> {
    "2025-06-01T00:00:00Z".parse().unwrap()
}

fn bar(label: i64, close: f64) -> ShelvedBar {
    let odd = label % 5 == 0;
    ShelvedBar {
        label,
        open: close - 0.5,
        high: close + 1.0,
        low: close - 1.0,
        close,
        volume: (label % 3 != 0).then_some(100.0),
        flags: if odd { Flags::from(Flag::Jump).union(Flags::from(Flag::Repaired)) } else { Flags::NONE },
        fetched_at: arrived(),
    }
}

fn label(day: &str) -> i64 {
    day.parse::<NaiveDate>().unwrap().and_time(chrono::NaiveTime::MIN).and_utc().timestamp() / DAY
}

/// Writes the bars of some series, of those in the year asked for.
fn write(root: &std::path::Path, all: &[(SeriesKey, Vec<ShelvedBar>)]) -> Vec<Written> {
    let mut task = Shelving::default();
    for (key, bars) in all {
        task.add(key, bars[0].label, bars[bars.len() - 1].label);
    }
    let of_year = |key: &SeriesKey, year: i32| -> Result<Vec<ShelvedBar>, ShelfError> {
        let bars = all.iter().find(|(own, _)| own == key).unwrap().1.iter();
        Ok(bars.filter(|bar| crate::market::year_of(key.interval, bar.label) == year).copied().collect())
    };
    let mut became = Vec::new();
    task.write(&Archive::new(root), of_year, |_, _, written| became.push(written)).unwrap();
    became
}

#[test]
fn bars_come_back_as_they_went_over_years_and_groups() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (label("2023-12-20"), label("2025-02-01"));
    let days = |shift: f64| (from..=to).map(|day| bar(day, shift + day as f64 / 100.0)).collect::<Vec<_>>();
    let daily =
        ["B", "A", "CC"].map(|symbol| (key(symbol, Interval::Day1, "file"), days(symbol.len() as f64)));
    // More minutes than a group of rows holds.
    let minutes: Vec<ShelvedBar> =
        (0..150_000).map(|n| bar(1_735_689_600 + 60 * n, 1.0 + n as f64)).collect();
    let fine = (key("A", Interval::Minute1, "file"), minutes);
    let all: Vec<_> = daily.into_iter().chain([fine]).collect();
    write(folder.path(), &all);
    let archive = Archive::new(folder.path());
    for (key, bars) in &all {
        assert!(archive.bars(key, i64::MIN, i64::MAX).unwrap() == *bars, "{key:?}");
        let (first, last) = (bars[3].label, bars[bars.len() - 4].label);
        assert!(archive.bars(key, first, last).unwrap() == bars[3..bars.len() - 3], "{key:?}");
        assert_eq!(archive.last_until(key, last).unwrap(), Some(bars[bars.len() - 4]));
        assert_eq!(archive.last_until(key, bars[0].label - 1).unwrap(), None);
        assert_eq!(archive.last_until(key, i64::MAX).unwrap(), bars.last().copied());
        let series = archive.series_of(&key.instrument).unwrap();
        let series = series.iter().find(|series| series.key == *key).unwrap();
        assert_eq!(
            (series.bars, series.first, series.last),
            (bars.len(), bars[0].label, bars[bars.len() - 1].label)
        );
        assert_eq!(series.flagged, bars.iter().filter(|bar| !bar.flags.is_empty()).count());
    }
    let sum = std::sync::Mutex::new(0.0);
    let rows = archive
        .scan("XNAS".parse().unwrap(), Interval::Day1, |piece| {
            assert!(piece.labels.is_sorted() && ["A", "B", "CC"].contains(&piece.symbol));
            *sum.lock().unwrap() += piece.closes.iter().sum::<f64>();
        })
        .unwrap();
    let expected: f64 = all[..3].iter().flat_map(|(_, bars)| bars).map(|bar| bar.close).sum();
    assert_eq!(rows, all[..3].iter().map(|(_, bars)| bars.len()).sum::<usize>());
    assert!((sum.into_inner().unwrap() - expected).abs() < 1e-6);
}

#[test]
fn what_is_written_twice_is_unchanged_and_what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let days = |from: &str, to: &str, shift: f64| {
        (label(from)..=label(to)).map(|day| bar(day, 100.0 + shift)).collect::<Vec<_>>()
    };
    let a = |bars| (key("A", Interval::Day1, "file"), bars);
    let first = [a(days("2024-01-02", "2024-03-01", 0.0))];
    assert_eq!(write(folder.path(), &first), [Written::Created]);
    assert_eq!(write(folder.path(), &first), [Written::Unchanged]);
    // Another symbol, and days of which some are known: they are joined, and the newer bar counts.
    let later = [
        a(days("2024-02-01", "2024-04-01", 1.0)),
        (key("B", Interval::Day1, "file"), days("2024-01-02", "2024-01-09", 0.0)),
    ];
    assert_eq!(write(folder.path(), &later), [Written::Replaced]);
    // Another provider has a file of its own.
    assert_eq!(
        write(folder.path(), &[(key("A", Interval::Day1, "yahoo"), days("2024-01-02", "2024-01-09", 5.0))]),
        [Written::Created]
    );
    let archive = Archive::new(folder.path());
    let bars = archive.bars(&first[0].0, i64::MIN, i64::MAX).unwrap();
    assert_eq!(bars.len(), usize::try_from(label("2024-04-01") - label("2024-01-02") + 1).unwrap());
    let close = |day: &str| bars.iter().find(|bar| bar.label == label(day)).unwrap().close;
    assert_eq!((close("2024-01-31"), close("2024-02-01")), (100.0, 101.0));
    assert_eq!(archive.bars(&key("B", Interval::Day1, "file"), i64::MIN, i64::MAX).unwrap().len(), 8);
    assert_eq!(archive.bars(&key("A", Interval::Day1, "yahoo"), i64::MIN, i64::MAX).unwrap().len(), 8);
    // Nothing half-written is left.
    let left = read::inside(&folder.path().join("mic=XNAS/interval=1d/year=2024"));
    assert!(left.iter().all(|(name, _)| read::is_part(name)), "{left:?}");
}

#[test]
fn a_file_that_is_replaced_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let own = key("A", Interval::Day1, "file");
    let day = label("2024-01-02");
    write(folder.path(), &[(own.clone(), vec![bar(day, 1.0)])]);
    let archive = Archive::new(folder.path());
    assert_eq!(archive.bars(&own, day, day).unwrap().len(), 1);
    write(folder.path(), &[(own.clone(), vec![bar(day + 1, 2.0), bar(day + 2, 3.0)])]);
    assert_eq!(archive.bars(&own, day, day + 9).unwrap().len(), 3);
}

#[test]
fn a_file_that_is_damaged_or_of_another_program_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let own = key("A", Interval::Day1, "file");
    let day = label("2024-01-02");
    write(folder.path(), &[(own.clone(), (day..day + 200).map(|day| bar(day, 1.0)).collect())]);
    let file = folder.path().join("mic=XNAS/interval=1d/year=2024/part-file-as_traded.parquet");
    let whole = std::fs::read(&file).unwrap();
    for length in [0, 3, whole.len() / 2, whole.len() - 5] {
        std::fs::write(&file, &whole[..length]).unwrap();
        let error = Archive::new(folder.path()).bars(&own, day, day).unwrap_err();
        assert!(error.to_string().contains("part-file-as_traded.parquet: "), "{error}");
    }
    // Any byte that is wrong: an error or the bars, never a panic.
    for place in (0..whole.len()).step_by(7) {
        let mut spoiled = whole.clone();
        spoiled[place] ^= 0x55;
        std::fs::write(&file, &spoiled).unwrap();
        let archive = Archive::new(folder.path());
        let _ = archive.bars(&own, i64::MIN, i64::MAX);
        let _ = archive.last_until(&own, day + 7);
    }
    // No folder is no archive, and no error.
    let nowhere = Archive::new(&folder.path().join("nowhere"));
    assert_eq!(nowhere.bars(&own, day, day).unwrap(), []);
    assert_eq!(nowhere.series_of(&own.instrument).unwrap(), []);
}
