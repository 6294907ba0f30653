//! What a user adds to the universe: instruments, names, relations; and the file format for them.

use super::entity::{Alias, AliasKind, Entity, EntityKind, Relation, Risk};
use super::tables::Tables;
use super::{Instrument, InstrumentId, InstrumentKind, UniverseError};

/// A name that a user gives to an instrument or an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedAlias {
    /// As texts write it.
    pub text: String,
    /// Whose name it is.
    pub of: Named,
}

/// What a name or a relation belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A listed security, by symbol and venue.
    Instrument(InstrumentId),
    /// An organisation without a listing, by its name.
    Organisation(String),
}

/// An instrument that a user ties to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedRelation {
    /// The organisation, by its name; it comes into being if it is new.
    pub organisation: String,
    /// The instrument.
    pub instrument: InstrumentId,
    /// `holder`, `parent`, `supplier`, `peer`, with a word of explanation.
    pub reason: String,
}

/// Everything a user has added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Additions {
    /// New or replaced instruments.
    pub instruments: Vec<Instrument>,
    /// New names.
    pub aliases: Vec<AddedAlias>,
    /// New relations.
    pub relations: Vec<AddedRelation>,
}

/// How large a user's own instruments are taken to be: the user cares for them.
const USER_WEIGHT: u8 = 7;

impl Additions {
    /// Adds another user's additions to these.
    pub fn merge(&mut self, other: Self) {
        self.instruments.extend(other.instruments);
        self.aliases.extend(other.aliases);
        self.relations.extend(other.relations);
    }

    pub(super) fn apply(&self, tables: &mut Tables) -> Result<(), UniverseError> {
        for instrument in &self.instruments {
            tables.put(instrument);
        }
        for alias in &self.aliases {
            let entity = tables.owner(&alias.of)?;
            tables.name(entity, &alias.text);
        }
        for relation in &self.relations {
            let entity = tables.organisation(&relation.organisation);
            if !tables.instruments.iter().any(|i| i.id == relation.instrument) {
                return Err(UniverseError::UnknownInstrument(relation.instrument.clone()));
            }
            let added = Relation { instrument: relation.instrument.clone(), reason: relation.reason.clone() };
            tables.entities[entity as usize].relations.push(added);
        }
        Ok(())
    }
}

impl Tables {
    fn put(&mut self, instrument: &Instrument) {
        if let Some(known) = self.instruments.iter_mut().find(|i| i.id == instrument.id) {
            *known = instrument.clone();
            return;
        }
        let kind = match instrument.kind {
            InstrumentKind::Equity => EntityKind::Issuer,
            InstrumentKind::Index => EntityKind::Index,
            InstrumentKind::Etf | InstrumentKind::Crypto | InstrumentKind::Fx => EntityKind::Product,
        };
        let entity = self.push_entity(&instrument.name, kind);
        let number = index(self.instruments.len());
        self.entities[entity as usize].listings.push(number);
        self.instruments.push(instrument.clone());
        self.entity_of.push(entity);
        self.name(entity, &instrument.name);
    }

    fn owner(&mut self, of: &Named) -> Result<u32, UniverseError> {
        match of {
            Named::Organisation(name) => Ok(self.organisation(name)),
            Named::Instrument(id) => {
                let number = self.instruments.iter().position(|i| i.id == *id);
                let entity = number.and_then(|n| self.entity_of.get(n)).copied();
                entity.ok_or_else(|| UniverseError::UnknownInstrument(id.clone()))
            }
        }
    }

    fn organisation(&mut self, name: &str) -> u32 {
        let fits = |e: &Entity| e.kind == EntityKind::Unlisted && e.name.eq_ignore_ascii_case(name);
        if let Some(known) = self.entities.iter().position(fits) {
            return index(known);
        }
        let entity = self.push_entity(name, EntityKind::Unlisted);
        self.name(entity, name);
        entity
    }

    fn push_entity(&mut self, name: &str, kind: EntityKind) -> u32 {
        let (listings, relations) = (Vec::new(), Vec::new());
        let number = index(self.entities.len());
        self.entities.push(Entity {
            name: name.to_owned(),
            kind,
            trade: None,
            weight: USER_WEIGHT,
            listings,
            relations,
        });
        number
    }

    fn name(&mut self, entity: u32, text: &str) {
        let risk = Risk::default();
        self.aliases.push(Alias {
            text: text.to_owned(),
            entity,
            kind: AliasKind::Name,
            risk,
            from: None,
            to: None,
        });
    }
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
