//! Files of prices: CSV, JSON lines and Parquet, as the world writes them.
//!
//! A row that is not a bar is reported and left out; a file that is not a price table is refused.

mod action;
mod adapt;
mod gather;
mod layout;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{ColumnMap, DateOrder, Decimal, Form, Format, Rejected, TableError, TableInput};
use crate::market::quality::Flags;
use crate::market::{ActionKind, Adjustment, DailyBar, Interval, IntradayBar};

/// What the user says about a file; what is not said is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceOptions {
    /// The symbol of all rows.
    pub symbol: Option<String>,
    /// The span of the bars.
    pub interval: Option<Interval>,
    /// The state of the prices.
    pub adjustment: Option<Adjustment>,
    /// The zone of local times.
    pub zone: Option<Tz>,
    /// The sign before the decimals.
    pub decimal: Option<Decimal>,
    /// Intraday bars are stamped by their end.
    pub stamped_at_end: bool,
    /// How to read dates such as 1/2/2025.
    pub dates: Option<DateOrder>,
    /// What columns hold.
    pub columns: ColumnMap,
}

/// The bars of one symbol, sorted, no label twice.
#[derive(Debug, Clone, PartialEq)]
pub enum Bars {
    /// One per session.
    Daily(Vec<DailyBar>),
    /// Several per session.
    Intraday(Interval, Vec<IntradayBar>),
}

impl Bars {
    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Daily(bars) => bars.len(),
            Self::Intraday(_, bars) => bars.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a file has of one symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct SymbolPrices {
    /// The symbol as the file or its name has it.
    pub symbol: String,
    /// The line of its first row.
    pub first_line: u64,
    /// The bars.
    pub bars: Bars,
    /// What reading them found suspicious: one entry per bar, or none at all.
    pub flags: Vec<Flags>,
    /// Splits and dividends by ex-date, as the file has them.
    pub actions: Vec<(NaiveDate, ActionKind)>,
    /// The state of the prices, as stated or recognised.
    pub adjustment: Adjustment,
    /// The adjusted close of each bar, where the file has a column of them.
    pub adjusted: Vec<Option<f64>>,
}

impl SymbolPrices {
    /// Whether there is neither a bar nor an action.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let no_bars = match &self.bars {
            Bars::Daily(bars) => bars.is_empty(),
            Bars::Intraday(_, bars) => bars.is_empty(),
        };
        no_bars && self.actions.is_empty()
    }
}

/// A file of prices, read.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceFile {
    /// Rows in the file, rejected ones included.
    pub rows: usize,
    /// The state of the prices, as stated or recognised.
    pub adjustment: Adjustment,
    /// The figures by symbol, in the order of the file.
    pub symbols: Vec<SymbolPrices>,
    /// Rows that were left out.
    pub rejected: Vec<Rejected>,
    /// What was understood of the file.
    pub understood: Understood,
}

/// What was understood of a file of prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// What the file is.
    pub format: Format,
    /// Lines above the data, the header included.
    pub above: usize,
    /// There is no header: the columns are known by their place.
    pub by_place: bool,
    /// What each column in use holds, and what it is called.
    pub columns: Vec<(&'static str, String)>,
    /// The names of the columns that are not read.
    pub unread: Vec<String>,
    /// The sign before the decimals of the prices; `None` where no price has any.
    pub decimal: Option<Decimal>,
    /// How the dates or times are written.
    pub stamps: Form,
    /// The order of day and month, where it had to be found out.
    pub dates: Option<DateOrder>,
    /// Rows with a date and no price.
    pub empty: usize,
    /// Lines of text among the rows.
    pub notes: usize,
}

/// Reads a file of prices. `file` is its name, for messages and, where no column has it, for the
/// symbol. `zone_of` knows the zone of a symbol's venue, for local times.
///
/// ```
/// use std::io::Cursor;
/// use newstape::table::prices::{self, Bars, PriceOptions};
///
/// // The thirteenth column of no table is a date, but 13 can only be a day: so can 02 be a month only.
/// let file = "Datum;Open;High;Low;Close\n12.02.2025;10,1;10,4;10,0;10,3\n13.02.2025;10,3;10,2;10,4;10,3\n";
/// let read = prices::read(Cursor::new(file), "HLV.csv", &PriceOptions::default(), |_| None)?;
/// let Bars::Daily(bars) = &read.symbols[0].bars else { panic!("daily bars") };
/// assert_eq!((read.symbols[0].symbol.as_str(), bars[0].close), ("HLV", 10.3));
/// // The low of the second row is above its high: it is named and left out.
/// assert_eq!((read.rows, bars.len(), read.rejected[0].line), (2, 1, 3));
/// # Ok::<(), newstape::table::TableError>(())
/// ```
///
/// # Errors
/// [`TableError`] where the file as a whole cannot be used.
pub fn read(
    input: impl TableInput,
    file: &str,
    options: &PriceOptions,
    zone_of: impl Fn(&str) -> Option<Tz>,
) -> Result<PriceFile, TableError> {
    let mut gathered = gather::read(input, file, options)?;
    let groups = std::mem::take(&mut gathered.groups);
    let mut rejected = std::mem::take(&mut gathered.rejected);
    let setting = gathered.setting(file, options);
    let symbols = groups
        .into_iter()
        .map(|group| {
            let zone = zone_of(&group.symbol);
            adapt::adapt(group, zone, &setting, &mut rejected)
        })
        .collect::<Result<_, _>>()?;
    rejected.sort_by_key(|r| r.line);
    let gather::Seen { format, above, columns, unread, decimal, empty, notes } = gathered.seen;
    Ok(PriceFile {
        rows: gathered.rows,
        adjustment: adapt::adjustment(&gathered.columns, options),
        symbols,
        rejected,
        understood: Understood {
            format,
            above: above.lines,
            by_place: above.by_place,
            columns,
            unread,
            decimal,
            stamps: gathered.stamps.form,
            dates: gathered.stamps.order(),
            empty,
            notes,
        },
    })
}
