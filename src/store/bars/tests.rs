//! The bar store, on files in a directory of their own.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;

use super::*;
use crate::market::quality::Flag;
use crate::market::{ActionKind, CorporateAction, Series};
use crate::store::Store;

fn store(folder: &TempDir) -> Store {
    Store::open(&folder.path().join("bars.db")).unwrap()
}

fn key(interval: Interval) -> SeriesKey {
    SeriesKey {
        instrument: "MSFT:XNAS".parse().unwrap(),
        interval,
        provider: "file".to_owned(),
        adjustment: Adjustment::AsTraded,
    }
}

fn noon(day: u32) -> DateTime<Utc> {
    format!("2025-02-{day:02}T12:00:00Z").parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn daily(closes: &[(&str, f64)]) -> Series<NaiveDate> {
    let bar = |&(day, c): &(&str, f64)| Bar::new(date(day), c, c + 1.0, c - 1.0, c, Some(1e6)).unwrap();
    Series::new(key(Interval::Day1), closes.iter().map(bar).collect()).unwrap()
}

/// Minutes from a Monday on, with gaps at night, over several weeks.
fn minutes(days: i64) -> Series<DateTime<Utc>> {
    let monday: DateTime<Utc> = "2025-01-06T14:30:00Z".parse().unwrap();
    let bar = |(day, minute): (i64, i64)| {
        let close = 400.0 + f64::from(i32::try_from(day * 390 + minute).unwrap()) / 100.0;
        let at = monday + TimeDelta::days(day) + TimeDelta::minutes(minute);
        Bar::new(at, close, close + 0.05, close - 0.05, close, Some(100.0)).unwrap()
    };
    let bars = (0..days).flat_map(|d| (0..390).map(move |m| (d, m))).map(bar).collect();
    Series::new(key(Interval::Minute1), bars).unwrap()
}

#[test]
fn daily_bars_come_back_by_range() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let series = daily(&[("1999-12-31", 58.0), ("2025-01-27", 434.56), ("2025-01-28", 447.20)]);
    let done = store.insert_bars(&series, noon(1), "msft.csv").unwrap();
    assert_eq!(done, Inserted { rows: 3, inserted: 3, replaced: 0, unchanged: 0 });
    let all = store.daily(series.key(), date("1900-01-01"), date("2100-01-01")).unwrap();
    assert_eq!(all.as_ref(), Some(&series));
    let one = store.daily(series.key(), date("2025-01-28"), date("2025-01-28")).unwrap().unwrap();
    assert_eq!(one.bars(), &series.bars()[2..]);
    assert_eq!(store.daily(series.key(), date("2025-01-29"), date("2025-01-31")).unwrap(), None);
    assert_eq!(store.daily(&key(Interval::Hour1), date("1900-01-01"), date("2100-01-01")).unwrap(), None);
}

#[test]
fn minutes_over_several_blocks_come_back() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let series = minutes(30);
    store.insert_bars(&series, noon(1), "m.csv").unwrap();
    let (first, last) = (series.bars()[0].at, series.bars()[series.bars().len() - 1].at);
    assert_eq!(store.intraday(series.key(), first, last).unwrap().unwrap(), series);
    let part = store.intraday(series.key(), first + TimeDelta::seconds(1), last - TimeDelta::milliseconds(1));
    assert_eq!(part.unwrap().unwrap().bars(), &series.bars()[1..series.bars().len() - 1]);
    let info = &store.series_of(&series.key().instrument).unwrap()[0];
    assert_eq!(info.extent, LabelSpan::Instants { first, last });
    assert_eq!((info.bars, info.flagged, info.fetched_at), (30 * 390, 0, noon(1)));
}

#[test]
fn a_second_arrival_is_merged_and_the_first_remembered() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let first = daily(&[("2025-01-27", 434.0), ("2025-01-28", 447.20)]);
    store.insert_bars(&first, noon(1), "first.csv").unwrap();
    let second = daily(&[("2025-01-24", 444.06), ("2025-01-27", 434.56), ("2025-01-28", 447.20)]);
    let done = store.insert_bars(&second, noon(3), "second.csv").unwrap();
    assert_eq!(done, Inserted { rows: 3, inserted: 1, replaced: 1, unchanged: 1 });
    let (from, to) = (date("2025-01-01"), date("2025-01-31"));
    assert_eq!(store.daily(second.key(), from, to).unwrap().unwrap(), second);
    assert_eq!(store.bars_known_by(second.key(), from, to, noon(2)).unwrap().unwrap(), first);
    assert_eq!(store.bars_known_by(second.key(), from, to, noon(3)).unwrap().unwrap(), second);
    assert_eq!(store.bars_known_by(second.key(), from, to, noon(1) - TimeDelta::hours(1)).unwrap(), None);

    let origin = |day| store.bar_origin(second.key(), date(day)).unwrap().unwrap();
    assert_eq!(origin("2025-01-28").source, "first.csv");
    assert_eq!(origin("2025-01-27").fetched_at, noon(3));
    assert_eq!(store.bar_origin(second.key(), date("2025-01-25")).unwrap(), None);
}

#[test]
fn a_price_counts_once_its_bar_has_ended() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let series = minutes(10);
    store.insert_bars(&series, noon(1), "m.csv").unwrap();
    let second = series.bars()[1];
    let price = |at| store.as_of_price(series.key(), at).unwrap().map(|p| p.close);
    assert_eq!(price(second.at + TimeDelta::seconds(59)), Some(series.bars()[0].close));
    assert_eq!(price(second.at + TimeDelta::seconds(60)), Some(second.close));
    assert_eq!(price(series.bars()[0].at), None);
    // A Monday before the open: the last bar lies in the block of the week before.
    let monday: DateTime<Utc> = "2025-01-13T09:00:00Z".parse().unwrap();
    assert_eq!(price(monday), Some(series.bars()[7 * 390 - 1].close));
    assert_eq!(price("2030-01-01T00:00:00Z".parse().unwrap()), series.bars().last().map(|b| b.close));
}

#[test]
fn a_daily_price_counts_once_its_day_is_over() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let series = daily(&[("2025-01-28", 447.20), ("2025-01-29", 442.33)]);
    store.insert_bars(&series, noon(1), "d.csv").unwrap();
    let price = |at: &str| store.as_of_price(series.key(), at.parse().unwrap()).unwrap().map(|p| p.close);
    assert_eq!(price("2025-01-29T12:00:00Z"), Some(447.20));
    assert_eq!(price("2025-01-30T00:00:00Z"), Some(442.33));
    assert_eq!(price("2025-01-28T23:59:59Z"), None);
}

#[test]
fn a_dropped_writer_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let series = daily(&[("2025-01-28", 447.20)]);
    let mut writer = store.bar_writer(noon(1), "d.csv").unwrap();
    writer.insert(&series, &[Flag::Jump.into()]).unwrap();
    drop(writer);
    assert_eq!(store.all_series().unwrap(), []);
    let mut writer = store.bar_writer(noon(1), "d.csv").unwrap();
    writer.insert(&series, &[Flag::Jump.into()]).unwrap();
    writer.commit().unwrap();
    assert_eq!(store.all_series().unwrap()[0].flagged, 1);
    let flagged = store.flagged_bars::<NaiveDate>(series.key()).unwrap();
    assert_eq!(flagged, [FlaggedBar { bar: series.bars()[0], flags: Flag::Jump.into() }]);
}

#[test]
fn bars_under_a_key_of_another_kind_are_refused() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let bars = daily(&[("2025-01-28", 447.20)]).bars().to_vec();
    let wrong = Series::new(key(Interval::Hour1), bars).unwrap();
    let refusal = store.insert_bars(&wrong, noon(1), "d.csv").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the bar of MSFT:XNAS 1h at 2025-01-28 does not begin on a whole second or day of its interval"
    );
}

#[test]
fn a_damaged_block_is_named() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let series = daily(&[("2025-01-28", 447.20)]);
    store.insert_bars(&series, noon(1), "d.csv").unwrap();
    store.connection.execute("UPDATE bar_block SET data = x'0199'", []).unwrap();
    let refusal = store.daily(series.key(), date("2025-01-01"), date("2025-12-31")).unwrap_err();
    assert!(refusal.to_string().starts_with("the bars of MSFT:XNAS 1d cannot be read back"), "{refusal}");
}

#[test]
fn actions_are_kept_by_day_and_kind() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let instrument: InstrumentId = "NVDA:XNAS".parse().unwrap();
    let action =
        |day: &str, kind| CorporateAction { instrument: instrument.clone(), ex_date: date(day), kind };
    let split = action("2024-06-10", ActionKind::Split { new_per_old: 10.0 });
    let early = action("2024-06-11", ActionKind::Dividend { amount: 0.10 });
    let right = action("2024-06-11", ActionKind::Dividend { amount: 0.01 });
    store.insert_actions(&[early.clone(), split.clone()], "file", noon(1)).unwrap();
    assert_eq!(store.actions(&instrument, None).unwrap(), [split.clone(), early.clone()]);
    let done = store.insert_actions(&[right.clone(), split.clone()], "file", noon(2)).unwrap();
    assert_eq!((done.replaced, done.unchanged), (1, 1));
    assert_eq!(store.actions(&instrument, None).unwrap(), [split.clone(), right]);
    assert_eq!(store.actions(&instrument, Some(noon(1))).unwrap(), [split, early], "as it was known then");
    assert!(store.actions(&instrument, Some(noon(1) - TimeDelta::hours(1))).unwrap().is_empty());
}
