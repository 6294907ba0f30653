//! How long a chart takes: layout and SVG, and the PNG at 1× and 2×.
//!
//! `cargo bench --bench chart`. The house's limit is 100 ms for each.

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use divan::{Bencher, black_box};
use newstape::chart::{
    self, AnchorMark, BenchmarkLine, ChartAt, ChartBars, Frame, HorizonMark, NewsTime, ReactionSpec,
};
use newstape::market::Bar;
use newstape::reaction::VerdictWord;
use newstape::units::Currency;

fn main() {
    divan::main();
}

fn price(i: u32) -> f64 {
    200.0 + 20.0 * (f64::from(i) * 0.05).sin() + 3.0 * (f64::from(i) * 0.9).cos()
}

fn numbers(i: u32) -> (f64, f64, f64, f64, Option<f64>) {
    let (open, close) = (price(i), price(i + 1));
    (open, open.max(close) + 1.0, open.min(close) - 1.0, close, Some(1e6 * (2.0 + f64::from(i % 7))))
}

fn spec(bars: ChartBars, moment: NewsTime, at: impl Fn(u32) -> ChartAt) -> ReactionSpec {
    let n = u32::try_from(bars.len()).unwrap_or(0);
    let anchor = price(n / 2);
    let horizons = (1..=9).map(|h| {
        let i = (n / 2 + h * h).min(n - 1);
        HorizonMark {
            label: format!("{h}d"),
            at: Some(at(i)),
            price: Some(price(i + 1)),
            return_fraction: Some(price(i + 1) / anchor - 1.0),
            abnormal_fraction: Some(0.01),
            verdict: Some(VerdictWord::Ordinary),
            pending: false,
            absent: None,
        }
    });
    ReactionSpec {
        frame: Frame {
            subtitle: vec!["Measured from the last close before the news".into()],
            credit: "Made-up prices".to_owned(),
            ..Frame::titled("A company says something that its investors had not expected to hear")
        },
        key: true,
        instrument: "MSFT · XNAS · USD".to_owned(),
        zone: chrono_tz::America::New_York,
        benchmark: Some(BenchmarkLine {
            label: "S&P 500 (SPY)".to_owned(),
            closes: (0..n).map(|i| Some(500.0 + f64::from(i % 11))).collect(),
        }),
        moment,
        moment_label: "News".to_owned(),
        anchor: Some(AnchorMark { at: Some(at(n / 2 - 1)), price: anchor }),
        horizons: horizons.collect(),
        claims: Vec::new(),
        pins: Vec::new(),
        normal: None,
        overview: Vec::new(),
        remarks: Vec::new(),
        volume: true,
        currency: Some(Currency::USD),
        decimals: 2,
        sessions: Vec::new(),
        bars,
    }
}

fn daily(n: u32) -> ReactionSpec {
    let day = |i: u32| NaiveDate::default() + Days::new(u64::from(i));
    let bars = (0..n).map(|i| {
        let (open, high, low, close, volume) = numbers(i);
        Bar { at: day(i), open, high, low, close, volume }
    });
    spec(ChartBars::Daily(bars.collect()), NewsTime::Day(day(n / 2)), |i| ChartAt::Day(day(i)))
}

fn minutes(n: u32) -> ReactionSpec {
    let at = |i: u32| DateTime::UNIX_EPOCH + TimeDelta::hours(14) + TimeDelta::minutes(i64::from(i));
    let bars = (0..n).map(|i| {
        let (open, high, low, close, volume) = numbers(i);
        Bar { at: at(i), open, high, low, close, volume }
    });
    spec(ChartBars::Intraday(bars.collect()), NewsTime::Instant(at(n / 2)), |i| ChartAt::Instant(at(i)))
}

fn svg(spec: &ReactionSpec) -> String {
    chart::draw_reaction(spec).map(|drawing| drawing.svg).unwrap_or_default()
}

#[divan::bench(args = [30, 300])]
fn svg_daily(bencher: Bencher<'_, '_>, n: u32) {
    let spec = daily(n);
    bencher.bench(|| chart::draw_reaction(black_box(&spec)));
}

#[divan::bench(args = [960, 2880])]
fn svg_minutes(bencher: Bencher<'_, '_>, n: u32) {
    let spec = minutes(n);
    bencher.bench(|| chart::draw_reaction(black_box(&spec)));
}

#[divan::bench(args = [1.0, 2.0])]
fn png_daily_30(bencher: Bencher<'_, '_>, scale: f32) {
    let svg = svg(&daily(30));
    bencher.bench(|| chart::png(black_box(&svg), scale));
}

#[divan::bench(args = [1.0, 2.0])]
fn png_minutes_2880(bencher: Bencher<'_, '_>, scale: f32) {
    let svg = svg(&minutes(2880));
    bencher.bench(|| chart::png(black_box(&svg), scale));
}
