//! Whether a segment states a fact, or a possibility, an expectation, a denial.

use super::Direction;
use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::trigger::{How, Segment};

/// Whether the text says that it happened.
pub(super) fn is_stated(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let scope = scope_start(items, segment.trigger.at);
    let before = scope..segment.trigger.at;
    let any = |tag: Tag| before.clone().any(|i| items[i].has(tag));
    // `Should earnings disappoint, …`, `Had it missed, …`.
    let inverted = !lexicon.comma_decimal
        && items.first().is_some_and(|i| ["should", "had", "were"].contains(&i.lower.as_str()));
    if any(Tag::Hypothetical) || any(Tag::Deny) || inverted && scope == 0 {
        return false;
    }
    let doubted = segment.trigger.how == How::Noun
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
    const TURNS: [&str; 10] =
        ["but", "while", "whereas", "aber", "während", "doch", "sondern", "mais", "pero", "ma"];
    let border = |i: &usize| {
        let item = &items[*i];
        item.is(';') || item.is('\n') || TURNS.contains(&item.lower.as_str()) && *i > 0
    };
    (0..trigger).rev().find(border).map_or(0, |i| i + 1)
}

/// `could fall`, `to rise`, `dürfte steigen`, `fallen könnte`.
fn governed_by_modal(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let t = &segment.trigger;
    let next = items.get(t.end + 1);
    let follows = next.is_some_and(|n| n.has(Tag::Modal) || n.has(Tag::Hypothetical));
    if lexicon.verb_second && follows {
        return true;
    }
    let start = segment.items.start;
    let future = |i: usize| ["wird", "werden", "werde"].contains(&items[i].lower.as_str());
    match t.how {
        How::Base => {
            let reach = if lexicon.verb_second { start } else { t.at.saturating_sub(4).max(start) };
            let modal = (reach..t.at).any(|i| items[i].has(Tag::Modal) || lexicon.verb_second && future(i));
            modal || infinitive(items, t.at)
        }
        // `it would buy back shares, sending the stock up`: the comma ends the modal's reach.
        How::Adverb if t.at >= 2 && items[t.at - 1].has(Tag::Neutral) && infinitive(items, t.at - 1) => true,
        How::Adverb => (start..t.at)
            .rev()
            .take_while(|i| !items[*i].is(','))
            .any(|i| lexicon.verb_second && future(i) || items[i].has(Tag::Modal)),
        How::Present => (start..t.at).any(|i| items[i].has(Tag::Modal)),
        // `would open the way to a 15% rally`.
        How::Noun if !lexicon.verb_second => (start..t.at)
            .rev()
            .take_while(|i| !items[*i].is(','))
            .any(|i| ["would", "could", "might", "may"].contains(&items[i].lower.as_str())),
        How::Verb | How::Transitive | How::Gerund | How::Noun | How::Cause | How::Sign | How::Same => false,
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
    const NOT_YET: [&str; 6] = ["before", "until", "bevor", "ehe", "bis", "once"];
    let t = &segment.trigger;
    let from = t.at.saturating_sub(4).max(segment.items.start);
    let opens = (from..t.at).any(|i| NOT_YET.contains(&items[i].lower.as_str()));
    let present = t.how == How::Present
        || t.how == How::Verb && items[t.at].lower.split(' ').next().is_some_and(|w| w.ends_with('s'));
    opens && present
}

/// `growing at a CAGR of 6%`.
fn is_growth_rate(items: &[Item], segment: &Segment) -> bool {
    const RATES: [&str; 4] = ["cagr", "annualized", "annualised", "compound annual growth rate"];
    items[segment.items.clone()].iter().any(|i| RATES.contains(&i.lower.as_str()))
}

/// A word of expectation before a form that can foretell.
fn expected(items: &[Item], segment: &Segment) -> bool {
    let t = &segment.trigger;
    let zone = segment.items.start..t.at;
    // `has seen a gain`: that is past.
    let past = |i: usize| i > 0 && ["has", "have", "had"].contains(&items[i - 1].lower.as_str());
    let at = zone.clone().rev().find(|i| items[*i].has(Tag::Expect) && !past(*i));
    let Some(at) = at else { return false };
    // `sees it at $48, a gain of 30%`: what a comma and an article add goes on from there.
    let comma = (at..t.at).rfind(|i| items[*i].is(','));
    let apposed = |c: usize| {
        items.get(c + 1).is_some_and(|i| ["a", "an", "ein", "eine", "einem"].contains(&i.lower.as_str()))
    };
    let comma = comma.is_some_and(|c| !(t.how == How::Noun && apposed(c)));
    match t.how {
        How::Base | How::Present => true,
        // `its forecast sent the shares up`: the verb says that it happened.
        How::Adverb if (at..t.at).any(|i| items[i].has(Tag::CauseAny)) => false,
        How::Noun | How::Adverb | How::Gerund => !comma,
        // The German present of a verb that needs an amount: `verliert`.
        How::Transitive
            if ["verliert", "verlieren", "gewinnt", "gewinnen"].contains(&items[t.at].lower.as_str()) =>
        {
            true
        }
        How::Verb | How::Transitive | How::Cause | How::Sign | How::Same => false,
    }
}

fn negated(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let t = &segment.trigger;
    let reach = if lexicon.verb_second { 6 } else { 4 };
    let from = t.at.saturating_sub(reach).max(segment.items.start);
    let to = if lexicon.verb_second { (t.at + 4).min(segment.items.end) } else { t.at };
    let not = |i: usize| {
        let only =
            items.get(i + 1).is_some_and(|n| ["nur", "only", "solo", "allein"].contains(&n.lower.as_str()));
        items[i].has(Tag::Not) && !only && !(from.min(i)..t.at).any(|j| j > i && items[j].is(','))
    };
    (from..to).any(not)
}

/// `wurde um 50 Euro billiger`: of goods; a share `ist` or `war` dearer.
fn grew_dearer(items: &[Item], segment: &Segment) -> bool {
    let is = |i: usize, words: &[&str]| words.contains(&items[i].lower.as_str());
    let mut span = segment.items.clone();
    is(segment.trigger.at, &["teurer", "billiger", "günstiger"])
        && segment.items.clone().any(|i| is(i, &["wird", "werden", "wurde", "wurden"]))
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
    const LOSSES: [&str; 4] = ["loss", "losses", "verlust", "verluste"];
    const CHANGED: [&str; 14] = [
        "narrowed",
        "widened",
        "shrank",
        "verringerte",
        "verringerten",
        "weitete",
        "weiteten",
        "verkleinerte",
        "vergrößerte",
        "schrumpfte",
        "schrumpften",
        "wuchs",
        "wuchsen",
        "ausgeweitet",
    ];
    let t = &segment.trigger;
    LOSSES.contains(&items[t.at].lower.as_str())
        && items[t.at..segment.items.end].iter().any(|i| CHANGED.contains(&i.lower.as_str()))
}

/// `reported a 5% drop`: figures of the business, not of the share.
fn reported_figure(items: &[Item], segment: &Segment) -> bool {
    const REPORTING: [&str; 6] = ["reported", "reports", "meldete", "meldeten", "berichtete", "publicó"];
    let t = &segment.trigger;
    let zone = segment.items.start..t.at;
    t.how == How::Noun
        && zone.clone().any(|i| REPORTING.contains(&items[i].lower.as_str()))
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
    match t.how {
        How::Verb => ends || t.end > t.at,
        How::Present => ends && named_share,
        How::Adverb => ends && (closing || german_neutral && named_share),
        // `shed a quarter of its value`
        How::Transitive => items[t.at..segment.items.end].iter().any(|i| i.has(Tag::ValueOf)),
        How::Base | How::Gerund | How::Noun | How::Cause | How::Sign | How::Same => false,
    }
}
