//! Amounts and moments that tell of another moment than the move's size: `fell 17% after touching $116.70`.

use std::ops::Range;

use super::DayPoint;
use super::fields::Reader;
use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::lists::List;
use super::times::Times;
use super::{Bound, Direction};

impl Reader<'_> {
    /// Whether an item stands in a part of the sentence of its own, which tells an extreme, an open or something
    /// that happened before or after the move of the size at `size`.
    pub(super) fn tells_another_moment(&self, times: &Times, size: usize, at: usize) -> bool {
        let part = self.part(at);
        if part.contains(&size) {
            return false;
        }
        let opener = part.start.checked_sub(1).map(|i| &self.items[i]);
        let clause = opener.is_some_and(|i| begins_clause(i)) || begins_clause(&self.items[part.start]);
        let told = |i: usize| is_verb(&self.items[i]);
        clause && part.clone().any(told) || self.marks_an_extreme(times, part)
    }

    /// Whether an item stands with a price in a part of the sentence that the size does not stand in: `fell 17% and
    /// briefly traded at $116.70`.
    pub(super) fn holds_a_level(&self, size: usize, at: usize) -> bool {
        let part = self.part(at);
        let level = |i: &Item| i.amount().is_some() && !i.is_percent();
        !part.contains(&size) && self.items[part].iter().any(level)
    }

    /// Whether an item stands with a size in a part of the sentence that the size at `size` does not stand in: `fell 15%,
    /// then recovered 3.8% on Tuesday`.
    pub(super) fn holds_a_size(&self, size: usize, at: usize) -> bool {
        let part = self.part(at);
        !part.contains(&size) && self.items[part].iter().any(Item::is_percent)
    }

    /// The part of the sentence between commas, conjunctions and clauses that an item stands in.
    fn part(&self, at: usize) -> Range<usize> {
        let span = self.span();
        let start = (span.start..=at).rev().find(|i| self.is_border(*i)).map_or(span.start, |i| i);
        let end = (at + 1..span.end).find(|i| self.is_border(*i)).unwrap_or(span.end);
        start..end
    }

    fn is_border(&self, at: usize) -> bool {
        let item = &self.items[at];
        matches!(item.kind, Kind::Sign(',' | ';' | '(' | ')' | ':'))
            || begins_clause(item)
            || item.has(Tag::And)
            || item.has(Tag::Relative) && at > 0 && self.items[at - 1].is(',')
    }

    /// `as low as`, `zeitweise`, `an intraday high`, `opened`.
    fn marks_an_extreme(&self, times: &Times, part: Range<usize>) -> bool {
        let point = |(item, point): &(usize, DayPoint)| {
            part.contains(item) && matches!(point, DayPoint::Intraday | DayPoint::Open)
        };
        times.points.iter().any(point)
            || self.items[part].iter().any(|i| i.has(Tag::Qualify(Bound::AsMuchAs)) || i.is_in(List::Peak))
    }
}

fn begins_clause(item: &Item) -> bool {
    item.has(Tag::Subordinate) && !item.has(Tag::Skip)
}

fn is_verb(item: &Item) -> bool {
    let of_movement = |t: &Tag| {
        matches!(t, Tag::Verb(_) | Tag::Present(_) | Tag::Base(_) | Tag::Transitive(_) | Tag::Gerund(_))
    };
    let plain = [Tag::Neutral, Tag::Close, Tag::Auxiliary, Tag::Report, Tag::Verb(Direction::Flat)];
    item.tags.iter().any(of_movement)
        || plain.iter().any(|t| item.has(*t))
        || item.is_in(List::Opened)
        || item.kind == Kind::Word && item.lower.ends_with("ing")
}
