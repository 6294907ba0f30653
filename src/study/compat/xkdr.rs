//! R eventstudies 1.2.2 (xKDR): cumulation starts with 0 on the first day, whose return is not added; an
//! event with a missing day is left out; inference is a t interval of the mean over events, or Wilcoxon's.

use super::estudy2::median;
use super::{Columns, PeerInput, each_day, mean, sd};
use crate::study::detail::EventDetail;
use crate::study::significance::student_quantile;

pub(super) fn table(input: &PeerInput<'_>) -> Columns {
    let days = input.spec.window.len();
    let whole: Vec<&EventDetail> =
        input.events.iter().filter(|e| e.ar.iter().all(|ar| ar.is_finite())).collect();
    let cumulated = |e: &EventDetail, d: usize| e.car[d] - e.ar[0];
    let mut per_day = Vec::new();
    for (names, path) in [(PLAIN, false), (CUMULATED, true)] {
        let of = |d: usize| -> Vec<f64> {
            whole.iter().map(|e| if path { cumulated(e, d) } else { e.ar[d] }).collect()
        };
        let half = |d: usize| {
            let values = of(d);
            let n = values.len() as f64;
            let spread = sd(&values);
            if spread > 0.0 { student_quantile(0.05, n - 1.0) * spread / n.sqrt() } else { f64::NAN }
        };
        let wilcoxon: Vec<(f64, f64)> = (0..days).map(|d| walsh_interval(&of(d), 0.05)).collect();
        per_day.extend([
            (names[0], each_day(days, |d| mean(&of(d)) - half(d))),
            (names[1], each_day(days, |d| mean(&of(d)))),
            (names[2], each_day(days, |d| mean(&of(d)) + half(d))),
            (names[3], wilcoxon.iter().map(|w| w.0).collect()),
            (names[4], each_day(days, |d| median(&of(d)))),
            (names[5], wilcoxon.iter().map(|w| w.1).collect()),
        ]);
    }
    let all = |cumulate: bool| {
        let one = |e: &EventDetail| {
            let known = e.ar.iter().all(|ar| ar.is_finite());
            each_day(days, |d| match (known, cumulate) {
                (false, _) => f64::NAN,
                (true, true) => cumulated(e, d),
                (true, false) => e.ar[d],
            })
        };
        input.events.iter().map(one).collect()
    };
    Columns {
        per_event: vec![("none", all(false)), ("cumsum", all(true))],
        per_day,
        whole: vec![("n", whole.len() as f64)],
    }
}

const PLAIN: [&str; 6] = ["t_lo", "mean", "t_hi", "w_lo", "median", "w_hi"];
const CUMULATED: [&str; 6] =
    ["cumsum_t_lo", "cumsum_mean", "cumsum_t_hi", "cumsum_w_lo", "cumsum_median", "cumsum_w_hi"];

/// The exact interval of the centre by signed ranks: two of the sorted means of pairs.
fn walsh_interval(values: &[f64], alpha: f64) -> (f64, f64) {
    let n = values.len();
    let mut walsh: Vec<f64> = (0..n)
        .flat_map(|i| (i..n).map(move |j| (i, j)))
        .map(|(i, j)| 0.5 * (values[i] + values[j]))
        .collect();
    walsh.sort_unstable_by(f64::total_cmp);
    if walsh.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    let low = signed_rank_quantile(n, alpha / 2.0).max(1).min(walsh.len());
    (walsh[low - 1], walsh[walsh.len() - low])
}

/// The least w with P(W⁺ ≤ w) ≥ p.
fn signed_rank_quantile(n: usize, p: f64) -> usize {
    let top = n * (n + 1) / 2;
    let mut share = vec![0.0_f64; top + 1];
    share[0] = 1.0;
    for rank in 1..=n {
        for sum in (0..=top).rev() {
            let with = if sum >= rank { share[sum - rank] } else { 0.0 };
            share[sum] = 0.5 * (share[sum] + with);
        }
    }
    let mut below = 0.0;
    share
        .iter()
        .position(|s| {
            below += s;
            below >= p - 1e-12
        })
        .unwrap_or(top)
}
