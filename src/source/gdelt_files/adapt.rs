//! Rows as sent to items, of those that are wanted.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::parse::{extra, stamp};
use super::wire::column;
use crate::event::{Precision, Publication, RawItem, Score, TimeOrigin, When};
use crate::net::vendor::GDELT_FILES;
use crate::source::service::some;
use crate::text::{one_line, plain};

/// A time of publication that lies further behind the time at which GDELT saw the page is not one.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Which articles are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    words: Vec<String>,
    themes: Vec<String>,
    domains: Vec<String>,
    /// The language, unless it is English.
    lang: Option<String>,
}

impl Wanted {
    pub(super) fn new(query: Option<&str>, lang: Option<&str>) -> Self {
        let mut wanted =
            Self { lang: lang.filter(|lang| *lang != "en").map(str::to_owned), ..Self::default() };
        let parts = query.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
        for part in parts {
            if let Some(theme) = part.strip_prefix("theme:") {
                wanted.themes.push(theme.to_ascii_uppercase());
            } else if let Some(domain) = part.strip_prefix("domain:") {
                wanted.domains.push(domain.to_ascii_lowercase());
            } else {
                wanted.words.push(spaced(part.trim_matches('"')));
            }
        }
        wanted
    }

    /// Whether nothing is said of what is wanted.
    pub(super) const fn is_anything(&self) -> bool {
        self.words.is_empty() && self.themes.is_empty() && self.domains.is_empty()
    }

    /// Whether the files of translated articles are read.
    pub(super) const fn is_translated(&self) -> bool {
        self.lang.is_some()
    }

    fn takes(&self, cells: &[&str], title: &str) -> bool {
        if !self.speaks(cells[column::TRANSLATION]) {
            return false;
        }
        if self.is_anything() {
            return true;
        }
        let outlet = cells[column::OUTLET].to_ascii_lowercase();
        let of_outlet = |domain: &String| outlet == *domain || outlet.ends_with(&format!(".{domain}"));
        self.domains.iter().any(of_outlet)
            || names(cells[column::THEMES]).any(|theme| self.themes.iter().any(|wanted| wanted == theme))
            || self.has_words(cells, title)
    }

    fn has_words(&self, cells: &[&str], title: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let named = names(cells[column::ORGANISATIONS]).chain(names(cells[column::NAMES]));
        let told: String = std::iter::once(title).chain(named).map(spaced).collect();
        self.words.iter().any(|word| told.contains(word.as_str()))
    }

    fn speaks(&self, translation: &str) -> bool {
        let Some(lang) = &self.lang else { return true };
        of_three_letters(translation).is_some_and(|code| code == lang)
    }
}

/// Folded, with a space on either side of each word.
fn spaced(text: &str) -> String {
    let folded = plain(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |text, word| text + word + " ")
}

/// The names of `Name,offset;…`.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter_map(|part| part.split(',').next()).filter(|name| !name.is_empty())
}

/// The item of a row, if it is wanted and has a title.
pub(super) fn item(cells: &[&str], wanted: &Wanted, now: DateTime<Utc>) -> Option<RawItem> {
    let extras = cells[column::EXTRAS];
    let title = one_line(&crate::text::plain_text(extra(extras, "PAGE_TITLE")?));
    if title.is_empty() || !wanted.takes(cells, &title) {
        return None;
    }
    let url = some(cells[column::ADDRESS]).filter(|url| url.starts_with("http"))?;
    let seen = stamp(cells[column::SEEN])?.min(now);
    let tone = cells[column::TONE].split(',').next().and_then(|tone| tone.trim().parse::<Decimal>().ok());
    Some(RawItem {
        url: Some(url),
        title,
        publication: Some(publication(extra(extras, "PAGE_PRECISEPUBTIMESTAMP"), seen)),
        lang: Some(of_three_letters(cells[column::TRANSLATION]).unwrap_or("en").to_owned()),
        outlet: some(cells[column::OUTLET]),
        scores: Score::figure(GDELT_FILES.name, "tone", None, tone).into_iter().collect(),
        ..RawItem::default()
    })
}

/// What the page says of its publication, where that can be; else when it was seen, an upper bound. The page's time
/// comes without its zone.
fn publication(stated: Option<&str>, seen: DateTime<Utc>) -> Publication {
    let page = stated.and_then(|text| Some((text, stamp(text)?))).filter(|(_, at)| *at <= seen + AHEAD);
    let (at, precision, origin) = match page {
        Some((_, at)) => (at, Precision::Second, TimeOrigin::Metadata),
        None => (seen, Precision::Minute, TimeOrigin::Observed),
    };
    let original = page.map_or_else(|| seen.format("%Y%m%d%H%M%S").to_string(), |(text, _)| text.to_owned());
    Publication {
        when: When::Instant { at, precision },
        origin,
        original: Some(original),
        zone: Some("UTC".to_owned()),
        zone_assumed: page.is_some(),
    }
}

/// The language of `srclc:deu;eng:…`.
fn of_three_letters(translation: &str) -> Option<&'static str> {
    let code = translation.strip_prefix("srclc:")?.split(';').next()?;
    Some(match code {
        "deu" => "de",
        "fra" => "fr",
        "spa" => "es",
        "ita" => "it",
        "por" => "pt",
        "nld" => "nl",
        "pol" => "pl",
        "jpn" => "ja",
        "zho" => "zh",
        "kor" => "ko",
        "rus" => "ru",
        "tur" => "tr",
        "swe" => "sv",
        "dan" => "da",
        "nor" => "no",
        "fin" => "fi",
        "ces" => "cs",
        "hun" => "hu",
        "ell" => "el",
        "ara" => "ar",
        "heb" => "he",
        "ind" => "id",
        _ => return None,
    })
}
