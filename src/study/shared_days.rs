//! What the events of a study have in common: the mean correlation of Kolari and Pynnönen's tests, each
//! pair by how far its event windows overlap.

use std::collections::BTreeMap;

use super::kernel::{Aligned, EventFit, InstrumentStudy};
use super::spec::Spec;

/// No pair is scaled up by more than this for the part of the estimation windows that it does not share.
const MOST_SCALE: f64 = 2.0;

/// Sums of standardised estimation residuals by day 0, which merge.
///
/// The correlation of two events is the sum of products of their residuals on the dates that both
/// estimation windows have. Summed over all events of two days 0 it is the product of two rows of this
/// table, so that the work grows with the days and not with the pairs.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedDays {
    by_day: BTreeMap<u32, Row>,
    events: u64,
}

/// Σ of standardised residuals by date.
#[derive(Debug, Clone, Default)]
struct Row {
    /// The calendar place of the first sum.
    from: usize,
    sums: Vec<f64>,
}

impl Row {
    /// Makes room for the dates of `places`.
    fn cover(&mut self, places: std::ops::Range<usize>) {
        if self.sums.is_empty() {
            self.from = places.start;
        }
        if places.start < self.from {
            self.sums.splice(0..0, std::iter::repeat_n(0.0, self.from - places.start));
            self.from = places.start;
        }
        let len = (places.end - self.from).max(self.sums.len());
        self.sums.resize(len, 0.0);
    }

    fn merge(&mut self, other: &Self) {
        self.cover(other.from..other.from + other.sums.len());
        let at = other.from - self.from;
        self.sums[at..].iter_mut().zip(&other.sums).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Σ of products over the dates of both.
    fn product(&self, other: &Self) -> f64 {
        let from = self.from.max(other.from);
        let part = |row: &Self| from - row.from..row.sums.len();
        let (mine, theirs) = (self.sums.get(part(self)), other.sums.get(part(other)));
        let (mine, theirs) = (mine.unwrap_or_default(), theirs.unwrap_or_default());
        mine.iter().zip(theirs).map(|(a, b)| a * b).sum()
    }
}

impl SharedDays {
    /// Takes in one instrument's events.
    pub(super) fn take(&mut self, study: &InstrumentStudy, aligned: &Aligned, rows: &[u32], spec: &Spec) {
        let mut residuals = Vec::new();
        for fit in study.fits.iter().filter(|fit| fit.scale().is_some()) {
            aligned.residuals(fit, spec, &mut residuals);
            self.take_event(fit, &residuals, rows, spec);
        }
    }

    fn take_event(&mut self, fit: &EventFit, residuals: &[f64], rows: &[u32], spec: &Spec) {
        let first = i64::from(fit.pair.row) + spec.estimation_days().0;
        let known = || {
            let row = |day: usize| usize::try_from(first + day as i64).ok();
            let place = move |(day, e): (usize, &f64)| Some((rows[row(day)?] as usize, *e));
            residuals.iter().enumerate().filter(|(_, e)| !e.is_nan()).filter_map(place)
        };
        let (n, sum) = known().fold((0.0, 0.0), |(n, sum), (_, e)| (n + 1.0, sum + e));
        let mean = sum / n;
        let scale = known().map(|(_, e)| (e - mean) * (e - mean)).sum::<f64>().sqrt().recip();
        let (Some((from, _)), Some((to, _))) = (known().next(), known().next_back()) else { return };
        self.events += 1;
        let day = self.by_day.entry(rows[fit.pair.row as usize]).or_default();
        day.cover(from..to + 1);
        known().for_each(|(place, e)| day.sums[place - day.from] += (e - mean) * scale);
    }

    /// Takes in the sums of another set of events.
    pub(super) fn merge(&mut self, other: &Self) {
        self.events += other.events;
        for (day, row) in &other.by_day {
            self.by_day.entry(*day).or_default().merge(row);
        }
    }

    /// The correlations by distance of days 0.
    pub(super) fn correlations(&self, spec: &Spec) -> SharedCorrelation {
        let reach = spec.window.len();
        let mut by_distance = vec![0.0; reach];
        for (day, row) in &self.by_day {
            for (other, near) in self.by_day.range(day..).take_while(|(d, _)| ((*d - day) as usize) < reach) {
                by_distance[(other - day) as usize] += row.product(near);
            }
        }
        let length = spec.estimation as f64;
        for (distance, sum) in by_distance.iter_mut().enumerate() {
            let shared = length - distance as f64;
            *sum *= if shared > 0.0 { (length / shared).min(MOST_SCALE) } else { 0.0 };
        }
        SharedCorrelation { events: self.events as f64, by_distance }
    }
}

/// Sums of the correlations of pairs by the distance of their days 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SharedCorrelation {
    events: f64,
    /// Σ over pairs of events whose days 0 lie so many dates of the panel apart; for distance 0 each pair
    /// counts twice and each event once with itself.
    by_distance: Vec<f64>,
}

impl SharedCorrelation {
    /// The mean correlation of two events over windows of so many days: that of their residuals, times the
    /// share of the window that both have in common; without a common day 0. `None` below two events.
    ///
    /// For one day (1) only events of the same day 0 count. Distances are in dates of the panel.
    ///
    /// # Source
    /// Kolari & Pynnönen (2010), Review of Financial Studies 23, for a common day; the share of the overlap:
    /// Kolari, Pape & Pynnönen (2018).
    #[must_use]
    pub fn mean(&self, days: usize) -> Option<f64> {
        let length = days as f64;
        let share = |distance: usize| 1.0 - distance as f64 / length;
        let far: f64 = (1..days.min(self.by_distance.len())).map(|d| share(d) * self.by_distance[d]).sum();
        let same = self.by_distance.first().copied().unwrap_or(0.0) - self.events;
        (self.events >= 2.0).then(|| (same + 2.0 * far) / (self.events * (self.events - 1.0)))
    }
}
