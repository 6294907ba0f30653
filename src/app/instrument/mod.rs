//! Searches, shows and extends the instrument universe.

pub mod symbols;

use std::path::Path;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, universe};
use crate::instrument::{
    AddedAlias, AddedRelation, Additions, Instrument, InstrumentId, Named, Universe, isin_is_valid,
    plain_instrument,
};
use crate::units::Currency;

/// The instruments whose names contain all words, larger issuers first.
///
/// # Errors
/// The database cannot be read or written.
pub fn search(context: &Context, words: &str) -> Result<Vec<Instrument>, Failure> {
    Ok(universe(context)?.search(words).into_iter().cloned().collect())
}

/// The instrument that a symbol, a name or an ISIN names.
///
/// # Errors
/// Nothing is known under that symbol, name or ISIN.
pub fn show(context: &Context, typed: &str) -> Result<Instrument, Failure> {
    Ok(universe(context)?.resolve(typed)?.clone())
}

/// Adds the contents of a file to the database, all or nothing. Returns the number of instruments.
///
/// # Errors
/// The file cannot be read, a row is wrong, or the database cannot be written.
pub fn import(context: &Context, file: &Path) -> Result<usize, Failure> {
    let unreadable = |e: std::io::Error| Refusal::Unreadable { path: file.to_owned(), reason: e.to_string() };
    let text = std::fs::read_to_string(file).map_err(unreadable)?;
    let while_reading = |e| Failure::from(e).while_doing(file.display().to_string());
    let additions = Additions::from_csv(&text).map_err(while_reading)?;
    // An addition that contradicts the universe is refused before it is stored.
    universe(context)?.extended(&additions).map_err(while_reading)?;
    context.store()?.add_to_universe(&additions)?;
    Ok(additions.instruments.len())
}

/// One instrument to add.
#[derive(Debug, Clone)]
pub struct NewInstrument {
    /// Symbol and venue.
    pub id: InstrumentId,
    /// The issuer's name.
    pub name: String,
    /// Its currency; `None` for its venue's.
    pub currency: Option<Currency>,
    /// Its ISIN.
    pub isin: Option<String>,
    /// Its Central Index Key (CIK) at the SEC.
    pub cik: Option<u32>,
    /// Its sector.
    pub sector: Option<String>,
    /// Its benchmark, as a symbol; `None` for its venue's.
    pub benchmark: Option<String>,
    /// Its other names.
    pub aliases: Vec<String>,
}

/// Adds one instrument, or replaces what is known of it.
///
/// # Errors
/// The ISIN is wrong, the venue is unknown and no currency is given, the benchmark is unknown, or
/// the database cannot be written.
pub fn add(context: &Context, new: &NewInstrument) -> Result<Instrument, Failure> {
    let universe = universe(context)?;
    let wrong = |argument, reason| Refusal::Argument { argument, reason };
    let plain = plain_instrument(new.id.clone(), &new.name, new.currency);
    let unknown_venue =
        || wrong("currency", format!("the venue {} is unknown: state the currency", new.id.mic));
    let mut instrument = plain.ok_or_else(unknown_venue)?;
    if let Some(isin) = new.isin.as_deref().map(str::to_uppercase) {
        if !isin_is_valid(&isin) {
            return Err(wrong("isin", format!("\"{isin}\" is not an ISIN: its check digit is wrong")).into());
        }
        instrument.isin = Some(isin);
    }
    instrument.cik = new.cik;
    instrument.sector.clone_from(&new.sector);
    if let Some(benchmark) = &new.benchmark {
        instrument.benchmark = Some(universe.resolve(benchmark)?.id.clone());
    }
    let of = || Named::Instrument(instrument.id.clone());
    let alias = |text: &String| AddedAlias { text: text.clone(), of: of() };
    let aliases = new.aliases.iter().map(alias).collect();
    keep(
        context,
        &universe,
        &Additions { instruments: vec![instrument.clone()], aliases, ..Additions::default() },
    )?;
    Ok(instrument)
}

/// Adds names to an instrument or to an organisation that is not listed.
///
/// # Errors
/// The database cannot be read or written.
pub fn alias(context: &Context, typed: &str, names: &[String]) -> Result<Named, Failure> {
    let universe = universe(context)?;
    let of = match (universe.organisation(typed), universe.resolve(typed)) {
        (Some(organisation), _) => Named::Organisation(organisation.name.clone()),
        (None, found) => Named::Instrument(found?.id.clone()),
    };
    let aliases = names.iter().map(|n| AddedAlias { text: n.clone(), of: of.clone() }).collect();
    keep(context, &universe, &Additions { aliases, ..Additions::default() })?;
    Ok(of)
}

/// Relates an instrument to an organisation that is not listed, which is created if it is new.
///
/// # Errors
/// The instrument is unknown, or the database cannot be written.
pub fn relate(
    context: &Context,
    organisation: &str,
    typed: &str,
    reason: &str,
) -> Result<AddedRelation, Failure> {
    let universe = universe(context)?;
    let relation = AddedRelation {
        organisation: organisation.trim().to_owned(),
        instrument: universe.resolve(typed)?.id.clone(),
        reason: reason.to_owned(),
    };
    keep(context, &universe, &Additions { relations: vec![relation.clone()], ..Additions::default() })?;
    Ok(relation)
}

/// Stores additions that do not contradict the universe.
fn keep(context: &Context, universe: &Universe, additions: &Additions) -> Result<(), Failure> {
    let names =
        additions.aliases.iter().map(|a| &a.text).chain(additions.relations.iter().map(|r| &r.organisation));
    if names.into_iter().any(|n| !n.chars().any(char::is_alphanumeric)) {
        let reason = "a name needs a letter or a digit".to_owned();
        return Err(Refusal::Argument { argument: "name", reason }.into());
    }
    universe.extended(additions)?;
    context.store()?.add_to_universe(additions)?;
    Ok(())
}
