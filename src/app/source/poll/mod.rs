//! Polls a source within its limits, and hands on its items one by one.

pub mod ask;
pub mod schedule;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, NaiveTime, TimeZone, Utc};

use self::schedule::Setback;
use crate::app::Failure;
use crate::app::log::full_text::with_full_text;
use crate::app::log::is_known;
use crate::event::{Logged, RawItem, SourceKind, SourceState};
use crate::fault::Fault;
use crate::net::{Client, NetError};
use crate::source::{Poll, Source, SourceError};
use crate::store::Store;

pub use crate::source::DailyLimit;
pub use crate::store::StoredSource;

/// The outcome of polling a source.
#[derive(Debug)]
pub struct Polled {
    /// The source.
    pub source: StoredSource,
    /// The time of the poll.
    pub at: DateTime<Utc>,
    /// The items, or why there are none.
    pub result: Result<Poll, Setback>,
}

/// Asks a source for new items, within a time limit for the whole poll.
pub async fn poll(
    source: StoredSource,
    speaker: &dyn Source,
    client: &Client,
    limit: Duration,
    now: DateTime<Utc>,
) -> Polled {
    let asked = tokio::time::timeout(limit, speaker.poll(client, &source.state.poll, now)).await;
    let result = match asked {
        Ok(answer) => answer.map_err(|e| setback(&e)),
        // Nothing was typed: not a failure.
        Err(_) if source.settings.kind == SourceKind::Lines => {
            Ok(Poll { state: source.state.poll.clone(), ..Poll::default() })
        }
        Err(_) => Err(setback(&SourceError::Net(NetError::TimedOut {
            url: source.settings.url.clone().unwrap_or_else(|| source.settings.name.clone()),
            after: limit,
        }))),
    };
    Polled { source, at: now, result }
}

fn setback(error: &SourceError) -> Setback {
    Setback {
        reason: error.to_string(),
        retry_after: error.retry_after(),
        is_retryable: error.is_retryable(),
    }
}

/// The sources that are due, by name, and when the next one is. Those that
/// `at_once` picks are always due.
///
/// # Errors
/// The database cannot be read or written.
pub fn due(
    store: &Store,
    now: DateTime<Utc>,
    at_once: impl Fn(&StoredSource) -> bool,
) -> Result<(Vec<StoredSource>, Option<DateTime<Utc>>), Failure> {
    let awake = store.sources()?.into_iter().filter(|s| !s.settings.paused);
    let (due, later): (Vec<_>, Vec<_>) =
        awake.partition(|s| s.state.next_poll_at.is_none_or(|next| next <= now) || at_once(s));
    let next = later.iter().filter_map(|s| s.state.next_poll_at).min();
    Ok((due, next))
}

/// The source of a name.
///
/// # Errors
/// There is none, or the database cannot be read.
pub fn named(store: &Store, name: &str) -> Result<StoredSource, Failure> {
    Ok(store.source(name)?)
}

/// When the next of the sources that `alive` picks is due; paused ones never are.
///
/// # Errors
/// The database cannot be read.
pub fn next_at(
    store: &Store,
    alive: impl Fn(&StoredSource) -> bool,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let awake = store.sources()?.into_iter().filter(|s| !s.settings.paused && alive(s));
    Ok(awake.filter_map(|s| s.state.next_poll_at).min())
}

/// Notes that a source is not to be asked before an instant.
///
/// # Errors
/// The database cannot be written.
pub fn put_off(store: &mut Store, source: &StoredSource, until: DateTime<Utc>) -> Result<(), Failure> {
    Ok(store.save_source_state(source.id, &schedule::not_before(&source.state, until))?)
}

/// Pulls in the sources that a clock which was ahead has put off; their names, and when each was due.
///
/// # Errors
/// The database cannot be read or written.
pub fn pull_in(store: &mut Store, now: DateTime<Utc>) -> Result<Vec<(String, DateTime<Utc>)>, Failure> {
    let mut found = Vec::new();
    for source in store.sources()? {
        let Some(state) = schedule::pulled_in(&source.settings, &source.state, now) else { continue };
        store.save_source_state(source.id, &state)?;
        found.extend(source.state.next_poll_at.map(|due| (source.settings.name, due)));
    }
    Ok(found)
}

/// When a source whose daily calls are used up may be asked again; `None` if it may be asked now.
///
/// # Errors
/// The database cannot be read or written.
pub fn used_up(
    store: &Store,
    source: &StoredSource,
    limit: Option<DailyLimit>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(limit) = limit else { return Ok(None) };
    let today = now.with_timezone(&limit.zone).date_naive();
    if store.calls_on(source.settings.kind.as_str(), today)? < limit.calls {
        return Ok(None);
    }
    let midnight = today.succ_opt().unwrap_or(today).and_time(NaiveTime::MIN);
    let next = limit.zone.from_local_datetime(&midnight).earliest().map(|at| at.to_utc());
    Ok(Some(next.unwrap_or(now + chrono::TimeDelta::days(1))))
}

/// An item to be logged.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// As the source sent it.
    pub sent: RawItem,
    /// The same with the text of its page, if that was fetched.
    pub whole: Option<RawItem>,
}

/// Fetches the pages of the items at these positions, until the time is up: an item still without
/// its page is logged without it.
pub async fn fetch_pages(
    polled: &Polled,
    places: &[usize],
    client: &Client,
    limit: Duration,
) -> HashMap<usize, RawItem> {
    let mut pages = HashMap::new();
    let Ok(poll) = &polled.result else { return pages };
    let all = async {
        for &place in places {
            let Some(item) = poll.items.get(place) else { continue };
            let whole = with_full_text(client, &polled.source.settings, item, polled.at).await;
            pages.insert(place, whole);
        }
    };
    // The pages that were read in time are kept.
    let _ = tokio::time::timeout(limit, all).await;
    pages
}

/// The positions of the items whose pages are needed: for a source with full text, all items not
/// sent before.
///
/// # Errors
/// The database cannot be read or written.
pub fn pages_wanted(store: &Store, polled: &Polled) -> Result<Vec<usize>, Failure> {
    let mut wanted = Vec::new();
    let items = polled.result.as_ref().map(|poll| poll.items.as_slice()).unwrap_or_default();
    for (place, item) in items.iter().enumerate().filter(|_| polled.source.settings.full_text) {
        if !is_known(store, polled.source.id, &polled.source.settings, item)? {
            wanted.push(place);
        }
    }
    Ok(wanted)
}

/// What a delivery yields.
#[derive(Debug)]
pub enum Next {
    /// The next item.
    Item(Box<Arrived>),
    /// Whether there is another item depends on the outcome of those in hand.
    Later,
    /// Nothing more.
    Over,
}

/// The items of a poll, to be logged one by one.
#[derive(Debug)]
pub struct Delivery {
    polled: Polled,
    items: VecDeque<Arrived>,
    most: u64,
    /// The outcomes of the items so far.
    pub counts: Counts,
}

/// The outcomes of a poll's items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New events.
    pub created: u64,
    /// Events whose text has changed.
    pub revised: u64,
    /// Events that arrived again.
    pub seen_again: u64,
    /// Items filtered out by the source's settings.
    pub filtered: u64,
    /// Items that could not be logged; each was reported in the log.
    pub rejected: u64,
    /// Items beyond the limit of one poll, which are requested again.
    pub left_over: u64,
}

impl Counts {
    /// Counts one item.
    pub fn add(&mut self, outcome: &Logged) {
        match outcome {
            Logged::Created(_) => self.created += 1,
            Logged::Revised(_) => self.revised += 1,
            Logged::SeenAgain(_) => self.seen_again += 1,
            Logged::Filtered(_) => self.filtered += 1,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.revised += other.revised;
        self.seen_again += other.seen_again;
        self.filtered += other.filtered;
        self.rejected += other.rejected;
        self.left_over += other.left_over;
    }
}

impl Delivery {
    /// The items of a poll, of which at most `most` become events or revisions: a source that
    /// sends more at once is flooding; the rest follows with the next poll.
    #[must_use]
    pub fn new(mut polled: Polled, mut pages: HashMap<usize, RawItem>, most: u64) -> Self {
        let items = polled.result.as_mut().map(|poll| std::mem::take(&mut poll.items)).unwrap_or_default();
        let arrived = |(place, sent)| Arrived { sent, whole: pages.remove(&place) };
        let items = items.into_iter().enumerate().map(arrived).collect();
        // A pipe cannot be read twice; it is limited by the number of lines that one poll reads.
        let most = if polled.source.settings.kind == SourceKind::Lines { u64::MAX } else { most };
        let mut delivery = Self { polled, items, most, counts: Counts::default() };
        delivery.counts.rejected = delivery.skipped().len() as u64;
        delivery
    }

    /// The items that were sent and could not be read, each with its reason.
    #[must_use]
    pub fn skipped(&self) -> &[String] {
        self.polled.result.as_ref().map(|poll| poll.skipped.as_slice()).unwrap_or_default()
    }

    /// The source of the items.
    #[must_use]
    pub const fn source(&self) -> &StoredSource {
        &self.polled.source
    }

    /// The next item. `in_hand` of those before are read but not yet written, and may become events.
    pub fn next_item(&mut self, in_hand: u64) -> Next {
        let written = self.counts.created + self.counts.revised;
        if written >= self.most {
            self.counts.left_over += self.items.len() as u64;
            self.items.clear();
        } else if written + in_hand >= self.most && !self.items.is_empty() {
            return Next::Later;
        }
        self.items.pop_front().map_or(Next::Over, |item| Next::Item(Box::new(item)))
    }

    /// How many items are still to come.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.items.len()
    }

    /// Ends the delivery as failed: what was logged stays, and the source is polled again.
    pub fn break_off(&mut self, setback: Setback) {
        self.items.clear();
        self.polled.result = Err(setback);
    }

    /// The time of the poll.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.polled.at
    }

    /// Why the poll failed, if it did.
    #[must_use]
    pub fn setback(&self) -> Option<&Setback> {
        self.polled.result.as_ref().err()
    }

    /// Stores the source's polling state once all items are in the database: a process killed
    /// before that polls again and finds what it has already logged.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn finish(&self, store: &mut Store, limit: Option<DailyLimit>) -> Result<SourceState, Failure> {
        let Polled { source, at, result } = &self.polled;
        let state = match result {
            Ok(_) if self.counts.left_over > 0 => {
                schedule::after_flood(&source.settings, &source.state, self.counts.created, *at)
            }
            Ok(poll) => schedule::after_success(
                &source.settings,
                &source.state,
                poll.state.clone(),
                poll.retry_after,
                self.counts.created,
                *at,
            ),
            Err(setback) => schedule::after_failure(&source.settings, &source.state, setback, *at),
        };
        if let Some(limit) = limit {
            let calls = result.as_ref().map_or(1, |poll| poll.calls.max(1));
            let today = at.with_timezone(&limit.zone).date_naive();
            store.count_calls(source.settings.kind.as_str(), today, calls)?;
        }
        store.save_source_state(source.id, &state)?;
        Ok(state)
    }
}
