//! The table at the end of a file: which rows are whose.

use std::fmt::Write as _;

/// The rows of one symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) symbol: String,
    /// The number of the first row, from 0.
    pub(super) row: usize,
    pub(super) rows: usize,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) flagged: usize,
    /// The latest arrival, in microseconds since 1970.
    pub(super) fetched_at: i64,
}

/// A line for each symbol: `AAPL<tab>0<tab>252<tab>…`.
pub(super) fn print(entries: &[Entry]) -> String {
    let mut text = String::new();
    for e in entries {
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            e.symbol, e.row, e.rows, e.first, e.last, e.flagged, e.fetched_at
        );
    }
    text
}

/// The entries, which are sorted by symbol; `None` where the text is no such table.
pub(super) fn parse(text: &str) -> Option<Vec<Entry>> {
    let entries: Option<Vec<Entry>> = text.lines().map(entry).collect();
    entries.filter(|entries| entries.is_sorted_by(|a, b| a.symbol < b.symbol))
}

fn entry(line: &str) -> Option<Entry> {
    let mut cells = line.split('\t');
    let symbol = cells.next()?.to_owned();
    let mut number = || cells.next()?.parse::<i64>().ok();
    let (row, rows) = (usize::try_from(number()?).ok()?, usize::try_from(number()?).ok()?);
    let (first, last) = (number()?, number()?);
    let (flagged, fetched_at) = (usize::try_from(number()?).ok()?, number()?);
    Some(Entry { symbol, row, rows, first, last, flagged, fetched_at })
}

/// The entry of a symbol.
pub(super) fn find<'a>(entries: &'a [Entry], symbol: &str) -> Option<&'a Entry> {
    let place = entries.binary_search_by(|entry| entry.symbol.as_str().cmp(symbol)).ok()?;
    entries.get(place)
}
