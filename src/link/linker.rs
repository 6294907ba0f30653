//! From a text to its links: names and codes found, doubts settled by context, roles given.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use super::gazetteer::Gazetteer;
use super::grade::{self, Around, LinkLesson};
use super::listings;
use super::naming::{AsOf, MOST_NAMINGS, Naming, holds, listing, naming};
use super::page::Page;
use super::part::{LinkPart, Parts};
use super::role::{deal_sentences, movers, subjects};
use super::symbols::Scanner;
use super::tokens::{Token, tokens};
use super::wires::settle_wires;
use super::{Evidence, Link, LinkFindings, Mention, RelatedInstrument, Role, Target, Unlisted};
use crate::event::EventText;
use crate::instrument::{Entity, EntityKind, InstrumentId, InstrumentKind, Mic, Relation, Universe};
use crate::text::{Language, furniture};

/// Below this a naming is no link.
const THRESHOLD: f64 = 0.5;
/// Above this a naming vouches for others of its entity and its neighbours.
const SURE: f64 = 0.8;
/// Confidence of a link that only an organisation without a listing brings.
const RELATED: f64 = 0.5;

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
pub struct Linker {
    pub(super) universe: Arc<Universe>,
    gazetteer: Gazetteer,
    without: Parts,
}

impl Linker {
    /// Builds the table of all names.
    #[must_use]
    pub fn new(universe: Arc<Universe>) -> Self {
        Self::without(universe, &[])
    }

    /// A linker that lacks some of its parts, to measure what they buy.
    #[must_use]
    pub fn without(universe: Arc<Universe>, parts: &[LinkPart]) -> Self {
        let gazetteer = Gazetteer::new(&universe);
        Self { universe, gazetteer, without: Parts::of(parts) }
    }

    /// The linker over the universe that ships with the program, built on first use and kept.
    #[must_use]
    pub fn builtin() -> &'static Arc<Self> {
        static BUILTIN: LazyLock<Arc<Linker>> =
            LazyLock::new(|| Arc::new(Linker::new(Arc::clone(Universe::builtin()))));
        &BUILTIN
    }

    /// A linker over a universe: the kept one where that is the one that ships with the program.
    #[must_use]
    pub fn over(universe: &Arc<Universe>) -> Arc<Self> {
        if Arc::ptr_eq(universe, Universe::builtin()) {
            Arc::clone(Self::builtin())
        } else {
            Arc::new(Self::new(Arc::clone(universe)))
        }
    }

    /// The universe whose names it knows.
    #[must_use]
    pub const fn universe(&self) -> &Arc<Universe> {
        &self.universe
    }

    /// Finds the instruments and organisations that a text names.
    ///
    /// ```
    /// use newstape::event::EventText;
    /// use newstape::link::{LinkRequest, Linker, Role};
    ///
    /// let text = EventText::from_title("Visa shares rose as Visa rules for H-1B workers were eased, OpenAI said.");
    /// let linked = Linker::builtin().link(&LinkRequest {
    ///     text: &text,
    ///     lang: Some("en"),
    ///     date: "2025-02-01".parse()?,
    ///     watchlist: &[],
    /// });
    /// // The company is linked where the text speaks of its shares, and not where it speaks of visa rules.
    /// let visa = &linked.links[0];
    /// assert_eq!((visa.instrument.to_string().as_str(), visa.role), ("V:XNYS", Role::Subject));
    /// assert_eq!(visa.evidence.len(), 1);
    /// assert_eq!(&text.text[visa.evidence[0].span.clone()], "Visa");
    /// // OpenAI has no listing; those tied to it are related, never mentioned.
    /// assert_eq!(linked.unlisted[0].name, "OpenAI");
    /// assert!(linked.links[1..].iter().all(|link| link.role == Role::Related));
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    #[must_use]
    pub fn link(&self, request: &LinkRequest<'_>) -> LinkFindings {
        self.link_as_of(request.text, request.lang, Some(request.date), request.watchlist)
    }

    /// As [`Linker::link`], for a text whose day is not known: names of any day count, and an entity's
    /// present symbol is given.
    ///
    /// ```
    /// use newstape::event::EventText;
    /// use newstape::link::Linker;
    ///
    /// // In 2015 it would have been FB, which is how the company traded then.
    /// let text = EventText::from_title("Facebook shares fell.");
    /// let linked = Linker::builtin().link_undated(&text, Some("en"));
    /// assert_eq!(linked.links[0].instrument.to_string(), "META:XNAS");
    /// ```
    #[must_use]
    pub fn link_undated(&self, text: &EventText, lang: Option<&str>) -> LinkFindings {
        self.link_as_of(text, lang, None, &[])
    }

    fn link_as_of(
        &self,
        event: &EventText,
        lang: Option<&str>,
        day: AsOf,
        watchlist: &[InstrumentId],
    ) -> LinkFindings {
        let words = tokens(&event.text);
        let page = self.page(&event.text, &words, lang);
        let (namings, notes) = self.own_namings(&page, day, watchlist);
        self.assemble(event, &page, day, &namings, notes)
    }

    fn page<'t>(&self, text: &'t str, words: &'t [Token], lang: Option<&str>) -> Page<'t> {
        let language = Language::tagged_or_told(lang, text).unwrap_or(Language::English);
        Page { text, words, language, without: self.without }
    }

    /// The namings of the article itself, without those of the page around it.
    fn own_namings(
        &self,
        page: &Page<'_>,
        day: AsOf,
        watchlist: &[InstrumentId],
    ) -> (Vec<Naming<'_>>, Vec<String>) {
        let (mut namings, notes) = self.namings(page, day, watchlist);
        let furniture = furniture(page.text);
        namings.retain(|naming| !stands_in(&furniture, naming.evidence.span.start));
        (namings, notes)
    }

    /// What the links of a text teach of confidence: each with its evidence and whether it is right; those of which
    /// `is_right` knows nothing are passed over.
    #[must_use]
    pub fn lessons(
        &self,
        request: &LinkRequest<'_>,
        is_right: impl Fn(&Link) -> Option<bool>,
    ) -> Vec<LinkLesson> {
        let day = Some(request.date);
        let words = tokens(&request.text.text);
        let page = self.page(&request.text.text, &words, request.lang);
        let (namings, _) = self.own_namings(&page, day, request.watchlist);
        let groups = by_entity(&namings);
        let around = Around::of(&page);
        let links = groups.iter().filter_map(|(number, group)| {
            let entity = self.universe.entities().get(*number as usize)?;
            let own: Vec<&Naming<'_>> = group.iter().copied().filter(|n| !n.as_source).collect();
            let usual = self.usual(entity, day, group).filter(|_| !own.is_empty())?;
            let features = grade::features(entity, &own, around);
            let id = own.first()?.listing().unwrap_or(usual);
            Some((self.link_of(entity, day, id, &own, around), features))
        });
        let lesson = |(link, features)| Some(LinkLesson { features, is_right: is_right(&link)? });
        links.filter_map(lesson).collect()
    }

    /// All namings of a text in text order, weighed, and remarks on wrong codes.
    pub(super) fn namings(
        &self,
        page: &Page<'_>,
        day: AsOf,
        watchlist: &[InstrumentId],
    ) -> (Vec<Naming<'_>>, Vec<String>) {
        let mut namings = self.names(page, day);
        let scanner = Scanner { universe: &self.universe, page, day, watchlist };
        // A city is its exchange's index only in a text that speaks of indices.
        let is_index = |n: &Naming<'_>| {
            let entity = self.universe.entities().get(n.entity as usize);
            !n.is_city && entity.is_some_and(|e| e.kind == EntityKind::Index)
        };
        if !namings.iter().any(is_index) {
            namings.retain(|n| !n.is_city);
        }
        let codes = !self.without.has(LinkPart::Codes);
        let names = namings.len();
        let mut notes = if codes { scanner.codes(&mut namings) } else { Vec::new() };
        if names >= MOST_NAMINGS || namings.len() >= names + MOST_NAMINGS {
            notes.push(format!(
                "the text names instruments more than {MOST_NAMINGS} times; names after that are not linked"
            ));
        }
        if !self.without.has(LinkPart::Memory) {
            follow_full_names(&mut namings);
            settle(page, &mut namings);
        }
        settle_wires(&self.universe, &mut namings);
        listings::tell(&self.universe, page, day, &mut namings);
        namings.sort_by_key(|n| (n.evidence.span.start, std::cmp::Reverse(n.evidence.span.end)));
        (namings, notes)
    }

    fn names(&self, page: &Page<'_>, day: AsOf) -> Vec<Naming<'_>> {
        let (mut found, mut key, mut at) = (Vec::new(), String::new(), 0);
        while at < page.words.len() && found.len() < MOST_NAMINGS {
            match self.gazetteer.longest_at(page.text, page.words, at, &mut key) {
                Some(hit) => {
                    let new = naming(&self.universe, page, &hit, day);
                    at = if new.is_some() { hit.end } else { at + 1 };
                    found.extend(new);
                }
                None => at += 1,
            }
        }
        found
    }

    fn assemble(
        &self,
        event: &EventText,
        page: &Page<'_>,
        day: AsOf,
        namings: &[Naming<'_>],
        mut notes: Vec<String>,
    ) -> LinkFindings {
        let by_entity = by_entity(namings);
        let around = Around::of(page);
        let mut linked = LinkFindings::default();
        // Once for each entity, not for each naming: a text may name one a hundred thousand times.
        let usual: BTreeMap<u32, Option<&InstrumentId>> = by_entity
            .iter()
            .filter_map(|(number, group)| {
                let entity = self.universe.entities().get(*number as usize)?;
                Some((*number, self.usual(entity, day, group)))
            })
            .collect();
        for naming in namings.iter().filter(|n| n.confidence >= THRESHOLD) {
            linked.mentions.extend(self.mention(naming, usual.get(&naming.entity).copied().flatten()));
        }
        for (number, group) in &by_entity {
            let Some(entity) = self.universe.entities().get(*number as usize) else { continue };
            match entity.kind {
                // Countries stand in the tables only so that no part of their names is taken for a company.
                EntityKind::Unlisted if group.iter().all(|n| n.signals.place > 0.0) => {}
                EntityKind::Unlisted => linked.unlisted.push(unlisted(entity, group)),
                EntityKind::Index | EntityKind::Issuer | EntityKind::Product => {
                    let usual = usual.get(number).copied().flatten();
                    match self.joined(entity, day, group, usual, around) {
                        Joined::Links(links) => linked.links.extend(links),
                        Joined::NotListed => linked.unlisted.push(unlisted(entity, group)),
                        Joined::OnlySource => {}
                    }
                }
            }
        }
        notes.extend(doubts(namings, &by_entity));
        linked.notes = notes;
        self.agree_on_venue(&mut linked.links, day);
        subjects(&mut linked.links, event);
        self.parties(&mut linked.links, event, page);
        movers(&mut linked.links, page, namings);
        let first = |l: &Link| l.evidence.first().map_or(usize::MAX, |e| e.span.start);
        linked.links.sort_by(|a, b| {
            a.role.cmp(&b.role).then(b.confidence.total_cmp(&a.confidence)).then(first(a).cmp(&first(b)))
        });
        linked.unlisted.sort_by_key(|u| u.evidence.first().map_or(usize::MAX, |e| e.span.start));
        self.relate(&mut linked, day);
        linked
    }

    fn mention(&self, naming: &Naming<'_>, usual: Option<&InstrumentId>) -> Option<Mention> {
        let entity = self.universe.entities().get(naming.entity as usize)?;
        let listed = naming.listing().or(usual).cloned();
        let target = match (entity.kind, listed) {
            (EntityKind::Index, Some(id)) => Target::Index(id),
            (EntityKind::Issuer | EntityKind::Product, Some(id)) => Target::Instrument(id),
            _ => Target::Unlisted(entity.name.clone()),
        };
        Some(Mention {
            evidence: naming.evidence.clone(),
            target,
            confidence: naming.confidence,
            as_source: naming.as_source,
        })
    }

    /// The listing of the namings that tell none: the first that another tells, else the home one.
    fn usual<'u>(&'u self, entity: &'u Entity, day: AsOf, group: &[&Naming<'u>]) -> Option<&'u InstrumentId> {
        let coded = group.iter().filter(|n| !n.as_source).find_map(|n| n.instrument);
        let told = || group.iter().filter(|n| !n.as_source).find_map(|n| n.told);
        coded.or_else(told).or_else(|| listing(&self.universe, entity, day))
    }

    /// The links from all namings of an entity, one for each listing that they mean.
    fn joined(
        &self,
        entity: &Entity,
        day: AsOf,
        group: &[&Naming<'_>],
        usual: Option<&InstrumentId>,
        around: Around,
    ) -> Joined {
        let own: Vec<&Naming<'_>> = group.iter().copied().filter(|n| !n.as_source).collect();
        if own.is_empty() {
            return Joined::OnlySource;
        }
        let Some(usual) = usual else { return Joined::NotListed };
        let mut meant: Vec<(&InstrumentId, Vec<&Naming<'_>>)> = Vec::new();
        for naming in own {
            let id = naming.listing().unwrap_or(usual);
            match meant.iter_mut().find(|(known, _)| *known == id) {
                Some((_, namings)) => namings.push(naming),
                None => meant.push((id, vec![naming])),
            }
        }
        Joined::Links(
            meant.into_iter().map(|(id, namings)| self.link_of(entity, day, id, &namings, around)).collect(),
        )
    }

    fn link_of(
        &self,
        entity: &Entity,
        day: AsOf,
        instrument: &InstrumentId,
        own: &[&Naming<'_>],
        around: Around,
    ) -> Link {
        let confidence = grade::confidence(&grade::features(entity, own, around));
        let others = entity.listings.iter().filter_map(|l| self.universe.instrument(*l));
        let alternatives = others
            .filter(|i| {
                i.id != *instrument && i.active_to.is_none() && holds(i.active_from, i.active_to, day)
            })
            .map(|i| i.id.clone())
            .collect();
        let evidence: Vec<Evidence> = own.iter().map(|n| n.evidence.clone()).collect();
        let (instrument, name) = (instrument.clone(), entity.name.clone());
        let role = Role::Mentioned;
        Link { instrument, name, role, confidence, evidence, alternatives }
    }

    /// A dual listing follows the venue on which most of the text's other links trade, if the issuer is listed there.
    fn agree_on_venue(&self, links: &mut [Link], day: AsOf) {
        let mut counts: BTreeMap<Mic, usize> = BTreeMap::new();
        for link in links.iter() {
            *counts.entry(link.instrument.mic).or_default() += 1;
        }
        let Some((venue, count)) = counts.iter().max_by_key(|(_, n)| **n) else { return };
        if *count < 2 || *count * 2 < links.len() {
            return;
        }
        for link in links.iter_mut().filter(|l| l.instrument.mic != *venue) {
            let same_country = crate::venue::venue(*venue).and_then(|v| v.country);
            let coded = link
                .evidence
                .iter()
                .any(|e| !matches!(e.kind, super::EvidenceKind::Name | super::EvidenceKind::Alias));
            let there = link.alternatives.iter().position(|a| a.mic == *venue);
            if let (Some(at), false, Some("CA")) = (there, coded, same_country)
                && self
                    .universe
                    .get(&link.alternatives[at])
                    .is_some_and(|i| holds(i.active_from, i.active_to, day))
            {
                std::mem::swap(&mut link.instrument, &mut link.alternatives[at]);
            }
        }
    }

    /// The companies of a sentence that tells of a deal, in the title or the opening, are its parties.
    fn parties(&self, links: &mut [Link], event: &EventText, page: &Page<'_>) {
        let deals = deal_sentences(event, page);
        let is_company =
            |l: &Link| self.universe.get(&l.instrument).is_none_or(|i| i.kind == InstrumentKind::Equity);
        let in_deal = |l: &Link| l.evidence.iter().any(|e| deals.iter().any(|d| d.contains(&e.span.start)));
        for link in links.iter_mut().filter(|l| in_deal(l) && is_company(l)) {
            link.role = Role::Subject;
        }
    }

    /// Adds the instruments tied to organisations that the text names and to nothing else in it.
    fn relate(&self, linked: &mut LinkFindings, day: AsOf) {
        let mut known: HashSet<InstrumentId> = linked.links.iter().map(|l| l.instrument.clone()).collect();
        for related in linked.unlisted.iter().flat_map(|u| &u.related) {
            let Some(instrument) = self.universe.get(&related.instrument) else { continue };
            if holds(instrument.active_from, instrument.active_to, day) && known.insert(instrument.id.clone())
            {
                linked.links.push(Link {
                    instrument: instrument.id.clone(),
                    name: instrument.name.clone(),
                    role: Role::Related,
                    confidence: RELATED,
                    evidence: Vec::new(),
                    alternatives: Vec::new(),
                });
            }
        }
    }
}

/// The namings that are links, by entity.
fn by_entity<'n, 'u>(namings: &'n [Naming<'u>]) -> BTreeMap<u32, Vec<&'n Naming<'u>>> {
    let mut all: BTreeMap<u32, Vec<&Naming<'_>>> = BTreeMap::new();
    for naming in namings.iter().filter(|n| n.confidence >= THRESHOLD) {
        all.entry(naming.entity).or_default().push(naming);
    }
    all
}

/// What the namings of a listed entity come to.
enum Joined {
    /// One for each listing that is named.
    Links(Vec<Link>),
    /// Not yet or no longer listed on the day.
    NotListed,
    /// Only who reports or opines.
    OnlySource,
}

/// Whether a byte is within one of some spans that are in order.
fn stands_in(spans: &[std::ops::Range<usize>], byte: usize) -> bool {
    let next = spans.partition_point(|span| span.end <= byte);
    spans.get(next).is_some_and(|span| span.start <= byte)
}

fn unlisted(entity: &Entity, group: &[&Naming<'_>]) -> Unlisted {
    let related =
        |r: &Relation| RelatedInstrument { instrument: r.instrument.clone(), reason: r.reason.clone() };
    Unlisted {
        name: entity.name.clone(),
        related: entity.relations.iter().map(related).collect(),
        evidence: group.iter().map(|n| n.evidence.clone()).collect(),
    }
}

/// A name that several bear means the one that the text names in another way too: `Acadia Healthcare … Acadia`.
fn follow_full_names(namings: &mut [Naming<'_>]) {
    let full = |n: &Naming<'_>| n.namesakes.is_empty() && n.confidence >= SURE;
    let sure: HashSet<u32> = namings.iter().filter(|n| full(n)).map(|n| n.entity).collect();
    for naming in namings.iter_mut().filter(|n| !sure.contains(&n.entity)) {
        if let Some(other) = naming.namesakes.iter().find(|e| sure.contains(e)) {
            naming.entity = *other;
        }
    }
}

/// Settles doubtful names by what the rest of the text is sure of: the same entity, or companies beside it.
///
/// Twice, so that of three companies in a row the first is vouched for by the second.
fn settle(page: &Page<'_>, namings: &mut [Naming<'_>]) {
    for _ in 0..2 {
        settle_once(page, namings);
    }
}

fn settle_once(page: &Page<'_>, namings: &mut [Naming<'_>]) {
    // Words that a name may reach back, and those between two names of an enumeration.
    const NEAR: usize = 16;
    let mut sure: Vec<((usize, usize), u32)> =
        namings.iter().filter(|n| n.confidence >= SURE).map(|n| (n.words, n.entity)).collect();
    sure.sort_unstable();
    let mut times: HashMap<u32, usize> = HashMap::new();
    for (_, entity) in &sure {
        *times.entry(*entity).or_default() += 1;
    }
    for naming in namings.iter_mut().filter(|n| n.signals.is_doubtful()) {
        let itself = usize::from(naming.confidence >= SURE);
        naming.signals.memory = f64::from(times.get(&naming.entity).is_some_and(|times| *times > itself));
        let from = sure.partition_point(|(words, _)| words.0 + NEAR < naming.words.0);
        let near = sure[from..].iter().take_while(|(words, _)| words.0 <= naming.words.1 + NEAR);
        let listed_beside = |(words, entity): &((usize, usize), u32)| {
            *entity != naming.entity && beside(page, naming.words, *words)
        };
        // A German noun with its article stays one beside companies: `der Bauer, Gerresheimer`.
        let is_noun = naming.signals.german_noun * naming.signals.article > 0.0;
        naming.signals.peers = f64::from(!is_noun && near.into_iter().any(listed_beside));
        naming.weigh();
    }
}

/// True where two names stand in one enumeration: nothing but a comma, `and` or up to two words between them.
fn beside(page: &Page<'_>, a: (usize, usize), b: (usize, usize)) -> bool {
    let (left, right) = if a.0 < b.0 { (a, b) } else { (b, a) };
    right.0 >= left.1
        && right.0 - left.1 <= 3
        && page.share_sentence(left, right.0)
        && (left.1..=right.0).any(|i| {
            let gap = page.gap(i);
            gap.starts_with(',') || i < right.0 && page.is_and(i)
        })
}

/// Candidates below the threshold, told to the reader.
fn doubts(namings: &[Naming<'_>], linked: &BTreeMap<u32, Vec<&Naming<'_>>>) -> Vec<String> {
    let mut told = HashSet::new();
    namings
        .iter()
        .filter(|n| n.confidence < THRESHOLD && n.confidence > 0.2 && !linked.contains_key(&n.entity))
        .filter(|n| told.insert(n.entity))
        .map(|n| format!("\"{}\" may name a company, but the text does not say so", n.evidence.text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked_on(text: &str, lang: &str, date: &str) -> LinkFindings {
        let text = EventText::from_title(text);
        let date = date.parse().unwrap();
        let request = LinkRequest { text: &text, lang: Some(lang), date, watchlist: &[] };
        let linked = Linker::builtin().link(&request);
        for evidence in linked.links.iter().flat_map(|l| &l.evidence) {
            assert_eq!(text.text.get(evidence.span.clone()), Some(evidence.text.as_str()));
        }
        linked
    }

    fn symbols(text: &str, lang: &str) -> Vec<String> {
        linked_on(text, lang, "2025-02-01").links.iter().map(|l| l.instrument.symbol.to_string()).collect()
    }

    #[test]
    fn names_compounds_and_codes() {
        assert_eq!(symbols("Die Microsoft-Aktie verlor.", "de"), ["MSFT"]);
        let mut two = symbols("Investors like $NVDA and Apple Inc. (NASDAQ: AAPL).", "en");
        two.sort();
        assert_eq!(two, ["AAPL", "NVDA"]);
        assert_eq!(symbols("Die ISIN DE0007164600 steht hier.", "de"), ["SAP"]);
        let wrong = linked_on("Die ISIN DE0007164601 steht hier.", "de", "2025-02-01");
        assert!(wrong.links.is_empty() && wrong.notes.len() == 1);
    }

    #[test]
    fn words_that_are_also_names_need_support() {
        assert!(symbols("The gap between rich and poor is widening.", "en").is_empty());
        assert!(symbols("Visa rules are to be tightened.", "en").is_empty());
        assert_eq!(symbols("Visa shares rose after strong earnings.", "en"), ["V"]);
    }

    #[test]
    fn symbols_are_those_of_the_day() {
        let on = |date: &str| {
            let linked = linked_on("Facebook shares fell.", "en", date);
            linked.links.first().map(|l| l.instrument.to_string())
        };
        assert_eq!(on("2015-03-02").as_deref(), Some("FB:XNAS"));
        assert_eq!(on("2022-07-01").as_deref(), Some("META:XNAS"));
        assert_eq!(on("2011-03-02"), None);
        assert!(linked_on("Twitter shares fell.", "en", "2024-01-10").links.is_empty());
    }

    #[test]
    fn countries_are_no_organisations() {
        let linked = linked_on("The United States and OpenAI agreed.", "en", "2025-02-01");
        let names: Vec<&str> = linked.unlisted.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(names, ["OpenAI"]);
    }

    #[test]
    fn organisations_without_a_listing_bring_their_relatives() {
        let linked = linked_on("OpenAI und DeepSeek streiten, berichtet Bloomberg.", "de", "2025-02-01");
        let names: Vec<&str> = linked.unlisted.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(names, ["OpenAI", "DeepSeek", "Bloomberg"]);
        assert!(linked.links.iter().all(|l| l.role == Role::Related));
        let symbols: Vec<String> = linked.links.iter().map(|l| l.instrument.symbol.to_string()).collect();
        assert_eq!(symbols, ["MSFT", "NVDA", "9984"]);
    }
}
