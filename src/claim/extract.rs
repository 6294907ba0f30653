//! From a text to the moves it states.

use std::ops::Range;

use chrono_tz::Tz;

use super::fact;
use super::fields::{self, Fields};
use super::item::{self, Item};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::merged;
use super::names::{self, Name, Referent};
use super::owner::{self, Subject};
use super::passes::{Part, Passes};
use super::token::{self, Token};
use super::trigger::{self, Segment, TriggerKind};
use super::when::Times;
use super::{Claim, ClaimSession, Direction, MoveHorizon, MoveTime};
use crate::event::When;
use crate::link::{Evidence, EvidenceKind, Mention};
use crate::text::Language;
use crate::venue::zone_of;

/// Among how many names the antecedent of a word is looked for.
const NEAR: usize = 20;

/// How many sentences back a pronoun may reach.
const MEMORY: usize = 3;

/// A text to read for claims.
#[derive(Debug, Clone, Copy)]
pub struct ClaimRequest<'a> {
    /// The text.
    pub text: &'a str,
    /// ISO 639-1 code of its language; without one it is the language that the words tell.
    pub lang: Option<&'a str>,
    /// The linker's namings of that text.
    pub mentions: &'a [Mention],
    /// When the text was published. Without it no claim has a time: `on Monday` cannot be resolved.
    pub published: Option<When>,
}

/// Every move of a listed share or a stock index that a text of unknown date states as a fact, in
/// text order: [`extract_from`] without a day of publication.
#[must_use]
pub fn extract(text: &str, lang: Option<&str>, mentions: &[Mention]) -> Vec<Claim> {
    extract_from(&ClaimRequest { text, lang, mentions, published: None })
}

/// Every move of a listed share or a stock index that a text states as a fact, in text order.
///
/// A claim is joined to the instrument of the mention that is its grammatical subject. A company
/// that no mention covers is found by its capital letters and gives a claim without an instrument.
///
/// What is no claim: growth of the business, rates, yields, raw materials, currencies, targets,
/// offers, conditions, expectations, denials.
///
/// ```
/// use newstape::claim::{ClaimRequest, Direction, extract_from};
/// use newstape::event::When;
///
/// let claims = extract_from(&ClaimRequest {
///     text: "Halvorsen shares fell 2.3% on Monday.",
///     lang: Some("en"),
///     mentions: &[],
///     published: Some(When::Day("2025-01-29".parse()?)),
/// });
/// assert_eq!(claims[0].direction, Direction::Down);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn extract_from(request: &ClaimRequest<'_>) -> Vec<Claim> {
    extract_without(request, &[])
}

/// [`extract_from`] with parts of the reader left out, to measure what they buy.
#[must_use]
pub fn extract_without(request: &ClaimRequest<'_>, left_out: &[Part]) -> Vec<Claim> {
    let ClaimRequest { text, lang, mentions, published } = *request;
    let lexicon = Lexicon::of(Language::tagged_or_told(lang, text));
    let tokens = token::tokens(text);
    let sentences = token::sentences(text, &tokens);
    let mut names = names::names(text, &tokens, &sentences, mentions, lexicon);
    let passes = Passes::without(left_out);
    names.retain(passes.reads_name);
    let mut reader = Reader {
        text,
        tokens: &tokens,
        names: &names,
        lexicon,
        topics: Vec::new(),
        list: Movers::default(),
        passes,
        published,
        claims: Vec::new(),
    };
    for sentence in sentences {
        reader.sentence(sentence);
    }
    reader.claims
}

/// What a heading says of the rows under it.
#[derive(Debug, Default)]
struct Movers {
    direction: Option<Direction>,
    session: Option<ClaimSession>,
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    names: &'a [Name],
    lexicon: &'a Lexicon,
    /// What each sentence so far was about.
    topics: Vec<Topic>,
    list: Movers,
    passes: Passes,
    published: Option<When>,
    claims: Vec<Claim>,
}

/// What a sentence was about.
#[derive(Debug, Clone, Default)]
struct Topic {
    main: Option<usize>,
    /// All names in order, for `the former`, `the latter`.
    all: Vec<usize>,
}

impl Reader<'_> {
    fn sentence(&mut self, tokens: Range<usize>) {
        let mut items = item::items(self.tokens, tokens.clone(), self.names, self.lexicon);
        let times = Times::of(&items, self.tokens, tokens, self.lexicon);
        for item in &mut items {
            item.tags.retain(self.passes.reads_tag);
        }
        self.heading(&items);
        let segments = trigger::segments(&items, self.lexicon, self.list.direction);
        let mut state = State {
            items: &items,
            times: &times,
            subject: Subject::Elided,
            owners: Vec::new(),
            relative: false,
        };
        let mut owner = None;
        let first_claim = self.claims.len();
        for segment in &segments {
            let made = self.segment(&mut state, segment);
            owner = owner.or(made);
        }
        let made = self.claims.split_off(first_claim);
        self.claims.extend(merged::merged(made));
        let main = owner.or_else(|| owner::topic(&items, 0..items.len(), self.names, self.lexicon));
        let all = items.iter().filter_map(Item::name).filter(|n| !self.names[*n].source).collect();
        self.topics.push(Topic { main, all });
    }

    /// `Gewinner:` over a list of movers; any other heading or longer sentence ends the list.
    fn heading(&mut self, items: &[Item]) {
        let words = items.iter().filter(|i| !matches!(i.kind, item::Kind::Sign(_))).count();
        let percent = items.iter().any(Item::is_percent);
        if percent || words == 0 {
            return;
        }
        let short = words <= 6;
        let direction = items.iter().flat_map(|i| &i.tags).find_map(|t| match t {
            Tag::Heading(d) => Some(*d),
            _ => None,
        });
        let session = items.iter().flat_map(|i| &i.tags).find_map(|t| match t {
            Tag::Session(s) => Some(*s),
            _ => None,
        });
        let named = items.iter().any(|i| i.name().is_some());
        if short && !named {
            self.list = Movers { direction, session };
        } else if words > 8 {
            self.list = Movers::default();
        }
    }

    /// Reads one segment and gives the first owner of a claim in it.
    fn segment(&mut self, state: &mut State<'_>, segment: &Segment) -> Option<usize> {
        let items = state.items;
        let mut subject = (self.passes.subject)(items, segment, self.names, self.lexicon);
        if subject == Subject::Elided {
            subject =
                antecedent_of_relative(items, segment).unwrap_or_else(|| state.inherited(self, segment));
        }
        state.relative = items[segment.items.clone()].iter().any(|i| i.has(Tag::Relative));
        let owners = self.resolve(&subject, state, segment);
        state.subject = subject.clone();
        state.owners.clone_from(&owners);
        let owners: Vec<usize> =
            owners.into_iter().filter(|n| self.names[*n].referent != Referent::NoShare).collect();
        let first = *owners.first()?;
        if !(self.passes.is_stated)(items, segment, self.lexicon) {
            return None;
        }
        let Ok(mut fields) =
            fields::read(items, segment, state.times, self.lexicon, self.names[first].is_index())
        else {
            // `added 13 million subscribers, up 16%`: what goes on is said of that.
            if segment.trigger.kind == TriggerKind::Transitive {
                (state.subject, state.owners) = (Subject::Other, Vec::new());
            }
            return None;
        };
        (self.passes.spans)(&mut fields);
        let shared = items[segment.items.clone()].iter().any(|i| i.has(Tag::Stock));
        let counted = fields.points.is_some() && fields.percent.is_none() && fields.currency.is_none();
        if counted && !shared && self.names[first].referent == Referent::Guess && !names_index(items, segment)
        {
            return None;
        }
        let sure = shared || self.names[first].referent != Referent::Guess;
        if !sure && names_contest(items, segment) {
            return None;
        }
        let asked = items.last().is_some_and(|i| i.is('?'));
        if !fields.has_number() && (asked || !fact::is_clear_without_number(items, segment, sure)) {
            return None;
        }
        // `The chipmaker improved`: of its business; a share is named, or spoken of.
        if !fields.has_number() && !(shared || matches!(subject, Subject::Names(_) | Subject::IndexAnaphor)) {
            return None;
        }
        if fields.percent_at.is_none() && is_judgement(items, segment) {
            return None;
        }
        self.give(state, segment, &owners, &fields);
        Some(first)
    }

    fn resolve(&self, subject: &Subject, state: &State<'_>, segment: &Segment) -> Vec<usize> {
        match subject {
            Subject::Names(names) => names.clone(),
            Subject::Anaphor => self.antecedent(state, segment).into_iter().collect(),
            Subject::IndexAnaphor => self.index_before(state, segment).into_iter().collect(),
            Subject::OfLast => self.last_before(state, segment).into_iter().collect(),
            Subject::Former => self.pair(state, segment).map(|(a, _)| a).into_iter().collect(),
            Subject::Latter => self.pair(state, segment).map(|(_, b)| b).into_iter().collect(),
            Subject::Elided | Subject::Other => Vec::new(),
        }
    }

    /// Whom `its shares` means: an owner in the same sentence, what the sentence was about so far,
    /// what the sentences before were about, the only name that follows, or the text's main name.
    fn antecedent(&self, state: &State<'_>, segment: &Segment) -> Option<usize> {
        let items = state.items;
        let so_far = || owner::topic(items, 0..segment.trigger.at, self.names, self.lexicon);
        let earlier = || self.topics.iter().rev().take(MEMORY).find_map(|t| t.main);
        let later = || {
            let mut names = items[segment.trigger.at..].iter().filter_map(Item::name);
            let first = names.next().filter(|n| !self.names[*n].is_index())?;
            names.all(|n| self.same(n, first)).then_some(first)
        };
        let here = || owner::topic(items, segment.items.start..segment.trigger.at, self.names, self.lexicon);
        let known = || state.owners.first().copied().filter(|n| !self.names[*n].is_index());
        here().or_else(known).or_else(so_far).or_else(earlier).or_else(later).or_else(|| self.dominant())
    }

    /// The index that `der Leitindex` means: the last one named before, or the first one after.
    fn index_before(&self, state: &State<'_>, segment: &Segment) -> Option<usize> {
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
    fn dominant(&self) -> Option<usize> {
        let listed: Vec<usize> = (0..self.names.len())
            .filter(|n| matches!(self.names[*n].referent, Referent::Share(_)) && !self.names[*n].source)
            .collect();
        let count = |n: usize| listed.iter().filter(|m| self.same(**m, n)).count();
        listed.iter().copied().find(|n| 2 * count(*n) > listed.len())
    }

    fn same(&self, a: usize, b: usize) -> bool {
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

    fn company(&self, name: usize) -> &str {
        let tokens = &self.names[name].tokens;
        let span = self.tokens[tokens.start].span.start..self.tokens[tokens.end - 1].span.end;
        self.text.get(span).unwrap_or("")
    }

    // Claims

    /// Writes the claims of a segment: one per owner, and one per further name with its own amount
    /// (`Microsoft fell 2% and Apple 3%`).
    fn give(&mut self, state: &State<'_>, segment: &Segment, owners: &[usize], fields: &Fields) {
        let items = state.items;
        let percents = sizes(items, segment);
        let one_each = owners.len() > 1 && percents.len() == owners.len() && fields.percent.is_some();
        for (n, owner) in owners.iter().enumerate() {
            let mut own = fields.clone();
            if owners.len() > 1 {
                (own.price, own.from_price, own.points, own.currency) = (None, None, None, None);
            }
            if one_each {
                own.percent = Some(percents[n]);
            }
            self.push(state, segment, *owner, &own);
        }
        if !one_each {
            for (name, percent) in further(items, segment, fields) {
                let own = Fields {
                    percent,
                    session: fields.session,
                    horizon: fields.horizon,
                    time: fields.time,
                    point: fields.point,
                    ..Fields::default()
                };
                if self.names[name].referent != Referent::NoShare {
                    self.push(state, segment, name, &own);
                }
            }
        }
    }

    fn push(&mut self, state: &State<'_>, segment: &Segment, owner: usize, fields: &Fields) {
        let (items, times) = (state.items, state.times);
        let name = &self.names[owner];
        let claim = Claim {
            instrument: name.instrument().cloned(),
            is_index: name.is_index(),
            company: self.company(owner).to_owned(),
            direction: segment.trigger.direction,
            percent: fields.percent,
            percent_min: fields.percent_min,
            percent_max: fields.percent_max,
            points: fields.points,
            price: fields.price,
            from_price: fields.from_price,
            currency: fields.currency,
            session: fields.session.or_else(|| self.session_before(items, segment)),
            horizon: fields.horizon.unwrap_or(MoveHorizon::Day),
            when: self.when(times, name, fields),
            point: fields.point,
            bound: fields.bound,
            evidence: self.evidence(items, segment),
        };
        let same = |c: &Claim| Claim { evidence: claim.evidence.clone(), ..c.clone() } == claim;
        if !self.claims.iter().any(same) {
            self.claims.push(claim);
        }
    }

    /// The time of a move, resolved on the clock of its owner's venue.
    fn when(&self, times: &Times, owner: &Name, fields: &Fields) -> Option<MoveTime> {
        let (_, found) = times.found.get(fields.time?)?;
        let day = match self.published? {
            When::Day(day) => day,
            When::Instant { at, .. } => {
                let zone = owner.instrument().map_or(Tz::UTC, |i| zone_of(i.mic));
                at.with_timezone(&zone).date_naive()
            }
        };
        let tokens = &self.tokens[found.tokens.clone()];
        let span = tokens.first()?.span.start..tokens.last()?.span.end;
        found.stated.resolve(day, self.text.get(span)?)
    }

    /// A part of the day that opens the sentence, or stands over the list, holds for all of it.
    fn session_before(&self, items: &[Item], segment: &Segment) -> Option<ClaimSession> {
        let opening =
            items[..segment.items.start].iter().take(3).flat_map(|i| &i.tags).find_map(|t| match t {
                Tag::Session(s) => Some(*s),
                _ => None,
            });
        let row = segment.trigger.kind == TriggerKind::Sign;
        // `Wall Street ended lower: the Dow lost 0.4%`.
        let colon = items[..segment.trigger.at].iter().rposition(|i| i.is(':'));
        let closed = colon.is_some_and(|c| items[..c].iter().any(|i| i.has(Tag::Close)));
        // `Wall Street closed higher, with the S&P 500 adding 0.6%`.
        let opens = |i: usize| items.get(i).is_some_and(|i| i.is_in(List::AsideOpener));
        let start = segment.items.start;
        let ended = (opens(start) || opens(start + 1)) && items[..start].iter().any(|i| i.has(Tag::Close));
        let opening = opening.or((closed || ended).then_some(ClaimSession::Regular));
        opening.or(self.list.session.filter(|_| row))
    }

    fn evidence(&self, items: &[Item], segment: &Segment) -> Evidence {
        let range = segment.items.clone();
        let solid = |i: &usize| !matches!(items[*i].kind, item::Kind::Sign(_)) || items[*i].is('%');
        let first = range.clone().find(solid).unwrap_or(range.start);
        let last = range.rev().find(solid).unwrap_or(first);
        let start = self.tokens[items[first].tokens.start].span.start;
        let end = self.tokens[items[last].tokens.end - 1].span.end;
        let text = self.text.get(start..end).unwrap_or("").to_owned();
        Evidence { span: start..end, text, kind: EvidenceKind::Name }
    }
}

/// `peers such as Halbach, which gained 13%`: a segment that opens with a relative pronoun is about
/// the name right before it, and `growth, which remained flat` about no share.
fn antecedent_of_relative(items: &[Item], segment: &Segment) -> Option<Subject> {
    let start = segment.items.start;
    let opens = (start..start + 2).find(|i| items.get(*i).is_some_and(|n| n.has(Tag::Relative)))?;
    let skip = |i: &Item| i.is(',') || i.is(')');
    let before = items[..opens].iter().rev().find(|i| !skip(i))?;
    match before.name() {
        Some(name) => Some(Subject::Names(vec![name])),
        None => before.has(Tag::Figure).then_some(Subject::Other),
    }
}

/// `raised its target to $113, up from $102`: what an analyst's house says.
fn is_judgement(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.start..segment.trigger.at].iter().any(|i| i.has(Tag::Rating))
}

/// `stieg in der Umfrage um 4 Prozent`: of a party or a club, where no share is spoken of.
fn names_contest(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()].iter().any(|i| i.is_in(List::Contest))
}

fn names_index(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()].iter().any(|i| i.is_in(List::IndexMark))
}

/// The sizes of a segment in text order, with those that share the unit of the last: `1,4
/// beziehungsweise 0,9 Prozent`.
fn sizes(items: &[Item], segment: &Segment) -> Vec<rust_decimal::Decimal> {
    let joined = |i: usize| {
        let next = items.get(i + 1).is_some_and(|n| n.has(Tag::And) || n.is(','));
        let more = items.get(i + 2).is_some_and(|n| n.amount().is_some());
        next && more
    };
    let size = |i: usize| match items[i].amount() {
        Some(super::quantity::Quantity::Bare(n)) if joined(i) => Some(*n),
        _ => percent_of(&items[i]),
    };
    segment.items.clone().filter_map(size).collect()
}

fn percent_of(item: &Item) -> Option<rust_decimal::Decimal> {
    match item.amount() {
        Some(super::quantity::Quantity::Percent { low, high: None, .. }) => Some(*low),
        _ => None,
    }
}

/// Names behind the first amount that have an amount of their own.
fn further(
    items: &[Item],
    segment: &Segment,
    fields: &Fields,
) -> Vec<(usize, Option<rust_decimal::Decimal>)> {
    let Some(first) = fields.percent_at else { return Vec::new() };
    let after: Vec<usize> = (first + 1..segment.items.end)
        .filter(|i| items[*i].name().is_some() || items[*i].is_percent())
        .collect();
    after
        .windows(2)
        .filter(|w| w[1] - w[0] <= 6)
        .filter(|w| !items[w[1]..].get(1).is_some_and(|n| n.has(Tag::Figure) || n.has(Tag::Of)))
        .filter(|w| !(w[0]..w[1]).any(|i| items[i].is('(') || items[i].has(Tag::Report)))
        .filter_map(|w| {
            items[w[0]].name().filter(|_| items[w[1]].is_percent()).map(|n| (n, percent_of(&items[w[1]])))
        })
        .collect()
}

/// What the clauses of a sentence hand on.
struct State<'a> {
    items: &'a [Item],
    times: &'a Times,
    subject: Subject,
    owners: Vec<usize>,
    /// Whether the segment before was a relative clause.
    relative: bool,
}

impl State<'_> {
    /// The subject of a clause without one: that of the clause before, or behind a relative clause
    /// that of the sentence.
    fn inherited(&self, reader: &Reader<'_>, segment: &Segment) -> Subject {
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
            Subject::Elided => Subject::Other,
            Subject::Names(_)
            | Subject::Anaphor
            | Subject::IndexAnaphor
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
