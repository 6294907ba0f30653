//! The earlier spans of the same kind with which a move is compared, and what they say of it.

use chrono::{DateTime, NaiveDate, Utc};

use super::benchmark::Expected;
use super::{SampleExtent, SampleSpread, Standing, Unusualness};

/// With fewer spans free of other news than this, a quarter of a year, those with news count too.
pub(super) const LEAST_CLEAN: usize = 60;
/// Fewer spans between regular opens and closes than this make no distribution.
pub(super) const LEAST_OF_SESSIONS: usize = 60;
/// Fewer spans of minutes than this make no distribution. Services give a month of minutes, which holds
/// some twenty sessions; ten can tell a notable move.
pub(super) const LEAST_OF_MINUTES: usize = Unusualness::LEAST_FOR_NOTABLE;
/// How far back sessions are compared with.
pub(super) const YEARS: u32 = 5;

/// One earlier span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placebo {
    /// From when to when.
    pub(super) span: (DateTime<Utc>, DateTime<Utc>),
    /// The trading days of both ends.
    pub(super) dates: (NaiveDate, NaiveDate),
    /// The instrument's return.
    pub(super) own: f64,
    /// The benchmark's.
    pub(super) market: Option<f64>,
    /// What was traded.
    pub(super) volume: Option<f64>,
}

/// The placebos of a row, the latest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    pub(super) placebos: Vec<Placebo>,
    /// How many of them hold other news.
    pub(super) with_news: usize,
    /// How many are needed.
    pub(super) needed: usize,
    /// What was traded over the row's own span.
    pub(super) volume: Option<f64>,
}

/// The returns of a sample on one basis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Returns {
    values: Vec<f64>,
    extent: Option<SampleExtent>,
    needed: usize,
}

impl Sample {
    /// The instrument's own returns.
    pub(super) fn raw(&self) -> Returns {
        Returns::of(self.placebos.iter().map(|p| (p, p.own)), self.needed)
    }

    /// The returns less what is expected; spans without the benchmark's are left out.
    pub(super) fn abnormal(&self, expected: &Expected) -> Returns {
        let of = |p: &Placebo| p.market.map(|market| p.own - expected.by.of(market));
        Returns::of(self.placebos.iter().filter_map(|p| Some((p, of(p)?))), self.needed)
    }

    /// The benchmark's returns.
    pub(super) fn markets(&self) -> Returns {
        Returns::of(self.placebos.iter().filter_map(|p| Some((p, p.market?))), self.needed)
    }

    /// What was traded over the median span; `None` where too few have a volume.
    pub(super) fn median_volume(&self) -> Option<f64> {
        let mut volumes: Vec<f64> = self.placebos.iter().filter_map(|p| p.volume).collect();
        if volumes.len() < LEAST_OF_MINUTES {
            return None;
        }
        volumes.sort_by(f64::total_cmp);
        let median = f64::midpoint(volumes[(volumes.len() - 1) / 2], volumes[volumes.len() / 2]);
        (median > 0.0).then_some(median)
    }
}

impl Returns {
    fn of<'p>(pairs: impl Iterator<Item = (&'p Placebo, f64)>, needed: usize) -> Self {
        let (placebos, values): (Vec<&Placebo>, Vec<f64>) = pairs.unzip();
        let from = placebos.iter().map(|p| p.dates.0).min();
        let to = placebos.iter().map(|p| p.dates.1).max();
        let independent = independent(placebos.iter().map(|p| p.span).collect());
        let extent = from.zip(to).map(|(from, to)| SampleExtent { n: values.len(), independent, from, to });
        Self { values, extent, needed }
    }

    /// Whether they are enough for a distribution.
    pub(super) fn is_enough(&self) -> bool {
        self.values.len() >= self.needed
    }

    /// Which spans they are of, where they are enough.
    pub(super) fn extent(&self) -> Option<SampleExtent> {
        self.extent.filter(|_| self.is_enough())
    }

    /// Where a return stands among them; `None` where they are too few.
    pub(super) fn standing(&self, value: f64) -> Option<Standing> {
        let extent = self.extent()?;
        let spread = self.spread();
        Some(Standing {
            rank: Unusualness::among(value, &self.values, extent.independent)?,
            z: spread.filter(|s| s.sd > 0.0).map(|s| (value - s.mean) / s.sd),
            spread,
        })
    }

    /// Their mean and deviation; `None` below two.
    #[allow(clippy::cast_precision_loss)] // counts are far below 2^52
    pub(super) fn spread(&self) -> Option<SampleSpread> {
        let n = self.values.len();
        if n < 2 {
            return None;
        }
        let mean = self.mean()?;
        let squares: f64 = self.values.iter().map(|v| (v - mean).powi(2)).sum();
        Some(SampleSpread { mean, sd: (squares / (n - 1) as f64).sqrt() })
    }

    /// Their mean; `None` where there is none.
    #[allow(clippy::cast_precision_loss)] // counts are far below 2^52
    pub(super) fn mean(&self) -> Option<f64> {
        (!self.values.is_empty()).then(|| self.values.iter().sum::<f64>() / self.values.len() as f64)
    }
}

/// The most spans of a set no two of which overlap: of those left, always the one that ends first.
fn independent(mut spans: Vec<(DateTime<Utc>, DateTime<Utc>)>) -> usize {
    spans.sort_by_key(|(from, to)| (*to, *from));
    let mut free = None;
    spans
        .into_iter()
        .filter(|(from, to)| {
            let fits = free.is_none_or(|free| *from >= free);
            if fits {
                free = Some(*to);
            }
            fits
        })
        .count()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn spans(pairs: &[(i64, i64)]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let at = |hour: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
        pairs.iter().map(|(from, to)| (at(*from), at(*to))).collect()
    }

    #[test]
    fn spans_that_only_touch_are_independent() {
        assert_eq!(independent(spans(&[(0, 24), (24, 48), (48, 72)])), 3);
        assert_eq!(independent(spans(&[(0, 48), (24, 72), (48, 96), (72, 120)])), 2);
        assert_eq!(independent(Vec::new()), 0);
    }

    proptest! {
        #[test]
        fn of_rolling_spans_one_in_their_length_is_independent(length in 1_i64..30, count in 1_i64..400) {
            let rolling: Vec<_> = (0..count).map(|n| (n, n + length)).collect();
            let expected = usize::try_from((count + length - 1) / length).unwrap();
            prop_assert_eq!(independent(spans(&rolling)), expected);
        }
    }
}
