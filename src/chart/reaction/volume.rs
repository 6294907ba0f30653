//! The volume pane.

use super::pane::Pane;
use crate::chart::axis::{IndexAxis, LABEL};
use crate::chart::canvas::{Align, Area, Canvas};
use crate::chart::ink::Ink;
use crate::chart::scale::Scale;
use crate::chart::spec::Quote;
use crate::view::Lang;

/// From nothing to the greatest volume, with two marks.
pub(super) fn scale(quotes: &[Quote]) -> Scale {
    let most = quotes.iter().filter_map(|q| q.volume).fold(0.0, f64::max);
    Scale::over(0.0, most * 1.04, 2)
}

pub(super) fn axis_width(scale: &Scale, lang: Lang) -> f64 {
    scale.ticks.iter().map(|t| LABEL.width(&lang.quantity(*t))).fold(0.0, f64::max)
}

/// Bars where there is room for them, one surface of steps where there is not.
pub(super) fn paint(
    canvas: &mut Canvas,
    pane: &Pane,
    quotes: &[Quote],
    (axis, lang): (&IndexAxis<'_>, Lang),
) {
    canvas.text(lang.pick("Volume", "Volumen"), (pane.area.left, pane.area.top - 7.0), Align::Start, LABEL);
    for &tick in pane.scale.ticks.iter().filter(|t| **t > 0.0) {
        let y = pane.y(tick);
        canvas.line(&[(pane.area.left, y), (pane.area.right(), y)], 0.8, Ink::Hairline);
        pane.paint_label(canvas, &lang.quantity(tick), tick, LABEL);
    }
    if pane.has_bodies {
        paint_bars(canvas, pane, quotes, axis);
    } else {
        paint_steps(canvas, pane, quotes, axis);
    }
}

fn paint_bars(canvas: &mut Canvas, pane: &Pane, quotes: &[Quote], axis: &IndexAxis<'_>) {
    let width = (pane.slot() * 0.64).min(13.0).round().max(3.0);
    for (i, volume) in
        quotes.iter().enumerate().filter_map(|(i, q)| Some((i, q.volume?))).filter(|(_, v)| *v > 0.0)
    {
        let left = (pane.x(axis.middle(i)) - width / 2.0).round();
        let top = pane.y(volume);
        canvas.rect(Area { left, top, width, height: pane.area.bottom() - top }, Ink::Volume);
    }
}

fn paint_steps(canvas: &mut Canvas, pane: &Pane, quotes: &[Quote], axis: &IndexAxis<'_>) {
    let mut outline = vec![(pane.area.left, pane.area.bottom())];
    for (i, q) in quotes.iter().enumerate() {
        let y = pane.y(q.volume.unwrap_or(0.0));
        let (left, right) = (axis.place(i), axis.place(i) + 1.0);
        if i > 0 && left > axis.place(i - 1) + 1.0 {
            outline.push((pane.x(axis.place(i - 1) + 1.0), pane.area.bottom()));
            outline.push((pane.x(left), pane.area.bottom()));
        }
        outline.push((pane.x(left), y));
        outline.push((pane.x(right), y));
    }
    outline.push((pane.area.right(), pane.area.bottom()));
    canvas.polygon(&outline, Ink::Volume);
}
