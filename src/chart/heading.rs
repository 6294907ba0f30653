//! The title and the subtitle under the rule that opens every chart.

use super::canvas::{Align, Area, Canvas, Type};
use super::{ChartError, font, palette};

const TITLE: Type = Type::semibold(21.0, palette::INK);
const SUBTITLE: Type = Type::regular(13.5, palette::MUTED);
const TOP_RULE: f64 = 16.0;

/// Title and subtitle, each on two lines at most.
pub(super) struct Heading {
    lines: Vec<(String, f64, Type)>,
    left: f64,
    width: f64,
    pub(super) bottom: f64,
}

impl Heading {
    pub(super) fn of(title: &str, subtitle: &str, left: f64, width: f64) -> Self {
        let mut lines = Vec::new();
        let mut y = TOP_RULE + 1.0;
        for (text, set, step) in [(title, TITLE, 27.0), (subtitle, SUBTITLE, 19.0)] {
            for line in font::wrap(text, width, 2, set.size, set.weight) {
                y += step;
                lines.push((line, y, set));
            }
            y += 3.0;
        }
        Self { lines, left, width, bottom: y }
    }

    pub(super) fn paint(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        canvas.line(&[(self.left, TOP_RULE), (self.left + self.width, TOP_RULE)], 1.0, &palette::INK)?;
        canvas.rect(Area { left: self.left, top: TOP_RULE, width: 44.0, height: 4.0 }, &palette::INK)?;
        self.lines
            .iter()
            .try_for_each(|(text, y, set)| canvas.text(text, (self.left, *y), Align::Start, *set))
    }
}
