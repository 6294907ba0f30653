//! The columns of a table of news, and the names by which they are known.

use serde_json::{Map, Value as Json};

use super::names::fold;

/// What a column of a table of news holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NewsColumn {
    /// The headline.
    Title,
    /// The whole text.
    Text,
    /// A few sentences.
    Summary,
    /// The address.
    Url,
    /// The identifier within the source.
    Id,
    /// When it was published: a day or an instant.
    PublishedAt,
    /// How finely the time is known.
    Precision,
    /// The time of day, next to a date.
    Time,
    /// Who published it.
    Source,
    /// The language.
    Lang,
    /// Symbols or ISINs of the instruments that it is about.
    Symbols,
    /// Who wrote it.
    Author,
    /// The kind of news.
    Kind,
    /// Tags.
    Tags,
}

impl NewsColumn {
    /// All of them with the names by which they are known, the first being the one to write.
    pub const ALL: &'static [(Self, &'static [&'static str])] = &[
        (Self::Title, &["title", "headline", "subject", "titel", "überschrift", "schlagzeile"]),
        (Self::Text, &["text", "body", "content", "article", "story", "inhalt"]),
        (Self::Summary, &["summary", "description", "abstract", "teaser", "lead", "zusammenfassung"]),
        (Self::Url, &["url", "link", "address", "href", "news_url", "article_url"]),
        (Self::Id, &["id", "guid", "identifier", "article_id", "story_id"]),
        (
            Self::PublishedAt,
            &[
                "published_at",
                "published",
                "at",
                "datetime",
                "timestamp",
                "date",
                "published_utc",
                "time_published",
                "publication_date",
                "pub_date",
                "published_date",
                "created_at",
                "datum",
                "zeitpunkt",
            ],
        ),
        (Self::Precision, &["precision"]),
        (Self::Time, &["time", "uhrzeit", "zeit", "heure", "hora", "ora"]),
        (
            Self::Source,
            &[
                "source",
                "publisher",
                "outlet",
                "source_name",
                "publisher_name",
                "site",
                "provider",
                "feed",
                "quelle",
            ],
        ),
        (Self::Lang, &["lang", "language", "sprache"]),
        (Self::Symbols, &["symbols", "symbol", "tickers", "ticker", "stock", "stocks", "isin"]),
        (Self::Author, &["author", "byline", "autor"]),
        (Self::Kind, &["kind", "type", "art"]),
        (Self::Tags, &["tags", "tag", "keywords", "categories"]),
    ];

    /// What a column of this name holds, and how good a name it is: 0 is the best.
    pub(super) fn of(name: &str) -> Option<(Self, usize)> {
        let wanted = fold(name);
        Self::ALL.iter().find_map(|(column, names)| {
            let rank = names.iter().position(|name| fold(name) == wanted)?;
            Some((*column, rank))
        })
    }
}

/// Whether an object with these fields is an item of news itself, and no document around a table.
pub(super) fn is_item(fields: &Map<String, Json>) -> bool {
    fields.iter().any(|(name, value)| value.is_string() && is_needed(name))
}

/// Whether a table of news needs a column of this name, or another such.
pub(super) fn is_needed(name: &str) -> bool {
    NewsColumn::of(name).is_some_and(|(column, _)| matches!(column, NewsColumn::Title | NewsColumn::Text))
}
