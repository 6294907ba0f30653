//! What a service asks of its database between its use cases.

use chrono::{DateTime, Utc};

use crate::app::doctor::free_space;
use crate::app::measure::due::Pass;
use crate::app::source::poll::{next_at, pull_in};
use crate::app::{Context, Failure};
use crate::event::EventId;
use crate::store::Store;

pub use crate::store::{Brief, Edits};

/// Megabytes of pages that a connection keeps which only looks up a little here and there.
const CACHE_MB: u32 = 8;

/// A connection that keeps few pages in memory: of several to one database only the writer's meets pages all over
/// the file again and again.
///
/// # Errors
/// The database cannot be opened.
pub fn open_aside(context: &Context) -> Result<Store, Failure> {
    let store = context.store()?;
    store.keep_in_memory(CACHE_MB)?;
    Ok(store)
}

/// When a service last worked on this database; `None` if none ever did.
///
/// # Errors
/// The database cannot be read.
pub fn last_beat(store: &Store) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(store.last_beat()?)
}

/// Notes that the service works.
///
/// # Errors
/// The database cannot be written.
pub fn beat(store: &mut Store, now: DateTime<Utc>) -> Result<(), Failure> {
    Ok(store.beat(now)?)
}

/// What a clock that was ahead had put off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// The sources, by name, and when each would have been polled.
    pub sources: Vec<(String, DateTime<Utc>)>,
    /// Reactions without prices that are tried again now.
    pub reactions: usize,
}

/// Repairs due times that were counted from a clock which was ahead of the present one.
///
/// # Errors
/// The database cannot be read or written.
pub fn mend_times(store: &mut Store, now: DateTime<Utc>) -> Result<Mended, Failure> {
    let mended = Mended { sources: pull_in(store, now)?, reactions: store.retry_what_was_tried_later(now)? };
    store.beat_no_later_than(now)?;
    Ok(mended)
}

/// How often the user has changed instruments and sources; only compared for equality.
///
/// # Errors
/// The database cannot be read.
pub fn edits(store: &Store) -> Result<Edits, Failure> {
    Ok(store.edits()?)
}

/// When the next reaction is due; `None` if none is pending.
///
/// # Errors
/// The database cannot be read.
pub fn next_due_at(store: &Store) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(store.next_ripe_at()?)
}

/// Runs all writes within `work` in one transaction: all of them are stored afterwards or, if any part fails,
/// none.
///
/// # Errors
/// The error of `work`, or the database cannot be written; then nothing is written.
pub fn together<T>(
    store: &mut Store,
    work: impl FnOnce(&mut Store) -> Result<T, Failure>,
) -> Result<T, Failure> {
    store.group(work)
}

/// Writes the write-ahead log back into the database file, as the last thing that a writer does.
///
/// # Errors
/// The database cannot be written.
pub fn write_back(store: &mut Store) -> Result<(), Failure> {
    Ok(store.checkpoint()?)
}

/// Records whether a pass over what is due brought bars, for readiness; nothing where none were asked for.
///
/// # Errors
/// The database cannot be written.
pub fn note_prices(store: &mut Store, pass: &Pass, now: DateTime<Utc>) -> Result<(), Failure> {
    let have_arrived = !pass.fetched.is_empty();
    if have_arrived || !pass.unfetched.is_empty() {
        store.asked_for_prices(now, have_arrived)?;
    }
    Ok(())
}

/// A new event in brief, to be counted.
///
/// # Errors
/// The database cannot be read.
pub fn brief(store: &Store, event: EventId) -> Result<Brief, Failure> {
    Ok(store.brief(event)?)
}

/// What waits in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The number of the latest notice.
    pub latest_notice: i64,
    /// Reactions that are pending or lack prices.
    pub pending: u64,
    /// Those of them that are due.
    pub ripe: u64,
    /// Since when the oldest of those is due.
    pub ripe_since: Option<DateTime<Utc>>,
    /// Reactions without data that are no longer tried, until bars of their instrument arrive.
    pub given_up: u64,
    /// Bytes of the database file and its log.
    pub database_bytes: u64,
    /// Free bytes on its disk; `None` if the system does not say.
    pub free_bytes: Option<u64>,
    /// When the next source is to be polled, or was to be.
    pub next_poll_at: Option<DateTime<Utc>>,
}

/// What waits at an instant.
///
/// # Errors
/// The database cannot be read.
pub fn standing(store: &Store, now: DateTime<Utc>) -> Result<Standing, Failure> {
    let backlog = store.backlog(now)?;
    Ok(Standing {
        latest_notice: store.latest_notice()?,
        pending: backlog.pending,
        ripe: backlog.ripe,
        ripe_since: backlog.ripe_since,
        given_up: backlog.given_up,
        database_bytes: store.file_bytes(),
        free_bytes: free_space(store.path()).ok().map(|(_, free)| free),
        next_poll_at: next_at(store, |_| true)?,
    })
}
