//! The backend that plotters draws through.

use std::convert::Infallible;

use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};

use super::document::{Anchor, Document, Paint, Setting, Stroke};
use crate::chart::face::{self, Weight};
use crate::chart::spec::Wording;

/// plotters knows whole units only: a hundredth of a pixel is the finest that is written.
pub(in crate::chart) const UNITS_PER_PIXEL: f64 = 100.0;

/// How far the middle of a line of text is above the baseline, in ems: half the capitals' height.
const MIDDLE: f64 = 0.364;
/// The height of the face above its baseline and below it, in ems.
const ASCENT: f64 = 0.969;
const DESCENT: f64 = 0.242;

/// A document behind plotters' own interface.
#[derive(Debug)]
pub(in crate::chart) struct Backend<'a> {
    document: &'a mut Document,
    size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl<'a> Backend<'a> {
    /// A backend for a sheet of this size in pixels.
    pub(in crate::chart) fn new(document: &'a mut Document, (width, height): (f64, f64)) -> Self {
        Self { document, size: (units(width).unsigned_abs(), units(height).unsigned_abs()) }
    }
}

/// Pixels in plotters' units.
#[allow(clippy::cast_possible_truncation)] // a sheet is a few thousand pixels wide
pub(in crate::chart) fn units(pixels: f64) -> i32 {
    (pixels * UNITS_PER_PIXEL).round() as i32
}

fn pixels((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) / UNITS_PER_PIXEL, f64::from(y) / UNITS_PER_PIXEL)
}

fn paint(BackendColor { alpha, rgb: (r, g, b) }: BackendColor) -> Paint {
    Paint { colour: RGBColor(r, g, b), opacity: alpha }
}

fn stroke(style: &impl BackendStyle) -> Stroke {
    let width = f64::from(style.stroke_width()) / UNITS_PER_PIXEL;
    Stroke { paint: paint(style.color()), width, dash: None }
}

/// A surface is filled or has a rim, never both: so plotters has it.
fn surface(style: &impl BackendStyle, fill: bool) -> (Option<Paint>, Option<Stroke>) {
    if fill { (Some(paint(style.color())), None) } else { (None, Some(stroke(style))) }
}

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// A square of one unit.
    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        let side = 1.0 / UNITS_PER_PIXEL;
        self.document.rect(pixels(at), (side, side), Some(paint(colour)), None);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.document.line(&[pixels(from), pixels(to)], stroke(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((left, top), (right, bottom)) = (pixels(upper_left), pixels(bottom_right));
        let (fill, rim) = surface(style, fill);
        self.document.rect((left, top), (right - left, bottom - top), fill, rim);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<(f64, f64)> = path.into_iter().map(pixels).collect();
        self.document.line(&points, stroke(style));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (fill, rim) = surface(style, fill);
        let radius = f64::from(radius) / UNITS_PER_PIXEL;
        self.document.circle(pixels(centre), radius, fill, rim);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<(f64, f64)> = corners.into_iter().map(pixels).collect();
        self.document.polygon(&points, paint(style.color()));
        Ok(())
    }

    /// Text in the embedded face, whatever family was asked for.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let set = setting(style);
        let below = set.size
            * match style.anchor().v_pos {
                VPos::Top => ASCENT,
                VPos::Center => MIDDLE,
                VPos::Bottom => -DESCENT,
            };
        let (x, y) = pixels(at);
        // The shift turns with the text.
        let (dx, dy) = match style.transform() {
            FontTransform::None => (0.0, below),
            FontTransform::Rotate90 => (-below, 0.0),
            FontTransform::Rotate180 => (0.0, -below),
            FontTransform::Rotate270 => (below, 0.0),
        };
        self.document.text(&[Wording::from(text)], (x + dx, y + dy), set);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let Setting { size, weight, .. } = setting(style);
        let height = size * (ASCENT + DESCENT);
        Ok((units(face::width(text, size, weight)).unsigned_abs(), units(height).unsigned_abs()))
    }
}

fn setting(style: &impl BackendTextStyle) -> Setting {
    Setting {
        size: style.size() / UNITS_PER_PIXEL,
        weight: match style.style() {
            FontStyle::Bold => Weight::SemiBold,
            FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Weight::Regular,
        },
        paint: paint(style.color()),
        anchor: match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        },
        turn: match style.transform() {
            FontTransform::None => 0,
            FontTransform::Rotate90 => 90,
            FontTransform::Rotate180 => 180,
            FontTransform::Rotate270 => 270,
        },
    }
}
