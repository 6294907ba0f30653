//! Charts of all sorts: made-up bars for the odd shapes, real bars where the shared data is there.

use std::io::Read as _;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::America::New_York;
use newstape::calendar::{Session, SessionKind, Span};
use newstape::chart::{
    AnchorMark, BenchmarkLine, ChartAt, ChartBars, ClaimMark, Frame, HorizonMark, NewsTime, ReactionSpec,
};
use newstape::market::{Bar, DailyBar, IntradayBar};
use newstape::reaction::VerdictWord;
use newstape::units::Currency;

use crate::support::shared;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A local New York time as an instant.
pub(super) fn new_york(text: &str) -> DateTime<Utc> {
    let local: NaiveDateTime = text.parse().unwrap();
    local.and_local_timezone(New_York).unwrap().to_utc()
}

/// A New York session with its extended hours.
pub(super) fn session(date: NaiveDate) -> Session {
    let at = |h, m| {
        date.and_time(NaiveTime::from_hms_opt(h, m, 0).unwrap())
            .and_local_timezone(New_York)
            .unwrap()
            .to_utc()
    };
    Session {
        date,
        regular: Span { start: at(9, 30), end: at(16, 0) },
        lunch: None,
        premarket: Some(Span { start: at(4, 0), end: at(9, 30) }),
        overnight: None,
        afterhours: Some(Span { start: at(16, 0), end: at(20, 0) }),
        kind: SessionKind::Regular,
    }
}

/// A spec without marks.
pub(super) fn plain(title: &str, bars: ChartBars) -> ReactionSpec {
    let days: Vec<NaiveDate> = match &bars {
        ChartBars::Daily(bars) => bars.iter().map(|b| b.at).collect(),
        ChartBars::Intraday(bars) => {
            bars.iter().map(|b| b.at.with_timezone(&New_York).date_naive()).collect()
        }
    };
    let mut sessions: Vec<Session> = days.into_iter().map(session).collect();
    sessions.dedup_by_key(|s| s.date);
    let moment = match &bars {
        ChartBars::Daily(bars) => NewsTime::Day(bars.first().map_or_else(|| day("2025-02-01"), |b| b.at)),
        ChartBars::Intraday(bars) => NewsTime::Instant(bars[bars.len() / 3].at),
    };
    ReactionSpec {
        frame: Frame { credit: "Prices: Stooq. Chart: newstape".to_owned(), ..Frame::titled(title) },
        key: true,
        instrument: "MSFT · XNAS · USD".to_owned(),
        zone: New_York,
        bars,
        sessions,
        benchmark: None,
        moment,
        moment_label: "News".to_owned(),
        anchor: None,
        horizons: Vec::new(),
        claims: Vec::new(),
        pins: Vec::new(),
        normal: None,
        overview: Vec::new(),
        remarks: Vec::new(),
        volume: true,
        currency: Some(Currency::USD),
        decimals: 2,
    }
}

pub(super) fn horizon(
    label: &str,
    at: ChartAt,
    price: f64,
    anchor: f64,
    verdict: VerdictWord,
) -> HorizonMark {
    let fraction = price / anchor - 1.0;
    HorizonMark {
        label: label.to_owned(),
        at: Some(at),
        price: Some(price),
        return_fraction: Some(fraction),
        abnormal_fraction: Some(fraction * 0.9 - 0.001),
        verdict: Some(verdict),
        pending: false,
        absent: None,
    }
}

pub(super) fn pending(label: &str, due: NaiveDate) -> HorizonMark {
    HorizonMark {
        label: label.to_owned(),
        at: Some(ChartAt::Day(due)),
        price: None,
        return_fraction: None,
        abnormal_fraction: None,
        verdict: None,
        pending: true,
        absent: None,
    }
}

/// Weekdays with made-up prices that swing by `swing` and jump by `jump` in the middle.
pub(super) fn made_up_days(n: usize, start: f64, swing: f64, jump: f64) -> Vec<DailyBar> {
    let first = day("2024-11-25");
    let weekdays = (0..).map(|i| first + Days::new(i)).filter(|d| d.weekday().num_days_from_monday() < 5);
    weekdays
        .take(n)
        .enumerate()
        .map(|(i, date)| {
            #[allow(clippy::cast_precision_loss)]
            let t = i as f64;
            let level = if i >= n / 2 { start * (1.0 + jump) } else { start };
            let close = level * (1.0 + swing * (t * 0.7).sin());
            let open = level * (1.0 + swing * (t * 0.7 - 0.5).sin());
            let (low, high) = (open.min(close) * (1.0 - swing / 3.0), open.max(close) * (1.0 + swing / 3.0));
            Bar::new(date, open, high, low, close, Some(2e7 * (1.5 + (t * 1.3).cos()))).unwrap()
        })
        .collect()
}

/// A made-up chart of `n` sessions with `horizons` ends after the middle.
pub(super) fn made_up(n: usize, horizons: usize, swing: f64, jump: f64) -> ReactionSpec {
    const LABELS: [&str; 15] = [
        "-5d",
        "-1d",
        "1m",
        "5m",
        "15m",
        "30m",
        "1h",
        "open",
        "close",
        "premarket",
        "1d",
        "3d",
        "5d",
        "10d",
        "20d",
    ];
    let bars = made_up_days(n, 250.0, swing, jump);
    let middle = n / 2;
    let anchor = bars[middle.saturating_sub(1)];
    let marks: Vec<HorizonMark> = (0..horizons)
        .map(|i| {
            let bar = bars[(middle + i / 3 * i).min(n - 1)];
            let verdict =
                [VerdictWord::Muted, VerdictWord::Ordinary, VerdictWord::Notable, VerdictWord::Extreme]
                    [i % 4];
            horizon(LABELS[i], ChartAt::Day(bar.at), bar.close, anchor.close, verdict)
        })
        .collect();
    let mut spec = plain(
        "A company says something that its investors had not expected to hear",
        ChartBars::Daily(bars.clone()),
    );
    spec.moment = NewsTime::Day(bars[middle].at);
    spec.anchor = Some(AnchorMark { at: Some(ChartAt::Day(anchor.at)), price: anchor.close });
    spec.horizons = marks;
    spec
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let file = std::fs::File::open(shared(path)).unwrap();
    let mut text = String::new();
    if path.ends_with(".gz") {
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        std::io::BufReader::new(file).read_to_string(&mut text).unwrap();
    }
    text.lines().skip(1).map(|l| l.split(',').map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Real daily bars of one symbol, as printed at the time.
pub(super) fn real_days(symbol: &str, from: &str, to: &str) -> Vec<DailyBar> {
    let all = rows("daily/core_unadjusted_2024_2025.csv");
    let wanted = all.iter().filter(|r| r[1] == symbol && r[0].as_str() >= from && r[0].as_str() <= to);
    wanted
        .map(|r| {
            let p: Vec<f64> = r[2..7].iter().map(|v| number(v)).collect();
            Bar::new(day(&r[0]), p[0], p[1], p[2], p[3], Some(p[4])).unwrap()
        })
        .collect()
}

/// Real one-minute bars with extended hours.
pub(super) fn real_minutes(symbol: &str, from: &str, to: &str) -> Vec<IntradayBar> {
    let (path, at) = match symbol {
        "SPY25" => ("intraday/spy_1min_extended_2025_07a.csv.gz", 0),
        _ => ("intraday/minute_extended_2013_2014_2023_aapl_ibm_spy.csv.gz", 1),
    };
    let all = rows(path);
    let mine = |r: &&Vec<String>| at == 0 || r[0] == symbol;
    let wanted = all.iter().filter(mine).filter(|r| &r[at][..10] >= from && &r[at][..10] <= to);
    let first = if at == 0 { 1 } else { 3 };
    wanted
        .map(|r| {
            let p: Vec<f64> = r[first..first + 5].iter().map(|v| number(v)).collect();
            Bar::new(new_york(&r[at].replace(' ', "T")), p[0], p[1], p[2], p[3], Some(p[4])).unwrap()
        })
        .collect()
}

/// The article that the project starts from, on real bars.
pub(super) fn deepseek() -> ReactionSpec {
    let bars = real_days("MSFT", "2025-01-02", "2025-02-14");
    let spy = real_days("SPY", "2025-01-02", "2025-02-14");
    let close = |d: &str| bars.iter().find(|b| b.at == day(d)).unwrap().close;
    let anchor = close("2025-01-31");
    let at = |d: &str| ChartAt::Day(day(d));
    let mark = |label: &str, d: &str, verdict| horizon(label, at(d), close(d), anchor, verdict);
    let mut spec = plain(
        "Microsoft investigates whether a group linked to DeepSeek took OpenAI's data; its shares fall 1.00 % the next session",
        ChartBars::Daily(bars.clone()),
    );
    spec.frame.subtitle = vec!["Published Saturday 1 February 2025; measured from Friday's close. The move that the article states belongs to Wednesday 29 January.".into()];
    spec.benchmark = Some(BenchmarkLine {
        label: "S&P 500 (SPY)".to_owned(),
        closes: bars.iter().map(|b| spy.iter().find(|s| s.at == b.at).map(|s| s.close)).collect(),
    });
    spec.moment = NewsTime::Day(day("2025-02-01"));
    spec.moment_label = "Article".to_owned();
    spec.anchor = Some(AnchorMark { at: Some(at("2025-01-31")), price: anchor });
    spec.horizons = vec![
        mark("1d", "2025-02-03", VerdictWord::Ordinary),
        mark("3d", "2025-02-05", VerdictWord::Muted),
        mark("5d", "2025-02-07", VerdictWord::Ordinary),
        pending("10d", day("2025-02-18")),
        pending("20d", day("2025-03-04")),
    ];
    spec.claims = vec![ClaimMark {
        text: "stated −0.21 % to 446.28 USD (premarket): confirmed for Wed 29 Jan 2025 on the close of 447.20 USD (−0.21 %); muted".to_owned(),
        at: Some(at("2025-01-29")),
        price: Some(446.28),
    }];
    spec
}

/// NVDA on the day of the DeepSeek sell-off: a huge jump.
pub(super) fn nvda() -> ReactionSpec {
    let bars = real_days("NVDA", "2024-12-16", "2025-02-10");
    let close = |d: &str| bars.iter().find(|b| b.at == day(d)).unwrap().close;
    let anchor = close("2025-01-24");
    let at = |d: &str| ChartAt::Day(day(d));
    let mut spec = plain(
        "Nvidia loses 16.97 % in a day as DeepSeek's cheap model shakes the faith in AI spending",
        ChartBars::Daily(bars.clone()),
    );
    spec.instrument = "NVDA · XNAS · USD".to_owned();
    spec.frame.subtitle =
        vec!["News of the weekend of 25 and 26 January 2025; measured from Friday's close.".into()];
    spec.moment = NewsTime::Instant(new_york("2025-01-27T04:10:00"));
    spec.anchor = Some(AnchorMark { at: Some(at("2025-01-24")), price: anchor });
    spec.horizons = vec![
        horizon("1d", at("2025-01-27"), close("2025-01-27"), anchor, VerdictWord::Extreme),
        horizon("3d", at("2025-01-29"), close("2025-01-29"), anchor, VerdictWord::Extreme),
        horizon("5d", at("2025-01-31"), close("2025-01-31"), anchor, VerdictWord::Notable),
        horizon("10d", at("2025-02-07"), close("2025-02-07"), anchor, VerdictWord::Ordinary),
    ];
    spec
}

/// One session, or several, of real minutes with every intraday horizon.
pub(super) fn minutes(symbol: &str, from: &str, to: &str, news: &str) -> ReactionSpec {
    let bars = real_minutes(symbol, from, to);
    let t = new_york(news);
    let anchor = bars.iter().rev().find(|b| b.at < t).copied().unwrap();
    let after =
        |minutes: i64| bars.iter().rev().find(|b| b.at < t + TimeDelta::minutes(minutes)).copied().unwrap();
    let ends = [("1m", 1), ("5m", 5), ("15m", 15), ("30m", 30), ("1h", 60), ("close", 240)];
    let mut spec = plain(
        "A headline crosses the wire in the middle of the session, and the market takes an hour to make up its mind",
        ChartBars::Intraday(bars.clone()),
    );
    spec.instrument = format!("{symbol} · ARCX · USD");
    spec.moment = NewsTime::Instant(t);
    spec.anchor = Some(AnchorMark { at: Some(ChartAt::Instant(anchor.at)), price: anchor.close });
    spec.horizons = ends
        .into_iter()
        .map(|(label, m)| {
            horizon(label, ChartAt::Instant(after(m).at), after(m).close, anchor.close, VerdictWord::Ordinary)
        })
        .collect();
    spec
}
