//! The price pane: candles or a line, the benchmark, the anchor.

use super::pane::Pane;
use super::sheet::AXIS_SIZE;
use crate::chart::axis::IndexAxis;
use crate::chart::candle::{self, Heights};
use crate::chart::canvas::{Canvas, Type};
use crate::chart::ink::Ink;
use crate::chart::scale::{Scale, as_f64};
use crate::chart::spec::{Quote, ReactionSpec};
use crate::view::format;

/// The narrowest slot, in pixels, that still shows a candle.
const LEAST_CANDLE_SLOT: f64 = 5.0;
const WIDEST_BODY: f64 = 13.0;
/// How far outside the bars a claim's price may be before it would squash them.
const CLAIM_REACH: f64 = 0.3;

/// Whether slots of this width hold candles; narrower ones hold a line of closes.
pub(super) fn has_candles(slot: f64) -> bool {
    slot >= LEAST_CANDLE_SLOT
}

/// The benchmark in the instrument's prices: equal to the anchor at the anchor's bar.
pub(super) fn rebased(spec: &ReactionSpec, axis: &IndexAxis<'_>, quotes: &[Quote]) -> Vec<(f64, f64)> {
    let Some(benchmark) = &spec.benchmark else { return Vec::new() };
    let known: Vec<(usize, f64)> = benchmark
        .closes
        .iter()
        .enumerate()
        .filter_map(|(i, c)| Some((i, (*c)?)))
        .filter(|(_, c)| *c > 0.0)
        .collect();
    let anchor = spec.anchor.and_then(|a| Some((axis.bar_of(a.at?)?, a.price)));
    let base = match anchor {
        Some((bar, price)) => known.iter().rev().find(|(i, _)| *i <= bar).map(|(_, c)| (*c, price)),
        None => known.first().map(|(i, c)| (*c, quotes[*i].close)),
    };
    let Some((base, price)) = base else { return Vec::new() };
    known.iter().map(|(i, c)| (as_f64(*i) + 0.5, c / base * price)).collect()
}

/// The price axis, which covers everything that is drawn.
///
/// A line shows closes only, and `stray` ones do not stretch it.
pub(super) fn scale(
    spec: &ReactionSpec,
    quotes: &[Quote],
    benchmark: &[(f64, f64)],
    (candles, stray): (bool, &[usize]),
) -> Scale {
    let shown = |(i, q): (usize, &Quote)| match candles {
        true => vec![q.low, q.open, q.close, q.high],
        false if stray.contains(&i) => Vec::new(),
        false => vec![q.close],
    };
    let lows = quotes.iter().enumerate().flat_map(shown);
    let marks = spec.horizons.iter().filter_map(|h| h.price).chain(spec.anchor.map(|a| a.price));
    let values = || lows.clone().chain(marks.clone()).chain(benchmark.iter().map(|b| b.1));
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let reach = ((high - low) * CLAIM_REACH).max(high * 0.01);
    let near =
        spec.claims.iter().filter_map(|c| c.price).filter(|p| (low - reach..=high + reach).contains(p));
    let (low, high) = near.fold((low, high), |(l, h), p| (l.min(p), h.max(p)));
    Scale::padded(low, high, 6)
}

/// Isolated closes: far from both neighbours, which agree with each other.
///
/// Tapes of extended hours hold late prints at prices of hours ago; one of them must not press the
/// rest of the day into a flat line. They are still drawn, to the pane's edge, and counted.
pub(super) fn stray(quotes: &[Quote]) -> Vec<usize> {
    const FAR: f64 = 0.02;
    let apart = |a: f64, b: f64| (a / b - 1.0).abs();
    let mut found = Vec::new();
    for i in 1..quotes.len().saturating_sub(1) {
        let [before, at, after] = [i - 1, i, i + 1].map(|k| quotes[k].close);
        let least = apart(at, before).min(apart(at, after));
        if least > FAR && apart(after, before) < least / 4.0 {
            found.push(i);
        }
    }
    found
}

/// The room that the labels of the price axis need.
pub(super) fn axis_width(spec: &ReactionSpec, scale: &Scale) -> f64 {
    let tick = Type::regular(AXIS_SIZE, Ink::Muted);
    let ticks = scale.ticks.iter().map(|t| tick.width(&format::decimal(*t, scale.decimals)));
    ticks.chain(spec.anchor.map(|a| ANCHOR_LABEL.width(&anchor_text(spec, a.price)))).fold(0.0, f64::max)
}

const ANCHOR_LABEL: Type = Type::semibold(AXIS_SIZE, Ink::Text);

fn anchor_text(spec: &ReactionSpec, price: f64) -> String {
    format::quoted(price, spec.decimals)
}

/// The benchmark, and the prices over it.
pub(super) fn paint(canvas: &mut Canvas, pane: &Pane, quotes: &[Quote], benchmark: &[(f64, f64)]) {
    let ranges = || (pane.span.from..pane.span.to, pane.scale.low..pane.scale.high);
    if !benchmark.is_empty() {
        canvas.group("benchmark-line", |canvas| {
            canvas.series(pane.area, ranges(), benchmark.iter().copied(), (1.8, Ink::Benchmark));
        });
    }
    canvas.group("prices", |canvas| {
        if pane.has_bodies {
            return paint_candles(canvas, pane, quotes);
        }
        let (low, high) = (pane.scale.low, pane.scale.high);
        let closes = quotes.iter().enumerate().map(|(i, q)| (as_f64(i) + 0.5, q.close.clamp(low, high)));
        canvas.series(pane.area, ranges(), closes, (1.3, Ink::Price));
    });
}

fn paint_candles(canvas: &mut Canvas, pane: &Pane, quotes: &[Quote]) {
    let width = (pane.slot() * 0.64).min(WIDEST_BODY);
    for (i, q) in quotes.iter().enumerate() {
        let [open, high, low, close] = [q.open, q.high, q.low, q.close].map(|p| pane.y(p));
        candle::paint(canvas, (pane.x(as_f64(i) + 0.5), width), Heights { open, high, low, close });
    }
}

/// The anchor: a ring on its bar, a dashed line onward, its price on the axis.
pub(super) fn paint_anchor(canvas: &mut Canvas, pane: &Pane, spec: &ReactionSpec, axis: &IndexAxis<'_>) {
    let Some(anchor) = spec.anchor else { return };
    let y = pane.y(anchor.price);
    let bar = anchor.at.and_then(|at| axis.bar_of(at));
    let x = bar.map_or(pane.area.left, |i| pane.x(as_f64(i) + 0.5));
    canvas.group("anchor", |canvas| {
        canvas.dashes(((x, y), (pane.area.right(), y)), (4.0, 3.0), 1.1, Ink::Text);
        if bar.is_some() {
            canvas.disc((x, y), 3.2, Ink::Paper, (1.4, Ink::Text));
        }
        pane.paint_label(canvas, &anchor_text(spec, anchor.price), anchor.price, ANCHOR_LABEL);
    });
}
