//! R EventStudy 0.50.0 (sipemu): no prediction error in BMP and Kolari–Pynnönen, r̄ paired by relative
//! day, p̂ and ranks by firm instead of by event, and two tests whose first day repeats.

use std::collections::BTreeMap;

use super::{Columns, PeerInput, day, each_day, mean, present, ranks, sd, t};
use crate::study::detail::EventDetail;

pub(super) fn table(input: &PeerInput<'_>) -> Columns {
    let (events, days, l) = (input.events, input.spec.window.len(), input.spec.estimation);
    let n = events.len() as f64;
    let bmp = each_day(days, |d| t(&day(events, |e| e.ar[d] / sigma(e))));
    let cbmp = each_day(days, |d| t(&day(events, |e| e.car[d] / sigma(e))));
    let r = mean_correlation(events);
    let adjust = ((1.0 - r) / (1.0 + (n - 1.0) * r)).sqrt();
    let p = firm_share(events);
    let positive = |values: &[f64]| values.iter().filter(|v| **v > 0.0).count() as f64;
    let gsign = |values: &[f64]| {
        let count = values.len() as f64;
        (positive(values) - count * p) / (count * p * (1.0 - p)).sqrt()
    };
    let ranked = firm_ranks(events);
    let by_day = each_day(l + days, |d| mean(&present(ranked.iter().map(|r| r[d]))));
    let rank_z = by_day[l] / sd(&present(by_day.iter().copied()));
    let aar = each_day(days, |d| mean(&day(events, |e| e.ar[d])));
    let caltime = aar[0] / sd(&aar);
    Columns {
        whole: vec![("r_bar", r), ("p_hat", p)],
        per_day: vec![
            ("kp_t", bmp.iter().map(|t| t * adjust).collect()),
            ("ckp_t", cbmp.iter().map(|t| t * adjust).collect()),
            ("bmp_t", bmp),
            ("cbmp_t", cbmp),
            ("gsign_z", each_day(days, |d| gsign(&day(events, |e| e.ar[d])))),
            ("cgsign_z", each_day(days, |d| gsign(&day(events, |e| e.car[d])))),
            ("mean_rank", by_day[l..].to_vec()),
            ("rank_z", vec![rank_z; days]),
            ("caltime_t", vec![caltime; days]),
        ],
        per_event: vec![
            ("ar_t", path(events, |e, d| e.ar[d] / sigma(e))),
            ("car_t", path(events, |e, d| e.car[d] / (sigma(e) * ((d + 1) as f64).sqrt()))),
        ],
    }
}

/// The residual deviation; without estimated parameters the deviation about the mean.
fn sigma(event: &EventDetail) -> f64 {
    if event.parameters > 0 { event.sigma } else { sd(&present(event.estimation.iter().copied())) }
}

fn path(events: &[EventDetail], one: impl Fn(&EventDetail, usize) -> f64) -> Vec<Vec<f64>> {
    events.iter().map(|e| each_day(e.ar.len(), |d| one(e, d))).collect()
}

/// The mean correlation over pairs of events, residuals paired by relative day.
fn mean_correlation(events: &[EventDetail]) -> f64 {
    let standard: Vec<Vec<f64>> = events
        .iter()
        .map(|e| {
            let known = present(e.estimation.iter().copied());
            let (centre, scale) = (mean(&known), sd(&known) * ((known.len() - 1) as f64).sqrt());
            e.estimation.iter().map(|v| (v - centre) / scale).collect()
        })
        .collect();
    let mut sum = 0.0;
    for (i, a) in standard.iter().enumerate() {
        for b in &standard[..i] {
            sum += a.iter().zip(b).map(|(x, y)| x * y).filter(|v| !v.is_nan()).sum::<f64>();
        }
    }
    let n = events.len() as f64;
    sum / (n * (n - 1.0) / 2.0)
}

/// Events of each instrument, the instruments in the order of the panel.
fn by_firm(events: &[EventDetail]) -> BTreeMap<usize, Vec<usize>> {
    let mut firms: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, event) in events.iter().enumerate() {
        firms.entry(event.instrument).or_default().push(i);
    }
    firms
}

/// The mean over firms of the share of positive estimation residuals, a firm's events pooled.
fn firm_share(events: &[EventDetail]) -> f64 {
    let share = |own: &Vec<usize>| {
        let known = present(own.iter().flat_map(|&i| events[i].estimation.iter().copied()));
        known.iter().filter(|v| **v > 0.0).count() as f64 / known.len() as f64
    };
    mean(&by_firm(events).values().map(share).collect::<Vec<f64>>())
}

/// rank/(n + 1) − ½ among all estimation and event returns of all events of the firm, by event.
fn firm_ranks(events: &[EventDetail]) -> Vec<Vec<f64>> {
    let mut out = vec![Vec::new(); events.len()];
    for own in by_firm(events).values() {
        let full = |&i: &usize| events[i].estimation.iter().chain(&events[i].ar).copied();
        let pooled: Vec<f64> = own.iter().flat_map(full).collect();
        let total = pooled.len() as f64 + 1.0;
        let mut ranks = ranks(&pooled).into_iter();
        for &i in own {
            let len = events[i].estimation.len() + events[i].ar.len();
            out[i] = ranks.by_ref().take(len).map(|r| r / total - 0.5).collect();
        }
    }
    out
}
