//! Files of prices: CSV, JSON lines and Parquet, as the world writes them.
//!
//! A row that is not a bar is reported and left out; a file that is not a price table is refused.

mod adapt;
mod gather;
mod layout;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{DateOrder, Decimal, Rejected, Source, TableError};
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
}

/// Reads a file of prices. `file` is its name, for messages and, where no column has it, for the
/// symbol. `zone_of` knows the zone of a symbol's venue, for local times.
///
/// # Errors
/// [`TableError`] where the file as a whole cannot be used.
pub fn read(
    input: impl Source,
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
    Ok(PriceFile {
        rows: gathered.rows,
        adjustment: adapt::adjustment(&gathered.columns, options),
        symbols,
        rejected,
    })
}

/// The symbol in a file's name: `MSFT.csv`, `msft_us_d.csv` (Stooq), `SAP.DE.csv.gz`,
/// `msft.us.txt`.
#[must_use]
pub(in crate::table) fn name_symbol(file: &str) -> Option<String> {
    let name = file.rsplit(['/', '\\']).next()?;
    let endings = [".gz", ".csv", ".txt", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet"];
    let lower = name.to_ascii_lowercase();
    let mut stem = lower.as_str();
    while let Some(shorter) = endings.iter().find_map(|e| stem.strip_suffix(e)) {
        stem = shorter;
    }
    let parts: Vec<&str> = stem.split('_').collect();
    let symbol = match parts.as_slice() {
        // Stooq: symbol, country, interval; a language after it does no harm.
        [symbol] | [symbol, "us", "d" | "w" | "m" | "5" | "60" | "h", ..] => (*symbol).to_owned(),
        [symbol, country, "d" | "w" | "m" | "5" | "60" | "h", ..] if country.len() == 2 => {
            format!("{symbol}.{country}")
        }
        _ => return None,
    };
    let symbol = symbol.strip_suffix(".us").unwrap_or(&symbol).to_ascii_uppercase();
    symbol.parse::<crate::instrument::Symbol>().ok().map(|s| s.as_str().to_owned())
}
