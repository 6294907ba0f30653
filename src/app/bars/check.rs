//! Coverage of an instrument's prices in the store, and suspicious bars.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::Failure;
use crate::app::bars::disagreements::{Stamped, with_others};
use crate::calendar::{Calendar, Calendars, Session};
use crate::instrument::InstrumentId;
use crate::market::coverage::Coverage;
use crate::market::quality::{Flag, Flags, inspect_daily, inspect_intraday};
use crate::market::{ActionKind, Bar, CorporateAction, Series};
use crate::store::{ActionJudgement, LabelSpan as Labels, SeriesInfo, Store};
use crate::view::prices::{CoverageRecord, OtherClose, SeriesStatus, StatusRecord};
use crate::view::prices_check::{ActionRecord, CheckRecord, FlaggedRecord};

/// The number of cells in a coverage strip.
const CELLS: usize = 60;

/// What the store has for an instrument.
///
/// # Errors
/// The database cannot be read or written.
pub fn prices_status(
    store: &Store,
    calendars: &Calendars,
    instrument: &InstrumentId,
) -> Result<StatusRecord, Failure> {
    let calendar = calendars.get(instrument.mic).ok();
    let actions = store.actions(instrument, None)?;
    let is_split = |a: &&CorporateAction| matches!(a.kind, ActionKind::Split { .. });
    let splits = actions.iter().filter(is_split).count();
    let series = store.series_of(instrument)?.into_iter().map(|info| series_status(store, calendar, info));
    Ok(StatusRecord {
        instrument: instrument.clone(),
        series: series.collect::<Result<_, Failure>>()?,
        splits,
        dividends: actions.len() - splits,
    })
}

fn series_status(
    store: &Store,
    calendar: Option<&Calendar>,
    info: SeriesInfo,
) -> Result<SeriesStatus, Failure> {
    let (first, last) = days(&info, calendar);
    // The extra day on each side is for timestamps near midnight and does not count as coverage.
    let sessions = calendar.map(|calendar| {
        let all = calendar.sessions_around(first, last);
        all.iter().filter(|s| first <= s.date && s.date <= last).copied().collect::<Vec<Session>>()
    });
    let coverage = match (sessions, info.extent) {
        (None, _) => None,
        (Some(sessions), Labels::Days { first, last }) => {
            store.daily(&info.key, first, last)?.map(|s| Coverage::of_daily(&s, &sessions))
        }
        (Some(sessions), Labels::Instants { first, last }) => {
            store.intraday(&info.key, first, last)?.map(|s| Coverage::of_intraday(&s, &sessions))
        }
    };
    Ok(SeriesStatus {
        interval: info.key.interval,
        provider: info.key.provider,
        adjustment: info.key.adjustment,
        first,
        last,
        bars: info.bars,
        flagged: info.flagged,
        fetched_at: info.fetched_at,
        coverage: coverage.as_ref().map(coverage_record),
    })
}

fn coverage_record(coverage: &Coverage) -> CoverageRecord {
    CoverageRecord {
        sessions: coverage.days().len(),
        partial: coverage.parts().collect(),
        gaps: coverage.gaps().into_iter().map(Into::into).collect(),
        strip: coverage.strip(CELLS),
    }
}

/// First and last day of a series, in the venue's local time.
fn days(info: &SeriesInfo, calendar: Option<&Calendar>) -> (NaiveDate, NaiveDate) {
    match info.extent {
        Labels::Days { first, last } => (first, last),
        Labels::Instants { first, last } => {
            let local = |at: DateTime<Utc>| match calendar {
                Some(calendar) => at.with_timezone(&calendar.zone()).date_naive(),
                None => at.date_naive(),
            };
            (local(first), local(last))
        }
    }
}

/// Runs all bars through the quality checks again, with today's calendars and corporate actions, and
/// compares providers. Flags that could only be set while reading the file are kept.
///
/// # Errors
/// The database cannot be read or written.
pub fn check_prices(
    store: &Store,
    calendars: &Calendars,
    instrument: Option<&InstrumentId>,
    tolerance: f64,
) -> Result<CheckRecord, Failure> {
    let all = match instrument {
        Some(instrument) => store.series_of(instrument)?,
        None => store.all_series()?,
    };
    let mut record = CheckRecord { series: all.len(), bars: 0, flagged: Vec::new(), actions: Vec::new() };
    for info in &all {
        record.bars += info.bars;
        let actions = store.actions(&info.key.instrument, None)?;
        let calendar = calendars.get(info.key.instrument.mic).ok();
        let (first, last) = days(info, calendar);
        let sessions = calendar.map(|calendar| calendar.sessions_around(first, last));
        let others = Others { all: &all, actions: &actions, tolerance };
        let found = match info.extent {
            Labels::Days { first, last } => {
                check_series(store, info, &others, (first, last), |s| inspect_daily(s, sessions, &actions))?
            }
            Labels::Instants { first, last } => check_series(store, info, &others, (first, last), |s| {
                inspect_intraday(s, sessions, &actions)
            })?,
        };
        record.flagged.extend(found);
    }
    record.actions = store.action_judgements(instrument)?.into_iter().map(action_record).collect();
    Ok(record)
}

/// The other series that a series is compared with.
fn action_record(judgement: ActionJudgement) -> ActionRecord {
    let ActionJudgement { told: CorporateAction { instrument, ex_date, kind }, used, trust, reason } =
        judgement;
    let (kind, told) = match kind {
        ActionKind::Split { new_per_old } => ("split", new_per_old),
        ActionKind::Dividend { amount } => ("dividend", amount),
    };
    ActionRecord { instrument, date: ex_date, kind, told, used, trust, reason }
}

/// Flags that only the arrival, the judgement of the whole series or the user could raise.
const ARRIVED: [Flag; 8] = [
    Flag::Duplicate,
    Flag::AmbiguousTime,
    Flag::WrongUnit,
    Flag::SplitNotInPrices,
    Flag::SuspectDividend,
    Flag::Repaired,
    Flag::Accepted,
    Flag::Rejected,
];

struct Others<'a> {
    all: &'a [SeriesInfo],
    actions: &'a [CorporateAction],
    tolerance: f64,
}

fn check_series<At: Stamped>(
    store: &Store,
    info: &SeriesInfo,
    &Others { all, actions, tolerance }: &Others<'_>,
    (first, last): (At, At),
    inspect: impl Fn(&Series<At>) -> Vec<Flags>,
) -> Result<Vec<FlaggedRecord>, Failure> {
    let Some(series) = store.bars(&info.key, first, last)? else { return Ok(Vec::new()) };
    let mut flags = inspect(&series);
    for arrived in store.flagged_bars::<At>(&info.key)? {
        let index = series.first_at_or_after(arrived.bar.at);
        for flag in ARRIVED.into_iter().filter(|f| arrived.flags.contains(*f)) {
            flags[index].insert(flag);
        }
    }
    let others = with_others(store, &series, all, actions, tolerance)?;
    for at in others.keys() {
        flags[series.first_at_or_after(*at)].insert(Flag::Disagreement);
    }
    let originals = store.original_bars::<At>(&info.key)?;
    let suspicious = (0..flags.len()).filter(|&i| flags[i].is_odd());
    Ok(suspicious.map(|i| flagged_record(info, &series, i, flags[i], &others, &originals)).collect())
}

fn flagged_record<At: Stamped>(
    info: &SeriesInfo,
    series: &Series<At>,
    index: usize,
    flags: Flags,
    others: &BTreeMap<At, (f64, OtherClose)>,
    originals: &[Bar<At>],
) -> FlaggedRecord {
    let bar = &series.bars()[index];
    let (date, at) = bar.at.stamp();
    FlaggedRecord {
        instrument: info.key.instrument.clone(),
        interval: info.key.interval,
        provider: info.key.provider.clone(),
        date,
        at,
        close: bar.close,
        previous_close: index.checked_sub(1).map(|before| series.bars()[before].close),
        other_close: others.get(&bar.at).map(|(_, other)| other.clone()),
        original_close: originals
            .iter()
            .find(|original| original.at == bar.at)
            .map(|original| original.close),
        used: flags.suspicion().is_none(),
        flags,
    }
}
