//! What is stated about an item by others: by the user, and by the settings of its source.

use chrono_tz::Tz;

use super::{EventKind, Publication, SourceKind, SourceSettings};
use crate::text::LanguageCode;

/// What is stated about an item by others. The user's statements override the item's own; what a source
/// usually is ([`Usual`]) fills in what the item leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The title.
    pub title: Option<String>,
    /// When it was published; never in the future.
    pub at: Option<Publication>,
    /// Who published it.
    pub source: Option<String>,
    /// The kind of news.
    pub kind: Option<EventKind>,
    /// Tags.
    pub tags: Vec<String>,
    /// The language.
    pub lang: Option<LanguageCode>,
    /// What holds where neither the user nor the item says anything.
    pub usual: Usual,
}

/// What holds for the items of a source that do not say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual {
    /// Who publishes them.
    pub source: Option<String>,
    /// Their language.
    pub lang: Option<LanguageCode>,
    /// The zone of times that state none.
    pub zone: Option<Tz>,
    /// What their identifiers are worth.
    pub identifiers: Option<Identifiers>,
}

/// Within what the identifiers of items are given, and what they are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifiers {
    /// The address of the feed, the name of the service.
    pub scope: String,
    /// What they are worth.
    pub worth: IdentifierWorth,
}

/// What an identifier is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentifierWorth {
    /// It is given once, for ever, by an authority, and decides alone: an accession number. The same
    /// filing has several addresses.
    Unique,
    /// The publisher means to give it once, and often does not.
    Given,
    /// It is a place, where one item may follow another: the name of a file. Two places can hold
    /// the same item.
    Place,
}

impl Said {
    /// What the settings of a source say of its items.
    #[must_use]
    pub fn by_source(settings: &SourceSettings) -> Self {
        let usual = Usual {
            source: Some(settings.name.clone()),
            lang: settings.lang.as_deref().and_then(|lang| lang.parse().ok()),
            zone: settings.zone,
            identifiers: Some(Identifiers::of(settings)),
        };
        Self { usual, ..Self::default() }
    }
}

impl Identifiers {
    /// What the identifiers of a source's items are worth.
    #[must_use]
    pub fn of(settings: &SourceSettings) -> Self {
        let own = settings.url.as_deref().unwrap_or(&settings.name);
        // The identifiers of a service hold in all its answers, those of a feed within it.
        let (scope, worth) = match settings.kind {
            SourceKind::Feed | SourceKind::Lines => (own, IdentifierWorth::Given),
            SourceKind::Folder => (own, IdentifierWorth::Place),
            SourceKind::Edgar => (settings.kind.as_str(), IdentifierWorth::Unique),
            SourceKind::Finnhub
            | SourceKind::AlphaVantage
            | SourceKind::Polygon
            | SourceKind::Marketaux
            | SourceKind::Gdelt
            | SourceKind::GdeltFiles
            | SourceKind::Eqs
            | SourceKind::Alfred => (settings.kind.as_str(), IdentifierWorth::Given),
        };
        Self { scope: scope.to_owned(), worth }
    }
}
