//! Explaining one event: what each of its figures is made of.

use chrono::{DateTime, Utc};

use super::show::document;
use crate::app::measure::prices::PriceOrigin;
use crate::app::measure::workings::{InstrumentWorkings, RowWorkings, of_event};
use crate::app::{Context, Failure, Reference};
use crate::event::EventId;
use crate::reaction::PricePoint;
use crate::road::StoredEvent;
use crate::store::Store;
use crate::view::workings::{
    ExplainDocument, RowWorkingsRecord, Traced, TracedPriceRecord, WorkingsRecord, named,
};

/// An event as it is stored, and what its figures are made of by the bars that are stored now.
///
/// # Errors
/// There is no database or no such event, or the database refuses.
pub fn explain_event(context: &Context, id: EventId) -> Result<(StoredEvent, ExplainDocument), Failure> {
    let store = context.existing_store()?;
    let stored = store.event(id)?;
    let document = explained(&store, &context.reference()?, &stored, context.now())?;
    Ok((stored, document))
}

/// What the figures of a stored event are made of.
///
/// # Errors
/// The database refuses, or a corporate action makes no sense.
pub fn explained(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    as_of: DateTime<Utc>,
) -> Result<ExplainDocument, Failure> {
    let workings = of_event(store, reference, stored, as_of)?;
    Ok(ExplainDocument { event: document(stored), workings: workings.iter().map(record).collect() })
}

fn record(of: &InstrumentWorkings) -> WorkingsRecord {
    let (benchmark, benchmark_mic) = named(of.benchmark.as_ref());
    WorkingsRecord {
        symbol: of.instrument.symbol.clone(),
        mic: of.instrument.mic,
        benchmark,
        benchmark_mic,
        method: of.method,
        estimation: of.days.iter().copied().map(Into::into).collect(),
        rows: of.rows.iter().map(row).collect(),
    }
}

fn row(row: &RowWorkings) -> RowWorkingsRecord {
    let reaction = &row.workings.reaction;
    let measured = reaction.measured();
    let abnormal = measured.and_then(|m| m.abnormal.as_ref());
    let ends = abnormal.and_then(|a| a.prices.as_deref());
    let [first, last] = &row.benchmark;
    RowWorkingsRecord {
        horizon: reaction.horizon,
        as_recorded: row.is_as_recorded,
        anchor: traced(reaction.anchor(), row.anchor.as_ref()),
        end: traced(reaction.end(), row.end.as_ref()),
        dividends: measured.map_or(&[][..], |m| &m.dividends).iter().map(Into::into).collect(),
        benchmark_anchor: traced(ends.map(|ends| &ends[0]), first.as_ref()),
        benchmark_end: traced(ends.map(|ends| &ends[1]), last.as_ref()),
        benchmark_dividends: abnormal.map_or(&[][..], |a| &a.dividends).iter().map(Into::into).collect(),
        volume: row.workings.volume,
        spans: row.workings.spans.iter().copied().map(Into::into).collect(),
    }
}

fn traced(point: Option<&PricePoint>, origin: Option<&PriceOrigin>) -> Option<TracedPriceRecord> {
    let known = origin.map(|o| Traced {
        stored: o.stored,
        factor: o.factor,
        fetched_at: o.fetched_at,
        source: &o.source,
    });
    point.map(|point| TracedPriceRecord::new(point, known.as_ref()))
}
