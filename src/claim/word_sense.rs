//! What a word of movement says beside its neighbours: a move, or the size of something else.

use super::Direction;
use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::lists::List;
use super::quantity::Quantity;

/// `kostete mit 13,48 Euro 2,1 Prozent mehr`.
pub(super) fn costs(items: &[Item], at: usize) -> Option<Direction> {
    let direction = match () {
        () if items[at].is_in(List::Dearer) => return None,
        () if items[at].lower == "mehr" => Direction::Up,
        () if items[at].lower == "weniger" => Direction::Down,
        () => return None,
    };
    let sized = at > 0 && items[at - 1].is_percent();
    (sized && items[..at].iter().any(|i| i.is_in(List::Costs))).then_some(direction)
}

/// `increased prices by 10%`: what grows is the object, unless the size stands right behind the verb.
pub(super) fn has_an_object(items: &[Item], at: usize) -> bool {
    let skip =
        |i: &&Item| i.has(Tag::By) || i.has(Tag::Skip) || i.tags.iter().any(|t| matches!(t, Tag::Qualify(_)));
    items[at].is_in(List::Growing)
        && items[at + 1..].iter().find(|i| !skip(i)).is_none_or(|i| i.amount().is_none())
}

/// `a 20% higher multiple`: the adjective of a noun behind it.
pub(super) fn is_attributive(items: &[Item], at: usize) -> bool {
    items[at].is_in(List::Comparative)
        && at >= 2
        && items[at - 1].is_percent()
        && items[at - 2].has(Tag::Determiner)
        && items
            .get(at + 1)
            .is_some_and(|i| i.kind == Kind::Word && (i.tags.is_empty() || i.has(Tag::Figure)))
}

/// `went from $190 to $171`: the levels say which way.
pub(super) fn between_levels(items: &[Item], at: usize) -> Option<Direction> {
    let level = |i: usize| match items.get(i)?.amount()? {
        Quantity::Money { amount, .. } => Some(*amount),
        _ => None,
    };
    let from = items[at].is_in(List::Went) && items.get(at + 1)?.has(Tag::From);
    let (before, after) = (level(at + 2).filter(|_| from)?, level(at + 4)?);
    let to = items.get(at + 3)?.has(Tag::To);
    match after.cmp(&before) {
        std::cmp::Ordering::Less if to => Some(Direction::Down),
        std::cmp::Ordering::Greater if to => Some(Direction::Up),
        _ => None,
    }
}

/// `$150 off at the shop`: a rebate, unless a share is spoken of.
pub(super) fn is_rebate(items: &[Item], at: usize) -> bool {
    let money = |i: usize| items[i].amount().is_some_and(|q| matches!(q, Quantity::Money { .. }));
    items[at].lower == "off" && at > 0 && money(at - 1) && !items.iter().any(|i| i.has(Tag::Stock))
}

/// `$180B (+13% YoY)`: the change of the amount before the bracket.
pub(super) fn is_figure_of_business(items: &[Item], at: usize) -> bool {
    let yearly = items.get(at + 1).is_some_and(|i| i.is_in(List::ComparedPeriod));
    let of_amount =
        at >= 2 && items[at - 1].is('(') && items[at - 2].amount().is_some_and(|q| *q == Quantity::Other);
    yearly || of_amount
}
