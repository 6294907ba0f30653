//! One million (instrument, event) pairs on a panel of 5,000 instruments and 2,520 days.

#![allow(missing_docs)]

mod synthetic;

use std::hint::black_box;

use newstape::study::significance::TestName;
use newstape::study::{Detail, Keep, Spec, run_keeping};
use synthetic::{DAYS, INSTRUMENTS, PAIRS, daily, measure};

fn main() {
    divan::main();
}

/// Per event: AR of each day, CAR over the window, its standard error and t, all of them kept.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn events_only(bencher: divan::Bencher<'_, '_>) {
    let (panel, market, assignment) = daily(INSTRUMENTS, DAYS, PAIRS);
    bencher.bench_local(|| black_box(measure(&panel, &market, &assignment, Detail::Totals)));
}

/// Every column by day: AR, CAR, both standard errors, BHAR.
#[divan::bench(sample_count = 2, sample_size = 1)]
fn every_column(bencher: divan::Bencher<'_, '_>) {
    let (panel, market, assignment) = daily(INSTRUMENTS, DAYS, PAIRS);
    bencher.bench_local(|| black_box(measure(&panel, &market, &assignment, Detail::Paths)));
}

/// Every test of the averages, nothing kept of the events themselves.
#[divan::bench(sample_count = 2, sample_size = 1)]
fn every_test(bencher: divan::Bencher<'_, '_>) {
    let (panel, market, assignment) = daily(INSTRUMENTS, DAYS, PAIRS);
    bencher.with_inputs(|| assignment.clone()).bench_local_values(|assignment| {
        black_box(run_keeping(&panel, &market, assignment, &Spec::default(), &TestName::ALL, Keep::Sums))
    });
}
