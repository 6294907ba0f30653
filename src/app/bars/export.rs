//! Bars out, as a table that any program reads and that can be imported again.

use std::path::Path;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use crate::app::Failure;
use crate::app::bars::disagreements::Stamped;
use crate::app::refusal::Refusal;
use crate::app::study::write_events::{csv_bytes, write_events};
use crate::instrument::InstrumentId;
use crate::market::{Adjuster, Adjustment, Bar, Interval, Series};
use crate::store::{LabelSpan, SeriesInfo, Store};
use crate::venue::zone_of;
use crate::view::prices_export::{ExportRecord, ExportedSeries};
use crate::view::study::{Column, EventsTable};

/// What to export.
pub struct ExportRequest<'a> {
    /// Of which instruments, and what each is called in the table.
    pub instruments: &'a [(InstrumentId, String)],
    /// The span of the bars.
    pub interval: Interval,
    /// The state of the prices.
    pub adjustment: Adjustment,
}

/// The bars of each instrument from the series that is adjusted least and has most bars, suspect ones left
/// out; `None` where there is not one bar.
///
/// # Errors
/// The database refuses, or prices cannot be brought to the state asked for.
pub fn export_prices(
    store: &Store,
    request: &ExportRequest<'_>,
) -> Result<Option<(EventsTable, ExportRecord)>, Failure> {
    let mut rows = Rows::default();
    let mut record = ExportRecord::default();
    for (instrument, name) in request.instruments {
        let Some(info) = best(store, instrument, request)? else {
            record.missing.push(instrument.to_string());
            continue;
        };
        let before = rows.close.len();
        let left_out = rows.add(store, &info, name, request.adjustment)?;
        record.series.push(ExportedSeries {
            instrument: instrument.clone(),
            interval: info.key.interval,
            provider: info.key.provider,
            adjustment: request.adjustment,
            bars: rows.close.len() - before,
            suspect: left_out,
        });
    }
    let any = !rows.close.is_empty();
    Ok(any.then(|| (rows.table(request.interval), record)))
}

/// Writes the table into a file, as CSV or Parquet by its name; `None` gives the CSV for standard output.
///
/// # Errors
/// The name ends in neither `.csv` nor `.parquet`, or the file cannot be written.
pub fn write_export(table: &EventsTable, file: Option<&Path>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = file else {
        let unmade = |reason| Refusal::Argument { argument: "output", reason };
        return Ok(Some(csv_bytes(table).map_err(unmade)?));
    };
    write_events(table, file)?;
    Ok(None)
}

fn best(
    store: &Store,
    instrument: &InstrumentId,
    request: &ExportRequest<'_>,
) -> Result<Option<SeriesInfo>, Failure> {
    let can_be = |info: &SeriesInfo| {
        let from = info.key.adjustment;
        from == request.adjustment || from != Adjustment::SplitsAndDividends
    };
    let rank = |info: &SeriesInfo| (can_be(info), info.key.adjustment == request.adjustment, info.bars);
    let all = store.series_of(instrument)?.into_iter();
    Ok(all.filter(|info| info.key.interval == request.interval).max_by_key(rank))
}

/// The columns of the table.
#[derive(Default)]
struct Rows {
    symbol: Vec<String>,
    at: Vec<String>,
    open: Vec<Option<f64>>,
    high: Vec<Option<f64>>,
    low: Vec<Option<f64>>,
    close: Vec<Option<f64>>,
    volume: Vec<Option<f64>>,
}

impl Rows {
    /// Adds the bars of a series; how many suspect ones were left out.
    fn add(
        &mut self,
        store: &Store,
        info: &SeriesInfo,
        name: &str,
        to: Adjustment,
    ) -> Result<usize, Failure> {
        let utc = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        match info.extent {
            LabelSpan::Days { first, last } => {
                let Sound { bars, left_out } = sound(store, info, first, last, to)?;
                for bar in &bars {
                    self.push(name, bar.at.to_string(), bar);
                }
                Ok(left_out)
            }
            LabelSpan::Instants { first, last } => {
                let Sound { bars, left_out } = sound(store, info, first, last, to)?;
                for bar in &bars {
                    self.push(name, utc(bar.at), bar);
                }
                Ok(left_out)
            }
        }
    }

    fn push<At>(&mut self, name: &str, at: String, bar: &Bar<At>) {
        self.symbol.push(name.to_owned());
        self.at.push(at);
        self.open.push(Some(bar.open));
        self.high.push(Some(bar.high));
        self.low.push(Some(bar.low));
        self.close.push(Some(bar.close));
        self.volume.push(bar.volume);
    }

    fn table(self, interval: Interval) -> EventsTable {
        let at = if interval == Interval::Day1 { "date" } else { "datetime" };
        EventsTable {
            rows: self.close.len(),
            columns: vec![
                ("symbol", Column::Text(self.symbol)),
                (at, Column::Text(self.at)),
                ("open", Column::Real(self.open)),
                ("high", Column::Real(self.high)),
                ("low", Column::Real(self.low)),
                ("close", Column::Real(self.close)),
                ("volume", Column::Real(self.volume)),
            ],
        }
    }
}

/// The bars of a series that are not suspect.
struct Sound<At> {
    bars: Vec<Bar<At>>,
    left_out: usize,
}

fn sound<At: Stamped>(
    store: &Store,
    info: &SeriesInfo,
    first: At,
    last: At,
    to: Adjustment,
) -> Result<Sound<At>, Failure> {
    let Some(series) = store.bars(&info.key, first, last)? else {
        return Ok(Sound { bars: Vec::new(), left_out: 0 });
    };
    let zone = zone_of(info.key.instrument.mic);
    let day = |at: At| at.day(zone);
    let mut suspect: Vec<At> = Vec::new();
    for bar in store.flagged_bars::<At>(&info.key)? {
        suspect.extend(bar.flags.suspicion().map(|_| bar.bar.at));
    }
    let series = match info.key.adjustment {
        from if from == to => series,
        from => {
            let actions = store.actions(&info.key.instrument, None)?;
            Adjuster::new(&actions, from, to, NaiveDate::MAX, close_on(&series, day))?.apply(&series, day)
        }
    };
    let bars = series.bars().iter().filter(|bar| suspect.binary_search(&bar.at).is_err());
    Ok(Sound { bars: bars.copied().collect(), left_out: suspect.len() })
}

/// The last close of a day, or of the first session after it.
fn close_on<At: Copy + Ord>(
    series: &Series<At>,
    day: impl Fn(At) -> NaiveDate,
) -> impl Fn(NaiveDate) -> Option<f64> {
    move |date| {
        let bars = series.bars();
        let first = bars.partition_point(|bar| day(bar.at) < date);
        let session = day(bars.get(first)?.at);
        let end = bars.partition_point(|bar| day(bar.at) <= session);
        bars.get(end.checked_sub(1)?).map(|bar| bar.close)
    }
}
