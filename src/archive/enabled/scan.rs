//! Reading all bars of a venue, a group of rows at a time and groups side by side.

use parquet::data_type::DoubleType;
use parquet::errors::ParquetError;
use rayon::prelude::*;

use super::failed;
use super::layout::column;
use super::part::{Part, guarded, values};
use super::read::Archive;
use crate::instrument::Mic;
use crate::market::{Interval, ShelfError};

/// The bars of one symbol that stand together in a file: labels and closes, a number of each for every bar.
#[derive(Debug, Clone, Copy)]
pub struct Scanned<'a> {
    /// The symbol.
    pub symbol: &'a str,
    /// Days since 1970 of daily bars, seconds since then of others.
    pub labels: &'a [i64],
    /// The last prices.
    pub closes: &'a [f64],
}

impl Archive {
    /// Visits the closes of all bars of a venue and an interval, in pieces of one symbol each, on all cores: no
    /// order but that within a piece. How many bars there were.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn scan(
        &self,
        mic: Mic,
        interval: Interval,
        visit: impl Fn(Scanned<'_>) + Sync,
    ) -> Result<usize, ShelfError> {
        let mut pieces = Vec::new();
        for (_, file) in self.files(mic, interval) {
            let Some(part) = self.part(&file, interval)? else { continue };
            let groups = part.groups().collect::<Vec<_>>();
            pieces.extend(groups.into_iter().map(|(group, rows)| (part.clone(), group, rows)));
        }
        let counts = pieces.into_par_iter().map(|(part, group, rows)| {
            guarded(|| visit_group(&part, group, rows, &visit)).map_err(|e| failed(&part.path, &e))
        });
        counts.sum()
    }
}

fn visit_group(
    part: &Part,
    number: usize,
    rows: std::ops::Range<usize>,
    visit: &(impl Fn(Scanned<'_>) + Sync),
) -> Result<usize, ParquetError> {
    let group = part.group(number)?;
    let labels = part.labels(&*group, 0..rows.len())?;
    let (closes, _) = values::<DoubleType>(&*group, column::CLOSE, 0..rows.len())?;
    if labels.len() != rows.len() || closes.len() != rows.len() {
        return Err(ParquetError::General("a column is shorter than the others".to_owned()));
    }
    let first = part.entries.partition_point(|entry| entry.row + entry.rows <= rows.start);
    for entry in part.entries.iter().skip(first).take_while(|entry| entry.row < rows.end) {
        let start = entry.row.max(rows.start) - rows.start;
        let end = (entry.row + entry.rows).min(rows.end) - rows.start;
        visit(Scanned { symbol: &entry.symbol, labels: &labels[start..end], closes: &closes[start..end] });
    }
    Ok(rows.len())
}
