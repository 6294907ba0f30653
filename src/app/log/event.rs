//! Logging: an article or a few flags in; the event with links, claims and reactions stored.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::link::relink;
use crate::app::measure::{self, Measured};
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, Reference};
use crate::article::{self, Article, ArticleOrigin};
use crate::claim;
use crate::date::{self, DateContext};
use crate::event::{EventKind, EventText, ItemIdentity, Origin, Publication, When, content_hash};
use crate::instrument::Universe;
use crate::link::{Decision, LinkDecision, LinkRequest, Linked, Linker, decide};
use crate::net;
use crate::store::{Logged, NewEvent, Store, StoredEvent};

/// Where the text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// A page to fetch.
    Url(String),
    /// Standard input.
    Stdin,
    /// A text that is already here.
    Bytes {
        /// A file's name, which helps to tell the format.
        name: String,
        /// The text.
        bytes: Vec<u8>,
    },
}

impl Input {
    /// `-` is standard input, `http(s)://…` a page, all else a file.
    #[must_use]
    pub fn from_argument(argument: &str) -> Self {
        if argument == "-" {
            Self::Stdin
        } else if argument.starts_with("http://") || argument.starts_with("https://") {
            Self::Url(argument.to_owned())
        } else {
            Self::File(argument.into())
        }
    }
}

/// What to log, and what the user says of it; the user beats all that is found.
#[derive(Debug, Clone, Default)]
pub struct LogRequest {
    /// The text, if there is more than a title.
    pub input: Option<Input>,
    /// The title.
    pub title: Option<String>,
    /// The time of publication, as written.
    pub at: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Instruments that it is about.
    pub tickers: Vec<String>,
    /// What kind of news.
    pub kind: Option<EventKind>,
    /// Tags.
    pub tags: Vec<String>,
    /// The language.
    pub lang: Option<String>,
}

/// Logs one event.
///
/// # Errors
/// The text cannot be read or understood, a ticker is unknown, the time lies in the future, or the
/// database refuses. Nothing is then stored.
pub fn log_event(context: &Context, request: &LogRequest) -> Result<(StoredEvent, Logged), Failure> {
    let now = context.now();
    let reference = context.reference()?;
    let universe = &reference.universe;
    let article = read(context, request, now)?;
    let mut new = compose(request, article, now)?;
    let mut linked = link(universe, &new, request)?;
    let mut store = context.store()?;
    let decisions = relink::keep_decisions(&store, universe, &new.keys, &mut linked)?;
    new.claims = extract(universe, &new, &linked, &decisions);
    new.notes.extend(linked.notes);
    new.links = linked.links;
    new.unlisted = linked.unlisted;
    measure_into(&mut store, &reference, &mut new, now)?;
    let logged = store.log(&new)?;
    Ok((store.event(logged.id())?, logged))
}

fn read(context: &Context, request: &LogRequest, now: DateTime<Utc>) -> Result<Option<Article>, Failure> {
    let Some(input) = &request.input else { return Ok(None) };
    let mut origin = ArticleOrigin {
        file_name: None,
        content_type: None,
        url: None,
        fetched_at: now,
        default_zone: None,
        lang: request.lang.clone(),
    };
    let (bytes, name) = match input {
        Input::File(path) => {
            origin.file_name = path.file_name().map(|n| n.to_string_lossy().into_owned());
            (read_file(path)?, path.display().to_string())
        }
        Input::Bytes { name, bytes } => {
            origin.file_name = Some(name.clone());
            (bytes.clone(), name.clone())
        }
        Input::Stdin => {
            let bytes = article::read_limited(std::io::stdin().lock());
            (bytes.map_err(|e| Failure::from(e).while_doing("standard input"))?, "standard input".to_owned())
        }
        Input::Url(url) => {
            let page = fetch(context, url)?;
            origin.content_type = page.header("content-type").map(str::to_owned);
            origin.url = Some(url.clone());
            (page.bytes.clone(), url.clone())
        }
    };
    article::read(&bytes, &origin).map(Some).map_err(|e| Failure::from(e).while_doing(name))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |e: std::io::Error| Refusal::Unreadable { path: path.to_owned(), reason: e.to_string() };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(Refusal::Unreadable { path: path.to_owned(), reason: "it is a folder".to_owned() }.into());
    }
    article::read_limited(file).map_err(|e| Failure::from(e).while_doing(path.display().to_string()))
}

fn fetch(context: &Context, url: &str) -> Result<net::Response, Failure> {
    let client = net::Client::new(context.net_config())?;
    let request = net::Request::get(url)?;
    Ok(crate::app::block_on(client.get_public(request))??)
}

/// Puts together what was read and what the user says.
fn compose(request: &LogRequest, article: Option<Article>, now: DateTime<Utc>) -> Result<NewEvent, Failure> {
    let given = request.title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let mut article = match (article, given) {
        (None, None) => return Err(Refusal::NothingToLog.into()),
        (None, Some(title)) => Article {
            text: EventText::from_title(title),
            publication: None,
            conflicts: Vec::new(),
            source: None,
            url: None,
            lang: None,
            notes: Vec::new(),
            kind_hint: None,
        },
        (Some(article), _) => article,
    };
    if let Some(title) = given
        && article.text.title() != title
    {
        article.text = EventText::from_title_and_body(title, &article.text.text);
    }
    let publication = publication(request, &article, now)?;
    let mut conflicts = article.conflicts;
    if let Some(found) = article.publication
        && found.when != publication.when
    {
        conflicts.insert(0, found);
    }
    let source = request.source.clone().or(article.source);
    let identity = ItemIdentity {
        url: article.url.as_deref(),
        guid: None,
        title: article.text.title(),
        publication: &publication,
        source: source.as_deref(),
    };
    Ok(NewEvent {
        keys: identity.keys().iter().map(ToString::to_string).collect(),
        content_hash: content_hash(&article.text.text),
        text: article.text,
        publication,
        conflicts,
        seen_at: now,
        source,
        url: article.url,
        lang: request.lang.clone().or(article.lang),
        kind: request.kind.or(article.kind_hint).unwrap_or(EventKind::News),
        tags: request.tags.clone(),
        notes: article.notes,
        links: Vec::new(),
        unlisted: Vec::new(),
        claims: Vec::new(),
        reactions: Vec::new(),
    })
}

fn publication(request: &LogRequest, article: &Article, now: DateTime<Utc>) -> Result<Publication, Failure> {
    if let Some(at) = &request.at {
        return Ok(user_time("at", at, request.lang.as_deref(), now)?);
    }
    let observed = Publication {
        when: When::Instant { at: now, precision: crate::event::Precision::Second },
        origin: Origin::Observed,
        original: None,
        zone: None,
        zone_assumed: false,
    };
    Ok(article.publication.clone().unwrap_or(observed))
}

/// A time as the user writes it; it must not lie in the future.
///
/// # Errors
/// [`Refusal::Time`], [`Refusal::Future`].
pub fn user_time(
    flag: &'static str,
    value: &str,
    lang: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Publication, Refusal> {
    let context = DateContext { lang: lang.map(str::to_owned), fetched_at: Some(now), default_zone: None };
    let wrong = || Refusal::Time { flag, value: value.to_owned() };
    let in_words = || {
        let found = date::find_in_text(value, &context);
        found.best.or_else(|| found.future.into_iter().next())
    };
    let found = date::read_value(value, &context).or_else(in_words).ok_or_else(wrong)?;
    let publication = found.publication(None);
    let is_future = match publication.when {
        When::Instant { at, .. } => at > now,
        // A day is not over in every zone when it is over in UTC.
        When::Day(day) => day > (now + chrono::TimeDelta::hours(14)).date_naive(),
    };
    if is_future {
        return Err(Refusal::Future {
            value: value.to_owned(),
            now: now.format("%Y-%m-%d %H:%MZ").to_string(),
        });
    }
    Ok(Publication { origin: Origin::User, original: Some(value.to_owned()), ..publication })
}

/// The linker's links, and the user's on top.
fn link(universe: &Arc<Universe>, new: &NewEvent, request: &LogRequest) -> Result<Linked, Failure> {
    let date = new.publication.when.date_utc();
    let mut named = Vec::new();
    for ticker in &request.tickers {
        let instrument = universe.resolve_on(ticker, date)?;
        let (instrument, name) = (instrument.id.clone(), instrument.name.clone());
        named.push(LinkDecision { instrument, name, decision: Decision::Add });
    }
    let watchlist: Vec<_> = named.iter().map(|d| d.instrument.clone()).collect();
    let linker = Linker::over(universe);
    let mut linked =
        linker.link(&LinkRequest { text: &new.text, lang: new.lang.as_deref(), date, watchlist: &watchlist });
    decide(&mut linked, &named);
    Ok(linked)
}

/// The claims of a text, not checked yet.
pub(in crate::app) fn extract(
    universe: &Universe,
    new: &NewEvent,
    linked: &Linked,
    decisions: &[LinkDecision],
) -> Vec<(claim::Claim, Option<claim::ClaimVerdict>)> {
    let claims = relink::claims(universe, &new.text.text, new.lang.as_deref(), linked, decisions);
    claims.into_iter().map(|c| (c, None)).collect()
}

pub(in crate::app) fn measure_into(
    store: &mut Store,
    reference: &Reference,
    new: &mut NewEvent,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Measured { reactions, claims, notes } =
        measure::event(store, reference, None, &new.publication.when, &new.links, &new.claims, now)?;
    new.reactions = reactions;
    new.claims = claims;
    new.notes.extend(notes);
    Ok(())
}
