//! What surrounds every picture: heading and legend above it, the foot below.

use super::canvas::Canvas;
use super::foot::Foot;
use super::heading::Heading;
use super::legend::{Legend, Sample};
use super::spec::{Frame, Sheet};

/// Between the foot and what is above it, and from there to the edge of the sheet.
const FOOT_ROOM: f64 = 26.0;

/// The words around a picture, measured.
pub(super) struct Surround {
    heading: Heading,
    legend: Option<Legend>,
    foot: Foot,
    sheet: Sheet,
    /// Where the picture may begin.
    pub(super) top: f64,
}

impl Surround {
    /// With a legend of these samples, if any, and further notes in the foot.
    pub(super) fn of(frame: &Frame, samples: Vec<(Sample, String)>, notes: &[&str]) -> Self {
        let (heading, sheet) = (Heading::of(frame), frame.sheet);
        let edges = (sheet.margin(), sheet.margin() + sheet.inner());
        let legend = (!samples.is_empty()).then(|| Legend::of(samples, edges, heading.bottom + 19.0));
        let top = legend.as_ref().map_or(heading.bottom, |legend| legend.bottom) + 14.0;
        Self { heading, legend, foot: Foot::of(frame, notes), sheet, top }
    }

    /// The height left for a picture that needs so much room above and below it: what is left of a sheet of a
    /// fixed height, else what it wants.
    pub(super) fn room(&self, beside: f64, wanted: f64, least: f64) -> f64 {
        let fixed =
            self.sheet.height.map(|h| (h - self.top - beside - self.foot.height() - FOOT_ROOM).max(least));
        fixed.unwrap_or(wanted)
    }

    /// The height of the sheet around a picture that ends at `bottom`.
    pub(super) fn sheet_height(&self, bottom: f64) -> f64 {
        let own = (bottom + self.foot.height() + FOOT_ROOM - 1e-6).ceil();
        self.sheet.height.map_or(own, |height| height.max(own))
    }

    pub(super) fn paint(&self, canvas: &mut Canvas, sheet_height: f64) {
        self.heading.paint(canvas);
        if let Some(legend) = &self.legend {
            legend.paint(canvas);
        }
        self.foot.paint(canvas, sheet_height);
    }
}
