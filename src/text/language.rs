//! The language of a text, as its words tell.

use whatlang::{Detector, Lang};

/// Bytes of a text from which its language is told.
const LANGUAGE_SAMPLE: usize = 4_000;

/// The languages that are told apart. Few, so that short texts are told reliably too.
const LANGUAGES: [(Lang, &str); 8] = [
    (Lang::Deu, "de"),
    (Lang::Eng, "en"),
    (Lang::Fra, "fr"),
    (Lang::Ita, "it"),
    (Lang::Spa, "es"),
    (Lang::Nld, "nl"),
    (Lang::Por, "pt"),
    (Lang::Pol, "pl"),
];

/// Words that one language writes all the time and its neighbours do not.
const FUNCTION_WORDS: [(&str, &[&str]); 5] = [
    (
        "de",
        &[
            "der", "die", "das", "und", "ist", "nicht", "mit", "von", "für", "auf", "ein", "eine", "einen",
            "dem", "den", "des", "im", "zu", "zum", "zur", "um", "nach", "bei", "wird", "hat", "sich",
            "auch", "aus", "prozent", "aktie", "aktien", "dass", "ohne", "sind", "wurde", "wurden", "worden",
            "oder", "als",
        ],
    ),
    (
        "en",
        &[
            "the", "of", "and", "to", "is", "are", "for", "with", "on", "at", "by", "from", "its", "as",
            "has", "after", "that", "shares", "stock", "percent", "said",
        ],
    ),
    (
        "fr",
        &["le", "les", "des", "et", "est", "une", "du", "dans", "pour", "sur", "qui", "aux", "avec", "après"],
    ),
    ("it", &["il", "gli", "che", "per", "con", "della", "del", "dei", "nel", "alla", "dopo", "sono", "più"]),
    ("es", &["el", "los", "las", "que", "con", "del", "para", "una", "por", "tras", "más", "se", "sus"]),
];

/// The language that the text itself tells, if it does so reliably.
#[must_use]
pub fn language_of(text: &str) -> Option<String> {
    let end = (0..=LANGUAGE_SAMPLE.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    let sample = &text[..end];
    let detector = Detector::with_allowlist(LANGUAGES.iter().map(|(lang, _)| *lang).collect());
    let by_letters = detector
        .detect(sample)
        .filter(whatlang::Info::is_reliable)
        .and_then(|info| LANGUAGES.iter().find(|(lang, _)| *lang == info.lang()))
        .map(|(_, code)| *code);
    by_letters.or_else(|| by_words(sample)).map(str::to_owned)
}

/// The language whose small words are at least two, and twice as many as any other's: for
/// headlines, which are too short for their letters to tell.
fn by_words(sample: &str) -> Option<&'static str> {
    let lower = sample.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let mut counts: Vec<(usize, &str)> = FUNCTION_WORDS
        .iter()
        .map(|(code, known)| (words.iter().filter(|word| known.contains(word)).count(), *code))
        .collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    match counts[..] {
        [(first, code), (second, _), ..] if first >= 2 && first >= 2 * second => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_told_by_their_small_words() {
        assert_eq!(language_of("Aktie von Siemens nach Zahlen im Plus").as_deref(), Some("de"));
        assert_eq!(
            language_of("Shares of Apple rise after results beat the forecast").as_deref(),
            Some("en")
        );
        assert_eq!(language_of("L'action grimpe après les résultats du groupe").as_deref(), Some("fr"));
        assert_eq!(language_of("AAPL 3 %"), None);
    }
}
