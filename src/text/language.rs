//! The languages that are read, and what they differ in.

use whatlang::Lang;

use super::LanguageCode;

/// A language of news. There are few, so that even short texts are identified reliably.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// `de`.
    German,
    /// `en`.
    English,
    /// `fr`.
    French,
    /// `it`.
    Italian,
    /// `es`.
    Spanish,
    /// `nl`.
    Dutch,
    /// `pt`.
    Portuguese,
    /// `pl`.
    Polish,
    /// Any other language. Its texts are read as English ones are.
    Other,
}

/// The traits of a language that matter when reading it word by word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // independent facts of a language
pub struct Properties {
    /// The ISO 639-1 code.
    pub code: Option<&'static str>,
    /// The sign between whole and fraction.
    pub decimal: char,
    /// The finite verb comes second in a main clause and last in a subordinate one: `gestern fiel die Aktie`.
    pub verb_second: bool,
    /// All nouns have a capital, so that a capital does not mark a name.
    pub capital_nouns: bool,
    /// Adjectives and the words of headlines can have a capital: `Chinese Stocks Rally`.
    pub capital_adjectives: bool,
    /// Nouns join into one word: `Umsatzplus`.
    pub joined_compounds: bool,
    /// A genitive is marked by its article and an s without an apostrophe: `der Kurs der Bank`, `Siemens' …`.
    pub article_genitive: bool,
    /// The subject can follow its verb in a main clause: `Cayeron las acciones`.
    pub subject_after_verb: bool,
    /// A pronoun that is the subject is left out: `Subió un 2 %`.
    pub drops_pronoun: bool,
    /// One word means *of*, *from* and *by*: `un recul de 3 %`.
    pub of_means_by: bool,
    /// Verbs that are in no list can be recognised by `-ed` and `-ing`.
    pub verb_endings: bool,
    /// A verb in front makes a condition: `Had it missed, …`.
    pub verb_first_conditions: bool,
    /// `03/04` is the fourth of March, at least to many readers.
    pub month_first: bool,
}

/// What holds of most languages.
const COMMON: Properties = Properties {
    code: None,
    decimal: ',',
    verb_second: false,
    capital_nouns: false,
    capital_adjectives: false,
    joined_compounds: false,
    article_genitive: false,
    subject_after_verb: false,
    drops_pronoun: false,
    of_means_by: false,
    verb_endings: false,
    verb_first_conditions: false,
    month_first: false,
};

const ENGLISH: Properties = Properties {
    code: Some("en"),
    decimal: '.',
    capital_adjectives: true,
    verb_endings: true,
    verb_first_conditions: true,
    month_first: true,
    ..COMMON
};

const ROMANCE: Properties = Properties { subject_after_verb: true, of_means_by: true, ..COMMON };

/// A language with what the detector calls it.
const TABLE: [(Language, Option<Lang>, Properties); 9] = [
    (
        Language::German,
        Some(Lang::Deu),
        Properties {
            code: Some("de"),
            verb_second: true,
            capital_nouns: true,
            joined_compounds: true,
            article_genitive: true,
            subject_after_verb: true,
            ..COMMON
        },
    ),
    (Language::English, Some(Lang::Eng), ENGLISH),
    (Language::French, Some(Lang::Fra), Properties { code: Some("fr"), ..ROMANCE }),
    (Language::Italian, Some(Lang::Ita), Properties { code: Some("it"), drops_pronoun: true, ..ROMANCE }),
    (Language::Spanish, Some(Lang::Spa), Properties { code: Some("es"), drops_pronoun: true, ..ROMANCE }),
    (Language::Dutch, Some(Lang::Nld), Properties { code: Some("nl"), joined_compounds: true, ..COMMON }),
    (Language::Portuguese, Some(Lang::Por), Properties { code: Some("pt"), drops_pronoun: true, ..ROMANCE }),
    (Language::Polish, Some(Lang::Pol), Properties { code: Some("pl"), ..COMMON }),
    (Language::Other, None, Properties { code: None, month_first: false, ..ENGLISH }),
];

impl Language {
    /// How many there are, [`Language::Other`] among them.
    pub(crate) const COUNT: usize = TABLE.len();

    /// Every language that has a code.
    pub fn known() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(language, _, _)| *language).filter(|l| *l != Self::Other)
    }

    /// Every language that the detector tells apart, with what it calls it.
    pub(super) fn detected() -> impl Iterator<Item = (Self, Lang)> {
        TABLE.iter().filter_map(|(language, lang, _)| Some((*language, (*lang)?)))
    }

    /// What sets it apart.
    #[must_use]
    pub fn properties(self) -> &'static Properties {
        TABLE.iter().find(|(language, _, _)| *language == self).map_or(&ENGLISH, |(_, _, p)| p)
    }

    /// The ISO 639-1 code; of [`Language::Other`] none.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        self.properties().code
    }

    /// The language of an ISO 639-1 code or a tag such as `de-AT`; `None` for anything else.
    ///
    /// ```
    /// use newstape::text::Language;
    /// assert_eq!(Language::of_tag("de_DE"), Some(Language::German));
    /// assert_eq!(Language::of_tag("ja"), Some(Language::Other));
    /// assert_eq!(Language::of_tag("deutsch"), None);
    /// ```
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let code: LanguageCode = tag.parse().ok()?;
        Some(Self::known().find(|l| l.code() == Some(code.as_str())).unwrap_or(Self::Other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_row_and_every_code_its_language() {
        for language in Language::known() {
            assert_eq!(language.code().and_then(Language::of_tag), Some(language));
        }
        assert_eq!(Language::Other.code(), None);
    }
}
