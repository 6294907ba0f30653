//! The watch-list.

use crate::app::{Context, Failure};
use crate::instrument::InstrumentId;
use crate::store::Store;
use crate::view::watch::{WatchListDocument, WatchedRecord};

/// Puts instruments on the watch-list; returns how many were not on it.
///
/// # Errors
/// A symbol is unknown, or the database cannot be written; nothing is then changed.
pub fn add(context: &Context, symbols: &[String]) -> Result<usize, Failure> {
    let ids = resolve(context, symbols)?;
    Ok(context.store()?.watch(&ids.iter().collect::<Vec<_>>(), context.now())?)
}

/// Takes instruments off the watch-list; returns how many were on it.
///
/// # Errors
/// As [`add`].
pub fn remove(context: &Context, symbols: &[String]) -> Result<usize, Failure> {
    let ids = resolve(context, symbols)?;
    Ok(context.existing_store()?.unwatch(&ids.iter().collect::<Vec<_>>())?)
}

/// The instruments on the watch-list, by symbol; without a database, none. One that left the universe has no name.
///
/// # Errors
/// The database cannot be read.
pub fn list(context: &Context) -> Result<WatchListDocument, Failure> {
    let watched = if context.db.exists() { Store::open_reader(&context.db)?.watched()? } else { Vec::new() };
    let universe = crate::app::universe(context)?;
    let record = |id: InstrumentId| {
        let name = universe.get(&id).map(|i| i.name.clone());
        WatchedRecord { symbol: id.symbol, mic: id.mic, name }
    };
    Ok(WatchListDocument { instruments: watched.into_iter().map(record).collect() })
}

fn resolve(context: &Context, symbols: &[String]) -> Result<Vec<InstrumentId>, Failure> {
    let universe = crate::app::universe(context)?;
    symbols.iter().map(|symbol| Ok(universe.resolve(symbol)?.id.clone())).collect()
}
