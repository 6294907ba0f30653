//! Which owners are right by the labels of a text: what the ranker learns from.

use super::Direction;
use super::fields::Fields;
use super::rank::{Candidate, LabelledClaim};
use super::state::Reader;

impl Reader<'_> {
    /// Which candidates are right by the labels: those with the most owners of labelled claims of this
    /// size, and no other owner; nobody where no label has it.
    pub(super) fn right(
        &self,
        candidates: &[Candidate],
        direction: Direction,
        fields: &Fields,
        told: &[LabelledClaim],
    ) -> Vec<bool> {
        let size = fields.percent.or(fields.percent_max);
        let suits = |t: &&LabelledClaim| {
            t.direction == direction && t.percent == size && (size.is_some() || t.price == fields.price)
        };
        let labelled: Vec<&LabelledClaim> = told.iter().filter(suits).collect();
        let is_of = |name: usize, t: &LabelledClaim| {
            let symbol = self.names[name].instrument().map(|i| i.symbol.as_str());
            match symbol {
                Some(symbol) if !t.symbols.is_empty() => t.symbols.iter().any(|s| s == symbol),
                _ => t.company == self.company(name),
            }
        };
        let owned = |c: &Candidate| c.owners.iter().all(|o| labelled.iter().any(|t| is_of(*o, t)));
        let most = candidates.iter().filter(|c| owned(c)).map(|c| c.owners.len()).max().unwrap_or(0);
        candidates
            .iter()
            .map(|c| {
                if labelled.is_empty() {
                    c.owners.is_empty()
                } else {
                    most > 0 && owned(c) && c.owners.len() == most
                }
            })
            .collect()
    }
}
