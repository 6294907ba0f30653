//! Splits and dividends as rows of their own, in words.
//!
//! A page of Yahoo copied into a file has `Sep 18, 2025  0.83 Dividend` and `Jun 10, 2024  10:1 Stock Splits`
//! between its bars.

use super::layout::{DIVIDEND, SPLIT};
use crate::table::cell::Cell;
use crate::table::numbers::{Figure, Shape};

/// Words for a dividend; a word may go on.
const DIVIDENDS: [&str; 4] = ["dividend", "dywidend", "dividen", "cash dist"];

/// Reads what a field tells: which figure it is, and the figure.
pub(super) fn read(text: &str) -> Option<(usize, Figure)> {
    let lower = text.to_lowercase();
    let is_split = lower.contains("split");
    if !is_split && !DIVIDENDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    if is_split {
        return ratio(&lower).map(|value| (SPLIT, Figure { value, shape: Shape::Plain }));
    }
    let figure = |word: &str| Figure::read(Cell::Text(word.as_bytes())).filter(|figure| figure.value > 0.0);
    lower.split_whitespace().find_map(figure).map(|figure| (DIVIDEND, figure))
}

/// New shares for each old one: `10:1`, `10/1`, `10-for-1`, `10 for 1`, `1.5:1`.
fn ratio(text: &str) -> Option<f64> {
    let numbers = |part: &str| part.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
    let numbers: Vec<f64> =
        text.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(numbers).collect();
    match numbers.as_slice() {
        [new, old] => Some(new / old),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rows_tell() {
        for (text, which, value) in [
            ("0.83 Dividend", DIVIDEND, 0.83),
            ("0,83 Dividende", DIVIDEND, 0.83),
            ("Dividend 0.0042", DIVIDEND, 0.0042),
            ("10:1 Stock Splits", SPLIT, 10.0),
            ("1:8 Stock Split", SPLIT, 0.125),
            ("4-for-1 split", SPLIT, 4.0),
            ("1.5:1 stock split", SPLIT, 1.5),
        ] {
            let (found, figure) = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found, figure.value), (which, value), "{text}");
        }
        for text in
            ["", "Dividend", "a split", "442.33", "0 Dividend", "close adjusted for splits and dividends"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
