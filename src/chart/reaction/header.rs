//! Title, subtitle and legend.

use super::Sheet;
use crate::chart::canvas::{Align, Area, Canvas, Type};
use crate::chart::font;
use crate::chart::heading::Heading;
use crate::chart::spec::ReactionSpec;
use crate::chart::{ChartError, palette};
use crate::view::format;

const LEGEND: Type = Type::regular(12.0, palette::INK);
const SWATCH: f64 = 20.0;

/// What stands above the panes.
pub(super) struct Header {
    heading: Heading,
    legend: Vec<Entry>,
    pub(super) bottom: f64,
}

/// The sample of a line or surface beside its name.
#[derive(Debug, Clone, Copy)]
enum Swatch {
    Candles,
    Price,
    Benchmark,
    Anchor,
    Extended,
}

struct Entry {
    swatch: Swatch,
    text: String,
    left: f64,
    baseline: f64,
}

impl Header {
    pub(super) fn of(spec: &ReactionSpec, sheet: Sheet, candles: bool, has_extended: bool) -> Self {
        let heading = Heading::of(&spec.title, &spec.subtitle, sheet.margin, sheet.inner());
        let (legend, bottom) = legend(spec, sheet, (candles, has_extended), heading.bottom + 19.0);
        Self { heading, legend, bottom: bottom + 12.0 }
    }

    pub(super) fn paint(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        self.heading.paint(canvas)?;
        self.legend.iter().try_for_each(|entry| entry.paint(canvas))
    }
}

/// The legend's entries from left to right, in as many rows as they need, and the last baseline.
fn legend(
    spec: &ReactionSpec,
    sheet: Sheet,
    (candles, has_extended): (bool, bool),
    first_baseline: f64,
) -> (Vec<Entry>, f64) {
    let swatch = if candles { Swatch::Candles } else { Swatch::Price };
    let mut wanted = vec![(swatch, spec.instrument.clone())];
    if let Some(benchmark) = &spec.benchmark {
        let base = if spec.anchor.is_some() { "rebased to the anchor" } else { "rebased" };
        wanted.push((Swatch::Benchmark, format!("{}, {base}", benchmark.label)));
    }
    if let Some(anchor) = spec.anchor {
        wanted.push((
            Swatch::Anchor,
            format!("Anchor {}", format::price(anchor.price, spec.currency, spec.decimals)),
        ));
    }
    if has_extended {
        wanted.push((Swatch::Extended, "Extended hours".to_owned()));
    }
    let (mut left, mut baseline) = (sheet.margin, first_baseline);
    let mut entries = Vec::new();
    for (swatch, text) in wanted {
        let text = font::fit(&text, sheet.inner() - SWATCH - 7.0, LEGEND.size, LEGEND.weight);
        let width = SWATCH + 7.0 + LEGEND.width(&text);
        if left > sheet.margin && left + width > sheet.width - sheet.margin {
            left = sheet.margin;
            baseline += 18.0;
        }
        entries.push(Entry { swatch, text, left, baseline });
        left += width + 24.0;
    }
    (entries, baseline)
}

impl Entry {
    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        let (x, y) = (self.left, self.baseline - 4.0);
        let end = x + SWATCH;
        match self.swatch {
            Swatch::Candles => {
                super::prices::paint_candle(canvas, (x + 6.0, 7.0), [y + 3.0, y - 7.0, y + 7.0, y - 3.0])?;
                super::prices::paint_candle(canvas, (x + 15.0, 7.0), [y - 3.0, y - 7.0, y + 7.0, y + 4.0])?;
            }
            Swatch::Price => canvas.line(&[(x, y), (end, y)], 1.6, &palette::PRICE)?,
            Swatch::Benchmark => canvas.line(&[(x, y), (end, y)], 1.8, &palette::BENCHMARK)?,
            Swatch::Anchor => canvas.dashes(((x, y), (end, y)), (4.0, 3.0), 1.2, &palette::INK)?,
            Swatch::Extended => {
                let box_ = Area { left: x, top: y - 5.0, width: SWATCH, height: 10.0 };
                canvas.rect(box_, &palette::RULE)?;
                let inner = Area { left: x + 0.8, top: y - 4.2, width: SWATCH - 1.6, height: 8.4 };
                canvas.rect(inner, &palette::SHADE)?;
            }
        }
        canvas.text(&self.text, (end + 7.0, self.baseline), Align::Start, LEGEND)
    }
}
