//! The horizontal axis of prices: places for bars, and the labels under them.

mod index;
mod ticks;

pub(super) use index::{IndexAxis, Slots};
use ticks::ticks;

use super::canvas::{Align, Area, Canvas, Type};
use super::ink::Ink;
use crate::view::Lang;

/// Pixels per em of the labels on the axes.
pub(super) const SIZE: f64 = 11.5;
/// How the labels on the axes are set.
pub(super) const LABEL: Type = Type::regular(SIZE, Ink::Muted);
/// Two lines of labels beneath the panes.
pub(super) const HEIGHT: f64 = 40.0;

/// The time axis below an area, its line at `bottom`.
pub(super) fn paint_time(canvas: &mut Canvas, axis: &IndexAxis<'_>, (area, bottom): (Area, f64), lang: Lang) {
    let left = area.left;
    canvas.line(&[(left, bottom), (area.right(), bottom)], 1.0, Ink::Text);
    for tick in ticks(axis, area.width, SIZE, lang) {
        let at = left + axis.span().share(tick.at) * area.width;
        canvas.line(&[(at, bottom), (at, bottom + 4.0)], 1.0, Ink::Text);
        canvas.text(&tick.upper, (left + tick.centre[0], bottom + 17.0), Align::Middle, LABEL);
        canvas.text(&tick.lower, (left + tick.centre[1], bottom + 32.0), Align::Middle, LABEL);
    }
}
