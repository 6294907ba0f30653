//! The lines at the foot of a sheet: credit and notes.

use super::canvas::{Align, Canvas, Type};
use super::ink::Ink;
use super::lines;
use super::scale::as_f64;
use super::spec::Frame;

const SET: Type = Type::regular(11.0, Ink::Muted);
const LINE: f64 = 15.0;
/// From the last baseline to the edge of the sheet.
const BELOW: f64 = 14.0;

/// Credit and notes, on three lines at most, six on a narrow sheet.
pub(super) struct Foot {
    lines: Vec<String>,
    left: f64,
}

impl Foot {
    /// The credit, the notes of the frame, and further ones in a row; empty ones are left out.
    pub(super) fn of(frame: &Frame, further: &[&str]) -> Self {
        let own = std::iter::once(&frame.credit).chain(&frame.notes).map(String::as_str);
        let told: Vec<&str> =
            own.chain(further.iter().copied()).map(str::trim).filter(|n| !n.is_empty()).collect();
        let (left, width) = (frame.sheet.margin(), frame.sheet.inner());
        let most = if width < 450.0 { 6 } else { 3 };
        Self { lines: lines::wrap(&told.join(" · "), width, most, SET.size, SET.weight), left }
    }

    /// The height of the lines, without the room around them.
    pub(super) fn height(&self) -> f64 {
        LINE * as_f64(self.lines.len())
    }

    pub(super) fn paint(&self, canvas: &mut Canvas, sheet_height: f64) {
        let top = sheet_height - BELOW - LINE * (as_f64(self.lines.len()) - 1.0);
        canvas.group("foot", |canvas| {
            for (i, line) in self.lines.iter().enumerate() {
                canvas.text(line, (self.left, top + LINE * as_f64(i)), Align::Start, SET);
            }
        });
    }
}
