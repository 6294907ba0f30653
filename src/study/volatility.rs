//! Abnormal volatility: does the event make returns larger, whichever way they go?

use super::detail::EventDetail;
use super::moments::Moments;
use super::significance::{normal_two_sided, student_two_sided};

/// Squared standardised abnormal returns of one day, averaged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volatility {
    /// Events with a value.
    pub n: u64,
    /// Mean of AR²/S²(AR)·(d−2)/d, d = L − p: 1 under the null.
    pub ratio: f64,
    /// (ratio − 1) over its deviation under the null, ~ N(0,1) for independent events.
    pub z: f64,
    /// The two-sided p-value of that t.
    pub p: f64,
    /// The cross-sectional t of the ratios less 1; `None` below two events.
    pub t: Option<f64>,
    /// Two-sided p of it, with n − 1 degrees of freedom.
    pub t_p: Option<f64>,
}

/// Beaver's U by day of the event window; `None` on a day without a value, and where L − p ≤ 4.
///
/// Each AR²/S²(AR) is F(1, d) under normal returns, with mean d/(d−2); scaled to mean 1 its variance is
/// 2(d−1)/(d−4).
///
/// # Source
/// Beaver (1968), J. Accounting Research 6, supplement.
#[must_use]
pub fn volatility(events: &[EventDetail]) -> Vec<Option<Volatility>> {
    let days = events.first().map_or(0, |event| event.ar.len());
    (0..days).map(|day| on_day(events, day)).collect()
}

fn on_day(events: &[EventDetail], day: usize) -> Option<Volatility> {
    let (mut excess, mut variance) = (Moments::default(), 0.0);
    for event in events {
        let d = f64::from(event.n - event.parameters);
        let standard = event.ar[day] / event.ar_se[day];
        if standard.is_finite() && d > 4.0 {
            excess.push(standard * standard * (d - 2.0) / d - 1.0);
            variance += 2.0 * (d - 1.0) / (d - 4.0);
        }
    }
    if excess.n < 1.0 {
        return None;
    }
    let z = excess.sum() / variance.sqrt();
    let t = excess.t();
    Some(Volatility {
        n: excess.n as u64,
        ratio: 1.0 + excess.mean,
        z,
        p: normal_two_sided(z),
        t,
        t_p: t.map(|t| student_two_sided(t, excess.n - 1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::random::Random;

    fn events(scale: f64) -> Vec<EventDetail> {
        let mut random = Random::new(4, 4);
        let one = |_| {
            // A Student value with 50 degrees: a normal over the root of a mean of squares.
            let squares: f64 = (0..50).map(|_| random.normal().powi(2)).sum();
            let ar = scale * random.normal() / (squares / 50.0_f64).sqrt();
            EventDetail { n: 52, parameters: 2, ar: vec![ar], ar_se: vec![1.0], ..EventDetail::default() }
        };
        (0..2000).map(one).collect()
    }

    #[test]
    fn ordinary_returns_have_ratio_one_and_larger_ones_are_found() {
        let calm = volatility(&events(1.0))[0].unwrap();
        assert!((calm.ratio - 1.0).abs() < 0.1 && calm.p > 0.01, "{calm:?}");
        let wild = volatility(&events(1.5))[0].unwrap();
        assert!((wild.ratio - 2.25).abs() < 0.25 && wild.p < 1e-9 && wild.t_p.unwrap() < 1e-9, "{wild:?}");
    }

    #[test]
    fn a_day_without_returns_has_none() {
        let missing = EventDetail { n: 52, ar: vec![f64::NAN], ar_se: vec![1.0], ..EventDetail::default() };
        assert_eq!(volatility(&[missing]), [None]);
    }
}
