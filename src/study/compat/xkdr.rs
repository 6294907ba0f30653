//! R eventstudies 1.2.2 (xKDR): cumulation starts with 0 on the first day, whose return is not added;
//! inference is a t interval or Wilcoxon's of the mean over events.

use super::estudy2::median;
use super::{PeerInput, PeerTable, day, each_day, mean, sd};
use crate::study::significance::student_quantile;

pub(super) fn table(input: &PeerInput<'_>) -> PeerTable {
    let (events, days) = (input.events, input.spec.window.len());
    let cumulated = |e: &crate::study::detail::EventDetail, d: usize| e.car[d] - e.ar[0];
    let of = |d: usize| day(events, |e| cumulated(e, d));
    let half = |d: usize| {
        let values = of(d);
        let n = values.len() as f64;
        student_quantile(0.05, n - 1.0) * sd(&values) / n.sqrt()
    };
    PeerTable {
        per_event: vec![
            ("none", events.iter().map(|e| e.ar.clone()).collect()),
            ("cumsum", events.iter().map(|e| each_day(days, |d| cumulated(e, d))).collect()),
        ],
        per_day: vec![
            ("t_lo", each_day(days, |d| mean(&of(d)) - half(d))),
            ("mean", each_day(days, |d| mean(&of(d)))),
            ("t_hi", each_day(days, |d| mean(&of(d)) + half(d))),
            ("median", each_day(days, |d| median(&of(d)))),
        ],
        ..PeerTable::default()
    }
}
