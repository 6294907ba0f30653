//! The embedded face, and the width of text set in it.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::raster;
use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// The family's name, in the SVG and in both font databases.
pub(super) const FAMILY: &str = "Inter";
pub(super) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
pub(super) const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");

/// Height of the face's box (ascent and descent) over its em: plotters sizes type by the former.
const BOX_PER_EM: f64 = (2728.0 + 680.0) / 2816.0;
/// The size at which widths are taken before they are scaled: plotters cuts them to whole units.
const MEASURED_AT: f64 = 4000.0;

/// The two weights that the charts use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    /// Under which of plotters' styles the weight is registered.
    pub(super) const fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::SemiBold => FontStyle::Bold,
        }
    }
}

/// Hands the embedded face to plotters, once.
pub(super) fn register() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        for (weight, bytes) in [(Weight::Regular, REGULAR), (Weight::SemiBold, SEMIBOLD)] {
            // A face that plotters cannot read shows as `FontUnavailable` in the first measurement.
            let _ = register_font(FAMILY, weight.style(), bytes);
        }
    });
}

/// A line that stays on its line: composed, and with one mark a letter at most, of those that the
/// face has (U+0300 to U+036F).
///
/// Marks that the face cannot place are stacked by the shaper as whole boxes, above and below the
/// letter and into the lines beside it. Texts of the scripts in question are read without them.
pub(super) fn settled(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_simple) {
        return Cow::Borrowed(text);
    }
    let mut marks = 0;
    let stays = |c: &char| {
        // Classes 7 and 9 belong to the letter itself in the scripts of India.
        let stacks = !matches!(canonical_combining_class(*c), 0 | 7 | 9);
        marks = if stacks { marks + 1 } else { 0 };
        !stacks || marks <= 1 && matches!(*c, '\u{300}'..='\u{36f}')
    };
    Cow::Owned(text.nfc().filter(stays).collect())
}

/// The width in pixels of one line of text at `size` pixels per em.
///
/// Kerning is left out, so that a line may come out a little narrower, seldom wider (by under 1 %).
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    register();
    let text = settled(text);
    let text = text.as_ref();
    // Other scripts join, stack and reorder letters: only the shaper knows how wide they come out.
    if !text.chars().all(is_simple)
        && let Some(width) = raster::shaped_width(text, size, weight == Weight::SemiBold)
    {
        return width;
    }
    let face = FontDesc::new(FontFamily::Name(FAMILY), MEASURED_AT, weight.style());
    match face.box_size(text) {
        Ok((units, _)) => f64::from(units) * size * BOX_PER_EM / MEASURED_AT,
        // Half an em for each letter is a safe guess in a face that cannot be measured.
        Err(_) => text.chars().map(|_| size / 2.0).sum(),
    }
}

/// Whether a letter stands alone and is as wide as the face says.
pub(super) const fn is_simple(c: char) -> bool {
    c < '\u{180}' || matches!(c, '−' | '–' | '—' | '…' | '‘' | '’' | '“' | '”' | '„' | '€' | '→' | '•')
}

/// Cuts a line to `max_width` pixels and ends it with an ellipsis where something was cut.
pub(super) fn fit(text: &str, max_width: f64, size: f64, weight: Weight) -> String {
    if width(text, size, weight) <= max_width {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
    let fits = |n: usize| width(&ellipsised(text, ends[n]), size, weight) <= max_width;
    let kept = partition(ends.len(), fits);
    kept.checked_sub(1).map_or_else(|| "…".to_owned(), |n| ellipsised(text, ends[n]))
}

fn ellipsised(text: &str, end: usize) -> String {
    format!("{}…", text[..end].trim_end_matches([' ', ',', '.', ':', ';', '-']))
}

/// How many of the first `len` indices satisfy a predicate that never turns true again.
fn partition(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let mid = usize::midpoint(low, high);
        if holds(mid) { low = mid + 1 } else { high = mid }
    }
    low
}

/// Breaks text into at most `max_lines` lines of `max_width` pixels; the last one is cut if it must be.
pub(super) fn wrap(text: &str, max_width: f64, max_lines: usize, size: f64, weight: Weight) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() && lines.len() < max_lines {
        if lines.len() + 1 == max_lines {
            let rest: Vec<&str> = words.by_ref().collect();
            lines.push(fit(&rest.join(" "), max_width, size, weight));
            break;
        }
        let mut line = words.next().unwrap_or_default().to_owned();
        while let Some(next) = words.peek() {
            let longer = format!("{line} {next}");
            if width(&longer, size, weight) > max_width {
                break;
            }
            line = longer;
            words.next();
        }
        // A word wider than the line is cut: there is no better place to break it.
        lines.push(fit(&line, max_width, size, weight));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_in_both_weights() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let widths: Vec<f64> =
                "0123456789".chars().map(|c| width(&c.to_string(), 100.0, weight)).collect();
            assert!(widths.iter().all(|w| (w - widths[0]).abs() < 0.2), "{widths:?}");
        }
    }

    #[test]
    fn a_width_grows_with_the_size_and_is_that_of_the_face() {
        // The regular zero is 1824 of 2816 units wide.
        assert!((width("0", 2816.0, Weight::Regular) - 1824.0).abs() < 3.0);
        assert!((width("00", 10.0, Weight::Regular) - 2.0 * width("0", 10.0, Weight::Regular)).abs() < 0.01);
    }

    #[test]
    fn wrapping_keeps_the_width_and_the_number_of_lines() {
        let text =
            "Microsoft investigates whether a group linked to DeepSeek took data from OpenAI without leave";
        for max in [60.0, 120.0, 300.0, 2000.0] {
            let lines = wrap(text, max, 2, 14.0, Weight::SemiBold);
            assert!(lines.len() <= 2);
            assert!(lines.iter().all(|l| width(l, 14.0, Weight::SemiBold) <= max), "{lines:?}");
        }
        assert_eq!(wrap(text, 2000.0, 2, 14.0, Weight::Regular), [text]);
        assert!(wrap(text, 120.0, 2, 14.0, Weight::Regular)[1].ends_with('…'));
        assert!(wrap("  ", 120.0, 2, 14.0, Weight::Regular).is_empty());
    }

    #[test]
    fn letters_keep_one_mark_and_no_tower() {
        assert_eq!(settled("Société"), "Société");
        assert_eq!(settled("e\u{301}a"), "éa");
        assert_eq!(settled("Z\u{351}\u{327}\u{36b}algo"), "Z\u{327}algo");
        assert_eq!(settled("\u{fb3e}\u{8e3}A"), "\u{5de}A");
        assert_eq!(settled("किं"), "किं");
    }

    #[test]
    fn a_long_word_is_cut_and_not_lost() {
        assert!(fit("Donaudampfschifffahrtsgesellschaft", 80.0, 12.0, Weight::Regular).ends_with("…"));
        assert_eq!(fit("x", 0.5, 12.0, Weight::Regular), "…");
    }
}
