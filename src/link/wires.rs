//! Wires that distribute the releases of others.

use std::collections::HashSet;

use super::naming::Naming;
use crate::instrument::{SourceTrade, Universe};

/// A wire that carries a release in one place is no company that it is about in another.
pub(super) fn settle_wires(universe: &Universe, namings: &mut [Naming<'_>]) {
    let is_wire = |n: &Naming<'_>| {
        let entity = universe.entities().get(n.entity as usize);
        entity.is_some_and(|e| e.trade == Some(SourceTrade::Wire))
    };
    let carrying: HashSet<u32> =
        namings.iter().filter(|n| n.as_source && is_wire(n)).map(|n| n.entity).collect();
    for naming in namings.iter_mut().filter(|n| carrying.contains(&n.entity)) {
        naming.as_source = true;
    }
}
