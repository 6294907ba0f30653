//! The instrument universe: found in it, shown of it, added to it.

use std::path::Path;

use super::refusal::Refusal;
use super::{Context, Failure, universe};
use crate::instrument::{Additions, Instrument};

/// The instruments whose names hold all words, the larger issuers first.
///
/// # Errors
/// The database refuses.
pub fn search(context: &Context, words: &str) -> Result<Vec<Instrument>, Failure> {
    Ok(universe(context)?.search(words).into_iter().cloned().collect())
}

/// The instrument that a symbol, a name or an ISIN names.
///
/// # Errors
/// Nothing is known by it.
pub fn show(context: &Context, typed: &str) -> Result<Instrument, Failure> {
    Ok(universe(context)?.resolve(typed)?.clone())
}

/// Adds what a file names to the database: all of it, or nothing. Gives the number of instruments.
///
/// # Errors
/// The file cannot be read, a row is wrong, or the database refuses.
pub fn import(context: &Context, file: &Path) -> Result<usize, Failure> {
    let unreadable = |e: std::io::Error| Refusal::Unreadable { path: file.to_owned(), reason: e.to_string() };
    let text = std::fs::read_to_string(file).map_err(unreadable)?;
    let while_reading = |e| Failure::from(e).while_doing(file.display().to_string());
    let additions = Additions::from_csv(&text).map_err(while_reading)?;
    // An addition that contradicts the universe is refused before it is kept.
    universe(context)?.extended(&additions).map_err(while_reading)?;
    context.store()?.add_to_universe(&additions)?;
    Ok(additions.instruments.len())
}
