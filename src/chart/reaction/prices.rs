//! The price pane: candles or a line, the benchmark, the anchor.

use super::cone;
use super::pane::Pane;
use crate::chart::axis::{IndexAxis, SIZE as AXIS_SIZE};
use crate::chart::candle::{self, Heights};
use crate::chart::canvas::{Align, Canvas, Type};
use crate::chart::ink::Ink;
use crate::chart::scale::Scale;
use crate::chart::spec::{ChartAt, Quote, ReactionSpec};
use crate::view::Lang;

/// The narrowest slot, in pixels, that still shows a candle.
const LEAST_CANDLE_SLOT: f64 = 5.0;
const WIDEST_BODY: f64 = 13.0;
/// How far outside the bars a claim's price may be before it would squash them.
const CLAIM_REACH: f64 = 0.3;

/// Whether slots of this width hold candles; narrower ones hold a line of closes.
pub(super) fn has_candles(slot: f64) -> bool {
    slot >= LEAST_CANDLE_SLOT
}

/// The benchmark in the instrument's prices, in stretches without a gap: equal to it at the anchor.
///
/// Nothing where the benchmark has no price at the anchor's bar: a line from another day's price would
/// not meet it there.
pub(super) fn rebased(spec: &ReactionSpec, axis: &IndexAxis<'_>, quotes: &[Quote]) -> Vec<Vec<(f64, f64)>> {
    let Some(benchmark) = &spec.benchmark else { return Vec::new() };
    let close = |i: usize| benchmark.closes.get(i).copied().flatten().filter(|c| *c > 0.0);
    let base = match spec.anchor {
        Some(anchor) => anchor.at.and_then(|at| axis.bar_of(at)).map(|i| (i, anchor.price)),
        None => (0..quotes.len()).find(|i| close(*i).is_some()).map(|i| (i, quotes[i].close)),
    };
    let Some((base, price)) = base.and_then(|(i, price)| Some((close(i)?, price))) else { return Vec::new() };
    let values = (0..quotes.len()).map(|i| close(i).map(|c| c / base * price));
    stretches(values, axis)
}

/// The points of a line in stretches: broken where there is no value, and where sessions are missing.
fn stretches(values: impl Iterator<Item = Option<f64>>, axis: &IndexAxis<'_>) -> Vec<Vec<(f64, f64)>> {
    let gaps = axis.gaps();
    let mut all: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (i, value) in values.enumerate() {
        if value.is_none() || gaps.iter().any(|(slot, _)| *slot == i) {
            all.push(Vec::new());
        }
        if let (Some(value), Some(stretch)) = (value, all.last_mut()) {
            stretch.push((axis.middle(i), value));
        }
    }
    all.retain(|stretch| !stretch.is_empty());
    all
}

/// The price axis, which covers everything that is drawn.
///
/// A line shows closes only, and `stray` ones do not stretch it.
pub(super) fn scale(
    spec: &ReactionSpec,
    axis: &IndexAxis<'_>,
    quotes: &[Quote],
    benchmark: &[Vec<(f64, f64)>],
    (candles, stray): (bool, &[usize]),
) -> Scale {
    let shown = |(i, q): (usize, &Quote)| match candles {
        true => vec![q.low, q.open, q.close, q.high],
        false if stray.contains(&i) => Vec::new(),
        false => vec![q.close],
    };
    let lows = quotes.iter().enumerate().flat_map(shown);
    // What is not on the picture must not stretch it.
    let is_shown = |at: Option<ChartAt>| at.and_then(|at| axis.bar_of(at)).is_some();
    let ends = spec.horizons.iter().filter(|h| is_shown(h.at)).filter_map(|h| h.price);
    let marks: Vec<f64> = ends.chain(spec.anchor.map(|a| a.price)).collect();
    let line = benchmark.iter().flatten().map(|b| b.1);
    let values = || lows.clone().chain(marks.iter().copied()).chain(line.clone());
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = cone::prices(spec, axis, (low, high));
    let reach = ((high - low) * CLAIM_REACH).max(high * 0.01);
    let near = spec
        .claims
        .iter()
        .filter(|c| is_shown(c.at))
        .filter_map(|c| c.price)
        .filter(|p| (low - reach..=high + reach).contains(p));
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
    let ticks = scale.ticks.iter().map(|t| tick.width(&spec.frame.lang.decimal(*t, scale.decimals)));
    ticks.chain(spec.anchor.map(|a| ANCHOR_LABEL.width(&anchor_text(spec, a.price)))).fold(0.0, f64::max)
}

const ANCHOR_LABEL: Type = Type::semibold(AXIS_SIZE, Ink::Text);

fn anchor_text(spec: &ReactionSpec, price: f64) -> String {
    spec.frame.lang.quoted(price, spec.decimals)
}

/// The benchmark, and the prices over it.
pub(super) fn paint(
    canvas: &mut Canvas,
    pane: &Pane,
    (quotes, axis): (&[Quote], &IndexAxis<'_>),
    benchmark: &[Vec<(f64, f64)>],
) {
    let ranges = || (pane.span.from..pane.span.to, pane.scale.low..pane.scale.high);
    if !benchmark.is_empty() {
        canvas.group("benchmark-line", |canvas| {
            for stretch in benchmark {
                let dot = |(slot, price): (f64, f64)| (pane.x(slot), pane.y(price));
                match stretch.as_slice() {
                    [alone] => canvas.disc(dot(*alone), 1.2, Ink::Benchmark, (0.6, Ink::Benchmark)),
                    points => {
                        canvas.series(pane.area, ranges(), points.iter().copied(), (1.8, Ink::Benchmark));
                    }
                }
            }
        });
    }
    canvas.group("prices", |canvas| {
        if pane.has_bodies {
            return paint_candles(canvas, pane, quotes, axis);
        }
        let (low, high) = (pane.scale.low, pane.scale.high);
        let closes = quotes.iter().map(|q| Some(q.close.clamp(low, high)));
        for stretch in stretches(closes, axis) {
            canvas.series(pane.area, ranges(), stretch.into_iter(), (1.3, Ink::Price));
        }
    });
}

fn paint_candles(canvas: &mut Canvas, pane: &Pane, quotes: &[Quote], axis: &IndexAxis<'_>) {
    let width = (pane.slot() * 0.64).min(WIDEST_BODY);
    for (i, q) in quotes.iter().enumerate() {
        let [open, high, low, close] = [q.open, q.high, q.low, q.close].map(|p| pane.y(p));
        candle::paint(canvas, (pane.x(axis.middle(i)), width), Heights { open, high, low, close });
    }
}

/// The anchor: a ring on its bar, a dashed line onward, its price on the axis.
pub(super) fn paint_anchor(canvas: &mut Canvas, pane: &Pane, spec: &ReactionSpec, axis: &IndexAxis<'_>) {
    let Some(anchor) = spec.anchor else { return };
    let y = pane.y(anchor.price);
    let bar = anchor.at.and_then(|at| axis.bar_of(at));
    let x = bar.map_or(pane.area.left, |i| pane.x(axis.middle(i)));
    canvas.group("anchor", |canvas| {
        canvas.dashes(((x, y), (pane.area.right(), y)), (4.0, 3.0), 1.1, Ink::Text);
        if bar.is_some() {
            canvas.disc((x, y), 3.2, Ink::Paper, (1.4, Ink::Text));
        }
        pane.paint_label(canvas, &anchor_text(spec, anchor.price), anchor.price, ANCHOR_LABEL);
    });
}

/// The move from the anchor at the height of a price, as a scale of its own; `None` without an anchor.
pub(super) fn moves(spec: &ReactionSpec, scale: &Scale) -> Option<Scale> {
    let anchor = spec.anchor.map(|a| a.price).filter(|price| *price > 0.0)?;
    Some(Scale::over((scale.low / anchor - 1.0) * 100.0, (scale.high / anchor - 1.0) * 100.0, 6))
}

/// A tick of the moves: `+2 %`.
pub(super) fn move_text(tick: f64, scale: &Scale, lang: Lang) -> String {
    format!("{} %", lang.signed(tick, scale.decimals))
}

/// The width of the widest label of the moves.
pub(super) fn moves_width(scale: &Scale, lang: Lang) -> f64 {
    let set = Type::regular(AXIS_SIZE, Ink::Muted);
    scale.ticks.iter().map(|t| set.width(&move_text(*t, scale, lang))).fold(0.0, f64::max)
}

/// The moves from the anchor on the left of the prices.
pub(super) fn paint_moves(canvas: &mut Canvas, pane: &Pane, scale: &Scale, lang: Lang) {
    let set = Type::regular(AXIS_SIZE, Ink::Muted);
    for &tick in &scale.ticks {
        let share = (tick - scale.low) / (scale.high - scale.low);
        let y = pane.area.bottom() - share * pane.area.height;
        let left = pane.area.left;
        canvas.line(&[(left - 4.0, y), (left, y)], 0.8, Ink::Rule);
        let text = move_text(tick, scale, lang);
        canvas.text(&text, (left - 7.0, y + AXIS_SIZE * 0.36), Align::End, set);
    }
}
