//! Which listing each naming means: the code beside it, the venue, currency or share class in its clause, else the
//! listing that the text names elsewhere, else the home one.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::naming::{AsOf, Naming, holds};
use super::page::Page;
use crate::instrument::{Entity, Instrument, InstrumentId, InstrumentKind, Universe};
use crate::text::{plain, words};
use crate::venue::Mic;

/// Bytes between a name and its code: `Alphabet Class A shares (GOOGL)`.
const CODE_NEAR: usize = 60;
/// Words before a name that may tell its venue: `Hong Kong-listed shares of`, `In London, …`.
const BEFORE: usize = 6;

/// A phrase that tells a venue, folded, with a space on each side, and the venues.
struct Place {
    phrase: String,
    mics: Vec<Mic>,
    /// A preposition and a town: people are there too.
    is_bare: bool,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let place = |entry: &words::Entry| Place {
        phrase: spaced(entry.phrase),
        is_bare: ["in ", "en ", "à ", "a "].iter().any(|p| entry.phrase.starts_with(p)),
        mics: entry.value.unwrap_or("").split(' ').filter_map(|m| m.parse().ok()).collect(),
    };
    words::of_kind("link.venue_place").map(place).collect()
});

/// Gives each name without a code the listing that its clause tells.
pub(super) fn tell<'u>(universe: &'u Universe, page: &Page<'_>, day: AsOf, namings: &mut [Naming<'u>]) {
    let coded: Vec<(u32, Range<usize>, &InstrumentId)> =
        namings.iter().filter_map(|n| Some((n.entity, n.evidence.span.clone(), n.instrument?))).collect();
    let home = home_market(universe, page, namings);
    let starts: Vec<(usize, u32)> = namings.iter().map(|n| (n.words.0, n.entity)).collect();
    for naming in namings.iter_mut().filter(|n| n.instrument.is_none()) {
        let Some(entity) = universe.entities().get(naming.entity as usize) else { continue };
        let active = || listings(universe, entity, day);
        if active().nth(1).is_none() {
            continue;
        }
        let beside = coded.iter().find(|(owner, span, _)| {
            let gap = naming.evidence.span.end..span.start;
            *owner == naming.entity
                && gap.start <= gap.end
                && gap.len() <= CODE_NEAR
                && is_one_clause(page.text, gap)
        });
        naming.told = beside.map(|(_, _, id)| *id).or_else(|| {
            let around = clause(page, naming, &starts);
            let moves = page.tells_level(page.sentence(naming.words.0, naming.words.1));
            by_class(&around, active()).or_else(|| by_place(&around, moves, active()))
        });
        // `Tenaris` among the shares of Milan: not the one in dollars.
        let abroad = |i: &Instrument| active().next().is_some_and(|first| first.currency != i.currency);
        let at_home = || active().find(|i| Some(i.id.mic) == home && abroad(i)).map(|i| &i.id);
        naming.told = naming.told.or_else(at_home);
    }
}

/// How many shares of a market tell that a text is about it.
const MARKET: usize = 2;

/// The market that a text in its country's own language is about: it names two shares whose first listing is there.
fn home_market(universe: &Universe, page: &Page<'_>, namings: &[Naming<'_>]) -> Option<Mic> {
    let mut places = words::of_kind("link.home_venue");
    let home: Mic = places.find(|e| e.language == Some(page.language))?.value?.parse().ok()?;
    let first = |n: &Naming<'_>| {
        let entity = universe.entities().get(n.entity as usize)?;
        let listing = universe.instrument(*entity.listings.first()?)?;
        (listing.kind == InstrumentKind::Equity && listing.id.mic == home).then_some(n.entity)
    };
    let there: HashSet<u32> = namings.iter().filter_map(first).collect();
    (there.len() >= MARKET).then_some(home)
}

/// The listings of an entity that are active on the day.
pub(super) fn listings<'u>(
    universe: &'u Universe,
    entity: &'u Entity,
    day: AsOf,
) -> impl Iterator<Item = &'u Instrument> {
    let all = entity.listings.iter().filter_map(|l| universe.instrument(*l));
    all.filter(move |i| i.kind == InstrumentKind::Equity && holds(i.active_from, i.active_to, day))
}

/// True where no sentence and no other parenthesis lies between.
fn is_one_clause(text: &str, gap: Range<usize>) -> bool {
    text.get(gap).is_some_and(|t| !t.contains(['\n', ')', ';']) && !t.contains(". "))
}

/// The words around a naming up to the next naming of another entity or the end of the sentence, folded.
fn clause(page: &Page<'_>, naming: &Naming<'_>, starts: &[(usize, u32)]) -> String {
    let sentence = page.sentence(naming.words.0, naming.words.1);
    let other = |from: usize, to: usize| {
        starts.iter().filter(move |(at, e)| (from..to).contains(at) && *e != naming.entity).map(|(at, _)| *at)
    };
    let from = naming.words.0.saturating_sub(BEFORE).max(sentence.start);
    let from = other(from, naming.words.0).max().map_or(from, |at| at + 1);
    let to = other(naming.words.1, sentence.end).min().unwrap_or(sentence.end);
    let first = page.words.get(from).map_or(0, |w| w.start);
    let last = to.checked_sub(1).and_then(|i| page.words.get(i)).map_or(first, |w| w.end);
    spaced(page.text.get(first..last).unwrap_or(""))
}

/// `Class A shares`, `ordinary shares`, `Vorzugsaktie`: the class in the listing's name or symbol.
fn by_class<'u>(around: &str, listings: impl Iterator<Item = &'u Instrument>) -> Option<&'u InstrumentId> {
    let letter = ["a", "b", "c"].into_iter().find(|l| around.contains(&format!(" class {l} ")))?;
    let mut all: Vec<&Instrument> = listings.collect();
    all.sort_by_key(|i| i.id.symbol.as_str().len());
    let ends = |i: &&&Instrument| i.id.symbol.as_str().to_lowercase().ends_with(&format!(".{letter}"));
    all.iter().find(ends).map(|i| &i.id)
}

/// The listing on a venue that the words name, by its place or its currency. A bare place tells a venue only where
/// the sentence tells a level: `fell 2% in London`, not `said in London`.
fn by_place<'u>(
    around: &str,
    moves: bool,
    listings: impl Iterator<Item = &'u Instrument>,
) -> Option<&'u InstrumentId> {
    let all: Vec<&Instrument> = listings.collect();
    let told = PLACES.iter().filter(|p| (moves || !p.is_bare) && around.contains(p.phrase.as_str()));
    told.flat_map(|p| &p.mics).find_map(|mic| all.iter().find(|i| i.id.mic == *mic).map(|i| &i.id))
}

/// The words of a text, folded, with a space around each; signs of money are words.
fn spaced(text: &str) -> String {
    let mut out = String::from(" ");
    for c in plain(text).chars() {
        if c.is_alphanumeric() || c == '$' {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}
