//! Which language a text is in.

use std::collections::HashMap;
use std::sync::LazyLock;

use whatlang::Detector;

use super::fold::lower;
use super::token::{TokenKind, tokens};
use super::{Language, words};

/// How many bytes of a text are used to detect its language.
const SAMPLE: usize = 4_000;

impl Language {
    /// The language that a text itself tells, if it does so reliably.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let sample = sample(text);
        by_letters(sample).or_else(|| by_words(sample, 2, 2))
    }

    /// The language of a text: that of its tag, or else the one that it tells itself, if only by a single
    /// word, or else English.
    ///
    /// For a reader that is handed a text and perhaps a tag; whoever keeps a text asks once and keeps the
    /// answer with it.
    #[must_use]
    pub fn tagged_or_told(tag: Option<&str>, text: &str) -> Self {
        let told = || Self::of_text(text).or_else(|| by_words(sample(text), 1, 1));
        tag.and_then(Self::of_tag).or_else(told).unwrap_or(Self::English)
    }
}

/// The code of the language that a text tells, if it does so reliably.
#[must_use]
pub fn language_of(text: &str) -> Option<String> {
    Language::of_text(text)?.code().map(str::to_owned)
}

/// The beginning of a text.
fn sample(text: &str) -> &str {
    let end = (0..=SAMPLE.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The language that letters tell reliably.
fn by_letters(sample: &str) -> Option<Language> {
    let known = Language::detected().map(|(_, lang)| lang).collect();
    let info = Detector::with_allowlist(known).detect(sample).filter(whatlang::Info::is_reliable)?;
    Language::detected().find(|(_, lang)| *lang == info.lang()).map(|(language, _)| language)
}

/// Words that one language writes all the time and its neighbours do not.
fn telling_words() -> &'static HashMap<String, Vec<Language>> {
    static WORDS: LazyLock<HashMap<String, Vec<Language>>> = LazyLock::new(|| {
        let mut all: HashMap<String, Vec<Language>> = HashMap::new();
        for entry in words::of_kind("telling") {
            all.entry(lower(entry.phrase)).or_default().extend(entry.language);
        }
        all
    });
    &WORDS
}

/// The language whose small words are at least `least`, more than any other's and `times` as many: for headlines, which are too short for their letters to tell.
fn by_words(sample: &str, least: usize, times: usize) -> Option<Language> {
    let known = telling_words();
    let mut counts: Vec<(usize, Language)> = Language::known().map(|language| (0, language)).collect();
    for word in tokens(sample).filter(|t| t.kind == TokenKind::Word) {
        let languages = known.get(&lower(word.text(sample))).map_or(&[][..], Vec::as_slice);
        for (count, language) in &mut counts {
            *count += usize::from(languages.contains(language));
        }
    }
    counts.sort_unstable_by(|a, b| b.cmp(a));
    match counts[..] {
        [(first, language), (second, _), ..]
            if first >= least && first >= times * second && first > second =>
        {
            Some(language)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_told_by_their_small_words() {
        assert_eq!(Language::of_text("Aktie von Siemens nach Zahlen im Plus"), Some(Language::German));
        let english = "Shares of Apple rise after results beat the forecast";
        assert_eq!(Language::of_text(english), Some(Language::English));
        let french = "L'action grimpe après les résultats du groupe";
        assert_eq!(Language::of_text(french), Some(Language::French));
        assert_eq!(Language::of_text("AAPL 3 %"), None);
    }

    #[test]
    fn a_tag_goes_before_the_words_and_one_word_is_better_than_none() {
        let german = "Aktie von Siemens nach Zahlen im Plus";
        assert_eq!(Language::tagged_or_told(Some("en-GB"), german), Language::English);
        assert_eq!(Language::tagged_or_told(Some("deutsch"), german), Language::German);
        assert_eq!(Language::tagged_or_told(None, "SAP-Aktie 3 %"), Language::German);
        assert_eq!(Language::tagged_or_told(None, "AAPL 3 %"), Language::English);
    }
}
