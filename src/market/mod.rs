//! Prices: bars, series of bars, corporate actions, and adjustment for them.

mod action;
mod adjust;
mod as_of;
mod bar;
mod missing;
mod series;
mod shelf;

pub mod coverage;
pub mod quality;

pub use action::{ActionKind, CorporateAction};
pub use adjust::{AdjustError, Adjuster, Factor, adjust, dividends_as_traded};
pub use as_of::{as_of, values_after};
pub use bar::{Bar, BarError, DailyBar, IntradayBar};
#[cfg(test)]
pub(crate) use missing::missing_examples;
pub use missing::{Missing, MissingBars, MissingData};
pub use series::{Adjustment, Interval, Series, SeriesError, SeriesKey, UnknownInterval};
pub use shelf::{Shelf, ShelfError, ShelvedBar, ShelvedSeries, year_of};
