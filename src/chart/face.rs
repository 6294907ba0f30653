//! The embedded face: its bytes, its name, and the width of text set in it.

use std::borrow::Cow;
use std::sync::OnceLock;

use harfrust::{Direction, FontRef, ShapeOptions, ShapePlan, ShaperData, UnicodeBuffer, script};
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The family's name, in the SVG and for the rasteriser.
pub(super) const FAMILY: &str = "Inter";

/// The two weights that the charts use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    /// Every weight, lightest first.
    pub(super) const ALL: [Self; 2] = [Self::Regular, Self::SemiBold];

    /// The weight as CSS counts it.
    pub(super) const fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
        }
    }

    /// The font file.
    pub(super) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
            Self::SemiBold => include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        }
    }
}

/// A face ready to shape text.
struct Shaping {
    font: FontRef<'static>,
    data: ShaperData,
    /// For text of simple letters, which is nearly all of it.
    latin: ShapePlan,
    units_per_em: f64,
}

impl Shaping {
    fn of(weight: Weight) -> Option<Self> {
        let font = FontRef::from_index(weight.bytes(), 0).ok()?;
        let data = ShaperData::new(&font);
        let (latin, units_per_em) = {
            let shaper = data.shaper(&font).build();
            let plan = ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), None, &[]);
            (plan, f64::from(shaper.units_per_em()))
        };
        Some(Self { font, data, latin, units_per_em })
    }

    /// `None` for a file that is not a font.
    fn get(weight: Weight) -> Option<&'static Self> {
        static REGULAR: OnceLock<Option<Shaping>> = OnceLock::new();
        static SEMIBOLD: OnceLock<Option<Shaping>> = OnceLock::new();
        let cell = match weight {
            Weight::Regular => &REGULAR,
            Weight::SemiBold => &SEMIBOLD,
        };
        cell.get_or_init(|| Self::of(weight)).as_ref()
    }

    /// The width of simple letters, in ems.
    fn simple(&self, text: &str) -> f64 {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        self.advance(buffer, ShapeOptions::new().plan(Some(&self.latin)))
    }

    /// The width of text in any script, each run shaped in its own direction, in ems.
    fn mixed(&self, text: &str) -> f64 {
        let info = BidiInfo::new(text, Some(Level::ltr()));
        let mut width = 0.0;
        for paragraph in &info.paragraphs {
            let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let mut buffer = UnicodeBuffer::new();
                let is_ltr = levels.get(run.start).is_none_or(Level::is_ltr);
                buffer.push_str(text.get(run).unwrap_or_default());
                buffer.set_direction(if is_ltr { Direction::LeftToRight } else { Direction::RightToLeft });
                buffer.guess_segment_properties();
                width += self.advance(buffer, ShapeOptions::new());
            }
        }
        width
    }

    fn advance(&self, buffer: UnicodeBuffer, options: ShapeOptions<'_>) -> f64 {
        let glyphs = self.data.shaper(&self.font).build().shape(buffer, options);
        let units: i64 = glyphs.glyph_positions().iter().map(|p| i64::from(p.x_advance)).sum();
        #[allow(clippy::cast_precision_loss)] // a line of text
        let units = units as f64;
        units / self.units_per_em
    }
}

/// A line that stays on its line: composed, and with one mark a letter at most, of those that the
/// face has (U+0300 to U+036F).
///
/// Marks that the face cannot place are stacked by the shaper as whole boxes, above and below the
/// letter and into the neighbouring lines. Texts of the scripts in question are legible without them.
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

/// The width in pixels of one line of text at `size` pixels per em, kerning included.
///
/// Letters that the face lacks are as wide as its replacement box: a reader's own face may set them
/// otherwise.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let text = settled(text);
    let Some(face) = Shaping::get(weight) else {
        // Half an em for each letter is a safe guess in a face that cannot be measured.
        return text.chars().map(|_| size / 2.0).sum();
    };
    size * if text.chars().all(is_simple) { face.simple(&text) } else { face.mixed(&text) }
}
/// Whether a letter is not combined with others and is as wide as the typeface says.
pub(super) const fn is_simple(c: char) -> bool {
    c < '\u{180}' || matches!(c, '−' | '–' | '—' | '…' | '‘' | '’' | '“' | '”' | '„' | '€' | '→' | '•')
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
    fn letters_keep_one_mark_and_no_tower() {
        assert_eq!(settled("Société"), "Société");
        assert_eq!(settled("e\u{301}a"), "éa");
        assert_eq!(settled("Z\u{351}\u{327}\u{36b}algo"), "Z\u{327}algo");
        assert_eq!(settled("\u{fb3e}\u{8e3}A"), "\u{5de}A");
        assert_eq!(settled("किं"), "किं");
    }
}
