//! Wilcoxon's signed ranks.

/// The signed ranks of a set of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignedRank {
    /// Values that are neither missing nor zero.
    pub n: usize,
    /// W⁺, the sum of the ranks of the positive values.
    pub w_plus: f64,
    /// (W⁺ − E)/√Var with the variance corrected for ties; `None` without a value.
    pub z: Option<f64>,
    /// Two-sided p of the exact distribution: up to 50 values, none tied.
    pub p_exact: Option<f64>,
}

/// The largest sample for which the exact distribution is counted out.
const EXACT_UP_TO: usize = 50;

/// Ranks the sizes of the values (ties share their mean rank) and adds up those of the positive ones.
///
/// ```
/// use newstape::study::significance::signed_rank;
///
/// // By size: 0.1, 0.2, 0.3, −0.4 have the ranks 1 to 4; the positive ones sum to 6. Of the sixteen
/// // ways to give them signs seven have a sum of 6 or more, and as many one of 4 or less.
/// let ranks = signed_rank(&[0.3, -0.4, 0.1, 0.2]);
/// assert_eq!((ranks.n, ranks.w_plus, ranks.p_exact), (4, 6.0, Some(14.0 / 16.0)));
/// ```
#[must_use]
pub fn signed_rank(x: &[f64]) -> SignedRank {
    SignedRanker::default().rank(std::iter::once(x))
}

/// Signed ranks of one set of values after another, in the same memory.
#[derive(Debug, Clone, Default)]
pub(in crate::study) struct SignedRanker {
    /// The bits of |x|, one to the left, and in the lowest whether x is positive.
    keys: Vec<u64>,
    spare: Vec<u64>,
}

/// Below so many values a general sort is the faster one.
const FEW: usize = 2048;
/// The leading 31 bits of |x| are sorted by three digits; what is left is almost in order.
const DIGITS: [(u32, u32); 3] = [(33, 10), (43, 10), (53, 11)];

impl SignedRanker {
    /// Ranks the values of all parts together; missing ones (NaN) and zeros are left out.
    pub(in crate::study) fn rank<'a>(&mut self, parts: impl Iterator<Item = &'a [f64]>) -> SignedRank {
        self.keys.clear();
        for part in parts {
            let present = part.iter().filter(|v| !v.is_nan() && **v != 0.0);
            self.keys.extend(present.map(|v| v.to_bits() << 1 | u64::from(*v > 0.0)));
        }
        if self.keys.len() < FEW {
            self.keys.sort_unstable();
        } else {
            self.sort_by_digits();
        }
        self.sum()
    }

    fn sort_by_digits(&mut self) {
        self.spare.resize(self.keys.len(), 0);
        let digit = |key: u64, (shift, bits): (u32, u32)| (key >> shift) as usize & ((1 << bits) - 1);
        let mut counts = vec![[0_u32; 1 << 11]; DIGITS.len()];
        for &key in &self.keys {
            counts.iter_mut().zip(DIGITS).for_each(|(counts, which)| counts[digit(key, which)] += 1);
        }
        for (mut places, which) in counts.into_iter().zip(DIGITS) {
            let mut at = 0;
            for place in &mut places {
                at += std::mem::replace(place, at);
            }
            for key in &self.keys {
                let place = &mut places[digit(*key, which)];
                self.spare[*place as usize] = *key;
                *place += 1;
            }
            std::mem::swap(&mut self.keys, &mut self.spare);
        }
        // Within equal leading bits the order is still that of arrival: those few are put in order now.
        let mut at = 1;
        while at < self.keys.len() {
            let leading = |key: u64| key >> DIGITS[0].0;
            if leading(self.keys[at - 1]) == leading(self.keys[at]) {
                let first = at - 1;
                let rest = self.keys[at..].iter();
                at += rest.take_while(|key| leading(**key) == leading(self.keys[first])).count();
                self.keys[first..at].sort_unstable();
            }
            at += 1;
        }
    }

    /// The statistic from the keys in order.
    fn sum(&self) -> SignedRank {
        let n = self.keys.len();
        // The ranks as if nothing were tied; then what sharing changes, group by group.
        let plain = self.keys.iter().zip(1_u64..).map(|(key, rank)| (key & 1) * rank).sum::<u64>();
        let (mut w_plus, mut tied, mut at) = (plain as f64, 0.0, 1);
        while at < n {
            if self.keys[at - 1] >> 1 == self.keys[at] >> 1 {
                let first = at - 1;
                let group = self.keys[first..].iter().take_while(|key| *key >> 1 == self.keys[first] >> 1);
                let (count, positive, ranks) = group.zip(at as u64..).fold((0, 0, 0), |sums, (key, rank)| {
                    (sums.0 + 1, sums.1 + (key & 1), sums.2 + (key & 1) * rank)
                });
                let shared = (2 * at + count - 1) as f64 / 2.0;
                w_plus += positive as f64 * shared - ranks as f64;
                let count = count as f64;
                tied += count * count * count - count;
                at = first + count as usize;
            }
            at += 1;
        }
        let size = n as f64;
        let mean = size * (size + 1.0) / 4.0;
        let variance = size * (size + 1.0) * (2.0 * size + 1.0) / 24.0 - tied / 48.0;
        let exact = (1..=EXACT_UP_TO).contains(&n) && tied == 0.0;
        let p_exact = exact.then(|| exact_two_sided(n, w_plus as usize));
        let z = (n > 0).then(|| (w_plus - mean) / variance.sqrt());
        SignedRank { n, w_plus, z, p_exact }
    }
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
    fn many_values_are_ranked_as_few_are() {
        // Values of very different sizes, many of them close together, some tied.
        let x: Vec<f64> = (0..5000)
            .map(|i| f64::from(i % 1700) * 0.618)
            .map(|v| v.sin() * 10_f64.powi(v as i32 % 7) * (1.0 + 1e-12 * v))
            .collect();
        let got = signed_rank(&x);
        let mut size: Vec<f64> = x.iter().filter(|v| **v != 0.0).map(|v| v.abs()).collect();
        size.sort_by(f64::total_cmp);
        let rank =
            |v: f64| (size.partition_point(|s| *s < v) + size.partition_point(|s| *s <= v) + 1) as f64 / 2.0;
        let w: f64 = x.iter().filter(|v| **v > 0.0).map(|v| rank(*v)).sum();
        assert_eq!((got.n, got.w_plus), (size.len(), w));
    }

    #[test]
    fn ties_share_ranks_and_have_no_exact_distribution() {
        let rank = signed_rank(&[0.1, -0.1, 0.2]);
        assert_eq!((rank.w_plus, rank.p_exact), (4.5, None));
        assert_eq!(signed_rank(&[0.0, f64::NAN]).z, None);
    }
}
