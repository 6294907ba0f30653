//! The second round of merging: sums of ranks within each event.
//!
//! Corrado–Zivney and GRANK first divide by cross-sectional deviations, so they can only start after
//! the cross-section is complete. One sort of each event's estimation residuals serves all three tests:
//! the values of the event window are then placed among them.

use super::kernel::{Aligned, InstrumentStudy};
use super::rank_sums::{ByDay, Event, Grank, RankSums, Scales};
use super::regular_ranks::RegularRanks;
use super::spec::Spec;

/// Gathers the ranks of events, instrument by instrument.
#[derive(Debug)]
pub(super) struct RankGatherer {
    sums: RankSums,
    regular: RegularRanks,
    careful: Careful,
    residuals: Vec<f64>,
    sar: Vec<f64>,
    scar: Vec<f64>,
}

impl RankGatherer {
    /// Nothing yet.
    #[must_use]
    pub(super) fn new(spec: &Spec) -> Self {
        Self {
            sums: RankSums::empty(spec),
            regular: RegularRanks::new(spec.estimation, spec.window.len()),
            careful: Careful::default(),
            residuals: Vec::new(),
            sar: Vec::new(),
            scar: Vec::new(),
        }
    }

    /// Takes in one instrument's events, measured with all columns; those without variance have no ranks.
    pub(super) fn take(&mut self, study: &InstrumentStudy, aligned: &Aligned, scales: &Scales, spec: &Spec) {
        for (i, fit) in study.fits.iter().enumerate().filter(|(_, fit)| fit.scale().is_some()) {
            aligned.residuals(fit, spec, &mut self.residuals);
            let range = i * study.days..(i + 1) * study.days;
            let ar = &study.ar[range.clone()];
            standardise(ar, &study.ar_se[range.clone()], &scales.sar, &mut self.sar);
            standardise(&study.car[range.clone()], &study.car_se[range], &scales.scar, &mut self.scar);
            let event = Event { ar, sar: &self.sar, scar: &self.scar, sigma: fit.sigma };
            let whole = fit.n as usize == spec.estimation && event.is_whole();
            if !(whole && self.regular.take(&self.residuals, &event, &mut self.sums)) {
                self.careful.take(&self.residuals, &event, &mut self.sums);
            }
        }
    }

    /// The sums.
    #[must_use]
    pub(super) fn finish(mut self) -> RankSums {
        self.regular.settle(&mut self.sums);
        self.sums
    }
}

fn standardise(value: &[f64], se: &[f64], sd: &[f64], into: &mut Vec<f64>) {
    into.clear();
    into.extend(value.iter().zip(se).zip(sd).map(|((x, se), sd)| x / (se * sd)));
}

/// Ranks one event whatever its ties and holes are, for the few events that have any.
#[derive(Debug, Default)]
struct Careful {
    order: Vec<(f64, u32)>,
    sorted: Vec<f64>,
    own_rank: Vec<f64>,
    extra: Vec<f64>,
    steps: Vec<f64>,
}

impl Careful {
    fn take(&mut self, residuals: &[f64], event: &Event<'_>, sums: &mut RankSums) {
        self.sort(residuals);
        let scaled = |values: &[f64]| values.iter().map(|v| v * event.sigma).collect::<Vec<f64>>();
        let (sar, scar) = (scaled(event.sar), scaled(event.scar));
        self.place(event.ar, residuals.len(), &mut sums.corrado);
        self.place(&sar, residuals.len(), &mut sums.corrado_zivney);
        self.place_each(&sar, &mut sums.grank_day);
        self.place_each(&scar, &mut sums.grank_window);
    }

    /// Sorts the present residuals and gives each its average rank among them.
    fn sort(&mut self, residuals: &[f64]) {
        self.order.clear();
        let present = residuals.iter().enumerate().filter(|(_, e)| !e.is_nan());
        self.order.extend(present.map(|(day, &e)| (e, day as u32)));
        self.order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        self.sorted.clear();
        self.sorted.extend(self.order.iter().map(|(e, _)| e));
        self.own_rank.clear();
        let mut at = 0;
        while at < self.sorted.len() {
            let value = self.sorted[at];
            let end = at + self.sorted[at..].iter().take_while(|v| **v == value).count().max(1);
            // Ranks at+1 ..= end share their mean.
            self.own_rank.resize(end, (at + 1 + end) as f64 / 2.0);
            at = end;
        }
    }

    /// How many residuals lie below `value`, and how many at or below.
    fn bounds(&self, value: f64) -> (usize, usize) {
        let below = self.sorted.partition_point(|v| *v < value);
        let equal = self.sorted[below..].iter().take_while(|v| **v == value).count();
        (below, below + equal)
    }

    /// Ranks estimation and event days together: U = rank/(M+1) − ½, added to `into` by day.
    fn place(&mut self, event: &[f64], estimation: usize, into: &mut ByDay) {
        let l = self.sorted.len();
        self.extra.clear();
        self.extra.extend(event.iter().filter(|v| !v.is_nan()));
        self.extra.sort_unstable_by(f64::total_cmp);
        let m = (l + self.extra.len() + 1) as f64;
        self.steps.clear();
        self.steps.resize(l + 1, 0.0);
        for &value in event.iter().filter(|v| !v.is_nan()) {
            let (below, upto) = self.bounds(value);
            self.steps[below] += 0.5;
            self.steps[upto] += 0.5;
        }
        let mut above = 0.0;
        for (position, &(_, day)) in self.order.iter().enumerate() {
            above += self.steps[position];
            into.add(day as usize, (self.own_rank[position] + above) / m - 0.5);
        }
        for (day, &value) in event.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
            let (below, upto) = self.bounds(value);
            let lower = self.extra.partition_point(|v| *v < value);
            let same = self.extra[lower..].iter().take_while(|v| **v == value).count();
            let rank = (below + upto) as f64 / 2.0 + lower as f64 + (same + 1) as f64 / 2.0;
            into.add(estimation + day, rank / m - 0.5);
        }
    }

    /// Ranks the estimation days with each value as the one further observation.
    fn place_each(&mut self, values: &[f64], into: &mut [Grank]) {
        let t = self.sorted.len() as f64 + 1.0;
        for (&value, grank) in values.iter().zip(into).filter(|(v, _)| !v.is_nan()) {
            let (below, upto) = self.bounds(value);
            let rank = (below + upto) as f64 / 2.0 + 1.0;
            grank.zero += rank / (t + 1.0) - 0.5;
            grank.n += 1.0;
            grank.variance += (t - 1.0) / (t + 1.0);
            for (position, &(_, day)) in self.order.iter().enumerate() {
                let above = f64::from(u8::from(position >= below) + u8::from(position >= upto)) / 2.0;
                let u = (self.own_rank[position] + above) / (t + 1.0) - 0.5;
                grank.estimation.add(day as usize, u);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_ranks_in_all_three_rankings() {
        let mut scratch = Careful::default();
        scratch.sort(&[0.1, f64::NAN, -0.1, 0.1]);
        assert_eq!(scratch.own_rank, [1.0, 2.5, 2.5]);
        let mut days = ByDay::zeros(6);
        scratch.place(&[0.1, 0.0], 4, &mut days);
        // Together: −0.1, 0.0, 0.1, 0.1, 0.1: ranks 1, 2, 4, 4, 4 of five.
        let ranks: Vec<f64> = days.sum.iter().map(|u| (u + 0.5) * 6.0).collect();
        for (rank, want) in ranks.iter().zip([4.0, 3.0, 1.0, 4.0, 4.0, 2.0]) {
            assert!((rank - want).abs() < 1e-12, "{ranks:?}");
        }
        assert_eq!(days.n[1], 0.0);
    }
}
