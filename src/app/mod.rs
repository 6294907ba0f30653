//! Use cases, a folder per verb: the only place where edges meet.

pub mod alert;
pub mod bars;
pub mod calendar;
pub mod chart;
pub mod complete;
pub mod context;
pub mod correct;
pub mod demo;
pub mod doctor;
pub mod eval;
mod failure;
pub mod import_events;
pub mod instrument;
pub mod link;
pub mod list;
pub mod log;
pub mod measure;
pub mod ready;
pub mod reference;
pub mod refusal;
pub mod serve;
pub mod source;
pub mod sql;
pub mod stats;
pub mod study;
pub mod transfer;
pub mod trial;
pub mod upkeep;
pub mod watch;
pub mod why;

pub use context::{Context, Reference};
pub use failure::Failure;
pub use measure::BenchmarkChoice;

// What a face holds and hands to use cases; it calls nothing on an open database itself.
pub use crate::net::{Client, NetConfig};
pub use crate::provider::Keys;
pub use crate::store::{Readers, Store};

use std::sync::Arc;

use crate::instrument::{Additions, Universe};

/// The instrument universe: the built-in one, with the user's additions in the database, if there
/// is one.
///
/// # Errors
/// The database cannot be read, or an addition contradicts the universe.
pub fn universe(context: &Context) -> Result<Arc<Universe>, Failure> {
    let builtin = Universe::builtin();
    if !context.db.exists() {
        return Ok(Arc::clone(builtin));
    }
    let additions = Store::open(&context.db)?.additions()?;
    if additions == Additions::default() {
        return Ok(Arc::clone(builtin));
    }
    Ok(Arc::new(builtin.extended(&additions)?))
}

/// Runs an asynchronous task to completion.
fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| refusal::Refusal::Runtime(e.to_string()))?;
    Ok(runtime.block_on(work))
}
