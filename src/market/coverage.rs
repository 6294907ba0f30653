//! Which sessions a series has, and which it lacks.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Bar, Series};
use crate::calendar::Session;

/// Intraday bars that begin this late or end this early leave a session incomplete. Quiet shares
/// do not trade in every minute, so a few minutes say nothing.
const LATE: TimeDelta = TimeDelta::minutes(30);

/// What a series has of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it, as far as bars can tell.
    Whole,
    /// Bars begin more than half an hour after the open or end more than that before the close.
    Part,
    /// Nothing.
    Missing,
}

/// Sessions in a row of which a series has nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first missing session.
    pub first: NaiveDate,
    /// The last missing session.
    pub last: NaiveDate,
    /// How many.
    pub sessions: usize,
}

/// What a series has of each of some sessions.
///
/// ```
/// use newstape::calendar::Calendar;
/// use newstape::instrument::Mic;
/// use newstape::market::coverage::{Coverage, Extent};
/// use newstape::market::{Adjustment, Bar, Interval, Series, SeriesKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Two daily bars of a week in which Monday was a holiday in New York.
/// let bar = |day: &str| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(Bar::new(day.parse()?, 100.0, 101.0, 99.0, 100.5, None)?)
/// };
/// let key = SeriesKey {
///     instrument: "MSFT:XNAS".parse()?,
///     interval: Interval::Day1,
///     provider: "file".to_owned(),
///     adjustment: Adjustment::AsTraded,
/// };
/// let series = Series::new(key, vec![bar("2025-01-21")?, bar("2025-01-24")?])?;
/// let sessions = Calendar::for_mic(Mic::XNAS)?.sessions("2025-01-20".parse()?, "2025-01-24".parse()?)?;
/// let coverage = Coverage::of_daily(&series, sessions);
/// assert_eq!(coverage.count(Extent::Whole), 2);
/// let gap = coverage.gaps()[0];
/// assert_eq!((gap.first.to_string().as_str(), gap.sessions), ("2025-01-22", 2));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    days: Vec<(NaiveDate, Extent)>,
}

impl Coverage {
    /// Of daily bars over `sessions`.
    #[must_use]
    pub fn of_daily(series: &Series<NaiveDate>, sessions: &[Session]) -> Self {
        let extent = |s: &Session| if series.get(s.date).is_some() { Extent::Whole } else { Extent::Missing };
        Self { days: sessions.iter().map(|s| (s.date, extent(s))).collect() }
    }

    /// Of the regular hours of `sessions` by intraday bars.
    #[must_use]
    pub fn of_intraday(series: &Series<DateTime<Utc>>, sessions: &[Session]) -> Self {
        let span = series.key().interval.span().unwrap_or_default();
        let extent = |session: &Session| {
            let (open, close) = (session.regular.start, session.regular.end);
            let from = series.first_at_or_after(open);
            let to = series.first_at_or_after(close);
            regular_extent(&series.bars()[from..to], span, open, close)
        };
        Self { days: sessions.iter().map(|s| (s.date, extent(s))).collect() }
    }

    /// What there is of each session.
    #[must_use]
    pub fn days(&self) -> &[(NaiveDate, Extent)] {
        &self.days
    }

    /// How many sessions are like this.
    #[must_use]
    pub fn count(&self, extent: Extent) -> usize {
        self.days.iter().filter(|(_, e)| *e == extent).count()
    }

    /// The sessions of which there is only a part.
    pub fn parts(&self) -> impl Iterator<Item = NaiveDate> {
        self.days.iter().filter(|(_, e)| *e == Extent::Part).map(|(date, _)| *date)
    }

    /// The gaps, oldest first.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        self.days
            .chunk_by(|a, b| a.1 == b.1)
            .filter(|run| run[0].1 == Extent::Missing)
            .map(|run| Gap { first: run[0].0, last: run[run.len() - 1].0, sessions: run.len() })
            .collect()
    }

    /// The share of sessions with any bars in each of at most `cells` equal stretches.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // a century has 25,000 sessions
    pub fn strip(&self, cells: usize) -> Vec<f64> {
        let cells = cells.clamp(1, self.days.len().max(1));
        (0..cells)
            .map(|cell| {
                let stretch =
                    &self.days[cell * self.days.len() / cells..(cell + 1) * self.days.len() / cells];
                let weight = |(_, extent): &(NaiveDate, Extent)| match extent {
                    Extent::Whole => 1.0,
                    Extent::Part => 0.5,
                    Extent::Missing => 0.0,
                };
                stretch.iter().map(weight).sum::<f64>() / stretch.len().max(1) as f64
            })
            .collect()
    }
}

fn regular_extent(
    bars: &[Bar<DateTime<Utc>>],
    span: TimeDelta,
    open: DateTime<Utc>,
    close: DateTime<Utc>,
) -> Extent {
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return Extent::Missing };
    let late = first.at > open + LATE || last.at + span < close - LATE;
    if late { Extent::Part } else { Extent::Whole }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::instrument::Mic;
    use crate::market::{Adjustment, Interval, SeriesKey};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn sessions() -> &'static [Session] {
        Calendar::for_mic(Mic::XNAS).unwrap().sessions(day("2025-01-02"), day("2025-01-15")).unwrap()
    }

    fn series<At: Ord + Copy>(interval: Interval, labels: Vec<At>) -> Series<At> {
        let key = SeriesKey {
            instrument: "MSFT:XNAS".parse().unwrap(),
            interval,
            provider: "file".into(),
            adjustment: Adjustment::AsTraded,
        };
        let bar = |at| Bar::new(at, 1.0, 1.0, 1.0, 1.0, None).unwrap();
        Series::new(key, labels.into_iter().map(bar).collect()).unwrap()
    }

    #[test]
    fn gaps_are_named_by_session_and_holidays_are_none() {
        let days = ["2025-01-02", "2025-01-03", "2025-01-08", "2025-01-10", "2025-01-15"];
        let coverage = Coverage::of_daily(&series(Interval::Day1, days.map(day).to_vec()), sessions());
        let gap = |first, last, sessions| Gap { first: day(first), last: day(last), sessions };
        // 9 January was a day of mourning, 11 and 12 a weekend.
        assert_eq!(coverage.gaps(), [gap("2025-01-06", "2025-01-07", 2), gap("2025-01-13", "2025-01-14", 2)]);
        assert_eq!((coverage.count(Extent::Whole), coverage.count(Extent::Missing)), (5, 4));
        assert_eq!(coverage.strip(3), [2.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0]);
        assert_eq!(coverage.strip(100).len(), 9);
    }

    #[test]
    fn a_session_cut_short_is_a_part() {
        let hours =
            |s: &Session, n: i64| (0..n).map(|h| s.regular.start + TimeDelta::hours(h)).collect::<Vec<_>>();
        let mut labels = hours(&sessions()[0], 7);
        labels.extend(hours(&sessions()[1], 3));
        let coverage = Coverage::of_intraday(&series(Interval::Hour1, labels), sessions());
        assert_eq!(coverage.days()[0].1, Extent::Whole);
        assert_eq!(coverage.parts().collect::<Vec<_>>(), [day("2025-01-03")]);
        assert_eq!(coverage.count(Extent::Missing), 7);
    }
}
