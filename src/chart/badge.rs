//! Numbers and letters in discs: the same in the picture and in the table below it.

use super::canvas::{Align, Canvas, Type};
use super::ink::Ink;

/// The radius of a disc with its rim.
pub(super) const RADIUS: f64 = 9.5;

/// Pixels per em of what stands in a disc.
pub(super) const SIZE: f64 = 11.0;

/// A number in a disc; hollow for what is not there yet.
pub(super) fn paint(canvas: &mut Canvas, number: &str, (x, y): (f64, f64), ink: Ink, hollow: bool) {
    let (fill, text) = if hollow { (Ink::Paper, ink) } else { (ink, Ink::Paper) };
    canvas.disc((x, y), RADIUS - 1.0, fill, (1.0, ink));
    canvas.text(number, (x, y + SIZE * 0.365), Align::Middle, Type::semibold(SIZE, text));
}

/// a, b, … z, a2, b2, …
pub(super) fn small_letter(index: usize) -> String {
    letter(index).to_ascii_lowercase()
}

/// A, B, … Z, A2, B2, …
pub(super) fn letter(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26 + 1) }
}
