//! Why a file of prices cannot be read.

use crate::fault::{Fault, FaultClass, Remedy};

/// Why a whole file of prices is refused. A broken row is no such error but a [`super::Rejected`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceFileError {
    /// The file cannot be read from the disk, or its compression is broken.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's word.
        reason: String,
    },
    /// There is nothing in it.
    #[error("{0}: the file is empty")]
    Empty(String),
    /// A header and no rows.
    #[error("{0}: there is a header but not one row")]
    NoRows(String),
    /// It is something else.
    #[error("{file}: this is no table of prices: {found}")]
    NotATable {
        /// The file.
        file: String,
        /// What it looks like.
        found: String,
    },
    /// A column is missing.
    #[error("{file}: there is no column `{column}`; the columns are {columns}")]
    MissingColumn {
        /// The file.
        file: String,
        /// What is missing.
        column: &'static str,
        /// What there is.
        columns: String,
    },
    /// Neither a column nor the name of the file says whose prices they are.
    #[error("{0}: neither a column nor the name of the file says which symbol this is")]
    NoSymbol(String),
    /// The column of symbols does not have the one asked for.
    #[error("{file}: not one row is of {symbol}")]
    NoSuchSymbol {
        /// The file.
        file: String,
        /// The symbol asked for.
        symbol: String,
    },
    /// Dates such as 03/04/2024, none of which has a day above 12.
    #[error("{0}: the dates can be read as month/day and as day/month")]
    AmbiguousDates(String),
    /// The steps between the stamps are no interval.
    #[error("{file}: {symbol}: the interval cannot be told from the stamps")]
    NoInterval {
        /// The file.
        file: String,
        /// Whose rows.
        symbol: String,
    },
    /// The stamps say one thing and the arguments another.
    #[error("{file}: {symbol}: the rows are {found}, not {asked}")]
    WrongInterval {
        /// The file.
        file: String,
        /// Whose rows.
        symbol: String,
        /// What they are.
        found: String,
        /// What was asked for.
        asked: String,
    },
    /// Local times without a zone.
    #[error("{file}: {symbol}: the times have no zone")]
    NoZone {
        /// The file.
        file: String,
        /// Whose rows.
        symbol: String,
    },
    /// Every row was rejected.
    #[error("{file}: not one of {rows} rows can be used; the first: {first}")]
    AllRejected {
        /// The file.
        file: String,
        /// How many rows.
        rows: usize,
        /// Why the first was rejected.
        first: String,
    },
    /// The build has no reader for this format.
    #[error("{0}: this build cannot read Parquet")]
    NoParquet(String),
}

impl Fault for PriceFileError {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }

    fn remedy(&self) -> Option<Remedy> {
        let give = |argument, example| Some(Remedy::Give { argument, example });
        match self {
            Self::MissingColumn { .. } => Some(Remedy::advice(
                "a date or time, `open`, `high`, `low` and `close` are needed; `volume` and `symbol` are welcome",
            )),
            Self::NoSymbol(_) => give("symbol", "MSFT"),
            Self::AmbiguousDates(_) => give("dates", "mdy"),
            Self::NoInterval { .. } => give("interval", "1m"),
            Self::NoZone { .. } => give("zone", "America/New_York"),
            Self::AllRejected { first, .. } if first.contains(',') => give("decimal", "comma"),
            Self::NoParquet(_) => Some(Remedy::advice("use a build with the feature `parquet`")),
            Self::Unreadable { .. }
            | Self::Empty(_)
            | Self::NoRows(_)
            | Self::NoSuchSymbol { .. }
            | Self::NotATable { .. }
            | Self::WrongInterval { .. }
            | Self::AllRejected { .. } => None,
        }
    }
}
