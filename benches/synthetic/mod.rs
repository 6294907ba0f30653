//! Panels of made-up prices, the same on every machine, for the benchmarks and for the peers beside them.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap
)]

use newstape::study::{
    Aligned, Assignment, Detail, InstrumentStudy, Market, Pair, Panel, ReturnKind, ReturnSeries, Spec,
    study_instrument,
};
use rayon::prelude::*;

/// The daily panel.
pub const INSTRUMENTS: usize = 5_000;
pub const DAYS: usize = 2_520;
pub const PAIRS: usize = 1_000_000;

/// The minute bars: instruments, sessions, minutes of a session.
pub const SHARES: usize = 500;
pub const SESSIONS: usize = 60;
pub const MINUTES: usize = 390;
/// The horizons, in seconds.
pub const HORIZONS: [i64; 8] = [0, 60, 300, 900, 1_800, 3_600, 7_200, 86_400];

/// Numbers without a pattern (splitmix64), roughly normal.
pub struct Noise(pub u64);

impl Noise {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    pub fn normal(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| (self.bits() >> 11) as f64 / (1u64 << 53) as f64).sum();
        (sum - 2.0) * 3.0_f64.sqrt()
    }
}

/// Daily returns on a market model, and `pairs` events in no order.
pub fn daily(instruments: usize, days: usize, pairs: usize) -> (Panel, Market, Assignment) {
    let mut noise = Noise(1);
    let market: Vec<f64> = (0..days).map(|_| 0.0003 + 0.01 * noise.normal()).collect();
    let rows: Vec<u32> = (0..days as u32).collect();
    let series = (0..instruments)
        .map(|i| {
            let returns = market.iter().map(|m| Some(1.1 * m + 0.02 * noise.normal()));
            ReturnSeries::new(&format!("S{i}"), rows.clone(), returns)
        })
        .collect();
    let panel = Panel { calendar: (0_i64..).take(days).collect(), series, returns: ReturnKind::Simple };
    let mut events = vec![Vec::new(); instruments];
    for event in 0..pairs as u32 {
        let instrument = noise.below(instruments);
        let row = 281 + noise.below(days - 281 - 11) as u32;
        events[instrument].push(Pair { event, row });
    }
    let market = Market::of_returns(market.into_iter().map(Some));
    (panel, market, Assignment { pairs: events, ..Assignment::default() })
}

/// Every event on its own, with the t of each over its window.
pub fn measure(
    panel: &Panel,
    market: &Market,
    assignment: &Assignment,
    detail: Detail,
) -> Vec<(InstrumentStudy, Vec<f64>)> {
    let spec = Spec::default();
    let one = |aligned: &mut Aligned, (series, pairs): (&ReturnSeries, &Vec<Pair>)| {
        aligned.refill(series, market, &spec);
        let mut study = InstrumentStudy::with_detail(detail);
        study_instrument(aligned, pairs, &spec, &mut study);
        let t = study.totals().map(|total| total.map_or(f64::NAN, |(car, se)| car / se)).collect();
        (study, t)
    };
    panel.series.par_iter().zip(&assignment.pairs).map_init(Aligned::default, one).collect()
}

/// CAR, its standard error and t of each event, by instrument; AR only passes through.
pub fn measure_totals(panel: &Panel, market: &Market, assignment: &Assignment) -> Vec<Vec<[f64; 3]>> {
    let spec = Spec::default();
    let start = || (Aligned::default(), InstrumentStudy::with_detail(Detail::Totals));
    let one = |(aligned, study): &mut (Aligned, InstrumentStudy),
               (series, pairs): (&ReturnSeries, &Vec<Pair>)| {
        aligned.refill(series, market, &spec);
        study_instrument(aligned, pairs, &spec, study);
        let missing = [f64::NAN; 3];
        study.totals().map(|total| total.map_or(missing, |(car, se)| [car, se, car / se])).collect()
    };
    panel.series.par_iter().zip(&assignment.pairs).map_init(start, one).collect()
}

/// One share's minute bars by their ends, in seconds, and their closes.
pub struct Share {
    pub ends: Vec<i64>,
    pub closes: Vec<f64>,
}

/// Minute bars, and events (share, second) in no order, all of them in a session.
pub fn minutes(shares: usize, events: usize) -> (Vec<Share>, Vec<(u32, i64)>) {
    let mut noise = Noise(2);
    let moment = |session: usize, second: usize| (session * 86_400 + 52_200 + second) as i64;
    let bars = (0..shares)
        .map(|_| {
            let ends = (0..SESSIONS * MINUTES).map(|i| moment(i / MINUTES, (i % MINUTES + 1) * 60)).collect();
            let mut price = 100.0;
            let closes = (0..SESSIONS * MINUTES)
                .map(|_| {
                    price *= 1.0 + 0.0005 * noise.normal();
                    price
                })
                .collect();
            Share { ends, closes }
        })
        .collect();
    let event = |_| (noise.below(shares) as u32, moment(noise.below(SESSIONS), noise.below(MINUTES * 60)));
    (bars, (0..events).map(event).collect())
}

/// The closes known at each horizon after each event, by share: the events' numbers in order of time, and
/// their values.
pub fn prices_after(shares: &[Share], events: &[(u32, i64)]) -> Vec<(Vec<u32>, Vec<f64>)> {
    let mut by_share = vec![Vec::new(); shares.len()];
    for (number, &(share, at)) in (0u32..).zip(events) {
        by_share[share as usize].push((at, number));
    }
    let one = |(share, mut own): (&Share, Vec<(i64, u32)>)| {
        own.sort_unstable();
        let at: Vec<i64> = own.iter().map(|(at, _)| *at).collect();
        let until = share.ends.last().copied().unwrap_or_default();
        let mut values = Vec::new();
        newstape::market::values_after(&share.ends, &share.closes, &at, &HORIZONS, until, &mut values);
        (own.into_iter().map(|(_, number)| number).collect(), values)
    };
    shares.par_iter().zip(by_share).map(one).collect()
}
