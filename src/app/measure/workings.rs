//! What the figures of an event are made of, measured anew from the stored bars.

use chrono::{DateTime, Utc};

use super::prices::{PriceOrigin, Prices};
use super::{BenchmarkChoice, Loaded, Means};
use crate::app::{Failure, Reference};
use crate::instrument::InstrumentId;
use crate::reaction::{
    DailyPair, Horizon, METHOD, MeasureSpec, Measured, PricePoint, Reaction, Workings, explained,
};
use crate::road::StoredEvent;
use crate::store::Store;

/// The workings of all rows of one instrument.
#[derive(Debug, Clone)]
pub struct InstrumentWorkings {
    /// Whose rows.
    pub instrument: InstrumentId,
    /// What it is compared with.
    pub benchmark: Option<InstrumentId>,
    /// The version of the method.
    pub method: u32,
    /// The daily returns behind the beta, oldest first.
    pub days: Vec<DailyPair>,
    /// The rows.
    pub rows: Vec<RowWorkings>,
}

/// The workings of one row.
#[derive(Debug, Clone)]
pub struct RowWorkings {
    /// The row measured anew, and its sample.
    pub workings: Workings,
    /// Whether the recorded row has the same figures; not so where bars or the method have changed
    /// since.
    pub is_as_recorded: bool,
    /// Where the price before the news comes from.
    pub anchor: Option<PriceOrigin>,
    /// Where the price at the end comes from.
    pub end: Option<PriceOrigin>,
    /// Where the benchmark's prices at both ends come from.
    pub benchmark: [Option<PriceOrigin>; 2],
}

/// The workings of an event's rows, instrument by instrument.
///
/// # Errors
/// The database refuses, or a corporate action makes no sense.
pub fn of_event(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    as_of: DateTime<Utc>,
) -> Result<Vec<InstrumentWorkings>, Failure> {
    let rows = stored.reactions.chunk_by(|a, b| a.instrument == b.instrument);
    let mut all = Vec::new();
    for rows in rows {
        all.extend(of_instrument(store, reference, stored, rows, as_of)?);
    }
    Ok(all)
}

fn of_instrument(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    rows: &[Reaction],
    as_of: DateTime<Utc>,
) -> Result<Option<InstrumentWorkings>, Failure> {
    let Some(first) = rows.first() else { return Ok(None) };
    let Ok(calendar) = reference.calendars.get(first.instrument.mic) else { return Ok(None) };
    let choice = match &first.benchmark {
        Some(id) => BenchmarkChoice::Given(id.to_string()),
        None => BenchmarkChoice::Market,
    };
    let means = Means { store, reference, choice: &choice, as_of };
    let when = stored.event.publication.when;
    let loaded = Loaded::load(means, Some(stored.event.id), &when, &first.instrument, calendar)?;
    let horizons: Vec<Horizon> = rows.iter().map(|row| row.horizon).collect();
    let spec = MeasureSpec { horizons, ..MeasureSpec::default() };
    let (workings, days) = explained(&loaded.question(&when, as_of), &spec);
    let mut told = Vec::with_capacity(workings.len());
    for row in workings {
        let recorded = rows.iter().find(|r| r.horizon == row.reaction.horizon);
        told.push(with_origins(store, &loaded, row, recorded)?);
    }
    Ok(Some(InstrumentWorkings {
        instrument: first.instrument.clone(),
        benchmark: loaded.benchmark.as_ref().map(|(id, _)| id.clone()),
        method: METHOD,
        days,
        rows: told,
    }))
}

fn with_origins(
    store: &Store,
    loaded: &Loaded<'_>,
    workings: Workings,
    recorded: Option<&Reaction>,
) -> Result<RowWorkings, Failure> {
    let own = |point: Option<&PricePoint>| origin(store, Some(&loaded.prices), point);
    let (anchor, end) = (own(workings.reaction.anchor())?, own(workings.reaction.end())?);
    let measured = workings.reaction.measured();
    let ends = measured.and_then(|m| m.abnormal.as_ref()).and_then(|a| a.prices.as_deref());
    let market = loaded.benchmark.as_ref().map(|(_, prices)| prices);
    let benchmark = [
        origin(store, market, ends.map(|ends| &ends[0]))?,
        origin(store, market, ends.map(|ends| &ends[1]))?,
    ];
    let is_as_recorded = match (measured, recorded.and_then(Reaction::measured)) {
        (Some(now), Some(then)) => same_figures(now, then),
        (now, then) => now.is_none() && then.is_none(),
    };
    Ok(RowWorkings { workings, is_as_recorded, anchor, end, benchmark })
}

fn origin(
    store: &Store,
    prices: Option<&Prices<'_>>,
    point: Option<&PricePoint>,
) -> Result<Option<PriceOrigin>, Failure> {
    match prices.zip(point) {
        Some((prices, point)) => prices.origin(store, point),
        None => Ok(None),
    }
}

/// Whether two measurements of one row say the same, but for the last digits; what else could explain
/// the move may have come since.
fn same_figures(now: &Measured, then: &Measured) -> bool {
    let figures = |m: &Measured| {
        [
            Some(m.return_fraction.fraction()),
            m.abnormal.as_ref().map(|a| a.abnormal_return.fraction()),
            m.standing.map(|s| s.rank.placebo_rank),
            m.standing.and_then(|s| s.z),
        ]
    };
    figures(now).into_iter().zip(figures(then)).all(|pair| match pair {
        (Some(now), Some(then)) => (now - then).abs() <= 1e-9,
        (now, then) => now.is_none() && then.is_none(),
    })
}
