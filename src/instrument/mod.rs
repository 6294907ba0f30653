//! Instruments: listed securities, their identifiers and names, and the universe that holds them.

mod additions;
mod asset;
mod entity;
mod error;
mod identifiers;
mod ids;
mod listing;
mod names;
mod plain;
mod resolve;
mod spelling;
mod tables;
mod universe;
mod user_file;

pub use additions::{AddedAlias, AddedRelation, Additions, Named};
pub use entity::{Alias, AliasKind, Entity, EntityKind, Relation, Risk, SourceTrade};
pub use error::UniverseError;
pub use identifiers::{cusip_is_valid, isin_check_digit, isin_has_form, isin_is_valid, wkn_has_form};
pub use ids::{InstrumentId, Symbol, WrongId};
pub use listing::{Instrument, InstrumentKind, ProviderSymbol};
pub use names::Names;
pub use plain::plain_instrument;
pub use resolve::ResolveError;
pub use spelling::spelling;
pub use universe::Universe;

pub use crate::venue::Mic;
