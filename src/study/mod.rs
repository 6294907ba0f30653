//! Event studies: many events at once, in event time.
//!
//! A study falls into two parts. [`study_instrument`] knows one instrument's returns and its events; the
//! only thing it shares with others is the market. [`CrossSection`] and the sums of ranks are sums over events
//! that merge, wherever they were computed. Threads use the two today; machines may tomorrow.

// Counts of days and events are far below 2^52, and relative days far below 2^31.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap
)]
// Tied ranks are exactly equal numbers.
#![allow(clippy::float_cmp)]

mod bootstrap;
mod builder;
mod calendar_time;
mod compare;
pub mod compat;
mod cross_section;
mod day_zero;
mod detail;
mod kernel;
mod moments;
mod multiple;
mod ordering;
mod outcome;
mod panel;
mod random;
mod rank_gatherer;
mod rank_sums;
pub mod regression;
mod regular_ranks;
mod rounds;
mod run;
mod shared_days;
pub mod significance;
mod simulate;
mod skewness;
mod spec;
mod tally;
mod totals;
mod volatility;

pub use bootstrap::{Bootstrap, BootstrapSpec, BootstrapTable, ConfidenceInterval, bootstrap};
pub use builder::{Contradiction, Defects, PanelBuilder, ValueKind};
pub use calendar_time::{CalendarTime, calendar_time, market_returns};
pub use compare::{Difference, TwoSample, compare};
pub use cross_section::CrossSection;
pub use day_zero::Reach;
pub use detail::{EventDetail, details};
pub use kernel::{Aligned, Detail, EventFit, InstrumentStudy, Pair, Path, study_instrument};
pub use moments::Moments;
pub use multiple::{benjamini_hochberg, holm};
pub use outcome::{Exclusion, FARTHEST_SESSIONS};
pub use panel::{Market, Panel, ReturnSeries, Variant};
pub use rounds::Keep;
pub use run::{
    Assignment, Placement, Study, StudyEvent, assign, assign_at, check, place_all, run, run_assigned,
    run_keeping,
};
pub use shared_days::SharedCorrelation;
pub use simulate::{Rejections, SimulationSpec, clustered_panel, simulate};
pub use skewness::{SkewnessP, skewness_p};
pub use spec::{DayZero, OffData, PairsBy, ReturnKind, Spec, SpecError, Window};
pub use totals::{EventTotal, totals};
pub use volatility::{Volatility, volatility};

#[cfg(test)]
mod tests;
