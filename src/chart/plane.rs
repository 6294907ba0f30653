//! A plane with a vertical scale: where its values are, its horizontal lines and their labels.

use super::axis::LABEL;
use super::canvas::{Align, Area, Canvas};
use super::ink::Ink;
use super::scale::Scale;

/// The least distance between the middles of two labels.
const LEAST_STEP: f64 = 16.0;

/// A plane over an area.
pub(super) struct Plane {
    pub(super) area: Area,
    /// The values at the left and the right edge.
    pub(super) across: (f64, f64),
    pub(super) scale: Scale,
}

impl Plane {
    pub(super) fn x(&self, value: f64) -> f64 {
        self.area.left + (value - self.across.0) / (self.across.1 - self.across.0) * self.area.width
    }

    /// Values outside the scale are drawn at the edge.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.scale.low) / (self.scale.high - self.scale.low);
        self.area.bottom() - share.clamp(0.0, 1.0) * self.area.height
    }

    pub(super) fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.x(x), self.y(y))
    }

    /// Lines at the ticks with their labels on the left, zero stronger than the rest.
    pub(super) fn paint_grid(&self, canvas: &mut Canvas, label: impl Fn(f64) -> String) {
        let (left, right) = (self.area.left, self.area.right());
        let mut last = f64::INFINITY;
        for &tick in &self.scale.ticks {
            let y = self.y(tick);
            let (width, ink) = if tick == 0.0 { (1.0, Ink::Rule) } else { (0.8, Ink::Hairline) };
            canvas.line(&[(left, y), (right, y)], width, ink);
            if last - y >= LEAST_STEP {
                canvas.text(&label(tick), (left - 8.0, y + LABEL.size * 0.36), Align::End, LABEL);
                last = y;
            }
        }
    }
}

/// The width of the widest label of a scale.
pub(super) fn label_width(scale: &Scale, label: impl Fn(f64) -> String) -> f64 {
    scale.ticks.iter().map(|tick| LABEL.width(&label(*tick))).fold(0.0, f64::max)
}
