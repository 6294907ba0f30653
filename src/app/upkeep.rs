//! Looks after a database: copies it, restores a copy, removes old events, makes the file small.

use std::path::Path;

use chrono::{DateTime, NaiveTime, Utc};

use crate::app::log::user_time;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::clock::Clock;
use crate::event::When;
use crate::store::{Hold, PruneRule, Store};
use crate::view::upkeep::{CopyDocument, PruneDocument, VacuumDocument};

/// Holds the database for one service; a second one is refused until the first has ended, however it ends.
///
/// # Errors
/// A service already holds it.
pub fn hold(context: &Context) -> Result<Hold, Failure> {
    // The system's time, even in a rehearsal: it names a process to its user.
    Ok(Hold::take(&context.db, Clock::System.now())?)
}

/// Copies the database to a file, whole or not at all, while others work on it.
///
/// # Errors
/// There is no database, the file exists and is not to be replaced, or it cannot be written.
pub fn back_up(context: &Context, file: &Path, replace: bool) -> Result<CopyDocument, Failure> {
    let store = Store::open_reader(&context.db)?;
    if file.exists() && (!replace || is_the_same(file, &context.db)) {
        let own = is_the_same(file, &context.db);
        let reason = if own { "it is the database itself" } else { "it already exists" }.to_owned();
        return Err(Refusal::Unwritable { path: file.to_owned(), reason }.into());
    }
    store.back_up_to(file)?;
    document(&Store::open_reader(file)?, &context.db, file)
}

/// Replaces the database with a copy; a copy of an earlier version of the program is brought up to date.
///
/// # Errors
/// The copy is missing, damaged or of a later version; a database exists and is not to be replaced; or a service
/// works on it. Then nothing is changed.
pub fn restore(context: &Context, file: &Path, replace: bool) -> Result<CopyDocument, Failure> {
    let unreadable = |reason: String| Refusal::Unreadable { path: file.to_owned(), reason };
    std::fs::File::open(file).map_err(|e| unreadable(e.to_string()))?;
    if is_the_same(file, &context.db) {
        return Err(unreadable("it is the database itself".to_owned()).into());
    }
    if context.db.exists() && !replace {
        let reason = "it already exists".to_owned();
        return Err(Refusal::Unwritable { path: context.db.clone(), reason }.into());
    }
    let _hold = hold(context)?;
    document(&Store::restore(file, &context.db)?, &context.db, file)
}

fn is_the_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| std::fs::canonicalize(path).ok();
    place(one).is_some_and(|place_of_one| place(other) == Some(place_of_one))
}

fn document(written: &Store, database: &Path, file: &Path) -> Result<CopyDocument, Failure> {
    let health = written.examine()?;
    Ok(CopyDocument {
        database: database.to_owned(),
        file: file.to_owned(),
        bytes: health.bytes,
        events: health.events,
        schema_version: health.schema_version,
    })
}

/// Which events are to be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PruneRequest {
    /// Only events published before this day or time, as typed.
    pub before: String,
    /// Also those that are linked to an instrument.
    pub linked_too: bool,
    /// Only say what would be removed.
    pub dry_run: bool,
}

/// Removes old events. Those with a tag or a decision of the user stay, and so do those that an event which
/// stays refers to.
///
/// # Errors
/// The time cannot be read, there is no database, or it cannot be written.
pub fn prune(context: &Context, request: &PruneRequest) -> Result<PruneDocument, Failure> {
    let before = instant(&request.before, context.now())?;
    let rule = PruneRule { before, linked_too: request.linked_too };
    let found = if request.dry_run {
        Store::open_reader(&context.db)?.prunable(rule)?
    } else {
        context.existing_store()?.prune(rule)?
    };
    Ok(PruneDocument {
        before,
        dry_run: request.dry_run,
        unlinked: found.unlinked,
        linked: found.linked,
        kept_tagged: found.tagged,
        kept: found.kept,
    })
}

/// The beginning of a day, or an instant.
fn instant(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    Ok(match user_time("before", text, None, None, now)?.when {
        When::Instant { at, .. } => at,
        When::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
    })
}

/// Gives the space that removed rows left back to the disk.
///
/// # Errors
/// There is no database, it cannot be written, or the disk has no room for a second copy of it.
pub fn vacuum(context: &Context) -> Result<VacuumDocument, Failure> {
    let (bytes_before, bytes_after) = context.existing_store()?.vacuum()?;
    Ok(VacuumDocument { bytes_before, bytes_after })
}
