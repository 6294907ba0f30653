//! The universe: all instruments, the entities behind them, and the names of both.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::entity::{Alias, Entity, EntityKind};
use super::plain::plain_instrument;
use super::tables::Tables;
use super::{Additions, Instrument, InstrumentId, UniverseError};
use crate::units::Currency;

/// All instruments that newstape knows, with their names and what is tied to what.
#[derive(Debug, Clone, Default)]
pub struct Universe {
    tables: Tables,
    by_symbol: HashMap<String, Vec<u32>>,
    by_isin: HashMap<String, u32>,
}

impl Universe {
    /// The universe that ships with the program, decoded on first use and kept; to share it is to
    /// clone the [`Arc`].
    #[must_use]
    pub fn builtin() -> &'static Arc<Self> {
        // A test reads the asset, so it cannot fail here; an empty universe resolves nothing and says
        // so, which is better than a panic.
        static BUILTIN: LazyLock<Arc<Universe>> =
            LazyLock::new(|| Arc::new(Universe::decode_builtin().unwrap_or_default()));
        &BUILTIN
    }

    /// Decodes the embedded universe anew, for measuring; [`Universe::builtin`] keeps it.
    ///
    /// # Errors
    /// [`UniverseError::Asset`] if the embedded tables are damaged.
    pub fn decode_builtin() -> Result<Self, UniverseError> {
        super::asset::builtin().map(Self::index)
    }

    /// This universe and what a user adds to it.
    ///
    /// An added instrument that is already known replaces the known one. A name that is already
    /// taken is shared: the linker then decides by context, the user's meaning first.
    pub fn extended(&self, additions: &Additions) -> Result<Self, UniverseError> {
        let mut tables = self.tables.clone();
        additions.apply(&mut tables)?;
        let mut extended = Self::index(tables);
        // The user's listing comes first among those that share an ISIN.
        for added in &additions.instruments {
            let number = extended.numbers_with_symbol(added.id.symbol.as_str()).iter().copied();
            let own = number.into_iter().find(|n| extended.instrument(*n).is_some_and(|i| i.id == added.id));
            if let (Some(isin), Some(own)) = (&added.isin, own) {
                extended.by_isin.insert(isin.clone(), own);
            }
        }
        Ok(extended)
    }

    fn index(tables: Tables) -> Self {
        let mut by_symbol: HashMap<String, Vec<u32>> = HashMap::with_capacity(tables.instruments.len());
        let mut by_isin = HashMap::with_capacity(tables.instruments.len() / 2);
        for (i, instrument) in (0_u32..).zip(&tables.instruments) {
            by_symbol.entry(instrument.id.symbol.as_str().to_owned()).or_default().push(i);
            if let Some(isin) = &instrument.isin {
                by_isin.entry(isin.clone()).or_insert(i);
            }
        }
        Self { tables, by_symbol, by_isin }
    }

    /// The instrument with this symbol on this venue.
    #[must_use]
    pub fn get(&self, id: &InstrumentId) -> Option<&Instrument> {
        self.with_symbol(id.symbol.as_str()).find(|i| i.id.mic == id.mic)
    }

    /// The currency in which an instrument is quoted: its own, else its venue's usual one; `None` where
    /// neither is known.
    #[must_use]
    pub fn currency_of(&self, id: &InstrumentId) -> Option<Currency> {
        let plain = || plain_instrument(id.clone(), id.symbol.as_str(), None).map(|i| i.currency);
        self.get(id).map(|i| i.currency).or_else(plain)
    }

    /// The instrument with this ISIN; its primary listing if there are several.
    #[must_use]
    pub fn by_isin(&self, isin: &str) -> Option<&Instrument> {
        self.by_isin.get(isin).and_then(|i| self.instrument(*i))
    }

    /// All instruments with this symbol (capitals), in the order of the tables.
    pub fn with_symbol(&self, symbol: &str) -> impl Iterator<Item = &Instrument> {
        self.numbers_with_symbol(symbol).iter().filter_map(|i| self.instrument(*i))
    }

    /// Numbers of the instruments with this symbol.
    pub(crate) fn numbers_with_symbol(&self, symbol: &str) -> &[u32] {
        self.by_symbol.get(symbol).map_or(&[], Vec::as_slice)
    }

    /// The number of the instrument with this ISIN.
    pub(crate) fn number_with_isin(&self, isin: &str) -> Option<u32> {
        self.by_isin.get(isin).copied()
    }

    /// All instruments.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        &self.tables.instruments
    }

    /// The instrument with this number.
    #[must_use]
    pub fn instrument(&self, number: u32) -> Option<&Instrument> {
        self.tables.instruments.get(number as usize)
    }

    /// All entities.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.tables.entities
    }

    /// All aliases.
    #[must_use]
    pub fn aliases(&self) -> &[Alias] {
        &self.tables.aliases
    }

    /// The number of the entity behind an instrument's number.
    #[must_use]
    pub fn entity_number(&self, instrument: u32) -> Option<u32> {
        self.tables.entity_of.get(instrument as usize).copied()
    }

    /// The entity behind an instrument.
    #[must_use]
    pub fn entity_of(&self, id: &InstrumentId) -> Option<&Entity> {
        let number = *self.numbers_with_symbol(id.symbol.as_str()).iter().find(|i| self.has_mic(**i, id))?;
        self.tables.entities.get(self.entity_number(number)? as usize)
    }

    /// The names under which an instrument's entity is known.
    pub fn names_of(&self, id: &InstrumentId) -> impl Iterator<Item = &Alias> {
        let number = self.numbers_with_symbol(id.symbol.as_str()).iter().find(|i| self.has_mic(**i, id));
        let entity = number.and_then(|n| self.entity_number(*n));
        self.tables.aliases.iter().filter(move |a| Some(a.entity) == entity)
    }

    /// The unlisted organisation with this name, whatever its case.
    #[must_use]
    pub fn organisation(&self, name: &str) -> Option<&Entity> {
        self.entities().iter().find(|e| e.kind == EntityKind::Unlisted && e.name.eq_ignore_ascii_case(name))
    }

    fn has_mic(&self, number: u32, id: &InstrumentId) -> bool {
        self.instrument(number).is_some_and(|i| i.id.mic == id.mic)
    }
}
