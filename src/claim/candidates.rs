//! The names that may own the move of a segment, each with what speaks for it.

use super::fields::Fields;
use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::lists::{List, Lists};
use super::names::Referent;
use super::owner::Subject;
use super::quantity::Quantity;
use super::rank::{Candidate, Feature, Features};
use super::state::{MEMORY, Reader, State};
use super::trigger::{Segment, TriggerKind};

/// What the grammar says of a segment: its subject and the names that it means.
pub(super) struct Reading<'a> {
    pub(super) subject: &'a Subject,
    /// Whether the clause has no subject of its own.
    pub(super) elided: bool,
    pub(super) owners: &'a [usize],
}

/// A segment, as its candidates are weighed.
struct Weighing<'a, 'r> {
    reader: &'a Reader<'r>,
    items: &'a [Item],
    segment: &'a Segment,
    reading: &'a Reading<'a>,
    /// The item of the size, or of the word of movement.
    at: usize,
    /// A word for a share stands in the segment.
    share: bool,
    points: bool,
    money: bool,
    /// Of what the level that is told can be.
    level_of: LevelOf,
    /// The securities of the sentence: item and name.
    named: Vec<(usize, usize)>,
}

/// Of what a level can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LevelOf {
    Any,
    /// One in money.
    Share,
    /// One in points, in a clause that leaves its subject out.
    Index,
}

impl LevelOf {
    fn read(items: &[Item], reading: &Reading<'_>, fields: &Fields) -> Self {
        match fields.price {
            Some(_) if fields.currency.is_some() => Self::Share,
            Some(_) if reading.elided && items.iter().any(is_points) => Self::Index,
            _ => Self::Any,
        }
    }
}

/// The candidates of a segment: nobody, whom the grammar means, every other security of the sentence,
/// and those of the sentences before.
pub(super) fn of(
    reader: &Reader<'_>,
    state: &State<'_>,
    segment: &Segment,
    reading: &Reading<'_>,
    fields: &Fields,
) -> Vec<Candidate> {
    let items = state.items;
    let span = segment.items.clone();
    let weighing = Weighing {
        reader,
        items,
        segment,
        reading,
        at: fields.percent_at.unwrap_or(segment.trigger.at),
        share: items[span.clone()].iter().any(|i| i.has(Tag::Stock)),
        points: (fields.points.is_some() || fields.price.is_some()) && fields.currency.is_none(),
        money: fields.currency.is_some(),
        level_of: LevelOf::read(&items[span.clone()], reading, fields),
        named: items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| Some((i, item.name()?)))
            .filter(|(_, n)| reader.is_security(*n))
            .collect(),
    };
    let mut out = vec![weighing.nobody()];
    let told: Vec<usize> = reading.owners.iter().copied().filter(|n| reader.is_security(*n)).collect();
    let told: Vec<usize> = told.into_iter().filter(|n| weighing.fits_level(*n)).collect();
    if !told.is_empty() {
        out.push(weighing.candidate(told.clone()));
    }
    // `A and B fell 2% and 3%`: of names that are joined none stands for all of them.
    let joined = |n: &usize| told.len() > 1 && told.contains(n);
    // What was named before is meant by a word that stands for it, not by a size alone.
    let referring = weighing.refers() && !weighing.is_named_here() && !weighing.is_of_formed_name();
    // In a row the name stands before its size.
    let row = segment.trigger.kind == TriggerKind::Sign;
    let unknown = weighing.has_unknown_subject();
    let placed = |(i, _): &&(usize, usize)| {
        let taken = |j: usize| items[j].is_percent();
        if unknown && *i > weighing.at {
            return false;
        }
        !row || *i < weighing.at && !(*i..weighing.at).any(taken)
    };
    // `The mid-cap index rose`: no share.
    let index = *reading.subject == Subject::IndexAnaphor && !reading.elided;
    let suits = |n: &usize| !index || reader.names[*n].is_index();
    let others = weighing.named.iter().filter(placed).map(|(_, n)| *n).filter(|n| !joined(n));
    // `Die Papiere der Gesellschaft gewannen`: no index.
    let share = |n: &usize| !weighing.share || index || !reader.names[*n].is_index();
    let index_before = reader.index_before(state, segment).filter(|_| weighing.level_of == LevelOf::Index);
    let earlier = reader.earlier().filter(|_| referring).filter(share).chain(index_before);
    for name in others.chain(earlier).filter(suits).filter(|n| weighing.fits_level(*n)) {
        let known = |c: &Candidate| c.owners.iter().any(|o| reader.same(*o, name)) && c.owners.len() == 1;
        if !out.iter().any(known) {
            out.push(weighing.candidate(vec![name]));
        }
    }
    out
}

impl Weighing<'_, '_> {
    /// `Quorle lost 3%, Halbach 2%`: right before the verb stands a word that nobody knows.
    fn has_unknown_subject(&self) -> bool {
        let at = self.segment.trigger.at;
        let verb = matches!(self.segment.trigger.kind, TriggerKind::Verb | TriggerKind::Transitive);
        let passes = |i: &&Item| i.has(Tag::Skip) || i.has(Tag::Auxiliary);
        let before = self.items[self.segment.items.start..at].iter().rev().find(|i| !passes(i));
        verb && at < self.at && !self.reader.lexicon.language.capital_nouns && before.is_some_and(is_unknown)
    }

    /// `Lagging shares were Halbach Inc, down 4.3 percent`: right before the adverb stands a company that no mention covers.
    fn is_of_formed_name(&self) -> bool {
        let at = self.segment.trigger.at;
        let passes = |i: &&Item| i.is(',');
        let before = self.items[self.segment.items.start..at].iter().rev().find(|i| !passes(i));
        let adverb = self.segment.trigger.kind == TriggerKind::Adverb;
        adverb && before.is_some_and(|i| i.capital && i.is_in(List::LegalForm) && i.name().is_none())
    }

    /// Whether a name can own the level.
    fn fits_level(&self, name: usize) -> bool {
        match self.level_of {
            LevelOf::Any => true,
            LevelOf::Share => !self.reader.names[name].is_index(),
            LevelOf::Index => self.reader.names[name].is_index(),
        }
    }

    /// Whether the grammar means a name of this sentence: one of an earlier sentence is then not meant.
    fn is_named_here(&self) -> bool {
        self.named.iter().any(|(i, n)| {
            *i < self.segment.trigger.at && self.reading.owners.iter().any(|o| self.reader.same(*o, *n))
        })
    }

    /// Whether the segment speaks of something by a word that stands for its name.
    fn refers(&self) -> bool {
        match self.reading.subject {
            Subject::Anaphor | Subject::IndexAnaphor => !self.reading.elided,
            Subject::Names(_) | Subject::Pronoun | Subject::OfLast | Subject::Former | Subject::Latter => {
                false
            }
            Subject::Elided | Subject::Other => {
                let listed = |n: usize| self.reader.names[n].referent != Referent::Guess;
                let named = self.named.iter().any(|(i, n)| self.segment.items.contains(i) && listed(*n));
                let shared = self.share && !named;
                shared || self.goes_on()
            }
        }
    }

    /// `Am Ende stand ein Minus von 0,4 Prozent zu Buche`: a noun of movement in a sentence that names
    /// nothing goes on from the sentence before.
    fn goes_on(&self) -> bool {
        let figure = |i: &Item| i.has(Tag::Figure) && !i.has(Tag::Stock);
        let level = self.points || self.money || self.items.iter().any(|i| i.is_in(List::OnBalance));
        // `Minus gegenüber dem Schlusskurs: 5 Prozent`.
        let closes = |i: &Item| i.has(Tag::Close) || i.is_in(List::PriceNoun);
        let level = level || self.segment.trigger.at <= 1 && self.items.iter().any(closes);
        level
            && self.segment.trigger.kind == TriggerKind::Noun
            && !self.opens_unknown()
            && !self.items.iter().any(|i| i.name().is_some() || figure(i))
    }

    /// `Lonmin trimmed its losses with a rise of 6%`: the sentence opens with a word that nobody knows.
    fn opens_unknown(&self) -> bool {
        let language = self.reader.lexicon.language;
        !language.capital_nouns && self.items.first().is_some_and(is_unknown)
    }

    fn nobody(&self) -> Candidate {
        let mut features = Features::default();
        let meant = self.reading.owners;
        features.note(Feature::Nobody, true);
        features.note(Feature::NobodyOther, *self.reading.subject == Subject::Other);
        features.note(Feature::NobodyElided, meant.is_empty() && *self.reading.subject != Subject::Other);
        features.note(Feature::NobodyFigure, self.has_figure());
        features.note(Feature::NobodyShare, self.share);
        features.note(Feature::NobodyOtherShare, self.share && *self.reading.subject == Subject::Other);
        let no_share = !meant.is_empty() && !meant.iter().any(|n| self.reader.is_security(*n));
        features.note(Feature::NobodyNoShare, no_share);
        Candidate { owners: Vec::new(), features }
    }

    /// Whether a figure of business stands where the subject would, right before the word of movement, or
    /// between it and the size.
    fn has_figure(&self) -> bool {
        let segment = self.segment;
        let ends = |at: &usize| {
            let item = &self.items[*at];
            let amount = item.amount().is_some() && *at != self.at;
            // `Figures please - shares jump`, but `profit disappoints - it fell`.
            let goes_on = self.items.get(*at + 1).is_some_and(|i| i.has(Tag::Pronoun));
            let dash = item.is('-') && !item.glued && !goes_on;
            dash || item.is(',')
                || item.is(';')
                || item.is(':')
                || item.has(Tag::And)
                || amount
                || item.name().is_some()
        };
        let ahead = (segment.items.start..segment.trigger.at).rev().take_while(|at| !ends(at));
        let ahead = ahead.filter(|_| !self.opens_with_adverbial());
        let before = ahead.map(|at| &self.items[at]);
        let behind = self.items[segment.trigger.at.min(self.at)..self.at].iter();
        let figure = |i: &Item| i.has(Tag::Figure) && !i.has(Tag::Stock);
        segment.trigger.kind != TriggerKind::Cause && before.chain(behind).any(figure)
    }

    /// `Angesichts steigender Ölpreise büßte der Dax 3 Prozent ein`: what opens the clause is no subject, which stands
    /// behind the verb.
    fn opens_with_adverbial(&self) -> bool {
        let named =
            matches!(self.reading.subject, Subject::Names(_) | Subject::IndexAnaphor | Subject::Anaphor);
        let first = &self.items[self.segment.items.start];
        let between = &self.items[self.segment.items.start..self.segment.trigger.at];
        let whole = !between.iter().any(|i| i.is(',') || i.is(':') || i.name().is_some());
        let verb = matches!(self.segment.trigger.kind, TriggerKind::Verb | TriggerKind::Transitive);
        verb && self.reader.lexicon.language.verb_second
            && named
            && !self.reading.elided
            && first.has(Tag::Preposition)
            && whole
    }

    fn candidate(&self, owners: Vec<usize>) -> Candidate {
        let mut features = Features::default();
        self.note_grammar(&owners, &mut features);
        self.note_place(&owners, &mut features);
        self.note_kind(&owners, &mut features);
        Candidate { owners, features }
    }

    fn note_grammar(&self, owners: &[usize], features: &mut Features) {
        if !self.is_meant(owners) {
            return;
        }
        let Reading { subject, elided, .. } = self.reading;
        features.note(Feature::SubjectElided, *elided);
        features.note(Feature::Subject, !elided && matches!(subject, Subject::Names(_)));
        features.note(Feature::SubjectIndex, !elided && **subject == Subject::IndexAnaphor);
        let anaphor = matches!(subject, Subject::Anaphor | Subject::Pronoun);
        let pointed = matches!(subject, Subject::OfLast | Subject::Former | Subject::Latter);
        features.note(Feature::SubjectPointed, !elided && pointed);
        features.note(Feature::SubjectAnaphor, !elided && anaphor);
    }

    fn is_meant(&self, owners: &[usize]) -> bool {
        let meant: Vec<usize> =
            self.reading.owners.iter().copied().filter(|n| self.reader.is_security(*n)).collect();
        meant.len() == owners.len() && meant.iter().zip(owners).all(|(a, b)| self.reader.same(*a, *b))
    }

    fn note_place(&self, owners: &[usize], features: &mut Features) {
        let is_owner = |n: usize| owners.iter().any(|o| self.reader.same(*o, n));
        let here: Vec<usize> = self.named.iter().filter(|(_, n)| is_owner(*n)).map(|(i, _)| *i).collect();
        let Some(place) = here.iter().copied().min_by_key(|i| i.abs_diff(self.at)) else {
            self.note_earlier(owners, features);
            return;
        };
        let inside = self.segment.items.contains(&place);
        features.note(Feature::Here, inside);
        features.note(Feature::Sentence, !inside);
        let only = self.named.iter().all(|(_, n)| is_owner(*n));
        features.note(Feature::OnlyOne, only);
        features.note(Feature::OnlyShare, only && self.has_share(place));
        features.note(Feature::OnlyIndex, only && owners.iter().any(|n| self.reader.names[*n].is_index()));
        features.note(Feature::Touches, self.touches(place));
        features.note(Feature::Before, place < self.segment.trigger.at);
        let nearest = self.named.iter().map(|(i, _)| i.abs_diff(self.at)).min();
        features.note(Feature::Nearest, nearest == Some(place.abs_diff(self.at)));
        let between = place.min(self.at) + 1..place.max(self.at);
        let sign = |i: usize| self.items[i].is(',') || self.items[i].is(';') || self.items[i].is(':');
        features.note(Feature::Fenced, between.clone().any(sign));
        features.note(Feature::Passed, self.named.iter().any(|(i, n)| between.contains(i) && !is_owner(*n)));
        features.note(Feature::Bound, self.is_bound(place));
        features.note(Feature::Share, self.has_share(place));
    }

    fn note_earlier(&self, owners: &[usize], features: &mut Features) {
        let is_owner = |n: &usize| owners.iter().any(|o| self.reader.same(*o, *n));
        let mut topics = self.reader.topics.iter().rev().take(MEMORY).filter_map(|t| t.main.as_ref());
        let back = topics.position(is_owner);
        features.note(Feature::Back1, back == Some(0));
        features.note(Feature::Back2, back.is_some_and(|n| n > 0));
        features.note(Feature::Far, back.is_none());
        features.note(Feature::BackShare, self.share);
        features.note(Feature::BackNoun, self.goes_on());
        features.note(Feature::BackThoughNamed, !self.named.is_empty());
    }

    fn note_kind(&self, owners: &[usize], features: &mut Features) {
        let names = &self.reader.names;
        let unknown = owners.iter().any(|n| names[*n].referent == Referent::Guess);
        features.note(Feature::Unknown, unknown);
        features.note(Feature::UnknownBesideListed, unknown && self.reader.listed);
        let index = owners.iter().any(|n| names[*n].is_index());
        features.note(Feature::Index, index);
        features.note(Feature::IndexPoints, index && self.points);
        features.note(Feature::IndexMoney, index && self.money);
        features.note(Feature::IndexShare, index && self.share);
        features.note(Feature::SharePoints, !index && self.points);
        features.note(Feature::Several, owners.len() > 1);
    }

    /// Behind a preposition that does not join a share to its owner: `in the Dax`.
    fn is_bound(&self, place: usize) -> bool {
        let passes =
            |i: &&Item| i.has(Tag::Determiner) || i.tags.is_empty() && !i.capital && i.name().is_none();
        let before = self.items[..place].iter().rev().take(4).find(|i| !passes(i));
        before.is_some_and(|i| {
            let leads = i.has(Tag::Preposition) || i.has(Tag::To) || i.has(Tag::At) || i.has(Tag::By);
            leads && !(i.has(Tag::Of) || i.is_in(List::Owning) || i.is_in(List::About))
        })
    }

    /// Whether only small words stand between a name and the size: `Halbach um 2 Prozent`, `X (+2%)`.
    fn touches(&self, place: usize) -> bool {
        let small = |i: &Item| {
            let joins = [Tag::By, Tag::Skip, Tag::Preposition, Tag::Determiner, Tag::Of, Tag::At, Tag::To];
            let moves = i.tags.iter().any(|t| matches!(t, Tag::Noun(_) | Tag::Adverb(_) | Tag::Qualify(_)));
            i.is('(') || i.is('\'') || i.lower == "'s" || moves || joins.iter().any(|t| i.has(*t))
        };
        let between = place.min(self.at) + 1..place.max(self.at);
        between.len() <= 4 && self.items[between].iter().all(small)
    }

    fn has_share(&self, place: usize) -> bool {
        let stock = |i: usize| self.items.get(i).is_some_and(|i| i.has(Tag::Stock));
        let skip = |i: usize| self.items.get(i).is_some_and(|i| i.is('-') || i.lower == "'s" || i.is('\''));
        let owned = |i: usize| {
            self.items
                .get(i)
                .is_some_and(|i| i.has(Tag::Of) || i.has(Tag::Determiner) || i.is_in(List::Owning))
        };
        stock(place + 1)
            || skip(place + 1) && stock(place + 2)
            || place >= 2
                && owned(place - 1)
                && (stock(place - 2) || place >= 3 && owned(place - 2) && stock(place - 3))
    }
}

fn is_points(item: &Item) -> bool {
    matches!(item.amount(), Some(Quantity::Points { .. }))
}

/// A word with a capital that no list knows.
fn is_unknown(item: &Item) -> bool {
    let plain = item.tags.iter().all(|t| matches!(t, Tag::Soft | Tag::NameTail));
    item.kind == Kind::Word && item.capital && plain && item.lists == Lists::default()
}
