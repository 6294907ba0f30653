//! Whether a segment states a fact, or a possibility, an expectation, a denial.

use super::Direction;
use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::trigger::{Segment, TriggerKind};

/// Whether the text says that it happened.
pub(super) fn is_stated(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let scope = scope_start(items, segment.trigger.at);
    let before = scope..segment.trigger.at;
    let any = |tag: Tag| before.clone().any(|i| items[i].has(tag));
    // `Should earnings disappoint, …`, `Had it missed, …`.
    let inverted =
        lexicon.language.verb_first_conditions && items.first().is_some_and(|i| i.is_in(List::VerbFirst));
    if any(Tag::Hypothetical) || any(Tag::Deny) || inverted && scope == 0 {
        return false;
    }
    let doubted = segment.trigger.kind == TriggerKind::Noun
        && items[segment.trigger.at..segment.items.end].iter().any(|i| i.has(Tag::Doubt));
    !(doubted
        || governed_by_modal(items, segment, lexicon)
        || expected(items, segment)
        || awaited(items, segment)
        || is_growth_rate(items, segment)
        || segment.trigger.direction != Direction::Flat && negated(items, segment, lexicon)
        || reported_figure(items, segment)
        || changed_loss(items, segment)
        || grew_dearer(items, segment)
        || refuted(items, segment))
}

/// Where the reach of a condition begins: behind the last strong border.
fn scope_start(items: &[Item], trigger: usize) -> usize {
    let border = |i: &usize| {
        let item = &items[*i];
        item.is(';') || item.is('\n') || item.is_in(List::Turn) && *i > 0
    };
    (0..trigger).rev().find(border).map_or(0, |i| i + 1)
}

/// `could fall`, `to rise`, `dürfte steigen`, `fallen könnte`.
fn governed_by_modal(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let t = &segment.trigger;
    let next = items.get(t.end + 1);
    let follows = next.is_some_and(|n| n.has(Tag::Modal) || n.has(Tag::Hypothetical));
    if lexicon.language.verb_second && follows {
        return true;
    }
    let start = segment.items.start;
    let future = |i: usize| items[i].is_in(List::Future);
    match t.kind {
        TriggerKind::Base => {
            let reach = if lexicon.language.verb_second { start } else { t.at.saturating_sub(4).max(start) };
            let modal =
                (reach..t.at).any(|i| items[i].has(Tag::Modal) || lexicon.language.verb_second && future(i));
            modal || infinitive(items, t.at)
        }
        // `it would buy back shares, sending the stock up`: the comma ends the modal's reach.
        TriggerKind::Adverb
            if t.at >= 2 && items[t.at - 1].has(Tag::Neutral) && infinitive(items, t.at - 1) =>
        {
            true
        }
        TriggerKind::Adverb => (start..t.at)
            .rev()
            .take_while(|i| !items[*i].is(','))
            .any(|i| lexicon.language.verb_second && future(i) || items[i].has(Tag::Modal)),
        TriggerKind::Present => (start..t.at).any(|i| items[i].has(Tag::Modal)),
        // `would open the way to a 15% rally`.
        TriggerKind::Noun if !lexicon.language.verb_second => {
            let before = (start..t.at).rev().take_while(|i| !items[*i].is(','));
            // `A fall of 5% in the shares would trigger the clause`.
            let indefinite = t.at > 0 && items[t.at - 1].is_in(List::Indefinite);
            let behind = (t.at..segment.items.end).take_while(|i| indefinite && !items[*i].is(','));
            before.chain(behind).any(|i| items[i].is_in(List::Conditional))
        }
        TriggerKind::Verb
        | TriggerKind::Transitive
        | TriggerKind::Gerund
        | TriggerKind::Noun
        | TriggerKind::Cause
        | TriggerKind::Sign
        | TriggerKind::Same => false,
    }
}

/// `to rise`, but not `continued to rise`.
fn infinitive(items: &[Item], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| &items[i]) else { return false };
    let marked = before.lower == "to" || before.lower == "zu";
    let goes_on = at >= 2 && items[at - 2].lower.starts_with("continu");
    marked && !goes_on
}

/// `buy it before it jumps`: what is still to come.
fn awaited(items: &[Item], segment: &Segment) -> bool {
    let t = &segment.trigger;
    let from = t.at.saturating_sub(4).max(segment.items.start);
    let opens = (from..t.at).any(|i| items[i].is_in(List::NotYet));
    let present = t.kind == TriggerKind::Present
        || t.kind == TriggerKind::Verb
            && items[t.at].lower.split(' ').next().is_some_and(|w| w.ends_with('s'));
    opens && present
}

/// `growing at a CAGR of 6%`.
fn is_growth_rate(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()].iter().any(|i| i.is_in(List::GrowthRate))
}

/// A word of expectation before a form that can foretell.
fn expected(items: &[Item], segment: &Segment) -> bool {
    let t = &segment.trigger;
    let zone = segment.items.start..t.at;
    // `has seen a gain`: that is past.
    let past = |i: usize| i > 0 && items[i - 1].is_in(List::Perfect);
    let at = zone.clone().rev().find(|i| items[*i].has(Tag::Expect) && !past(*i));
    let Some(at) = at else { return false };
    // `sees it at $48, a gain of 30%`: what a comma and an article add goes on from there.
    let comma = (at..t.at).rfind(|i| items[*i].is(','));
    let apposed = |c: usize| items.get(c + 1).is_some_and(|i| i.is_in(List::Indefinite));
    let comma = comma.is_some_and(|c| !(t.kind == TriggerKind::Noun && apposed(c)));
    match t.kind {
        TriggerKind::Base | TriggerKind::Present => true,
        // `its forecast sent the shares up`: the verb says that it happened.
        TriggerKind::Adverb if (at..t.at).any(|i| items[i].has(Tag::CauseAny)) => false,
        TriggerKind::Noun | TriggerKind::Adverb | TriggerKind::Gerund => !comma,
        // The German present of a verb that needs an amount: `verliert`.
        TriggerKind::Transitive if items[t.at].is_in(List::Foretelling) => true,
        TriggerKind::Verb
        | TriggerKind::Transitive
        | TriggerKind::Cause
        | TriggerKind::Sign
        | TriggerKind::Same => false,
    }
}

fn negated(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let t = &segment.trigger;
    let reach = if lexicon.language.verb_second { 6 } else { 4 };
    let from = t.at.saturating_sub(reach).max(segment.items.start);
    let to = if lexicon.language.verb_second { (t.at + 4).min(segment.items.end) } else { t.at };
    let not = |i: usize| {
        let only = items.get(i + 1).is_some_and(|n| n.is_in(List::Only));
        items[i].has(Tag::Not) && !only && !(from.min(i)..t.at).any(|j| j > i && items[j].is(','))
    };
    (from..to).any(not)
}

/// `wurde um 50 Euro billiger`: of goods; a share `ist` or `war` dearer.
fn grew_dearer(items: &[Item], segment: &Segment) -> bool {
    let mut span = segment.items.clone();
    items[segment.trigger.at].is_in(List::Dearer)
        && segment.items.clone().any(|i| items[i].is_in(List::Became))
        && !span.any(|i| items[i].has(Tag::Stock))
}

/// `the report that it had fallen was wrong`.
fn refuted(items: &[Item], segment: &Segment) -> bool {
    let behind = segment.trigger.end + 1..items.len();
    let clause = behind.take_while(|i| !items[*i].is(';'));
    clause.into_iter().any(|i| items[i].has(Tag::Refute))
}

/// `the loss narrowed by 30%`: the change of a loss of the business.
fn changed_loss(items: &[Item], segment: &Segment) -> bool {
    let t = &segment.trigger;
    items[t.at].is_in(List::Loss) && items[t.at..segment.items.end].iter().any(|i| i.is_in(List::LossChanged))
}

/// `reported a 5% drop`: figures of the business, not of the share.
fn reported_figure(items: &[Item], segment: &Segment) -> bool {
    let t = &segment.trigger;
    let zone = segment.items.start..t.at;
    t.kind == TriggerKind::Noun
        && zone.clone().any(|i| items[i].is_in(List::Reporting))
        && !zone.into_iter().any(|i| items[i].has(Tag::Stock))
}

/// Whether a move without any number is said clearly enough: a verb of its own, or a closing verb
/// with an adverb, and nothing behind it that would be its object.
pub(super) fn is_clear_without_number(items: &[Item], segment: &Segment, named_share: bool) -> bool {
    let t = &segment.trigger;
    let next = items.get(t.end + 1).filter(|_| t.end + 1 < segment.items.end);
    let ends = next.is_none_or(|n| {
        let harmless =
            [Tag::Skip, Tag::By, Tag::Preposition, Tag::Subordinate, Tag::And, Tag::Since, Tag::Relative];
        matches!(n.kind, Kind::Sign(_))
            || harmless.iter().any(|h| n.has(*h))
            || n.tags.iter().any(|x| matches!(x, Tag::Session(_) | Tag::Horizon(_)))
            || n.lower.ends_with("ly")
            || t.direction == Direction::Flat && n.has(Tag::Neutral)
    });
    let closing = (segment.items.start..t.at).any(|i| items[i].has(Tag::Close));
    let german_neutral = (segment.items.start..t.at).any(|i| items[i].has(Tag::Neutral));
    match t.kind {
        TriggerKind::Verb => ends || t.end > t.at,
        TriggerKind::Present => ends && named_share,
        TriggerKind::Adverb => ends && (closing || german_neutral && named_share),
        // `shed a quarter of its value`
        TriggerKind::Transitive => items[t.at..segment.items.end].iter().any(|i| i.has(Tag::ValueOf)),
        TriggerKind::Base
        | TriggerKind::Gerund
        | TriggerKind::Noun
        | TriggerKind::Cause
        | TriggerKind::Sign
        | TriggerKind::Same => false,
    }
}
