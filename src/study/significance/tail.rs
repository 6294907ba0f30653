//! Two-sided tail probabilities, computed as tails and not as one minus something.

use std::collections::HashMap;

use statrs::function::beta::beta_reg;
use statrs::function::gamma::{gamma_ur, ln_gamma};

/// 2·(1 − Φ(|z|)), as the upper tail of χ² with one degree at z² (`erfc` of the library is right to
/// ten digits only).
#[must_use]
pub fn normal_two_sided(z: f64) -> f64 {
    if z == 0.0 {
        return 1.0;
    }
    gamma_ur(0.5, z * z / 2.0)
}

/// Two-sided tail of Student's distribution with `df` degrees of freedom, as the incomplete beta function at df/(df + t²).
///
/// ```
/// use newstape::study::significance::student_two_sided;
///
/// // With one degree of freedom it is Cauchy's distribution, of which half lies beyond ±1.
/// assert!((student_two_sided(1.0, 1.0) - 0.5).abs() < 1e-12);
/// ```
#[must_use]
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    if t == 0.0 {
        return 1.0;
    }
    beta_reg(df / 2.0, 0.5, df / (df + t * t))
}

/// [`student_two_sided`] for many values of few degrees of freedom.
///
/// Where enough values of one degree have been asked for, the logarithm of the tail is tabulated and interpolated
/// between its values and slopes (Hermite), to better than 1e-11 of p.
#[derive(Debug, Clone, Default)]
pub struct StudentTails {
    known: HashMap<u64, Tail>,
}

/// What is known of one degree of freedom.
#[derive(Debug, Clone)]
enum Tail {
    /// So many values were asked for.
    Asked(u32),
    /// ln p and its derivative at 0, 1/[`StudentTails::STEPS`], ….
    Table(Vec<(f64, f64)>),
}

impl StudentTails {
    /// Values from where on a table costs less than it saves.
    const ENOUGH: u32 = 5_000;
    /// Nodes of the table for each unit of t.
    const STEPS: f64 = 128.0;
    /// Beyond this the tail is computed.
    const FARTHEST: f64 = 12.0;

    /// The two-sided tail.
    ///
    /// ```
    /// use newstape::study::significance::{StudentTails, student_two_sided};
    ///
    /// let mut tails = StudentTails::default();
    /// for n in 0..20_000 {
    ///     let t = f64::from(n) / 2_000.0;
    ///     assert!((tails.two_sided(t, 248.0) / student_two_sided(t, 248.0) - 1.0).abs() < 1e-11);
    /// }
    /// ```
    pub fn two_sided(&mut self, t: f64, df: f64) -> f64 {
        let tail = self.known.entry(df.to_bits()).or_insert(Tail::Asked(0));
        let is_near = t.abs() < Self::FARTHEST;
        match tail {
            Tail::Table(table) if is_near => interpolated(table, t.abs() * Self::STEPS, Self::STEPS),
            Tail::Asked(asked) if *asked >= Self::ENOUGH => {
                *tail = Tail::Table(table(df, Self::STEPS, Self::FARTHEST));
                self.two_sided(t, df)
            }
            Tail::Asked(asked) => {
                *asked += 1;
                student_two_sided(t, df)
            }
            Tail::Table(_) => student_two_sided(t, df),
        }
    }
}

/// ln p and its derivative, −2·density/p, on a grid.
fn table(df: f64, steps: f64, farthest: f64) -> Vec<(f64, f64)> {
    let scale = 2.0 * (ln_gamma(f64::midpoint(df, 1.0)) - ln_gamma(df / 2.0)).exp()
        / (df * std::f64::consts::PI).sqrt();
    let node = |n: u32| {
        let t = f64::from(n) / steps;
        let p = student_two_sided(t, df);
        let density = scale * (-(df + 1.0) / 2.0 * (t * t / df).ln_1p()).exp();
        (p.ln(), -density / p)
    };
    (0..=(farthest * steps) as u32 + 1).map(node).collect()
}

/// Cubic Hermite interpolation at a place counted in nodes.
fn interpolated(table: &[(f64, f64)], place: f64, steps: f64) -> f64 {
    let below = place.floor();
    let (u, at) = (place - below, below as usize);
    let ((y0, d0), (y1, d1)) = (table[at], table[at + 1]);
    let (d0, d1, rise) = (d0 / steps, d1 / steps, y1 - y0);
    let (a, b) = (d0 - rise, rise - d1);
    (y0 + u * (rise + (1.0 - u) * (a * (1.0 - u) + b * u))).exp()
}

/// The upper tail of the F distribution with `df1` and `df2` degrees of freedom; 1 at and below 0.
///
/// ```
/// use newstape::study::significance::{f_upper, student_two_sided};
///
/// // With one degree above it is the square of Student's t.
/// assert!((f_upper(4.0, 1.0, 12.0) - student_two_sided(2.0, 12.0)).abs() < 1e-14);
/// ```
#[must_use]
pub fn f_upper(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    beta_reg(df2 / 2.0, df1 / 2.0, df2 / (df2 + df1 * f))
}

/// The t with a two-sided tail of `p`, by bisection on [`student_two_sided`].
///
/// ```
/// use newstape::study::significance::student_quantile;
///
/// // The 2.228 of every table: 5 % on both sides, ten degrees of freedom.
/// assert!((student_quantile(0.05, 10.0) - 2.228).abs() < 5e-4);
/// ```
#[must_use]
pub fn student_quantile(p: f64, df: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while student_two_sided(high, df) > p && high < 1e9 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if student_two_sided(middle, df) > p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Two-sided exact p of `k` successes in `n` fair trials: twice the smaller tail, at most 1.
///
/// ```
/// use newstape::study::significance::binomial_two_sided;
///
/// // Five heads of five, or none: two of 32 sequences.
/// assert!((binomial_two_sided(5, 5) - 2.0 / 32.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn binomial_two_sided(k: u64, n: u64) -> f64 {
    let fewer = k.min(n - k);
    if 2 * fewer == n {
        return 1.0;
    }
    // P(X ≤ k) for a fair coin is the incomplete beta function I_½(n−k, k+1).
    (2.0 * beta_reg((n - fewer) as f64, fewer as f64 + 1.0, 0.5)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_tables() {
        // 1.959963984540054 is the normal quantile of 0.975.
        assert!((normal_two_sided(1.959_963_984_540_054) / 0.05 - 1.0).abs() < 1e-12);
        // Six deviations out: 1.973175290075396e-9.
        assert!((normal_two_sided(-6.0) / 1.973_175_290_075_396e-9 - 1.0).abs() < 1e-12);
        let p = student_two_sided(-2.228_138_851_964_939, 10.0);
        // In closed form (even degrees of freedom), with forty digits.
        assert!((p / 0.050_000_000_001_808_63 - 1.0).abs() < 1e-13, "{p}");
        assert!((student_quantile(p, 10.0) - 2.228_138_851_964_939).abs() < 1e-12);
        // Far out nothing is lost: T with one degree is Cauchy's distribution.
        let far = 2.0 / std::f64::consts::PI * (1e-8_f64).atan();
        assert!((student_two_sided(1e8, 1.0) / far - 1.0).abs() < 1e-9);
    }

    #[test]
    fn coins_are_fair() {
        assert!((binomial_two_sided(0, 5) - 2.0 / 32.0).abs() < 1e-14);
        assert!((binomial_two_sided(4, 5) - 12.0 / 32.0).abs() < 1e-14);
        assert_eq!(binomial_two_sided(3, 6), 1.0);
    }
}
