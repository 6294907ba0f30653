//! The normal range: how far the instrument's own moves of before went, as a cone from the anchor.

use super::pane::Pane;
use crate::chart::axis::IndexAxis;
use crate::chart::canvas::{Canvas, Tint};
use crate::chart::ink::Ink;
use crate::chart::spec::{ChartBars, NormalRange, ReactionSpec};
use crate::view::Lang;

/// The opacity of each of the nested cones.
const OPACITY: f64 = 0.11;

/// How far beyond everything else the cone may stretch the axis, as a share of what that spans.
const REACH: f64 = 0.5;

/// The cone on the picture.
struct Placed<'a> {
    /// The middle of the anchor's slot, and its price.
    tip: (f64, f64),
    /// The middle of every later session's slot, and the sizes up to it.
    steps: Vec<(f64, &'a [f64; 3])>,
    range: &'a NormalRange,
}

/// Where the cone is drawn: on sessions, from the anchor on. A session counts by its distance from the anchor,
/// whether or not those between have prices.
fn placed<'a>(spec: &'a ReactionSpec, axis: &IndexAxis<'_>) -> Option<Placed<'a>> {
    let range = spec.normal.as_ref().filter(|_| matches!(spec.bars, ChartBars::Daily(_)))?;
    let anchor = spec.anchor?;
    let bar = axis.bar_of(anchor.at?)?;
    let gaps = axis.gaps();
    let missing =
        |to: usize| gaps.iter().filter(|(at, _)| *at > bar && *at <= to).map(|(_, n)| n).sum::<usize>();
    let step = |to: usize| Some((axis.middle(to), range.steps.get(to - bar - 1 + missing(to))?));
    let steps: Vec<_> = (bar + 1..axis.len()).map_while(step).collect();
    (!steps.is_empty()).then_some(Placed { tip: (axis.middle(bar), anchor.price), steps, range })
}

/// The name of the cone in the legend; `None` where it is not drawn.
pub(super) fn name(spec: &ReactionSpec, axis: &IndexAxis<'_>) -> Option<String> {
    let spans = spec.frame.lang.count(placed(spec, axis)?.range.spans);
    Some(match spec.frame.lang {
        Lang::English => format!("50, 90, 99 % of its moves before ({spans} spans)"),
        Lang::German => format!("50, 90, 99 % früherer Bewegungen ({spans})"),
    })
}

/// The prices that the cone reaches, as far as they may stretch an axis of these: a cone that is wider runs off
/// the pane, so that the prices of a volatile share do not lie flat within it.
pub(super) fn prices(spec: &ReactionSpec, axis: &IndexAxis<'_>, (low, high): (f64, f64)) -> (f64, f64) {
    let Some(Placed { tip: (_, price), steps, .. }) = placed(spec, axis) else { return (low, high) };
    let widest = steps.iter().map(|(_, sizes)| sizes[2]).fold(0.0, f64::max);
    let room = (high - low) * REACH;
    ((price * (1.0 - widest)).max(low - room).min(low), (price * (1.0 + widest)).min(high + room).max(high))
}

/// The nested cones, widest first.
pub(super) fn paint(canvas: &mut Canvas, pane: &Pane, spec: &ReactionSpec, axis: &IndexAxis<'_>) {
    let Some(Placed { tip: (at, price), steps, .. }) = placed(spec, axis) else { return };
    canvas.group("normal-range", |canvas| {
        for share in [2, 1, 0] {
            let edge = |sign: f64| {
                steps
                    .iter()
                    .map(move |(slot, sizes)| (pane.x(*slot), pane.y(price * (1.0 + sign * sizes[share]))))
            };
            let tip = std::iter::once((pane.x(at), pane.y(price)));
            let outline: Vec<(f64, f64)> = tip.chain(edge(1.0)).chain(edge(-1.0).rev()).collect();
            canvas.polygon(&outline, Tint::new(Ink::Muted, OPACITY));
        }
    });
}
