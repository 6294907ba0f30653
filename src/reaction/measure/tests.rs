//! Reactions on the demo's real bars, and on made ones where the real ones say too little.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

mod minutes;
mod mixed;

use super::*;
use crate::calendar::Calendar;
use crate::event::{EventId, EventKind};
use crate::instrument::Mic;
use crate::market::quality::Flag;
use crate::market::{Adjustment, Bar, Interval, Missing, MissingBars, Series, SeriesKey};
use crate::reaction::{Dividend, ReactionStatus, Suspect};
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
    let packed: &[u8] = include_bytes!("../../../assets/demo/bars.csv.gz");
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
    measured_by(Model::MarketModel, when, as_of, others)
}

fn measured_by(model: Model, when: When, as_of: &str, others: &[OtherEvent]) -> Vec<Reaction> {
    let (own, market) = (daily("MSFT"), daily("SPY"));
    let (instrument, benchmark) = (id("MSFT:XNAS"), id("SPY:ARCX"));
    let question = Question {
        benchmark: Some((&benchmark, tape(Some(&market), None))),
        others,
        as_of: at(as_of),
        ..alone(&instrument, when, tape(Some(&own), None))
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
    let abnormal = first.abnormal.as_ref().unwrap();
    assert_eq!(abnormal.model, Model::MarketModel);
    close_to(Some(abnormal.benchmark_return.fraction()), 605.04 / 601.81 - 1.0);
    let [from, to] = &**abnormal.prices.as_ref().unwrap();
    assert_eq!((from.price.amount, to.price.amount), (601.81, 605.04));
    let beta = abnormal.beta.unwrap();
    let expected = 414.99 / 442.33 - 1.0 - beta * (605.04 / 601.81 - 1.0);
    close_to(Some(abnormal.abnormal_return.fraction()), expected);
    assert_eq!(abnormal.estimation.unwrap().to, day("2025-01-29"));
    assert_eq!(first.due_at, at("2025-01-30T21:00:00Z"));
    let standing = first.standing.unwrap();
    assert!(standing.rank.placebo_rank > 0.99 && standing.z.unwrap() < -4.0);
    assert_eq!(first.basis, Basis::Abnormal);
    assert!(first.raw.unwrap().z.unwrap() < -4.0);
    // The start is part of the range.
    close_to(Some(first.high), 442.33);
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
        (own, figures(&rows, "1d").abnormal.clone(), row(&rows, "1d").remarks.clone())
    };
    let (own, market_model, _) = by(Model::MarketModel);
    let market_model = market_model.unwrap();
    assert_eq!(market_model.model, Model::MarketModel);
    let expected = own - market_model.abnormal_return.fraction();
    let market = market_model.benchmark_return.fraction();
    close_to(Some(expected), market * market_model.beta.unwrap());
    let (_, adjusted, _) = by(Model::MarketAdjusted);
    close_to(Some(own - adjusted.unwrap().abnormal_return.fraction()), market);
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

/// Daily returns of the demo's bars until a day, oldest first.
fn returns(symbol: &str, until: &str) -> Vec<f64> {
    let series = daily(symbol);
    let end = series.first_at_or_after(day(until));
    series.bars()[..end].windows(2).map(|w| w[1].close / w[0].close - 1.0).collect()
}

#[test]
#[allow(clippy::cast_precision_loss)] // counts of days
fn the_placebo_rank_can_be_counted_by_hand() {
    let rows = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &[]);
    let first = figures(&rows, "1d");
    let (own, market) = (returns("MSFT", "2025-02-01"), returns("SPY", "2025-02-01"));
    let (y, x) = (&own[own.len() - 250..], &market[market.len() - 250..]);
    let (my, mx) = (y.iter().sum::<f64>() / 250.0, x.iter().sum::<f64>() / 250.0);
    let beta = y.iter().zip(x).map(|(y, x)| (y - my) * (x - mx)).sum::<f64>()
        / x.iter().map(|x| (x - mx).powi(2)).sum::<f64>();
    close_to(first.abnormal.as_ref().unwrap().beta, beta);
    let abnormal: Vec<f64> = own.iter().zip(&market).map(|(y, x)| y - beta * x).collect();
    let n = abnormal.len() as f64;
    let size = first.abnormal.as_ref().unwrap().abnormal_return.fraction();
    let smaller = abnormal.iter().filter(|a| a.abs() < size.abs()).count() as f64;
    let standing = first.standing.unwrap();
    close_to(Some(standing.rank.placebo_rank), smaller / n);
    let sample = first.sample.unwrap();
    assert_eq!((sample.n, sample.independent), (abnormal.len(), abnormal.len()));
    assert_eq!(sample.to, day("2025-01-31"));
    let mean = abnormal.iter().sum::<f64>() / n;
    let sd = (abnormal.iter().map(|a| (a - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    close_to(standing.z, (size - mean) / sd);
    close_to(standing.spread.map(|s| s.sd), sd);
    close_to(first.abnormal.as_ref().unwrap().standard_error, sd);
    let third = figures(&rows, "3d").sample.unwrap();
    assert_eq!((third.n, third.independent), (abnormal.len() - 2, (abnormal.len() - 2).div_ceil(3)));
}

#[test]
fn other_events_are_named_and_their_spans_are_no_placebos() {
    let other = OtherEvent {
        id: EventId(7),
        kind: EventKind::Earnings,
        title: "Results".to_owned(),
        at: at("2025-01-29T21:05:00Z"),
    };
    let when = When::Instant { at: at("2025-01-29T18:00:00Z"), precision: Precision::Minute };
    let rows = measured(when, "2025-03-15T00:00:00Z", std::slice::from_ref(&other));
    let named = |c: &Confounder| matches!(c, Confounder::Event { id: EventId(7), .. });
    assert!(figures(&rows, "3d").confounders.iter().any(named));
    assert!(!figures(&rows, "1d").confounders.iter().any(named), "the first close was before it");
    let free = figures(&measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &[]), "1d").sample;
    let later = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &[other]);
    assert_eq!(figures(&later, "1d").sample.unwrap().n, free.unwrap().n - 1);
}

#[test]
fn who_is_in_the_news_every_day_is_compared_with_all_days() {
    let daily_news = |n: u32| OtherEvent {
        id: EventId(i64::from(n)),
        kind: EventKind::News,
        title: format!("Story {n}"),
        at: at("2025-02-20T12:00:00Z") - chrono::TimeDelta::days(i64::from(n)),
    };
    let others: Vec<_> = (0..2000).map(daily_news).collect();
    let rows = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &others);
    let all = figures(&rows, "1d").sample.unwrap().n;
    let with_news = Remark::SpansWithNews { with_news: all, of: all };
    assert!(row(&rows, "1d").remarks.contains(&with_news), "{:?}", row(&rows, "1d").remarks);
    let named = &figures(&rows, "20d").confounders;
    assert_eq!(named.iter().filter(|c| matches!(c, Confounder::Event { .. })).count(), 10);
    assert!(named.iter().any(|c| matches!(c, Confounder::MoreEvents(_))), "{named:?}");
    let quiet: Vec<_> = others.into_iter().filter(|o| o.id.0 < 100).collect();
    let rows = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &quiet);
    let sample = figures(&rows, "1d").sample.unwrap().n;
    assert!((60..all).contains(&sample), "spans free of news are enough");
    assert!(!row(&rows, "1d").remarks.iter().any(|r| matches!(r, Remark::SpansWithNews { .. })));
}

#[test]
fn a_session_without_a_trade_is_halted_and_a_missing_tail_is_no_data() {
    let full = daily("MSFT");
    let gap: Vec<_> = full.bars().iter().copied().filter(|b| b.at != day("2025-02-03")).collect();
    let short: Vec<_> = full.bars().iter().copied().filter(|b| b.at <= day("2025-01-31")).collect();
    let instrument = id("MSFT:XNAS");
    let status = |bars| {
        let series = Series::new(key("MSFT:XNAS", Interval::Day1), bars).unwrap();
        let question = alone(&instrument, When::Day(day("2025-02-01")), tape(Some(&series), None));
        row(&measure(&question, &MeasureSpec::default()), "1d").status()
    };
    assert_eq!(status(gap), ReactionStatus::Halted);
    assert_eq!(status(short), ReactionStatus::NoData);
}

/// The tape of a share of New York without dividends.
fn tape<'a>(daily: Option<&'a Series<NaiveDate>>, intraday: Option<&'a Series<DateTime<Utc>>>) -> Tape<'a> {
    let (calendar, currency) = (new_york(), Some(Currency::USD));
    Tape { daily, intraday, currency, ..Tape::empty(calendar) }
}

/// What an instrument did after news of `when`, compared with nothing.
fn alone<'a>(instrument: &'a InstrumentId, when: When, tape: Tape<'a>) -> Question<'a> {
    Question {
        instrument,
        when,
        tape,
        benchmark: None,
        others: &[],
        traded_from: None,
        traded_until: None,
        as_of: at("2025-03-15T00:00:00Z"),
    }
}

/// News of this second.
fn second(text: &str) -> When {
    When::Instant { at: at(text), precision: Precision::Second }
}

/// Rows of an instant on these bars of MSFT alone.
fn rows_on(
    when: &str,
    daily: Option<&Series<NaiveDate>>,
    intraday: Option<&Series<DateTime<Utc>>>,
    suspects: &[Suspect],
) -> Vec<Reaction> {
    let instrument = id("MSFT:XNAS");
    let question = alone(&instrument, second(when), Tape { suspects, ..tape(daily, intraday) });
    measure(&question, &MeasureSpec::default())
}

#[test]
fn a_word_needs_a_sample_that_can_tell_it() {
    let full = daily("MSFT");
    let end = full.first_at_or_after(day("2025-01-30"));
    let of_the_last = |sessions: usize| {
        let bars = full.bars()[end - sessions..].to_vec();
        let series = Series::new(full.key().clone(), bars).unwrap();
        let rows = rows_on("2025-01-29T21:05:00Z", Some(&series), None, &[]);
        (row(&rows, "1d").verdict(), row(&rows, "1d").remarks.clone())
    };
    let (word, remarks) = of_the_last(81);
    assert_eq!(word, Some(crate::reaction::VerdictWord::Notable), "80 spans cannot tell one in a hundred");
    let reason = Remark::TooFewIndependent {
        word: crate::reaction::VerdictWord::Extreme,
        independent: 80,
        needed: 100,
    };
    assert!(remarks.contains(&reason), "{remarks:?}");
    assert_eq!(of_the_last(141).0, Some(crate::reaction::VerdictWord::Extreme));
    let (none, remarks) = of_the_last(50);
    assert_eq!(none, None);
    assert!(remarks.contains(&Remark::TooFewSpans { found: 49, needed: 60 }), "{remarks:?}");
}

#[test]
fn a_benchmark_of_another_zone_counts_sessions_that_had_ended() {
    // Frankfurt closes at 17:30, before New York has closed, and trades on New York's holiday.
    let (own, market) = (daily("MSFT"), daily("SPY"));
    let mut bars = own.bars().to_vec();
    bars.push(Bar::new(day("2025-01-20"), 429.0, 430.0, 428.0, 429.5, None).unwrap());
    bars.sort_by_key(|bar| bar.at);
    let own = Series::new(own.key().clone(), bars).unwrap();
    let xetra = Calendar::for_mic("XETR".parse().unwrap()).unwrap();
    let (instrument, benchmark) = (id("SAP:XETR"), id("SPY:ARCX"));
    let of = |calendar, s| Tape { calendar, currency: None, ..tape(Some(s), None) };
    let question = Question {
        benchmark: Some((&benchmark, of(new_york(), &market))),
        ..alone(&instrument, second("2025-01-29T18:00:00Z"), of(xetra, &own))
    };
    let rows = measure(&question, &MeasureSpec::default());
    for row in rows.iter().filter_map(Reaction::measured) {
        let [from, to] = &**row.abnormal.as_ref().unwrap().prices.as_ref().unwrap();
        assert!(from.at <= row.anchor.at && to.at <= row.end.at && from.at < to.at, "{row:?}");
    }
    let [from, to] = &**figures(&rows, "1d").abnormal.as_ref().unwrap().prices.as_ref().unwrap();
    assert_eq!((from.at, to.at), (at("2025-01-28T21:00:00Z"), at("2025-01-29T21:00:00Z")));
    // On 20 January New York was closed: when Frankfurt closed on the 21st nothing of its own had ended
    // since the 17th.
    let holiday = Question {
        when: When::Instant { at: at("2025-01-20T18:00:00Z"), precision: Precision::Minute },
        ..question
    };
    let rows = measure(&holiday, &MeasureSpec::default());
    assert_eq!(figures(&rows, "1d").abnormal, None);
    assert!(row(&rows, "1d").remarks.contains(&Remark::BenchmarkNotOpen));
    assert_eq!(figures(&rows, "1d").basis, Basis::Raw);
}

#[test]
fn suspect_bars_take_no_part() {
    let own = daily("MSFT");
    let suspects = [Suspect { day: day("2025-01-30"), flag: Flag::Duplicate }];
    let rows = rows_on("2025-01-29T21:05:00Z", Some(&own), None, &suspects);
    assert!(matches!(row(&rows, "1d").missing().unwrap().what, MissingData::SoundPrices { .. }));
    assert_eq!(row(&rows, "3d").status(), ReactionStatus::Measured, "it is no end of this span");
    let jump = [Suspect { day: day("2025-01-30"), flag: Flag::UnadjustedSplit }];
    let rows = rows_on("2025-01-29T21:05:00Z", Some(&own), None, &jump);
    assert!(matches!(row(&rows, "3d").missing().unwrap().what, MissingData::SoundPrices { .. }));
    assert_eq!(row(&rows, "-5d").status(), ReactionStatus::Measured);
    let later = rows_on("2025-02-03T21:05:00Z", Some(&own), None, &suspects);
    let all = rows_on("2025-02-03T21:05:00Z", Some(&own), None, &[]);
    let n = |rows: &[Reaction]| figures(rows, "1d").sample.unwrap().n;
    assert_eq!(n(&later), n(&all) - 2, "the day and the day after");
}

#[test]
fn a_dividend_in_the_span_is_a_confounder_and_part_of_the_return() {
    let own = daily("MSFT");
    let instrument = id("MSFT:XNAS");
    let dividends = [Dividend { ex_date: day("2025-02-20"), amount: 0.83 }];
    let paying = Tape { dividends: &dividends, ..tape(Some(&own), None) };
    let question = alone(&instrument, second("2025-02-19T22:00:00Z"), paying);
    let rows = measure(&question, &MeasureSpec::default());
    let first = figures(&rows, "1d");
    assert_eq!(first.confounders, [Confounder::ExDate(dividends[0])]);
    let own = first.return_fraction.fraction();
    close_to(Some(own), (first.end.price.amount + 0.83) / first.anchor.price.amount - 1.0);
    let early = Question { traded_from: Some(day("2025-02-20")), ..question };
    let rows = measure(&early, &MeasureSpec::default());
    let listed = MissingData::NotListed { first: day("2025-02-20") };
    assert_eq!(row(&rows, "1d").missing().map(|m| m.what.clone()), Some(listed));
}

#[test]
fn a_day_event_says_that_its_time_of_day_is_not_known() {
    let rows = measured(When::Day(day("2025-01-29")), "2025-03-15T00:00:00Z", &[]);
    for horizon in ["1d", "2d"] {
        assert!(row(&rows, horizon).remarks.contains(&Remark::TimeOfDayUnknown(day("2025-01-29"))));
    }
    close_to(Some(figures(&rows, "2d").return_fraction.fraction()), 414.99 / 447.20 - 1.0);
    let weekend = measured(When::Day(day("2025-02-01")), "2025-03-15T00:00:00Z", &[]);
    assert_eq!(row(&weekend, "1d").remarks, []);
    let within = When::Instant { at: at("2025-01-29T18:00:00Z"), precision: Precision::Hour };
    let rows = measured(within, "2025-03-15T00:00:00Z", &[]);
    assert!(row(&rows, "1d").remarks.contains(&Remark::SessionBeforeNews(day("2025-01-29"))));
    assert_eq!(row(&rows, "-1d").remarks, []);
}
