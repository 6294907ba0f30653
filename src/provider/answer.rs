//! Requests to a provider, and its answers.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::calendar::Calendar;
use crate::instrument::Instrument;
use crate::market::{CorporateAction, Interval, Series, SeriesKey};
use crate::net::Validator;
use crate::units::Currency;

/// A request for bars of one instrument over a range of the exchange's days, both ends inclusive.
#[derive(Debug, Clone, Copy)]
pub struct BarRequest<'i> {
    /// The instrument.
    pub instrument: &'i Instrument,
    /// The listing under which the share is traded now, if its symbol has changed since.
    pub present: Option<&'i Instrument>,
    /// The interval of the bars.
    pub interval: Interval,
    /// First session date.
    pub from: NaiveDate,
    /// Last session date.
    pub to: NaiveDate,
    /// Whether to include premarket and after-hours.
    pub extended: bool,
    /// The time of the request. A bar that has not ended by then is left out.
    pub as_of: DateTime<Utc>,
    /// The validators of the previous answer to the same request, if its bars are stored.
    pub known: Option<&'i Validator>,
    /// The venue's calendar, if it has one; it decides whether today's daily bar is final.
    pub calendar: Option<&'i Calendar>,
}

impl BarRequest<'_> {
    /// The range split into parts of at most `days` days, oldest first.
    pub(super) fn pieces(&self, days: u64) -> Vec<(NaiveDate, NaiveDate)> {
        let last = |start: NaiveDate| start.checked_add_days(Days::new(days - 1)).unwrap_or(self.to);
        std::iter::successors(Some(self.from), |start| start.checked_add_days(Days::new(days)))
            .take_while(|start| *start <= self.to)
            .map(|start| (start, last(start).min(self.to)))
            .collect()
    }
}

/// Bars by the kind of their label.
#[derive(Debug, Clone, PartialEq)]
pub enum FetchedBars {
    /// One bar per session, labelled by the session's local date.
    Daily(Series<NaiveDate>),
    /// Intraday bars, labelled by their start.
    Intraday(Series<DateTime<Utc>>),
}

impl FetchedBars {
    /// How many bars there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Daily(series) => series.bars().len(),
            Self::Intraday(series) => series.bars().len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The instrument, interval and adjustment of the bars.
    #[must_use]
    pub const fn key(&self) -> &SeriesKey {
        match self {
            Self::Daily(series) => series.key(),
            Self::Intraday(series) => series.key(),
        }
    }
}

/// A row that is not a valid bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The row's label, as text.
    pub at: String,
    /// The rule it breaks.
    pub reason: String,
}

/// A provider's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The bars; `None` if the range has none.
    pub bars: FetchedBars,
    /// Splits and dividends that the provider reported with them, oldest first. Splits may come
    /// after the range: its prices are already divided by them.
    pub actions: Vec<CorporateAction>,
    /// The currency of the prices, if the provider states it.
    pub currency: Option<Currency>,
    /// Notes on the bars, such as which were left out and why; each is a sentence.
    pub notes: Vec<String>,
    /// Bars that were received and refused.
    pub skipped: Vec<Skipped>,
    /// The validators of the answer, if it came as a single response.
    pub validator: Option<Validator>,
    /// The first and last day requested, if the answer went through [`super::fetch_first`].
    pub range: Option<(NaiveDate, NaiveDate)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::plain_instrument;

    #[test]
    fn a_range_is_cut_into_pieces_that_meet() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let instrument = plain_instrument("MSFT:XNAS".parse().unwrap(), "Microsoft", None).unwrap();
        let request = |from: &str, to: &str| BarRequest {
            instrument: &instrument,
            present: None,
            interval: Interval::Minute1,
            from: day(from),
            to: day(to),
            extended: false,
            as_of: DateTime::UNIX_EPOCH,
            known: None,
            calendar: None,
        };
        assert_eq!(
            request("2025-01-20", "2025-02-05").pieces(7),
            [
                (day("2025-01-20"), day("2025-01-26")),
                (day("2025-01-27"), day("2025-02-02")),
                (day("2025-02-03"), day("2025-02-05")),
            ]
        );
        assert_eq!(request("2025-01-20", "2025-01-20").pieces(7).len(), 1);
        assert!(request("2025-01-20", "2025-01-19").pieces(7).is_empty());
    }
}
