//! Reads expressions as of now, with the sectors of the universe and the saved queries.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::instrument::{InstrumentId, Universe};
use crate::query::{EventExpr, FilterError, Reading, Wanted};
use crate::store::SavedQuery;
use crate::view::queries::{SavedQueriesDocument, SavedQueryRecord};

/// The mark before the name of a saved query.
const SAVED: char = '@';

/// Reads what an expression, or the saved one that `@NAME` names, asks of a list.
///
/// # Errors
/// The first mistake with its place; there is no saved query of that name; the database cannot be read.
pub fn wanted_or_saved(context: &Context, text: &str) -> Result<Wanted, Failure> {
    let Some(name) = text.trim().strip_prefix(SAVED) else { return Ok(wanted(context, text)?) };
    let saved = context.existing_store()?.saved_query(name)?;
    let expr = saved.ok_or_else(|| Refusal::NoSavedQuery { name: name.to_owned() })?;
    Ok(wanted(context, &expr)?)
}

/// Saves an expression by a name.
///
/// # Errors
/// The expression has a mistake, the name is not one word, or the database cannot be written.
pub fn save(context: &Context, name: &str, text: &str) -> Result<(), Failure> {
    let name = name.strip_prefix(SAVED).unwrap_or(name);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_name) {
        let reason = format!("\"{name}\" is not a name: letters, digits, \"-\", \"_\" and \".\"");
        return Err(Refusal::Argument { argument: "save", reason }.into());
    }
    wanted(context, text)?;
    let saved = SavedQuery { name: name.to_owned(), expr: text.to_owned() };
    Ok(context.store()?.save_query(&saved, context.now())?)
}

/// The saved queries, by name.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn saved(context: &Context) -> Result<SavedQueriesDocument, Failure> {
    let saved = context.existing_store()?.saved_queries()?;
    let record = |SavedQuery { name, expr }| SavedQueryRecord { name, expr };
    Ok(SavedQueriesDocument { queries: saved.into_iter().map(record).collect() })
}

/// Forgets a saved query.
///
/// # Errors
/// There is none of that name, or the database cannot be written.
pub fn forget(context: &Context, name: &str) -> Result<(), Failure> {
    let name = name.strip_prefix(SAVED).unwrap_or(name);
    if context.existing_store()?.forget_query(name)? {
        return Ok(());
    }
    Err(Refusal::NoSavedQuery { name: name.to_owned() }.into())
}

/// Reads what an expression asks of a list.
///
/// # Errors
/// The first mistake with its place.
pub fn wanted(context: &Context, text: &str) -> Result<Wanted, FilterError> {
    with_reading(context, |reading| Wanted::parse(text, reading))
}

/// The same with a universe that is at hand.
///
/// # Errors
/// The first mistake with its place.
pub fn wanted_in(universe: &ToUniverse<'_>, now: DateTime<Utc>, text: &str) -> Result<Wanted, FilterError> {
    read_in(universe, now, |reading| Wanted::parse(text, reading))
}

/// Reads an expression that may name horizons anywhere.
///
/// # Errors
/// The first mistake with its place.
pub fn expression(context: &Context, text: &str) -> Result<EventExpr, FilterError> {
    with_reading(context, |reading| EventExpr::parse(text, reading))
}

fn with_reading<T>(context: &Context, read: impl FnOnce(&Reading<'_>) -> T) -> T {
    read_in(&|| crate::app::universe(context), context.now(), read)
}

/// The universe, obtained only for an expression that names a sector.
type ToUniverse<'a> = dyn Fn() -> Result<Arc<Universe>, Failure> + 'a;

fn read_in<T>(universe: &ToUniverse<'_>, now: DateTime<Utc>, read: impl FnOnce(&Reading<'_>) -> T) -> T {
    let sectors = |name: &str| {
        let universe = universe().map_err(|e: Failure| e.to_string())?;
        sector(&universe, name)
    };
    read(&Reading { sectors: Some(&sectors), ..Reading::at(now) })
}

/// The sector of a name or of a part of one, and its instruments.
fn sector(universe: &Universe, name: &str) -> Result<(String, Vec<InstrumentId>), String> {
    let mut all: Vec<&str> = universe.instruments().iter().filter_map(|i| i.sector.as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    let whole = all.iter().copied().find(|own| own.eq_ignore_ascii_case(name));
    let like: Vec<&str> =
        all.iter().copied().filter(|own| own.to_lowercase().contains(&name.to_lowercase())).collect();
    let only = || if let [own] = like.as_slice() { Some(*own) } else { None };
    let Some(found) = whole.or_else(only) else {
        return Err(format!("\"{name}\" is not a sector: one of {}", all.join(", ")));
    };
    let members = universe.instruments().iter().filter(|i| i.sector.as_deref() == Some(found));
    Ok((found.to_owned(), members.map(|i| i.id.clone()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sector_is_found_by_its_name_or_a_part_of_it() {
        let universe = Universe::builtin();
        let (name, members) = sector(universe, "technology").unwrap();
        assert_eq!(name, "Information Technology");
        assert!(members.contains(&"MSFT:XNAS".parse().unwrap()));
        assert_eq!(sector(universe, "ENERGY").unwrap().0, "Energy");
        let refused = sector(universe, "consumer").unwrap_err();
        assert!(refused.contains("one of Communication Services, Consumer Discretionary"), "{refused}");
    }
}
