//! What became of each event: every one is either measured or excluded with a reason.

use std::fmt;

/// Day 0 lies at most so many sessions from the date given.
pub const FARTHEST_SESSIONS: usize = 5;

/// Why an event is not in the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exclusion {
    /// The panel has no such symbol.
    UnknownSymbol,
    /// The instrument has no session at or after the event.
    AfterLastSession,
    /// The instrument has no session at or before the event, or none yet.
    BeforeFirstSession,
    /// The instrument did not trade within [`FARTHEST_SESSIONS`] sessions of the event.
    Suspended,
    /// The date is not a session of the instrument, and only exact days were asked for.
    NotASession,
    /// Too few returns before the event.
    ShortHistory {
        /// Estimation rows that can be used.
        have: usize,
        /// Estimation rows that are needed.
        need: usize,
    },
    /// The event window leaves the instrument's data.
    EventWindowOffData,
    /// The same instrument and day 0 as an earlier event.
    Duplicate,
    /// The market does not vary in the estimation window: β is not identified.
    ConstantMarket,
    /// Too few rows of the estimation window on which the benchmark has a value.
    NoBenchmarkValues {
        /// Rows with all values.
        have: usize,
        /// Rows that are needed.
        need: usize,
    },
    /// Too few rows of the estimation window on which every factor has a value.
    NoFactorValues {
        /// Rows with all values.
        have: usize,
        /// Rows that are needed.
        need: usize,
    },
    /// The factor columns are not independent in the estimation window.
    NotIdentified,
    /// There is other news of the instrument near.
    OtherNews {
        /// That news, as an event of the database.
        news: i64,
        /// Its day 0 relative to that of the event.
        relative_day: i64,
    },
    /// The direction in which news is expected to work is missing, zero or none.
    NoSign,
}

impl Exclusion {
    /// The reason in one word, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownSymbol => "unknown_symbol",
            Self::AfterLastSession => "after_last_session",
            Self::BeforeFirstSession => "before_first_session",
            Self::Suspended => "suspended",
            Self::NotASession => "not_a_session",
            Self::ShortHistory { .. } => "short_history",
            Self::EventWindowOffData => "event_window_off_data",
            Self::Duplicate => "duplicate",
            Self::ConstantMarket => "constant_market",
            Self::NoBenchmarkValues { .. } => "no_benchmark_values",
            Self::NoFactorValues { .. } => "no_factor_values",
            Self::NotIdentified => "factors_not_independent",
            Self::OtherNews { .. } => "other_news",
            Self::NoSign => "no_sign",
        }
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSymbol => f.write_str("the symbol is not in the prices"),
            Self::AfterLastSession => f.write_str("no session at or after the event"),
            Self::BeforeFirstSession => f.write_str("no session at or before the event"),
            Self::Suspended => {
                write!(f, "no session of the instrument within {FARTHEST_SESSIONS} sessions of the date")
            }
            Self::NotASession => f.write_str("the date is not a session"),
            Self::ShortHistory { have, need } => {
                write!(f, "{have} usable rows in the estimation window, {need} needed")
            }
            Self::EventWindowOffData => f.write_str("the event window leaves the data"),
            Self::Duplicate => f.write_str("the same instrument and day as an earlier event"),
            Self::ConstantMarket => f.write_str("the market does not vary in the estimation window"),
            Self::NoBenchmarkValues { have, need } => write!(
                f,
                "the benchmark has values on {have} usable rows of the estimation window, {need} needed"
            ),
            Self::NoFactorValues { have, need } => write!(
                f,
                "the factors have values on {have} usable rows of the estimation window, {need} needed"
            ),
            Self::NotIdentified => f.write_str("the factors are not independent in the estimation window"),
            Self::OtherNews { news, relative_day: 0 } => {
                write!(f, "other news of the instrument on the same day: event {news}")
            }
            Self::OtherNews { news, relative_day } => {
                write!(f, "other news of the instrument on relative day {relative_day}: event {news}")
            }
            Self::NoSign => f.write_str("the sign is missing, zero or not a direction"),
        }
    }
}
