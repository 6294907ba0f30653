//! One way to make spellings meet: compatibility forms, case, apostrophes and, where wanted, accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A word in small letters, in NFKC, with one kind of apostrophe: `BÖRSE` → `börse`, `L’Oréal` → `l'oréal`.
///
/// Folding a folded word changes nothing, and both normal forms of a word fold alike.
#[must_use]
pub fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd().flat_map(char::to_lowercase).map(plain_apostrophe).nfkc().collect()
}

/// The same without accents: `Börse` → `borse`, `Ørsted` → `orsted`, `Groß` → `gross`.
#[must_use]
pub fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    plain_into(word, &mut out);
    out
}

/// Appends what [`plain`] gives.
pub fn plain_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        let start = out.len();
        out.push_str(word);
        if let Some(tail) = out.get_mut(start..) {
            tail.make_ascii_lowercase();
        }
        return;
    }
    // Character by character: the order of marks, which are left out, does not matter.
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            decompose_compatible(c, |part| push_plain(part, out));
        }
    }
}

/// Appends a character that cannot be decomposed, without its accent.
fn push_plain(c: char, out: &mut String) {
    if is_combining_mark(c) {
        return;
    }
    for small in c.to_lowercase().filter(|c| !is_combining_mark(*c)) {
        match small {
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'æ' => out.push_str("ae"),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            small => out.push(plain_apostrophe(small)),
        }
    }
}

const fn plain_apostrophe(c: char) -> char {
    if c == '’' { '\'' } else { c }
}

/// The words of a text as a search finds them: small letters without accents, cut at all that is neither a
/// letter nor a digit. The full-text index cuts and folds in the same way.
///
/// ```
/// assert_eq!(newstape::text::searched_words("Börse: AT&T +3.5%"), ["borse", "at", "t", "3", "5"]);
/// ```
#[must_use]
pub fn searched_words(text: &str) -> Vec<String> {
    let bare =
        |word: &str| word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let is_within = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    text.split(|c| !is_within(c)).map(bare).filter(|word: &String| !word.is_empty()).collect()
}

/// The words of a text as titles are compared by: NFKC, small letters, apostrophes, soft hyphens and
/// characters without width dropped, cut at all that is neither a letter nor a digit.
///
/// Databases keep what is made of these words, so their form never changes. That is why they are cut
/// here and not by [`super::tokens`], whose cut may grow finer.
///
/// ```
/// assert_eq!(newstape::text::key_words("Apple’s “Q1”:  up 4 %"), ["apples", "q1", "up", "4"]);
/// ```
#[must_use]
pub fn key_words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkc()
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | '\u{ad}' | '\u{200b}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_meet() {
        assert_eq!(lower("BÖRSE"), "börse");
        assert_eq!(lower("Bo\u{308}rse"), "börse");
        assert_eq!(plain("Börse"), "borse");
        assert_eq!(plain("L’Oréal"), "l'oreal");
        assert_eq!(plain("GROẞ"), "gross");
        assert_eq!(plain("Ørsted"), "orsted");
        assert_eq!(plain("Ｔｏｙｏｔａ"), "toyota");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(word in "\\PC{0,12}") {
            prop_assert_eq!(lower(&lower(&word)), lower(&word));
            prop_assert_eq!(plain(&plain(&word)), plain(&word));
        }

        #[test]
        fn both_normal_forms_fold_alike(word in "\\PC{0,12}") {
            let (nfc, nfd): (String, String) = (word.nfc().collect(), word.nfd().collect());
            prop_assert_eq!(lower(&nfc), lower(&nfd));
            prop_assert_eq!(plain(&nfc), plain(&nfd));
        }

        #[test]
        fn words_without_accents_are_those_with_them_made_plain(word in "\\PC{0,12}") {
            prop_assert_eq!(plain(&lower(&word)), plain(&word));
        }
    }
}
