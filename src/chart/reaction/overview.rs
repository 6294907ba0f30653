//! The strip above a picture of some minutes: the whole time, with those minutes marked.

use crate::chart::axis::{IndexAxis, LABEL};
use crate::chart::canvas::{Align, Area, Canvas};
use crate::chart::face::Weight;
use crate::chart::ink::Ink;
use crate::chart::lines;
use crate::chart::plane::Plane;
use crate::chart::scale::Scale;
use crate::chart::spec::{ChartBars, ReactionSpec};

const LINE: f64 = 40.0;
/// The height of the strip with its words and the room below it.
const HEIGHT: f64 = LINE + 36.0;

/// The height that the strip takes: nothing without one.
pub(super) const fn height(spec: &ReactionSpec) -> f64 {
    if spec.overview.is_empty() { 0.0 } else { HEIGHT }
}

/// The strip, its upper edge at `top`.
pub(super) fn paint(canvas: &mut Canvas, spec: &ReactionSpec, top: f64) {
    let (Some(first), Some(last)) = (spec.overview.first(), spec.overview.last()) else { return };
    let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
    let all = ChartBars::Intraday(spec.overview.clone());
    let axis = IndexAxis::new(&all, &spec.sessions, spec.zone);
    let area = Area { left: sheet.margin(), top, width: sheet.inner(), height: LINE };
    let closes = || spec.overview.iter().map(|b| b.close);
    let (low, high) = (closes().fold(f64::INFINITY, f64::min), closes().fold(f64::NEG_INFINITY, f64::max));
    let span = axis.span();
    let plane = Plane { area, across: (span.from, span.to), scale: Scale::padded(low, high, 2) };
    canvas.group("overview", |canvas| {
        if let ChartBars::Intraday(shown) = &spec.bars
            && let (Some(from), Some(to)) = (shown.first(), shown.last())
        {
            let place = |at| spec.overview.partition_point(|b| b.at < at);
            let (left, right) =
                (plane.x(axis.place(place(from.at))), plane.x(axis.place(place(to.at)) + 1.0));
            canvas.rect(Area { left, width: right - left, ..area }, Ink::NewsDay);
        }
        for run in axis.extended() {
            let (left, right) = (plane.x(run.from), plane.x(run.to));
            canvas.line(&[(left, area.bottom()), (right, area.bottom())], 2.0, Ink::Rule);
        }
        for start in axis.day_starts() {
            let x = plane.x(axis.place(start));
            canvas.line(&[(x, top), (x, area.bottom())], 0.8, Ink::Rule);
        }
        let points: Vec<(f64, f64)> =
            closes().enumerate().map(|(i, close)| plane.at((axis.middle(i), close))).collect();
        canvas.line(&points, 1.0, Ink::Price);
        let x = plane.x(axis.moment(spec.moment).from);
        canvas.line(&[(x, top), (x, area.bottom())], 1.2, Ink::News);
        let (from, to) = (lang.instant(first.at, spec.zone), lang.instant(last.at, spec.zone));
        let words = format!("{}: {from} – {to}", lang.pick("The whole time", "Die ganze Zeit"));
        let words = lines::fit(&words, area.width, LABEL.size, Weight::Regular);
        canvas.text(&words, (area.left, area.bottom() + 15.0), Align::Start, LABEL);
    });
}
