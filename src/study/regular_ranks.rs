//! Ranks of events that miss nothing and have no ties: all but a few, and countable in whole numbers.
//!
//! One sort of the estimation residuals serves every test. Where a value of the event window falls among
//! them it lifts the ranks of all residuals above it by one; those days are marked with a bit for that
//! value, and the bits are counted over events.

use super::ordering::Ordering;
use super::rank_sums::{Event, RankSums};
use super::tally::Tally;

const WORD: usize = 64;
/// Two sums share a word: ranks among the residuals below, what event days add above.
const HIGH: u32 = 32;
const LANES: usize = 8;

/// Whole-number sums over events.
#[derive(Debug)]
pub(super) struct RegularRanks {
    estimation: usize,
    days: usize,
    events: u64,
    order: Ordering,
    /// By estimation day.
    own_and_above: Vec<u64>,
    /// Which values (days, then sub-windows) are below each residual, counted by estimation day.
    above: Vec<Tally>,
    /// Twice the sum of ranks by event day: of abnormal returns, of standardised ones.
    corrado: Vec<u64>,
    corrado_zivney: Vec<u64>,
    /// Sum of ranks of each single value among the residuals: days, then sub-windows.
    alone: Vec<u64>,
    // Scratch memory: places of the values, and marks by position in the order.
    places: Vec<usize>,
    values: Vec<f64>,
    steps: Vec<u64>,
    marks: Vec<u64>,
    masks: Vec<u64>,
    single: Vec<f32>,
    lower: Vec<u64>,
}

impl RegularRanks {
    pub(super) fn new(estimation: usize, days: usize) -> Self {
        Self {
            estimation,
            days,
            events: 0,
            order: Ordering::default(),
            own_and_above: vec![0; estimation],
            above: vec![Tally::new(estimation); (2 * days).div_ceil(WORD)],
            corrado: vec![0; days],
            corrado_zivney: vec![0; days],
            alone: vec![0; 2 * days],
            places: Vec::new(),
            values: Vec::new(),
            steps: vec![0; estimation + 1],
            marks: vec![0; estimation + 1],
            masks: vec![0; estimation],
            single: Vec::new(),
            lower: Vec::new(),
        }
    }

    /// Takes in an event none of whose values is missing; false, with nothing taken, if a residual is tied
    /// with another or with a value of the event window.
    pub(super) fn take(&mut self, residuals: &[f64], event: &Event<'_>, sums: &mut RankSums) -> bool {
        if !(self.order.sort(residuals, event.sigma) && self.place(event)) {
            return false;
        }
        if (self.events + 1) * (self.estimation + self.days) as u64 > u64::from(u32::MAX) {
            self.settle(sums);
        }
        self.events += 1;
        self.rank_event_days(event);
        self.rank_estimation_days();
        true
    }

    /// Places of standardised values, of cumulative ones, and of abnormal returns among the residuals.
    fn place(&mut self, event: &Event<'_>) -> bool {
        let inverse = 1.0 / event.sigma;
        self.values.clear();
        self.values.extend_from_slice(event.sar);
        self.values.extend_from_slice(event.scar);
        self.values.extend(event.ar.iter().map(|ar| ar * inverse));
        self.order.below(&self.values, &mut self.places)
    }

    fn rank_event_days(&mut self, event: &Event<'_>) {
        let (places, places_ar) = self.places.split_at(2 * self.days);
        self.alone.iter_mut().zip(places).for_each(|(sum, below)| *sum += *below as u64 + 1);
        count_lower(event.ar, &mut self.single, &mut self.lower);
        let ranks = places_ar.iter().zip(&self.lower);
        self.corrado
            .iter_mut()
            .zip(ranks)
            .for_each(|(sum, (below, lower))| *sum += 2 * *below as u64 + lower);
        count_lower(event.sar, &mut self.single, &mut self.lower);
        let ranks = places.iter().zip(&self.lower);
        let sums = self.corrado_zivney.iter_mut();
        sums.zip(ranks).for_each(|(sum, (below, lower))| *sum += 2 * *below as u64 + lower);
    }

    fn rank_estimation_days(&mut self) {
        self.steps.fill(0);
        let (places, places_ar) = self.places.split_at(2 * self.days);
        for below in places_ar {
            self.steps[*below] += 1 << HIGH;
        }
        for (word, places) in places.chunks(WORD).enumerate() {
            self.marks.fill(0);
            places.iter().enumerate().for_each(|(bit, below)| self.marks[*below] |= 1 << bit);
            let (sums, masks) = (self.own_and_above.as_mut_slice(), self.masks.as_mut_slice());
            let (mut own_and_above, mut mask) = (0, 0);
            for ((day, step), mark) in self.order.days().zip(&self.steps).zip(&self.marks) {
                own_and_above += step + 1;
                mask |= mark;
                // Ranks are summed with the first word only.
                sums[day] += if word == 0 { own_and_above } else { 0 };
                masks[day] = mask;
            }
            self.above[word].add(&mut self.masks);
        }
    }

    /// Moves what was counted into the sums of ranks U = rank/(M+1) − ½.
    pub(super) fn settle(&mut self, sums: &mut RankSums) {
        let (l, w, n) = (self.estimation, self.days, self.events as f64);
        let (together, alone) = ((l + w + 1) as f64, (l + 2) as f64);
        let uniform = |ranks: f64, count: f64| ranks / count - 0.5 * n;
        let mut zivney: Vec<u64> = self.own_and_above.iter().map(|both| both & u64::from(u32::MAX)).collect();
        let own = zivney.clone();
        let granks = sums.grank_day.iter_mut().chain(&mut sums.grank_window);
        for (value, (grank, zero)) in granks.zip(&self.alone).enumerate() {
            let above = self.above[value / WORD].counts(value % WORD);
            for (day, above) in above.iter().enumerate() {
                grank.estimation.add_many(day, uniform((own[day] + above) as f64, alone), n);
                zivney[day] += if value < w { *above } else { 0 };
            }
            grank.zero += uniform(*zero as f64, alone);
            grank.n += n;
            grank.variance += n * l as f64 / alone;
        }
        for (day, both) in self.own_and_above.iter().enumerate() {
            sums.corrado.add_many(day, uniform((own[day] + (both >> HIGH)) as f64, together), n);
            sums.corrado_zivney.add_many(day, uniform(zivney[day] as f64, together), n);
        }
        for (day, (corrado, zivney)) in self.corrado.iter().zip(&self.corrado_zivney).enumerate() {
            sums.corrado.add_many(l + day, uniform(*corrado as f64 / 2.0, together), n);
            sums.corrado_zivney.add_many(l + day, uniform(*zivney as f64 / 2.0, together), n);
        }
        self.events = 0;
        for counts in [&mut self.own_and_above, &mut self.corrado, &mut self.corrado_zivney, &mut self.alone]
        {
            counts.fill(0);
        }
        self.above.fill(Tally::new(l));
    }
}

/// For each value twice its average rank among the values.
fn count_lower(values: &[f64], single: &mut Vec<f32>, into: &mut Vec<u64>) {
    single.clear();
    single.extend(values.iter().map(|v| *v as f32));
    single.resize(values.len().next_multiple_of(LANES), f32::NAN);
    into.clear();
    let mut total = 0;
    for v in &single[..values.len()] {
        let lower: i32 = single.iter().map(|other| i32::from(other < v)).sum();
        total += i64::from(lower);
        into.push(2 * lower as u64 + 2);
    }
    let n = values.len() as i64;
    if total != n * (n - 1) / 2 {
        // Two of them are the same in single precision.
        let count = |v: &f64| {
            let bounds = values.iter().map(|other| u64::from(other < v) + u64::from(other <= v));
            bounds.sum::<u64>() + 1
        };
        into.clear();
        into.extend(values.iter().map(count));
    }
}
