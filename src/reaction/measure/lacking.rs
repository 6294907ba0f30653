//! What stands in place of figures.

use chrono::{DateTime, Utc};

use super::Row;
use crate::calendar::Session;
use crate::event::When;
use crate::market::{Interval, Missing, MissingBars, MissingData};
use crate::reaction::leg::Stamp;
use crate::reaction::span::Leg;
use crate::reaction::{Halt, Outcome, PricePoint};

impl Row<'_, '_, '_> {
    pub(super) fn held_interval(&self) -> Interval {
        self.question.tape.intraday.map_or(Interval::Day1, |series| series.key().interval)
    }

    pub(super) fn lacking(
        &self,
        what: MissingData,
        due_at: Option<DateTime<Utc>>,
        anchor: Option<PricePoint>,
        end: Option<PricePoint>,
    ) -> Outcome {
        let missing = Missing { instrument: self.question.instrument.clone(), what };
        Outcome::NoData { missing, due_at, anchor, end }
    }

    /// The halt in which a span ends: the last price before it is not the price of its end.
    pub(super) fn halt(&self, leg: Leg) -> Option<Halt> {
        let Stamp::At(end) = leg.to else { return None };
        let tape = &self.question.tape;
        let silence = tape.halt_at(end)?;
        let clock = |at: DateTime<Utc>| at.with_timezone(&tape.calendar.zone()).fixed_offset();
        Some(Halt::Silence { from: clock(silence.start), to: clock(silence.end) })
    }

    /// What stands in place of figures where an end of the span has no price.
    pub(super) fn unpriced(&self, leg: Leg, due_at: DateTime<Utc>) -> Outcome {
        let tape = &self.question.tape;
        let (from, to) = (tape.price(leg.from), tape.price(leg.to));
        if let Some(problem) = self.suspect(leg) {
            return self.lacking(MissingData::SoundPrices { problem }, Some(due_at), from, to);
        }
        if let (Some(_), None, Stamp::Close(date)) = (&from, &to, leg.to)
            && tape.skips(date)
        {
            let halt = Some(Halt::WholeSession(date));
            return Outcome::Halted { halt, due_at: Some(due_at), anchor: from };
        }
        let ends = tape.end_price(leg);
        let what = match (&from, &ends) {
            (None, _) => MissingData::Bars(self.bars_for(leg.from)),
            (Some(_), Some(_)) => MissingData::OneAdjustment,
            (Some(_), None) => self.untraded(leg, due_at, to.as_ref()),
        };
        self.lacking(what, Some(due_at), from, ends)
    }

    /// What is missing at the end of a span: a trade, where the bars begin before it and those of that
    /// trading day go on after it, else the bars.
    fn untraded(&self, leg: Leg, due_at: DateTime<Utc>, last: Option<&PricePoint>) -> MissingData {
        let tape = &self.question.tape;
        let is_told = !matches!(leg.to, Stamp::BeforeOpen(_)) || self.has_extended_hours();
        let session_before = tape.calendar.at(due_at).ok().map(|m| m.last_closed.first_trade());
        let begun = session_before.is_some_and(|since| tape.has_bars_in(since, due_at));
        match leg.end {
            Some(end) if is_told && begun && tape.goes_on_at(due_at) && tape.has_bars_of_day(due_at) => {
                let from = last.map_or(end.after, |last| last.at.max(end.after));
                MissingData::Trade { from, to: due_at }
            }
            _ => MissingData::Bars(self.bars_for(leg.to)),
        }
    }

    /// Whether the news came within a session, and the intraday bars begin after it, that day's and the day
    /// before's: the close before is then no last price, and nobody knows what was.
    pub(super) fn is_unseen(&self, leg: Leg) -> bool {
        let (Stamp::Close(last), Some(end), When::Instant { at, .. }) =
            (leg.from, leg.end, self.question.when)
        else {
            return false;
        };
        let tape = &self.question.tape;
        let opened = tape.calendar.at(at).ok().and_then(|m| m.session).map(|s| s.regular);
        let within = opened.is_some_and(|regular| regular.start < at && at < regular.end);
        let since = tape.calendar.session(last).ok().flatten().map(Session::first_trade);
        within && end.longest.is_some() && since.is_some_and(|since| !tape.has_bars_in(since, at))
    }

    /// The bars that would give the last price before the news.
    pub(super) fn bars_for_start(&self) -> MissingBars {
        match self.question.when {
            When::Instant { at, .. } => self.bars_for(Stamp::At(at)),
            When::Day(day) => self.bars_for(Stamp::Close(day)),
        }
    }

    /// What is suspect about the bars of a span.
    pub(super) fn suspect(&self, leg: Leg) -> Option<String> {
        let tape = &self.question.tape;
        let on = |stamp: Stamp| match stamp {
            Stamp::Close(date) | Stamp::Open(date) if tape.price(stamp).is_none() => tape.suspect_on(date),
            _ => None,
        };
        let suspect = tape.jump_in(leg).or_else(|| on(leg.from)).or_else(|| on(leg.to))?;
        Some(format!("the bar of {} is suspect: {}", suspect.day, suspect.flag.meaning()))
    }

    /// The bars that would give a price at a stamp.
    pub(super) fn bars_for(&self, stamp: Stamp) -> MissingBars {
        let zone = self.question.tape.calendar.zone();
        let of = |interval, day, extended| MissingBars { interval, from: day, to: day, extended };
        match stamp {
            Stamp::Close(date) | Stamp::Open(date) => of(Interval::Day1, date, false),
            Stamp::BeforeOpen(date) => of(Interval::Minute1, date, true),
            Stamp::At(at) => of(Interval::Minute1, at.with_timezone(&zone).date_naive(), true),
        }
    }
}
