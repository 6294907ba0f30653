//! The prices around an event, as measuring wants them: one state of adjustment per series.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::app::Failure;
use crate::calendar::Calendar;
use crate::instrument::Names;
use crate::instrument::{InstrumentId, Universe};
use crate::market::quality::{Flag, bad_prints};
use crate::market::{
    ActionKind, AdjustError, Adjuster, Adjustment, CorporateAction, Interval, Series, SeriesKey,
};
use crate::reaction::{Dividend, PricePoint, StoredAs, Suspect, Tape};
use crate::store::{FlaggedBar, Label, LabelSpan, SeriesInfo, Store};
use crate::units::Currency;

/// How far back five years of spans, the longest of them and the run-up begin.
const DAYS_BEFORE: i64 = 5 * 366 + 45;
/// How far on twenty sessions and a few holidays lie.
const DAYS_AFTER: i64 = 45;
/// How many days of intraday bars serve as placebos: 250 sessions and a few holidays.
const INTRADAY_DAYS_BEFORE: i64 = 380;

/// The prices of one instrument around a day.
#[derive(Debug, Clone)]
pub struct Prices<'c> {
    calendar: &'c Calendar,
    /// Daily bars, adjusted for splits.
    pub daily: Option<Series<NaiveDate>>,
    /// Intraday bars, adjusted for splits, the finest that cover the day.
    pub intraday: Option<Series<DateTime<Utc>>>,
    /// Splits and dividends.
    pub actions: Vec<CorporateAction>,
    /// The share's first trading day under its first name, where it is known.
    pub traded_from: Option<NaiveDate>,
    /// The share's last trading day under its last name, where it was delisted.
    pub traded_until: Option<NaiveDate>,
    /// The currency of the bars.
    pub currency: Option<Currency>,
    /// The dividends, on the footing of the bars.
    dividends: Vec<Dividend>,
    /// The daily bars that take no part.
    suspects: Vec<Suspect>,
    /// The starts of the intraday bars that take no part, which are not among `intraday`.
    left_out: Vec<DateTime<Utc>>,
    /// How as-traded prices were brought to one footing.
    adjuster: Option<Adjuster>,
    /// The series as they are stored.
    keys: Vec<SeriesKey>,
    /// All series of the instrument under any of its names.
    series: Vec<SeriesInfo>,
}

/// Where a price on the tape comes from, and what it was before it was adjusted.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceOrigin {
    /// The price as it is stored.
    pub stored: f64,
    /// What it was multiplied by for splits since.
    pub factor: f64,
    /// When the bar arrived.
    pub fetched_at: DateTime<Utc>,
    /// The file or address that it came from.
    pub source: String,
}

impl<'c> Prices<'c> {
    /// Loads what the store has.
    ///
    /// # Errors
    /// The database refuses, or a corporate action makes no sense.
    pub fn load(
        store: &Store,
        universe: &Universe,
        instrument: &InstrumentId,
        calendar: &'c Calendar,
        around: NaiveDate,
    ) -> Result<Self, Failure> {
        let mut prices = Self::of_days(store, universe, instrument, calendar, (around, around))?;
        if let Some(series) = prices.intraday_around(store, around)? {
            prices.left_out = suspect_minutes(store, calendar, &series)?;
            let is_sound = |at: &DateTime<Utc>| prices.left_out.binary_search(at).is_err();
            let bars = series.bars().iter().filter(|bar| is_sound(&bar.at)).copied().collect();
            prices.intraday = Series::new(series.key().clone(), bars).ok();
        }
        prices.adjust(around + TimeDelta::days(DAYS_AFTER))?;
        Ok(prices)
    }

    /// Loads the daily bars, to measure any day from the first to the last.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_daily(
        store: &Store,
        universe: &Universe,
        instrument: &InstrumentId,
        calendar: &'c Calendar,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Self, Failure> {
        let mut prices = Self::of_days(store, universe, instrument, calendar, (first, last))?;
        prices.adjust(last + TimeDelta::days(DAYS_AFTER))?;
        Ok(prices)
    }

    /// The daily bars, not adjusted yet.
    fn of_days(
        store: &Store,
        universe: &Universe,
        instrument: &InstrumentId,
        calendar: &'c Calendar,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Self, Failure> {
        let Names { ids, traded_from, traded_until, .. } = Names::of(universe, instrument);
        let (mut all, mut actions) = (Vec::new(), Vec::new());
        for id in &ids {
            all.extend(store.series_of(id)?);
            // A service tells the whole history under today's name: each action once.
            for action in store.actions(id, None)? {
                let known = |a: &CorporateAction| a.ex_date == action.ex_date && same_kind(a, &action);
                if !actions.iter().any(known) {
                    actions.push(action);
                }
            }
        }
        actions.sort_by_key(|a| a.ex_date);
        let (from, to) = (first - TimeDelta::days(DAYS_BEFORE), last + TimeDelta::days(DAYS_AFTER));
        let daily = match best(&all, Interval::Day1, last) {
            Some(info) => joined(store, &all, &info.key, from, to)?,
            None => None,
        };
        let suspects = match &daily {
            Some(series) => suspects(store, series)?,
            None => Vec::new(),
        };
        let currency = universe.currency_of(instrument);
        Ok(Self {
            calendar,
            daily,
            intraday: None,
            actions,
            traded_from,
            traded_until,
            currency,
            dividends: Vec::new(),
            suspects,
            left_out: Vec::new(),
            adjuster: None,
            keys: Vec::new(),
            series: all,
        })
    }

    /// The finest intraday bars that cover a day, not adjusted yet.
    fn intraday_around(
        &self,
        store: &Store,
        around: NaiveDate,
    ) -> Result<Option<Series<DateTime<Utc>>>, Failure> {
        let at = |n: i64| (around + TimeDelta::days(n)).and_time(chrono::NaiveTime::MIN).and_utc();
        match finest(&self.series, around) {
            Some(info) => {
                // Where daily bars end early, these have the closes.
                joined(store, &self.series, &info.key, at(-INTRADAY_DAYS_BEFORE), at(DAYS_AFTER))
            }
            None => Ok(None),
        }
    }

    /// Brings as-traded bars to the footing of the last day in sight; what a provider has adjusted
    /// already is left as it is, and decides the footing of the rest: all splits known.
    fn adjust(&mut self, last: NaiveDate) -> Result<(), AdjustError> {
        let daily_left = self.daily.as_ref().is_some_and(|s| !is_as_traded(s));
        let intraday_left = self.intraday.as_ref().is_some_and(|s| !is_as_traded(s));
        let as_of = if daily_left || intraday_left { NaiveDate::MAX } else { last };
        let (from, to) = (Adjustment::AsTraded, Adjustment::Splits);
        let adjuster = Adjuster::new(&self.actions, from, to, as_of, |_| None)?;
        let zone = self.calendar.zone();
        let keys = self.daily.as_ref().map(|s| s.key().clone());
        self.keys = keys.into_iter().chain(self.intraday.as_ref().map(|s| s.key().clone())).collect();
        if let Some(series) = self.daily.as_ref().filter(|s| is_as_traded(s)) {
            self.daily = Some(adjuster.apply(series, |day| day));
        }
        if let Some(series) = self.intraday.as_ref().filter(|s| is_as_traded(s)) {
            self.intraday = Some(adjuster.apply(series, |at| at.with_timezone(&zone).date_naive()));
        }
        self.dividends = dividends(&self.actions, &adjuster);
        self.adjuster = Some(adjuster);
        Ok(())
    }

    /// Where a price of these comes from; `None` where its bar is not found under the share's own
    /// name.
    ///
    /// # Errors
    /// The database refuses.
    pub fn origin(&self, store: &Store, point: &PricePoint) -> Result<Option<PriceOrigin>, Failure> {
        let alike = |key: &&SeriesKey| key.interval == point.interval && key.provider == point.provider;
        let Some(key) = self.keys.iter().find(alike) else { return Ok(None) };
        let day = (point.at - TimeDelta::seconds(1)).with_timezone(&self.calendar.zone()).date_naive();
        let origin = match key.interval.span() {
            None => store.bar_origin(key, day)?,
            Some(_) => match self.tape().bar_of(point) {
                Some(at) => store.bar_origin(key, at)?,
                None => None,
            },
        };
        let factor = match (&self.adjuster, key.adjustment) {
            (Some(adjuster), Adjustment::AsTraded) => adjuster.factor(day).price,
            _ => 1.0,
        };
        Ok(origin.map(|origin| PriceOrigin {
            stored: point.price.amount / factor,
            factor,
            fetched_at: origin.fetched_at,
            source: origin.source,
        }))
    }

    /// As a tape to measure on.
    #[must_use]
    pub fn tape(&self) -> Tape<'_> {
        Tape {
            calendar: self.calendar,
            daily: self.daily.as_ref(),
            intraday: self.intraday.as_ref(),
            dividends: &self.dividends,
            suspects: &self.suspects,
            left_out: &self.left_out,
            stored_as: self.stored_as(),
            currency: self.currency,
        }
    }

    fn stored_as(&self) -> StoredAs {
        let of = |is_daily: bool| {
            let alike = |key: &&SeriesKey| key.interval.span().is_none() == is_daily;
            self.keys.iter().find(alike).map(|key| key.adjustment)
        };
        StoredAs { daily: of(true), intraday: of(false) }
    }
}

/// Where the intraday bars of a series begin that take no part, oldest first.
fn suspect_minutes(
    store: &Store,
    calendar: &Calendar,
    series: &Series<DateTime<Utc>>,
) -> Result<Vec<DateTime<Utc>>, Failure> {
    let (Some(first), Some(last)) = (series.bars().first(), series.bars().last()) else {
        return Ok(Vec::new());
    };
    let sessions = calendar.sessions_around(first.at.date_naive(), last.at.date_naive());
    // Whoever fetches bar by bar sees no bar's next: so all are looked at again.
    let found = bad_prints(series, sessions).into_iter().map(|at| series.bars()[at].at);
    let flagged: Vec<FlaggedBar<DateTime<Utc>>> = store.flagged_bars(series.key())?;
    let accepted = |at: &DateTime<Utc>| {
        let place = flagged.binary_search_by_key(at, |bar| bar.bar.at);
        place.is_ok_and(|place| flagged[place].flags.contains(Flag::Accepted))
    };
    let inside = |at: &DateTime<Utc>| first.at <= *at && *at <= last.at;
    let withheld = flagged.iter().filter(|bar| bar.flags.suspicion().is_some()).map(|bar| bar.bar.at);
    let mut left_out: Vec<_> = found.filter(|at| !accepted(at)).chain(withheld.filter(inside)).collect();
    left_out.sort_unstable();
    left_out.dedup();
    Ok(left_out)
}

/// The bars of a series that take no part in any figure, each with the reason.
fn suspects(store: &Store, series: &Series<NaiveDate>) -> Result<Vec<Suspect>, Failure> {
    let suspect =
        |bar: &FlaggedBar<NaiveDate>| Some(Suspect { day: bar.bar.at, flag: bar.flags.suspicion()? });
    Ok(store.flagged_bars(series.key())?.iter().filter_map(suspect).collect())
}

/// The dividends as cash per share as counted after the splits that the prices are divided by.
fn dividends(actions: &[CorporateAction], adjuster: &Adjuster) -> Vec<Dividend> {
    let paid = |action: &CorporateAction| match action.kind {
        // A split of the ex-date itself comes before the dividend: the day's own factor has it not.
        ActionKind::Dividend { amount } if amount > 0.0 => {
            Some(Dividend { ex_date: action.ex_date, amount: amount * adjuster.factor(action.ex_date).price })
        }
        ActionKind::Dividend { .. } | ActionKind::Split { .. } => None,
    };
    actions.iter().filter_map(paid).collect()
}

const fn same_kind(a: &CorporateAction, b: &CorporateAction) -> bool {
    matches!(
        (a.kind, b.kind),
        (ActionKind::Split { .. }, ActionKind::Split { .. })
            | (ActionKind::Dividend { .. }, ActionKind::Dividend { .. })
    )
}

/// The bars of one series, continued before its first and after its last bar by the same provider's
/// series of the share's other names, if those stand in the same state.
fn joined<At: Label>(
    store: &Store,
    all: &[SeriesInfo],
    key: &SeriesKey,
    from: At,
    to: At,
) -> Result<Option<Series<At>>, Failure> {
    let Some(own) = store.bars(key, from, to)? else { return Ok(None) };
    let mut bars = own.bars().to_vec();
    let alike = |other: &SeriesKey| SeriesKey { instrument: key.instrument.clone(), ..other.clone() } == *key;
    for other in all.iter().map(|info| &info.key).filter(|other| *other != key && alike(other)) {
        let Some(theirs) = store.bars(other, from, to)? else { continue };
        let (Some(first), Some(last)) = (bars.first().map(|b| b.at), bars.last().map(|b| b.at)) else {
            continue;
        };
        bars.extend(theirs.bars().iter().filter(|b| b.at < first || b.at > last));
        bars.sort_by_key(|b| b.at);
    }
    Ok(Some(Series::new(key.clone(), bars).unwrap_or(own)))
}

fn covers(info: &SeriesInfo, day: NaiveDate) -> bool {
    let (first, last) = match info.extent {
        LabelSpan::Days { first, last } => (first, last),
        LabelSpan::Instants { first, last } => (first.date_naive(), last.date_naive()),
    };
    // A weekend or holiday after the last bar is covered by it.
    first <= day && day <= last + TimeDelta::days(4)
}

/// The series that covers the day, in the least adjusted state, with the most bars.
fn best(all: &[SeriesInfo], interval: Interval, day: NaiveDate) -> Option<&SeriesInfo> {
    let rank = |adjustment| match adjustment {
        Adjustment::AsTraded => 2,
        Adjustment::Splits => 1,
        Adjustment::SplitsAndDividends => 0,
    };
    all.iter()
        .filter(|info| info.key.interval == interval)
        .max_by_key(|info| (covers(info, day), rank(info.key.adjustment), info.bars))
}

fn is_as_traded<At: Ord + Copy>(series: &Series<At>) -> bool {
    series.key().adjustment == Adjustment::AsTraded
}

/// The finest intraday series that covers the day.
fn finest(all: &[SeriesInfo], day: NaiveDate) -> Option<&SeriesInfo> {
    let intraday = Interval::ALL.into_iter().filter(|i| i.span().is_some());
    intraday.into_iter().find_map(|i| best(all, i, day).filter(|info| covers(info, day)))
}
