//! Which instruments are put to an item from outside.

use crate::instrument::{Instrument, InstrumentId, Universe};
use crate::link::LinkDecision;

/// Which instruments are put to an item from outside, by its source and by the user.
#[derive(Debug, Clone, Default)]
pub struct Naming<'u> {
    /// Those of a watch-list: their bare symbols count as names.
    pub watched: Vec<InstrumentId>,
    /// Those that the item is about by its nature: a filing's company.
    pub about: Vec<&'u Instrument>,
    /// Those that its source tags it with.
    pub tagged: Vec<&'u Instrument>,
    /// The user's statements, which override everything else.
    pub decisions: Vec<LinkDecision>,
}

/// The instruments of codes: symbols, ISINs, or `cik:` and a number. Those unknown here are left
/// out, for sources tag far more than any universe holds.
#[must_use]
pub fn coded<'u>(universe: &'u Universe, codes: &[String]) -> Vec<&'u Instrument> {
    let mut known: Vec<&Instrument> = Vec::new();
    for instrument in codes.iter().filter_map(|code| of_code(universe, code)) {
        if !known.iter().any(|k| k.id == instrument.id) {
            known.push(instrument);
        }
    }
    known
}

fn of_code<'u>(universe: &'u Universe, code: &str) -> Option<&'u Instrument> {
    let Some(cik) = code.strip_prefix("cik:") else { return universe.resolve(code).ok() };
    let cik: u32 = cik.parse().ok()?;
    universe.instruments().iter().find(|i| i.cik == Some(cik))
}
