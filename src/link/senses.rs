//! Names that several organisations bear, told apart by the words around them, from `assets/link/senses.tsv`.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::gazetteer::Hit;
use super::page::Page;
use crate::instrument::{Entity, Universe};
use crate::text::Language;

static SENSES: &str = include_str!("../../assets/link/senses.tsv");

/// Words looked at on each side of a name.
const REACH: usize = 120;

/// Who may be meant, and by which words.
struct Sense {
    /// A listing of the organisation, or its name.
    target: &'static str,
    words: HashSet<&'static str>,
}

fn senses() -> &'static HashMap<&'static str, Vec<Sense>> {
    static TABLE: OnceLock<HashMap<&'static str, Vec<Sense>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: HashMap<&str, Vec<Sense>> = HashMap::new();
        for line in SENSES.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let mut cells = line.split('\t');
            let target = cells.next().unwrap_or("");
            let name = cells.next().unwrap_or("");
            let words = cells.next().unwrap_or("").split(' ').collect();
            table.entry(name).or_default().push(Sense { target, words });
        }
        table
    })
}

/// How much speaks for an organisation that bears a name: two for each word around it, and one for the organisation
/// that is meant where nothing tells.
pub(super) fn words_for(universe: &Universe, entity: &Entity, page: &Page<'_>, hit: &Hit<'_>) -> usize {
    let name = page.folded_name(hit);
    let Some(known) = senses().get(name.strip_suffix("'s").unwrap_or(&name)) else { return 0 };
    let is_of = |sense: &&Sense| {
        sense.target == entity.name
            || entity.listings.iter().filter_map(|l| universe.instrument(*l)).any(|i| {
                sense
                    .target
                    .split_once(':')
                    .is_some_and(|(symbol, mic)| i.id.symbol.as_str() == symbol && i.id.mic.as_str() == mic)
            })
    };
    let Some(place) = known.iter().position(|s| is_of(&s)) else { return 0 };
    let sense = &known[place];
    let near = hit.first.saturating_sub(REACH)..(hit.end + REACH).min(page.words.len());
    let tongue = usize::from(page.language == Language::German && sense.words.contains("@de"));
    tongue
        + near
            .filter(|i| !(hit.first..hit.end).contains(i) && sense.words.contains(page.folded(*i).as_str()))
            .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_of_the_table_is_known() {
        let universe = Universe::builtin();
        for sense in senses().values().flatten() {
            let listed = sense.target.parse().is_ok_and(|id| universe.get(&id).is_some());
            let named = universe.entities().iter().any(|e| e.name == sense.target);
            assert!(listed || named, "{}", sense.target);
        }
    }
}
