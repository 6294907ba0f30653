//! What measuring gives.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Basis, Horizon, Paid, Unusualness, VerdictWord};
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval};
use crate::units::Return;

/// Whether a row could be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReactionStatus {
    /// It is measured.
    Measured,
    /// Its horizon has not ended yet.
    Pending,
    /// It could be measured if the prices were there.
    NoData,
    /// The instrument did not trade then, though its venue was open.
    Halted,
}

/// A price on the tape, and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PricePoint {
    /// When the price was known: the end of its bar, or the regular open or close.
    pub at: DateTime<Utc>,
    /// The price, in the instrument's currency.
    pub price: f64,
    /// Who gave it.
    pub provider: String,
    /// The interval of its bar.
    pub interval: Interval,
    /// The state of the price.
    pub adjustment: Adjustment,
}

/// What one instrument did over one horizon after one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// Whose price.
    pub instrument: InstrumentId,
    /// Where the span ends.
    pub horizon: Horizon,
    /// Whether it could be measured.
    pub status: ReactionStatus,
    /// When the horizon ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// The price before the news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<PricePoint>,
    /// The price at the horizon's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PricePoint>,
    /// `end / anchor × Π (1 + dividend / its price) − 1`: the holder's return. Without an ex-date in
    /// the span, `end / anchor − 1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_fraction: Option<Return>,
    /// What it is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<InstrumentId>,
    /// The benchmark's return over the same span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_return: Option<Return>,
    /// The return less what the model expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abnormal_return: Option<Return>,
    /// The model of the expectation: `market_adjusted`, the benchmark's return itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Standard deviation of the same abnormal return over the estimation window, as a fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
    /// The return's distance from the mean of the instrument's own returns over spans of this
    /// kind in the estimation window, in their standard deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    /// Its rank among those returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unusualness: Option<Unusualness>,
    /// Shares traded over the span, to the median of the same spans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume_ratio: Option<f64>,
    /// Dividends with an ex-date in the span; they are part of the return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dividends: Vec<Paid>,
    /// Highest price in the span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Lowest price in the span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// What else could explain the move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confounders: Vec<String>,
    /// What is missing, what was assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Reaction {
    /// The size of the move in one word, where its rank is known.
    #[must_use]
    pub fn verdict(&self) -> Option<VerdictWord> {
        self.unusualness.as_ref().map(Unusualness::word)
    }

    /// Which return the rank and the verdict are of, where there are any.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.unusualness.map(|_| Basis::Raw)
    }

    /// Adds to the note.
    pub fn remark(&mut self, text: &str) {
        self.note = Some(match self.note.take() {
            Some(note) => format!("{note}; {text}"),
            None => text.to_owned(),
        });
    }

    /// A row with nothing measured.
    #[must_use]
    pub const fn unmeasured(instrument: InstrumentId, horizon: Horizon, status: ReactionStatus) -> Self {
        Self {
            instrument,
            horizon,
            status,
            due_at: None,
            anchor: None,
            end: None,
            return_fraction: None,
            benchmark: None,
            benchmark_return: None,
            abnormal_return: None,
            model: None,
            standard_error: None,
            z: None,
            unusualness: None,
            volume_ratio: None,
            dividends: Vec::new(),
            high: None,
            low: None,
            confounders: Vec::new(),
            note: None,
        }
    }
}
