//! Reactions on the demo's real bars, and on made ones where the real ones say too little.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::*;
use crate::calendar::Calendar;
use crate::instrument::Mic;
use crate::market::{Adjustment, Bar, Series, SeriesKey};
use crate::reaction::ReactionStatus;
use crate::units::{Currency, Price};

fn id(text: &str) -> InstrumentId {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn key(instrument: &str, interval: Interval) -> SeriesKey {
    SeriesKey {
        instrument: id(instrument),
        interval,
        provider: "demo".to_owned(),
        adjustment: Adjustment::Splits,
    }
}

/// The demo's daily bars of one symbol.
fn daily(symbol: &str) -> Series<NaiveDate> {
    let packed: &[u8] = include_bytes!("../../assets/demo/bars.csv.gz");
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(packed));
    let bars = reader
        .records()
        .map(Result::unwrap)
        .filter(|r| &r[0] == symbol)
        .map(|r| {
            let n = |i: usize| r[i].parse::<f64>().unwrap();
            Bar::new(day(&r[1]), n(2), n(3), n(4), n(5), Some(n(6))).unwrap()
        })
        .collect();
    Series::new(key(&format!("{symbol}:XNAS"), Interval::Day1), bars).unwrap()
}

fn new_york() -> &'static Calendar {
    Calendar::for_mic(Mic::XNAS).unwrap()
}

/// The figures of a row that is measured.
fn figures<'r>(rows: &'r [Reaction], horizon: &str) -> &'r Measured {
    let row = row(rows, horizon);
    row.measured().unwrap_or_else(|| panic!("{row:?} is not measured"))
}

fn row<'r>(rows: &'r [Reaction], horizon: &str) -> &'r Reaction {
    let horizon: Horizon = horizon.parse().unwrap();
    rows.iter().find(|r| r.horizon == horizon).unwrap()
}

fn measured(when: When, as_of: &str, others: &[OtherEvent]) -> Vec<Reaction> {
    measured_by(Model::MarketAdjusted, when, as_of, others)
}

fn measured_by(model: Model, when: When, as_of: &str, others: &[OtherEvent]) -> Vec<Reaction> {
    let (own, market) = (daily("MSFT"), daily("SPY"));
    let (instrument, benchmark) = (id("MSFT:XNAS"), id("SPY:ARCX"));
    let tape = |s| Tape {
        calendar: new_york(),
        daily: Some(s),
        intraday: None,
        dividends: &[],
        currency: Some(Currency::USD),
    };
    let question = Question {
        instrument: &instrument,
        when,
        tape: tape(&own),
        benchmark: Some((&benchmark, tape(&market))),
        others,
        traded_until: None,
        as_of: at(as_of),
    };
    measure(&question, &MeasureSpec { model, ..MeasureSpec::default() })
}

fn close_to(got: Option<f64>, expected: f64) {
    let got = got.expect("a figure");
    assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
}

#[test]
fn results_after_the_close_react_in_the_next_session() {
    let when = When::Instant { at: at("2025-01-29T21:05:00Z"), precision: Precision::Second };
    let rows = measured(when, "2025-03-15T00:00:00Z", &[]);
    let first = figures(&rows, "1d");
    assert_eq!(first.anchor.at, at("2025-01-29T21:00:00Z"));
    assert_eq!(first.anchor.price, Price::new(442.33, Some(Currency::USD)));
    close_to(Some(first.return_fraction.fraction()), 414.99 / 442.33 - 1.0);
    let abnormal = first.abnormal.unwrap();
    assert_eq!(abnormal.model, Model::MarketAdjusted);
    close_to(Some(abnormal.benchmark_return.fraction()), 605.04 / 601.81 - 1.0);
    close_to(Some(abnormal.abnormal_return.fraction()), 414.99 / 442.33 - 605.04 / 601.81);
    assert_eq!(first.due_at, at("2025-01-30T21:00:00Z"));
    assert!(first.unusualness.unwrap().placebo_rank > 0.99);
    assert!(first.z.unwrap() < -4.0);
    close_to(Some(first.high), 422.86);
    close_to(Some(first.low), 413.16);
    assert!(first.volume_ratio.unwrap() > 2.0);
    close_to(Some(figures(&rows, "open").return_fraction.fraction()), 418.77 / 442.33 - 1.0);
    close_to(Some(figures(&rows, "3d").return_fraction.fraction()), 410.92 / 442.33 - 1.0);
    close_to(Some(figures(&rows, "-1d").return_fraction.fraction()), 442.33 / 447.20 - 1.0);
}

#[test]
fn the_model_decides_what_is_expected() {
    let when = When::Instant { at: at("2025-01-29T21:05:00Z"), precision: Precision::Second };
    let by = |model| {
        let rows = measured_by(model, when, "2025-03-15T00:00:00Z", &[]);
        let own = figures(&rows, "1d").return_fraction.fraction();
        (own, figures(&rows, "1d").abnormal, row(&rows, "1d").remarks.clone())
    };
    let (own, market_model, _) = by(Model::MarketModel);
    let market_model = market_model.unwrap();
    assert_eq!(market_model.model, Model::MarketModel);
    let expected = own - market_model.abnormal_return.fraction();
    let market = market_model.benchmark_return.fraction();
    assert!((expected - market).abs() > 1e-6, "neither alpha 0 nor beta 1");
    let (_, mean, _) = by(Model::MeanAdjusted);
    // Microsoft rose by less than half a per cent a day.
    assert!((mean.unwrap().abnormal_return.fraction() - own).abs() < 0.005);
    let (_, none, remarks) = by(Model::Factors);
    assert_eq!(none, None, "there are no factors here");
    assert!(remarks.contains(&Remark::ModelNotEstimated(Model::Factors)));
}

#[test]
fn every_row_without_figures_says_what_it_lacks_or_waits_for() {
    let whens = [
        When::Instant { at: at("2025-01-29T21:05:00Z"), precision: Precision::Second },
        When::Instant { at: at("2025-01-29T15:00:00Z"), precision: Precision::Hour },
        When::Day(day("2025-02-01")),
        // Beyond all calendars.
        When::Day(day("2097-02-01")),
        When::Day(day("1950-02-01")),
    ];
    let (mut lacking, mut waiting) = (0, 0);
    for when in whens {
        for as_of in ["2025-01-30T12:00:00Z", "2025-03-15T00:00:00Z", "2099-01-01T00:00:00Z"] {
            for row in measured(when, as_of, &[]) {
                match &row.outcome {
                    Outcome::Measured(figures) => assert!(figures.due_at <= at(as_of)),
                    Outcome::Pending { due_at, .. } => {
                        assert!(*due_at > at(as_of), "{row:?}");
                        waiting += 1;
                    }
                    Outcome::NoData { missing, .. } => {
                        assert_eq!(missing.instrument, row.instrument);
                        assert!(!matches!(missing.what, MissingData::SoundPrices { .. }), "{row:?}");
                        lacking += 1;
                    }
                    Outcome::Halted { .. } => panic!("{row:?}: the share never stood still"),
                }
            }
        }
    }
    assert!(lacking > 50 && waiting > 10, "{lacking} without data, {waiting} waiting");
}

#[test]
fn missing_bars_are_named_by_interval_and_day() {
    let when = When::Instant { at: at("2025-01-29T21:05:00Z"), precision: Precision::Second };
    let rows = measured(when, "2025-03-15T00:00:00Z", &[]);
    let of = |horizon| row(&rows, horizon).missing().and_then(Missing::as_bars).unwrap();
    // Without extended hours the clock of open market goes on at the next opening.
    let (from, to) = (day("2025-01-30"), day("2025-01-30"));
    assert_eq!(of("5m"), MissingBars { interval: Interval::Minute1, from, to, extended: true });
    assert_eq!(of("premarket").from, day("2025-01-30"));
}

#[test]
fn a_day_event_on_a_saturday_anchors_at_fridays_close_and_has_no_minutes() {
    let rows = measured(When::Day(day("2025-02-01")), "2025-02-04T00:00:00Z", &[]);
    assert!(rows.iter().all(|r| !matches!(r.horizon, Horizon::Minutes(_))));
    let first = figures(&rows, "1d");
    close_to(Some(first.anchor.price.amount), 415.06);
    assert_eq!(first.anchor.at, at("2025-01-31T21:00:00Z"));
    close_to(Some(first.return_fraction.fraction()), 410.92 / 415.06 - 1.0);
    let third = row(&rows, "3d");
    assert_eq!((third.status(), third.due_at()), (ReactionStatus::Pending, Some(at("2025-02-05T21:00:00Z"))));
    assert_eq!(third.return_fraction(), None);
}

#[test]
fn the_placebo_rank_can_be_counted_by_hand() {
    let rows = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &[]);
    let first = figures(&rows, "1d");
    let series = daily("MSFT");
    let end = series.first_at_or_after(day("2025-02-01"));
    let moves: Vec<f64> =
        series.bars()[end - 251..end].windows(2).map(|w| w[1].close / w[0].close - 1.0).collect();
    let size = (410.92_f64 / 415.06 - 1.0).abs();
    let smaller: f64 = moves.iter().map(|m| if m.abs() < size { 1.0 } else { 0.0 }).sum();
    let unusualness = first.unusualness.unwrap();
    assert_eq!(unusualness.sample_size, moves.len());
    assert_eq!(unusualness.sample_size, 250);
    close_to(Some(unusualness.placebo_rank), smaller / 250.0);
}

#[test]
fn other_events_are_named_and_their_spans_are_no_placebos() {
    let other = OtherEvent { id: EventId(7), title: "Results".to_owned(), at: at("2025-01-29T21:05:00Z") };
    let when = When::Instant { at: at("2025-01-29T18:00:00Z"), precision: Precision::Minute };
    let rows = measured(when, "2025-03-15T00:00:00Z", std::slice::from_ref(&other));
    assert!(figures(&rows, "3d").confounders.iter().any(|c| c == "event 7: Results"));
    assert!(figures(&rows, "1d").confounders.is_empty(), "the first close was before the other event");
    let later = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &[other]);
    assert_eq!(figures(&later, "1d").unusualness.unwrap().sample_size, 249);
}

#[test]
fn who_is_in_the_news_every_day_is_compared_with_all_days() {
    let daily_news = |n: u32| OtherEvent {
        id: EventId(i64::from(n)),
        title: format!("Story {n}"),
        at: at("2025-02-20T12:00:00Z") - chrono::TimeDelta::days(i64::from(n)),
    };
    let others: Vec<_> = (0..450).map(daily_news).collect();
    let rows = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &others);
    assert_eq!(figures(&rows, "1d").unusualness.unwrap().sample_size, 250);
    assert_eq!(row(&rows, "1d").remarks, [Remark::SpansWithNews { with_news: 250, of: 250 }]);
    let named = &figures(&rows, "20d").confounders;
    assert_eq!(named.iter().filter(|c| c.starts_with("event ")).count(), 10);
    assert!(named.iter().any(|c| c.ends_with(" more events")), "{named:?}");
    let quiet: Vec<_> = others.into_iter().filter(|o| o.id.0 < 100).collect();
    let rows = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &quiet);
    let sample = figures(&rows, "1d").unusualness.unwrap().sample_size;
    assert!((60..250).contains(&sample), "spans free of news are enough");
    assert_eq!(row(&rows, "1d").remarks, []);
}

#[test]
fn a_session_without_a_trade_is_halted_and_a_missing_tail_is_no_data() {
    let full = daily("MSFT");
    let gap: Vec<_> = full.bars().iter().copied().filter(|b| b.at != day("2025-02-03")).collect();
    let short: Vec<_> = full.bars().iter().copied().filter(|b| b.at <= day("2025-01-31")).collect();
    let instrument = id("MSFT:XNAS");
    let status = |bars| {
        let series = Series::new(key("MSFT:XNAS", Interval::Day1), bars).unwrap();
        let question = Question {
            instrument: &instrument,
            when: When::Day(day("2025-02-01")),
            tape: Tape {
                calendar: new_york(),
                daily: Some(&series),
                intraday: None,
                dividends: &[],
                currency: Some(Currency::USD),
            },
            benchmark: None,
            others: &[],
            traded_until: None,
            as_of: at("2025-03-15T00:00:00Z"),
        };
        row(&measure(&question, &MeasureSpec::default()), "1d").status()
    };
    assert_eq!(status(gap), ReactionStatus::Halted);
    assert_eq!(status(short), ReactionStatus::NoData);
}

/// One-minute bars, 04:00 to 20:00 New York, on every session of January 2025; the price climbs by
/// a cent a minute, so that every figure is known.
fn minutes() -> Series<DateTime<Utc>> {
    let mut bars = Vec::new();
    for session in new_york().sessions(day("2024-12-02"), day("2025-01-31")).unwrap() {
        let start = session.premarket.unwrap().start;
        let count = i32::try_from((session.afterhours.unwrap().end - start).num_minutes()).unwrap();
        for minute in 0..count {
            let price = 100.0 + f64::from(minute) * 0.01;
            let start = start + TimeDelta::minutes(minute.into());
            bars.push(Bar::new(start, price, price, price, price, Some(100.0)).unwrap());
        }
    }
    Series::new(key("MSFT:XNAS", Interval::Minute1), bars).unwrap()
}

#[test]
fn minutes_count_open_market_and_the_anchor_never_looks_ahead() {
    let series = minutes();
    let instrument = id("MSFT:XNAS");
    let rows = |when: &str| {
        let question = Question {
            instrument: &instrument,
            when: When::Instant { at: at(when), precision: Precision::Second },
            tape: Tape {
                calendar: new_york(),
                daily: None,
                intraday: Some(&series),
                dividends: &[],
                currency: Some(Currency::USD),
            },
            benchmark: None,
            others: &[],
            traded_until: None,
            as_of: at("2025-03-15T00:00:00Z"),
        };
        measure(&question, &MeasureSpec::default())
    };
    // 04:12:30 New York: the last whole bar before is that of 04:11, which ended at 04:12.
    let early = rows("2025-01-29T09:12:30Z");
    let five = figures(&early, "5m");
    assert_eq!(five.anchor.at, at("2025-01-29T09:12:00Z"));
    close_to(Some(five.anchor.price.amount), 100.11);
    close_to(Some(five.end.price.amount), 100.16);
    assert_eq!(five.due_at, at("2025-01-29T09:17:30Z"));
    close_to(Some(figures(&early, "premarket").end.price.amount), 103.29);
    close_to(Some(figures(&early, "open").end.price.amount), 103.30);
    close_to(Some(figures(&early, "close").end.price.amount), 107.19);
    // On Saturday the clock of open market starts on Monday at 04:00.
    let weekend = rows("2025-01-25T12:00:00Z");
    let five = figures(&weekend, "5m");
    assert_eq!(five.due_at, at("2025-01-27T09:05:00Z"));
    assert_eq!(five.anchor.at, at("2025-01-25T01:00:00Z"));
    close_to(Some(five.end.price.amount), 100.04);
    assert!(five.unusualness.unwrap().sample_size >= 20);
}

/// The rows of news of 10:02:30 New York on the tape of [`minutes`] without the bars that `silent` names.
fn rows_without(silent: impl Fn(DateTime<Utc>) -> bool) -> Vec<Reaction> {
    let whole = minutes();
    let bars = whole.bars().iter().filter(|b| !silent(b.at)).copied().collect();
    let series = Series::new(whole.key().clone(), bars).unwrap();
    let instrument = id("MSFT:XNAS");
    let question = Question {
        instrument: &instrument,
        when: When::Instant { at: at("2025-01-29T15:02:30Z"), precision: Precision::Second },
        tape: Tape {
            calendar: new_york(),
            daily: None,
            intraday: Some(&series),
            dividends: &[],
            currency: Some(Currency::USD),
        },
        benchmark: None,
        others: &[],
        traded_until: None,
        as_of: at("2025-03-15T00:00:00Z"),
    };
    measure(&question, &MeasureSpec::default())
}

#[test]
fn a_silence_in_a_busy_share_is_a_halt() {
    let halt = at("2025-01-29T15:00:00Z")..at("2025-01-29T15:30:00Z");
    let rows = rows_without(|start| halt.contains(&start));
    let silence = |outcome: &Outcome| match outcome {
        Outcome::Halted { halt: Some(Halt::Silence { from, to }), .. } => {
            Some((from.to_string(), to.to_string()))
        }
        _ => None,
    };
    let (from, to) = silence(&row(&rows, "5m").outcome).unwrap();
    assert_eq!((from.as_str(), to.as_str()), ("2025-01-29 10:00:00 -05:00", "2025-01-29 10:30:00 -05:00"));
    assert_eq!(row(&rows, "close").status(), ReactionStatus::Measured, "trading went on later");
    let pause = at("2025-01-29T15:05:00Z")..at("2025-01-29T15:09:00Z");
    let rows = rows_without(|start| pause.contains(&start));
    assert_eq!(row(&rows, "5m").status(), ReactionStatus::Measured);
    // A share that trades every ten minutes is thin, not halted.
    let thin = rows_without(|start| start.timestamp() % 600 != 0);
    assert_eq!(row(&thin, "5m").status(), ReactionStatus::Measured);
}
