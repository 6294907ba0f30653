//! SVG, tag by tag: numbers rounded once, everything else escaped.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

use quick_xml::escape::{escape, partial_escape};

/// A length or coordinate in pixels, printed to a hundredth without trailing zeros.
///
/// Finer than any screen or press shows, and the same on every machine. A number that is not finite
/// prints as 0; who draws it has to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Num(i64);

impl Num {
    const PER_PIXEL: f64 = 100.0;

    #[allow(clippy::cast_possible_truncation)] // the cast saturates
    pub(super) fn of(pixels: f64) -> Self {
        Self((pixels * Self::PER_PIXEL).round() as i64)
    }
}

impl Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        match rest {
            0 => write!(f, "{whole}"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// Points as `x,y x,y`.
pub(super) struct Points<'a>(pub(super) &'a [(f64, f64)]);

impl Display for Points<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(i, (x, y))| {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{},{}", Num::of(*x), Num::of(*y))
        })
    }
}

/// An element being written.
#[must_use = "an element ends with `empty`, `text` or `open`"]
pub(super) struct Element<'a> {
    name: &'static str,
    out: &'a mut String,
}

impl<'a> Element<'a> {
    pub(super) fn new(out: &'a mut String, name: &'static str) -> Self {
        let _ = write!(out, "<{name}");
        Self { name, out }
    }

    /// An attribute whose value needs no escape: a number, a keyword, a colour.
    pub(super) fn with(self, name: &str, value: impl Display) -> Self {
        let _ = write!(self.out, " {name}=\"{value}\"");
        self
    }

    /// Such an attribute, where there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// An attribute with any value.
    pub(super) fn escaped(self, name: &str, value: &str) -> Self {
        let value = carried(value);
        self.with(name, escape(&*value))
    }

    /// Ends an element without content.
    pub(super) fn empty(self) {
        self.out.push_str("/>\n");
    }

    /// Ends an element that holds text, and the line.
    pub(super) fn text(self, text: &str) {
        self.span(text).push('\n');
    }

    /// Leaves the element open for what follows; [`close`] ends it.
    pub(super) fn open(self) -> &'a mut String {
        self.out.push('>');
        self.out
    }

    /// Ends an element that holds text, with no break of the line after it.
    pub(super) fn span(self, text: &str) -> &'a mut String {
        let text = carried(text);
        let _ = write!(self.out, ">{}</{}>", partial_escape(&*text), self.name);
        self.out
    }
}

/// Ends an open element.
pub(super) fn close(out: &mut String, name: &str) {
    let _ = writeln!(out, "</{name}>");
}

/// Text between tags.
pub(super) fn content(out: &mut String, text: &str) {
    out.push_str(&partial_escape(&*carried(text)));
}

/// Whether XML 1.0 can carry a character at all, escaped or not; control characters that it could
/// carry are left out too.
fn is_carried(c: char) -> bool {
    !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// Text that XML can carry and that keeps to its line: what it cannot carry becomes a space.
pub(super) fn carried(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_carried) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_carried(c) { c } else { ' ' }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_a_hundredth() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.004, "0"),
            (1.005_1, "1.01"),
            (12.3, "12.3"),
            (-7.25, "-7.25"),
            (960.0, "960"),
            (0.07, "0.07"),
            (-0.5, "-0.5"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(Num::of(number).to_string(), text, "{number}");
        }
    }

    #[test]
    fn values_and_texts_are_escaped() {
        let mut out = String::new();
        Element::new(&mut out, "text").with("x", Num::of(1.5)).escaped("lang", "\"<&").text("A < B & \u{7}C");
        assert_eq!(out, "<text x=\"1.5\" lang=\"&quot;&lt;&amp;\">A &lt; B &amp;  C</text>\n");
    }
}
