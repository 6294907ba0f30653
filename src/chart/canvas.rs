//! A sheet to draw on: plotters' SVG backend behind coordinates in fractions of a pixel.

use std::ops::Range;

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{Cartesian2d, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBAColor, RGBColor, ShapeStyle, TextStyle};

use super::ChartError;
use super::finish::finish;
use super::font::{self, Weight};

/// Backend units in a pixel. The backend knows whole units only; a tenth of a pixel cannot be seen.
pub(super) const UNIT: f64 = 10.0;
/// plotters divides a size by this before it writes it into an SVG.
const PLOTTERS_SIZE_FACTOR: f64 = 1.24;

/// A chart's plane, drawn on through plotters.
pub(super) type Pane<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) const fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) const fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) colour: RGBColor,
}

impl Type {
    pub(super) const fn regular(size: f64, colour: RGBColor) -> Self {
        Self { size, weight: Weight::Regular, colour }
    }

    pub(super) const fn semibold(size: f64, colour: RGBColor) -> Self {
        Self { size, weight: Weight::SemiBold, colour }
    }

    pub(super) fn width(&self, text: &str) -> f64 {
        font::width(text, self.size, self.weight)
    }
}

/// Where a text's `x` lies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    Middle,
    End,
}

/// The sheet.
pub(super) struct Canvas<'a> {
    root: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Draws a chart of `width` by `height` pixels and gives back the SVG document.
///
/// `title` and `description` become the document's own, for readers who cannot see the picture.
pub(super) fn draw(
    (width, height): (f64, f64),
    title: &str,
    description: &str,
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    font::register();
    let mut buffer = String::new();
    {
        let size = (units(width).unsigned_abs(), units(height).unsigned_abs());
        let canvas = Canvas { root: SVGBackend::with_string(&mut buffer, size).into_drawing_area() };
        paint(&canvas)?;
        canvas.root.present().map_err(ChartError::drawing)?;
    }
    finish(&buffer, (width, height), title, description)
}

impl<'a> Canvas<'a> {
    pub(super) fn rect(&self, area: Area, colour: &impl Color) -> Result<(), ChartError> {
        let corners = [(units(area.left), units(area.top)), (units(area.right()), units(area.bottom()))];
        self.root.draw(&Rectangle::new(corners, colour.filled())).map_err(ChartError::drawing)
    }

    pub(super) fn line(
        &self,
        points: &[(f64, f64)],
        width: f64,
        colour: &impl Color,
    ) -> Result<(), ChartError> {
        self.root
            .draw(&PathElement::new(in_units(points), stroke(colour, width)))
            .map_err(ChartError::drawing)
    }

    /// A straight line of dashes and gaps of these lengths.
    pub(super) fn dashes(
        &self,
        (from, to): ((f64, f64), (f64, f64)),
        (dash, gap): (f64, f64),
        width: f64,
        colour: &impl Color,
    ) -> Result<(), ChartError> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let at = |d: f64| (from.0 + dx * d / length, from.1 + dy * d / length);
        let mut start = 0.0;
        while start < length {
            self.line(&[at(start), at((start + dash).min(length))], width, colour)?;
            start += dash + gap;
        }
        Ok(())
    }

    pub(super) fn polygon(&self, points: &[(f64, f64)], colour: &impl Color) -> Result<(), ChartError> {
        self.root.draw(&Polygon::new(in_units(points), colour.filled())).map_err(ChartError::drawing)
    }

    /// A filled disc with a rim of its own colour.
    pub(super) fn disc(
        &self,
        centre: (f64, f64),
        radius: f64,
        fill: &impl Color,
        rim: Option<(f64, RGBColor)>,
    ) -> Result<(), ChartError> {
        let at = (units(centre.0), units(centre.1));
        if let Some((width, colour)) = rim {
            let outer = Circle::new(at, units(radius + width), colour.filled());
            self.root.draw(&outer).map_err(ChartError::drawing)?;
        }
        self.root.draw(&Circle::new(at, units(radius), fill.filled())).map_err(ChartError::drawing)
    }

    /// One line of text with its baseline at `y`.
    pub(super) fn text(
        &self,
        text: &str,
        (x, y): (f64, f64),
        align: Align,
        set: Type,
    ) -> Result<(), ChartError> {
        let text = printable(text);
        if text.is_empty() {
            return Ok(());
        }
        let h_pos = match align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let size = set.size * UNIT * PLOTTERS_SIZE_FACTOR;
        let face = FontDesc::new(FontFamily::Name(font::FAMILY), size, set.weight.style());
        // `finish` takes the vertical shift of this anchor away, so that `y` is the baseline.
        let style = TextStyle::from(face).color(&set.colour).pos(Pos::new(h_pos, VPos::Center));
        self.root.draw(&Text::new(text, (units(x), units(y)), style)).map_err(ChartError::drawing)
    }

    /// A plane over an area with its own coordinates.
    pub(super) fn pane(&self, area: Area, x: Range<f64>, y: Range<f64>) -> Result<Pane<'a>, ChartError> {
        let corner = (units(area.left), units(area.top));
        let size = (units(area.width).unsigned_abs(), units(area.height).unsigned_abs());
        let part = self.root.clone().shrink(corner, size);
        ChartBuilder::on(&part).build_cartesian_2d(x, y).map_err(ChartError::drawing)
    }
}

/// The style of a line of this width in pixels.
pub(super) fn stroke(colour: &impl Color, width: f64) -> ShapeStyle {
    ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: units(width).unsigned_abs().max(1) }
}

/// A colour with its share of opacity.
pub(super) fn tint(colour: RGBColor, opacity: f64) -> RGBAColor {
    colour.mix(opacity)
}

/// Text that XML can carry and that keeps to its line: control characters become spaces, the ends
/// are trimmed.
fn printable(text: &str) -> String {
    let clean: String = font::settled(text)
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c })
        .collect();
    clean.trim().to_owned()
}

/// Pixels in the backend's units.
#[allow(clippy::cast_possible_truncation)] // a sheet is a few thousand pixels wide
fn units(pixels: f64) -> i32 {
    (pixels * UNIT).round() as i32
}

fn in_units(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|(x, y)| (units(*x), units(*y))).collect()
}
