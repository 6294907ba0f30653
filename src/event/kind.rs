//! What kind of news a text is, by its words: the kinds `event.…` of `assets/language`.

use std::sync::LazyLock;

use super::{EventKind, EventText};
use crate::text::{Language, plain, words};

/// Bytes of the text behind its title that tell what it is about.
const LEAD: usize = 600;
/// Bytes that are looked through for the heads of forms and for words of business.
const OPENING: usize = 6_000;
/// What a phrase in the title counts, and one in the lead; a kind is told by `ENOUGH`.
const IN_TITLE: usize = 4;
const IN_LEAD: usize = 2;
const ENOUGH: usize = 4;
/// What several different phrases of the lead count.
const FULL_LEAD: usize = 3 * IN_LEAD;
/// Different phrases of a form's head that make a text a filing.
const HEAD_OF_FORM: usize = 2;
/// A text shorter than this may lack words of business by chance.
const LONG_ENOUGH: usize = 500;

/// A phrase that tells a kind, folded, with a space before it and, unless it is a beginning of words, one behind it.
struct Sign {
    language: Option<Language>,
    tells: Tells,
    phrase: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    Kind(EventKind),
    /// A report of the market as a whole.
    Market,
    /// Business of any kind.
    Business,
}

static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
    words::entries()
        .iter()
        .filter_map(|entry| {
            let tells = tells(entry.kind.strip_prefix("event.")?)?;
            let stem = entry.phrase.strip_suffix('*');
            let folded = spaced(stem.unwrap_or(entry.phrase));
            let phrase = if stem.is_some() { folded.trim_end().to_owned() } else { folded };
            Some(Sign { language: entry.language, tells, phrase })
        })
        .collect()
});

fn tells(kind: &str) -> Option<Tells> {
    Some(match kind {
        "earnings" => Tells::Kind(EventKind::Earnings),
        "guidance" => Tells::Kind(EventKind::Guidance),
        "deal" => Tells::Kind(EventKind::MergersAndAcquisitions),
        "analyst" => Tells::Kind(EventKind::Analyst),
        "filing" => Tells::Kind(EventKind::Filing),
        "regulatory" => Tells::Kind(EventKind::Regulatory),
        "macro" => Tells::Kind(EventKind::Macro),
        "market" => Tells::Market,
        "business" => Tells::Business,
        _ => return None,
    })
}

/// What kind of news a text is, as its title and its opening tell: [`EventKind::News`] where they tell nothing else.
///
/// `lang` is the ISO 639-1 code of its language; without one the words of all languages count.
///
/// ```
/// use newstape::event::{EventKind, EventText, kind_of};
/// let kind = |title| kind_of(&EventText::from_title(title), Some("en"));
/// assert_eq!(kind("Example Corp to acquire Sample Inc for $2 billion"), EventKind::MergersAndAcquisitions);
/// assert_eq!(kind("Example Corp lowers full-year outlook"), EventKind::Guidance);
/// assert_eq!(kind("Stocks close higher as earnings season begins"), EventKind::News);
/// ```
#[must_use]
pub fn kind_of(text: &EventText, lang: Option<&str>) -> EventKind {
    let language = lang.and_then(Language::of_tag);
    let title = spaced(text.title());
    let body = text.text.get(text.title.end..).unwrap_or("");
    let count = |told: &str, tells: Tells| {
        signs(language).filter(|s| s.tells == tells && told.contains(s.phrase.as_str())).count()
    };
    let opening = spaced(until(body, OPENING));
    if count(&opening, Tells::Kind(EventKind::Filing)) + count(&title, Tells::Kind(EventKind::Filing))
        >= HEAD_OF_FORM
    {
        return EventKind::Filing;
    }
    if signs(language).any(|s| s.tells == Tells::Market && tells_market(&title, &s.phrase)) {
        return EventKind::News;
    }
    let lead = spaced(until(body, LEAD));
    let score = |kind| {
        let kind = Tells::Kind(kind);
        count(&title, kind) * IN_TITLE + count(&lead, kind) * IN_LEAD
    };
    strongest(score, |kind| count(&title, Tells::Kind(kind)) > 0)
}

/// Whether a title holds a word for the market that is not the front half of one for a company: `MDax-Aktie`.
fn tells_market(title: &str, phrase: &str) -> bool {
    let member = |rest: &str| {
        let next = rest.split(' ').next().unwrap_or("");
        words::of_kind("link.index_member").any(|e| plain(e.phrase) == next)
    };
    title.match_indices(phrase).any(|(at, _)| !member(title[at..].get(phrase.len()..).unwrap_or("")))
}

/// The kind with the most signs; of equals the more special one.
fn strongest(score: impl Fn(EventKind) -> usize, in_title: impl Fn(EventKind) -> bool) -> EventKind {
    use EventKind::{Analyst, Earnings, Guidance, Macro, MergersAndAcquisitions, Regulatory};
    let (earnings, guidance) = (score(Earnings), score(Guidance));
    // A report of shares gives rates and prices as reasons: they are the news where the title or most of the lead says so.
    let economy = score(Macro);
    // Results and outlook come together; what there is more of names the whole.
    let figures = if guidance >= earnings { Guidance } else { Earnings };
    let candidates = [
        (score(Analyst), Analyst),
        (score(MergersAndAcquisitions), MergersAndAcquisitions),
        (earnings + guidance, figures),
        (score(Regulatory), Regulatory),
        (if in_title(Macro) || economy >= FULL_LEAD { economy } else { 0 }, Macro),
    ];
    let mut best = (ENOUGH - 1, EventKind::News);
    for candidate in candidates {
        if candidate.0 > best.0 {
            best = candidate;
        }
    }
    best.1
}

/// True for a text of some length without a word of business.
pub(crate) fn is_far_from_business(text: &EventText, lang: Option<&str>) -> bool {
    let language = lang.and_then(Language::of_tag);
    let told = spaced(until(&text.text, OPENING));
    text.text.len() >= LONG_ENOUGH
        && signs(language)
            .filter(|s| s.tells == Tells::Business && told.contains(s.phrase.as_str()))
            .take(2)
            .count()
            < 2
}

fn signs(language: Option<Language>) -> impl Iterator<Item = &'static Sign> {
    let fits = move |s: &&Sign| language.is_none() || s.language.is_none() || s.language == language;
    SIGNS.iter().filter(fits)
}

/// The words of a text, folded, with a space around each.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    for word in plain(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        spaced.push(' ');
        spaced.push_str(word);
    }
    spaced.push(' ');
    spaced
}

/// The beginning of a text, cut at a character.
fn until(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(title: &str, body: &str, lang: &str) -> EventKind {
        kind_of(&EventText::from_title_and_body(title, body), Some(lang))
    }

    #[test]
    fn titles_tell_the_kind() {
        use EventKind::{Analyst, Earnings, Guidance, Macro, MergersAndAcquisitions, News, Regulatory};
        for (lang, title, expected) in [
            ("en", "Example posts bigger quarterly profit", Earnings),
            ("de", "Muster AG steigert Gewinn im dritten Quartal", Earnings),
            ("fr", "Exemple: bénéfice net en hausse au troisième trimestre", Earnings),
            ("es", "Ejemplo gana un 12% más en el primer trimestre", Earnings),
            ("it", "Esempio, utile netto in crescita nel trimestre", Earnings),
            ("de", "Muster senkt Prognose", Guidance),
            ("en", "Example cuts full-year outlook", Guidance),
            ("fr", "Exemple abaisse ses prévisions annuelles", Guidance),
            ("en", "Example agrees to takeover by Sample", MergersAndAcquisitions),
            ("de", "Muster übernimmt Beispiel für zwei Milliarden Euro", MergersAndAcquisitions),
            ("it", "Esempio lancia un'Opa su Campione", MergersAndAcquisitions),
            ("en", "Broker upgrades Example to buy", Analyst),
            ("de", "Analysten heben Kursziel für Muster", Analyst),
            ("en", "Antitrust regulators open probe into Example", Regulatory),
            ("de", "Kartellamt ermittelt gegen Muster", Regulatory),
            ("en", "Fed raises interest rates by a quarter point", Macro),
            ("de", "EZB senkt Leitzins", Macro),
            ("en", "Example opens a new plant", News),
            ("de", "Dax im Plus: Anleger hoffen auf gute Quartalszahlen", News),
            ("de", "MDax-Aktie nach Quartalszahlen unter Druck", Earnings),
            ("en", "Wall St closes lower as earnings weigh", News),
            ("es", "El Ibex 35 cierra con subidas tras los resultados", News),
        ] {
            assert_eq!(kind(title, "", lang), expected, "{title}");
        }
    }

    #[test]
    fn forms_are_filings() {
        let head = "UNITED STATES SECURITIES AND EXCHANGE COMMISSION\nFORM 8-K\nCURRENT REPORT\n";
        assert_eq!(kind("Example Inc.", head, "en"), EventKind::Filing);
    }

    #[test]
    fn a_text_without_business_is_told_from_one_with_it() {
        let far = |line: &str| is_far_from_business(&EventText::from_title(&line.repeat(20)), Some("en"));
        assert!(far("The team lost the match after a late goal in the rain. "));
        assert!(!far("The company said its shares and profit rose. "));
        assert!(
            !is_far_from_business(&EventText::from_title("A match in the rain"), Some("en")),
            "too short"
        );
    }
}
