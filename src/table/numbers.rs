//! Numbers and their decimal separator.
//!
//! A column is written in one way. `5,969.04` and `5,5` each tell the sign; `12.345` and `5,969` could be
//! either, and what the other figures of the column say decides, then what the other columns say.

use std::borrow::Cow;

use super::cell::Cell;
use super::error::Wrong;
use super::form::Decimal;

/// What a number reveals about the decimal separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Shape {
    /// Nothing: it is the same with either sign.
    Plain,
    /// It is one with a decimal point only.
    Point,
    /// It is one with a decimal comma only.
    Comma,
    /// `1.234`: three decimals, or thousands.
    DotOfThree,
    /// `1,234`: thousands, or three decimals.
    CommaOfThree,
}

impl Shape {
    pub(super) const fn from_bits(bits: i64) -> Self {
        match bits {
            1 => Self::Point,
            2 => Self::Comma,
            3 => Self::DotOfThree,
            4 => Self::CommaOfThree,
            _ => Self::Plain,
        }
    }
}

/// A figure as read: the only number that it can be, or of two the one with a decimal point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    pub(super) value: f64,
    pub(super) shape: Shape,
}

/// How many digits a number may have to be exact in a `f64`, whatever they are.
const EXACT_DIGITS: usize = 15;
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

impl Figure {
    const fn plain(value: f64) -> Self {
        Self { value, shape: Shape::Plain }
    }

    /// Reads a cell; `None` if it is not a number with either separator.
    pub(super) fn read(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(bytes) => {
                simple(bytes).or_else(|| long(bytes)).or_else(|| written(&super::cell::decoded(bytes)))
            }
            Cell::Number(value) => Some(Self::plain(value)),
            Cell::Whole(value) => Some(Self::plain(value as f64)),
            Cell::Absent | Cell::Day(_) | Cell::Instant(_) | Cell::Local(_) => None,
        }
    }

    /// The number with this sign before the decimals; `None` where it is written with the other.
    pub(super) fn with(self, decimal: Decimal) -> Option<f64> {
        match (self.shape, decimal) {
            (Shape::Point, Decimal::Comma) | (Shape::Comma, Decimal::Point) => None,
            // The number was read with three decimals, so the whole number is wanted here.
            (Shape::DotOfThree, Decimal::Comma) => Some((self.value * 1000.0).round()),
            (Shape::CommaOfThree, Decimal::Comma) => Some(self.value / 1000.0),
            (Shape::Plain | Shape::Point | Shape::DotOfThree | Shape::CommaOfThree, Decimal::Point)
            | (Shape::Plain | Shape::Comma, Decimal::Comma) => Some(self.value),
        }
    }
}

/// Whether the field means that there is no value: it is empty or a word for none.
fn is_absent(cell: Cell<'_>) -> bool {
    const WORDS: [&str; 7] = ["null", "nan", "na", "n/a", "-", ".", "none"];
    match cell {
        Cell::Absent => true,
        Cell::Text(bytes) => {
            let text = bytes.trim_ascii();
            text.is_empty()
                || text.len() <= 4 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
        }
        Cell::Number(value) => value.is_nan(),
        Cell::Whole(_) | Cell::Day(_) | Cell::Instant(_) | Cell::Local(_) => false,
    }
}

/// The figure of a cell, `None` where there is none. With a `stated` sign it is what it is read as.
pub(super) fn figure(cell: Cell<'_>, stated: Option<Decimal>) -> Result<Option<Figure>, Wrong> {
    let Some(figure) = Figure::read(cell) else {
        return if is_absent(cell) { Ok(None) } else { Err(wrong(cell)) };
    };
    let Some(decimal) = stated else { return Ok(Some(figure)) };
    if let Some(value) = figure.with(decimal) {
        return Ok(Some(Figure::plain(value)));
    }
    let sign = if figure.shape == Shape::Comma { Decimal::Comma } else { Decimal::Point };
    Err(Wrong::OtherDecimal { value: cell.to_text().trim().to_owned(), sign })
}

/// Why a cell is not a number.
pub(super) fn wrong(cell: Cell<'_>) -> Wrong {
    let text = cell.to_text();
    let text = text.trim();
    if text.is_empty() { Wrong::Empty } else { Wrong::NotANumber(text.to_owned()) }
}

/// `434`, `-0.5`, `434.56`, `434,56`: digits with one sign among them, which is how nearly all figures are
/// written. By hand, because these are millions; within [`EXACT_DIGITS`] a quotient of two exact numbers is
/// rounded once, as the standard library's parser would.
fn simple(bytes: &[u8]) -> Option<Figure> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut mantissa, mut sign) = (0_u64, None);
    if digits.is_empty() || digits.len() > EXACT_DIGITS {
        return None;
    }
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + u64::from(byte - b'0'),
            b'.' | b',' if sign.is_none() => sign = Some((at, *byte)),
            _ => return None,
        }
    }
    let (value, shape) = match sign {
        None => (mantissa as f64, Shape::Plain),
        Some((at, sign)) => {
            let decimals = digits.len() - at - 1;
            let of_three = decimals == 3 && (1..=3).contains(&at) && digits[0] != b'0';
            match sign {
                b'.' if digits.len() == 1 => return None,
                b',' if at == 0 || decimals == 0 => return None,
                b',' if of_three => (mantissa as f64, Shape::CommaOfThree),
                b',' => (mantissa as f64 / POWERS[decimals], Shape::Comma),
                _ if of_three => (mantissa as f64 / POWERS[decimals], Shape::DotOfThree),
                _ => (mantissa as f64 / POWERS[decimals], Shape::Point),
            }
        }
    };
    Some(Figure { value: if negative { -value } else { value }, shape })
}

/// More digits than [`simple`] takes, or an exponent: `434.55999755859375`, `1e-5`.
fn long(bytes: &[u8]) -> Option<Figure> {
    if !matches!(bytes.first()?, b'0'..=b'9' | b'-' | b'.') || !bytes.last()?.is_ascii_digit() {
        return None;
    }
    let value = std::str::from_utf8(bytes).ok()?.parse().ok()?;
    let shape = if bytes.contains(&b'.') { Shape::Point } else { Shape::Plain };
    Some(Figure { value, shape })
}

/// What both pass over: thousands, currencies, `23.58M`, blanks around.
fn written(text: &str) -> Option<Figure> {
    let text = without_blanks(text.trim());
    let kept: String =
        text.chars().filter(|c| !is_ornament(*c)).map(|c| if c == '−' { '-' } else { c }).collect();
    let kept = without_currency(&kept);
    let (body, scale) = scaled(kept);
    let unsigned = body.trim_start_matches(['-', '+']);
    if body.len() - unsigned.len() > 1 || !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (digits, shape) = split(unsigned)?;
    let exponent = if scale == 0 { String::new() } else { format!("e{scale}") };
    let value: f64 = format!("{digits}{exponent}").parse().ok()?;
    Some(Figure { value: if body.starts_with('-') { -value } else { value }, shape })
}

/// `1 234 567,5`: a figure whose thousands stand apart by blanks, without them.
fn without_blanks(text: &str) -> Cow<'_, str> {
    let mut groups = text.split(' ');
    let first = groups.next().unwrap_or_default().trim_start_matches(['-', '+', '−']);
    let mut rest = groups.peekable();
    if rest.peek().is_none() || !is_digits(first) || first.len() > 3 {
        return Cow::Borrowed(text);
    }
    let mut is_last = false;
    for group in rest {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        if is_last || digits != 3 {
            return Cow::Borrowed(text);
        }
        // What follows three digits is a sign and decimals, and nothing comes after them.
        is_last = group.len() > digits;
        if is_last && !group[digits..].starts_with(['.', ',']) {
            return Cow::Borrowed(text);
        }
    }
    Cow::Owned(text.replace(' ', ""))
}

/// Words and letters for a thousand, a million and a billion, as portals write volumes.
const SCALES: [(&str, u8); 14] = [
    ("tsd.", 3),
    ("tsd", 3),
    ("mio.", 6),
    ("mio", 6),
    ("mrd.", 9),
    ("mrd", 9),
    ("mln", 6),
    ("mld", 9),
    ("mm", 6),
    ("bn", 9),
    ("k", 3),
    ("m", 6),
    ("b", 9),
    ("t", 12),
];

/// What stands before the word for a power of ten, and the power.
fn scaled(text: &str) -> (&str, u8) {
    let lower = text.to_ascii_lowercase();
    let found = SCALES.iter().find_map(|(word, scale)| Some((lower.strip_suffix(word)?.len(), *scale)));
    found.map_or((text, 0), |(length, scale)| (text[..length].trim_end(), scale))
}

/// A figure without the code of its currency, before it or after: `USD 442.33`, `442,33 EUR`, `65.4p`.
fn without_currency(text: &str) -> &str {
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    let text = text.trim();
    match text.split_once(' ') {
        Some((code, figure)) if is_code(code) => figure.trim(),
        Some((figure, code)) if is_code(code) && !matches!(code, "Mio" | "Mrd" | "Tsd" | "mln" | "mld") => {
            figure
        }
        _ => text.strip_suffix('p').unwrap_or(text),
    }
}

/// Characters in a number that do not affect its value.
fn is_ornament(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// An unsigned figure without its thousands signs and with a decimal point, and its shape.
fn split(text: &str) -> Option<(String, Shape)> {
    let count = |sign: char| text.matches(sign).count();
    let without = |sign: char| text.replace(sign, "");
    let grouped = |part: &str, sign: char| {
        let mut groups = part.split(sign);
        let first = groups.next().unwrap_or_default();
        is_digits(first) && first.len() <= 3 && groups.all(|group| group.len() == 3 && is_digits(group))
            || sign == ',' && is_indian(part)
    };
    match (count('.'), count(',')) {
        (0, 0) => Some((text.to_owned(), Shape::Plain)),
        (1, 0) => {
            let (whole, decimals) = text.split_once('.')?;
            let of_three = grouped(text, '.') && !whole.starts_with('0') && decimals.len() == 3;
            Some((text.to_owned(), if of_three { Shape::DotOfThree } else { Shape::Point }))
        }
        (0, 1) => {
            let (whole, decimals) = text.split_once(',')?;
            if grouped(text, ',') && !whole.starts_with('0') {
                return Some((without(','), Shape::CommaOfThree));
            }
            (is_digits(whole) && is_digits(decimals)).then(|| (text.replace(',', "."), Shape::Comma))
        }
        (_, 0) => grouped(text, '.').then(|| (without('.'), Shape::Comma)),
        (0, _) => grouped(text, ',').then(|| (without(','), Shape::Point)),
        // With both, the last is the decimal separator, and occurs once.
        (1, _) if text.rfind('.') > text.rfind(',') => {
            let (whole, decimals) = text.split_once('.')?;
            (grouped(whole, ',') && is_digits(decimals)).then(|| (without(','), Shape::Point))
        }
        (_, 1) if text.rfind(',') > text.rfind('.') => {
            let (whole, decimals) = text.split_once(',')?;
            let sound = grouped(whole, '.') && is_digits(decimals);
            sound.then(|| (without('.').replace(',', "."), Shape::Comma))
        }
        _ => None,
    }
}

/// `12,34,567`: lakhs and crores, as India groups.
fn is_indian(text: &str) -> bool {
    let groups: Vec<&str> = text.split(',').collect();
    let [first, pairs @ .., last] = &groups[..] else { return false };
    let is_pair = |group: &&str| group.len() == 2 && is_digits(group);
    !pairs.is_empty()
        && is_digits(first)
        && first.len() <= 2
        && pairs.iter().all(is_pair)
        && last.len() == 3
        && is_digits(last)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// How often each shape occurs in a column, and in which line first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shapes {
    counts: [u64; 5],
    first: [u64; 5],
}

impl Shapes {
    pub(super) fn note(&mut self, shape: Shape, line: u64) {
        let at = shape as usize;
        if self.counts[at] == 0 {
            self.first[at] = line;
        }
        self.counts[at] += 1;
    }

    /// Records so many figures that tell nothing, the first in this line.
    #[cfg(feature = "parquet")]
    pub(super) const fn note_plain(&mut self, count: u64, line: u64) {
        let at = Shape::Plain as usize;
        if self.counts[at] == 0 {
            self.first[at] = line;
        }
        self.counts[at] += count;
    }

    const fn count(&self, shape: Shape) -> u64 {
        self.counts[shape as usize]
    }

    /// The first line with a figure that is none with this sign.
    pub(super) const fn first_against(&self, decimal: Decimal) -> u64 {
        self.first[match decimal {
            Decimal::Point => Shape::Comma,
            Decimal::Comma => Shape::Point,
        } as usize]
    }

    /// Every figure is what it was read as, with a decimal point.
    pub(super) const fn as_read(&self, decimal: Decimal) -> bool {
        match decimal {
            Decimal::Point => self.count(Shape::Comma) == 0,
            Decimal::Comma => {
                self.count(Shape::Point) + self.count(Shape::DotOfThree) + self.count(Shape::CommaOfThree)
                    == 0
            }
        }
    }

    /// Whether any figure tells something.
    pub(super) fn tell(&self) -> bool {
        self.counts[1..].iter().any(|count| *count > 0)
    }

    /// Adds what another column tells.
    pub(super) fn add(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(own, more)| *own += more);
    }

    /// Adds what later rows of this column tell.
    pub(super) fn append(&mut self, later: &Self) {
        for at in 0..self.counts.len() {
            if self.counts[at] == 0 {
                self.first[at] = later.first[at];
            }
            self.counts[at] += later.counts[at];
        }
    }

    /// The sign that most of the figures tell; `None` where none tells.
    fn told(&self) -> Option<Decimal> {
        let (point, comma) = (self.count(Shape::Point), self.count(Shape::Comma));
        match (point, comma) {
            (0, 0) => None,
            _ if comma > point => Some(Decimal::Comma),
            _ => Some(Decimal::Point),
        }
    }

    /// The separator of this column of a table whose columns together are `all`.
    ///
    /// Where no figure of the table tells, a lone dot is a decimal point, as programs write it. With lone
    /// commas it is a decimal comma if semicolons part the fields, for that is why they do; else there is no
    /// saying, and the answer is `None`.
    pub(super) fn settle(&self, all: &Self, delimiter: Option<u8>) -> Option<Decimal> {
        let of_three = |shapes: &Self| (shapes.count(Shape::DotOfThree), shapes.count(Shape::CommaOfThree));
        match (self.told().or_else(|| all.told()), of_three(self), of_three(all)) {
            (Some(told), _, _) => Some(told),
            (None, (0, 0), _) | (None, _, (_, 0)) => Some(Decimal::Point),
            (None, _, _) if delimiter == Some(b';') => Some(Decimal::Comma),
            (None, _, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Figure> {
        Figure::read(Cell::Text(text.as_bytes()))
    }

    #[test]
    fn figures_of_the_world() {
        use Decimal::{Comma, Point};
        for (text, point, comma) in [
            ("434", Some(434.0), Some(434.0)),
            ("-12.5", Some(-12.5), None),
            (".5", Some(0.5), None),
            ("12,5", None, Some(12.5)),
            ("-0,5", None, Some(-0.5)),
            ("0.123", Some(0.123), None),
            ("0,123", None, Some(0.123)),
            ("1.234", Some(1.234), Some(1234.0)),
            ("1,234", Some(1234.0), Some(1.234)),
            ("12.3456", Some(12.3456), None),
            ("5,969.04", Some(5969.04), None),
            ("5.969,04", None, Some(5969.04)),
            ("23,491,700", Some(23_491_700.0), None),
            ("2.145.332", None, Some(2_145_332.0)),
            ("$442.33", Some(442.33), None),
            ("1'234.5", Some(1234.5), None),
            ("23.58M", Some(23_580_000.0), None),
            ("23,58M", None, Some(23_580_000.0)),
            ("1 234 567", Some(1_234_567.0), Some(1_234_567.0)),
            ("-1 234,5", None, Some(-1234.5)),
            ("12 345.678", Some(12_345.678), None),
            ("12,34,567", Some(1_234_567.0), None),
            ("1,23,45,678.5", Some(12_345_678.5), None),
            ("1e-5", Some(1e-5), Some(1e-5)),
            ("123456789012345678", Some(123_456_789_012_345_680.0), Some(123_456_789_012_345_680.0)),
        ] {
            let figure = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((figure.with(Point), figure.with(Comma)), (point, comma), "{text}");
        }
    }

    #[test]
    fn what_is_no_figure() {
        for text in [
            "", "-", ".", "12,x", "12.x", "1,23.4", "1.23,4", "1,2,3", "inf", "nan", "--1", "1 2",
            "1 23 456", "1 234 5", "1234 567", "1 234x", "1,23,45", ",",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_reads_as_the_standard_library_does(mantissa in -99_999_999_999_i64..99_999_999_999, decimals in 0_usize..8) {
            let text = format!("{:.*}", decimals, mantissa as f64 / POWERS[decimals]);
            let standard: f64 = text.parse().unwrap();
            proptest::prop_assert_eq!(read(&text).unwrap().value.to_bits(), standard.to_bits());
        }
    }
}
