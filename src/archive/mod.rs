//! An archive of bars: Parquet files next to the database, which any tool reads.
//!
//! `mic=XNAS/interval=1d/year=2024/part-PROVIDER-STATE.parquet` holds the bars of one year of all instruments of a
//! venue, of one provider and in one state of adjustment, sorted by symbol and time. The end of a file has a table of
//! its symbols and their rows, so that the bars of one symbol are found without reading the others.
//!
//! [`Archive`] reads like the database ([`crate::market::Shelf`]); [`write`] adds to it.

#[cfg(feature = "parquet")]
mod enabled;
#[cfg(feature = "parquet")]
pub use enabled::{Archive, Scanned, Shelving, Written};

#[cfg(not(feature = "parquet"))]
mod disabled;
#[cfg(not(feature = "parquet"))]
pub use disabled::{Archive, Scanned, Shelving, Written};
