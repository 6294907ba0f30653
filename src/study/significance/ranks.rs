//! Tests on ranks within events.

use super::{Statistic, TestResult, Undefined};
use crate::study::rank_sums::{ByDay, Grank};

/// The rank test by day and by sub-window from the first event day.
///
/// With N events on a day: z = N^{-½} Σ U / S, S the root mean square of the numerators over all
/// estimation and event days; over k days the numerators are summed and divided by √k·S. Ranks are
/// standardised, U = rank/(M+1) − ½, which without missing returns gives Corrado's own statistic.
///
/// # Source
/// Corrado (1989), J. Financial Economics 23; Corrado & Zivney (1992), JFQA 27; several days: Cowan (1992).
pub(super) fn corrado(days: &ByDay, estimation: usize) -> (Vec<TestResult>, Vec<TestResult>) {
    let value = |(sum, n): (&f64, &f64)| if *n > 0.0 { Some(sum / n.sqrt()) } else { None };
    let all: Vec<Option<f64>> = days.sum.iter().zip(&days.n).map(value).collect();
    let present: Vec<f64> = all.iter().flatten().copied().collect();
    let scale = (present.iter().map(|v| v * v).sum::<f64>() / present.len() as f64).sqrt();
    let over = |numerator: Option<f64>, k: usize| {
        let numerator = numerator.ok_or(Undefined::NoEvents)?;
        Statistic::normal(numerator / ((k as f64).sqrt() * scale))
    };
    let event = &all[estimation..];
    let aar = event.iter().map(|v| over(*v, 1)).collect();
    let mut running = Some(0.0);
    let caar = event
        .iter()
        .enumerate()
        .map(|(day, v)| {
            running = running.zip(*v).map(|(sum, v)| sum + v);
            over(running, day + 1)
        })
        .collect();
    (aar, caar)
}

/// Z·√((T−2)/(T−1−Z²)) ~ T(T−2), Z the mean rank of the window over its spread across days; robust to
/// cross-correlation.
///
/// # Source
/// Kolari & Pynnönen (2011), J. Empirical Finance 18, eqs. 6–10.
pub(super) fn grank_t(grank: &Grank) -> TestResult {
    if grank.n < 1.0 {
        return Err(Undefined::NoEvents);
    }
    let mean_zero = grank.zero / grank.n;
    let days = grank.estimation.sum.iter().zip(&grank.estimation.n).filter(|(_, n)| **n > 0.0);
    let (count, squares) = days.fold((1.0, mean_zero * mean_zero), |(count, squares), (sum, n)| {
        let mean = sum / n;
        (count + 1.0, squares + n / grank.n * mean * mean)
    });
    let z = mean_zero / (squares / count).sqrt();
    let left = count - 1.0 - z * z;
    if !z.is_finite() || left <= 0.0 {
        return Err(Undefined::NoVariance);
    }
    Statistic::student(z * ((count - 2.0) / left).sqrt(), count - 2.0)
}

/// Ū₀ over the deviation that independent uniform ranks have, ~ N(0,1); for independent events.
///
/// # Source
/// Kolari & Pynnönen (2011), J. Empirical Finance 18; events of unequal length by their own variances.
pub(super) fn grank_z(grank: &Grank) -> TestResult {
    if grank.n < 1.0 {
        return Err(Undefined::NoEvents);
    }
    // Var(Ū₀) = Σ (T−1)/(T+1) / (12 N²).
    Statistic::normal(grank.zero / (grank.variance / 12.0).sqrt())
}
