//! Each event of a finished study with the numbers that its estimates came from.

use rayon::prelude::*;

use super::kernel::{Aligned, EventFit};
use super::panel::{Market, Panel};
use super::run::Study;

/// One measured event, with its residuals: what resampling and the peers' statistics are computed from.
///
/// Within this room an absent number is NaN in its column.
#[derive(Debug, Clone, Default)]
pub struct EventDetail {
    /// The event's number in the study.
    pub event: u32,
    /// The instrument's place in the panel.
    pub instrument: usize,
    /// Day 0's place on the panel's calendar.
    pub date: u32,
    /// Estimation rows with all values.
    pub n: u32,
    /// Estimated parameters.
    pub parameters: u32,
    /// The residual standard deviation √(SSR/(L − p)).
    pub sigma: f64,
    /// Residuals of the estimation window by relative day; NaN where a value is missing.
    pub(super) estimation: Vec<f64>,
    /// Residuals of the gap by relative day.
    pub(super) gap: Vec<f64>,
    /// The market's returns in the event window; NaN beyond the data.
    pub(super) market: Vec<f64>,
    /// Abnormal returns.
    pub(super) ar: Vec<f64>,
    /// Their standard errors.
    pub(super) ar_se: Vec<f64>,
    /// Cumulated.
    pub(super) car: Vec<f64>,
    /// Their standard errors.
    pub(super) car_se: Vec<f64>,
}

/// The events of a study in the order in which they were given.
#[must_use]
pub fn details(panel: &Panel, market: &Market, study: &Study) -> Vec<EventDetail> {
    let mut out: Vec<EventDetail> = study
        .instruments
        .par_iter()
        .flat_map_iter(|(instrument, part)| {
            let series = &panel.series[*instrument];
            let mut aligned = Aligned::default();
            aligned.refill(series, market, &study.spec);
            let mut beside = Vec::new();
            market.align_series(series, study.spec.returns, &mut beside);
            let one = |(i, fit): (usize, &EventFit)| {
                let range = i * part.days..(i + 1) * part.days;
                let mut estimation = Vec::new();
                aligned.residuals(fit, &study.spec, &mut estimation);
                let (_, last) = study.spec.estimation_days();
                let row = i64::from(fit.pair.row);
                let from = row + i64::from(study.spec.window.from);
                let gap = (row + last + 1..from).map(|at| aligned.residual_at(fit, at)).collect();
                EventDetail {
                    event: fit.pair.event,
                    instrument: *instrument,
                    date: series.rows[fit.pair.row as usize],
                    n: fit.n,
                    parameters: fit.parameters,
                    sigma: fit.sigma,
                    estimation,
                    gap,
                    market: at_rows(&beside, from, part.days),
                    ar: part.ar[range.clone()].to_vec(),
                    ar_se: part.ar_se[range.clone()].to_vec(),
                    car: part.car[range.clone()].to_vec(),
                    car_se: part.car_se[range].to_vec(),
                }
            };
            part.fits.iter().enumerate().map(one).collect::<Vec<EventDetail>>()
        })
        .collect();
    out.sort_unstable_by_key(|detail| detail.event);
    out
}

/// `len` values from row `from` on, NaN where there is no row.
fn at_rows(column: &[f64], from: i64, len: usize) -> Vec<f64> {
    (from..from + len as i64)
        .map(|row| usize::try_from(row).ok().and_then(|row| column.get(row)).copied().unwrap_or(f64::NAN))
        .collect()
}
