//! The measures of a reaction chart's sheet.

use crate::chart::spec::{NARROW, ReactionSpec, WIDE};

/// Pixels per em of the labels on the axes.
pub(super) const AXIS_SIZE: f64 = 11.5;

/// The sheet's width and its margins, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    pub(super) width: f64,
    pub(super) margin: f64,
}

impl Sheet {
    pub(super) fn of(spec: &ReactionSpec) -> Self {
        let width = spec.width.max(NARROW);
        Self { width, margin: if width < 0.75 * WIDE { 18.0 } else { 28.0 } }
    }

    pub(super) const fn inner(self) -> f64 {
        self.width - 2.0 * self.margin
    }
}
