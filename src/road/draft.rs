//! What an item comes to: text, title, language and time, each decided here and nowhere else.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::ops::{Deref, Range};

use chrono::{DateTime, Utc};

use super::StoredEvent;
use super::notes::without_linkers_notes;
use crate::article;
use crate::date::{self, DateContext, DatedText};
use crate::event::{
    Body, EventKind, EventText, Identity, NewsEvent, Particulars, Publication, RawItem, Said, Score,
    canonical_url, content_hash, is_far_from_business, kind_of,
};
use crate::text::{LanguageCode, language_of, looks_like_html, one_line, plain_text};

/// An item with everything decided that does not need the instrument universe.
#[derive(Debug, Clone)]
pub struct Draft {
    text: EventText,
    content_hash: u64,
    /// With the title that the user gave, if that stands above the text.
    hash_as_called: u64,
    publication: Publication,
    conflicts: Vec<Publication>,
    /// Another time that a revision states.
    restated: Option<Publication>,
    seen_at: DateTime<Utc>,
    source: Option<String>,
    url: Option<String>,
    lang: Option<String>,
    kind: EventKind,
    /// The user or the source says the kind.
    kind_is_said: bool,
    tags: Vec<String>,
    notes: Vec<String>,
    scores: Vec<Score>,
    identity: Identity,
}

/// A text longer than this is cut: every step takes time in proportion to its length, and one item must
/// not hold up the others. A long annual report has about half of it.
const MOST_TEXT_BYTES: usize = 1_000_000;

/// Neither a text nor a title was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is nothing to log: neither a text nor a title was given")]
pub struct NothingSaid;

impl Draft {
    /// Decides what an item comes to, first had at `seen_at`.
    ///
    /// - *Title*: the user's, else the item's own, else the line of the text that reads like one.
    /// - *Text*: the whole where it was sent, else the summary, else the title alone.
    /// - *Language*: the user's word, else the item's, else the source's setting, else what the words tell.
    /// - *Kind*: the user's word, else the source's, else what the text tells.
    /// - *Time*: the user's word, else the item's, else a date line in the text, else `seen_at`. A time in
    ///   the future is passed over with a note; the user's was refused before.
    ///
    /// # Errors
    /// [`NothingSaid`] where there is neither text nor title.
    ///
    /// ```
    /// use newstape::event::{RawItem, Said};
    /// use newstape::road::Draft;
    /// let item = RawItem { title: "BMW-Aktie legt um 2,5 Prozent zu".to_owned(), ..RawItem::default() };
    /// let draft = Draft::new(&item, &Said::default(), "2025-01-29T12:00:00Z".parse().unwrap()).unwrap();
    /// assert_eq!(draft.lang(), Some("de"));
    /// ```
    pub fn new(item: &RawItem, said: &Said, seen_at: DateTime<Utc>) -> Result<Self, NothingSaid> {
        let mut notes = item.notes.clone();
        let body = body_of(item);
        let given = said.title.as_deref().map(title_as_given).filter(|title| !title.is_empty());
        let stated = language_stated(item, said, &mut notes);
        let text = text_of(item, body.as_ref(), given.as_deref()).ok_or(NothingSaid)?;
        // Another title that the user gives makes no other text of it.
        let bare = given.is_some().then(|| text_of(item, body.as_ref(), None)).flatten();
        let bare_hash = bare.map(|bare| content_hash(&bare.within(MOST_TEXT_BYTES).0.text));
        let (text, is_cut) = text.within(MOST_TEXT_BYTES);
        if is_cut {
            notes.push(format!("the text is longer than {MOST_TEXT_BYTES} bytes and was cut there"));
        }
        let lang = stated.map(|code| code.to_string()).or_else(|| item.read_in.clone());
        let lang = lang.or_else(|| language_of(&text.text));
        let context = DateContext { lang, fetched_at: Some(seen_at), default_zone: said.usual.zone };
        let (title, (own, mut conflicts)) = {
            // Searched for dates where the title or the time is looked for in it, and only once.
            let dated = LazyCell::new(|| DatedText::search(&text.text, &context));
            (title_of(&text, &dated), own_time(item, &dated, &context, &mut notes))
        };
        let text = EventText { title, ..text };
        let publication = said.at.clone().or_else(|| own.clone());
        let publication = publication.unwrap_or_else(|| Publication::observed(seen_at));
        if publication.when.may_be_placeholder() {
            let day = publication.when.date_utc();
            notes.push(format!("{day} looks like a placeholder for a date that is not known"));
        }
        conflicts.splice(0..0, own.clone().filter(|own| own.when != publication.when));
        let source =
            said.source.clone().or_else(|| item.outlet.clone()).or_else(|| said.usual.source.clone());
        let identity = identity_of(item, said, &text, own.as_ref(), source.as_deref());
        let kind_said = said.kind.or(item.kind);
        let hash_as_called = content_hash(&text.text);
        Ok(Self {
            content_hash: bare_hash.unwrap_or(hash_as_called),
            hash_as_called,
            publication,
            conflicts,
            restated: None,
            seen_at,
            source,
            url: item.url.as_deref().map(|url| canonical_url(url).unwrap_or_else(|| url.to_owned())),
            kind: kind_said.unwrap_or_else(|| kind_of(&text, context.lang.as_deref())),
            kind_is_said: kind_said.is_some(),
            lang: context.lang,
            tags: said.tags.clone(),
            notes,
            scores: item.scores.clone(),
            identity,
            text,
        })
    }

    /// What a stored event came to, to be linked again. Nothing is decided anew; the remarks of the
    /// linker are left out, for it will make its own.
    #[must_use]
    pub fn stored(stored: &StoredEvent) -> Self {
        let event = &stored.event;
        Self {
            text: event.text.clone(),
            content_hash: content_hash(&event.text.text),
            hash_as_called: content_hash(&event.text.text),
            publication: event.publication.clone(),
            conflicts: stored.conflicts.clone(),
            restated: None,
            seen_at: event.seen_at,
            source: event.source.clone(),
            url: event.url.clone(),
            lang: event.lang.clone(),
            kind: event.kind,
            kind_is_said: true,
            tags: event.tags.clone(),
            notes: without_linkers_notes(&stored.notes),
            scores: stored.scores.clone(),
            identity: Identity::default(),
        }
    }

    /// The draft of an item that is known as an event: its text is read in the language and as of the
    /// time that the event has, and under the title that the user put in place of the source's, if any.
    /// A second arrival changes none of them.
    #[must_use]
    pub fn revising(self, event: &NewsEvent, users_title: Option<&str>) -> Self {
        let stated = self.publication.stated().is_some_and(|when| when != event.publication.when);
        let restated = stated.then_some(self.publication);
        let lang = event.lang.clone().or(self.lang);
        let text = match users_title {
            Some(title) => self.text.retitled(title),
            None => self.text,
        };
        Self { text, publication: event.publication.clone(), restated, lang, ..self }
    }

    /// A text that names no instrument and has no word of business is no news of the market.
    pub(super) fn settle_kind(&mut self, names_instruments: bool) {
        let open = !self.kind_is_said && self.kind == EventKind::News && !names_instruments;
        if open && is_far_from_business(&self.text, self.lang.as_deref()) {
            self.kind = EventKind::Other;
        }
    }

    pub(super) fn add_notes(&mut self, notes: impl IntoIterator<Item = String>) {
        self.notes.extend(notes);
    }

    /// Title and text.
    #[must_use]
    pub const fn text(&self) -> &EventText {
        &self.text
    }

    /// A hash of the normalised text as the source has it: another hash is another revision.
    #[must_use]
    pub const fn content_hash(&self) -> u64 {
        self.content_hash
    }

    /// Whether the text with that hash is this one, with the source's title or the user's.
    #[must_use]
    pub const fn is_text_of(&self, content_hash: u64) -> bool {
        content_hash == self.content_hash || content_hash == self.hash_as_called
    }

    /// When it was published.
    #[must_use]
    pub const fn publication(&self) -> &Publication {
        &self.publication
    }

    /// Other times of publication that it states, the most likely first.
    #[must_use]
    pub fn conflicts(&self) -> &[Publication] {
        &self.conflicts
    }

    /// The time that a later arrival of a known event states, where it is another.
    #[must_use]
    pub const fn restated(&self) -> Option<&Publication> {
        self.restated.as_ref()
    }

    /// When this system first saw it.
    #[must_use]
    pub const fn seen_at(&self) -> DateTime<Utc> {
        self.seen_at
    }

    /// Who published it.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Its canonical address.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// ISO 639-1 code of its language.
    #[must_use]
    pub fn lang(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    /// The kind of news.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        self.kind
    }

    /// The user's tags.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Remarks made so far, each a sentence without a full stop.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// How services rate it, as they sent it.
    #[must_use]
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// What it is known by.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }
}

/// The item's own text: the whole where the source sends it, else the summary.
fn body_of(item: &RawItem) -> Option<Cow<'_, EventText>> {
    let plain = |text: &str| Cow::Owned(EventText { text: text.to_owned(), title: 0..0 });
    let body = item.body.as_ref().or(item.summary.as_ref())?;
    let text = match body {
        Body::Html(html) => plain(&plain_text(html)),
        // What is sent as text is often the HTML of a page.
        Body::Text(text) if looks_like_html(text) => plain(&plain_text(text)),
        Body::Text(text) => plain(&without_nul(text.trim())),
        Body::Article(article) => Cow::Borrowed(article),
    };
    Some(text).filter(|text| !text.text.trim().is_empty())
}

/// Title and text; the user's title is put above a text that has another.
fn text_of(item: &RawItem, body: Option<&Cow<'_, EventText>>, given: Option<&str>) -> Option<EventText> {
    let own = without_nul(item.title.trim());
    let title = given.unwrap_or(&own);
    let Some(body) = body else { return (!title.is_empty()).then(|| EventText::from_title(title)) };
    let text = body.text.trim_end();
    if text.trim_start() == title {
        return Some(EventText::from_title(title));
    }
    let is_its_own = !body.title.is_empty() && given.is_none_or(|given| given == body.title());
    if is_its_own && body.title.end <= text.len() {
        return Some(EventText { text: text.to_owned(), title: body.title.clone() });
    }
    Some(EventText::from_title_and_body(title, text))
}

/// The title found in a text, if none was stated.
fn title_of(text: &EventText, dated: &impl Deref<Target = DatedText>) -> Range<usize> {
    if text.title.is_empty() { article::title_in(&text.text, dated) } else { text.title.clone() }
}

/// No text has the character NUL, at which some readers of the database would end it.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

/// A title as the user gives it. A character may be written as in HTML, as `&amp;`; what looks like a tag
/// is taken as words.
#[must_use]
pub fn title_as_given(title: &str) -> String {
    if title.contains('&') { one_spaced(&one_line(&title.replace('<', "&lt;"))) } else { one_spaced(title) }
}

/// Words with single spaces between them and none around them.
#[must_use]
pub fn one_spaced(text: &str) -> String {
    without_nul(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The language that somebody states.
fn language_stated(item: &RawItem, said: &Said, notes: &mut Vec<String>) -> Option<LanguageCode> {
    let own = item.lang.as_deref().map(str::trim).filter(|lang| !lang.is_empty());
    let own = own.and_then(|lang| {
        let read = lang.parse::<LanguageCode>();
        notes
            .extend(read.as_ref().err().map(|wrong| format!("the language stated was passed over: {wrong}")));
        read.ok()
    });
    said.lang.or(own).or(said.usual.lang)
}

/// The time that the item itself states, and others that contradict it. Its text is asked where nothing
/// else says when, unless it was asked before.
fn own_time(
    item: &RawItem,
    dated: &impl Deref<Target = DatedText>,
    context: &DateContext,
    notes: &mut Vec<String>,
) -> (Option<Publication>, Vec<Publication>) {
    let now = context.fetched_at.unwrap_or_default();
    if let Some(stated) = &item.publication {
        if !stated.when.is_future(now) {
            return (Some(stated.clone()), item.conflicts.clone());
        }
        notes.push(date::passed_over(stated.original.as_deref().unwrap_or_default()));
        return (None, item.conflicts.clone());
    }
    let was_searched = matches!(item.body, Some(Body::Article(_)));
    if was_searched {
        (None, item.conflicts.clone())
    } else {
        dated.publication(context).stated(context, notes)
    }
}

/// What the item is known by: what it says itself, and what it is called by the user.
///
/// An article that is logged again with other words of the user is known by its text, and by its own
/// title if that has a day: an undated title alone is too weak next to a day that the user gives.
fn identity_of(
    item: &RawItem,
    said: &Said,
    text: &EventText,
    own: Option<&Publication>,
    source: Option<&str>,
) -> Identity {
    let article = match &item.body {
        Some(Body::Article(article)) => Some(article.text.as_str()),
        _ => None,
    };
    let at = said.at.as_ref().or(own);
    let as_logged = Particulars {
        url: item.url.as_deref(),
        guid: said.usual.identifiers.as_ref().zip(item.guid.as_deref()),
        title: text.title(),
        stated: at.and_then(Publication::stated),
        source,
        article,
    };
    let identity = Identity::of(&as_logged);
    let own_day = own.and_then(Publication::stated);
    if article.is_none() || (own_day.is_none() && said.at.is_some()) {
        return identity;
    }
    let own_source = item.outlet.as_deref().or(said.usual.source.as_deref());
    identity.and(Identity::of(&Particulars {
        title: &item.title,
        stated: own_day,
        source: own_source,
        ..as_logged
    }))
}
