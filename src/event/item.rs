//! A piece of news as it was sent, before anything is decided about it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::address::url_key;
use super::{EventKind, EventText, Publication, Score, normalised_title};

/// The text of an item, in the form in which it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// For readers.
    Text(String),
    /// With marks.
    Html(String),
    /// An article as it was read: the text contains its title, and was searched for its date.
    Article(EventText),
}

impl Body {
    /// The text as sent, marks included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Html(text) => text,
            Self::Article(article) => &article.text,
        }
    }
}

/// What a source said of one piece of news: a feed's entry, a filing, an article in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawItem {
    /// Its identifier within the source.
    pub guid: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its title, without marks; empty where it has none.
    pub title: String,
    /// A few sentences.
    pub summary: Option<Body>,
    /// The whole of it, where the source sends that.
    pub body: Option<Body>,
    /// When the source says that it became public; absent where it says nothing, or where what it
    /// states is not such a time (a time of crawling).
    pub publication: Option<Publication>,
    /// Other times of publication that it states and that contradict the first.
    pub conflicts: Vec<Publication>,
    /// When it was last changed: never a time of publication.
    pub updated_at: Option<DateTime<Utc>>,
    /// The code or tag of its language, as stated.
    pub lang: Option<String>,
    /// The language in which its dates were read, where its reader had to decide one.
    pub read_in: Option<String>,
    /// Codes of the instruments that it is about by its nature: a filing's company.
    pub about: Vec<String>,
    /// Symbols or ISINs that the source itself tags it with.
    pub symbols: Vec<String>,
    /// Its subjects, as stated.
    pub categories: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it: the outlet, not who passed it on.
    pub outlet: Option<String>,
    /// How the source rates it.
    pub scores: Vec<Score>,
    /// What kind of news, where the source makes that plain.
    pub kind: Option<EventKind>,
    /// What a reader should know about the reading, each a sentence without a full stop.
    pub notes: Vec<String>,
}

/// Takes away the identifiers that items of one document share without being one item: those of
/// items with different addresses or, where they have none, with different titles.
///
/// Feeds that give every entry the same identifier exist in numbers. The same entry listed twice
/// keeps its identifier.
///
/// ```
/// use newstape::event::{RawItem, drop_shared_guids};
///
/// let item = |guid: &str, url: &str| RawItem {
///     guid: Some(guid.to_owned()),
///     url: Some(url.to_owned()),
///     ..RawItem::default()
/// };
/// let mut items = [item("0", "https://a.example/1"), item("0", "https://a.example/2"), item("7", "https://a.example/3")];
/// drop_shared_guids(&mut items);
/// assert_eq!(items.map(|item| item.guid.is_some()), [false, false, true]);
/// ```
pub fn drop_shared_guids(items: &mut [RawItem]) {
    let mut bearers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for item in items.iter() {
        let Some(guid) = item.guid.as_deref() else { continue };
        let name = item.url.as_deref().and_then(url_key).unwrap_or_else(|| normalised_title(&item.title));
        bearers.entry(guid).or_default().insert(name);
    }
    let shared = bearers.into_iter().filter(|(_, names)| names.len() > 1);
    let shared: BTreeSet<String> = shared.map(|(guid, _)| guid.to_owned()).collect();
    for item in items.iter_mut().filter(|i| i.guid.as_ref().is_some_and(|guid| shared.contains(guid))) {
        item.guid = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guids(items: &[(&str, Option<&str>, &str)]) -> Vec<bool> {
        let item = |(guid, url, title): &(&str, Option<&str>, &str)| RawItem {
            guid: Some((*guid).to_owned()),
            url: url.map(str::to_owned),
            title: (*title).to_owned(),
            ..RawItem::default()
        };
        let mut items: Vec<RawItem> = items.iter().map(item).collect();
        drop_shared_guids(&mut items);
        items.iter().map(|item| item.guid.is_some()).collect()
    }

    #[test]
    fn an_identifier_that_different_items_share_is_none() {
        let (a, b) = (Some("https://a.example/1"), Some("https://a.example/2"));
        assert_eq!(guids(&[("0", a, "x"), ("0", b, "x"), ("7", a, "y")]), [false, false, true]);
        assert_eq!(guids(&[("0", None, "x"), ("0", None, "y")]), [false, false]);
        // The same page twice, by way of a reader's mark and with another title.
        assert_eq!(
            guids(&[("0", a, "x"), ("0", Some("https://a.example/1?utm_source=rss"), "y")]),
            [true; 2]
        );
        assert_eq!(guids(&[("0", None, "x"), ("0", None, "X!")]), [true; 2]);
    }
}
