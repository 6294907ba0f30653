//! Several owners in one piece of a sentence: which sizes and prices stand in it, and whose they are.

use rust_decimal::Decimal;

use super::fields::{self, Fields};
use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::owner::Subject;
use super::quantity::Quantity;
use super::state::{Reader, State};
use super::trigger::{Segment, TriggerKind};
use crate::units::Currency;

impl Reader<'_> {
    /// The names that are joined to the chosen one, where there is a size for each, `makers such as A or B, with losses
    /// of 2% and 3%`, or the one size is shared out: `mit minus jeweils 2 Prozent vor allem A und B`.
    pub(super) fn with_equals(&self, items: &[Item], segment: &Segment, chosen: Vec<usize>) -> Vec<usize> {
        let [first] = chosen[..] else { return chosen };
        let Some(at) = segment.items.clone().find(|i| items[*i].name() == Some(first)) else { return chosen };
        let sizes = sizes(items, segment).len();
        let chain = self.chain(items, segment, at);
        let end = chain.last().map_or(at, |(i, _)| *i);
        let sized_inside = segment.items.clone().take_while(|i| *i < end).any(|i| items[i].is_percent());
        if chain.len() > 1 && chain.len() == sizes && !sized_inside {
            return chain.into_iter().map(|(_, name)| name).collect();
        }
        if sizes == 1 && is_shared_out(items, segment) {
            return self.all_securities(items, segment, first);
        }
        chosen
    }

    /// The securities that are joined to one by commas and `and`, itself among them: `shares of A, B and those of C`.
    fn chain(&self, items: &[Item], segment: &Segment, at: usize) -> Vec<(usize, usize)> {
        let small = |i: &Item| {
            let passes = [Tag::And, Tag::Determiner, Tag::Pronoun, Tag::Of, Tag::Stock];
            i.name().is_none() && (i.is(',') || passes.iter().any(|t| i.has(*t)))
        };
        // `el Cac de París y el Dax de Fráncfort`.
        let place =
            |i: usize| i > 0 && items[i - 1].has(Tag::Of) && items[i].kind == Kind::Word && items[i].capital;
        let joined = |from: usize, to: usize| {
            let between = &items[from + 1..to];
            (from + 1..to).all(|i| small(&items[i]) || place(i))
                && between.iter().any(|i| i.is(',') || i.has(Tag::And))
        };
        let named = |i: usize| items[i].name().filter(|n| self.is_security(*n)).map(|n| (i, n));
        let mut chain: Vec<(usize, usize)> = named(at).into_iter().collect();
        for next in (segment.items.start..at).rev().filter_map(named) {
            if chain.first().is_some_and(|(first, _)| joined(next.0, *first)) {
                chain.insert(0, next);
            }
        }
        for next in (at + 1..segment.items.end).filter_map(named) {
            if chain.last().is_some_and(|(last, _)| joined(*last, next.0)) {
                chain.push(next);
            }
        }
        chain
    }

    /// `Quorle climbed 2% to $6, Halbach 3% to $50`: a list whose first name nobody knows.
    pub(super) fn opens_list_of_unknown(&self, items: &[Item], segment: &Segment, fields: &Fields) -> bool {
        let Some(size) = fields.percent_at.filter(|_| !self.lexicon.language.capital_nouns) else {
            return false;
        };
        let before = &items[segment.items.start..size];
        let unknown = |i: &Item| i.kind == Kind::Word && i.capital && i.tags.is_empty();
        let verb = matches!(segment.trigger.kind, TriggerKind::Verb | TriggerKind::Transitive);
        let other = |i: &Item| i.has(Tag::Figure) || i.name().is_some();
        verb && before.iter().any(unknown) && !before.iter().any(other)
    }

    /// `los avances del 2,84% en A, del 1,46% en B y del 1,29% en C`: each name stands behind its size. Writes their
    /// claims and gives the first name.
    pub(super) fn sized_before(&mut self, state: &mut State<'_>, segment: &Segment) -> Option<usize> {
        let items = state.items;
        let pairs = sizes_before_names(items, segment);
        if pairs.len() < 2 || pairs.iter().any(|(_, name)| !self.is_security(*name)) {
            return None;
        }
        for (size, name) in &pairs {
            let own = Fields {
                percent: percent_of(&items[*size]),
                percent_at: Some(*size),
                bound: fields::bound_before(items, segment.items.start, *size),
                ..Fields::default()
            };
            self.push(state, segment, *name, &own);
        }
        let names: Vec<usize> = pairs.iter().map(|(_, name)| *name).collect();
        let first = names.first().copied();
        self.last_owner = first;
        (state.subject, state.owners) = (Subject::Names(names.clone()), names);
        first
    }

    /// All securities of a segment that are of the kind of one of them.
    fn all_securities(&self, items: &[Item], segment: &Segment, first: usize) -> Vec<usize> {
        let is_index = self.names[first].is_index();
        let named = items[segment.items.clone()].iter().filter_map(Item::name);
        named.filter(|n| self.is_security(*n) && self.names[*n].is_index() == is_index).collect()
    }
}

/// Sizes and names behind a noun of movement that take turns, the size first and a preposition between the two.
fn sizes_before_names(items: &[Item], segment: &Segment) -> Vec<(usize, usize)> {
    if segment.trigger.kind != TriggerKind::Noun {
        return Vec::new();
    }
    let told = |i: &usize| items[*i].is_percent() || items[*i].name().is_some();
    let all: Vec<usize> = (segment.trigger.end + 1..segment.items.end).filter(told).collect();
    let leads = |i: &Item| {
        let small = [Tag::Preposition, Tag::Of, Tag::At, Tag::To, Tag::By];
        small.iter().any(|t| i.has(*t))
    };
    let joined = |size: usize, name: usize| {
        let between = &items[size + 1..name];
        between.iter().any(leads) && between.iter().all(|i| leads(i) || i.has(Tag::Determiner) || i.is('\''))
    };
    let mut pairs = Vec::new();
    for pair in all.chunks(2) {
        match *pair {
            [size, name] if items[size].is_percent() && joined(size, name) => {
                pairs.extend(items[name].name().map(|n| (size, n)));
            }
            // What stands behind the last pair goes its own way.
            _ if pairs.len() > 1 => break,
            _ => return Vec::new(),
        }
    }
    pairs
}

/// The sizes of a segment in text order, with those that share the unit of the last: `1,4
/// beziehungsweise 0,9 Prozent`.
pub(super) fn sizes(items: &[Item], segment: &Segment) -> Vec<Decimal> {
    let joined = |i: usize| {
        let next = items.get(i + 1).is_some_and(|n| n.has(Tag::And) || n.is(','));
        let more = items.get(i + 2).is_some_and(|n| n.amount().is_some());
        next && more
    };
    let size = |i: usize| match items[i].amount() {
        Some(Quantity::Bare(n)) if joined(i) => Some(*n),
        _ => percent_of(&items[i]),
    };
    segment.items.clone().filter_map(size).collect()
}

/// The prices of a segment in text order.
pub(super) fn prices(items: &[Item], segment: &Segment) -> Vec<(Decimal, Currency)> {
    let price = |i: usize| match items[i].amount() {
        Some(Quantity::Money { amount, currency, sign: None }) => Some((*amount, *currency)),
        _ => None,
    };
    segment.items.clone().filter_map(price).collect()
}

pub(super) fn percent_of(item: &Item) -> Option<Decimal> {
    match item.amount() {
        Some(Quantity::Percent { low, high: None, .. }) => Some(*low),
        _ => None,
    }
}

/// `Halbach (2,1%)`: a size alone in brackets.
fn is_bracketed(items: &[Item], size: usize) -> bool {
    let passes = |i: &Item| i.has(Tag::Skip) || i.tags.iter().any(|t| matches!(t, Tag::Qualify(_)));
    let opens = items[..size].iter().rev().find(|i| !passes(i)).is_some_and(|i| i.is('('));
    opens && items.get(size + 1).is_some_and(|i| i.is(')'))
}

/// Names behind the first amount that have an amount of their own, each with the item of that.
pub(super) fn further(items: &[Item], segment: &Segment, fields: &Fields) -> Vec<(usize, usize)> {
    let Some(first) = fields.percent_at else { return Vec::new() };
    let after: Vec<usize> = (first + 1..segment.items.end)
        .filter(|i| items[*i].name().is_some() || items[*i].is_percent())
        .collect();
    after
        .windows(2)
        .filter(|w| w[1] - w[0] <= 6)
        .filter(|w| !items[w[1]..].get(1).is_some_and(|n| n.has(Tag::Figure) || n.has(Tag::Of)))
        .filter(|w| is_bracketed(items, w[1]) || !(w[0]..w[1]).any(|i| items[i].is('(')))
        .filter(|w| !(w[0]..w[1]).any(|i| items[i].has(Tag::Report)))
        .filter_map(|w| items[w[0]].name().filter(|_| items[w[1]].is_percent()).map(|n| (n, w[1])))
        .collect()
}

/// `jeweils 2 Prozent`, `2 percent each`: one size of several.
fn is_shared_out(items: &[Item], segment: &Segment) -> bool {
    let size = segment.items.clone().find(|i| items[*i].is_percent());
    let each = |i: usize| items.get(i).is_some_and(|i| i.has(Tag::Each) && !i.has(Tag::Determiner));
    size.is_some_and(|s| s > 0 && each(s - 1) || each(s + 1))
}

/// The level right behind a size: `2.1% to 201.7p`.
pub(super) fn level_behind(items: &[Item], size: usize) -> Option<(Decimal, Option<Currency>)> {
    let at = (size + 1..items.len()).take(3).find(|i| items[*i].amount().is_some())?;
    let between = &items[size + 1..at];
    let small = |i: &Item| i.has(Tag::To) || i.has(Tag::At) || i.has(Tag::Determiner) || i.has(Tag::Skip);
    let leads = between.iter().all(small) && between.iter().any(|i| i.has(Tag::To) || i.has(Tag::At));
    match items[at].amount().filter(|_| leads)? {
        Quantity::Money { amount, currency, sign: None } => Some((*amount, Some(*currency))),
        Quantity::Points { amount, .. } => Some((*amount, None)),
        _ => None,
    }
}
