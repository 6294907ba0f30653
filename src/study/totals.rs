//! Each measured event over the whole event window: what a cross-section explains.

use rayon::prelude::*;

use super::kernel::{Aligned, InstrumentStudy, Path, study_instrument};
use super::panel::{Market, Panel};
use super::run::Study;

/// One measured event over its whole event window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EventTotal {
    /// The event's number in the study.
    pub event: u32,
    /// The instrument's place in the panel.
    pub instrument: usize,
    /// Day 0's place on the panel's calendar.
    pub date: u32,
    /// The cumulative abnormal return, a fraction; `None` where a day is missing.
    pub car: Option<f64>,
    /// Its standard error.
    pub car_se: Option<f64>,
    /// The buy-and-hold abnormal return.
    pub bhar: Option<f64>,
    /// The slope on the benchmark.
    pub beta: f64,
    /// The residual standard deviation of the estimation window.
    pub sigma: f64,
}

/// The measured events of a study in the order in which they were given.
#[must_use]
pub fn totals(panel: &Panel, market: &Market, study: &Study) -> Vec<EventTotal> {
    let of_instrument = |state: &mut (Aligned, InstrumentStudy), place: usize| {
        let (instrument, pairs) = &study.measured[place];
        let series = &panel.series[*instrument];
        let (aligned, part) = state;
        aligned.refill(series, market, &study.spec);
        study_instrument(aligned, pairs, &study.spec, part);
        let total = |(i, fit): (usize, &super::kernel::EventFit)| {
            let last = |path| part.path(path, i).last().flatten();
            EventTotal {
                event: fit.pair.event,
                instrument: *instrument,
                date: series.rows[fit.pair.row as usize],
                car: last(Path::Car),
                car_se: last(Path::CarSe),
                bhar: last(Path::Bhar),
                beta: fit.beta,
                sigma: fit.sigma,
            }
        };
        part.fits.iter().enumerate().map(total).collect::<Vec<EventTotal>>()
    };
    let mut out: Vec<EventTotal> = (0..study.measured.len())
        .into_par_iter()
        .map_init(<(Aligned, InstrumentStudy)>::default, of_instrument)
        .flatten()
        .collect();
    out.sort_unstable_by_key(|total| total.event);
    out
}
