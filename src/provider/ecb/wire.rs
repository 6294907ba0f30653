//! A line as sent: <https://data.ecb.europa.eu/help/api/data>, dataflow `EXR`, as CSV. Of its thirty columns two
//! matter.

use chrono::NaiveDate;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    #[serde(rename = "TIME_PERIOD")]
    pub(super) day: NaiveDate,
    /// Units of the other currency for one euro; empty or `NaN` on holidays.
    #[serde(rename = "OBS_VALUE")]
    pub(super) rate: Option<String>,
}
