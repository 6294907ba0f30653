//! Tests on signs and on signed ranks.

use super::tail::binomial_two_sided;
use super::wilcoxon::SignedRank;
use super::{Statistic, TestResult, Undefined};
use crate::study::cross_section::CrossSection;

/// (w − N/2)/(√N/2) for w positive values of N, zeros counting as not positive; with the exact binomial p.
pub(super) fn sign(positive: u64, n: f64) -> TestResult {
    if n < 1.0 {
        return Err(Undefined::NoEvents);
    }
    let statistic = Statistic::normal((positive as f64 - n / 2.0) / (n.sqrt() / 2.0))?;
    Ok(Statistic { p_exact: Some(binomial_two_sided(positive, n as u64)), ..statistic })
}

/// The same against the share p̂ of positive residuals in the estimation window.
///
/// # Source
/// Cowan (1992), Review of Quantitative Finance and Accounting 2.
pub(super) fn generalised_sign(cross: &CrossSection, positive: u64, n: f64) -> TestResult {
    if n < 1.0 {
        return Err(Undefined::NoEvents);
    }
    let p = cross.positive_rate().ok_or(Undefined::NoEvents)?;
    if p <= 0.0 || p >= 1.0 {
        return Err(Undefined::NoSigns);
    }
    Statistic::normal((positive as f64 - n * p) / (n * p * (1.0 - p)).sqrt())
}

/// The normal form of the signed rank statistic, zeros dropped, ties corrected, no continuity correction;
/// with the exact p up to 50 values without ties.
///
/// # Source
/// Wilcoxon (1945), Biometrics Bulletin 1.
pub(super) fn wilcoxon(rank: &SignedRank) -> TestResult {
    let statistic = Statistic::normal(rank.z.ok_or(Undefined::NoEvents)?)?;
    Ok(Statistic { p_exact: rank.p_exact, ..statistic })
}
