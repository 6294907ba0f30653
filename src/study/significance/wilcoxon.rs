//! Wilcoxon's signed ranks.

/// The signed ranks of a set of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignedRank {
    /// Values that are neither missing nor zero.
    pub n: usize,
    /// W⁺, the sum of the ranks of the positive values.
    pub w_plus: f64,
    /// (W⁺ − E)/√Var with the variance corrected for ties; NaN without a value.
    pub z: f64,
    /// Two-sided p of the exact distribution: up to 50 values, none tied.
    pub p_exact: Option<f64>,
}

/// The largest sample for which the exact distribution is counted out.
const EXACT_UP_TO: usize = 50;

/// Ranks the sizes of the values (ties share their mean rank) and adds up those of the positive ones.
#[must_use]
pub fn signed_rank(x: &[f64]) -> SignedRank {
    let mut order: Vec<f64> = x.iter().copied().filter(|v| !v.is_nan() && *v != 0.0).collect();
    order.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
    let n = order.len();
    let (mut w_plus, mut tied, mut at) = (0.0, 0.0, 0);
    while at < n {
        let size = order[at].abs();
        let end = at + order[at..].iter().take_while(|v| v.abs() == size).count().max(1);
        let rank = (at + 1 + end) as f64 / 2.0;
        w_plus += rank * order[at..end].iter().filter(|v| **v > 0.0).count() as f64;
        let group = (end - at) as f64;
        tied += group * group * group - group;
        at = end;
    }
    let size = n as f64;
    let mean = size * (size + 1.0) / 4.0;
    let variance = size * (size + 1.0) * (2.0 * size + 1.0) / 24.0 - tied / 48.0;
    let exact = (1..=EXACT_UP_TO).contains(&n) && tied == 0.0;
    let p_exact = exact.then(|| exact_two_sided(n, w_plus as usize));
    SignedRank { n, w_plus, z: (w_plus - mean) / variance.sqrt(), p_exact }
}

/// Counts the subsets of 1..=n by their sum, as shares of all, and doubles the smaller tail.
fn exact_two_sided(n: usize, w: usize) -> f64 {
    let top = n * (n + 1) / 2;
    let mut share = vec![0.0_f64; top + 1];
    share[0] = 1.0;
    for rank in 1..=n {
        for sum in (0..=top).rev() {
            let with = if sum >= rank { share[sum - rank] } else { 0.0 };
            share[sum] = 0.5 * (share[sum] + with);
        }
    }
    let below: f64 = share[..=w].iter().sum();
    let above: f64 = share[w..].iter().sum();
    (2.0 * below.min(above)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_sample_is_counted_out() {
        // 1, 2 and 3 positive, 4 negative: W⁺ = 6 of 10; P(W ≥ 6) = 7/16.
        let rank = signed_rank(&[0.1, 0.2, 0.3, -0.4, 0.0, f64::NAN]);
        assert_eq!((rank.n, rank.w_plus), (4, 6.0));
        assert!((rank.p_exact.unwrap() - 14.0 / 16.0).abs() < 1e-14);
    }

    #[test]
    fn ties_share_ranks_and_have_no_exact_distribution() {
        let rank = signed_rank(&[0.1, -0.1, 0.2]);
        assert_eq!((rank.w_plus, rank.p_exact), (4.5, None));
    }
}
