//! Two groups of events: does one move prices more than the other?

use super::bootstrap::{Bootstrap, BootstrapSpec, bootstrap_means, quantile};
use super::detail::EventDetail;
use super::moments::Moments;
use super::significance::{normal_two_sided, student_quantile, student_two_sided};

/// A two-sample test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoSample {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom; `None` for the normal distribution.
    pub df: Option<f64>,
    /// The two-sided p-value.
    pub p: f64,
}

/// The difference of two averages cumulated up to one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Events of the first group with a cumulated return.
    pub n_a: u64,
    /// Events of the second group.
    pub n_b: u64,
    /// CAAR of the first; `None` without events.
    pub caar_a: Option<f64>,
    /// CAAR of the second group.
    pub caar_b: Option<f64>,
    /// The first less the second; `None` where a group has no events.
    pub difference: Option<f64>,
    /// The ends of its interval by Welch's t.
    pub band: Option<(f64, f64)>,
    /// Welch's t of the cumulated abnormal returns.
    pub welch: Option<TwoSample>,
    /// The same of the standardised ones.
    pub welch_standardised: Option<TwoSample>,
    /// Wilcoxon's rank sum (Mann & Whitney), ties corrected, no continuity correction.
    pub rank_sum: Option<TwoSample>,
    /// The interval by resampling both groups, days 0 as clusters.
    pub bootstrap: Option<(f64, f64)>,
}

/// Compares two groups on each day of the event window, cumulated from its first day.
///
/// ```
/// use newstape::normal_return::Model;
/// use newstape::study::{self, PanelBuilder, ReturnKind, Spec, StudyEvent, ValueKind, Window};
///
/// // Beats gain 2.9, 3.0, 3.1 per cent on day 6, misses 0.9, 1.0, 1.1.
/// let mut builder = PanelBuilder::default();
/// let gains = [2.9, 3.0, 3.1, 0.9, 1.0, 1.1];
/// for (number, gain) in gains.into_iter().enumerate() {
///     for day in 0..8 {
///         let value = if day == 6 { gain } else if day % 2 == 0 { 0.1 } else { -0.1 };
///         builder.push(&format!("S{number}"), day, value);
///     }
/// }
/// let (panel, market, _) = builder.finish(ReturnKind::Simple, ValueKind::ReturnsPct, None)?;
/// let spec = Spec { model: Model::MeanAdjusted, estimation: 4, gap: 1, window: Window { from: 0, to: 0 }, ..Spec::default() };
/// let event = |number: usize| StudyEvent { symbol: format!("S{number}"), at: 6, reach: None, group: None };
/// let study = study::run(&panel, &market, &(0..6).map(event).collect::<Vec<_>>(), &spec, &[])?;
///
/// let events = study::details(&panel, &market, &study);
/// let day = &study::compare(&events[..3], &events[3..], 0.95, 0, 1)[0];
/// assert!((day.difference.expect("both groups have events") - 0.02).abs() < 1e-12);
/// // 2 / √(0.01/3 + 0.01/3) = 24.49.
/// assert!((day.welch.expect("both vary").statistic - 24.495).abs() < 1e-3);
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
///
/// # Source
/// Welch (1947), Biometrika 34; Mann & Whitney (1947), Annals of Mathematical Statistics 18; the bootstrap:
/// Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 8.
#[must_use]
pub fn compare(
    a: &[EventDetail],
    b: &[EventDetail],
    confidence: f64,
    replications: usize,
    seed: u64,
) -> Vec<Difference> {
    let days = a.first().or(b.first()).map_or(0, |event| event.car.len());
    (0..days).map(|day| on_day(a, b, day, confidence, replications, seed)).collect()
}

fn on_day(
    a: &[EventDetail],
    b: &[EventDetail],
    day: usize,
    confidence: f64,
    replications: usize,
    seed: u64,
) -> Difference {
    let car = |events: &[EventDetail]| -> Vec<f64> {
        events.iter().map(|e| e.car[day]).filter(|v| v.is_finite()).collect()
    };
    let scar = |events: &[EventDetail]| -> Vec<f64> {
        let standard = events.iter().map(|e| e.car[day] / e.car_se[day]);
        standard.filter(|v| v.is_finite()).collect()
    };
    let (x, y) = (car(a), car(b));
    let (mx, my) = (Moments::of(x.iter().copied()), Moments::of(y.iter().copied()));
    let average = |m: &Moments| (m.n > 0.0).then_some(m.mean);
    let difference = average(&mx).zip(average(&my)).map(|(x, y)| x - y);
    let first = welch(&mx, &my);
    let band = first.zip(difference).and_then(|(test, difference)| {
        let half = student_quantile(1.0 - confidence, test.df?) * (difference / test.statistic).abs();
        half.is_finite().then_some((difference - half, difference + half))
    });
    Difference {
        n_a: x.len() as u64,
        n_b: y.len() as u64,
        caar_a: average(&mx),
        caar_b: average(&my),
        difference,
        band,
        welch: first,
        welch_standardised: welch(&Moments::of(scar(a).into_iter()), &Moments::of(scar(b).into_iter())),
        rank_sum: rank_sum(&x, &y),
        bootstrap: resampled(a, b, day, confidence, replications, seed),
    }
}

/// The difference over √(s²/n + s²/n), with Welch & Satterthwaite's degrees of freedom.
fn welch(a: &Moments, b: &Moments) -> Option<TwoSample> {
    let (va, vb) = (a.sd()?.powi(2) / a.n, b.sd()?.powi(2) / b.n);
    let df = (va + vb).powi(2) / (va * va / (a.n - 1.0) + vb * vb / (b.n - 1.0));
    let statistic = (a.mean - b.mean) / (va + vb).sqrt();
    statistic.is_finite().then(|| TwoSample { statistic, df: Some(df), p: student_two_sided(statistic, df) })
}

/// The normal form of the rank sum of the first sample.
fn rank_sum(a: &[f64], b: &[f64]) -> Option<TwoSample> {
    let mut all: Vec<(f64, bool)> =
        a.iter().map(|v| (*v, true)).chain(b.iter().map(|v| (*v, false))).collect();
    all.sort_unstable_by(|x, y| x.0.total_cmp(&y.0));
    let (mut sum, mut tied, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let end = at + all[at..].iter().take_while(|v| v.0 == all[at].0).count().max(1);
        let rank = (at + 1 + end) as f64 / 2.0;
        sum += rank * all[at..end].iter().filter(|v| v.1).count() as f64;
        let group = (end - at) as f64;
        tied += group * group * group - group;
        at = end;
    }
    let (na, nb) = (a.len() as f64, b.len() as f64);
    let n = na + nb;
    let variance = na * nb / 12.0 * ((n + 1.0) - tied / (n * (n - 1.0)));
    let statistic = (sum - na * (n + 1.0) / 2.0) / variance.sqrt();
    statistic.is_finite().then(|| TwoSample { statistic, df: None, p: normal_two_sided(statistic) })
}

fn resampled(
    a: &[EventDetail],
    b: &[EventDetail],
    day: usize,
    confidence: f64,
    replications: usize,
    seed: u64,
) -> Option<(f64, f64)> {
    let how = |seed| BootstrapSpec { kind: Bootstrap::Block, replications, seed, confidence };
    // The two groups are drawn apart: another stream for each.
    let one = bootstrap_means(a, |e| e.car[day], &how(seed))?;
    let two = bootstrap_means(b, |e| e.car[day], &how(seed ^ 0x5EED_0000_0000_0001))?;
    let mut differences: Vec<f64> = one.iter().zip(&two).map(|(x, y)| x - y).collect();
    differences.sort_unstable_by(f64::total_cmp);
    let outside = (1.0 - confidence) / 2.0;
    Some((quantile(&differences, outside), quantile(&differences, 1.0 - outside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(values: &[f64], from: u32) -> Vec<EventDetail> {
        let one = |(i, v): (u32, &f64)| EventDetail {
            event: i,
            date: i,
            car: vec![*v],
            car_se: vec![1.0],
            ..EventDetail::default()
        };
        (from..).zip(values).map(one).collect()
    }

    #[test]
    fn the_difference_of_two_small_groups_by_hand() {
        let a = group(&[3.0, 4.0, 5.0, 6.0], 0);
        let b = group(&[1.0, 2.0, 3.0], 10);
        let got = compare(&a, &b, 0.95, 999, 1)[0];
        assert!((got.difference.unwrap() - 2.5).abs() < 1e-15);
        // Variances 5/3 and 1: standard error √(5/12 + 1/3) = √0.75; df 0.75²/((5/12)²/3 + (1/3)²/2).
        let welch = got.welch.unwrap();
        assert!((welch.statistic - 2.5 / 0.75_f64.sqrt()).abs() < 1e-14);
        let df = 0.5625 / ((5.0_f64 / 12.0).powi(2) / 3.0 + 1.0 / 18.0);
        assert!((welch.df.unwrap() - df).abs() < 1e-12);
        // Ranks of a: 3.5, 5, 6, 7 = 21.5; mean 16; variance 4·3/12·(8 − 6/42).
        let z = 5.5 / (8.0_f64 - 6.0 / 42.0).sqrt();
        assert!((got.rank_sum.unwrap().statistic - z).abs() < 1e-14);
        let (low, high) = got.bootstrap.unwrap();
        assert!(low < 2.5 && high > 2.5 && low > 0.5 && high < 5.0, "{low} {high}");
        assert!(got.band.unwrap().0 < 2.5);
    }

    #[test]
    fn one_event_in_a_group_has_a_difference_and_no_test() {
        let got = compare(&group(&[1.0], 0), &group(&[0.0, 2.0], 5), 0.95, 99, 1)[0];
        assert_eq!((got.difference, got.welch, got.bootstrap), (Some(0.0), None, None));
        let alone = compare(&group(&[1.0], 0), &[], 0.95, 99, 1)[0];
        assert_eq!((alone.caar_a, alone.caar_b, alone.difference), (Some(1.0), None, None));
    }
}
