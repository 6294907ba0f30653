//! A sheet to draw on, in pixels and inks.

use std::ops::Range;

use plotters::chart::ChartBuilder;
use plotters::prelude::IntoDrawingArea;
use plotters::series::LineSeries;
use plotters::style::{Color, ShapeStyle};

use super::error::ChartError;
use super::face::{self, Weight};
use super::ink::Ink;
use super::spec::{Frame, Wording};
pub(super) use super::svg::Anchor as Align;
use super::svg::{Backend, Document, Head, Paint, Setting, Stroke, units};
use super::theme::Theme;

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

    /// The area that remains inside a rim of this width.
    const fn shrunk(&self, by: f64) -> Self {
        Self {
            left: self.left + by,
            top: self.top + by,
            width: self.width - 2.0 * by,
            height: self.height - 2.0 * by,
        }
    }
}

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) ink: Ink,
}

impl Type {
    pub(super) const fn regular(size: f64, ink: Ink) -> Self {
        Self { size, weight: Weight::Regular, ink }
    }

    pub(super) const fn semibold(size: f64, ink: Ink) -> Self {
        Self { size, weight: Weight::SemiBold, ink }
    }

    pub(super) fn width(&self, text: &str) -> f64 {
        face::width(text, self.size, self.weight)
    }
}

/// An ink with its share of opacity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tint {
    ink: Ink,
    opacity: f64,
}

impl Tint {
    pub(super) const fn new(ink: Ink, opacity: f64) -> Self {
        Self { ink, opacity }
    }
}

impl From<Ink> for Tint {
    fn from(ink: Ink) -> Self {
        Self { ink, opacity: 1.0 }
    }
}

/// A finished chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The SVG document.
    pub svg: String,
    /// Width and height in whole pixels.
    pub size: (u32, u32),
    /// The chart in words, for readers who cannot see it.
    pub alt: String,
}

/// The background.
///
/// Every element carries its ink's name as a class. Nothing drawn here can fail: what goes wrong is
/// remembered, and [`draw`] reports it.
pub(super) struct Canvas {
    document: Document,
    size: (f64, f64),
    theme: Theme,
}

/// Draws a chart in its frame; `alt` is the picture in words.
///
/// # Errors
/// A number cannot be drawn, or plotters refuses.
pub(super) fn draw(
    frame: &Frame,
    head: Head<'_>,
    alt: String,
    paint: impl FnOnce(&mut Canvas),
) -> Result<Drawing, ChartError> {
    let mut canvas = Canvas { document: Document::default(), size: head.size, theme: frame.theme.clone() };
    let (width, height) = head.size;
    canvas.rect(Area { left: 0.0, top: 0.0, width, height }, Ink::Paper);
    paint(&mut canvas);
    let svg = canvas.document.finish(frame, head)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a sheet's sides are whole
    let size = ((width * frame.sheet.zoom).round() as u32, (height * frame.sheet.zoom).round() as u32);
    Ok(Drawing { svg, size, alt })
}

impl Canvas {
    /// Draws a part of the picture in a group of this class.
    pub(super) fn group(&mut self, class: &'static str, paint: impl FnOnce(&mut Self)) {
        self.document.open_group(class);
        paint(self);
        self.document.close_group();
    }

    pub(super) fn rect(&mut self, area: Area, fill: impl Into<Tint>) {
        let fill = fill.into();
        let paint = self.paint(fill);
        let corner = (area.left, area.top);
        self.of_class(&[fill.ink.class()]).rect(corner, (area.width, area.height), Some(paint), None);
    }

    /// A surface with a rim inside its edges.
    pub(super) fn framed(&mut self, area: Area, fill: Ink, (width, rim): (f64, Ink)) {
        let Area { left, top, width: w, height: h } = area.shrunk(width / 2.0);
        let (paint, stroke) = (self.paint(fill), self.stroke(rim, width, None));
        self.of_class(&surface(fill, rim)).rect((left, top), (w, h), Some(paint), Some(stroke));
    }

    pub(super) fn line(&mut self, points: &[(f64, f64)], width: f64, ink: impl Into<Tint>) {
        let tint = ink.into();
        let stroke = self.stroke(tint, width, None);
        self.of_class(&[tint.ink.class()]).line(points, stroke);
    }

    /// A straight line of dashes and gaps of these lengths.
    pub(super) fn dashes(
        &mut self,
        (from, to): ((f64, f64), (f64, f64)),
        dash: (f64, f64),
        width: f64,
        ink: Ink,
    ) {
        let stroke = self.stroke(ink, width, Some(dash));
        self.of_class(&[ink.class()]).line(&[from, to], stroke);
    }

    /// A line through points, in dashes where there are any.
    pub(super) fn path(
        &mut self,
        points: &[(f64, f64)],
        dash: Option<(f64, f64)>,
        (width, ink): (f64, impl Into<Tint>),
    ) {
        let tint = ink.into();
        let stroke = self.stroke(tint, width, dash);
        self.of_class(&[tint.ink.class()]).line(points, stroke);
    }

    pub(super) fn polygon(&mut self, points: &[(f64, f64)], fill: impl Into<Tint>) {
        let fill = fill.into();
        let paint = self.paint(fill);
        self.of_class(&[fill.ink.class()]).polygon(points, paint);
    }

    /// A filled disc with a rim around it.
    pub(super) fn disc(&mut self, centre: (f64, f64), radius: f64, fill: Ink, (width, rim): (f64, Ink)) {
        let (paint, stroke) = (self.paint(fill), self.stroke(rim, width, None));
        self.of_class(&surface(fill, rim)).circle(centre, radius + width / 2.0, Some(paint), Some(stroke));
    }

    /// One line of text with its baseline at `y`.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), align: Align, set: Type) {
        self.phrases(&[Wording::from(text)], at, align, set);
    }

    /// One line of text in several languages.
    pub(super) fn phrases(&mut self, phrases: &[Wording], at: (f64, f64), align: Align, set: Type) {
        let paint = self.paint(set.ink);
        let setting = Setting { size: set.size, weight: set.weight, paint, anchor: align, turn: 0 };
        self.of_class(&[set.ink.class()]).text(phrases, at, setting);
    }

    /// A line through points given in the coordinates of a plane over an area.
    pub(super) fn series(
        &mut self,
        area: Area,
        (x, y): (Range<f64>, Range<f64>),
        points: impl Iterator<Item = (f64, f64)>,
        (width, ink): (f64, Ink),
    ) {
        let style = ShapeStyle {
            color: self.theme.colour(ink).to_rgba(),
            filled: false,
            stroke_width: units(width).unsigned_abs().max(1),
        };
        let corner = (units(area.left), units(area.top));
        let size = (units(area.width).unsigned_abs(), units(area.height).unsigned_abs());
        let sheet = self.size;
        let backend = Backend::new(self.of_class(&[ink.class()]), sheet);
        let part = backend.into_drawing_area().shrink(corner, size);
        let drawn = ChartBuilder::on(&part)
            .build_cartesian_2d(x, y)
            .and_then(|mut plane| plane.draw_series(LineSeries::new(points, style)).map(|_| ()))
            .map_err(|error| ChartError::Drawing(error.to_string()));
        drop(part);
        if let Err(error) = drawn {
            self.document.fail(error);
        }
    }

    /// The document, ready for an element of these classes.
    fn of_class(&mut self, classes: &[&'static str]) -> &mut Document {
        self.document.set_class(classes);
        &mut self.document
    }

    fn paint(&self, tint: impl Into<Tint>) -> Paint {
        let Tint { ink, opacity } = tint.into();
        Paint { colour: self.theme.colour(ink), opacity }
    }

    fn stroke(&self, tint: impl Into<Tint>, width: f64, dash: Option<(f64, f64)>) -> Stroke {
        Stroke { paint: self.paint(tint), width, dash }
    }
}

/// The classes of a surface with a rim: a surface of paper goes by its rim.
const fn surface(fill: Ink, rim: Ink) -> [&'static str; 2] {
    if matches!(fill, Ink::Paper) { ["hollow", rim.class()] } else { ["full", fill.class()] }
}
