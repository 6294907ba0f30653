//! The tables that a universe is made of.

use super::Instrument;
use super::entity::{Alias, Entity};

/// The plain tables, as read.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    pub(super) instruments: Vec<Instrument>,
    /// The entity of each instrument.
    pub(super) entity_of: Vec<u32>,
    pub(super) entities: Vec<Entity>,
    pub(super) aliases: Vec<Alias>,
}
