//! Bars of several intervals on one tape: which of them price a row, and what its range holds.

use super::minutes::coarse;
use super::*;
use crate::reaction::StoredAs;

/// The demo's days of a symbol until one, that day included.
fn days_until(symbol: &str, last: &str) -> Series<NaiveDate> {
    let whole = daily(symbol);
    let bars = whole.bars().iter().filter(|b| b.at <= day(last)).copied().collect();
    Series::new(whole.key().clone(), bars).unwrap()
}

/// These bars without those that begin in a span.
fn without(series: &Series<DateTime<Utc>>, from: &str, until: &str) -> Series<DateTime<Utc>> {
    let gone = at(from)..at(until);
    let bars = series.bars().iter().filter(|b| !gone.contains(&b.at)).copied().collect();
    Series::new(series.key().clone(), bars).unwrap()
}

fn lacks_bars_of(rows: &[Reaction], horizon: &str, on: &str) -> bool {
    let missing = row(rows, horizon).missing().unwrap_or_else(|| panic!("{:?}", row(rows, horizon)));
    missing.as_bars().is_some_and(|bars| bars.from == day(on) && bars.to == day(on))
}

#[test]
fn no_row_of_minutes_ends_with_a_price_of_another_day() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    // 15:40 New York: half an hour ends at 09:40 of the day after, an hour at 10:10.
    let news = "2025-01-29T20:40:00Z";
    let rows = rows_on(news, Some(&own), Some(&series), &[]);
    let ends = ["15m", "30m", "1h"].map(|h| figures(&rows, h).end.at);
    assert_eq!(ends, ["2025-01-29T20:55:00Z", "2025-01-30T14:40:00Z", "2025-01-30T15:10:00Z"].map(at));
    // The next session has no bars: at the end of the series, and before others.
    for until in ["2025-02-28T00:00:00Z", "2025-01-31T00:00:00Z"] {
        let cut = without(&series, "2025-01-30T00:00:00Z", until);
        let rows = rows_on(news, Some(&own), Some(&cut), &[]);
        assert_eq!(figures(&rows, "15m").end.at, ends[0]);
        for horizon in ["30m", "1h"] {
            assert!(lacks_bars_of(&rows, horizon, "2025-01-30"), "{horizon} until {until}");
            assert_eq!(row(&rows, horizon).end(), None);
        }
    }
    // It begins late: until then nothing was traded since the close.
    let late = without(&series, "2025-01-30T00:00:00Z", "2025-01-30T15:00:00Z");
    let rows = rows_on(news, Some(&own), Some(&late), &[]);
    let trade = MissingData::Trade { from: at("2025-01-29T21:00:00Z"), to: at("2025-01-30T14:40:00Z") };
    assert_eq!(row(&rows, "30m").missing().map(|m| m.what.clone()), Some(trade));
    assert_eq!(figures(&rows, "1h").end.at, ends[2]);
}

#[test]
fn bars_that_stop_before_the_end_of_a_horizon_do_not_tell_it() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    let stopped = without(&series, "2025-01-29T16:30:00Z", "2025-02-28T00:00:00Z");
    let rows = rows_on("2025-01-29T16:00:00Z", Some(&own), Some(&stopped), &[]);
    assert_eq!(figures(&rows, "30m").end.at, at("2025-01-29T16:30:00Z"));
    assert!(lacks_bars_of(&rows, "1h", "2025-01-29"));
    // Where they go on that day there was no trade, which is said of every row with the same price.
    let thin = without(&series, "2025-01-29T16:15:00Z", "2025-01-29T17:05:00Z");
    let bars: Vec<_> = thin.bars().iter().filter(|b| b.at.timestamp() % 900 == 0).copied().collect();
    let thin = Series::new(thin.key().clone(), bars).unwrap();
    let rows = rows_on("2025-01-29T15:58:00Z", Some(&own), Some(&thin), &[]);
    let ends = ["15m", "30m", "1h"].map(|h| figures(&rows, h).end.at);
    assert_eq!(ends, [at("2025-01-29T16:05:00Z"); 3]);
    let said = |horizon: &str| {
        let remarks = &row(&rows, horizon).remarks;
        remarks.iter().find_map(|r| if let Remark::EndOf(h) = r { Some(h.to_string()) } else { None })
    };
    assert_eq!(["15m", "30m", "1h"].map(said), [None, Some("15m".to_owned()), Some("30m".to_owned())]);
}

#[test]
fn a_share_that_stops_trading_until_the_close_is_halted() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    let halted = without(&series, "2025-01-29T20:00:00Z", "2025-01-30T00:00:00Z");
    let rows = rows_on("2025-01-29T20:10:00Z", Some(&own), Some(&halted), &[]);
    for horizon in ["5m", "15m", "30m"] {
        assert_eq!(row(&rows, horizon).status(), ReactionStatus::Halted, "{horizon}");
    }
}

#[test]
fn news_before_the_first_minutes_has_no_price_before_it() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    let late = without(&series, "2024-01-01T00:00:00Z", "2025-01-29T16:00:00Z");
    let rows = rows_on("2025-01-29T15:58:00Z", Some(&own), Some(&late), &[]);
    for horizon in ["5m", "1h"] {
        assert!(lacks_bars_of(&rows, horizon, "2025-01-29"), "{horizon}");
    }
    // In the morning before them there are no bars, which is not to say that there was no trade.
    let rows = rows_on("2025-01-29T12:00:00Z", Some(&own), Some(&late), &[]);
    assert!(lacks_bars_of(&rows, "5m", "2025-01-29"));
    // A share that opens late has the close before as its last price: its bars are there until then.
    let pause = without(&series, "2025-01-29T00:00:00Z", "2025-01-29T16:00:00Z");
    let rows = rows_on("2025-01-29T15:58:00Z", Some(&own), Some(&pause), &[]);
    assert_eq!(figures(&rows, "1h").anchor.at, at("2025-01-28T21:00:00Z"));
}

#[test]
fn where_days_end_the_minutes_have_the_closes() {
    let (instrument, benchmark) = (id("MSFT:XNAS"), id("SPY:ARCX"));
    let (own, market) = (days_until("MSFT", "2025-01-22"), days_until("SPY", "2025-01-17"));
    let series = coarse(Interval::Minute5);
    let rows = |series: &Series<DateTime<Utc>>| {
        let question = Question {
            benchmark: Some((&benchmark, tape(Some(&market), Some(series)))),
            ..alone(&instrument, second("2025-01-21T15:00:00Z"), tape(Some(&own), Some(series)))
        };
        measure(&question, &MeasureSpec::default())
    };
    let all = rows(&series);
    for (horizon, close) in [("1d", 444.3), ("2d", 446.2), ("3d", 0.0), ("5d", 0.0)] {
        let of = figures(&all, horizon);
        let expected =
            if close > 0.0 { (Interval::Day1, of.end.price.amount) } else { (Interval::Minute5, 107.19) };
        assert_eq!((of.end.interval, of.end.price.amount), expected, "{horizon}");
        assert!(of.abnormal.is_some(), "{horizon}: {:?}", row(&all, horizon).remarks);
        assert!(of.volume_ratio.is_none() || of.end.interval == Interval::Day1, "volumes of two kinds");
    }
    // A session whose bars end before its close has none.
    let rows = rows(&without(&series, "2025-01-23T20:55:00Z", "2025-01-23T21:00:00Z"));
    assert!(lacks_bars_of(&rows, "3d", "2025-01-23"));
    assert_eq!(row(&rows, "5d").status(), ReactionStatus::Measured);
}

#[test]
fn the_last_bar_of_a_session_ends_with_it_whatever_its_length() {
    let hours = coarse(Interval::Hour1);
    let rows = rows_on("2025-01-22T15:00:00Z", None, Some(&hours), &[]);
    // The hours count from 09:30, so that the last has thirty minutes: 15:59 closes at 107.19.
    let first = figures(&rows, "1d");
    assert_eq!((first.end.at, first.end.price.amount), (at("2025-01-22T21:00:00Z"), 107.19));
    assert_eq!(first.end.interval, Interval::Hour1);
}

#[test]
fn a_range_holds_its_ends_and_those_of_all_shorter_rows() {
    let series = coarse(Interval::Minute5);
    let news =
        ["2025-01-21T15:00:00Z", "2025-01-21T20:40:00Z", "2025-01-21T22:00:00Z", "2025-01-18T12:00:00Z"];
    // All days, days until the second session, a day missing among them, none.
    let whole = daily("MSFT");
    let gap = whole.bars().iter().filter(|b| b.at != day("2025-01-22")).copied().collect();
    let tapes = [
        Some(whole.clone()),
        Some(days_until("MSFT", "2025-01-22")),
        Some(Series::new(whole.key().clone(), gap).unwrap()),
        None,
    ];
    let minutes = ["5m", "15m", "30m", "1h"];
    let sessions = ["open", "1d", "2d", "3d", "5d"];
    let mut held = 0;
    for (when, own) in news.iter().flat_map(|when| tapes.iter().map(move |own| (when, own))) {
        let rows = rows_on(when, own.as_ref(), Some(&series), &[]);
        for spans in [&minutes[..], &sessions[..]] {
            let measured: Vec<&Measured> = spans.iter().filter_map(|h| row(&rows, h).measured()).collect();
            for longer in &measured {
                let is_shorter = |m: &&&Measured| m.end.at <= longer.end.at;
                let of_shorter = measured.iter().filter(is_shorter).map(|m| m.end.price.amount);
                for price in of_shorter.chain([longer.anchor.price.amount]) {
                    assert!(longer.low <= price && price <= longer.high, "{when}: {price} in {longer:?}");
                    held += 1;
                }
            }
        }
        let run_up = figures(&rows, "-1d");
        assert!(run_up.high > run_up.low, "a session has more prices than its ends: {run_up:?}");
    }
    assert!(held > 300, "{held}");
}

#[test]
fn a_suspect_day_is_replaced_by_its_minutes_and_named() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    let suspects = [Suspect { day: day("2025-01-22"), flag: Flag::OffLevel }];
    let rows = rows_on("2025-01-21T22:00:00Z", Some(&own), Some(&series), &suspects);
    assert_eq!(figures(&rows, "1d").end.interval, Interval::Minute5);
    for horizon in ["1d", "2d"] {
        let named = |r: &Remark| matches!(r, Remark::SuspectBars { interval: Interval::Day1, count: 1, .. });
        assert!(row(&rows, horizon).remarks.iter().any(named), "{horizon}");
        assert_eq!(figures(&rows, horizon).volume_ratio, None, "the day's volume is not used");
    }
    let official = own.get(day("2025-01-22")).unwrap().high;
    assert!(figures(&rows, "2d").high < official, "nor is its high");
}

#[test]
fn a_suspect_minute_is_named_in_the_rows_that_hold_it() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    let left_out = [at("2025-01-29T15:30:00Z")];
    let sound = without(&series, "2025-01-29T15:30:00Z", "2025-01-29T15:35:00Z");
    let instrument = id("MSFT:XNAS");
    let of = |when: &str| {
        let held = Tape { left_out: &left_out, ..tape(Some(&own), Some(&sound)) };
        measure(&alone(&instrument, second(when), held), &MeasureSpec::default())
    };
    let says = |rows: &[Reaction], horizon: &str| {
        row(rows, horizon).remarks.iter().any(|r| matches!(r, Remark::SuspectBars { count: 1, .. }))
    };
    let rows = of("2025-01-29T15:25:00Z");
    // It was traded: without it the share is neither halted nor without a trade.
    let named = ["5m", "15m", "30m", "1d"].map(|h| (row(&rows, h).status(), says(&rows, h)));
    let (measured, no) = (ReactionStatus::Measured, false);
    assert_eq!(named, [(measured, no), (measured, true), (measured, true), (measured, no)]);
    // It would have been the anchor.
    let rows = of("2025-01-29T15:35:00Z");
    assert_eq!(figures(&rows, "5m").anchor.at, at("2025-01-29T15:30:00Z"));
    assert!(says(&rows, "5m"));
}

#[test]
fn a_price_says_how_its_bar_is_stored() {
    let (own, series) = (days_until("MSFT", "2025-01-28"), coarse(Interval::Minute5));
    let stored_as = StoredAs { daily: None, intraday: Some(Adjustment::AsTraded) };
    let instrument = id("MSFT:XNAS");
    let held = Tape { stored_as, ..tape(Some(&own), Some(&series)) };
    let rows = measure(&alone(&instrument, second("2025-01-28T22:00:00Z"), held), &MeasureSpec::default());
    let first = figures(&rows, "1d");
    assert_eq!(
        (first.anchor.adjustment, first.end.adjustment),
        (Adjustment::Splits, Adjustment::AsTraded),
        "on one footing, and told apart"
    );
}
