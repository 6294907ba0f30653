//! The embedded face inside a document, cut down to the letters that the document uses.
//!
//! Readers without the face would otherwise see another one squeezed or stretched into its place.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use font_subset::Font;

use crate::chart::face::{FAMILY, Weight};

/// The letters set in each weight.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    regular: BTreeSet<char>,
    semibold: BTreeSet<char>,
}

impl Letters {
    pub(super) fn add(&mut self, text: &str, weight: Weight) {
        let letters = match weight {
            Weight::Regular => &mut self.regular,
            Weight::SemiBold => &mut self.semibold,
        };
        letters.extend(text.chars());
    }

    fn of(&self, weight: Weight) -> &BTreeSet<char> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semibold,
        }
    }

    /// The style rules that bring the letters along; empty where there are none.
    pub(super) fn font_faces(&self) -> String {
        let mut css = String::new();
        for weight in Weight::ALL {
            if let Some(bytes) = subset(weight, self.of(weight)) {
                let _ = write!(
                    css,
                    "@font-face{{font-family:\"{FAMILY}\";font-weight:{};src:url(data:font/ttf;base64,{})}}",
                    weight.number(),
                    BASE64_STANDARD.encode(bytes)
                );
            }
        }
        css
    }
}

/// A font file of these letters, of those that the face has.
fn subset(weight: Weight, letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let face = face(weight)?;
    let held: BTreeSet<char> = letters.iter().copied().filter(|c| face.contains_char(*c)).collect();
    if held.is_empty() {
        return None;
    }
    Some(face.subset(&held).ok()?.to_opentype())
}

fn face(weight: Weight) -> Option<&'static Font<'static>> {
    static REGULAR: OnceLock<Option<Font<'static>>> = OnceLock::new();
    static SEMIBOLD: OnceLock<Option<Font<'static>>> = OnceLock::new();
    let cell = match weight {
        Weight::Regular => &REGULAR,
        Weight::SemiBold => &SEMIBOLD,
    };
    cell.get_or_init(|| Font::opentype(weight.bytes()).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_holds_the_letters_used_and_no_more() {
        let letters: BTreeSet<char> = "−16.97 % Ä漢".chars().collect();
        let bytes = subset(Weight::SemiBold, &letters).unwrap();
        let font = Font::opentype(&bytes).unwrap();
        assert!("−16.97 % Ä".chars().all(|c| font.contains_char(c)));
        assert!(!font.contains_char('漢') && !font.contains_char('B'));
        assert!(bytes.len() < 4000, "{} bytes", bytes.len());
        assert!(subset(Weight::Regular, &BTreeSet::from(['漢'])).is_none());
    }

    #[test]
    fn only_the_weights_used_are_brought_along() {
        let mut letters = Letters::default();
        assert_eq!(letters.font_faces(), "");
        letters.add("1d", Weight::SemiBold);
        let css = letters.font_faces();
        assert!(css.starts_with(
            "@font-face{font-family:\"Inter\";font-weight:600;src:url(data:font/ttf;base64,AAEAA"
        ));
        assert_eq!(css.matches("@font-face").count(), 1);
    }
}
