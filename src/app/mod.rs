//! Use cases, one file per verb: the only place where edges meet.

mod benchmark;
pub mod calendar;
pub mod chart_event;
pub mod check_prices;
pub mod compare;
pub mod context;
pub mod demo;
mod disagreements;
pub mod doctor;
pub mod eval_claims;
pub mod eval_dates;
pub mod eval_link;
mod failure;
pub mod fetch_bars;
pub mod full_text;
mod hours;
pub mod import_prices;
pub mod instruments;
pub mod labelled;
pub mod link;
pub mod list_events;
pub mod log_event;
pub mod log_item;
pub mod measure;
pub mod measure_due;
mod names;
pub mod pages;
pub mod poll;
pub mod prices;
pub mod refusal;
pub mod relink;
pub mod show_event;
pub mod simulate;
pub mod sources;
pub mod study;
pub mod study_store;
pub mod symbols;
pub mod universe_cache;
pub mod write_events;

pub use benchmark::BenchmarkChoice;
pub use context::Context;
pub use failure::Failure;

use std::borrow::Cow;

use crate::instrument::{Additions, Universe};
use crate::store::Store;

/// The instrument universe: the built-in one, with what the user added to the database, if there
/// is one.
///
/// # Errors
/// The database refuses, or an addition contradicts the universe.
pub fn universe(context: &Context) -> Result<Cow<'static, Universe>, Failure> {
    let builtin = Universe::builtin();
    if !context.db.exists() {
        return Ok(Cow::Borrowed(builtin));
    }
    let additions = Store::open(&context.db)?.additions()?;
    if additions == Additions::default() {
        return Ok(Cow::Borrowed(builtin));
    }
    Ok(Cow::Owned(builtin.extended(&additions)?))
}

/// Runs one piece of network work to its end.
fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| refusal::Refusal::Runtime(e.to_string()))?;
    Ok(runtime.block_on(work))
}
