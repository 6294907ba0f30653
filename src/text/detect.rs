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
    /// The language that a text tells, by its letters or by words that one language alone writes all the time.
    ///
    /// This is the one decision about the language of a text. Whoever keeps the text asks once and keeps the
    /// answer with it. A title is a text: a single such word decides, if no other language has as many.
    ///
    /// ```
    /// use newstape::text::Language;
    ///
    /// assert_eq!(Language::of_text("Novo Nordisk fällt 3 Prozent"), Some(Language::German));
    /// // Every language could say this.
    /// assert_eq!(Language::of_text("AAPL 3 %"), None);
    /// ```
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let sample = sample(text);
        let words = Telling::of(sample);
        // Names have letters of any language: what the words say clearly goes before.
        words.clearly().or_else(|| {
            let letters = by_letters(sample).filter(|(_, is_reliable)| *is_reliable);
            let letters = letters.map(|(language, _)| language).filter(|l| !is_contradicted(*l, sample));
            letters.or_else(|| words.narrowly())
        })
    }

    /// The language of a tag, or else the one that a text tells.
    #[must_use]
    pub fn tagged_or_told(tag: Option<&str>, text: &str) -> Option<Self> {
        tag.and_then(Self::of_tag).or_else(|| Self::of_text(text))
    }

    /// The languages to read a text in, at least one: that of its tag, or else the one that it tells. A text
    /// that tells none can be read in English first, then in the language that its letters resemble most.
    ///
    /// ```
    /// use newstape::text::Language;
    ///
    /// assert_eq!(Language::readings(Some("fr"), "AAPL 3 %"), [Language::French]);
    /// assert_eq!(Language::readings(None, "SAP-Aktie 3 %"), [Language::German]);
    /// let unsure = Language::readings(None, "Leonardo avanza dell'1,8%");
    /// assert_eq!(unsure, [Language::English, Language::Italian]);
    /// ```
    #[must_use]
    pub fn readings(tag: Option<&str>, text: &str) -> Vec<Self> {
        if let Some(language) = Self::tagged_or_told(tag, text) {
            return vec![language];
        }
        let resembled = by_letters(sample(text)).map(|(language, _)| language);
        let other = resembled.filter(|language| *language != Self::English);
        std::iter::once(Self::English).chain(other).collect()
    }
}

/// The code of the language that a text tells.
#[must_use]
pub fn language_of(text: &str) -> Option<String> {
    Language::of_text(text)?.code().map(str::to_owned)
}

/// The beginning of a text.
fn sample(text: &str) -> &str {
    let end = (0..=SAMPLE.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The language that the letters resemble most, and whether they tell it reliably.
fn by_letters(sample: &str) -> Option<(Language, bool)> {
    let known = Language::detected().map(|(_, lang)| lang).collect();
    let info = Detector::with_allowlist(known).detect(sample)?;
    let (language, _) = Language::detected().find(|(_, lang)| *lang == info.lang())?;
    Some((language, info.is_reliable()))
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

/// Words that are in the files of one language alone, whatever they mean there.
fn own_words() -> &'static HashMap<String, Language> {
    static WORDS: LazyLock<HashMap<String, Language>> = LazyLock::new(|| {
        let mut all: HashMap<String, Option<Language>> = HashMap::new();
        for entry in words::entries().iter().filter(|entry| entry.phrase.chars().all(char::is_alphabetic)) {
            let known = all.entry(lower(entry.phrase)).or_insert(entry.language);
            if *known != entry.language {
                *known = None;
            }
        }
        all.into_iter().filter_map(|(word, language)| Some((word, language?))).collect()
    });
    &WORDS
}

/// The languages, those first of which a text has the most words.
type Ranking = Vec<(usize, Language)>;

fn ranking<'w>(sample: &str, languages: impl Fn(&str) -> &'w [Language]) -> Ranking {
    let mut counts: Ranking = Language::known().map(|language| (0, language)).collect();
    for word in tokens(sample).filter(|t| t.kind == TokenKind::Word) {
        let of = languages(&lower(word.text(sample)));
        for (count, language) in &mut counts {
            *count += usize::from(of.contains(language));
        }
    }
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts
}

/// What the telling words of a text say.
struct Telling(Ranking);

impl Telling {
    fn of(sample: &str) -> Self {
        let known = telling_words();
        Self(ranking(sample, |word| known.get(word).map_or(&[], Vec::as_slice)))
    }

    /// The language with more than twice as many words as any other, and two at least.
    fn clearly(&self) -> Option<Language> {
        self.leader(|first, second| first > (2 * second).max(1))
    }

    /// The language with the most words: for headlines, which are too short for their letters to tell.
    fn narrowly(&self) -> Option<Language> {
        self.leader(|first, second| first > second)
    }

    fn leader(&self, leads: impl Fn(usize, usize) -> bool) -> Option<Language> {
        match self.0[..] {
            [(first, language), (second, _), ..] if leads(first, second) => Some(language),
            _ => None,
        }
    }
}

/// Whether a text has more than twice as many words of another language as of this one, and two at least.
fn is_contradicted(language: Language, sample: &str) -> bool {
    let own = own_words();
    let ranked = ranking(sample, |word| own.get(word).map_or(&[], std::slice::from_ref));
    let count = ranked.iter().find(|(_, l)| *l == language).map_or(0, |(count, _)| *count);
    ranked.first().is_some_and(|(first, _)| *first > (2 * count).max(1))
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
    fn one_word_tells_the_language_of_a_title_unless_another_says_otherwise() {
        for (title, language) in [
            ("Novo Nordisk fällt 3 Prozent", Some(Language::German)),
            ("Siemens steigt um 2,5 %", Some(Language::German)),
            ("Intel shares 3% lower", Some(Language::English)),
            ("Renault grimpe après une hausse de 4 %", Some(Language::French)),
            // An estimate, no French verb.
            ("Q3 EPS $0.29 vs. Est. $0.28, Rev. $104.6M", None),
            ("Intel shares: 3 Prozent", None),
            ("SAP", None),
            ("", None),
        ] {
            assert_eq!(Language::of_text(title), language, "{title}");
        }
    }

    #[test]
    fn names_do_not_make_a_text_french() {
        for title in [
            "Microsoft shares slide. Tesla shares climbed 2.9%. Apple shares gained 1%. Amazon dropped 3%.",
            "Renault shares fell 3.1%. Carrefour shares gained 2%. Danone dropped 1%.",
            "Brokerages raise price targets: Enel, Intesa Sanpaolo, UniCredit, Ferrari",
        ] {
            assert_eq!(Language::readings(None, title)[0], Language::English, "{title}");
        }
        for (text, language) in [
            ("Microsoft et Apple reculent à New York, Tesla gagne 3 % après ses résultats", Language::French),
            ("Le azioni di Apple e Microsoft sono in calo, Tesla chiude in rialzo del 3%", Language::Italian),
            ("Las acciones de Apple y Microsoft caen un 3 % tras los resultados", Language::Spanish),
        ] {
            assert_eq!(Language::of_text(text), Some(language), "{text}");
        }
    }

    #[test]
    fn a_tag_goes_before_the_words_and_without_either_two_readings_are_open() {
        let german = "Aktie von Siemens nach Zahlen im Plus";
        assert_eq!(Language::readings(Some("en-GB"), german), [Language::English]);
        assert_eq!(Language::readings(Some("ja"), german), [Language::Other]);
        assert_eq!(Language::readings(Some("deutsch"), german), [Language::German]);
        assert_eq!(Language::readings(None, "AAPL 3 %")[0], Language::English);
        let unsure = Language::readings(None, "Unicredit ha chiuso in rialzo del 2,1%.");
        assert_eq!(unsure, [Language::English, Language::Italian]);
    }
}
