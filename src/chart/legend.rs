//! The legend: a sample of each line or surface next to its name.

use super::candle::{self, Heights};
use super::canvas::{Align, Area, Canvas, Tint, Type};
use super::ink::Ink;
use super::lines;

const LABEL: Type = Type::regular(12.0, Ink::Text);
const SAMPLE: f64 = 20.0;
const SAMPLE_GAP: f64 = 7.0;
const ENTRY_GAP: f64 = 24.0;
const ROW: f64 = 18.0;

/// The sample next to a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sample {
    /// A rising and a falling candle.
    Candles,
    /// A line of this width.
    Line(f64, Ink),
    /// A dashed line.
    Dashes(Ink),
    /// A filled area with a border.
    Ground(Ink),
    /// A line within its band.
    Band(Ink),
    /// Three bands in one another.
    Cone(Ink),
}

struct Entry {
    sample: Sample,
    text: String,
    left: f64,
    baseline: f64,
}

/// The entries from left to right, in as many rows as they need.
pub(super) struct Legend {
    entries: Vec<Entry>,
    /// The baseline of the last row.
    pub(super) bottom: f64,
}

impl Legend {
    /// A legend between two edges; a name too long for a row is cut.
    pub(super) fn of(wanted: Vec<(Sample, String)>, (from, to): (f64, f64), first_baseline: f64) -> Self {
        let (mut left, mut baseline) = (from, first_baseline);
        let mut entries = Vec::with_capacity(wanted.len());
        for (sample, text) in wanted {
            let text = lines::fit(&text, to - from - SAMPLE - SAMPLE_GAP, LABEL.size, LABEL.weight);
            let width = SAMPLE + SAMPLE_GAP + LABEL.width(&text);
            if left > from && left + width > to {
                left = from;
                baseline += ROW;
            }
            entries.push(Entry { sample, text, left, baseline });
            left += width + ENTRY_GAP;
        }
        Self { entries, bottom: baseline }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas) {
        canvas.group("legend", |canvas| self.entries.iter().for_each(|entry| entry.paint(canvas)));
    }
}

impl Entry {
    fn paint(&self, canvas: &mut Canvas) {
        let (x, y) = (self.left, self.baseline - 4.0);
        let end = x + SAMPLE;
        let ground = Area { left: x, top: y - 5.0, width: SAMPLE, height: 10.0 };
        match self.sample {
            Sample::Candles => {
                let fall = Heights { open: y - 3.0, high: y - 7.0, low: y + 7.0, close: y + 4.0 };
                let rise = Heights { open: y + 3.0, high: y - 7.0, low: y + 7.0, close: y - 3.0 };
                candle::paint(canvas, (x + 6.0, 7.0), rise);
                candle::paint(canvas, (x + 15.0, 7.0), fall);
            }
            Sample::Line(width, ink) => canvas.line(&[(x, y), (end, y)], width, ink),
            Sample::Dashes(ink) => canvas.dashes(((x, y), (end, y)), (4.0, 3.0), 1.2, ink),
            Sample::Ground(ink) => canvas.framed(ground, ink, (0.8, Ink::Rule)),
            Sample::Cone(ink) => {
                for inset in [0.0, 2.0, 3.5] {
                    let band = Area { top: ground.top + inset, height: 10.0 - 2.0 * inset, ..ground };
                    canvas.rect(band, Tint::new(ink, 0.16));
                }
            }
            Sample::Band(ink) => {
                canvas.rect(ground, Tint::new(ink, 0.16));
                canvas.line(&[(x, y), (end, y)], 2.0, ink);
            }
        }
        canvas.text(&self.text, (end + SAMPLE_GAP, self.baseline), Align::Start, LABEL);
    }
}
