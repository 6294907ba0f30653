//! Writes ready events to the database.

use chrono::{DateTime, Utc};

use crate::app::measure;
use crate::app::{Failure, Reference};
use crate::event::Logged;

use crate::road::Ready;
use crate::store::Store;

/// Stores a ready event; a revision gets the rows that it lacks.
pub(super) fn write(
    store: &mut Store,
    reference: &Reference,
    ready: &Ready,
    now: DateTime<Utc>,
) -> Result<Logged, Failure> {
    let logged = store.log(ready)?;
    if let Logged::Revised(id) = logged {
        measure::reopen(store, reference, id, now)?;
    }
    Ok(logged)
}
