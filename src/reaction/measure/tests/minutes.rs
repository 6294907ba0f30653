//! Rows of minutes, and bars of minutes under rows between sessions.

use super::*;
use crate::reaction::Halt;

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
        let question = alone(&instrument, second(when), tape(None, Some(&series)));
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
    close_to(Some(figures(&early, "1d").end.price.amount), 107.19);
    // On Saturday the clock of open market starts on Monday at 04:00.
    let weekend = rows("2025-01-25T12:00:00Z");
    let five = figures(&weekend, "5m");
    assert_eq!(five.due_at, at("2025-01-27T09:05:00Z"));
    assert_eq!(five.anchor.at, at("2025-01-25T01:00:00Z"));
    close_to(Some(five.end.price.amount), 100.04);
    assert!(five.sample.unwrap().n >= 20);
}

/// The rows of news of 10:02:30 New York on the tape of [`minutes`] without the bars that `silent` names.
fn rows_without(silent: impl Fn(DateTime<Utc>) -> bool) -> Vec<Reaction> {
    let whole = minutes();
    let bars = whole.bars().iter().filter(|b| !silent(b.at)).copied().collect();
    let series = Series::new(whole.key().clone(), bars).unwrap();
    let instrument = id("MSFT:XNAS");
    let question = alone(&instrument, second("2025-01-29T15:02:30Z"), tape(None, Some(&series)));
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
    assert_eq!(row(&rows, "1d").status(), ReactionStatus::Measured, "trading went on later");
    let pause = at("2025-01-29T15:05:00Z")..at("2025-01-29T15:09:00Z");
    let rows = rows_without(|start| pause.contains(&start));
    assert_eq!(row(&rows, "5m").status(), ReactionStatus::Measured);
    // A share that trades every ten minutes is thin, not halted: it did not trade since the news.
    let thin = rows_without(|start| start.timestamp() % 600 != 0);
    let lacking = row(&thin, "5m").missing().map(|m| m.what.clone());
    let (from, to) = (at("2025-01-29T15:02:30Z"), at("2025-01-29T15:07:30Z"));
    assert_eq!(lacking, Some(MissingData::Trade { from, to }));
    assert_eq!(row(&thin, "15m").status(), ReactionStatus::Measured);
}

/// Every n minutes of [`minutes`] as one bar, within the regular session only.
pub(super) fn coarse(interval: Interval) -> Series<DateTime<Utc>> {
    let span = interval.span().unwrap();
    let whole = minutes();
    let mut bars: Vec<Bar<DateTime<Utc>>> = Vec::new();
    for session in new_york().sessions(day("2024-12-02"), day("2025-01-31")).unwrap() {
        let mut start = session.regular.start;
        while start < session.regular.end {
            let last = (start + span).min(session.regular.end) - TimeDelta::minutes(1);
            let (open, close) = (whole.get(start).unwrap().open, whole.get(last).unwrap().close);
            bars.push(Bar::new(start, open, close, open, close, None).unwrap());
            start += span;
        }
    }
    Series::new(key("MSFT:XNAS", interval), bars).unwrap()
}

#[test]
fn bars_longer_than_the_horizon_measure_nothing() {
    let minutes = [("1m", 1), ("5m", 5), ("15m", 15), ("30m", 30), ("1h", 60)];
    for interval in [Interval::Minute5, Interval::Minute15, Interval::Hour1] {
        let series = coarse(interval);
        let length = interval.span().unwrap().num_minutes();
        // Instants all over a session, whole minutes and odd seconds.
        for second in (0..350 * 60).step_by(611) {
            let news = at("2025-01-29T14:31:00Z") + TimeDelta::seconds(second);
            let rows = rows_on(&news.to_rfc3339(), None, Some(&series), &[]);
            for (name, size) in minutes {
                let row = row(&rows, name);
                if length > size {
                    assert_eq!(row.status(), ReactionStatus::NoData, "{name} on {interval}");
                    assert_eq!(row.remarks, [Remark::TooCoarse(interval)]);
                } else if let Some(figures) = row.measured() {
                    assert!(figures.end.at > news && figures.anchor.at <= news, "{name} at {news}");
                }
            }
        }
    }
}

#[test]
fn minutes_that_arrive_change_no_figure_between_sessions() {
    let (own, intraday) = (daily("MSFT"), minutes());
    let between = |rows: Vec<Reaction>| -> Vec<Reaction> {
        let is = |r: &Reaction| !matches!(r.horizon, Horizon::Minutes(_) | Horizon::Premarket);
        rows.into_iter().filter(is).collect()
    };
    let instants = [
        "2025-01-29T09:12:30Z",
        "2025-01-29T14:30:00Z",
        "2025-01-29T18:00:00Z",
        "2025-01-29T21:00:00Z",
        "2025-01-29T21:05:00Z",
        "2025-01-25T12:00:00Z",
    ];
    for when in instants {
        let before = between(rows_on(when, Some(&own), None, &[]));
        assert_eq!(before, between(rows_on(when, Some(&own), Some(&intraday), &[])), "{when}");
        assert!(before.iter().all(|r| r.status() == ReactionStatus::Measured), "{when}");
    }
}

#[test]
fn the_official_close_stands_before_a_bar_that_ends_with_it() {
    let (own, series) = (daily("MSFT"), coarse(Interval::Minute5));
    let rows = rows_on("2025-01-29T21:05:00Z", Some(&own), Some(&series), &[]);
    for horizon in ["5m", "1d", "open"] {
        let anchor = row(&rows, horizon).anchor().unwrap();
        assert_eq!((anchor.at, anchor.price.amount), (at("2025-01-29T21:00:00Z"), 442.33), "{horizon}");
    }
}

#[test]
fn news_at_the_opening_meets_that_opening() {
    let own = daily("MSFT");
    let rows = rows_on("2025-01-30T14:30:00Z", Some(&own), Some(&minutes()), &[]);
    let open = figures(&rows, "open");
    assert_eq!(open.due_at, at("2025-01-30T14:30:00Z"));
    close_to(Some(open.return_fraction.fraction()), 418.77 / 442.33 - 1.0);
    // No time is left before the opening.
    assert!(matches!(row(&rows, "premarket").missing().unwrap().what, MissingData::Trade { .. }));
    assert_eq!(figures(&rows, "1d").due_at, at("2025-01-30T21:00:00Z"));
    // At the close the session is over.
    let rows = rows_on("2025-01-29T21:00:00Z", Some(&own), None, &[]);
    assert_eq!(figures(&rows, "1d").anchor.at, at("2025-01-29T21:00:00Z"));
    assert_eq!(figures(&rows, "1d").due_at, at("2025-01-30T21:00:00Z"));
}

#[test]
fn a_sample_of_minutes_holds_no_day_of_which_there_are_no_minutes() {
    let (own, whole) = (daily("MSFT"), minutes());
    // Without the minutes of some days, and with none before a third of them.
    let gap = [day("2025-01-14"), day("2025-01-15")];
    let bars = whole.bars().iter().filter(|b| !gap.contains(&b.at.date_naive()));
    let bars: Vec<_> = bars.filter(|b| b.at >= at("2025-01-03T18:00:00Z")).copied().collect();
    let series = Series::new(whole.key().clone(), bars).unwrap();
    // 15:30 New York: the row of half an hour ends with the official close.
    for when in ["2025-01-29T20:30:00Z", "2025-01-29T17:02:30Z"] {
        let rows = rows_on(when, Some(&own), Some(&series), &[]);
        let sample = figures(&rows, "30m").sample.unwrap();
        let sessions = new_york().sessions(day("2025-01-03"), day("2025-01-28")).unwrap().len();
        // Those with minutes at that time of day.
        let seen = sessions - gap.len() - usize::from(when.contains("17:02"));
        assert_eq!((sample.n, sample.to), (seen, day("2025-01-28")), "{when}");
    }
}
