//! Python event-study-toolkit 1.0.0: standardised without prediction error, and √N times their mean
//! called Patell's test.

use super::{Columns, PeerInput, day, mean, present, t};
use crate::study::detail::EventDetail;

pub(super) fn table(input: &PeerInput<'_>) -> Columns {
    let events = input.events;
    let last = input.spec.window.len() - 1;
    let root = (input.spec.window.len() as f64).sqrt();
    let n = events.len() as f64;
    let scar = |e: &EventDetail| e.car[last] / (e.sigma * root);
    let (car, scars) = (day(events, |e| e.car[last]), day(events, scar));
    let positive = car.iter().filter(|v| **v > 0.0).count() as f64;
    let share = |e: &EventDetail| {
        let known = present(e.estimation.iter().copied());
        known.iter().filter(|v| **v > 0.0).count() as f64 / known.len() as f64
    };
    let p = mean(&day(events, share));
    Columns {
        whole: vec![
            ("car_mean", mean(&car)),
            ("scar_mean", mean(&scars)),
            ("poscar_cnt", positive),
            ("e_est_pos", p),
            ("car_t", t(&car)),
            ("scar_t", t(&scars)),
            ("tsign", (positive / n - 0.5) * n.sqrt() / 0.5),
            ("tpatell", mean(&scars) * n.sqrt()),
            ("gen_z", (positive - n * p) / (n * p * (1.0 - p)).sqrt()),
        ],
        per_event: vec![("scar", events.iter().map(|e| vec![scar(e)]).collect())],
        ..Columns::default()
    }
}
