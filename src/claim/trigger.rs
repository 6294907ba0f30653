//! The words of a sentence that say that something moved, and the piece of the sentence that each
//! of them governs.

use std::ops::Range;

use super::Direction;
use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::quantity::Quantity;
use super::word_sense::{
    between_levels, costs, has_an_object, is_attributive, is_figure_of_business, is_rebate,
};

/// How a trigger says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TriggerKind {
    /// A finite verb or participle that needs no amount.
    Verb,
    /// A verb in the present: may foretell.
    Present,
    /// An infinitive or a plural present.
    Base,
    /// A verb that needs an amount.
    Transitive,
    /// A participle in `-ing`.
    Gerund,
    /// A noun.
    Noun,
    /// An adverb beside a verb of being.
    Adverb,
    /// A verb whose object moves.
    Cause,
    /// A sign before an amount.
    Sign,
    /// `betrug`: the direction is an earlier one's.
    Same,
}

/// A word that says that something moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trigger {
    /// The item.
    pub(super) at: usize,
    /// The last item that belongs to it (the particle of a separable verb).
    pub(super) end: usize,
    /// Which way.
    pub(super) direction: Direction,
    /// How it is said.
    pub(super) kind: TriggerKind,
}

/// A trigger and the items that it governs.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// The items.
    pub(super) items: Range<usize>,
    /// The trigger.
    pub(super) trigger: Trigger,
}

/// The triggers of a sentence that hold an amount where they need one, each with its items.
pub(super) fn segments(items: &[Item], lexicon: &Lexicon, heading: Option<Direction>) -> Vec<Segment> {
    let mut triggers = merge(items, triggers(items, lexicon, heading));
    loop {
        let segments = divide(items, &triggers);
        let weak = segments.iter().position(|s| needs_amount(s.trigger.kind) && !has_amount(items, s));
        match weak {
            Some(at) => {
                triggers.remove(at);
            }
            None => return segments.into_iter().flat_map(|s| by_span(items, s)).collect(),
        }
    }
}

/// `up 34% this year and 3% this week`: one trigger, two spans, two moves.
fn by_span(items: &[Item], segment: Segment) -> Vec<Segment> {
    let Some(joint) = second_span(items, &segment) else { return vec![segment] };
    let amount = (joint..segment.items.end).find(|i| items[*i].is_percent()).unwrap_or(joint);
    let trigger =
        Trigger { at: amount, end: amount, direction: segment.trigger.direction, kind: TriggerKind::Sign };
    let second = Segment { items: joint..segment.items.end, trigger };
    vec![Segment { items: segment.items.start..joint, trigger: segment.trigger }, second]
}

/// The `and` or comma before a second amount with a span of its own.
fn second_span(items: &[Item], segment: &Segment) -> Option<usize> {
    let first = segment.items.clone().find(|i| items[*i].is_percent())?;
    let spans = |i: usize| items[i].tags.iter().any(|t| matches!(t, Tag::Horizon(_) | Tag::Since));
    (first.max(segment.trigger.end) + 1..segment.items.end).find(|at| {
        let joins = items[*at].has(Tag::And) || items[*at].is(',');
        let ahead = *at + 1..(*at + 4).min(segment.items.end);
        let amount = ahead.clone().find(|i| items[*i].is_percent());
        let named = ahead.clone().any(|i| items[i].name().is_some());
        joins && !named && amount.is_some_and(|a| (a + 1..(a + 4).min(segment.items.end)).any(spans))
    })
}

fn needs_amount(kind: TriggerKind) -> bool {
    match kind {
        TriggerKind::Verb | TriggerKind::Present | TriggerKind::Adverb => false,
        TriggerKind::Base
        | TriggerKind::Transitive
        | TriggerKind::Gerund
        | TriggerKind::Noun
        | TriggerKind::Cause
        | TriggerKind::Sign
        | TriggerKind::Same => true,
    }
}

fn has_amount(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()]
        .iter()
        // `a quarter of its value` is an amount in words.
        .any(|i| {
            i.has(Tag::ValueOf)
                // `lost 1.5 percentage points`: a clause of its own, if none of a share.
                || segment.trigger.kind == TriggerKind::Transitive && i.amount() == Some(&Quantity::Other)
                || i.amount().is_some_and(|q| !matches!(q, Quantity::Bare(_) | Quantity::Other))
        })
}

fn triggers(items: &[Item], lexicon: &Lexicon, heading: Option<Direction>) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = Vec::new();
    let mut last: Option<Direction> = None;
    let mut closed: Vec<usize> = Vec::new();
    for at in 0..items.len() {
        if closed.contains(&at) {
            continue;
        }
        if let Some(trigger) = trigger_at(items, at, lexicon, last) {
            last = Some(trigger.direction);
            closed.push(trigger.end);
            out.push(trigger);
        } else if let Some(before) = out.last().copied().or_else(|| heads_rows(items, at))
            && is_unsigned_row(items, at, &before)
        {
            let row = Trigger { at, end: at, direction: before.direction, kind: TriggerKind::Sign };
            // The word over a list of rows has no size of its own.
            if !out.is_empty()
                && before.kind != TriggerKind::Sign
                && items[before.at..at].iter().all(|i| i.amount().is_none())
            {
                out.pop();
            }
            out.push(row);
        }
    }
    if out.is_empty()
        && let Some(direction) = heading
        && let Some(at) = items.iter().position(Item::is_percent)
    {
        out.push(Trigger { at, end: at, direction, kind: TriggerKind::Sign });
    }
    out
}

/// `Zu den größten Gewinnern zählten A (0,7 %), B (0,5 %)`: a word for winners or losers before the first row.
fn heads_rows(items: &[Item], row: usize) -> Option<Trigger> {
    let heading =
        |i: usize| items[i].tags.iter().find_map(|t| if let Tag::Heading(d) = t { Some(*d) } else { None });
    let (at, direction) = (0..row.min(LATEST_HEADING)).find_map(|i| Some((i, heading(i)?)))?;
    Some(Trigger { at, end: at, direction, kind: TriggerKind::Noun })
}

/// The largest size that is taken for a move where a bracket holds it alone and without a sign.
const LARGEST_ROW: i64 = 50;

/// The last place of a noun of movement that heads the rows of its sentence.
const LATEST_HEADING: usize = 5;

/// `destacaron las subidas de Halbach (2,3 %), Norwick (1,5 %)`: rows whose direction the word before them tells.
fn is_unsigned_row(items: &[Item], at: usize, before: &Trigger) -> bool {
    let small = |q: &Quantity| matches!(q, Quantity::Percent { low, high: None, sign: None } if *low <= LARGEST_ROW.into());
    let inside = |n: usize| items[at].amount().is_some_and(small) && items[at - n].is('(');
    let opens = if at >= 2 && inside(1) { at - 1 } else { return false };
    let closes = items.get(at + 1).is_some_and(|i| i.is(')'));
    let named = opens > before.end && items[opens - 1].name().is_some();
    let chained = before.kind == TriggerKind::Sign;
    // `Entre las alzas, Acciona (3,2 %)`: a heading within the sentence.
    let heads = before.kind == TriggerKind::Noun && before.at <= LATEST_HEADING;
    let from = before.end + 1;
    let from = if heads && items[from].is(',') { from + 1 } else { from };
    let parts = |i: &Item| {
        let clause = i.has(Tag::Subordinate) || i.has(Tag::Relative) || i.is(';') || i.is(':');
        clause || !chained && (i.is(',') || i.amount().is_some())
    };
    closes && named && !items[from.min(opens)..opens].iter().any(parts)
}

fn trigger_at(items: &[Item], at: usize, lexicon: &Lexicon, last: Option<Direction>) -> Option<Trigger> {
    let item = &items[at];
    if let Some(direction) = item.amount().and_then(Quantity::sign) {
        if is_figure_of_business(items, at) {
            return None;
        }
        return Some(Trigger { at, end: at, direction, kind: TriggerKind::Sign });
    }
    if item.kind != Kind::Word || item.has(Tag::NotMove) {
        return None;
    }
    if let Some((end, direction)) = separable(items, at, lexicon) {
        return direction.map(|direction| Trigger { at, end, direction, kind: TriggerKind::Verb });
    }
    if is_rebate(items, at) || is_attributive(items, at) || has_an_object(items, at) {
        return None;
    }
    if let Some(direction) = between_levels(items, at) {
        return Some(Trigger { at, end: at, direction, kind: TriggerKind::Verb });
    }
    if let Some(direction) = costs(items, at) {
        return Some(Trigger { at, end: at, direction, kind: TriggerKind::Adverb });
    }
    let (kind, direction) = kind_of(items, at, last, lexicon)?;
    Some(Trigger { at, end: at, direction, kind })
}

/// The particle of a separable verb at its clause's end, and what both say together.
fn separable(items: &[Item], at: usize, lexicon: &Lexicon) -> Option<(usize, Option<Direction>)> {
    let particles = lexicon.particles(&items[at].lower);
    if particles.is_empty() {
        return None;
    }
    let end = past_inner_clauses(items, at + 1);
    (at + 1..end).find_map(|j| {
        let closes = j + 1 == items.len()
            || ends_clause(&items[j + 1])
            || items[j + 1].has(Tag::And)
            || items[j + 1].has(Tag::To)
            || items[j + 1].has(Tag::Subordinate);
        let particle = particles.iter().find(|p| p.particle == items[j].lower)?;
        closes.then_some((j, particle.direction))
    })
}

/// Where the clause ends that begins here, past relative clauses between commas: `gaben nach Zahlen, die enttäuschten,
/// um 4 Prozent nach`.
fn past_inner_clauses(items: &[Item], from: usize) -> usize {
    let next = |from: usize, ends: fn(&Item) -> bool| items[from..].iter().position(ends).map(|n| from + n);
    let opens = |at: usize| {
        let relative = |i: &Item| i.has(Tag::Relative) || i.is_in(List::RelativeArticle);
        items[at].is(',') && items.get(at + 1).is_some_and(relative)
    };
    let Some(end) = next(from, ends_clause) else { return items.len() };
    if !opens(end) {
        return end;
    }
    match next(end + 1, ends_clause).filter(|close| items[*close].is(',')) {
        Some(close) => next(close + 1, ends_clause).unwrap_or(items.len()),
        None => end,
    }
}

fn ends_clause(item: &Item) -> bool {
    matches!(
        item.kind,
        Kind::Sign(',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '\n' | '"' | '“' | '„' | '«' | '»')
    ) || item.is('-') && !item.glued
}

fn kind_of(
    items: &[Item],
    at: usize,
    last: Option<Direction>,
    lexicon: &Lexicon,
) -> Option<(TriggerKind, Direction)> {
    // A German noun has a capital.
    let noun = (items[at].capital || !lexicon.language.capital_nouns) && is_noun(items, at);
    let tags = &items[at].tags;
    // `Strong gains of about 3% in Halbach`.
    if let Some(direction) = sized_by_of(items, at) {
        return Some((TriggerKind::Noun, direction));
    }
    let find = |pick: &dyn Fn(&Tag) -> Option<(TriggerKind, Direction)>| tags.iter().find_map(pick);
    // `la plus forte chute`: a noun, though `chute` is a verb's form too.
    let noun_too = find(&|t| match t {
        Tag::Noun(d) if noun && tags.contains(&Tag::Present(*d)) => Some((TriggerKind::Noun, *d)),
        _ => None,
    });
    if noun_too.is_some() {
        return noun_too;
    }
    find(&|t| match t {
        Tag::Verb(d) => Some((TriggerKind::Verb, *d)),
        _ => None,
    })
    .or_else(|| {
        find(&|t| match t {
            Tag::Present(d) => Some((TriggerKind::Present, *d)),
            Tag::Transitive(d) => Some((TriggerKind::Transitive, *d)),
            Tag::Gerund(d) => Some((TriggerKind::Gerund, *d)),
            Tag::Base(d) => Some((if noun { TriggerKind::Noun } else { TriggerKind::Base }, *d)),
            _ => None,
        })
    })
    .or_else(|| {
        find(&|t| match t {
            Tag::Noun(d) => Some((TriggerKind::Noun, *d)),
            Tag::Adverb(d) => Some((TriggerKind::Adverb, *d)),
            Tag::Cause(d) => Some((TriggerKind::Cause, *d)),
            Tag::Same => last.map(|d| (TriggerKind::Same, d)),
            _ => None,
        })
    })
}

/// The direction of a verb's form that is a noun, its size behind an `of`.
fn sized_by_of(items: &[Item], at: usize) -> Option<Direction> {
    let of = items.get(at + 1).is_some_and(|i| i.lower == "of");
    let size = items[at + 1..].iter().take(4).any(Item::is_percent);
    items[at].tags.iter().filter(|_| of && size).find_map(|t| match t {
        Tag::Transitive(d) | Tag::Base(d) => Some(*d),
        _ => None,
    })
}

/// `drop` is a noun behind an article, a possessive or an amount, with nothing but adjectives
/// between.
fn is_noun(items: &[Item], at: usize) -> bool {
    for j in (at.saturating_sub(4)..at).rev() {
        let item = &items[j];
        let leads = item.has(Tag::Determiner) || item.has(Tag::Superlative) && j + 1 == at;
        if leads || item.is_percent() && j + 3 > at || item.lower == "'s" {
            return true;
        }
        if ends_clause(item) || item.name().is_some() || item.has(Tag::Modal) || item.has(Tag::Stock) {
            return false;
        }
    }
    false
}

/// Joins a verb and its adverb (`jumped 5% higher`, `closed down`) into one trigger.
fn merge(items: &[Item], triggers: Vec<Trigger>) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = Vec::new();
    for trigger in triggers {
        if let Some(before) = out.last_mut() {
            // Inside the bracket of a separable verb (`legte … zu`) the verb alone governs.
            if trigger.at <= before.end {
                continue;
            }
            if shares_out_in_order(items, before, &trigger) {
                before.end = trigger.end;
                continue;
            }
            let divided = border(items, before.end + 1..trigger.at).is_some_and(|(_, weight)| weight >= 2);
            let same = before.direction == trigger.direction;
            // `verlor stärker um 0,9 Prozent`: how much, not which way.
            let grades = trigger.kind == TriggerKind::Adverb
                && matches!(before.kind, TriggerKind::Transitive | TriggerKind::Verb)
                && trigger.at == before.at + 1
                && !same;
            if grades {
                continue;
            }
            // `ging es noch stärker nach unten`: the same of two adverbs.
            let adverbs = before.kind == TriggerKind::Adverb && trigger.kind == TriggerKind::Adverb;
            if adverbs && !same && trigger.at == before.at + 1 {
                *before = trigger;
                continue;
            }
            let pair = matches!(trigger.kind, TriggerKind::Adverb | TriggerKind::Gerund)
                || matches!(before.kind, TriggerKind::Cause | TriggerKind::Adverb);
            let percents = items[before.at..trigger.at].iter().filter(|i| i.is_percent()).count();
            // `led the gains with a rise of 1.9%`.
            let nouns = before.kind == TriggerKind::Noun && trigger.kind == TriggerKind::Noun;
            let pair = pair || nouns && trigger.at <= before.end + 4 && percents == 0;
            if same
                && pair
                && !divided
                && percents <= 1
                && before.kind != TriggerKind::Sign
                && !has_own_owner(items, before, &trigger)
            {
                before.end = before.end.max(trigger.end);
                continue;
            }
        }
        out.push(trigger);
    }
    out
}

/// `à -1,11% et -1,34% respectivement`: two sizes of two names.
fn shares_out_in_order(items: &[Item], before: &Trigger, next: &Trigger) -> bool {
    let signs = before.kind == TriggerKind::Sign && next.kind == TriggerKind::Sign;
    let joined = before.end + 2 == next.at && items[before.end + 1].has(Tag::And);
    signs && joined && before.direction == next.direction && shares_out(items, next)
}

/// `Paris chiude in rialzo con il Cac 40 a +0,6%`, `closed higher with the Dow up 1%`: the second names its own.
fn has_own_owner(items: &[Item], before: &Trigger, trigger: &Trigger) -> bool {
    let between = &items[before.end + 1..trigger.at.max(before.end + 1)];
    let Some(name) = between.iter().position(|i| i.name().is_some()) else { return false };
    let aside = between[..name].iter().any(|i| i.is_in(List::AsideOpener));
    // `… valores resistieron en positivo para concluir el Ibex con una subida del 2%`: its own name before its own noun.
    let noun = trigger.kind == TriggerKind::Noun && before.kind == TriggerKind::Adverb;
    noun || aside && (trigger.kind == TriggerKind::Sign || name + 1 == between.len())
}

/// Cuts the sentence between each trigger and the next.
fn divide(items: &[Item], triggers: &[Trigger]) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut start = 0;
    for (n, trigger) in triggers.iter().enumerate() {
        let end =
            triggers.get(n + 1).map_or_else(|| clause_end(items, trigger), |next| cut(items, trigger, next));
        out.push(Segment { items: start..end.max(trigger.end + 1), trigger: *trigger });
        start = end.max(trigger.end + 1);
    }
    out
}

/// `lost its case; the fine was cut by 30%`: what stands behind a semicolon is another's; `A fell 2%; B, 3%` is one
/// list.
fn clause_end(items: &[Item], trigger: &Trigger) -> usize {
    let goes_on = |i: usize| {
        let percent = (i + 1..items.len()).take(7).find(|j| items[*j].is_percent());
        percent.is_some_and(|p| is_of_name(items, i + 1, p))
    };
    let end = (trigger.end + 1..items.len()).find(|i| items[*i].is(';') && !goes_on(*i));
    end.unwrap_or(items.len())
}

/// `B 2%`, `il Ftse 100 dell'1,3%`, `B, un 2 %`: only small words stand between a name and the size behind it.
fn is_of_name(items: &[Item], start: usize, size: usize) -> bool {
    let small = |i: &Item| {
        let joins = [Tag::By, Tag::Skip, Tag::Preposition, Tag::Determiner, Tag::Of];
        i.is(',') || i.is('\'') || joins.iter().any(|t| i.has(*t)) || is_qualifier(i)
    };
    let near = (start..size).rev().take(5).find(|i| !small(&items[*i]));
    items[size].is_percent() && near.is_some_and(|i| items[i].name().is_some())
}

fn is_qualifier(item: &Item) -> bool {
    item.tags.iter().any(|t| matches!(t, Tag::Qualify(_)))
}

fn cut(items: &[Item], trigger: &Trigger, next: &Trigger) -> usize {
    let from = named_behind(items, trigger).map_or(trigger.end + 1, |name| name + 1);
    if from >= next.at {
        return next.at;
    }
    // A row, `Marlow (-1.1%)`, begins with its name.
    if (next.kind == TriggerKind::Sign || items[next.at - 1].is('('))
        && let Some(name) = (from..next.at).rev().find(|i| items[*i].name().is_some())
    {
        return if shares_out(items, next) { first_joined(items, from, name) } else { name };
    }
    let own_amount = items[from..next.at].iter().position(|i| i.amount().is_some()).map(|n| from + n);
    let behind_amount = own_amount.map(|a| amounts_end(items, a + 1, next.at)).filter(|a| *a < next.at);
    // `added 3.3%, the S&P 500 2.4% and the Dow gained 2%`: a name with its amount stays behind.
    let own_amount_end = behind_amount.unwrap_or(from);
    let further = (own_amount_end..next.at).rfind(|i| {
        is_of_name(items, own_amount_end, *i) && (*i + 1..next.at).any(|j| items[j].name().is_some())
    });
    // `fell 210.85 points, or 1.5%, to 13,783.55, …`: no border lies between the sizes of one move.
    let joined = behind_amount.filter(|a| own_amount.is_some_and(|own| own + 1 < *a)).unwrap_or(from);
    match border(items, further.map_or(joined, |f| f + 1)..next.at) {
        // `einem Kurssprung von 12 Prozent am Vortag gaben …`: a preposition does not part a noun
        // from its amount.
        Some((_, 1)) | None if trigger.kind == TriggerKind::Noun && behind_amount.is_some() => {
            behind_amount.unwrap_or(from)
        }
        Some((at, _)) => at,
        None => behind_amount.unwrap_or(from),
    }
}

/// `-1% pour le Dow Jones et -1,2% pour le S&P`, `il +3,8% di Halbach e il +2,5% di Norwick`: the name that stands behind the size of a row.
fn named_behind(items: &[Item], row: &Trigger) -> Option<usize> {
    let article = row.at.checked_sub(1).is_some_and(|a| items[a].has(Tag::Determiner));
    let about = items
        .get(row.end + 1)
        .is_some_and(|i| i.is_in(List::About) || article && i.has(Tag::Of) && i.name().is_none());
    let name = (row.end + 2..items.len()).take(2).find(|i| !items[*i].has(Tag::Determiner))?;
    (row.kind == TriggerKind::Sign && about && items[name].name().is_some()).then_some(name)
}

/// `A e B (-0,15% entrambe)`: the size of a row that is that of all its names.
fn shares_out(items: &[Item], row: &Trigger) -> bool {
    items.get(row.at + 1).is_some_and(|i| i.has(Tag::Each))
}

/// The first of the names that are joined to one.
fn first_joined(items: &[Item], from: usize, name: usize) -> usize {
    let joined = |at: &usize| {
        at.checked_sub(2).filter(|before| {
            let joint = &items[at - 1];
            *before >= from && items[*before].name().is_some() && (joint.is(',') || joint.has(Tag::And))
        })
    };
    std::iter::successors(Some(name), joined).last().unwrap_or(name)
}

/// Past the last of the amounts that tell one move: `$5.42, almost 13%, at $37.15`. An amount right before the next
/// word of movement is that one's: `um 3 Prozent stieg`.
fn amounts_end(items: &[Item], start: usize, next: usize) -> usize {
    let joins = |i: &Item| {
        let small = [Tag::To, Tag::At, Tag::By, Tag::Skip, Tag::And, Tag::Preposition, Tag::Determiner];
        i.is(',')
            || i.is('(')
            || i.is(')')
            || small.iter().any(|t| i.has(*t)) && i.name().is_none()
            || i.tags.iter().any(|t| matches!(t, Tag::Qualify(_)))
    };
    let mut end = start;
    while let Some(amount) = (end..next.min(end + 5)).find(|i| !joins(&items[*i])) {
        let told =
            items[amount].amount().is_some_and(|q| !matches!(q, Quantity::Other) && q.sign().is_none());
        // `up 2% on Monday and 3% this week`: two moves.
        let apart = (end..amount).any(|i| items[i].has(Tag::And) && !items[i].is_in(List::Or));
        if !told || apart || amount + 1 >= next || amount == end {
            break;
        }
        end = amount + 1;
    }
    if items.get(end).is_some_and(|i| i.is(')')) && end < next { end + 1 } else { end }
}

/// The strongest border between two triggers, the first of equals, and its weight.
fn border(items: &[Item], zone: Range<usize>) -> Option<(usize, u8)> {
    let mut best: Option<(usize, u8)> = None;
    for at in zone {
        let weight = border_weight(items, at);
        if weight > 0 && best.is_none_or(|(_, b)| weight > b) {
            best = Some((at, weight));
        }
    }
    best
}

/// `…, the S&P 500 gained`: the next clause begins with its subject.
fn names_follow(items: &[Item], at: usize) -> bool {
    let next = |n: usize| items.get(at + n);
    next(1).is_some_and(|i| i.name().is_some())
        || next(1).is_some_and(|i| i.has(Tag::Determiner)) && next(2).is_some_and(|i| i.name().is_some())
}

fn border_weight(items: &[Item], at: usize) -> u8 {
    let item = &items[at];
    let between_names =
        at > 0 && items[at - 1].name().is_some() && items.get(at + 1).is_some_and(|n| n.name().is_some());
    match item.kind {
        Kind::Sign(';' | '|' | '\n') => 7,
        Kind::Sign(':' | '(' | '/') => 4,
        Kind::Sign('-') if !item.glued => 4,
        Kind::Sign(',') if names_follow(items, at) => 4,
        Kind::Sign(',' | ')') => 3,
        // `, then`, `, while`: the comma makes it the end of what an `after` opened.
        // `up 130% since its listing, dipped …`: a span.
        _ if item.has(Tag::Since) && !(at > 0 && items[at - 1].is(',')) => 0,
        _ if item.has(Tag::Subordinate) && !item.has(Tag::Skip) => {
            if at > 0 && items[at - 1].is(',') {
                6
            } else {
                5
            }
        }
        _ if item.has(Tag::Relative) => 3,
        _ if item.has(Tag::And) && !between_names => {
            if names_follow(items, at) {
                4
            } else {
                2
            }
        }
        _ if item.has(Tag::To) || item.has(Tag::Preposition) => 1,
        _ => 0,
    }
}
