//! The codes of languages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// All two-letter codes of ISO 639-1, as of its last change in 2003.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie \
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi \
    mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc \
    sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi \
    vo wa wo xh yi yo za zh zu";

/// A language, by its ISO 639-1 code.
///
/// ```
/// use newstape::text::LanguageCode;
/// assert_eq!("de".parse::<LanguageCode>().unwrap().as_str(), "de");
/// assert_eq!("pt-BR".parse::<LanguageCode>().unwrap().as_str(), "pt");
/// assert!("german".parse::<LanguageCode>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageCode(&'static str);

impl LanguageCode {
    /// The two letters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// The text is not the code of a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not the ISO 639-1 code of a language, such as en, de or fr")]
pub struct UnknownLanguage(pub String);

/// Reads a code, or the code that a language tag (`de-AT`, `pt_BR`) begins with.
impl FromStr for LanguageCode {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let code = text.trim().split(['-', '_', ',']).next().unwrap_or_default().to_ascii_lowercase();
        let known = CODES.split(' ').filter(|known| !known.is_empty()).find(|known| **known == code);
        known.map(Self).ok_or_else(|| UnknownLanguage(text.to_owned()))
    }
}

impl TryFrom<String> for LanguageCode {
    type Error = UnknownLanguage;

    fn try_from(text: String) -> Result<Self, UnknownLanguage> {
        text.parse()
    }
}

impl From<LanguageCode> for String {
    fn from(code: LanguageCode) -> Self {
        code.0.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_183_codes_in_order() {
        let codes: Vec<&str> = CODES.split_whitespace().collect();
        assert_eq!(codes.len(), 183);
        assert!(codes.windows(2).all(|two| two[0] < two[1]));
        assert!(codes.iter().all(|code| code.parse::<LanguageCode>().unwrap().as_str() == *code));
    }

    #[test]
    fn tags_are_read_and_words_are_not() {
        let read = |text: &str| text.parse::<LanguageCode>().ok().map(LanguageCode::as_str);
        assert_eq!(read(" de-AT "), Some("de"));
        assert_eq!(read("EN_us"), Some("en"));
        for wrong in ["", "xx", "deutsch", "d", "-de"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
