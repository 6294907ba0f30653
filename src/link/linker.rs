//! From a text to its links: names and codes found, doubts settled by context, roles given.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::context;
use super::gazetteer::{Gazetteer, Hit};
use super::symbols::{self, Coded};
use super::tokens::{Case, Token, tokens};
use super::{Evidence, EvidenceKind, Link, Linked, Mention, RelatedInstrument, Role, Target, Unlisted};
use crate::event::EventText;
use crate::instrument::{Alias, AliasKind, Entity, EntityKind, InstrumentId, Risk, Universe};

/// Below this a naming is no link.
const THRESHOLD: f64 = 0.5;
/// How sure a code is.
const CODE: f64 = 0.98;
/// How sure a name is that can mean nothing else.
const NAME: f64 = 0.95;
/// How sure a name is that is also a word, with a word for a company beside it.
const SUPPORTED: f64 = 0.85;
/// … and with a capital that only a name has.
const CAPITAL: f64 = 0.6;
/// … and without any support.
const BARE: f64 = 0.25;
/// A text is about what it names in its title, or among its first characters and again later.
const OPENING_CHARS: usize = 400;

/// One text to link.
#[derive(Debug, Clone, Copy)]
pub struct LinkRequest<'a> {
    /// Title and text.
    pub text: &'a EventText,
    /// ISO 639-1 code of its language.
    pub lang: Option<&'a str>,
    /// The day as of which names and symbols are read.
    pub date: NaiveDate,
    /// Instruments whose bare symbols count.
    pub watchlist: &'a [InstrumentId],
}

/// Links texts against one universe.
#[derive(Debug, Clone)]
pub struct Linker<'u> {
    universe: &'u Universe,
    gazetteer: Gazetteer,
}

/// A naming of an entity, before roles are given.
struct Naming<'u> {
    entity: u32,
    instrument: Option<&'u InstrumentId>,
    evidence: Evidence,
    confidence: f64,
    as_source: bool,
}

impl<'u> Linker<'u> {
    /// Builds the automaton over all names.
    #[must_use]
    pub fn new(universe: &'u Universe) -> Self {
        Self { universe, gazetteer: Gazetteer::new(universe) }
    }

    /// Finds the instruments and organisations that a text names.
    #[must_use]
    pub fn link(&self, request: &LinkRequest<'_>) -> Linked {
        self.link_as_of(request)
    }

    /// As [`Linker::link`], for a text whose day is not known: names and symbols of any day count, today's
    /// symbol first.
    #[must_use]
    pub fn link_undated(&self, text: &EventText, lang: Option<&str>) -> Linked {
        let request = LinkRequest { text, lang, date: NaiveDate::MAX, watchlist: &[] };
        self.link_as_of(&request)
    }

    fn link_as_of(&self, request: &LinkRequest<'_>) -> Linked {
        let text = request.text.text.as_str();
        let words = tokens(text);
        let mut namings = self.names(request, &words);
        let (codes, notes) = self.codes(request, &namings);
        namings.extend(codes);
        remember(&mut namings);
        namings.sort_by_key(|n| (n.evidence.span.start, std::cmp::Reverse(n.evidence.span.end)));
        self.assemble(request, &namings, notes)
    }

    fn names(&self, request: &LinkRequest<'_>, words: &[Token]) -> Vec<Naming<'u>> {
        let text = request.text.text.as_str();
        let (mut found, mut key, mut at) = (Vec::new(), String::new(), 0);
        while at < words.len() {
            match self.gazetteer.longest_at(text, words, at, &mut key) {
                Some(hit) => {
                    found.extend(self.naming(request, words, &hit));
                    at = hit.end;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The most likely meaning of a name on the day of the text.
    fn naming(&self, request: &LinkRequest<'_>, words: &[Token], hit: &Hit<'_>) -> Option<Naming<'u>> {
        let text = request.text.text.as_str();
        let aliases = hit.aliases.iter().filter_map(|n| self.universe.aliases().get(*n as usize));
        let valid =
            |a: &&Alias| a.from.is_none_or(|f| f <= request.date) && a.to.is_none_or(|t| request.date <= t);
        let weight = |a: &&Alias| self.entity(a.entity).map_or(0, |e| e.weight);
        let alias = aliases.filter(valid).filter(|a| fits(a, &words[hit.first])).max_by_key(weight)?;
        let entity = self.entity(alias.entity)?;
        let start = words[hit.first].start;
        let end = context::compound_end(text, words, hit.end).unwrap_or(hit.end_byte);
        let kind = if alias.kind == AliasKind::Name { EvidenceKind::Name } else { EvidenceKind::Alias };
        Some(Naming {
            entity: alias.entity,
            instrument: None,
            evidence: Evidence { span: start..end, text: text.get(start..end)?.to_owned(), kind },
            confidence: confidence(alias, text, words, hit, request.lang),
            as_source: entity.trade.is_some() && context::is_source(text, words, hit.first, hit.end),
        })
    }

    fn entity(&self, number: u32) -> Option<&'u Entity> {
        self.universe.entities().get(number as usize)
    }

    fn codes(&self, request: &LinkRequest<'_>, namings: &[Naming<'u>]) -> (Vec<Naming<'u>>, Vec<String>) {
        let text = request.text.text.as_str();
        let entity_of = |id: &InstrumentId| {
            self.universe.entities().iter().position(|e| {
                e.listings.iter().any(|l| self.universe.instrument(*l).is_some_and(|i| i.id == *id))
            })
        };
        let named_before = |instrument: &crate::instrument::Instrument, at: usize| {
            let entity = entity_of(&instrument.id).and_then(|e| u32::try_from(e).ok());
            namings.iter().any(|n| {
                Some(n.entity) == entity && n.evidence.span.end <= at && at - n.evidence.span.end < 40
            })
        };
        let (codes, notes) = symbols::codes(self.universe, text, named_before);
        let naming = |c: Coded<'u>| {
            Some(Naming {
                entity: u32::try_from(entity_of(&c.instrument.id)?).ok()?,
                instrument: Some(&c.instrument.id),
                evidence: Evidence { span: c.span.clone(), text: text.get(c.span)?.to_owned(), kind: c.kind },
                confidence: CODE,
                as_source: false,
            })
        };
        (codes.into_iter().filter_map(naming).collect(), notes)
    }

    fn assemble(&self, request: &LinkRequest<'_>, namings: &[Naming<'u>], notes: Vec<String>) -> Linked {
        let mut linked = Linked { notes, ..Linked::default() };
        let mut by_entity: BTreeMap<u32, Vec<&Naming<'u>>> = BTreeMap::new();
        for naming in namings.iter().filter(|n| n.confidence >= THRESHOLD) {
            by_entity.entry(naming.entity).or_default().push(naming);
            if let Some(target) = self.target(naming, request.date) {
                linked.mentions.push(Mention {
                    evidence: naming.evidence.clone(),
                    target,
                    confidence: naming.confidence,
                    as_source: naming.as_source,
                });
            }
        }
        for (number, group) in &by_entity {
            let Some(entity) = self.entity(*number) else { continue };
            match entity.kind {
                EntityKind::Unlisted => linked.unlisted.push(unlisted(entity, group)),
                EntityKind::Index => {}
                EntityKind::Issuer | EntityKind::Product => {
                    linked.links.extend(self.joined(request, entity, group));
                }
            }
        }
        subjects(&mut linked.links, request.text);
        linked.links.sort_by(|a, b| {
            let first = |l: &Link| l.evidence.first().map_or(usize::MAX, |e| e.span.start);
            a.role.cmp(&b.role).then(b.confidence.total_cmp(&a.confidence)).then(first(a).cmp(&first(b)))
        });
        linked.unlisted.sort_by_key(|u| u.evidence.first().map_or(usize::MAX, |e| e.span.start));
        self.relate(&mut linked);
        linked
    }

    fn target(&self, naming: &Naming<'u>, date: NaiveDate) -> Option<Target> {
        let entity = self.entity(naming.entity)?;
        Some(match entity.kind {
            EntityKind::Unlisted => Target::Unlisted(entity.name.clone()),
            EntityKind::Index => Target::Index(self.listing(entity, date)?.clone()),
            EntityKind::Issuer | EntityKind::Product => {
                Target::Instrument(naming.instrument.or_else(|| self.listing(entity, date))?.clone())
            }
        })
    }

    /// The entity's first listing that was active on the day.
    fn listing(&self, entity: &Entity, date: NaiveDate) -> Option<&'u InstrumentId> {
        let listed = |i: &&crate::instrument::Instrument| {
            i.active_from.is_none_or(|f| f <= date) && i.active_to.is_none_or(|t| date <= t)
        };
        entity.listings.iter().filter_map(|l| self.universe.instrument(*l)).find(listed).map(|i| &i.id)
    }

    /// One link from all namings of an entity; `None` where it is only a source.
    fn joined(&self, request: &LinkRequest<'_>, entity: &Entity, group: &[&Naming<'u>]) -> Option<Link> {
        let own: Vec<&&Naming<'u>> = group.iter().filter(|n| !n.as_source).collect();
        let best = own.iter().map(|n| n.confidence).reduce(f64::max)?;
        let coded = own.iter().find_map(|n| n.instrument);
        let instrument = coded.or_else(|| self.listing(entity, request.date))?;
        let alternatives = entity
            .listings
            .iter()
            .filter_map(|l| self.universe.instrument(*l))
            .filter(|i| i.id != *instrument && i.active_to.is_none())
            .map(|i| i.id.clone())
            .collect();
        Some(Link {
            instrument: instrument.clone(),
            name: entity.name.clone(),
            role: Role::Mentioned,
            confidence: best,
            evidence: own.iter().map(|n| n.evidence.clone()).collect(),
            alternatives,
        })
    }

    /// Adds the instruments tied to organisations that the text names and to nothing else in it.
    fn relate(&self, linked: &mut Linked) {
        for organisation in &linked.unlisted {
            for related in &organisation.related {
                let known = linked.links.iter().any(|l| l.instrument == related.instrument);
                if !known {
                    let name = self.universe.get(&related.instrument).map(|i| i.name.clone());
                    linked.links.push(Link {
                        instrument: related.instrument.clone(),
                        name: name.unwrap_or_else(|| related.instrument.symbol.to_string()),
                        role: Role::Related,
                        confidence: THRESHOLD,
                        evidence: Vec::new(),
                        alternatives: Vec::new(),
                    });
                }
            }
        }
    }
}

fn unlisted(entity: &Entity, group: &[&Naming<'_>]) -> Unlisted {
    let related = |r: &crate::instrument::Relation| RelatedInstrument {
        instrument: r.instrument.clone(),
        reason: r.reason.clone(),
    };
    Unlisted {
        name: entity.name.clone(),
        related: entity.relations.iter().map(related).collect(),
        evidence: group.iter().map(|n| n.evidence.clone()).collect(),
    }
}

/// Whether the word may be this alias by its case.
fn fits(alias: &Alias, word: &Token) -> bool {
    match word.case {
        Case::Lower => alias.risk.has(Risk::LOWER_OK),
        Case::Mixed => !alias.risk.has(Risk::ACRONYM),
        Case::Upper | Case::Other => true,
    }
}

fn confidence(alias: &Alias, text: &str, words: &[Token], hit: &Hit<'_>, lang: Option<&str>) -> f64 {
    let supported = context::names_a_company(text, words, hit.first, hit.end)
        || context::compound_end(text, words, hit.end).is_some();
    let doubtful = Risk::WORD_EN.or(Risk::WORD_DE).or(Risk::PERSON).or(Risk::PLACE).or(Risk::WEAK);
    if alias.kind == AliasKind::Epithet {
        return BARE;
    }
    if !alias.risk.any(doubtful) {
        return NAME;
    }
    // `Investors` is no genitive of `Investor`: without an apostrophe, English has only the plural.
    let written = words.get(hit.end - 1).map_or("", |w| w.text(text));
    if hit.genitive && lang != Some("de") && !written.contains(['\'', '’']) {
        return BARE;
    }
    if supported {
        return SUPPORTED;
    }
    // A capital tells a name from a word where words have none: not in German for nouns, not at
    // the beginning of a sentence, not in headlines; and never a person or a place from a company.
    let ambiguous = alias.risk.any(Risk::PERSON.or(Risk::PLACE).or(Risk::WEAK).or(Risk::VERY_COMMON))
        || (lang == Some("de") && alias.risk.any(Risk::WORD_DE))
        || context::begins_sentence(text, words, hit.first)
        || context::is_title_case(text, words, hit.first);
    if ambiguous { BARE } else { CAPITAL }
}

/// A name that is doubtful by itself is none where the text names the same entity without doubt.
fn remember(namings: &mut [Naming<'_>]) {
    let sure: Vec<u32> = namings.iter().filter(|n| n.confidence >= SUPPORTED).map(|n| n.entity).collect();
    for naming in namings.iter_mut().filter(|n| n.confidence < SUPPORTED && sure.contains(&n.entity)) {
        naming.confidence = SUPPORTED;
    }
}

/// The subjects: what the title names; failing that, what the opening names and the rest repeats,
/// or what is named most.
fn subjects(links: &mut [Link], text: &EventText) {
    let in_title =
        |l: &Link| l.evidence.iter().any(|e| !text.title.is_empty() && text.title.contains(&e.span.start));
    if links.iter().any(in_title) {
        for link in links.iter_mut().filter(|l| in_title(l)) {
            link.role = Role::Subject;
        }
        return;
    }
    let most = links.iter().map(|l| l.evidence.len()).max().unwrap_or(0);
    for link in links.iter_mut() {
        let opens = link.evidence.first().is_some_and(|e| e.span.start < OPENING_CHARS);
        if opens && (link.evidence.len() == most || link.evidence.len() > 1) {
            link.role = Role::Subject;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(text: &str, lang: &str) -> Linked {
        let text = EventText { text: text.to_owned(), title: 0..0 };
        let date = "2025-02-01".parse().unwrap();
        let request = LinkRequest { text: &text, lang: Some(lang), date, watchlist: &[] };
        let linked = Linker::new(Universe::builtin()).link(&request);
        for evidence in linked.links.iter().flat_map(|l| &l.evidence) {
            assert_eq!(text.text.get(evidence.span.clone()), Some(evidence.text.as_str()));
        }
        linked
    }

    fn symbols(text: &str, lang: &str) -> Vec<String> {
        linked(text, lang).links.iter().map(|l| l.instrument.symbol.to_string()).collect()
    }

    #[test]
    fn names_compounds_and_codes() {
        assert_eq!(symbols("Die Microsoft-Aktie verlor.", "de"), ["MSFT"]);
        assert_eq!(symbols("Investors like $NVDA and Apple Inc. (NASDAQ: AAPL).", "en"), ["AAPL", "NVDA"]);
        assert_eq!(symbols("Die ISIN DE0007164600 steht hier.", "de"), ["SAP"]);
        let wrong = linked("Die ISIN DE0007164601 steht hier.", "de");
        assert!(wrong.links.is_empty() && wrong.notes.len() == 1);
    }

    #[test]
    fn words_that_are_also_names_need_support() {
        assert!(symbols("The gap between rich and poor is widening.", "en").is_empty());
        assert!(symbols("Visa rules are to be tightened.", "en").is_empty());
        assert_eq!(symbols("Visa shares rose after strong earnings.", "en"), ["V"]);
    }

    #[test]
    fn organisations_without_a_listing_bring_their_relatives() {
        let linked = linked("OpenAI und DeepSeek streiten, berichtet Bloomberg.", "de");
        let names: Vec<&str> = linked.unlisted.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(names, ["OpenAI", "DeepSeek", "Bloomberg"]);
        assert!(linked.links.iter().all(|l| l.role == Role::Related));
        let symbols: Vec<String> = linked.links.iter().map(|l| l.instrument.symbol.to_string()).collect();
        assert_eq!(symbols, ["MSFT", "NVDA"]);
    }
}
