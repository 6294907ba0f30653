//! Which instrument a typed symbol names.

use std::sync::Arc;

use crate::app::{Context, Failure, universe};
use crate::instrument::{Instrument, InstrumentId, Mic, Universe, plain_instrument};

/// Resolves symbols by the built-in universe and the user's own additions.
#[derive(Debug)]
pub struct Symbols(Arc<Universe>);

impl Symbols {
    /// The symbols known in this context.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn new(context: &Context) -> Result<Self, Failure> {
        Ok(Self(universe(context)?))
    }

    /// The instrument that a symbol, name or ISIN names. An unknown `SYM:MIC` is accepted as it is,
    /// and so is a symbol on the venue `mic`.
    ///
    /// # Errors
    /// [`crate::instrument::ResolveError`], with similar symbols in its hint.
    pub fn resolve(&self, typed: &str, mic: Option<Mic>) -> Result<InstrumentId, Failure> {
        let written = match mic {
            Some(mic) if !typed.contains(':') => format!("{typed}:{mic}"),
            _ => typed.to_owned(),
        };
        let failure = match self.0.resolve(&written) {
            Ok(instrument) => return Ok(instrument.id.clone()),
            Err(failure) => failure,
        };
        written.parse().map_err(|_| failure.into())
    }

    /// The instrument as it is known, or as its venue implies; `None` if nothing
    /// is known of the venue.
    #[must_use]
    pub fn instrument(&self, id: &InstrumentId) -> Option<Instrument> {
        let plain = || plain_instrument(id.clone(), id.symbol.as_str(), None);
        self.0.get(id).cloned().or_else(plain)
    }
}
