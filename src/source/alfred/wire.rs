//! The answers as sent.

use serde::Deserialize;

/// What a series is: <https://fred.stlouisfed.org/docs/api/fred/series.html>.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    /// One, or absent where the answer is a refusal.
    pub(super) seriess: Option<Vec<Series>>,
}

/// One series.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Series {
    pub(super) id: String,
    pub(super) title: String,
    /// `M`, `Q`, `W`, `A`, `D`.
    #[serde(default)]
    pub(super) frequency_short: String,
    /// `Index 1982-1984=100`, `Percent`.
    #[serde(default)]
    pub(super) units: String,
}

/// Values: <https://fred.stlouisfed.org/docs/api/fred/series_observations.html>.
#[derive(Debug, Deserialize)]
pub(super) struct Values {
    pub(super) observations: Option<Vec<Observation>>,
}

/// The value of one period.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Observation {
    /// The day on which this value was published.
    pub(super) realtime_start: String,
    /// The first day of its period.
    pub(super) date: String,
    /// `.` where there is none.
    pub(super) value: String,
}
