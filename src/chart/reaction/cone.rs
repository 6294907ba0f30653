//! The normal range: how far the instrument's own moves of before went, as a cone from the anchor.

use super::pane::Pane;
use crate::chart::axis::IndexAxis;
use crate::chart::canvas::{Canvas, Tint};
use crate::chart::ink::Ink;
use crate::chart::scale::as_f64;
use crate::chart::spec::{ChartBars, NormalRange, ReactionSpec};

/// The opacity of each of the nested cones.
const OPACITY: f64 = 0.11;

/// The bar and price of the anchor, and the steps of the range that are on the picture.
fn placed<'a>(
    spec: &'a ReactionSpec,
    axis: &IndexAxis<'_>,
) -> Option<(usize, f64, &'a [[f64; 3]], &'a NormalRange)> {
    let range = spec.normal.as_ref().filter(|_| matches!(spec.bars, ChartBars::Daily(_)))?;
    let anchor = spec.anchor?;
    let bar = axis.bar_of(anchor.at?)?;
    let steps = range.steps.get(..range.steps.len().min(axis.len() - 1 - bar))?;
    (!steps.is_empty()).then_some((bar, anchor.price, steps, range))
}

/// The name of the cone in the legend; `None` where it is not drawn.
pub(super) fn name(spec: &ReactionSpec, axis: &IndexAxis<'_>) -> Option<String> {
    let (.., range) = placed(spec, axis)?;
    Some(format!("50, 90, 99 % of its moves before ({} spans)", range.spans))
}

/// The prices that the cone reaches.
pub(super) fn prices(spec: &ReactionSpec, axis: &IndexAxis<'_>) -> Vec<f64> {
    let Some((_, price, steps, _)) = placed(spec, axis) else { return Vec::new() };
    let widest = steps.iter().map(|s| s[2]).fold(0.0, f64::max);
    vec![price * (1.0 - widest), price * (1.0 + widest)]
}

/// The nested cones, widest first.
pub(super) fn paint(canvas: &mut Canvas, pane: &Pane, spec: &ReactionSpec, axis: &IndexAxis<'_>) {
    let Some((bar, price, steps, _)) = placed(spec, axis) else { return };
    canvas.group("normal-range", |canvas| {
        for share in [2, 1, 0] {
            let edge = |sign: f64| {
                let step = move |(k, sizes): (usize, &[f64; 3])| {
                    (pane.x(as_f64(bar + k) + 1.5), pane.y(price * (1.0 + sign * sizes[share])))
                };
                steps.iter().enumerate().map(step)
            };
            let tip = std::iter::once((pane.x(as_f64(bar) + 0.5), pane.y(price)));
            let outline: Vec<(f64, f64)> = tip.chain(edge(1.0)).chain(edge(-1.0).rev()).collect();
            canvas.polygon(&outline, Tint::new(Ink::Muted, OPACITY));
        }
    });
}
