//! When two items are the same event.
//!
//! An item is known by marks: its address, its identifier in its feed, its title with day and source,
//! the hash of an article's text. Two items are one event where a mark agrees and none that must not
//! differ differs. A text is known by its hash, so that a changed text becomes a revision. Whether two
//! events tell one story is for [`super::story`].

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::address::url_key;
use super::said::{IdentifierWorth, Identifiers};
use super::title::normalised_title;
use super::{RawItem, When};

/// Words from which on a title is taken to be its article's own; *Form 8-K* is not.
const TELLING_TITLE_WORDS: usize = 4;

/// Words below which a text may well be written twice, such as *The shares closed unchanged.*
const TELLING_TEXT_WORDS: usize = 40;

/// Marks by which an event is looked for, the most telling first.
const LOOKED_FOR: [&str; 5] = ["id:", "url:", "text:", "guid:", "title:"];

/// What an item or event is known by: a set of marks, each a line of text as it is stored.
///
/// | mark | agreeing | differing |
/// | --- | --- | --- |
/// | `id:SCOPE ID`, given by an authority | the same, whatever else differs | two events |
/// | `url:HOST/PATH` | the same | two events |
/// | `guid:SCOPE ID`, given by the publisher | the same | two events, in one scope |
/// | `file:SCOPE NAME`, a place | the same | nothing |
/// | `text:HASH`, of an article | the same | nothing: a changed text is a revision |
/// | `short:HASH`, of an article of few words | nothing | where only the text agrees and the days differ: two events |
/// | `title:DAY SOURCE TITLE` | the same | nothing: a title may be changed |
/// | `called:TITLE`, `time:WHEN` | nothing | where both do and only an identifier agrees: two events |
///
/// What one of the two does not have cannot differ, so that an article from a file is met again under
/// its address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity {
    marks: BTreeSet<String>,
}

/// What an item says of itself that identifies it.
#[derive(Debug, Clone, Copy)]
pub struct Particulars<'a> {
    /// Its address.
    pub url: Option<&'a str>,
    /// Its identifier, and what that is worth.
    pub guid: Option<(&'a Identifiers, &'a str)>,
    /// Its title.
    pub title: &'a str,
    /// When it states that it became public.
    pub stated: Option<When>,
    /// Who published it.
    pub source: Option<&'a str>,
    /// The text of an article.
    pub article: Option<&'a str>,
}

impl Identity {
    /// The marks of an item; never none.
    ///
    /// An item with an address or identifier is also known by its title if that has four words or
    /// more: two filings of a day, both called *Form 8-K*, stay two.
    #[must_use]
    pub fn of(item: &Particulars<'_>) -> Self {
        let mut marks: BTreeSet<String> =
            item.url.and_then(url_key).map(|url| format!("url:{url}")).into_iter().collect();
        marks.extend(item.guid.and_then(|(of, guid)| identifier(of, guid)));
        let title = normalised_title(item.title);
        let day = item.stated.map(|when| when.date_utc().to_string());
        if marks.is_empty() || title.split(' ').count() >= TELLING_TITLE_WORDS {
            let source = item.source.map(|s| s.trim().to_lowercase()).unwrap_or_default();
            marks.insert(format!("title:{}\t{source}\t{title}", day.as_deref().unwrap_or("undated")));
        }
        if !title.is_empty() {
            marks.insert(format!("called:{title}"));
        }
        marks.extend(item.stated.map(|when| match when {
            When::Instant { at, .. } => format!("time:{}", at.timestamp()),
            When::Day(day) => format!("time:{day}"),
        }));
        if let Some(text) = item.article {
            let hash = content_hash(text);
            marks.insert(format!("text:{hash:016x}"));
            let is_short = text.split_whitespace().nth(TELLING_TEXT_WORDS - 1).is_none();
            marks.extend(is_short.then(|| format!("short:{hash:016x}")));
        }
        Self { marks }
    }

    /// The same with further marks.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.marks.extend(other.marks);
        self
    }

    /// Whether all marks of the other are marks of this one.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.marks.is_subset(&self.marks)
    }

    /// The marks by which the same event is looked for, the most telling first.
    pub fn looked_for(&self) -> impl Iterator<Item = &str> {
        let beginning = |kind: &'static str| self.marks.iter().filter(move |m| m.starts_with(kind));
        let of_place = self.marks.iter().filter(|m| m.starts_with("file:"));
        LOOKED_FOR.into_iter().flat_map(beginning).chain(of_place).map(String::as_str)
    }

    /// Whether the two are one event.
    ///
    /// A mark that agrees never outweighs one that differs. The answer is the same whichever of the two
    /// came first.
    ///
    /// ```
    /// use newstape::event::{Identity, Particulars};
    ///
    /// let item = |url: Option<&'static str>, title: &'static str| {
    ///     Identity::of(&Particulars { url, guid: None, title, stated: None, source: None, article: None })
    /// };
    /// let logged = item(Some("https://a.example/1"), "Halvorsen shares fall by three percent");
    /// // The same page, by way of a newsletter and with another title.
    /// assert!(logged.is_same_event_as(&item(Some("https://a.example/1?utm_source=mail"), "Halvorsen falls")));
    /// // The same title from a file, which has no address that could differ.
    /// assert!(logged.is_same_event_as(&item(None, "Halvorsen shares fall by three percent")));
    /// // Two addresses are two events, whatever else agrees.
    /// assert!(!logged.is_same_event_as(&item(Some("https://b.example/9"), "Halvorsen shares fall by three percent")));
    /// ```
    #[must_use]
    pub fn is_same_event_as(&self, other: &Self) -> bool {
        if let Some(same) = self.agrees(other, "id:") {
            return same;
        }
        let agreeing = |kind: &str| self.agrees(other, kind) == Some(true);
        if self.agrees(other, "url:") == Some(false) || self.guids_differ(other) {
            return false;
        }
        if ["url:", "title:"].into_iter().any(agreeing) {
            return true;
        }
        if agreeing("text:") && !(agreeing("short:") && self.days_differ(other)) {
            return true;
        }
        let another = |kind: &str| self.agrees(other, kind) == Some(false);
        let is_another_item = another("called:") && another("time:");
        (agreeing("guid:") || agreeing("file:")) && !is_another_item
    }

    /// Whether the two share a mark of a kind; `None` where one of them has none.
    fn agrees(&self, other: &Self, kind: &str) -> Option<bool> {
        let (ours, theirs) = (self.of_kind(kind), other.of_kind(kind));
        if ours.is_empty() || theirs.is_empty() {
            return None;
        }
        Some(ours.iter().any(|mark| theirs.contains(mark)))
    }

    /// Whether both have days, and none in common.
    fn days_differ(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.days(), other.days());
        !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs)
    }

    /// The days, in UTC, on which it is said to have become public.
    fn days(&self) -> BTreeSet<NaiveDate> {
        let times = self.of_kind("time:").into_iter().filter_map(|mark| mark.strip_prefix("time:"));
        let day = |time: &str| match time.parse::<i64>() {
            Ok(seconds) => DateTime::from_timestamp(seconds, 0).map(|at| at.date_naive()),
            Err(_) => time.parse().ok(),
        };
        times.filter_map(day).collect()
    }

    /// Whether both have identifiers of one scope, and none in common.
    fn guids_differ(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.of_kind("guid:"), other.of_kind("guid:"));
        let scope = |mark: &str| mark.split('\t').next().map(str::to_owned);
        let shared_scope = ours.iter().any(|o| theirs.iter().any(|t| scope(o) == scope(t)));
        shared_scope && !ours.iter().any(|mark| theirs.contains(mark))
    }

    fn of_kind(&self, kind: &str) -> BTreeSet<&str> {
        self.marks.iter().map(String::as_str).filter(|mark| mark.starts_with(kind)).collect()
    }
}

fn identifier(of: &Identifiers, guid: &str) -> Option<String> {
    let guid = Some(guid.trim()).filter(|guid| !guid.is_empty())?;
    let scope = url_key(&of.scope).unwrap_or_else(|| of.scope.trim().to_lowercase());
    let kind = match of.worth {
        IdentifierWorth::Unique => "id",
        IdentifierWorth::Given => "guid",
        IdentifierWorth::Place => "file",
    };
    Some(format!("{kind}:{scope}\t{guid}"))
}

/// What an item is known by within its source, whatever it says: its address and identifier, or else
/// its title and day. Two items of one key say the same or follow one another.
#[must_use]
pub fn item_key(item: &RawItem, identifiers: &Identifiers) -> u64 {
    let guid = item.guid.as_deref().and_then(|guid| identifier(identifiers, guid));
    let unique = guid.as_ref().filter(|_| identifiers.worth == IdentifierWorth::Unique);
    let url = item.url.as_deref().filter(|_| unique.is_none()).and_then(url_key);
    let name = match (url, guid) {
        (None, None) => {
            let day = item
                .publication
                .as_ref()
                .and_then(super::Publication::stated)
                .map(|when| when.date_utc().to_string());
            format!("title:{}\t{}", day.unwrap_or_default(), normalised_title(&item.title))
        }
        (url, guid) => format!("{}\n{}", url.unwrap_or_default(), guid.unwrap_or_default()),
    };
    xxh3_64(name.as_bytes())
}

/// A hash of all that an item said; what it points to aside.
#[must_use]
pub fn item_said(item: &RawItem) -> u64 {
    let part = |body: &Option<super::Body>| body.as_ref().map_or(0, |b| content_hash(b.as_str()));
    let when = item.publication.as_ref().and_then(|p| p.original.as_deref()).unwrap_or_default();
    let all = format!(
        "{}\n{}\n{}\n{}\n{:?}",
        item.title,
        part(&item.summary),
        part(&item.body),
        when,
        item.updated_at
    );
    xxh3_64(all.as_bytes())
}

/// The hash of a text for telling revisions apart: another only if characters changed, not if
/// lines were broken or spaces set anew.
#[must_use]
pub fn content_hash(text: &str) -> u64 {
    let mut normal = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.extend(word.nfc());
    }
    xxh3_64(normal.as_bytes())
}

#[cfg(test)]
mod tests;
