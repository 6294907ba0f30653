//! The numbers of a picture, for those who draw it again.

use std::fmt::Write as _;

use crate::chart::{ChartBars, ChartSpec, ComparedLine, ComparisonSpec, ReactionSpec};
use crate::market::Bar;
use crate::view::format;

/// What is drawn, one row a point; what is not known is empty.
pub(super) fn csv(spec: &ChartSpec) -> String {
    match spec {
        ChartSpec::Reaction(spec) => of_reaction(spec),
        ChartSpec::Comparison(spec) => of_comparison(spec),
        ChartSpec::Placebo(spec) => {
            let mut out = "move,is_this\n".to_owned();
            for m in &spec.moves {
                let _ = writeln!(out, "{m},false");
            }
            let _ = writeln!(out, "{},true", spec.this);
            out
        }
        ChartSpec::Multiples(spec) => {
            let mut out = "panel,detail,relative_session,move\n".to_owned();
            for panel in &spec.panels {
                let (label, detail) = (quoted(&panel.label), quoted(&panel.detail));
                for (day, v) in &panel.points {
                    let _ = writeln!(out, "{label},{detail},{day},{v}");
                }
            }
            out
        }
        ChartSpec::Timeline(spec) => {
            let mut out = "date,close,news_at,title,move\n".to_owned();
            for (day, close) in &spec.closes {
                let _ = writeln!(out, "{day},{close},,,");
            }
            for news in &spec.news {
                let (at, title) = (format::utc(news.at), quoted(&news.title.text));
                let _ = writeln!(out, ",,{at},{title},{}", number(news.move_fraction));
            }
            out
        }
        ChartSpec::HeatMap(spec) => {
            let mut out = "row,events,horizon,move\n".to_owned();
            for row in &spec.rows {
                for (column, value) in spec.columns.iter().zip(&row.moves) {
                    let _ =
                        writeln!(out, "{},{},{column},{}", quoted(&row.label), row.events, number(*value));
                }
            }
            out
        }
        ChartSpec::Study(spec) => {
            let mut out = "group,events,relative_day,value,low,high\n".to_owned();
            for group in &spec.groups {
                for p in &group.points {
                    let (low, high) = p.band.map_or((None, None), |(low, high)| (Some(low), Some(high)));
                    let (label, events) = (quoted(&group.label), group.events);
                    let (day, value) = (p.relative_day, p.caar_fraction);
                    let _ = writeln!(out, "{label},{events},{day},{value},{},{}", number(low), number(high));
                }
            }
            out
        }
    }
}

/// A text in quotation marks, so that its commas part nothing.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\"").replace(['\n', '\r'], " "))
}

fn number(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn of_comparison(spec: &ComparisonSpec) -> String {
    let mut out = "date".to_owned();
    for line in &spec.lines {
        let _ = write!(out, ",{}", quoted(&line.label));
    }
    out.push('\n');
    for (i, day) in spec.days.iter().enumerate() {
        let _ = write!(out, "{day}");
        let value = |line: &ComparedLine| number(line.moves.get(i).copied().flatten());
        for line in &spec.lines {
            let _ = write!(out, ",{}", value(line));
        }
        out.push('\n');
    }
    out
}

/// The bars with the benchmark's closes.
fn of_reaction(spec: &ReactionSpec) -> String {
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
    let Bar { open, high, low, close, volume, .. } = bar;
    let _ = writeln!(out, "{at},{open},{high},{low},{close},{},{}", number(*volume), number(benchmark));
}
