//! Other news: a letter below the prices where it came, led to its instant.

use super::pane::Pane;
use crate::chart::axis::IndexAxis;
use crate::chart::badge::{SIZE, small_letter};
use crate::chart::canvas::{Align, Area, Canvas, Type};
use crate::chart::ink::Ink;
use crate::chart::spec::{NewsTime, ReactionSpec};
use crate::chart::spread::{Wish, spread};

/// The height of the strip below the prices that holds the pins.
pub(super) const STRIP: f64 = 28.0;
const SIDE: f64 = 17.0;

/// The strip's height: nothing without other news.
pub(super) const fn height(spec: &ReactionSpec) -> f64 {
    if spec.pins.is_empty() { 0.0 } else { STRIP }
}

/// A letter on a square of its own.
pub(super) fn paint_badge(canvas: &mut Canvas, text: &str, (x, y): (f64, f64)) {
    let square = Area { left: x - SIDE / 2.0, top: y - SIDE / 2.0, width: SIDE, height: SIDE };
    canvas.framed(square, Ink::Paper, (1.2, Ink::News));
    canvas.text(text, (x, y + SIZE * 0.34), Align::Middle, Type::semibold(SIZE, Ink::News));
}

/// The pins in a row below the prices; those whose time is before the first bar or after the last are in
/// the key alone, and so are all of them where they do not fit into the row.
pub(super) fn paint(canvas: &mut Canvas, pane: &Pane, spec: &ReactionSpec, axis: &IndexAxis<'_>) {
    let mut pins: Vec<(usize, f64)> = spec
        .pins
        .iter()
        .enumerate()
        .map(|(i, pin)| (i, axis.moment(NewsTime::Instant(pin.at)).from))
        .filter(|(i, slot)| axis.holds(spec.pins[*i].at) && pane.span.share(*slot) <= 1.0)
        .map(|(i, slot)| (i, pane.x(slot)))
        .collect();
    pins.sort_by(|a, b| a.1.total_cmp(&b.1));
    let wishes: Vec<Wish> = pins.iter().map(|(_, x)| Wish { wanted: *x, width: SIDE }).collect();
    let Some(centres) = spread(&wishes, 2.0, pane.area.left, pane.area.right()) else { return };
    let (top, middle) = (pane.area.bottom(), pane.area.bottom() + STRIP - SIDE / 2.0 - 2.0);
    canvas.group("pins", |canvas| {
        for ((i, x), centre) in pins.iter().zip(&centres) {
            canvas.line(&[(*x, top - 5.0), (*x, top), (*centre, middle - SIDE / 2.0)], 1.2, Ink::News);
            paint_badge(canvas, &small_letter(*i), (*centre, middle));
        }
    });
}
