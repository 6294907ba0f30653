//! One million (instrument, event) pairs on a panel of 5,000 instruments and 2,520 days.

#![allow(missing_docs, clippy::cast_precision_loss, clippy::cast_possible_truncation)]

use std::hint::black_box;

use newstape::study::significance::TestName;
use newstape::study::{
    Aligned, Assignment, Detail, InstrumentStudy, Keep, Market, Pair, Panel, ReturnKind, Series, Spec,
    run_keeping, study_instrument,
};
use rayon::prelude::*;

const INSTRUMENTS: usize = 5_000;
const DAYS: usize = 2_520;
const PAIRS: usize = 1_000_000;

fn main() {
    divan::main();
}

/// The same numbers on every machine (splitmix64), roughly normal.
struct Noise(u64);

impl Noise {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn normal(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| (self.bits() >> 11) as f64 / (1u64 << 53) as f64).sum();
        (sum - 2.0) * 3.0_f64.sqrt()
    }
}

fn input() -> (Panel, Market, Assignment) {
    let mut noise = Noise(1);
    let market: Vec<f64> = (0..DAYS).map(|_| 0.0003 + 0.01 * noise.normal()).collect();
    let rows: Vec<u32> = (0..DAYS as u32).collect();
    let series = (0..INSTRUMENTS)
        .map(|i| Series {
            symbol: format!("S{i}"),
            rows: rows.clone(),
            returns: market.iter().map(|m| 1.1 * m + 0.02 * noise.normal()).collect(),
        })
        .collect();
    let panel = Panel { calendar: (0_i64..).take(DAYS).collect(), series, returns: ReturnKind::Simple };
    let mut pairs = vec![Vec::new(); INSTRUMENTS];
    for event in 0..PAIRS as u32 {
        let instrument = noise.bits() as usize % INSTRUMENTS;
        let row = 281 + (noise.bits() % (DAYS as u64 - 281 - 11)) as u32;
        pairs[instrument].push(Pair { event, row });
    }
    let market = Market { returns: Some(market), ..Market::default() };
    (panel, market, Assignment { pairs, ..Assignment::default() })
}

/// Per event: AR of each day, CAR over the window, its standard error and t, all of them kept.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn events_only(bencher: divan::Bencher<'_, '_>) {
    let (panel, market, assignment) = input();
    bencher.bench_local(|| black_box(measure(&panel, &market, &assignment, Detail::Totals)));
}

/// Every column by day: AR, CAR, both standard errors, BHAR.
#[divan::bench(sample_count = 2, sample_size = 1)]
fn every_column(bencher: divan::Bencher<'_, '_>) {
    let (panel, market, assignment) = input();
    bencher.bench_local(|| black_box(measure(&panel, &market, &assignment, Detail::Paths)));
}

fn measure(
    panel: &Panel,
    market: &Market,
    assignment: &Assignment,
    detail: Detail,
) -> Vec<(InstrumentStudy, Vec<f64>)> {
    let spec = Spec::default();
    let one = |aligned: &mut Aligned, (series, pairs): (&Series, &Vec<Pair>)| {
        aligned.refill(series, market, &spec);
        let mut study = InstrumentStudy::with_detail(detail);
        study_instrument(aligned, pairs, &spec, &mut study);
        let t = study.total.iter().zip(&study.total_se).map(|(car, se)| car / se).collect();
        (study, t)
    };
    panel.series.par_iter().zip(&assignment.pairs).map_init(Aligned::default, one).collect()
}

/// Every test of the averages, nothing kept of the events themselves.
#[divan::bench(sample_count = 2, sample_size = 1)]
fn every_test(bencher: divan::Bencher<'_, '_>) {
    let (panel, market, assignment) = input();
    bencher.with_inputs(|| assignment.clone()).bench_local_values(|assignment| {
        black_box(run_keeping(&panel, &market, assignment, &Spec::default(), &TestName::ALL, Keep::Sums))
    });
}
