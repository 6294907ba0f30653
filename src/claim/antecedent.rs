//! Whom a word that stands for a name means.

use super::item::Item;
use super::lexicon::Tag;
use super::lists::List;
use super::names::Referent;
use super::owner::{self, Subject};
use super::quantity::Quantity;
use super::state::{MEMORY, Reader, State};
use super::trigger::{Segment, TriggerKind};

/// Among how many names the antecedent of a word is looked for.
const NEAR: usize = 20;

impl Reader<'_> {
    pub(super) fn resolve(&self, subject: &Subject, state: &State<'_>, segment: &Segment) -> Vec<usize> {
        match subject {
            Subject::Names(names) => names.clone(),
            Subject::Anaphor => self.antecedent(state, segment).into_iter().collect(),
            Subject::Pronoun => self.pronoun(state, segment).into_iter().collect(),
            Subject::IndexAnaphor => self.index_before(state, segment).into_iter().collect(),
            Subject::OfLast => self.last_before(state, segment).into_iter().collect(),
            Subject::Former => self.pair(state, segment).map(|(a, _)| a).into_iter().collect(),
            Subject::Latter => {
                let pair = self.pair(state, segment).map(|(_, b)| b);
                pair.or_else(|| self.last_before(state, segment)).into_iter().collect()
            }
            Subject::Elided | Subject::Other => Vec::new(),
        }
    }

    /// Whom `its shares` means: an owner in the same sentence, what the sentence was about so far,
    /// what the sentences before were about, the only name that follows, or the text's main name.
    fn antecedent(&self, state: &State<'_>, segment: &Segment) -> Option<usize> {
        let items = state.items;
        let so_far = || owner::topic(items, 0..segment.trigger.at, self.names, self.lexicon);
        let share = |n: &usize| !self.names[*n].is_index();
        let earlier = || self.topics.iter().rev().take(MEMORY).find_map(|t| t.main.filter(share));
        let later = || {
            let mut names = items[segment.trigger.at..].iter().filter_map(Item::name);
            let first = names.next().filter(|n| !self.names[*n].is_index())?;
            names.all(|n| self.same(n, first)).then_some(first)
        };
        let here = || owner::topic(items, segment.items.start..segment.trigger.at, self.names, self.lexicon);
        let known = || state.owners.first().copied().filter(|n| !self.names[*n].is_index());
        let sure = here().or_else(known).or_else(so_far);
        sure.or_else(earlier).or_else(later).or_else(|| self.dominant())
    }

    /// Whom `it` means: the owner in the sentence so far, share or index; the index that the sentence
    /// before names alone; what this sentence is about, or the one before.
    fn pronoun(&self, state: &State<'_>, segment: &Segment) -> Option<usize> {
        let index_before = || {
            let all = &self.topics.last()?.all;
            let first = *all.first()?;
            all.iter().all(|n| self.same(*n, first) && self.names[*n].is_index()).then_some(first)
        };
        let known = state.owners.first().copied();
        // `terminó con un avance del 1,65%, hasta los 10.560,50 puntos`: no share.
        let points = |i: &Item| matches!(i.amount(), Some(Quantity::Points { .. }));
        if !known.is_some_and(|n| self.names[n].is_index())
            && state.items[segment.items.clone()].iter().any(points)
            && let Some(index) = self.index_before(state, segment)
        {
            return Some(index);
        }
        let so_far = || owner::topic(state.items, 0..segment.trigger.at, self.names, self.lexicon);
        // A sentence about something else has a subject of its own for the pronoun.
        let before = || self.topics.last()?.main;
        known.or_else(index_before).or_else(so_far).or_else(before)
    }

    /// The index that `der Leitindex` means: the last one named before, or the first one after.
    pub(super) fn index_before(&self, state: &State<'_>, segment: &Segment) -> Option<usize> {
        let at = self.names_before(state, segment);
        let index = |n: &usize| self.names[*n].is_index();
        (0..at).rev().take(NEAR).find(index).or_else(|| (at..self.names.len()).take(NEAR).find(index))
    }

    /// The share named last before the segment.
    fn last_before(&self, state: &State<'_>, segment: &Segment) -> Option<usize> {
        let share = |n: &usize| {
            let name = &self.names[*n];
            !name.source && !name.is_index() && name.referent != Referent::NoShare
        };
        (0..self.names_before(state, segment)).rev().take(NEAR).find(share)
    }

    /// How many names stand before the trigger of a segment.
    fn names_before(&self, state: &State<'_>, segment: &Segment) -> usize {
        let token = state.items[segment.trigger.at].tokens.start;
        self.names.partition_point(|n| n.tokens.start < token)
    }

    /// The listed name that most of the mentions are of.
    pub(super) const fn dominant(&self) -> Option<usize> {
        self.dominant
    }

    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        match (self.names[a].instrument(), self.names[b].instrument()) {
            (Some(a), Some(b)) => a == b,
            _ => self.company(a) == self.company(b),
        }
    }

    fn pair(&self, state: &State<'_>, segment: &Segment) -> Option<(usize, usize)> {
        let here: Vec<usize> = state.items[..segment.trigger.at].iter().filter_map(Item::name).collect();
        let before = || self.topics.last().map(|t| t.all.clone()).unwrap_or_default();
        let all = if here.len() >= 2 { here } else { before() };
        (all.len() >= 2).then(|| (all[0], all[1]))
    }

    pub(super) fn company(&self, name: usize) -> &str {
        let tokens = &self.names[name].tokens;
        let span = self.tokens[tokens.start].span.start..self.tokens[tokens.end - 1].span.end;
        self.text.get(span).unwrap_or("")
    }

    /// What a sentence without a name is about where it speaks of a share, an index or `it`: what the one before was.
    pub(super) fn goes_on_from(&self, items: &[Item]) -> Option<usize> {
        let stands = |i: &Item| i.has(Tag::Stock) || i.has(Tag::Pronoun) || i.is_in(List::IndexWord);
        let told = |n: usize| !self.listed || self.names[n].referent != Referent::Guess;
        let other = |i: &Item| i.has(Tag::Figure) && !i.has(Tag::Stock) || i.name().is_some_and(told);
        let goes_on = items.iter().any(stands) && !items.iter().any(other);
        self.topics.last().filter(|_| goes_on)?.main
    }

    /// Whether a sentence opens with its verb, in a language that leaves a pronoun out.
    pub(super) fn drops_pronoun(&self, items: &[Item], segment: &Segment) -> bool {
        let before = &items[..segment.trigger.at];
        let opens = |i: &Item| {
            let time = |t: &Tag| matches!(t, Tag::Horizon(_) | Tag::Session(_));
            let small = [Tag::Skip, Tag::Auxiliary, Tag::And];
            i.is(',') || small.iter().any(|t| i.has(*t)) || i.tags.iter().any(time)
        };
        let verb = matches!(
            segment.trigger.kind,
            TriggerKind::Verb | TriggerKind::Transitive | TriggerKind::Present
        );
        self.lexicon.language.drops_pronoun && verb && before.iter().all(opens)
    }
}

impl State<'_> {
    /// The subject of a clause without one: that of the clause before, or behind a relative clause
    /// that of the sentence.
    pub(super) fn inherited(&self, reader: &Reader<'_>, segment: &Segment) -> Subject {
        let end = if segment.items.start > 0 { segment.items.start } else { segment.trigger.at };
        if (self.relative || self.subject == Subject::Elided)
            && let Some(main) = owner::topic(self.items, 0..end, reader.names, reader.lexicon)
        {
            return Subject::Names(vec![main]);
        }
        match &self.subject {
            // `Nach einem Kurssprung von 12 Prozent gaben Halbach 3 Prozent ab`.
            // `Down 2% early on, Halbach closed up`.
            Subject::Elided
                if segment.trigger.kind == TriggerKind::Noun
                    || segment.items.start == 0
                        && segment.trigger.at <= 1
                        && (matches!(segment.trigger.kind, TriggerKind::Adverb | TriggerKind::Gerund)
                            || self.items[0].lower == "having") =>
            {
                let all = 0..self.items.len();
                let ahead = owner::topic(self.items, all, reader.names, reader.lexicon);
                ahead.map_or(Subject::Other, |name| Subject::Names(vec![name]))
            }
            Subject::Elided => Subject::Elided,
            Subject::Names(_)
            | Subject::Anaphor
            | Subject::IndexAnaphor
            | Subject::Pronoun
            | Subject::OfLast
            | Subject::Former
            | Subject::Latter
                if !self.owners.is_empty() =>
            {
                Subject::Names(self.owners.clone())
            }
            other => other.clone(),
        }
    }
}

/// `peers such as Halbach, which gained 13%`: a segment that opens with a relative pronoun is about
/// the name right before it, and `growth, which remained flat` about no share.
pub(super) fn antecedent_of_relative(items: &[Item], segment: &Segment) -> Option<Subject> {
    let start = segment.items.start;
    let opens = (start..start + 2).find(|i| items.get(*i).is_some_and(|n| n.has(Tag::Relative)))?;
    let skip = |i: &Item| i.is(',') || i.is(')');
    let before = items[..opens].iter().rev().find(|i| !skip(i))?;
    if let Some(name) = apposed_before(items, opens) {
        return Some(Subject::Names(vec![name]));
    }
    match before.name() {
        Some(name) => Some(Subject::Names(vec![name])),
        None => before.has(Tag::Figure).then_some(Subject::Other),
    }
}

/// `Halbach, the largest franchisee of Norwick in Britain, which`: the name before the two commas.
fn apposed_before(items: &[Item], relative: usize) -> Option<usize> {
    let second = relative.checked_sub(1).filter(|i| items[*i].is(','))?;
    let first = (0..second).rev().find(|i| items[*i].is(','))?;
    let describes = items[first + 1].has(Tag::Determiner) || items[first + 1].is_in(List::Indefinite);
    let moved = items[first..second].iter().any(|i| i.amount().is_some() || i.has(Tag::And));
    first.checked_sub(1).and_then(|i| items[i].name()).filter(|_| describes && !moved)
}
