//! One naming of an entity: which of its meanings a name has on the day, and how sure that is.

use chrono::NaiveDate;

use super::furniture::{is_credited, is_distributor, is_month};
use super::gazetteer::Hit;
use super::market::{Meaning, is_city, is_market, is_place_of_trade, meaning};
use super::page::Page;
use super::part::{LinkPart, Parts};
use super::senses::words_for;
use super::signals::{Signals, probability};
use super::tokens::{Case, Token};
use super::{Evidence, EvidenceKind};
use crate::instrument::{Alias, AliasKind, Entity, EntityKind, InstrumentId, Risk, SourceTrade, Universe};

/// No article names instruments so often. Namings are weighed against each other, so that without a bound a
/// text of nothing but names would take time in the square of its length.
pub(super) const MOST_NAMINGS: usize = 2_000;

/// A naming of an entity, before roles are given.
#[derive(Debug)]
pub(super) struct Naming<'u> {
    pub(super) entity: u32,
    /// The listing, where a code names it.
    pub(super) instrument: Option<&'u InstrumentId>,
    /// The listing that the words around a name tell, where no code does.
    pub(super) told: Option<&'u InstrumentId>,
    pub(super) evidence: Evidence,
    pub(super) signals: Signals,
    pub(super) confidence: f64,
    pub(super) as_source: bool,
    /// Words of the name.
    pub(super) words: (usize, usize),
    /// Entities that bear the same name.
    pub(super) namesakes: Vec<u32>,
    /// A city that stands for its exchange's index.
    pub(super) is_city: bool,
}

impl<'u> Naming<'u> {
    /// The listing that the naming itself tells.
    pub(super) fn listing(&self) -> Option<&'u InstrumentId> {
        self.instrument.or(self.told)
    }

    /// Takes the signals anew into the confidence.
    pub(super) fn weigh(&mut self) {
        if self.instrument.is_none() {
            self.confidence = probability(self.signals.log_odds());
        }
    }
}

/// The day as of which names and symbols are read; `None` where it is not known.
pub(super) type AsOf = Option<NaiveDate>;

/// True where a span of days, open where unknown, holds the day.
pub(super) fn holds(from: Option<NaiveDate>, to: Option<NaiveDate>, day: AsOf) -> bool {
    day.is_none_or(|d| from.is_none_or(|f| f <= d) && to.is_none_or(|t| d <= t))
}

/// The most likely meaning of a name, unless a negative phrase holds it.
pub(super) fn naming<'u>(
    universe: &'u Universe,
    page: &Page<'_>,
    hit: &Hit<'_>,
    day: AsOf,
) -> Option<Naming<'u>> {
    let head = page.words.get(hit.first)?;
    let mut candidates = candidates(universe, page, hit, day);
    let (rank, alias) = candidates.pop()?;
    // Of a brand, other owners only: the company that once bore its name is none of its namesakes.
    candidates.retain(|(r, a)| {
        let alike =
            if is_brand(alias) { is_brand(a) && r.1 } else { (r.1, r.2, r.3) == (rank.1, rank.2, rank.3) };
        a.entity != alias.entity && alike
    });
    let owner = universe.entities().get(alias.entity as usize)?;
    let first = owner.listings.first().and_then(|l| universe.instrument(*l));
    let meaning = meaning(page, hit, owner, first, alias);
    if meaning == Meaning::Other {
        return None;
    }
    let acronym = alias.risk.has(Risk::ACRONYM) && hit.end - hit.first == 1;
    let is_part = acronym && ends_compound(page, hit.first) || begins_word_chain(page, alias, hit);
    if page.is_denied(hit) || is_handle(page.text, head.start) || is_part || is_month(page, hit) {
        return None;
    }
    let mut signals = page.signals(alias, owner.weight, hit);
    if is_market(owner, first) {
        // Its own rules have settled the doubt.
        signals = Signals {
            word: 0.0,
            very_common: 0.0,
            german_noun: 0.0,
            person: 0.0,
            place: 0.0,
            weak: 0.0,
            ..signals
        };
    }
    // Two that are as likely: the text must say more.
    if !is_brand(alias) && candidates.iter().any(|(r, _)| *r == rank) {
        signals.weak = 1.0;
    }
    let end = page.security_compound(hit.end).unwrap_or(hit.end_byte);
    let kind = if alias.kind == AliasKind::Name { EvidenceKind::Name } else { EvidenceKind::Alias };
    let as_source = match owner.trade {
        _ if page.without.has(LinkPart::Sources) => false,
        _ if meaning == Meaning::Place || is_credited(page, hit) => true,
        Some(SourceTrade::Broker) => page.is_broker(hit),
        // `S&P Global Inc plans …`: with its legal form the company is meant.
        Some(SourceTrade::Agency | SourceTrade::Publisher) if signals.legal_form > 0.0 => false,
        Some(SourceTrade::Agency) => page.is_broker(hit) || page.is_publisher(hit) || page.is_agency(hit),
        Some(SourceTrade::Publisher) => page.is_publisher(hit),
        Some(SourceTrade::Platform) => page.is_platform(hit),
        Some(SourceTrade::Wire) => is_distributor(page, hit),
        Some(SourceTrade::Exchange) => {
            signals.legal_form < 1.0 && is_place_of_trade(page, hit) || page.is_agency(hit)
        }
        None => false,
    };
    Some(Naming {
        entity: alias.entity,
        instrument: None,
        told: None,
        evidence: Evidence { span: head.start..end, text: page.text.get(head.start..end)?.to_owned(), kind },
        signals,
        confidence: probability(signals.log_odds()),
        as_source,
        words: (hit.first, hit.end),
        namesakes: candidates.iter().map(|(_, a)| a.entity).collect(),
        is_city: owner.kind == EntityKind::Index && is_city(alias),
    })
}

/// How likely one meaning of a name is: words around it that speak for it; listed on the day; a company's own
/// name before the same one that its later buyer has as a brand (of a text without a day, only where that brand has
/// a first day); a name of the time; the entity's weight.
type Rank = (usize, bool, bool, bool, u8);

/// The meanings that a name has on the day, the most likely one last.
fn candidates<'u>(
    universe: &'u Universe,
    page: &Page<'_>,
    hit: &Hit<'_>,
    day: AsOf,
) -> Vec<(Rank, &'u Alias)> {
    let Some(head) = page.words.get(hit.first) else { return Vec::new() };
    let senses = hit.aliases.len() > 1 && !page.without.has(LinkPart::Senses);
    let rank = |a: &'u Alias| {
        let entity = universe.entities().get(a.entity as usize)?;
        if is_left_out(page.without, a, entity) {
            return None;
        }
        let told = if senses { words_for(universe, entity, page, hit) } else { 0 };
        let own = a.kind != AliasKind::Brand || day.is_none() && a.from.is_none();
        let of_the_time = day.is_some() && a.to.is_some();
        Some(((told, is_listed(universe, entity, day), own, of_the_time, entity.weight), a))
    };
    let mut found: Vec<(Rank, &Alias)> = hit
        .aliases
        .iter()
        .filter_map(|n| universe.aliases().get(*n as usize))
        .filter(|a| holds(a.from, a.to, day) && a.kind != AliasKind::Epithet)
        .filter(|a| {
            let written = is_index_as_written(universe, a, head) || page.is_acronym_as_word(a, head);
            fits(a, head, hit, page.text) || written
        })
        .filter_map(rank)
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found
}

/// The press writes the acronyms of indices as words: `Dax`, `Cac`, `Ibex`.
fn is_index_as_written(universe: &Universe, alias: &Alias, word: &Token) -> bool {
    let owner = universe.entities().get(alias.entity as usize);
    word.case == Case::Mixed && owner.is_some_and(|e| e.kind == EntityKind::Index)
}

fn is_brand(alias: &Alias) -> bool {
    alias.kind == AliasKind::Brand
}

/// Whether a measurement does without such names.
fn is_left_out(without: Parts, alias: &Alias, entity: &Entity) -> bool {
    let brand = matches!(alias.kind, AliasKind::Brand | AliasKind::Person);
    let former = alias.kind == AliasKind::Former || alias.to.is_some();
    brand && without.has(LinkPart::Brands)
        || former && without.has(LinkPart::Former)
        || entity.weight < 8 && entity.kind == EntityKind::Issuer && without.has(LinkPart::Small)
}

/// Whether an entity has a listing that is active on the day.
pub(super) fn is_listed(universe: &Universe, entity: &Entity, day: AsOf) -> bool {
    entity
        .listings
        .iter()
        .filter_map(|l| universe.instrument(*l))
        .any(|i| holds(i.active_from, i.active_to, day))
}

/// The entity's listing on the day, its primary one first. Where the day is not known and the symbol has changed
/// its venue of late, the former venue: most texts are from its time.
pub(super) fn listing<'u>(universe: &'u Universe, entity: &Entity, day: AsOf) -> Option<&'u InstrumentId> {
    let all = || entity.listings.iter().filter_map(|l| universe.instrument(*l));
    let active = all().find(|i| holds(i.active_from, i.active_to, day))?;
    let late = NaiveDate::from_ymd_opt(2022, 6, 30);
    let recent = day.is_none() && active.active_from.is_some_and(|f| Some(f) > late);
    let moved = all().find(|i| {
        let same = i.id.symbol == active.id.symbol && i.id.mic != active.id.mic;
        recent && same && i.active_to.is_some_and(|t| Some(t) > late)
    });
    Some(&moved.unwrap_or(active).id)
}

/// Whether the word may be this alias by its case and its letters: the German `Über` is no `Uber`.
fn fits(alias: &Alias, word: &Token, hit: &Hit<'_>, text: &str) -> bool {
    let umlaut = |s: &str| s.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']);
    let one = hit.end - hit.first == 1;
    if one && umlaut(word.text(text)) && !umlaut(&alias.text) {
        return false;
    }
    // `VWs`, but not `Bps`.
    let is_genitive = || {
        let stem = word.text(text).trim_end_matches('s');
        hit.genitive && stem.len() > 1 && !stem.contains(char::is_lowercase)
    };
    match word.case {
        Case::Lower => alias.risk.has(Risk::LOWER_OK),
        Case::Mixed => !(one && alias.risk.has(Risk::ACRONYM)) || is_genitive(),
        Case::Upper | Case::Other => true,
    }
}

/// True for the last part of a compound of capitals (`PRO-GE`): not the company's acronym.
fn ends_compound(page: &Page<'_>, first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|b| page.words.get(b));
    page.gap(first) == "-" && before.is_some_and(|w| w.case == Case::Upper)
}

/// True for a common word that begins a chain of three (`High-End-Chips`): a compound of words, not a name with
/// its head (`Post-Aktie`).
fn begins_word_chain(page: &Page<'_>, alias: &Alias, hit: &Hit<'_>) -> bool {
    let common = alias.risk.any(Risk::WORD_EN.or(Risk::WORD_DE).or(Risk::VERY_COMMON));
    let joined = |at: usize| at < page.words.len() && page.gap(at) == "-";
    common && hit.end - hit.first == 1 && joined(hit.end) && joined(hit.end + 1)
}

/// An account's name (`@Apple`) or a part of an address is no naming.
fn is_handle(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or("");
    before.ends_with(['@', '/', '_']) && !before.ends_with(" /")
}
