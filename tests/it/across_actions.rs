//! Reactions across splits and ex-dividend days, from prices as they traded.

use chrono::{DateTime, NaiveDate, Utc};
use newstape::app::measure::prices::Prices;
use newstape::calendar::Calendar;
use newstape::event::When;
use newstape::instrument::{Mic, Universe};
use newstape::market::{Adjustment, Bar, CorporateAction, Interval, MissingData, Series, SeriesKey, adjust};
use newstape::reaction::{Horizon, MeasureSpec, Question, Reaction, measure};
use newstape::store::Store;
use newstape::view::reaction::ReactionRecord;

use crate::prices::{Real, day, real, recorded_splits, yahoo_actions};

const HORIZONS: [&str; 5] = ["-5d", "-1d", "1d", "3d", "5d"];

/// The reaction to something published on `when`, before the open, from a store that holds `series`
/// and `actions`.
fn reactions(series: &Series<NaiveDate>, actions: &[CorporateAction], when: &str) -> Vec<Reaction> {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    let arrived = DateTime::<Utc>::UNIX_EPOCH;
    store.insert_bars(series, arrived, "test").unwrap();
    store.insert_actions(actions, "test", arrived).unwrap();
    let instrument = &series.key().instrument;
    let calendar = Calendar::for_mic(Mic::XNAS).unwrap();
    let prices = Prices::load(&store, Universe::builtin(), instrument, calendar, day(when)).unwrap();
    let question = Question {
        instrument,
        when: When::Day(day(when)),
        tape: prices.tape(),
        benchmark: None,
        others: &[],
        traded_from: None,
        traded_until: None,
        as_of: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    let horizons = HORIZONS.iter().map(|h| h.parse::<Horizon>().unwrap()).collect();
    measure(&question, &MeasureSpec { horizons, ..MeasureSpec::default() })
}

/// The closes of the row's two sessions.
fn sessions(row: &Reaction) -> (NaiveDate, NaiveDate) {
    let measured = row.measured().unwrap();
    (measured.anchor.at.date_naive(), measured.end.at.date_naive())
}

/// Every horizon's return equals the one from the prices that the source itself adjusted, and the
/// one from bars that we adjust.
fn equals_adjusted_prices(traded: &Series<NaiveDate>, real: &Real, actions: &[CorporateAction], when: &str) {
    let end = traded.bars().last().unwrap().at;
    let adjusted = adjust(traded, actions, Adjustment::SplitsAndDividends, end).unwrap();
    let rows = reactions(traded, actions, when);
    assert_eq!(rows.len(), HORIZONS.len());
    for row in rows {
        let (from, to) = sessions(&row);
        let measured = row.return_fraction().unwrap().fraction();
        let ours = adjusted.get(to).unwrap().close / adjusted.get(from).unwrap().close - 1.0;
        let theirs = real.column[&to] / real.column[&from] - 1.0;
        let name = format!("{} {} from {from} to {to}", row.instrument, row.horizon);
        assert!((measured - ours).abs() < 1e-9, "{name}: {measured}, adjusted {ours}");
        assert!((measured - theirs).abs() < 1e-6, "{name}: {measured}, published {theirs}");
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn a_reaction_across_a_split_equals_that_from_adjusted_prices() {
    let alpha_vantage = "daily/av_daily_adjusted_as_traded_2022_2024.csv.gz";
    for (symbol, split) in [("NVDA", "2024-06-10"), ("GOOGL", "2022-07-18")] {
        let real = real(alpha_vantage, symbol, Adjustment::AsTraded, "adjusted_close");
        equals_adjusted_prices(&real.series, &real, &real.actions, split);
    }
    let bokeh = "daily/bokeh_stocks_2000_2013.csv.gz";
    let msft = real(bokeh, "MSFT", Adjustment::AsTraded, "Adj Close");
    let actions = yahoo_actions("MSFT", "2003-01-01", "2013-02-28");
    equals_adjusted_prices(&msft.series, &msft, &actions, "2003-02-18");
    // Yahoo's closes of Amazon are divided by the split already: taken back to what traded first.
    let yahoo = "daily/us50_raw_and_adjusted_2019_2024.csv.gz";
    let amzn = real(yahoo, "AMZN", Adjustment::Splits, "adj_close");
    let split = recorded_splits("AMZN");
    assert_eq!(split.iter().map(|s| s.ex_date).collect::<Vec<_>>(), [day("2022-06-06")]);
    let traded = adjust(&amzn.series, &split, Adjustment::AsTraded, day("2024-12-31")).unwrap();
    assert!((traded.get(day("2022-06-03")).unwrap().close - 2447.0).abs() < 0.01);
    equals_adjusted_prices(&traded, &amzn, &split, "2022-06-06");
}

/// Microsoft of 2024-02-14: 0.75 a share less, which the holder has.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn a_reaction_across_an_ex_dividend_day_counts_the_dividend_and_says_so() {
    let path = "daily/av_daily_adjusted_as_traded_2022_2024.csv.gz";
    let real = real(path, "MSFT", Adjustment::AsTraded, "adjusted_close");
    let rows = reactions(&real.series, &real.actions, "2024-02-14");
    let first = rows.iter().find(|r| r.horizon == Horizon::Sessions(1)).unwrap();
    let measured = first.measured().unwrap();
    let held = (measured.end.price.amount + 0.75) / measured.anchor.price.amount - 1.0;
    assert!((measured.return_fraction.fraction() - held).abs() < 1e-12);
    let note = ReactionRecord::new(first, false).note.unwrap();
    assert!(note.contains("the dividend of 0.75 a share, ex 2024-02-14, is added"), "{note}");
    let before = rows.iter().find(|r| r.horizon == Horizon::Sessions(-1)).unwrap();
    assert!(before.measured().unwrap().dividends.is_empty(), "the day before has the right still");
    equals_adjusted_prices(&real.series, &real, &real.actions, "2024-02-14");
    // Prices with dividends taken out already get nothing added twice.
    let total = adjust(&real.series, &real.actions, Adjustment::SplitsAndDividends, day("2024-12-31"));
    let rows = reactions(&total.unwrap(), &real.actions, "2024-02-14");
    let row = rows.iter().find(|r| r.horizon == Horizon::Sessions(1)).unwrap();
    assert!((row.return_fraction().unwrap().fraction() - held).abs() < 1e-9);
    assert!(ReactionRecord::new(row, false).note.unwrap().contains("is in the adjusted prices"));
}

fn stored(bars: &[(&str, &[(&str, f64)])]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    for (id, closes) in bars {
        let key = SeriesKey {
            instrument: id.parse().unwrap(),
            interval: Interval::Day1,
            provider: "file".to_owned(),
            adjustment: Adjustment::AsTraded,
        };
        let bar = |(date, c): &(&str, f64)| Bar::new(day(date), *c, *c, *c, *c, None).unwrap();
        let series = Series::new(key, closes.iter().map(bar).collect()).unwrap();
        store.insert_bars(&series, DateTime::<Utc>::UNIX_EPOCH, "test").unwrap();
    }
    (folder, store)
}

fn of_stored(store: &Store, id: &str, when: &str) -> Vec<Reaction> {
    let instrument = id.parse().unwrap();
    let calendar = Calendar::for_mic(Mic::XNAS).unwrap();
    let prices = Prices::load(store, Universe::builtin(), &instrument, calendar, day(when)).unwrap();
    let question = Question {
        instrument: &instrument,
        when: When::Day(day(when)),
        tape: prices.tape(),
        benchmark: None,
        others: &[],
        traded_from: None,
        traded_until: prices.traded_until,
        as_of: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    let horizons = ["1d", "3d"].iter().map(|h| h.parse::<Horizon>().unwrap()).collect();
    measure(&question, &MeasureSpec { horizons, ..MeasureSpec::default() })
}

/// Facebook's last day as FB was 2022-06-08; the next day it traded as META.
#[test]
fn a_reaction_goes_on_under_the_new_symbol() {
    let (_folder, store) = stored(&[
        ("FB:XNAS", &[("2022-06-06", 194.25), ("2022-06-07", 195.65), ("2022-06-08", 196.64)]),
        ("META:XNAS", &[("2022-06-09", 184.0), ("2022-06-10", 175.57)]),
    ]);
    for id in ["FB:XNAS", "META:XNAS"] {
        let rows = of_stored(&store, id, "2022-06-08");
        let third = rows[1].return_fraction().unwrap_or_else(|| panic!("{id}: {:?}", rows[1]));
        assert!((third.fraction() - (175.57 / 195.65 - 1.0)).abs() < 1e-12, "{id}");
    }
}

/// Twitter's last session was 2022-10-27.
#[test]
fn a_delisted_share_has_no_reaction_and_says_why() {
    let (_folder, store) =
        stored(&[("TWTR:XNYS", &[("2022-10-25", 52.78), ("2022-10-26", 53.35), ("2022-10-27", 53.70)])]);
    let rows = of_stored(&store, "TWTR:XNYS", "2022-10-27");
    assert!(rows[0].return_fraction().is_some());
    let missing = rows[1].missing().unwrap();
    assert_eq!(missing.what, MissingData::Listing { last: day("2022-10-27") });
}
