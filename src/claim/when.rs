//! When a move happened: the part of the day and the span that a segment states.

use rust_decimal::Decimal;

use super::fields::{Fields, Reader};
use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::lists::List;
use super::quantity::Quantity;
use super::stated_time::Stated;
use super::time::Found;
use super::times::Times;
use super::trigger::TriggerKind;
use super::{Bound, ClaimSession, DayPoint, MoveHorizon};

/// Within so many items behind a size stands the day of it.
const NEAR: usize = 4;
/// How many items a sentence may have before the time that holds for all of it.
const OPENING: usize = 4;

impl Reader<'_> {
    /// The time of the segment's move: the one nearest to its size that is not another's; failing
    /// that, one that opens the sentence.
    pub(super) fn time(&self, times: &Times, fields: &mut Fields) {
        let at = fields.percent_at.unwrap_or(self.segment.trigger.at);
        let day_move = matches!(fields.horizon, None | Some(MoveHorizon::Day));
        // `up 9.4% on the day` is of no span that stands elsewhere.
        let on_the_day = fields.horizon == Some(MoveHorizon::Day);
        let suits = |found: &Found| if found.stated.is_day() { day_move } else { !on_the_day };
        // `since its high in March`: the month only says when that was.
        let inside = |item: usize, found: &Found| {
            self.after_since(item) && !matches!(found.stated.horizon(), MoveHorizon::Since | MoveHorizon::Ytd)
        };
        let own = |(item, found): &(usize, Found)| {
            self.span().contains(item)
                && suits(found)
                && !inside(*item, found)
                && !self.is_anothers(*item)
                && !self.is_of_an_event(*item, found)
                && !self.is_of_the_close_before(*item, found)
                && !self.holds_a_size(at, *item)
                && !(found.stated.is_day() && self.is_reference(*item))
                && !(found.stated == Stated::DayBefore { opens: true }
                    && *item > at.min(self.segment.trigger.at))
        };
        let listed = || times.found.iter().enumerate();
        let nearest = listed().filter(|(_, f)| own(f)).min_by_key(|(_, (item, _))| item.abs_diff(at));
        let opening = || {
            listed().find(|(_, (item, found))| {
                let named = *item < OPENING && found.stated.is_day() && day_move;
                named && !self.is_of_an_event(*item, found)
            })
        };
        let told = listed().find(|(_, (item, f))| {
            let opens = times.clauses.contains(item) && f.stated.is_day();
            opens && self.span().contains(item) && self.is_in_the_clause_of(*item)
        });
        let nearest = told.or(nearest);
        let found = nearest.or_else(|| self.opening_its_clause(times)).or_else(opening);
        let found = found.or_else(|| self.shared_by_equals(times).filter(|_| day_move));
        let Some((place, (_, found))) = found else { return };
        fields.time = Some(place);
        if fields.horizon.is_none() && !found.stated.is_day() {
            fields.horizon = Some(found.stated.horizon());
        }
    }

    /// `a day after Apple fell 5%`: the time of a clause that stands before it.
    fn opening_its_clause<'t>(&self, times: &'t Times) -> Option<(usize, &'t (usize, Found))> {
        let trigger = self.segment.trigger.at;
        let opens = |found: &Found| found.stated == Stated::DayBefore { opens: true };
        let moved = self.percent_at().map_or(trigger, |size| size.min(trigger));
        let own = |item: usize| item < moved && !self.items[item..moved].iter().any(Item::is_percent);
        times.found.iter().enumerate().rev().find(|(_, (item, found))| opens(found) && own(*item))
    }

    /// `Halvorsen gained 8.1% and Norwick 11.4% on Monday`: a day behind equals is that of each.
    fn shared_by_equals<'t>(&self, times: &'t Times) -> Option<(usize, &'t (usize, Found))> {
        let from = self.percent_at()? + 1;
        let equal = |i: &Item| {
            let joins = i.has(Tag::And)
                || i.is(',')
                || i.has(Tag::By)
                || i.has(Tag::Preposition)
                || i.has(Tag::Stock);
            joins || i.name().is_some() || i.is_percent() || i.has(Tag::Skip)
        };
        times.found.iter().enumerate().find(|(_, (item, found))| {
            let behind = *item >= from && found.stated.is_day() && !self.is_of_an_event(*item, found);
            let equals = behind && self.items[from..*item].iter().all(equal);
            equals && self.items[from..*item].iter().any(Item::is_percent)
        })
    }

    /// The moment of the day that the segment names, the nearest to its size.
    pub(super) fn point(&self, times: &Times, fields: &mut Fields) {
        let at = fields.percent_at.unwrap_or(self.segment.trigger.at);
        // `the takeover closed, and its shares gained`: the end of something else.
        let apart = |item: usize| {
            (item..self.segment.trigger.at)
                .any(|j| self.items[j].is(',') && self.items.get(j + 1).is_some_and(|n| n.has(Tag::And)))
        };
        let of_a_level = |item: usize| fields.percent_at.is_some() && self.holds_a_level(at, item);
        let own = |(item, _): &&(usize, DayPoint)| {
            self.span().contains(item)
                && !self.in_reason(*item)
                && !apart(*item)
                && !self.is_reference(*item)
                && !of_a_level(*item)
        };
        let nearest = times.points.iter().filter(own).min_by_key(|(item, _)| item.abs_diff(at));
        fields.point = nearest.map(|(_, point)| *point);
        if self.is_pared(fields) {
            (fields.point, fields.session) = (Some(DayPoint::Intraday), None);
        }
        if fields.horizon.is_some() && fields.point == Some(DayPoint::Close) {
            fields.point = None;
        }
        // Venues open and close by their main session.
        if matches!(fields.point, Some(DayPoint::Open | DayPoint::Close)) {
            fields.session = fields.session.or(Some(ClaimSession::Regular));
        }
    }

    /// Whether the clause that begins at an item holds the move: it ends with a comma.
    pub(super) fn is_in_the_clause_of(&self, when: usize) -> bool {
        let trigger = self.segment.trigger.at;
        when < trigger && !self.items[when + 1..trigger].iter().any(|i| i.is(','))
    }

    /// `pared a 15% loss`, `drehte von plus 4,9 Prozent`: a size from which the share came back.
    fn is_pared(&self, fields: &Fields) -> bool {
        let Some(size) = fields.percent_at else { return false };
        let before = (0..size).rev().take(4).take_while(|i| !self.items[*i].is(','));
        before.into_iter().any(|i| self.items[i].is_in(List::Pares))
    }

    /// Whether a time belongs to something else than the move: a report, a peak, a reason.
    fn is_anothers(&self, at: usize) -> bool {
        self.describes_business(at)
            || self.is_compared(at)
            || self.describes_peak(at)
            || self.in_reason(at)
            || self.in_aside(at)
            || self.of_a_streak(at)
            || self.outside_row(at)
    }

    /// Whether a day belongs to what moved the share and not to the move: `after Wednesday's earnings`, `den am
    /// Mittwoch vorgelegten Zahlen`, `the launch on Wednesday lifted …`, `reported on Wednesday, sending …`.
    fn is_of_an_event(&self, at: usize, found: &Found) -> bool {
        if !found.stated.is_day() {
            return false;
        }
        // `8.2% below Wednesday's close`: inside the words that tell the way.
        if at == self.segment.trigger.at {
            return true;
        }
        let item = |i: usize| self.items.get(i);
        let before = |n: usize| at.checked_sub(n).and_then(item);
        let of_the_market = |i: &Item| {
            let moves = i.tags.iter().any(|t| matches!(t, Tag::Noun(_) | Tag::Base(_) | Tag::Session(_)));
            moves || i.is_in(List::Trading) || i.has(Tag::Stock) || i.has(Tag::Close)
        };
        let owned = item(at + 1).is_some_and(|i| i.lower == "'s");
        if owned {
            let behind = self.items[at + 2..].iter().take(3);
            return !behind.take_while(|i| !matches!(i.kind, Kind::Sign(_))).any(of_the_market);
        }
        let placed = before(1).is_some_and(|i| i.has(Tag::Preposition) || i.is_in(List::OfDay));
        let noun = before(if placed { 2 } else { 1 });
        // `den am Mittwoch vorgelegten`, with its preposition in one item or in two.
        let placed_within = item(at).is_some_and(|i| i.lower.contains(' '));
        let attribute = (placed || placed_within)
            && noun.is_some_and(|i| i.has(Tag::Determiner) || i.is_in(List::Definite));
        let of_day = before(1).is_some_and(|i| i.is_in(List::OfDay));
        let of_noun =
            of_day && noun.is_some_and(|i| i.kind == Kind::Word && i.amount().is_none() && !of_the_market(i));
        let reported = noun.is_some_and(is_report);
        attribute || of_noun || reported || self.is_before_a_cause(at)
    }

    /// `The launch on Wednesday lifted …`, `reported earnings on Wednesday, sending …`.
    fn is_before_a_cause(&self, at: usize) -> bool {
        let trigger = self.segment.trigger.at;
        let opens = at <= self.span().start + 1;
        self.segment.trigger.kind == TriggerKind::Cause && at < trigger && !opens
    }

    /// `to 1,253, after 1,260 the day before`: the day of the price with which the move is compared.
    fn is_of_the_close_before(&self, at: usize, found: &Found) -> bool {
        let anothers =
            |i: usize| self.items[i].amount().is_some_and(|q| !matches!(q, Quantity::Percent { .. }));
        let behind_a_price = || (self.span().start..at).rev().take(2).any(anothers);
        matches!(found.stated, Stated::DayBefore { .. }) && (self.is_reference(at) || behind_a_price())
    }

    pub(super) fn session(&self, fields: &mut Fields) {
        let find = |range: std::ops::Range<usize>| {
            range.into_iter().filter(|i| !self.dates_a_report(*i) && !self.is_reference(*i)).find_map(|i| {
                self.items[i].tags.iter().find_map(|t| if let Tag::Session(s) = t { Some(*s) } else { None })
            })
        };
        // `the takeover closed, and its shares gained`: the end of something else.
        let apart = |i: usize| {
            (i..self.segment.trigger.at)
                .any(|j| self.items[j].is(',') && self.items.get(j + 1).is_some_and(|n| n.has(Tag::And)))
        };
        let closed = self.span().any(|i| self.items[i].has(Tag::Close) && !apart(i) && !self.is_reference(i));
        fields.session = find(self.span()).or(closed.then_some(ClaimSession::Regular));
    }

    /// `gegenüber dem Schlusskurs vom Vortag`: what the move is compared with.
    fn is_reference(&self, at: usize) -> bool {
        let before = (self.span().start..at).rev().take(4).take_while(|i| !self.items[*i].is(','));
        before.into_iter().any(|i| self.items[i].is_in(List::Compared))
    }

    pub(super) fn horizon(&self, times: &Times, fields: &mut Fields) {
        let own = |i: &usize| !self.is_anothers(*i) && !self.after_since(*i);
        let span = |i: usize| {
            self.items[i].tags.iter().find_map(|t| if let Tag::Horizon(h) = t { Some(*h) } else { None })
        };
        let at = fields.percent_at.unwrap_or(self.segment.trigger.at);
        // The span right behind the size is its own; one before it may be that of another size.
        let behind = (at..self.span().end.max(at)).filter(own).find_map(span);
        // `finished the week at $222, up 3.9% on Friday`: behind the size stands its own day.
        let dated = times.found.iter().any(|(item, found)| {
            found.stated.is_day() && (at..(at + NEAR).min(self.span().end)).contains(item)
        });
        let before = || self.span().filter(own).filter(|i| *i < at).rev().find_map(span);
        let stated = behind.or_else(|| before().filter(|_| !dated));
        fields.horizon = stated.or_else(|| self.since()).or_else(|| self.year(times));
    }

    /// `quarterly profit`, `annual outlook for sales`: the span belongs to a figure of the business.
    fn describes_business(&self, at: usize) -> bool {
        let ends = |i: &Item| matches!(i.kind, Kind::Sign(_) | Kind::Amount(_)) && !i.is('-');
        let next = self.items[at + 1..].iter().take(4);
        let next = next.take_while(|i| !ends(i) && !i.has(Tag::Subordinate) && !i.has(Tag::Preposition));
        let bare = |i: &&Item| i.has(Tag::Figure) || is_report(i);
        let before = at.checked_sub(1).map(|i| &self.items[i]);
        let adjective = !self.items[at].lower.contains(' ');
        adjective && next.into_iter().any(|i| bare(&i))
            || before.is_some_and(|b| b.has(Tag::Figure) && !b.has(Tag::Stock) || is_report(b))
    }

    /// `the best day in three years`: how long there was none like it.
    fn is_compared(&self, at: usize) -> bool {
        let before = at.checked_sub(1).is_some_and(|i| self.items[i].is_in(List::ReachesBack));
        let own = self.items[at].lower.as_str();
        // `its worst day in months`
        let opens = self.items[at].is_in(List::ReachesBack);
        let reaches_back = before || opens || own.starts_with("since") || own.starts_with("seit");
        (reaches_back || self.items[at].has(Tag::Horizon(MoveHorizon::Since))) && self.superlative_before(at)
    }

    fn superlative_before(&self, at: usize) -> bool {
        // `ein Tief seit Ende 2022`, `un nivel que no tocaba desde hace más de un mes`.
        let near = (self.span().start..at).rev().take(4).take_while(|i| !self.items[*i].has(Tag::And));
        if near.into_iter().any(|i| self.items[i].is_in(List::Peak)) {
            return true;
        }
        (self.span().start..at).rev().take(10).any(|i| self.items[i].has(Tag::Superlative))
    }

    /// `since its high in March`: the month only says when that was.
    fn after_since(&self, at: usize) -> bool {
        (self.span().start..at)
            .rev()
            .take(4)
            .take_while(|i| !matches!(self.items[*i].kind, Kind::Sign(_)))
            .any(|i| self.items[i].has(Tag::Since))
    }

    /// `a two-year low`: how long ago the level was last seen.
    fn describes_peak(&self, at: usize) -> bool {
        self.items[at + 1..].iter().take(2).any(|i| i.is_in(List::Peak))
    }

    /// `results due after the bell`: the part of the day belongs to a report.
    fn dates_a_report(&self, at: usize) -> bool {
        let first = self.items[at].lower.split_once(' ').map_or("", |(first, _)| first);
        self.lexicon.lists.of(first).has(List::ReportBorder)
            && (self.span().start..at).rev().take(2).any(|i| is_report(&self.items[i]))
    }

    /// `fell 3% after profit halved in the quarter`: inside a clause that gives the reason.
    pub(super) fn in_reason(&self, at: usize) -> bool {
        let done = self.segment.trigger.end.max(self.percent_at().unwrap_or(0));
        let opens = |i: &usize| self.items[*i].has(Tag::Subordinate) && !self.items[*i].has(Tag::Skip);
        (done + 1..at).find(opens).is_some_and(|o| !(o..at).any(|i| self.items[i].is(',')))
    }

    /// `, which hit a high last month, closed …`: inside a relative clause that ends before the move.
    fn in_aside(&self, at: usize) -> bool {
        let trigger = self.segment.trigger.at;
        let opened = (self.span().start..at)
            .rev()
            .any(|i| self.items[i].has(Tag::Relative) && i > 0 && self.items[i - 1].is(','));
        opened && at < trigger && (at..trigger).any(|i| self.items[i].is(','))
    }

    /// `, which had closed at $44.91, fell`: inside a relative clause, and not behind it.
    pub(super) fn within_aside(&self, at: usize) -> bool {
        let opens = |i: usize| self.items[i].has(Tag::Relative) && i > 0 && self.items[i - 1].is(',');
        let opening = (self.span().start..at).rev().find(|i| opens(*i));
        self.in_aside(at) && opening.is_some_and(|i| !(i..at).any(|j| self.items[j].is(',')))
    }

    /// `, extending a three-day slide`: the span is that of what went before.
    fn of_a_streak(&self, at: usize) -> bool {
        let back = (self.span().start..at).rev().take(5);
        let mut words = back.take_while(|i| self.items[*i].amount().is_none() && !self.items[*i].is(','));
        words.any(|i| self.items[i].is_in(List::GoesOn))
    }

    /// `(AAPL 3.95%), a laggard this year`: behind the bracket that holds the move.
    fn outside_row(&self, at: usize) -> bool {
        let trigger = self.segment.trigger.at;
        self.segment.trigger.kind == TriggerKind::Sign
            && at > trigger
            && (trigger..at).any(|i| self.items[i].is(')'))
    }

    fn percent_at(&self) -> Option<usize> {
        let trigger = self.segment.trigger.at;
        self.span().filter(|i| self.items[*i].is_percent()).min_by_key(|i| i.abs_diff(trigger))
    }

    /// `since its IPO`, unless `the biggest drop since`.
    fn since(&self) -> Option<MoveHorizon> {
        let at = self.span().find(|i| self.items[*i].has(Tag::Since))?;
        let compared = self.superlative_before(at);
        let subordinate = self.items.get(at + 1).is_some_and(|n| n.is(','));
        let done = self.percent_at().unwrap_or(self.segment.trigger.end);
        let elsewhere = (done..at).any(|i| self.items[i].is(','));
        (!compared && !subordinate && !elsewhere).then_some(MoveHorizon::Since)
    }

    /// A year alone: `liegt 2025 noch 11 Prozent vorn`, `up 11% in 2025`.
    fn year(&self, times: &Times) -> Option<MoveHorizon> {
        let is_year = |i: &usize| {
            let years = Decimal::from(1990)..Decimal::from(2100);
            matches!(self.items[*i].kind, Kind::Amount(Quantity::Bare(n)) if n.scale() == 0 && years.contains(&n))
        };
        let at = self.span().find(is_year)?;
        let token = self.items[at].tokens.start;
        // `January 27, 2025`: the year of a date or a month, not a span of its own.
        let in_a_date = times
            .found
            .iter()
            .any(|(_, found)| found.tokens.contains(&token) && !matches!(found.stated, Stated::Year(_)));
        let dated = at > 0
            && (self.items[at - 1].has(Tag::Since)
                || self.items[at - 1].is_in(List::UntilYear)
                || self.items[at - 1].has(Tag::Month)
                || self.items[at - 1].amount().is_some());
        // `1/27/2025`: a date that can be read two ways is no year either.
        let in_figures = [at.checked_sub(1), Some(at + 1)]
            .into_iter()
            .flatten()
            .any(|near| self.items.get(near).is_some_and(|i| (i.is('/') || i.is('-')) && i.glued));
        let stands_alone = self.items.get(at + 1).is_none_or(|n| {
            n.has(Tag::Skip)
                || n.amount().is_some()
                || matches!(n.kind, Kind::Sign(_))
                || n.has(Tag::Qualify(Bound::AsMuchAs))
        });
        (!in_a_date && !in_figures && !dated && stands_alone).then_some(MoveHorizon::Ytd)
    }
}

/// A word for the publication of figures.
fn is_report(item: &Item) -> bool {
    item.is_in(List::ReportNoun)
}
