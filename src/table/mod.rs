//! Tabular files: prices, panels, events, factors.
//!
//! One way to read them all. `open` finds compression, encoding, format and delimiter by the content;
//! `columns` knows what columns are called; `numbers` and `stamp` decide by the whole column how its
//! numbers and dates are written. [`prices`], [`panel`], [`events`] and [`factors`] are built on these, so that
//! the same file means the same to each of them.
//!
//! What a file does not tell is stated by the caller or refused; the refusal names its [`Remedy`](crate::fault::Remedy).

#[cfg(feature = "parquet")]
mod batches;
mod cell;
mod columns;
mod covariates;
mod error;
pub mod events;
pub mod factors;
mod form;
mod head;
mod input;
mod json;
mod jsonl;
mod local;
mod names;
pub mod news;
mod news_column;
mod numbers;
mod open;
pub mod panel;
mod parquet;
pub mod prices;
mod sheet;
mod stamp;
mod symbol;
#[cfg(test)]
mod tests;
mod written;

pub use columns::{ColumnMap, WrongMap};
pub use covariates::{Covariate, Covariates};
pub use error::{Purpose, Rejected, TableError, Wrong};
pub use form::{DateOrder, Decimal, Form};
pub use input::TableInput;
pub use open::Format;
pub use stamp::Stamp;
