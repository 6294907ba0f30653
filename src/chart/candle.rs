//! Candles: hollow where the price rose, full where it fell.

use super::canvas::{Area, Canvas};
use super::ink::Ink;

/// The heights of a candle on the sheet, in pixels from its top.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heights {
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
}

const RIM: f64 = 1.0;

/// One candle: hollow where the price rose, full where it fell, a dash where it did neither.
pub(super) fn paint(canvas: &mut Canvas, (centre, width): (f64, f64), heights: Heights) {
    let Heights { open, high, low, close } = heights;
    // Whole pixels keep the edges sharp at the nominal size.
    let width = width.round().max(3.0);
    let left = (centre - width / 2.0).round();
    let middle = left + width / 2.0;
    canvas.line(&[(middle, high), (middle, low)], 1.0, Ink::Price);
    let (top, height) = (open.min(close), (open - close).abs());
    if height < RIM {
        return canvas.line(&[(left, close), (left + width, close)], 1.4, Ink::Price);
    }
    let body = Area { left, top, width, height };
    if close < open && height > 2.0 * RIM {
        canvas.framed(body, Ink::Paper, (RIM, Ink::Price));
    } else {
        canvas.rect(body, Ink::Price);
    }
}
