//! Prices that a sentence of their own gives: `The share fell 3%. It now costs 12.40 euros.`

use rust_decimal::Decimal;

use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::lists::List;
use super::quantity::Quantity;
use super::state::{Level, Reader};
use super::{Claim, ClaimSession, MoveHorizon};
use crate::units::Currency;

/// How many sentences may lie between a move and its price.
const REACH: usize = 2;

impl Reader<'_> {
    /// Takes the price of a sentence that states no move: for the move before it, or for the one to come.
    pub(super) fn note_level(&mut self, items: &[Item]) {
        let Some((price, currency)) = stated_price(items) else { return };
        let Some(owner) = self.level_owner(items) else { return };
        if self.names[owner].is_index() == currency.is_some() {
            return;
        }
        let sentence = self.topics.len();
        let level = Level { owner, price, currency, sentence };
        let before = self.claims.last().filter(|_| sentence - self.claimed_at <= REACH);
        if before.is_some_and(|c| self.lacks(c, &level)) {
            if let Some(claim) = self.claims.last_mut() {
                (claim.price, claim.currency) = (Some(price), currency);
            }
        } else {
            self.level = Some(level);
        }
    }

    /// Gives the first claim of a sentence the price that a sentence before it stated.
    pub(super) fn take_level(&mut self, first_claim: usize) {
        let Some(level) = self.level.take() else { return };
        let near = self.topics.len() - level.sentence <= REACH;
        if near && self.claims.get(first_claim).is_some_and(|c| self.lacks(c, &level)) {
            let claim = &mut self.claims[first_claim];
            (claim.price, claim.currency) = (Some(level.price), level.currency);
        }
    }

    /// Whether a claim is one of the level's owner that gives a size and no level.
    fn lacks(&self, claim: &Claim, level: &Level) -> bool {
        let sized = claim.percent.is_some() || claim.percent_max.is_some();
        let owned = match self.names[level.owner].instrument() {
            Some(id) => claim.instrument.as_ref() == Some(id),
            None => claim.company == self.company(level.owner),
        };
        let bare = claim.price.is_none() && claim.from_price.is_none() && claim.currency.is_none();
        let regular = claim.session.is_none_or(|s| s == ClaimSession::Regular);
        sized && owned && bare && claim.horizon == MoveHorizon::Day && regular
    }

    /// The one security that the sentence names; without a name, what the sentence before was about.
    fn level_owner(&self, items: &[Item]) -> Option<usize> {
        let mut named = items.iter().filter_map(Item::name).filter(|n| self.is_security(*n));
        match named.next() {
            Some(first) => named.all(|n| self.same(n, first)).then_some(first),
            None => self.topics.last().and_then(|t| t.main).filter(|n| self.is_security(*n)),
        }
    }
}

/// The one price of a sentence that says what something costs or where it trades now.
fn stated_price(items: &[Item]) -> Option<(Decimal, Option<Currency>)> {
    let mut prices = items.iter().enumerate().filter_map(|(at, item)| match item.amount()? {
        Quantity::Money { amount, currency, sign: None } => Some((at, *amount, Some(*currency))),
        Quantity::Points { amount, sign: None } => Some((at, *amount, None)),
        _ => None,
    });
    let (at, price, currency) = prices.next().filter(|_| prices.next().is_none())?;
    let elsewhere = |i: &Item| {
        let other = [Tag::Expect, Tag::Rating, Tag::Hypothetical, Tag::Below, Tag::Since];
        other.iter().any(|t| i.has(*t))
            || i.is_in(List::Peak)
            || i.has(Tag::Figure) && !i.has(Tag::Stock) && !i.is_in(List::PriceNoun)
            || i.is_percent()
            || matches!(i.kind, Kind::Amount(Quantity::Other))
            || i.tags.iter().any(|t| match t {
                Tag::Session(part) => *part != ClaimSession::Regular,
                Tag::Horizon(_) => true,
                _ => false,
            })
    };
    let asked = items.last().is_some_and(|i| i.is('?'));
    if asked || items.iter().any(elsewhere) {
        return None;
    }
    let told = |i: &Item| i.is_in(List::Costs) || i.is_in(List::Trades);
    if (0..at).rev().take(2).any(|i| items[i].has(Tag::From) && !items[i].has(Tag::Of)) {
        return None;
    }
    let placed = (0..at).rev().take(4).any(|i| items[i].has(Tag::At) || items[i].is_in(List::PriceMark));
    let costs = items[..at].iter().any(|i| i.is_in(List::Costs));
    (costs || placed && items.iter().any(told)).then_some((price, currency))
}
