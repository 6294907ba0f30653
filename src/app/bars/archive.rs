//! Bars into an archive of Parquet files, which any tool reads.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;

use crate::app::Failure;
use crate::archive::{Archive, Shelving, Written};
use crate::instrument::InstrumentId;
use crate::market::Interval;
use crate::store::{Label, LabelSpan, SeriesInfo, Store};
use crate::view::prices_archive::{ArchiveRecord, ArchivedFile};

/// What goes to the archive.
#[derive(Debug)]
pub struct ArchiveRequest<'a> {
    /// The instruments; all if there is none.
    pub instruments: &'a [InstrumentId],
    /// The span of the bars; any if absent.
    pub interval: Option<Interval>,
    /// Only bars before the first day of this one's year.
    pub before: Option<NaiveDate>,
    /// The folder.
    pub root: &'a Path,
}

/// Writes the bars of the database to the archive, and reads what it wrote once more.
///
/// Bars that the archive has already stay in it; of two with one label that of the database is kept. Nothing is taken
/// out of the database.
///
/// # Errors
/// The database refuses, or a file cannot be written or read.
pub fn archive(store: &Store, request: &ArchiveRequest<'_>) -> Result<ArchiveRecord, Failure> {
    let mut task = Shelving::default();
    let mut touched = BTreeSet::new();
    let (mut series, mut instruments) = (0, BTreeSet::new());
    for info in wanted(store, request)? {
        let Some((first, last)) = labels(&info, request.before) else { continue };
        task.add(&info.key, first, last);
        touched.insert((info.key.instrument.mic, info.key.interval));
        series += 1;
        instruments.insert(info.key.instrument);
    }
    let archive = Archive::new(request.root);
    let mut record =
        ArchiveRecord { folder: request.root.display().to_string(), series, ..ArchiveRecord::default() };
    record.instruments = instruments.len();
    let source = store.to_shelve()?;
    let until = request.before.map(start_of_year);
    task.write(
        &archive,
        |key, year| -> Result<_, Failure> { Ok(source.bars(key, year, until)?) },
        |path, bars, became| {
            let file = path.strip_prefix(request.root).unwrap_or(path).display().to_string();
            record.files.push(ArchivedFile { file, bars, became: word(&became) });
        },
    )?;
    for (mic, interval) in touched {
        record.checked += archive.scan(mic, interval, |_| {})?;
    }
    Ok(record)
}

fn wanted(store: &Store, request: &ArchiveRequest<'_>) -> Result<Vec<SeriesInfo>, Failure> {
    let mut all = Vec::new();
    if request.instruments.is_empty() {
        all = store.all_series()?;
    }
    for instrument in request.instruments {
        all.extend(store.own_series_of(instrument)?);
    }
    all.retain(|info| request.interval.is_none_or(|interval| info.key.interval == interval));
    Ok(all)
}

fn start_of_year(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike;
    NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
}

/// The first and last stored label; `None` where none is early enough.
fn labels(info: &SeriesInfo, before: Option<NaiveDate>) -> Option<(i64, i64)> {
    let end = before.map(start_of_year);
    let (first, last, end) = match info.extent {
        LabelSpan::Days { first, last } => {
            (first.floor_stored(), last.floor_stored(), end.map(Label::floor_stored))
        }
        LabelSpan::Instants { first, last } => {
            (first.floor_stored(), last.floor_stored(), end.map(|day| day.begins().floor_stored()))
        }
    };
    let last = end.map_or(last, |end| last.min(end - 1));
    (first <= last).then_some((first, last))
}

const fn word(became: &Written) -> &'static str {
    match became {
        Written::Created => "created",
        Written::Replaced => "replaced",
        Written::Unchanged => "unchanged",
    }
}
