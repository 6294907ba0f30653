//! The calendar-time portfolio: the answer to event windows that overlap or share days.
//!
//! On every date the portfolio holds, equally weighted, each instrument whose event window covers the
//! date; the mean abnormal return per day is the intercept of the portfolio's returns on the market.

use rayon::prelude::*;

use super::kernel::Pair;
use super::panel::{Market, Panel, ReturnSeries};
use super::run::Study;
use super::significance::student_two_sided;

/// The portfolio's regression.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct CalendarTime {
    /// Dates on which the portfolio held enough instruments.
    pub days: u64,
    /// Dates left out because it held fewer than the least number.
    pub days_too_few: u64,
    /// Mean number of instruments held.
    pub mean_holdings: f64,
    /// The most instruments held.
    pub max_holdings: u64,
    /// The mean abnormal return per day, a fraction.
    pub alpha: f64,
    /// The slope on the market; `None` without a benchmark.
    pub beta: Option<f64>,
    /// Newey & West's standard error of α.
    pub se: f64,
    /// The number of lags of that standard error.
    pub lags: u64,
    /// α over its standard error.
    pub t: f64,
    /// Degrees of freedom, days − parameters.
    pub df: f64,
    /// The two-sided p-value.
    pub p: f64,
}

/// Builds the portfolio of a study's events over their event windows and regresses it on the market.
/// `None` with fewer than three days more than parameters, or without variance.
///
/// ```
/// use newstape::normal_return::Model;
/// use newstape::study::{self, PanelBuilder, ReturnKind, Spec, StudyEvent, ValueKind, Window};
///
/// // Both event windows cover days 6 to 11, so that the two CARs are not independent. As one portfolio
/// // they make six returns of 0.5 and 0.7 per cent by turns.
/// let mut builder = PanelBuilder::default();
/// for day in 0..12 {
///     let (a, b) = match day {
///         0..6 => (0.1, -0.1),
///         _ if day % 2 == 0 => (0.4, 0.6),
///         _ => (0.8, 0.6),
///     };
///     builder.push("A", day, a * if day % 2 == 0 || day >= 6 { 1.0 } else { -1.0 });
///     builder.push("B", day, b * if day % 2 == 0 || day >= 6 { 1.0 } else { -1.0 });
/// }
/// let (panel, market, _) = builder.finish(ReturnKind::Simple, ValueKind::ReturnsPct, None)?;
/// let spec = Spec { model: Model::MeanAdjusted, estimation: 5, gap: 0, window: Window { from: 0, to: 5 }, ..Spec::default() };
/// let events = ["A", "B"].map(|symbol| StudyEvent { symbol: symbol.to_owned(), at: 6, reach: None, group: None });
/// let study = study::run(&panel, &market, &events, &spec, &[])?;
///
/// let portfolio = study::calendar_time(&panel, &market, &study, 2).expect("six days that differ");
/// assert_eq!((portfolio.days, portfolio.max_holdings, portfolio.beta), (6, 2, None));
/// assert!((portfolio.alpha - 0.006).abs() < 1e-12);
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
///
/// # Source
/// Jaffe (1974), J. Business 47; Mandelker (1974), J. Financial Economics 1; Fama (1998), JFE 49;
/// Mitchell & Stafford (2000), J. Business 73; errors: Newey & West (1987), Econometrica 55.
#[must_use]
pub fn calendar_time(
    panel: &Panel,
    market: &Market,
    study: &Study,
    fewest_holdings: u64,
) -> Option<CalendarTime> {
    let (sums, counts) = holdings(panel, study);
    let beside = market_column(panel, market);
    let (mut y, mut x, mut held) = (Vec::new(), Vec::new(), Vec::new());
    let mut too_few = 0;
    for (date, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        if count < fewest_holdings.max(1) {
            too_few += 1;
        } else if !market.has_benchmark() || beside[date].is_finite() {
            y.push(sums[date] / count as f64);
            x.push(beside[date]);
            held.push(count);
        }
    }
    let line = Line::fit(&y, market.has_benchmark().then_some(&x))?;
    let df = y.len() as f64 - line.parameters;
    let t = line.alpha / line.se;
    t.is_finite().then(|| CalendarTime {
        days: y.len() as u64,
        days_too_few: too_few,
        mean_holdings: held.iter().sum::<u64>() as f64 / held.len() as f64,
        max_holdings: held.iter().copied().max().unwrap_or(0),
        alpha: line.alpha,
        beta: line.beta,
        se: line.se,
        lags: line.lags as u64,
        t,
        df,
        p: student_two_sided(t, df),
    })
}

/// The market's return on each date of the panel's calendar.
#[must_use]
pub fn market_returns(panel: &Panel, market: &Market) -> Vec<Option<f64>> {
    market_column(panel, market).into_iter().map(|value| value.is_finite().then_some(value)).collect()
}

/// The same as a column of this room; NaN where there is none.
fn market_column(panel: &Panel, market: &Market) -> Vec<f64> {
    let rows: Vec<u32> = (0..u32::try_from(panel.calendar.len()).unwrap_or(u32::MAX)).collect();
    let mut out = Vec::new();
    market.align(&rows, panel.returns, &mut out);
    out
}

/// Instruments whose sums are added up in one go. Pieces depend on the data alone, so that the result does not
/// depend on the number of threads.
const PIECE: usize = 256;

/// Σ of returns and number of instruments held, by date; an instrument with two open windows is held once.
fn holdings(panel: &Panel, study: &Study) -> (Vec<f64>, Vec<u64>) {
    let dates = panel.calendar.len();
    let piece = |measured: &[(usize, Vec<Pair>)]| {
        let (mut sums, mut counts) = (vec![0.0; dates], vec![0_u64; dates]);
        for (instrument, pairs) in measured {
            hold(&panel.series[*instrument], pairs, study, &mut sums, &mut counts);
        }
        (sums, counts)
    };
    let pieces: Vec<_> = study.measured.par_chunks(PIECE).map(piece).collect();
    let mut all = (vec![0.0; dates], vec![0; dates]);
    for (sums, counts) in pieces {
        all.0.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum);
        all.1.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
    }
    all
}

/// Adds one instrument's returns on the dates on which it is held.
fn hold(series: &ReturnSeries, pairs: &[Pair], study: &Study, sums: &mut [f64], counts: &mut [u64]) {
    let mut open = vec![false; series.rows.len()];
    for Pair { row, .. } in pairs {
        for day in study.spec.window.days() {
            let at = usize::try_from(i64::from(*row) + i64::from(day)).ok();
            if let Some(open) = at.and_then(|at| open.get_mut(at)) {
                *open = true;
            }
        }
    }
    for (row, _) in open.iter().enumerate().filter(|(row, open)| **open && series.returns[*row].is_finite()) {
        sums[series.rows[row] as usize] += series.returns[row];
        counts[series.rows[row] as usize] += 1;
    }
}

/// A mean, or a line on one regressor, with Newey & West's error of the intercept.
struct Line {
    alpha: f64,
    beta: Option<f64>,
    se: f64,
    lags: usize,
    parameters: f64,
}

impl Line {
    fn fit(y: &[f64], x: Option<&Vec<f64>>) -> Option<Self> {
        let n = y.len() as f64;
        let parameters = if x.is_some() { 2.0 } else { 1.0 };
        if n < parameters + 3.0 {
            return None;
        }
        let mean_y = y.iter().sum::<f64>() / n;
        let mean_x = x.map_or(0.0, |x| x.iter().sum::<f64>() / n);
        let centred: Vec<f64> =
            x.map_or_else(|| vec![0.0; y.len()], |x| x.iter().map(|v| v - mean_x).collect());
        let sxx: f64 = centred.iter().map(|v| v * v).sum();
        if x.is_some() && sxx <= 0.0 {
            return None;
        }
        let beta = if x.is_some() {
            centred.iter().zip(y).map(|(c, y)| c * (y - mean_y)).sum::<f64>() / sxx
        } else {
            0.0
        };
        let alpha = mean_y - beta * mean_x;
        // The weight of each day in α: α̂ = Σ w y.
        let weight = |c: f64| 1.0 / n - if sxx > 0.0 { mean_x * c / sxx } else { 0.0 };
        let scores: Vec<f64> =
            centred.iter().zip(y).map(|(c, y)| weight(*c) * (y - mean_y - beta * c)).collect();
        let lags = (4.0 * (n / 100.0).powf(2.0 / 9.0)).floor() as usize;
        let product = |lag: usize| scores[lag..].iter().zip(&scores).map(|(a, b)| a * b).sum::<f64>();
        let weighted = |lag: usize| 2.0 * (1.0 - lag as f64 / (lags + 1) as f64) * product(lag);
        let variance = (product(0) + (1..=lags).map(weighted).sum::<f64>()) * n / (n - parameters);
        (variance > 0.0).then(|| Self { alpha, beta: x.map(|_| beta), se: variance.sqrt(), lags, parameters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_lags_the_error_of_a_mean_is_the_usual_one() {
        // Five days have lag ⌊4·(5/100)^(2/9)⌋ = 2; the values are chosen so that the products cancel.
        let y = [1.0, -1.0, 1.0, -1.0, 1.0, 3.0];
        let line = Line::fit(&y, None).unwrap();
        assert!((line.alpha - 4.0 / 6.0).abs() < 1e-15);
        let e: Vec<f64> = y.iter().map(|v| (v - line.alpha) / 6.0).collect();
        let lag = |k: usize| e[k..].iter().zip(&e).map(|(a, b)| a * b).sum::<f64>();
        let by_hand = (lag(0) + 2.0 * (2.0 / 3.0 * lag(1) + 1.0 / 3.0 * lag(2))) * 6.0 / 5.0;
        assert_eq!(line.lags, 2);
        assert!((line.se * line.se - by_hand).abs() < 1e-15);
    }

    #[test]
    fn an_exact_line_has_its_intercept_and_no_test() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| 0.5 + 2.0 * x).collect();
        assert!(Line::fit(&y, Some(&x)).is_none_or(|line| (line.alpha - 0.5).abs() < 1e-12));
    }
}
