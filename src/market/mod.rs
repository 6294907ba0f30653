//! Prices: bars, series of bars, corporate actions, and adjustment for them.

mod action;
mod bar;
mod series;

pub use action::{ActionKind, CorporateAction};
pub use bar::{Bar, BarError, DailyBar, IntradayBar};
pub use series::{Adjustment, Interval, Series, SeriesError, SeriesKey, UnknownInterval};
