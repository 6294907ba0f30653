//! From a text to the moves it states.

use std::collections::HashSet;
use std::ops::Range;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::antecedent::antecedent_of_relative;
use super::candidates::{self, Reading};
use super::fact;
use super::fields::{self, Fields};
use super::item::{self, Item};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::merged;
use super::names::{self, Name, Referent};
use super::owner::{self, Subject};
use super::passes::{Part, Passes};
use super::rank::{self, LabelledClaim, OwnerChoice};
use super::several::{further, level_behind, percent_of, prices, sizes};
use super::state::{MEMORY, Movers, Reader, State, Teacher, Topic};
use super::stated_time::Stated;
use super::times::Times;
use super::token;
use super::trigger::{self, Segment, TriggerKind};
use super::{Claim, ClaimSession, MoveHorizon, MoveTime};
use crate::event::When;
use crate::link::{Evidence, EvidenceKind, Mention};
use crate::text::Language;
use crate::venue::zone_of;

/// A text to read for claims.
#[derive(Debug, Clone, Copy)]
pub struct ClaimRequest<'a> {
    /// The text.
    pub text: &'a str,
    /// ISO 639-1 code of its language; without one the words tell it, and where they do not, both likely
    /// readings are tried and the one with more claims counts.
    pub lang: Option<&'a str>,
    /// The linker's namings of that text.
    pub mentions: &'a [Mention],
    /// When the text was published. Without it no claim has a time: `on Monday` cannot be resolved.
    pub published: Option<When>,
}

/// Every move of a listed share or a stock index that a text of unknown date states as a fact, in
/// text order: [`extract_from`] without a day of publication.
///
/// ```
/// use newstape::claim::{Direction, extract};
///
/// let claims = extract("Halvorsen opened 2.5% higher. Its revenue rose 8%, and analysts expect the shares to fall 3%.", Some("en"), &[]);
/// // Growth of the business and expectations are no claims.
/// assert_eq!(claims.len(), 1);
/// assert_eq!((claims[0].company.as_str(), claims[0].direction), ("Halvorsen", Direction::Up));
/// // The decimals as written: 2.5 is anything from 2.45 to below 2.55.
/// assert_eq!(claims[0].percent.map(|p| p.to_string()).as_deref(), Some("2.5"));
/// ```
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
/// use newstape::claim::{ClaimRequest, Direction, TimeKind, extract_from};
/// use newstape::event::When;
///
/// let claims = extract_from(&ClaimRequest {
///     text: "Halvorsen shares fell 2.3% on Monday.",
///     lang: Some("en"),
///     mentions: &[],
///     published: Some(When::Day("2025-01-29".parse()?)),
/// });
/// assert_eq!(claims[0].direction, Direction::Down);
/// let when = claims[0].when.as_ref().ok_or("no time")?;
/// assert_eq!((when.kind, when.from.to_string()), (TimeKind::Weekday, "2025-01-27".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn extract_from(request: &ClaimRequest<'_>) -> Vec<Claim> {
    extract_without(request, &[])
}

/// [`extract_from`] with parts of the reader left out, to measure what they buy.
///
/// ```
/// use newstape::claim::{ClaimRequest, Part, extract_from, extract_without};
///
/// let text = "If rates rise, Halvorsen shares may fall 5%.";
/// let request = ClaimRequest { text, lang: Some("en"), mentions: &[], published: None };
/// assert!(extract_from(&request).is_empty());
/// // Without the reading of conditions, what may happen is taken for a fact.
/// assert_eq!(extract_without(&request, &[Part::Facts]).len(), 1);
/// ```
#[must_use]
pub fn extract_without(request: &ClaimRequest<'_>, left_out: &[Part]) -> Vec<Claim> {
    read(request, left_out, None).0
}

/// The choices between owners that a text with known claims leads to: what [`super::fit`] learns from.
#[must_use]
pub fn choices(request: &ClaimRequest<'_>, told: &[LabelledClaim]) -> Vec<OwnerChoice> {
    read(request, &[], Some(told)).1
}

fn read(
    request: &ClaimRequest<'_>,
    left_out: &[Part],
    told: Option<&[LabelledClaim]>,
) -> (Vec<Claim>, Vec<OwnerChoice>) {
    let readings = Language::readings(request.lang, request.text);
    let read = readings.into_iter().map(|language| read_in(language, request, left_out, told));
    // The reading that finds most; of equals the likelier one, which comes first.
    read.reduce(|best, next| if next.0.len() > best.0.len() { next } else { best }).unwrap_or_default()
}

fn read_in(
    language: Language,
    request: &ClaimRequest<'_>,
    left_out: &[Part],
    told: Option<&[LabelledClaim]>,
) -> (Vec<Claim>, Vec<OwnerChoice>) {
    let ClaimRequest { text, mentions, published, .. } = *request;
    let lexicon = Lexicon::of(language);
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
        listed: names.iter().any(|n| n.instrument().is_some()),
        dominant: names::dominant(&names),
        topics: Vec::new(),
        last_owner: None,
        list: Movers::default(),
        level: None,
        closed: None,
        claimed_at: 0,
        passes,
        published,
        claims: Vec::new(),
        seen: HashSet::new(),
        teacher: told.map(|told| Teacher { told, choices: Vec::new() }),
    };
    for sentence in sentences {
        reader.sentence(sentence);
    }
    (merged::across(reader.claims), reader.teacher.map(|t| t.choices).unwrap_or_default())
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
        self.note_close(&items, &times);
        self.hand_on_close(first_claim, &items, &times);
        if self.claims.len() > first_claim {
            self.claimed_at = self.topics.len();
            self.take_level(first_claim);
        } else if segments.is_empty() {
            self.note_level(&items);
        }
        let all: Vec<usize> =
            items.iter().filter_map(Item::name).filter(|n| !self.names[*n].source).collect();
        let index = || all.first().copied().filter(|_| all.iter().all(|n| self.names[*n].is_index()));
        let topic = || owner::topic(&items, 0..items.len(), self.names, self.lexicon);
        let main = owner.or_else(topic).or_else(index).or_else(|| self.goes_on_from(&items));
        self.topics.push(Topic { main, all });
    }

    /// Reads one segment and gives the first owner of a claim in it.
    fn segment(&mut self, state: &mut State<'_>, segment: &Segment) -> Option<usize> {
        let items = state.items;
        let mut subject = (self.passes.subject)(items, segment, self.names, self.lexicon);
        let elided = subject == Subject::Elided;
        if elided {
            subject =
                antecedent_of_relative(items, segment).unwrap_or_else(|| state.inherited(self, segment));
            // `Inditex abrió. Sumó un 11 %`: the verb says that it is the one before.
            if subject == Subject::Elided && self.drops_pronoun(items, segment) {
                subject = Subject::Pronoun;
            }
        }
        state.relative = items[segment.items.clone()].iter().any(|i| i.has(Tag::Relative));
        let owners = self.resolve(&subject, state, segment);
        state.subject = subject.clone();
        state.owners.clone_from(&owners);
        if !(self.passes.is_stated)(items, segment, self.lexicon) {
            return None;
        }
        let is_index = owners.first().is_some_and(|n| self.names[*n].is_index());
        if let Some(first) = self.sized_before(state, segment) {
            return Some(first);
        }
        let Ok(mut fields) = fields::read(items, segment, state.times, self.lexicon, is_index) else {
            // `added 13 million subscribers, up 16%`: what goes on is said of that.
            if segment.trigger.kind == TriggerKind::Transitive {
                (state.subject, state.owners) = (Subject::Other, Vec::new());
            }
            return None;
        };
        if fields.percent_at.is_none() && is_judgement(items, segment) {
            return None;
        }
        if self.listed && is_row_of_unknown(items, segment, self.lexicon) {
            return None;
        }
        let own = size_owner(items, segment, &fields);
        let owners = own.map_or(owners, |name| vec![name]);
        let subject = own.map_or(subject, |name| Subject::Names(vec![name]));
        let reading = Reading { subject: &subject, elided, owners: &owners };
        let owners = self.choose(state, segment, &reading, &fields);
        let Some(&first) = owners.first() else {
            if self.opens_list_of_unknown(items, segment, &fields) {
                self.give_further(state, segment, &fields);
            }
            return None;
        };
        if of_a_fund(items, segment, self.names, first) {
            return None;
        }
        if self.names[first].is_index() != is_index {
            fields = fields::read(items, segment, state.times, self.lexicon, !is_index).ok()?;
        }
        (self.passes.spans)(&mut fields);
        if !self.is_plain(items, segment, &subject, first, &fields) {
            return None;
        }
        // Of a company that no mention covers, in a text that names listed ones, a direction alone says nothing.
        if self.listed && !fields.has_number() && self.names[first].referent == Referent::Guess {
            return None;
        }
        self.last_owner = Some(first);
        self.give(state, segment, &owners, &fields);
        Some(first)
    }

    /// The owners of a move: by the ranker where it has a size, else whom the grammar means.
    fn choose(
        &mut self,
        state: &mut State<'_>,
        segment: &Segment,
        reading: &Reading<'_>,
        fields: &Fields,
    ) -> Vec<usize> {
        let meant = || reading.owners.iter().copied().filter(|n| self.is_security(*n)).collect();
        if !fields.has_number() {
            return meant();
        }
        let candidates = candidates::of(self, state, segment, reading, fields);
        let chosen = match &self.teacher {
            Some(teacher) => {
                let right = self.right(&candidates, segment.trigger.direction, fields, teacher.told);
                let pairs = candidates.iter().map(|c| c.features).zip(right.iter().copied());
                let choice = OwnerChoice { candidates: pairs.collect() };
                let known = right.iter().position(|r| *r).map(|at| candidates[at].owners.clone());
                if let Some(teacher) = &mut self.teacher {
                    teacher.choices.push(choice);
                }
                known.unwrap_or_default()
            }
            None => rank::best(&candidates).map(|c| c.owners.clone()).unwrap_or_default(),
        };
        let chosen = self.with_equals(state.items, segment, chosen);
        if !chosen.is_empty() && chosen != reading.owners {
            state.subject = Subject::Names(chosen.clone());
            state.owners.clone_from(&chosen);
        }
        chosen
    }

    /// The names of the sentences before that a move may be of, each once.
    pub(super) fn earlier(&self) -> impl Iterator<Item = usize> {
        let topics = self.topics.iter().rev().take(MEMORY).filter_map(|t| t.main);
        topics.chain(self.last_owner).chain(self.dominant).filter(|n| self.is_security(*n))
    }

    /// Whether a name can own a move: no source, no currency.
    pub(super) fn is_security(&self, name: usize) -> bool {
        let name = &self.names[name];
        !name.source && name.referent != Referent::NoShare
    }

    /// Whether a move is said clearly enough for what is known of its owner.
    fn is_plain(
        &self,
        items: &[Item],
        segment: &Segment,
        subject: &Subject,
        first: usize,
        fields: &Fields,
    ) -> bool {
        let shared = items[segment.items.clone()].iter().any(|i| i.has(Tag::Stock));
        let unknown = self.names[first].referent == Referent::Guess;
        let counted = fields.points.is_some() && fields.percent.is_none() && fields.currency.is_none();
        if counted && !shared && unknown && !names_index(items, segment) {
            return false;
        }
        let sure = shared || !unknown;
        if !sure && names_contest(items, segment) {
            return false;
        }
        if fields.has_number() {
            return true;
        }
        // `The chipmaker improved`: of its business; a share is named, or spoken of.
        let named = shared || matches!(subject, Subject::Names(_) | Subject::IndexAnaphor);
        let asked = items.last().is_some_and(|i| i.is('?'));
        named && !asked && fact::is_clear_without_number(items, segment, sure)
    }

    // Claims

    /// Writes the claims of a segment: one per owner, and one per further name with its own amount
    /// (`Microsoft fell 2% and Apple 3%`).
    fn give(&mut self, state: &State<'_>, segment: &Segment, owners: &[usize], fields: &Fields) {
        let items = state.items;
        let percents = sizes(items, segment);
        let one_each = owners.len() > 1 && percents.len() == owners.len() && fields.percent.is_some();
        let prices = prices(items, segment);
        for (n, owner) in owners.iter().enumerate() {
            let mut own = fields.clone();
            if owners.len() > 1 {
                (own.price, own.from_price, own.points, own.currency) = (None, None, None, None);
            }
            if one_each {
                own.percent = Some(percents[n]);
                if prices.len() == owners.len() {
                    (own.price, own.currency) = (Some(prices[n].0), Some(prices[n].1));
                }
            }
            self.push(state, segment, *owner, &own);
        }
        if !one_each {
            self.give_further(state, segment, fields);
        }
    }

    /// Writes the claims of the names that have an amount of their own behind the first.
    fn give_further(&mut self, state: &State<'_>, segment: &Segment, fields: &Fields) {
        let items = state.items;
        for (name, at) in further(items, segment, fields) {
            if self.names[name].referent != Referent::NoShare {
                let level = level_behind(items, at);
                let own = Fields {
                    percent: percent_of(&items[at]),
                    price: level.map(|(price, _)| price),
                    currency: level.and_then(|(_, currency)| currency),
                    bound: fields::bound_before(items, segment.items.start, at),
                    session: fields.session,
                    horizon: fields.horizon,
                    time: fields.time,
                    point: fields.point,
                    ..Fields::default()
                };
                self.push(state, segment, name, &own);
            }
        }
    }

    pub(super) fn push(&mut self, state: &State<'_>, segment: &Segment, owner: usize, fields: &Fields) {
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
            horizon: fields.horizon.or(self.list.horizon).unwrap_or(MoveHorizon::Day),
            when: self.when(times, name, fields),
            point: fields.point,
            bound: fields.bound,
            evidence: self.evidence(items, segment),
        };
        let nowhere = Evidence { span: 0..0, text: String::new(), kind: EvidenceKind::Name };
        if self.seen.insert(Claim { evidence: nowhere, ..claim.clone() }) {
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
        let told = || self.told_day(times, fields.time?, day);
        let told = if matches!(found.stated, Stated::DayBefore { .. }) { told() } else { None };
        found.stated.resolve(day, told, self.text.get(span)?)
    }

    /// The day that the text tells beside *the day before*: another of the sentence, else that of the claim
    /// before.
    fn told_day(&self, times: &Times, at: usize, published: NaiveDate) -> Option<NaiveDate> {
        let (item, _) = times.found.get(at)?;
        let other = times
            .found
            .iter()
            .filter(|(_, f)| f.stated.is_day() && !matches!(f.stated, Stated::DayBefore { .. }));
        let nearest = other.min_by_key(|(other, _)| other.abs_diff(*item));
        let of_sentence =
            nearest.and_then(|(_, f)| f.stated.resolve(published, None, "")).map(|time| time.to);
        let before =
            || self.claims.last()?.when.as_ref().filter(|time| time.kind.is_day()).map(|time| time.to);
        of_sentence.or_else(before)
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
        // `La Bourse de Paris finit stable (-0,1 %)`.
        let bracket = start > 0 && row && (items[start - 1].is('(') || items[start].is('('));
        let finished = bracket && items[..start].iter().any(|i| i.has(Tag::Close));
        let opening = opening.or((closed || ended || finished).then_some(ClaimSession::Regular));
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

/// `Halbach (+2.1%), Norwick (+1.4%)`: a row whose name nobody knows is none of the name before it.
fn is_row_of_unknown(items: &[Item], segment: &Segment, lexicon: &Lexicon) -> bool {
    let at = segment.trigger.at;
    if at < 2 || !items[at - 1].is('(') {
        return false;
    }
    let word = |i: usize| items[i].kind == item::Kind::Word && items[i].capital;
    let plain = |i: usize| items[i].tags.iter().all(|t| matches!(t, Tag::Soft | Tag::NameTail | Tag::Stop));
    let run = (0..at - 1).rev().take_while(|i| word(*i)).count();
    let before = (at - 1 - run).checked_sub(1).map(|i| &items[i]);
    // In German every noun has a capital: a name in a list stands alone.
    let listed = before.is_none_or(|b| matches!(b.kind, item::Kind::Sign(_)) || b.has(Tag::And));
    run > 0 && plain(at - 2) && (listed || !lexicon.language.capital_nouns)
}

/// `A and B also dropped, B by 6.4%`: the name that stands with the size, behind a comma.
fn size_owner(items: &[Item], segment: &Segment, fields: &fields::Fields) -> Option<usize> {
    let size = fields.percent_at?;
    let skips = |i: &Item| {
        let passes = [Tag::By, Tag::Skip, Tag::Auxiliary, Tag::Stock, Tag::Determiner];
        passes.iter().any(|t| i.has(*t)) || i.tags.iter().any(|t| matches!(t, Tag::Qualify(_)))
    };
    let at = (segment.trigger.end + 1..size).rev().find(|i| !skips(&items[*i]))?;
    let comma = at.checked_sub(1).is_some_and(|c| c > segment.trigger.at && items[c].is(','));
    items[at].name().filter(|_| comma)
}

/// `a 2x Tesla fund gained 18%`: the owner's name only says what the fund holds.
fn of_a_fund(items: &[Item], segment: &Segment, names: &[Name], owner: usize) -> bool {
    let owns = |i: &Item| i.name().is_some_and(|n| names[n].instrument() == names[owner].instrument());
    let within = segment.items.clone().filter(|i| *i < segment.trigger.at);
    within.into_iter().any(|i| owns(&items[i]) && items.get(i + 1).is_some_and(|n| n.is_in(List::Fund)))
}

/// `raised its target to $113, up from $102`: what an analyst's house says.
fn is_judgement(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()].iter().any(|i| i.has(Tag::Rating))
}

/// `stieg in der Umfrage um 4 Prozent`: of a party or a club, where no share is spoken of.
fn names_contest(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()].iter().any(|i| i.is_in(List::Contest))
}

fn names_index(items: &[Item], segment: &Segment) -> bool {
    items[segment.items.clone()].iter().any(|i| i.is_in(List::IndexMark))
}
