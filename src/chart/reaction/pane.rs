//! A pane's place on the sheet, and the way from slots and prices to pixels.

use crate::chart::axis::{SIZE as AXIS_SIZE, Slots};
use crate::chart::canvas::{Align, Area, Canvas, Type};
use crate::chart::ink::Ink;
use crate::chart::scale::Scale;
use crate::view::Lang;

/// A pane of the chart.
pub(super) struct Pane {
    pub(super) area: Area,
    pub(super) span: Slots,
    pub(super) scale: Scale,
    /// Whether each bar has room for a body of its own.
    pub(super) has_bodies: bool,
}

/// The least distance between the baselines of two axis labels.
const CLEARANCE: f64 = 14.0;

impl Pane {
    pub(super) fn x(&self, slot: f64) -> f64 {
        self.area.left + self.span.share(slot) * self.area.width
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        // Values outside the scale are drawn at the edge.
        let share = ((value - self.scale.low) / (self.scale.high - self.scale.low)).clamp(0.0, 1.0);
        self.area.bottom() - share * self.area.height
    }

    /// The width of a bar's slot in pixels.
    pub(super) fn slot(&self) -> f64 {
        self.area.width / self.span.width()
    }

    /// Lines at the ticks, and their labels on the right; a label too near to `taken` gives way.
    pub(super) fn paint_grid(&self, canvas: &mut Canvas, taken: Option<f64>, lang: Lang) {
        for &tick in &self.scale.ticks {
            let y = self.y(tick);
            canvas.line(&[(self.area.left, y), (self.area.right(), y)], 0.8, Ink::Hairline);
            if taken.is_none_or(|t| (self.y(t) - y).abs() >= CLEARANCE) {
                self.paint_label(
                    canvas,
                    &lang.decimal(tick, self.scale.decimals),
                    tick,
                    Type::regular(AXIS_SIZE, Ink::Muted),
                );
            }
        }
    }

    /// What the labels on the right are in, above them.
    pub(super) fn paint_unit(&self, canvas: &mut Canvas, unit: &str) {
        let set = Type::regular(AXIS_SIZE, Ink::Muted);
        canvas.text(unit, (self.area.right() + 8.0, self.area.top - 6.0), Align::Start, set);
    }

    /// A label on the right of the pane at the height of a value.
    pub(super) fn paint_label(&self, canvas: &mut Canvas, text: &str, value: f64, set: Type) {
        canvas.text(text, (self.area.right() + 8.0, self.y(value) + AXIS_SIZE * 0.36), Align::Start, set);
    }
}
