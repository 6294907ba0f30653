//! The volume pane.

use super::AXIS_SIZE;
use super::frame::Frame;
use crate::chart::canvas::{Align, Area, Canvas, Type};
use crate::chart::scale::{Scale, as_f64};
use crate::chart::spec::Quote;
use crate::chart::{ChartError, palette};
use crate::view::format;

const LABEL: Type = Type::regular(AXIS_SIZE, palette::MUTED);

/// From nothing to the greatest volume, with two marks.
pub(super) fn scale(quotes: &[Quote]) -> Scale {
    let most = quotes.iter().filter_map(|q| q.volume).fold(0.0, f64::max);
    Scale::over(0.0, most * 1.04, 2)
}

pub(super) fn axis_width(scale: &Scale) -> f64 {
    scale.ticks.iter().map(|t| LABEL.width(&format::quantity(*t))).fold(0.0, f64::max)
}

/// Bars where there is room for them, one surface of steps where there is not.
pub(super) fn paint(canvas: &Canvas<'_>, frame: &Frame, quotes: &[Quote]) -> Result<(), ChartError> {
    canvas.text("Volume", (frame.area.left, frame.area.top - 7.0), Align::Start, LABEL)?;
    for &tick in frame.scale.ticks.iter().filter(|t| **t > 0.0) {
        let y = frame.y(tick);
        canvas.line(&[(frame.area.left, y), (frame.area.right(), y)], 0.8, &palette::HAIRLINE)?;
        frame.paint_label(canvas, &format::quantity(tick), tick, LABEL)?;
    }
    if frame.has_bodies { paint_bars(canvas, frame, quotes) } else { paint_steps(canvas, frame, quotes) }
}

fn paint_bars(canvas: &Canvas<'_>, frame: &Frame, quotes: &[Quote]) -> Result<(), ChartError> {
    let width = (frame.slot() * 0.64).min(13.0).round().max(3.0);
    for (i, volume) in
        quotes.iter().enumerate().filter_map(|(i, q)| Some((i, q.volume?))).filter(|(_, v)| *v > 0.0)
    {
        let left = (frame.x(as_f64(i) + 0.5) - width / 2.0).round();
        let top = frame.y(volume);
        canvas.rect(Area { left, top, width, height: frame.area.bottom() - top }, &palette::VOLUME)?;
    }
    Ok(())
}

fn paint_steps(canvas: &Canvas<'_>, frame: &Frame, quotes: &[Quote]) -> Result<(), ChartError> {
    let mut outline = vec![(frame.area.left, frame.area.bottom())];
    for (i, q) in quotes.iter().enumerate() {
        let y = frame.y(q.volume.unwrap_or(0.0));
        outline.push((frame.x(as_f64(i)), y));
        outline.push((frame.x(as_f64(i + 1)), y));
    }
    outline.push((frame.area.right(), frame.area.bottom()));
    canvas.polygon(&outline, &palette::VOLUME)
}
