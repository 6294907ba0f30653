//! The numbers of a picture, for those who draw it again.

use std::fmt::Write as _;

use crate::chart::{ChartBars, ReactionSpec};
use crate::market::Bar;
use crate::view::format;

/// The bars with the benchmark's closes: `at,open,high,low,close,volume,benchmark_close`; what is not known is
/// empty.
pub(super) fn csv(spec: &ReactionSpec) -> String {
    let mut out = "at,open,high,low,close,volume,benchmark_close\n".to_owned();
    let benchmark = |i: usize| spec.benchmark.as_ref().and_then(|b| b.closes.get(i).copied().flatten());
    match &spec.bars {
        ChartBars::Daily(bars) => {
            bars.iter().enumerate().for_each(|(i, b)| row(&mut out, &b.at.to_string(), b, benchmark(i)));
        }
        ChartBars::Intraday(bars) => {
            bars.iter().enumerate().for_each(|(i, b)| row(&mut out, &format::utc(b.at), b, benchmark(i)));
        }
    }
    out
}

fn row<At: Copy>(out: &mut String, at: &str, bar: &Bar<At>, benchmark: Option<f64>) {
    let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    let Bar { open, high, low, close, volume, .. } = bar;
    let _ = writeln!(out, "{at},{open},{high},{low},{close},{},{}", number(*volume), number(benchmark));
}
