//! Control for testing many groups at once.

/// Holm's step-down p-values, in the order given.
///
/// ```
/// use newstape::study::holm;
///
/// // The smallest of three counts three times, the next twice; none falls below one before it.
/// assert_eq!(holm(&[0.04, 0.01, 0.03]), [0.06, 0.03, 0.06]);
/// ```
///
/// # Source
/// Holm (1979), Scandinavian J. Statistics 6.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let m = p.len();
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let (mut out, mut running) = (vec![0.0; m], 0.0_f64);
    for (j, &at) in order.iter().enumerate() {
        running = running.max(p[at] * (m - j) as f64).min(1.0);
        out[at] = running;
    }
    out
}

/// Benjamini & Hochberg's p-values (false discovery rate), in the order given.
///
/// ```
/// use newstape::study::benjamini_hochberg;
///
/// // 0.01·3/1, 0.03·3/2, and 0.04·3/3, which is the least from there on.
/// let adjusted = benjamini_hochberg(&[0.04, 0.01, 0.03]);
/// assert!(adjusted.iter().zip([0.04, 0.03, 0.04]).all(|(got, by_hand)| (got - by_hand).abs() < 1e-15));
/// ```
///
/// # Source
/// Benjamini & Hochberg (1995), J. Royal Statistical Society B 57.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let m = p.len();
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let (mut out, mut running) = (vec![0.0; m], 1.0_f64);
    for (j, &at) in order.iter().enumerate() {
        running = running.min(p[at] * m as f64 / (m - j) as f64);
        out[at] = running;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbook_example_comes_out() {
        // By hand: Holm 0.01·4, 0.02·3 (0.04 is not raised above), then running maxima.
        let p = [0.04, 0.01, 0.03, 0.02];
        assert_eq!(holm(&p), [0.06, 0.04, 0.06, 0.06]);
        let expected = [0.04, 0.04, 0.04, 0.04];
        for (got, want) in benjamini_hochberg(&p).iter().zip(expected) {
            assert!((got - want).abs() < 1e-15);
        }
    }
}
