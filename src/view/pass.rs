//! The result of a pass of the service.

use serde::Serialize;

use super::format::number_of;

/// The result of a pass of the service.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PassRecord {
    /// Polls that were answered.
    pub polled: u64,
    /// New events.
    pub created: u64,
    /// Events whose text changed.
    pub revised: u64,
    /// Items that were already known.
    pub seen_again: u64,
    /// Items filtered out by the source's settings.
    pub filtered: u64,
    /// Items that could not be logged.
    pub rejected: u64,
    /// Items beyond the limit of one poll; they follow with the next.
    pub left_over: u64,
    /// Events with rows that were due.
    pub events_measured: usize,
    /// Rows that were measured.
    pub measured: usize,
    /// Rows whose horizon has not ended.
    pub pending: usize,
    /// Rows whose prices are missing.
    pub no_data: usize,
    /// Rows in whose span the instrument did not trade.
    pub halted: usize,
    /// Sources that failed.
    pub failed: Vec<SourceFailure>,
    /// Items that could not be read, each with its source.
    pub passed_over: Vec<SourceFailure>,
    /// Instruments whose bars could not be fetched.
    pub unfetched: Vec<SymbolFailure>,
    /// Events that could not be measured, each with the reason.
    pub unmeasured: Vec<String>,
    /// Why measuring stopped early, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

/// A source that failed.
#[derive(Debug, Clone, Serialize)]
pub struct SourceFailure {
    /// The venue's name.
    pub source: String,
    /// Why.
    pub reason: String,
}

/// An instrument whose bars could not be fetched.
#[derive(Debug, Clone, Serialize)]
pub struct SymbolFailure {
    /// Symbol and venue.
    pub symbol: String,
    /// Why.
    pub reason: String,
}

impl PassRecord {
    /// The result as lines of text.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("{} polled, {} failed", number_of(self.polled, "source"), self.failed.len()),
            format!(
                "{} logged, {} revised, {} seen again, {} filtered out",
                number_of(self.created, "event"),
                self.revised,
                self.seen_again,
                self.filtered
            ),
        ];
        if self.rejected + self.left_over > 0 {
            lines.push(format!(
                "{} rejected, {} left for next time",
                number_of(self.rejected, "item"),
                self.left_over
            ));
        }
        if self.events_measured > 0 {
            lines.push(format!(
                "{} measured: {} with a figure, {} pending, {} without data, {} halted",
                number_of(self.events_measured, "event"),
                number_of(self.measured, "row"),
                self.pending,
                self.no_data,
                self.halted
            ));
        }
        lines
    }

    /// The failures, one per line.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let sources =
            self.failed.iter().chain(&self.passed_over).map(|f| format!("{}: {}", f.source, f.reason));
        let symbols = self.unfetched.iter().map(|f| format!("{}: {}", f.symbol, f.reason));
        let rest = self.unmeasured.iter().cloned().chain(self.broken.clone());
        sources.chain(symbols).chain(rest).collect()
    }
}
