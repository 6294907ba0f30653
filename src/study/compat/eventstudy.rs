//! Python eventstudy 0.1a12: no prediction error, σ̂² with ddof 0, L − 1 degrees of freedom for every
//! model, and an average tested as if events were independent with known variances.

use super::{Columns, PeerInput, each_day, mean, present};
use crate::normal_return::Model;
use crate::study::detail::EventDetail;
use crate::study::significance::student_two_sided;

pub(super) fn table(input: &PeerInput<'_>) -> Columns {
    let (days, n) = (input.spec.window.len(), input.events.len() as f64);
    let df = input.spec.estimation as f64 - 1.0;
    let variances: Vec<f64> = input.events.iter().map(|e| variance(e, input.spec.model)).collect();
    let path = |pick: &dyn Fn(&EventDetail, f64, usize) -> f64| -> Vec<Vec<f64>> {
        let events = input.events.iter().zip(&variances);
        events.map(|(event, v)| each_day(days, |d| pick(event, *v, d))).collect()
    };
    let scale = |v: f64, d: usize| (v * (d + 1) as f64).sqrt();
    let se = (variances.iter().sum::<f64>()).sqrt() / n;
    let caar = each_day(days, |d| mean(&present(input.events.iter().map(|e| e.car[d]))));
    let statistic = each_day(days, |d| caar[d] / (se * ((d + 1) as f64).sqrt()));
    Columns {
        per_event: vec![
            ("se_AR", path(&|_, v, _| v.sqrt())),
            ("se_CAR", path(&|_, v, d| scale(v, d))),
            ("t", path(&|e, v, d| e.car[d] / scale(v, d))),
            ("p", path(&|e, v, d| student_two_sided(e.car[d] / scale(v, d), df))),
        ],
        whole: vec![("df", n * df)],
        per_day: vec![
            ("se_AAR", vec![se; days]),
            ("se_CAAR", each_day(days, |d| se * ((d + 1) as f64).sqrt())),
            ("p", statistic.iter().map(|t| student_two_sided(*t, n * df)).collect()),
            ("t", statistic),
        ],
    }
}

/// The population variance of the residuals; of the constant mean, over estimation, gap and event rows.
fn variance(event: &EventDetail, model: Model) -> f64 {
    let all = event.estimation.iter();
    let rows = if model == Model::MeanAdjusted {
        present(all.chain(&event.gap).chain(&event.ar).copied())
    } else {
        present(all.copied())
    };
    let centre = mean(&rows);
    rows.iter().map(|e| (e - centre) * (e - centre)).sum::<f64>() / rows.len() as f64
}
