//! Instruments: listed securities, their identifiers and names, and the universe that holds them.

mod ids;
mod listing;

pub use ids::{InstrumentId, Mic, Symbol, WrongId};
pub use listing::{Instrument, InstrumentKind, ProviderSymbol};
