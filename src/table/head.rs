//! Where a table of prices begins, and what its columns are called.
//!
//! Programs write lines above the header (whose prices, which dates), headers of two or three rows (what,
//! whose), names that hold both (`MSFT.Open`), or no header at all. The first row with a date and a figure is
//! the first row of data; what stands above it says what its columns are.

use super::cell::Record;
use super::columns::{Header, Role, StampColumns};
use super::names::fold;
use super::numbers::Figure;
use super::written::Written;
use crate::instrument::isin_is_valid;

/// How many rows are looked at.
pub(super) const ROWS: usize = 60;
/// Rows of a header at most.
const LEVELS: usize = 3;

/// What the first rows of a table say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub(super) header: Header,
    /// How many of the rows looked at are above the data.
    pub(super) above: usize,
    /// The symbol that a line above the header names.
    pub(super) symbol: Option<String>,
    /// There is no header: columns are known by their place.
    pub(super) by_place: bool,
}

/// Finds the header of a table of prices among its first rows; `None` where no row looks like data.
/// `named` makes a header of names.
pub(super) fn find(rows: &[(u64, Record)], named: &dyn Fn(Vec<String>) -> Header) -> Option<Head> {
    let first = rows.first()?;
    let plain = |above: usize, header: Header| {
        let symbol = symbol_above(&rows[..above.saturating_sub(1)]);
        Head { header, above, symbol, by_place: false }
    };
    let header = named(cells(&first.1));
    if is_whole(&header) && count(&header, Role::Close) <= 1 {
        return Some(plain(1, header));
    }
    let data = rows.iter().position(|(_, record)| is_data(record))?;
    if data == 0 {
        let header = by_place(rows, named)?;
        return Some(Head { header, above: 0, symbol: None, by_place: true });
    }
    let start = stamp_of(&rows[data].1)?;
    let above = &rows[..data];
    if let Some(header) = levels(above, start, named) {
        return Some(plain(data, header));
    }
    let single = (0..data).rev().find_map(|at| {
        let header = named(cells(&rows[at].1));
        is_whole(&header).then(|| plain(at + 1, header))
    });
    single.or_else(|| {
        let last = named(cells(&rows[data - 1].1));
        (last.len() > 1).then(|| plain(data, joined(&last, start, named).unwrap_or(last)))
    })
}

/// A header that says when and at which close.
fn is_whole(header: &Header) -> bool {
    let close = header.find(Role::Close).or_else(|| header.find(Role::AdjustedClose));
    StampColumns::find(header).is_some_and(|stamp| close.is_some_and(|close| close != stamp.at))
}

fn count(header: &Header, role: Role) -> usize {
    (0..header.len()).filter(|&at| header.role(at) == Some(role)).count()
}

fn cells(record: &Record) -> Vec<String> {
    (0..record.len()).map(|at| record.cell(at).to_text().trim().to_owned()).collect()
}

/// The column of a row with a date or time.
fn stamp_of(record: &Record) -> Option<usize> {
    (0..record.len()).find(|&at| Written::read(record.cell(at), false).is_some())
}

fn is_data(record: &Record) -> bool {
    let is_figure = |at| Figure::read(record.cell(at)).is_some();
    stamp_of(record).is_some_and(|stamp| (0..record.len()).any(|at| at != stamp && is_figure(at)))
}

/// A header of several rows: one says what each column holds, another whose it is.
fn levels(above: &[(u64, Record)], stamp: usize, named: &dyn Fn(Vec<String>) -> Header) -> Option<Header> {
    (2..=LEVELS.min(above.len())).rev().find_map(|depth| {
        let rows: Vec<Header> =
            above[above.len() - depth..].iter().map(|(_, record)| named(cells(record))).collect();
        two_levels(&rows, stamp, named)
    })
}

fn two_levels(rows: &[Header], stamp: usize, named: &dyn Fn(Vec<String>) -> Header) -> Option<Header> {
    let width = rows.iter().map(Header::len).max()?;
    let what_of = |row: &Header, at: usize| row.role(at).filter(|role| role.is_of_bar());
    let figures = |row: &Header| (0..width).filter(|&at| at != stamp && what_of(row, at).is_some()).count();
    let what = rows.iter().max_by_key(|row| figures(row)).filter(|row| figures(row) > 0)?;
    let has_close =
        (0..width).any(|at| at != stamp && matches!(what.role(at), Some(Role::Close | Role::AdjustedClose)));
    let is_whose = |row: &&Header| {
        let label = fold(row.name(stamp));
        let says = matches!(label.as_str(), "" | "ticker" | "tickers" | "symbol" | "symbols" | "security");
        says && !std::ptr::eq::<Header>(*row, what)
            && (0..width).any(|at| at != stamp && !row.name(at).is_empty())
    };
    let whose = rows.iter().find(is_whose).filter(|_| has_close)?;
    let date = rows.iter().map(|row| row.name(stamp)).find(|name| {
        let header = named(vec![(*name).to_owned()]);
        StampColumns::find(&header).is_some()
    });
    let name = |at: usize| {
        if at == stamp { date.unwrap_or("date").to_owned() } else { what.name(at).to_owned() }
    };
    // A name that spans several columns is written over the first of them.
    let mut latest = None;
    let symbols = (0..width).map(|at| {
        if at != stamp && !whose.name(at).is_empty() {
            latest = Some(whose.name(at).to_owned());
        }
        latest.clone().filter(|_| at != stamp && what_of(what, at).is_some())
    });
    let symbols = symbols.collect();
    Some(named((0..width).map(name).collect()).of_symbols(symbols))
}

/// Names that say both what and whose: `MSFT.Open`, `Close_MSFT`, `MSFT - Close Price`, `('Close', 'MSFT')`.
fn joined(header: &Header, stamp: usize, named: &dyn Fn(Vec<String>) -> Header) -> Option<Header> {
    let (mut names, mut symbols) = (Vec::new(), Vec::new());
    for (at, name) in header.names() {
        match parts(name) {
            _ if at == stamp || name.is_empty() => {
                names.push(if name.is_empty() && at == stamp { "date".to_owned() } else { name.to_owned() });
                symbols.push(None);
            }
            Some((what, whose)) => {
                names.push(what);
                symbols.push(Some(whose));
            }
            None => return None,
        }
    }
    let header = named(names).of_symbols(symbols);
    header.find(Role::Close).or_else(|| header.find(Role::AdjustedClose)).map(|_| header)
}

/// What a column holds, and whose it is, by its name.
fn parts(name: &str) -> Option<(String, String)> {
    let name: String = name.chars().filter(|c| !"()'\"".contains(*c)).collect();
    let is_what =
        |text: &str| super::columns::role_of(text).is_some_and(Role::is_of_bar) && text.trim().len() > 1;
    [" - ", " – ", ",", "_", "|", ":", ".", " "].into_iter().find_map(|sign| {
        let last =
            name.rsplit_once(sign).filter(|(_, what)| is_what(what)).map(|(whose, what)| (what, whose));
        let first = name.split_once(sign).filter(|(what, _)| is_what(what));
        let (what, whose) = last.or(first)?;
        let (what, whose) = (what.trim(), whose.trim());
        (!whose.is_empty()).then(|| (what.to_owned(), whose.to_owned()))
    })
}

/// Rows without a header: a date, perhaps a time, then figures, of which four are a bar if no row has a
/// close or an open beyond its high and low.
fn by_place(rows: &[(u64, Record)], named: &dyn Fn(Vec<String>) -> Header) -> Option<Header> {
    let rows: Vec<&Record> = rows.iter().map(|(_, record)| record).filter(|record| is_data(record)).collect();
    let first = *rows.first()?;
    let stamp = stamp_of(first)?;
    let figure = |record: &Record, at: usize| Figure::read(record.cell(at)).map(|figure| figure.value);
    let has_time =
        first.len() > stamp + 1 && rows.iter().all(|row| row.cell(stamp + 1).to_text().trim().contains(':'));
    let from = stamp + 1 + usize::from(has_time);
    let mut names: Vec<String> = (0..first.len()).map(|at| format!("column {}", at + 1)).collect();
    let mut name = |at: usize, text: &str| text.clone_into(&mut names[at]);
    name(stamp, if is_count(first, stamp) { "epoch" } else { "date" });
    if has_time {
        name(stamp + 1, "time");
    }
    if stamp == 1 && figure(first, 0).is_none() {
        name(0, "symbol");
    }
    let last = (from..first.len()).take_while(|&at| figure(first, at).is_some()).last()?;
    let in_order = |order: [usize; 4]| {
        rows.iter().all(|row| {
            let [open, high, low, close] = order.map(|at| figure(row, from + at));
            match (open, high, low, close) {
                (Some(open), Some(high), Some(low), Some(close)) => {
                    low <= open.min(close) && open.max(close) <= high
                }
                _ => false,
            }
        })
    };
    // Open, high, low, close; then with the close before the extremes.
    let orders = [[0, 1, 2, 3], [0, 2, 3, 1], [1, 2, 3, 0]];
    match orders.into_iter().find(|order| last >= from + 3 && in_order(*order)) {
        Some(order) => {
            for (at, what) in order.into_iter().zip(["open", "high", "low", "close"]) {
                name(from + at, what);
            }
            if last >= from + 4 {
                name(from + 4, "volume");
            }
        }
        None if last < from + 3 => {
            name(from, "close");
            if last == from + 1 {
                name(last, "volume");
            }
        }
        None => return None,
    }
    Some(named(names))
}

/// Whether a stamp is a count of seconds or less, and no date.
fn is_count(record: &Record, at: usize) -> bool {
    let text = record.cell(at).to_text();
    let text = text.trim();
    text.len() > 8 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The symbol that the lines above a header name: `Security,MSFT US Equity`, `Symbol: MSFT`, an ISIN.
fn symbol_above(rows: &[(u64, Record)]) -> Option<String> {
    let labels = ["security", "ticker", "symbol", "instrument", "ric", "tickersymbol", "isin"];
    rows.iter().find_map(|(_, record)| {
        let cells = cells(record);
        let stated = cells.iter().zip(cells.iter().skip(1)).find_map(|(label, value)| {
            (labels.contains(&fold(label).as_str()) && !value.is_empty()).then(|| value.clone())
        });
        let within = || {
            let words = cells.iter().flat_map(|cell| cell.split(|c: char| !c.is_ascii_alphanumeric()));
            words.map(str::to_owned).find(|word| word.len() == 12 && isin_is_valid(word))
        };
        let market = || cells.iter().find(|cell| super::symbol::is_terminal_symbol(cell)).cloned();
        stated.or_else(within).or_else(market)
    })
}
