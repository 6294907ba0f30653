//! An export of bars, as JSON and as text.

use serde::Serialize;

use super::format::{adjustment_state, number_of};
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval};

/// What was exported.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ExportRecord {
    /// The bars of each instrument.
    pub series: Vec<ExportedSeries>,
    /// Instruments of which there is not one bar.
    pub missing: Vec<String>,
}

/// The bars of one instrument.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportedSeries {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// The span of the bars.
    pub interval: Interval,
    /// Who gave them.
    pub provider: String,
    /// The state of the prices.
    pub adjustment: Adjustment,
    /// How many bars.
    pub bars: usize,
    /// Suspect bars, which were left out.
    pub suspect: usize,
}

impl ExportRecord {
    /// A line for each instrument.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let of = |series: &ExportedSeries| {
            let ExportedSeries { instrument, interval, provider, adjustment, bars, suspect } = series;
            let line = format!(
                "{instrument} {interval}: {} of {provider}, {}",
                number_of(*bars, "bar"),
                adjustment_state(*adjustment)
            );
            if *suspect > 0 {
                format!("{line}; {} left out", number_of(*suspect, "suspect bar"))
            } else {
                line
            }
        };
        let missing = self.missing.iter().map(|symbol| format!("{symbol}: there is not one bar"));
        self.series.iter().map(of).chain(missing).collect()
    }
}
