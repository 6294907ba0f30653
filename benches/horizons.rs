//! One million events times eight horizons on 11.7 million minute bars.

#![allow(missing_docs)]

mod synthetic;

use std::hint::black_box;

use synthetic::{SHARES, minutes, prices_after};

fn main() {
    divan::main();
}

/// Events in no order; grouping and sorting them is part of the time.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn prices_after_events(bencher: divan::Bencher<'_, '_>) {
    let (shares, events) = minutes(SHARES, synthetic::PAIRS);
    bencher.bench_local(|| black_box(prices_after(&shares, &events)));
}
