//! Adds, changes, lists, tests, pauses and removes sources of news.

pub mod list;
pub mod poll;

use chrono::{DateTime, Utc};

use crate::app::log::full_text::with_full_text;
use crate::app::log::{ItemLogger, ReadyItem, is_known};
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::event::{Logged, PollState, SourceKind, SourceSettings};
use crate::net::Client;
use crate::net::vendor::VendorError;
use crate::road::{Ready, StoredEvent};
use crate::source::{self, DailyLimit, Poll};
use crate::store::{Store, StoreError, StoredSource};
use crate::view::source::SourceRecord;

/// Shortest pause between two polls of a remote source, in seconds.
const LEAST_INTERVAL_S: u32 = 10;

/// Longest pause between two polls, in seconds: a week.
const MOST_INTERVAL_S: u32 = 7 * 86_400;

/// The user's settings of a new source; the configuration has defaults for the rest.
#[derive(Debug, Clone, Default)]
pub struct NewSource {
    /// The name.
    pub name: String,
    /// The kind, if it does not follow from the place.
    pub kind: Option<SourceKind>,
    /// An address, a folder, a service's name, or `-`.
    pub place: String,
    /// What a service is asked for.
    pub query: Option<String>,
    /// Seconds between two polls.
    pub interval_s: Option<u32>,
    /// The time zone of times that state none.
    pub zone: Option<chrono_tz::Tz>,
    /// The language.
    pub lang: Option<String>,
    /// Instruments of which an item must name at least one.
    pub watch_list: Vec<String>,
    /// Words or phrases of which at least one must occur.
    pub include: Vec<String>,
    /// Words or phrases of which none may occur.
    pub exclude: Vec<String>,
    /// Whether the page of an item is fetched.
    pub full_text: Option<bool>,
}

/// The state of a source.
#[derive(Debug, Clone)]
pub struct Health {
    /// The source.
    pub source: StoredSource,
    /// Calls made today by all sources of its kind.
    pub calls_today: u32,
    /// Calls left today, if there is a limit.
    pub calls_left: Option<u32>,
    /// Why it cannot be polled at all, if so.
    pub problem: Option<String>,
}

impl Health {
    /// The output record, without keys in addresses.
    #[must_use]
    pub fn record(self) -> SourceRecord {
        let Self { source, calls_today, calls_left, problem } = self;
        let (settings, state) = (source.settings, source.state);
        let shown = |url: String| url::Url::parse(&url).map_or_else(|_| url, |u| crate::net::redacted(&u));
        SourceRecord {
            name: settings.name,
            kind: settings.kind.to_string(),
            url: settings.url.map(shown),
            feed: feed_of_page(&state.poll),
            query: settings.query,
            interval_s: settings.interval_s,
            zone: settings.zone.map(|z| z.name().to_owned()),
            lang: settings.lang,
            watch_list: settings.watch_list,
            include: settings.include,
            exclude: settings.exclude,
            full_text: settings.full_text,
            paused: settings.paused,
            created_at: source.created_at,
            last_attempt_at: state.last_attempt_at,
            last_success_at: state.last_success_at,
            next_poll_at: state.next_poll_at,
            error_streak: state.error_streak,
            last_error: state.last_error,
            items_logged: state.items_logged,
            calls_today,
            calls_left_today: calls_left,
            problem,
        }
    }
}

/// What would become of an item of a test.
#[derive(Debug)]
pub struct Trial {
    /// The outcome.
    pub logged: Logged,
    /// The item's title, as sent.
    pub title: String,
    /// The event that it would create, or that it matches; `None` if it is filtered out.
    pub event: Option<TriedEvent>,
}

/// The event of a tested item.
#[derive(Debug)]
pub enum TriedEvent {
    /// The event that the item would create or revise.
    Ready(Box<Ready>),
    /// The stored event, which the source still lists.
    Stored(Box<StoredEvent>),
}

/// The feed that the page at a source's address names, as it was last polled; without keys.
#[must_use]
pub fn feed_of_page(state: &PollState) -> Option<String> {
    let feed = url::Url::parse(state.cursor.get(source::FEED_OF_PAGE)?.as_str()?).ok()?;
    Some(crate::net::redacted(&feed))
}

/// Sets up a source.
///
/// # Errors
/// A setting is invalid, a watched symbol is unknown, or the name is taken.
pub fn add(context: &Context, new: &NewSource) -> Result<Health, Failure> {
    let settings = settings(context, new)?;
    check(context, &settings)?;
    let mut store = context.store()?;
    let reads_input =
        |s: &StoredSource| s.settings.kind == SourceKind::Lines && s.settings.name != settings.name;
    if settings.kind == SourceKind::Lines
        && let Some(other) = store.sources()?.into_iter().find(reads_input)
    {
        let why =
            format!("the source \"{}\" already reads standard input; only one can", other.settings.name);
        return Err(argument("place", why));
    }
    store.add_source(&settings, context.now())?;
    let stored = store.source(&settings.name)?;
    health(context, &store, stored)
}

/// Changed settings of a source; `None` leaves a setting unchanged.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// What a service is asked for; empty for nothing.
    pub query: Option<String>,
    /// Seconds between two polls.
    pub interval_s: Option<u32>,
    /// The time zone of times that state none.
    pub zone: Option<chrono_tz::Tz>,
    /// The language.
    pub lang: Option<String>,
    /// Instruments of which an item must name at least one; empty for any.
    pub watch_list: Option<Vec<String>>,
    /// Words or phrases of which at least one must occur; empty for any.
    pub include: Option<Vec<String>>,
    /// Words or phrases of which none may occur.
    pub exclude: Option<Vec<String>>,
    /// Whether the page of an item is fetched.
    pub full_text: Option<bool>,
}

/// Changes the settings of a source, from its next poll on. Items that were filtered out before
/// stay out.
///
/// # Errors
/// There is no source of that name, or a setting is invalid; nothing is changed then.
pub fn change(context: &Context, name: &str, changes: &Changes) -> Result<Health, Failure> {
    let mut store = context.store()?;
    let mut settings = store.source(name)?.settings;
    let said = |texts: &Vec<String>| texts.iter().filter(|t| !t.trim().is_empty()).cloned().collect();
    if let Some(query) = &changes.query {
        settings.query = Some(query.clone()).filter(|q| !q.trim().is_empty());
    }
    if let Some(interval_s) = changes.interval_s {
        settings.interval_s = sound_interval(settings.kind, interval_s)?;
    }
    settings.zone = changes.zone.or(settings.zone);
    settings.lang = changes.lang.clone().or(settings.lang);
    settings.full_text = changes.full_text.unwrap_or(settings.full_text);
    settings.watch_list = changes.watch_list.as_ref().map_or(settings.watch_list, said);
    settings.include = changes.include.as_ref().map_or(settings.include, said);
    settings.exclude = changes.exclude.as_ref().map_or(settings.exclude, said);
    check(context, &settings)?;
    store.change_source(&settings)?;
    let stored = store.source(name)?;
    health(context, &store, stored)
}

/// Checks the settings: their instruments must be known, and the source must be buildable.
fn check(context: &Context, settings: &SourceSettings) -> Result<(), Failure> {
    let universe = crate::app::universe(context)?;
    for symbol in &settings.watch_list {
        universe.resolve(symbol)?;
    }
    match source::build(settings, &context.access(settings.kind)) {
        // A key may be set later; the list of sources says that it is missing.
        Ok(_) | Err(source::SourceError::Vendor(VendorError::KeyMissing { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// All sources with their health.
///
/// # Errors
/// The database cannot be read or written.
pub fn list(context: &Context) -> Result<Vec<Health>, Failure> {
    list_from(context, &context.store()?)
}

/// [`list()`] on a database that is already open.
///
/// # Errors
/// The database cannot be read or written.
pub fn list_from(context: &Context, store: &Store) -> Result<Vec<Health>, Failure> {
    store.sources()?.into_iter().map(|source| health(context, store, source)).collect()
}

/// One source with its health.
///
/// # Errors
/// There is no source of that name.
pub fn one(context: &Context, name: &str) -> Result<Health, Failure> {
    let store = context.store()?;
    let source = store.source(name)?;
    health(context, &store, source)
}

/// Pauses a source, or resumes it.
///
/// # Errors
/// There is no source of that name.
pub fn pause(context: &Context, name: &str, paused: bool) -> Result<Health, Failure> {
    context.store()?.pause_source(name, paused)?;
    one(context, name)
}

/// Removes a source; its events are kept.
///
/// # Errors
/// There is no source of that name.
pub fn remove(context: &Context, name: &str) -> Result<(), Failure> {
    Ok(context.store()?.remove_source(name)?)
}

/// Polls a source and reports what the next poll would log, without logging. The call counts towards
/// the day's limit like any other.
///
/// # Errors
/// There is no source of that name, or its answer cannot be used.
pub fn test(context: &Context, name: &str, limit: usize) -> Result<(Vec<Trial>, Poll), Failure> {
    let mut store = context.store()?;
    let stored = store.source(name)?;
    let settings = &stored.settings;
    let built = source::build(settings, &context.access(settings.kind))?;
    let client = Client::new(context.net_config())?;
    let now = context.now();
    // The whole answer, not only what has changed: the user wants to see it.
    let state = PollState { etag: None, last_modified: None, ..stored.state.poll.clone() };
    let state = if settings.kind == SourceKind::Folder { PollState::default() } else { state };
    let asked = crate::app::block_on(built.poll(&client, &state, now))?;
    let calls = asked.as_ref().map_or(1, |poll| poll.calls);
    store.count_calls(settings.kind.as_str(), day(built.daily_limit(), now), calls)?;
    let mut poll = asked.map_err(|e| Failure::from(e).while_doing(format!("source {name}")))?;
    let items = std::mem::take(&mut poll.items);
    // The latest items are shown; earlier ones may be duplicates of them.
    let shown = items.len().saturating_sub(limit);
    let logger = ItemLogger::new(context.reference()?);
    let mut read = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        let wants_page =
            settings.full_text && place >= shown && !is_known(&store, stored.id, settings, &item)?;
        let whole = if wants_page {
            Some(crate::app::block_on(with_full_text(&client, settings, &item, now))?)
        } else {
            None
        };
        let both = (&item, whole.as_ref().unwrap_or(&item));
        read.push((logger.read(&store, Some(stored.id), settings, both, now)?, item.title));
    }
    let mut trials = try_out(&mut store, &logger, read)?;
    Ok((trials.split_off(shown), poll))
}

/// Writes items as the service does, notes the outcome, and rolls everything back.
fn try_out(
    store: &mut Store,
    logger: &ItemLogger,
    read: Vec<(ReadyItem, String)>,
) -> Result<Vec<Trial>, Failure> {
    let mut trials = Vec::with_capacity(read.len());
    let undone: Result<(), Undone> = store.group(|store| {
        for (item, title) in read {
            let logged = logger.write(store, &item).map_err(Undone::Failed)?;
            let stored = match (&logged, item.ready()) {
                (Logged::SeenAgain(Some(id)), None) => Some(store.event(*id)?),
                _ => None,
            };
            let event = item.into_ready().map(TriedEvent::Ready);
            let event = event.or(stored.map(|stored| TriedEvent::Stored(Box::new(stored))));
            trials.push(Trial { logged, title, event });
        }
        Err(Undone::OnPurpose)
    });
    match undone {
        Ok(()) | Err(Undone::OnPurpose) => Ok(trials),
        Err(Undone::Failed(failure)) => Err(failure),
    }
}

/// The reason for the rollback.
enum Undone {
    OnPurpose,
    Failed(Failure),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The day to whose call limit an instant belongs.
#[must_use]
pub fn day(limit: Option<DailyLimit>, now: DateTime<Utc>) -> chrono::NaiveDate {
    limit.map_or_else(|| now.date_naive(), |limit| now.with_timezone(&limit.zone).date_naive())
}

fn health(context: &Context, store: &Store, source: StoredSource) -> Result<Health, Failure> {
    let kind = source.settings.kind;
    let built = source::build(&source.settings, &context.access(kind));
    let limit = built.as_ref().ok().and_then(|b| b.daily_limit());
    let calls_today = store.calls_on(kind.as_str(), day(limit, context.now()))?;
    let calls_left = limit.map(|limit| limit.calls.saturating_sub(calls_today));
    Ok(Health { source, calls_today, calls_left, problem: built.err().map(|e| e.to_string()) })
}

fn settings(context: &Context, new: &NewSource) -> Result<SourceSettings, Failure> {
    let name = new.name.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '/';
    if name.is_empty() || name.len() > 64 || name.contains(odd) {
        return Err(argument("name", format!("\"{name}\" is not a single word of at most 64 characters")));
    }
    let (kind, url) = place(new)?;
    let usual = &context.settings.sources;
    let interval_s = new.interval_s.or(usual.interval_s).unwrap_or_else(|| usual_interval(kind));
    let interval_s = sound_interval(kind, interval_s)?;
    let or = |given: &Vec<String>, usual: &Vec<String>| {
        if given.is_empty() { usual.clone() } else { given.clone() }
    };
    Ok(SourceSettings {
        name: name.to_owned(),
        kind,
        url,
        query: new.query.clone().filter(|q| !q.trim().is_empty()),
        interval_s,
        zone: new.zone.or(usual.zone),
        lang: new.lang.clone().or_else(|| usual.lang.clone()),
        watch_list: or(&new.watch_list, &usual.watch_list),
        include: new.include.clone(),
        exclude: new.exclude.clone(),
        full_text: new.full_text.unwrap_or(usual.full_text),
        paused: false,
    })
}

fn sound_interval(kind: SourceKind, interval_s: u32) -> Result<u32, Failure> {
    let least = if matches!(kind, SourceKind::Folder | SourceKind::Lines) { 1 } else { LEAST_INTERVAL_S };
    if !(least..=MOST_INTERVAL_S).contains(&interval_s) {
        return Err(argument("interval", format!("{interval_s} s is not between {least} s and a week")));
    }
    Ok(interval_s)
}

fn argument(argument: &'static str, reason: String) -> Failure {
    Refusal::Argument { argument, reason }.into()
}

/// Derives kind and address from the place that the user gave.
fn place(new: &NewSource) -> Result<(SourceKind, Option<String>), Failure> {
    let place = new.place.trim();
    let web = place.starts_with("http://") || place.starts_with("https://");
    if let Some(kind) = new.kind {
        return Ok((kind, Some(place.to_owned()).filter(|p| !p.is_empty() && p != kind.as_str())));
    }
    if web {
        return Ok((SourceKind::Feed, Some(place.to_owned())));
    }
    if place == "-" {
        return Ok((SourceKind::Lines, None));
    }
    if let Ok(kind) = place.parse::<SourceKind>() {
        return Ok((kind, None));
    }
    match std::fs::canonicalize(place) {
        Ok(path) if path.is_dir() => Ok((SourceKind::Folder, Some(path.to_string_lossy().into_owned()))),
        _ => {
            let why = format!(
                "\"{place}\" is neither an address, a folder, \"-\" nor a service: edgar, finnhub, \
                 alphavantage, polygon, marketaux, gdelt, gdelt-files, eqs, alfred"
            );
            Err(argument("place", why))
        }
    }
}

/// The default interval, which suits a kind and its free plan.
const fn usual_interval(kind: SourceKind) -> u32 {
    match kind {
        SourceKind::Feed | SourceKind::Polygon => 300,
        SourceKind::Edgar => 60,
        SourceKind::Finnhub | SourceKind::Eqs => 120,
        SourceKind::AlphaVantage | SourceKind::Alfred => 3_600,
        SourceKind::Marketaux | SourceKind::Gdelt | SourceKind::GdeltFiles => 900,
        SourceKind::Folder => 10,
        SourceKind::Lines => 1,
    }
}
