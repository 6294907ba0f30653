//! What a segment says beside the direction: size, levels, part of the day, span.

use rust_decimal::Decimal;

use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::quantity::Quantity;
use super::times::Times;
use super::trigger::{Segment, TriggerKind};
use super::{Bound, ClaimSession, DayPoint, Direction, MoveHorizon};
use crate::units::Currency;

/// The numbers of one move.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub(super) percent: Option<Decimal>,
    pub(super) percent_min: Option<Decimal>,
    pub(super) percent_max: Option<Decimal>,
    pub(super) points: Option<Decimal>,
    pub(super) price: Option<Decimal>,
    pub(super) from_price: Option<Decimal>,
    pub(super) currency: Option<Currency>,
    pub(super) session: Option<ClaimSession>,
    pub(super) horizon: Option<MoveHorizon>,
    pub(super) bound: Option<Bound>,
    /// The time, as worded: a place in the sentence's list of times.
    pub(super) time: Option<usize>,
    pub(super) point: Option<DayPoint>,
    /// The item of the per cent, where there is one.
    pub(super) percent_at: Option<usize>,
}

impl Fields {
    /// Whether any number is stated.
    pub(super) fn has_number(&self) -> bool {
        self.percent.is_some() || self.percent_min.is_some() || self.points.is_some() || self.price.is_some()
    }
}

/// What stands before an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    To,
    At,
    By,
    From,
    Passed,
    Nothing,
}

/// Why a segment is no claim after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotAMove;

/// Reads the numbers of a segment.
///
/// # Errors
/// [`NotAMove`] where the amounts are those of something that is no share: a rate's level,
/// millions, a share of something else.
pub(super) fn read(
    items: &[Item],
    segment: &Segment,
    times: &Times,
    lexicon: &Lexicon,
    is_index: bool,
) -> Result<Fields, NotAMove> {
    let reader = Reader { items, segment, lexicon, is_index };
    let mut fields = Fields::default();
    // `the best week since 2020, when it rose 20%`: of no day that could be told.
    let opens = segment.items.start..(segment.items.start + 3).min(segment.items.end);
    let clause = times.clauses.iter().find(|when| opens.contains(when) && reader.is_in_the_clause_of(**when));
    let dated = |when: &usize| times.found.iter().any(|(item, f)| item == when && f.stated.is_day());
    if clause.is_some_and(|when| !dated(when)) {
        return Err(NotAMove);
    }
    reader.percent(&mut fields)?;
    reader.levels(times, &mut fields)?;
    reader.session(&mut fields);
    reader.horizon(times, &mut fields);
    reader.time(times, &mut fields);
    reader.point(times, &mut fields);
    if fields.bound.is_none() && fields.percent_max.is_some() {
        fields.bound = Some(Bound::Between);
    }
    // `to as little as $116.70`: of a price alone it is the extreme that was reached.
    if fields.percent_at.is_none() && fields.points.is_none() && fields.price.is_some() {
        let priced = |at: &usize| fields.price.is_some_and(|price| is_level(&items[*at], price));
        let at = segment.items.clone().find(priced);
        fields.bound = at.and_then(|at| reader.bound(at)).filter(|bound| *bound == Bound::AsMuchAs);
    }
    // `auf 23.300 Punkte, nach 23.249 Punkten am Vortag`: a level, not a change.
    if let (Some(points), Some(price)) = (fields.points, fields.price)
        && points > price / Decimal::TWO
    {
        fields.from_price = fields.from_price.or(fields.points.take());
    }
    let levels = [fields.price, fields.from_price, fields.points];
    fields.currency = fields.currency.filter(|_| levels.iter().any(Option::is_some));
    // `output flat at 21%`: a share that stands still has no size to speak of.
    if segment.trigger.direction == Direction::Flat && fields.percent.is_some_and(|p| p >= Decimal::ONE) {
        return Err(NotAMove);
    }
    if fields.horizon.is_some() && fields.session == Some(ClaimSession::Regular) {
        fields.session = None;
    }
    Ok(fields)
}

fn is_level(item: &Item, price: Decimal) -> bool {
    match item.amount() {
        Some(Quantity::Money { amount, .. } | Quantity::Points { amount, .. }) => *amount == price,
        _ => false,
    }
}

/// The bound that stands before a size.
pub(super) fn bound_before(items: &[Item], start: usize, at: usize) -> Option<Bound> {
    (start..at).rev().take(3).take_while(|i| items[*i].name().is_none()).find_map(|i| {
        items[i].tags.iter().find_map(|t| if let Tag::Qualify(q) = t { Some(*q) } else { None })
    })
}

/// Reads the fields of one segment.
pub(super) struct Reader<'a> {
    pub(super) items: &'a [Item],
    pub(super) segment: &'a Segment,
    pub(super) lexicon: &'a Lexicon,
    is_index: bool,
}

impl Reader<'_> {
    pub(super) fn span(&self) -> std::ops::Range<usize> {
        self.segment.items.clone()
    }

    /// The role that the words before an amount give it.
    fn before(&self, at: usize) -> Before {
        for i in (self.span().start..at).rev().take(5) {
            let item = &self.items[i];
            let role = [
                (Tag::Below, Before::Passed),
                (Tag::To, Before::To),
                (Tag::By, Before::By),
                (Tag::At, Before::At),
                (Tag::From, Before::From),
            ];
            // `verlor über vier Prozent`: of a size the word is a bound, not a level that was passed.
            let bounds =
                self.items[at].is_percent() && item.tags.iter().any(|t| matches!(t, Tag::Qualify(_)));
            let role = role.into_iter().filter(|(_, r)| !(bounds && *r == Before::Passed));
            if let Some((_, role)) = role.into_iter().find(|(t, _)| item.has(*t)) {
                return role;
            }
            // `ha alcanzado los 8.487,9 puntos`.
            if item.is_in(List::Attained) && !self.items[at].is_percent() {
                return Before::To;
            }
            let passes = item.has(Tag::Skip)
                || item.has(Tag::Determiner)
                || item.has(Tag::Superlative)
                || matches!(item.tags.first(), Some(Tag::Qualify(_)))
                // `from a close of $142.62`, `nach einem Schlusskurs von 142,62 Dollar`
                || item.has(Tag::Of)
                || item.is_in(List::Trading)
                || item.kind == Kind::Word && item.tags.is_empty() && !item.capital;
            if !passes {
                return Before::Nothing;
            }
        }
        Before::Nothing
    }

    fn percent(&self, fields: &mut Fields) -> Result<(), NotAMove> {
        let trigger = &self.segment.trigger;
        // `growth slowed to 4%, its stock held steady`: the size of something before.
        let elsewhere =
            |i: usize| trigger.direction == Direction::Flat && (i..trigger.at).any(|j| self.items[j].is(','));
        let all: Vec<usize> = self.span().filter(|i| self.items[*i].is_percent() && !elsewhere(*i)).collect();
        let sound: Vec<usize> = all.iter().copied().filter(|i| !self.is_share_of_something(*i)).collect();
        if sound.is_empty() {
            return if all.is_empty() { Ok(()) } else { Err(NotAMove) };
        }
        let Some(at) = sound.into_iter().min_by_key(|i| self.distance(*i)) else { return Ok(()) };
        if let Some((bare, size)) = self.shares_unit(at) {
            (fields.percent, fields.percent_at) = (Some(size), Some(bare));
            return Ok(());
        }
        let level = matches!(self.before(at), Before::To | Before::Passed);
        // `holds 6% of it, up from 4%`.
        let risen_from = trigger.kind == TriggerKind::Adverb
            && self.before(at) == Before::From
            && at > trigger.at
            && !self.is_size_of_noun(at);
        if risen_from
            || level
                && !matches!(
                    trigger.kind,
                    TriggerKind::Noun | TriggerKind::Same | TriggerKind::Sign | TriggerKind::Adverb
                )
        {
            return Err(NotAMove);
        }
        if let Kind::Amount(Quantity::Percent { low, high, .. }) = self.items[at].kind {
            match high {
                Some(high) => (fields.percent_min, fields.percent_max) = (Some(low), Some(high)),
                None => fields.percent = Some(low),
            }
        }
        fields.percent_at = Some(at);
        fields.bound = self.bound(at);
        Ok(())
    }

    /// `verloren 0,3, Halbach 0,5 Prozent`: the first size takes its unit from the second.
    fn shares_unit(&self, percent: usize) -> Option<(usize, Decimal)> {
        let named = |from: usize| (from..percent).any(|i| self.items[i].name().is_some());
        (self.segment.trigger.at + 1..percent).find_map(|i| match self.items[i].kind {
            Kind::Amount(Quantity::Bare(size)) if named(i) && self.parts_names(i) => Some((i, size)),
            _ => None,
        })
    }

    fn parts_names(&self, size: usize) -> bool {
        let item = |n: usize| self.items.get(size + n);
        self.segment.trigger.kind == TriggerKind::Transitive
            && item(1).is_some_and(|i| i.is(',') || i.has(Tag::And))
            && item(2).is_some_and(|i| i.name().is_some())
    }

    fn distance(&self, at: usize) -> usize {
        let trigger = &self.segment.trigger;
        let nearest = at.abs_diff(trigger.at);
        // A verb's size follows it; what stands before belongs to something earlier.
        let behind = matches!(
            trigger.kind,
            TriggerKind::Verb | TriggerKind::Transitive | TriggerKind::Present | TriggerKind::Base
        ) && at < trigger.at;
        // `Trotz eines Zuwachses von 8 Prozent gaben …`: the noun's, not the verb's.
        let nouns = behind && at > 0 && self.items[at - 1].lower == "von";
        nearest + if behind && !self.lexicon.language.verb_second || nouns { 20 } else { 0 }
    }

    /// `2.4% of its stock`, `20 Prozent ihrer Krone`, `8 Prozent mehr Passagiere`, `5% stake`.
    fn is_share_of_something(&self, at: usize) -> bool {
        let Some(next) = self.items.get(at + 1) else { return false };
        let slashed = next.lower == "y" && self.items.get(at + 2).is_some_and(|i| i.is('/'));
        if slashed || next.is_in(List::Yearly) {
            return true;
        }
        // `mit 3,9 Prozent Plus`, `mit einem Aufschlag von 4,6 Prozent der größte Gewinner`.
        let noun = |i: &Item| i.tags.iter().any(|t| matches!(t, Tag::Noun(_)));
        let sized = at >= 2 && self.items[at - 1].lower == "von" && noun(&self.items[at - 2]);
        let moves = noun(next) || sized;
        if next.has(Tag::ValueOf) || moves {
            return false;
        }
        if self.lexicon.language.article_genitive
            && next.is_in(List::Genitive)
            && !self.security_follows(at + 1)
            && !self.ranks(at + 2)
        {
            return true;
        }
        // `hausse de 6,7 % de ses volumes`.
        let figure = self.items[at + 1..].iter().take(4).take_while(|i| {
            i.has(Tag::Of) || i.has(Tag::Preposition) || i.has(Tag::Determiner) || i.has(Tag::Figure)
        });
        // `un descenso del 36% en el resultado neto`.
        let within = next.has(Tag::At) && self.lexicon.language.of_means_by;
        let of_business = figure.into_iter().any(|i| i.has(Tag::Figure) && !i.has(Tag::Stock));
        if (next.has(Tag::Of) || within) && of_business {
            return true;
        }
        // `an increase of 172% from the average volume of 43 million shares`
        let from = self.items[at + 1..].iter().take(6).take_while(|i| !matches!(i.kind, Kind::Sign(_)));
        if next.has(Tag::From) && from.into_iter().any(|i| i.has(Tag::Figure) && !i.has(Tag::Stock)) {
            return true;
        }
        let more = next.is_in(List::More)
            && !next.has(Tag::Adverb(super::Direction::Up))
            && at + 1 != self.segment.trigger.at;
        let of = next.has(Tag::Of) && !self.lexicon.language.of_means_by;
        more || of || next.has(Tag::Figure)
    }

    /// `mit minus 2,4 Prozent der drittschwächste Wert`: a place in an order.
    fn ranks(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|i| {
            i.has(Tag::Superlative)
                || !i.capital && ["ste", "sten", "ster"].iter().any(|e| i.lower.ends_with(e))
        })
    }

    fn security_follows(&self, at: usize) -> bool {
        self.items[at..].iter().take(3).any(|i| i.has(Tag::Stock) || i.name().is_some())
    }

    fn bound(&self, at: usize) -> Option<Bound> {
        bound_before(self.items, self.span().start, at)
    }

    fn levels(&self, times: &Times, fields: &mut Fields) -> Result<(), NotAMove> {
        let mut spare = None;
        let mut target = None;
        for at in self.span() {
            let Some(quantity) = self.items[at].amount() else { continue };
            // `its target to $45 from $60`.
            let goes_on = target.is_some_and(|t| t + 2 == at);
            if !self.items[at].is_percent() && (goes_on || self.belongs_to_target(at)) {
                target = Some(at);
                continue;
            }
            let before = self.before(at);
            // `, which had closed at $44.91,`: the price before, or any other day's.
            if self.is_attribute(at) || self.within_aside(at) {
                continue;
            }
            // `, after touching $116.70`, `and traded as high as $128.40`: another moment's.
            let size = fields.percent_at.unwrap_or(self.segment.trigger.at);
            let sized = fields.percent_at.is_some() || fields.points.is_some();
            if sized && !self.items[at].is_percent() && self.tells_another_moment(times, size, at) {
                continue;
            }
            match *quantity {
                Quantity::Other if self.is_fenced_off(fields, at) => {}
                Quantity::Other if before != Before::Nothing && at > self.segment.trigger.at => {
                    return Err(NotAMove);
                }
                Quantity::Other if at == self.segment.trigger.end + 1 => return Err(NotAMove),
                Quantity::Money { amount, currency, sign } => {
                    self.money(fields, &mut spare, at, amount, Some(currency), before, sign.is_some());
                }
                Quantity::Points { amount, .. } if matches!(before, Before::To | Before::At) => {
                    fields.price.get_or_insert(amount);
                }
                Quantity::Points { amount, .. } => self.points(fields, at, amount, None),
                Quantity::Cents(amount) if !matches!(before, Before::To | Before::At) => {
                    self.points(fields, at, Decimal::new(1, 2) * amount, None);
                }
                Quantity::Bare(amount) if before == Before::From && amount.scale() > 0 => {
                    fields.from_price.get_or_insert(amount);
                }
                Quantity::Bare(amount) if self.bare_level(at, amount, before) => {
                    fields.price.get_or_insert(amount);
                }
                Quantity::Cents(_) | Quantity::Bare(_) | Quantity::Percent { .. } | Quantity::Other => {}
            }
        }
        if let Some((amount, currency)) = spare
            && fields.price.is_none()
            && fields.points.is_none()
        {
            fields.price = Some(amount);
            fields.currency = currency;
        }
        Ok(())
    }

    /// `fell 8% to $28, as it buys a rival valued at $8 billion`: behind the size begins something else.
    fn is_fenced_off(&self, fields: &Fields, at: usize) -> bool {
        let ends = |i: &Item| {
            let sign = matches!(i.kind, Kind::Sign(')' | ';')) || i.is('-') && !i.glued;
            sign || i.has(Tag::Subordinate) || i.has(Tag::Relative)
        };
        fields.percent_at.is_some_and(|size| size < at && self.items[size..at].iter().any(ends))
    }

    #[allow(clippy::too_many_arguments)]
    fn money(
        &self,
        fields: &mut Fields,
        spare: &mut Option<(Decimal, Option<Currency>)>,
        at: usize,
        amount: Decimal,
        currency: Option<Currency>,
        before: Before,
        signed: bool,
    ) {
        let trigger = &self.segment.trigger;
        let verb = matches!(
            trigger.kind,
            TriggerKind::Verb
                | TriggerKind::Transitive
                | TriggerKind::Present
                | TriggerKind::Base
                | TriggerKind::Gerund
        );
        // `down $26.73`
        let beside = trigger.kind == TriggerKind::Adverb && at == trigger.at + 1;
        // `fell 7.6%, or $60.03`
        let told_twice = fields.percent_at.is_some_and(|size| size < at) && self.is_told_twice(at);
        let object = before == Before::Nothing
            && (beside || told_twice || verb && at > trigger.at && at <= trigger.at + 3);
        match before {
            Before::To | Before::At => {
                if fields.price.is_none() {
                    fields.price = Some(amount);
                    fields.currency = currency;
                }
            }
            Before::From => {
                fields.from_price.get_or_insert(amount);
                fields.currency = fields.currency.or(currency);
            }
            Before::By => self.points(fields, at, amount, currency),
            Before::Passed => {}
            Before::Nothing if object || signed => self.points(fields, at, amount, currency),
            Before::Nothing => {
                spare.get_or_insert((amount, currency));
            }
        }
    }

    /// Whether an amount tells in another unit what stands before it.
    fn is_told_twice(&self, at: usize) -> bool {
        let skips = |i: &Item| i.tags.iter().any(|t| matches!(t, Tag::Qualify(_))) || i.has(Tag::Skip);
        let before = (self.span().start..at).rev().find(|i| !skips(&self.items[*i]));
        before.is_some_and(|i| self.items[i].is_in(List::Or))
    }

    /// An absolute change, with its bound where no size in per cent has brought one.
    fn points(&self, fields: &mut Fields, at: usize, amount: Decimal, currency: Option<Currency>) {
        if fields.points.is_none() {
            fields.points = Some(amount);
            if fields.percent_at.is_none() {
                fields.bound = self.bound(at);
            }
        }
        fields.currency = fields.currency.or(currency);
    }

    /// A number without unit is a level behind `to` or `at`: of an index always, of a share only
    /// with decimals. In a row of a table it may stand alone.
    fn bare_level(&self, at: usize, amount: Decimal, before: Before) -> bool {
        let placed = matches!(before, Before::To | Before::At);
        let row = self.segment.trigger.kind == TriggerKind::Sign && amount.scale() > 0;
        let large = amount >= Decimal::from(100);
        let decimals = amount.scale() > 0;
        let clock =
            self.items.get(at + 1).is_some_and(|n| (n.is_in(List::Clock) || n.is(':')) && !n.has(Tag::Index));
        !clock && (placed && (decimals || self.is_index && large) || row && decimals)
    }

    /// `mit einem Kurseinbruch von 8,5 Prozent`: the size of a noun of movement.
    fn is_size_of_noun(&self, at: usize) -> bool {
        let noun = |i: &Item| i.tags.iter().any(|t| matches!(t, Tag::Noun(_)));
        (self.span().start..at).rev().take(4).any(|i| noun(&self.items[i]))
    }

    /// `a $5 meal`, `the $240 mark`, `a high of $211`: the amount describes something else.
    fn is_attribute(&self, at: usize) -> bool {
        let before = |n: usize| at.checked_sub(n).filter(|i| self.span().contains(i)).map(|i| &self.items[i]);
        let money = matches!(self.items[at].kind, Kind::Amount(Quantity::Money { .. }));
        let article = before(1).is_some_and(|b| b.is_in(List::Definite));
        let noun = self.items.get(at + 1).is_some_and(|n| n.kind == Kind::Word && !n.has(Tag::And));
        let peak = before(1).is_some_and(|b| b.has(Tag::Of))
            && before(2).is_some_and(|b| b.is_in(List::Peak))
            && !(self.span().start..at).rev().take(7).any(|i| self.items[i].is_in(List::Reaching));
        // `$83 a share`: an offer or a result, unless the share goes there.
        let each = self.items.get(at + 1).is_some_and(|n| n.has(Tag::PerShare) || n.is('/'))
            && (!matches!(self.before(at), Before::To | Before::At) || self.in_reason(at));
        money && (article && noun || peak || each)
    }

    /// The amount is a target, a dividend, an offer: such a word stands just before.
    fn belongs_to_target(&self, at: usize) -> bool {
        (self.span().start..at)
            .rev()
            .take(3)
            .take_while(|i| self.items[*i].amount().is_none() && *i != self.segment.trigger.at)
            .any(|i| self.items[i].has(Tag::Figure) || self.items[i].has(Tag::Expect))
    }
}
