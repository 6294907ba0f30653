//! The bars that a claim is held against.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::stated::Interval;
use crate::calendar::{Calendar, Span};
use crate::event::When;
use crate::market::{ActionKind, Adjustment, CorporateAction, DailyBar, Series};
use crate::units::Currency;

/// What is known of prices around a publication.
#[derive(Debug, Clone, Copy)]
pub struct ClaimTape<'a> {
    /// When the text became public.
    pub published: &'a When,
    /// The venue's sessions.
    pub calendar: &'a Calendar,
    /// Daily bars.
    pub daily: Option<&'a Series<NaiveDate>>,
    /// The finest intraday bars, with extended hours where there are any.
    pub intraday: Option<&'a Series<DateTime<Utc>>>,
    /// Splits and dividends.
    pub actions: &'a [CorporateAction],
    /// How many sessions at or before publication a claim with a price is looked for in; five is usual.
    pub sessions_back: usize,
    /// The currency of the bars; `None` where nobody has said which it is.
    pub currency: Option<Currency>,
}

impl<'a> ClaimTape<'a> {
    /// The instant of publication, where more than its day is known.
    pub(super) fn published_at(&self) -> Option<DateTime<Utc>> {
        match self.published {
            When::Day(_) => None,
            When::Instant { at, .. } => Some(*at),
        }
    }

    /// The day of publication, at the venue.
    pub(super) fn published_on(&self) -> NaiveDate {
        match self.published {
            When::Day(day) => *day,
            When::Instant { at, .. } => at.with_timezone(&self.calendar.zone()).date_naive(),
        }
    }

    /// The largest distance of a day's high or low from the close before, over the year before a day;
    /// `None` without bars.
    pub(super) fn farthest_of_a_day(&self, date: NaiveDate) -> Option<f64> {
        let distance = |(a, b): (&DailyBar, &DailyBar)| {
            let split = self.split_on(b.at);
            (b.high * split / a.close - 1.0).abs().max((b.low * split / a.close - 1.0).abs())
        };
        self.pairs(date).map(distance).reduce(f64::max)
    }

    /// The daily bar of a session.
    pub(super) fn bar(&self, date: NaiveDate) -> Option<&'a DailyBar> {
        self.daily.and_then(|s| s.get(date))
    }

    /// The close of the session before `date`, on the footing of `date`'s prices.
    pub(super) fn close_before(&self, date: NaiveDate) -> Option<(NaiveDate, f64)> {
        let before = self.calendar.previous_session(date).ok()?.date;
        let close = self.bar(before)?.close;
        Some((before, close / self.split_on(date)))
    }

    /// New shares per old one that the bars of `date` show against those of the session before:
    /// 1 without a split, or where the series is adjusted already.
    pub(super) fn split_on(&self, date: NaiveDate) -> f64 {
        let as_traded = self.daily.is_some_and(|s| s.key().adjustment == Adjustment::AsTraded);
        if as_traded { self.splits(|ex| ex == date) } else { 1.0 }
    }

    fn splits(&self, counts: impl Fn(NaiveDate) -> bool) -> f64 {
        let ratio = |a: &CorporateAction| match a.kind {
            ActionKind::Split { new_per_old } if new_per_old > 0.0 && counts(a.ex_date) => Some(new_per_old),
            ActionKind::Split { .. } | ActionKind::Dividend { .. } => None,
        };
        self.actions.iter().filter_map(ratio).product()
    }

    /// What a price relative from one close to another is multiplied by for the dividends of the days
    /// after the first, each reinvested at the close of its ex-date.
    pub(super) fn reinvested(&self, from: NaiveDate, to: NaiveDate) -> f64 {
        let factor = |a: &CorporateAction| match a.kind {
            ActionKind::Dividend { amount } if from < a.ex_date && a.ex_date <= to => {
                let traded = self.footings(a.ex_date).last().copied().unwrap_or(1.0);
                self.bar(a.ex_date).map(|bar| 1.0 + amount / (bar.close * traded))
            }
            ActionKind::Split { .. } | ActionKind::Dividend { .. } => None,
        };
        self.actions.iter().filter_map(factor).product()
    }

    /// What stated prices must be divided by to stand on the footing of the bars of `date`: 1, and
    /// where the bars are adjusted for a split after `date` also that split's ratio.
    pub(super) fn footings(&self, date: NaiveDate) -> Vec<f64> {
        let adjusted = self.daily.is_some_and(|s| s.key().adjustment != Adjustment::AsTraded);
        let later = if adjusted { self.splits(|ex| ex > date) } else { 1.0 };
        if (later - 1.0).abs() < 1e-9 { vec![1.0] } else { vec![1.0, later] }
    }

    /// Lowest, highest and last price of the intraday bars that begin and end in a span; `None`
    /// without such bars.
    pub(super) fn reached(&self, span: Span) -> Option<(Interval, f64)> {
        let series = self.intraday?;
        let length = series.key().interval.span()?;
        let from = series.first_at_or_after(span.start);
        let to = series.first_at_or_after(span.end - length + TimeDelta::microseconds(1));
        let bars = series.bars().get(from..to).filter(|b| !b.is_empty())?;
        let low = bars.iter().map(|b| b.low).fold(f64::INFINITY, f64::min);
        let high = bars.iter().map(|b| b.high).fold(f64::NEG_INFINITY, f64::max);
        Some((Interval { low, high }, bars.last()?.close))
    }

    /// Close-to-close returns of the sessions before `date`, oldest first.
    pub(super) fn daily_moves(&self, date: NaiveDate) -> Vec<f64> {
        self.pairs(date).map(|(a, b)| b.close * self.split_on(b.at) / a.close - 1.0).collect()
    }

    /// Close-to-open returns of the sessions before `date`, oldest first.
    pub(super) fn overnight_gaps(&self, date: NaiveDate) -> Vec<f64> {
        self.pairs(date).map(|(a, b)| b.open * self.split_on(b.at) / a.close - 1.0).collect()
    }

    /// Returns over `sessions` sessions that end before `date`, overlapping.
    pub(super) fn moves_over(&self, date: NaiveDate, sessions: usize) -> Vec<f64> {
        let moves = self.daily_moves(date);
        moves.windows(sessions.max(1)).map(|w| w.iter().map(|r| 1.0 + r).product::<f64>() - 1.0).collect()
    }

    fn pairs(&self, date: NaiveDate) -> impl Iterator<Item = (&'a DailyBar, &'a DailyBar)> {
        let bars = self.daily.map_or(&[][..], |s| &s.bars()[..s.first_at_or_after(date)]);
        let recent = &bars[bars.len().saturating_sub(SAMPLE + 1)..];
        recent.windows(2).map(|w| (&w[0], &w[1]))
    }
}

/// How many moves of the past a move is ranked among, at most: a year of sessions.
const SAMPLE: usize = 252;
