//! Bars of one width over moves: how many of them are in each.

use super::scale::{as_f64, round_step};

/// Half of the moves, nine in ten, 99 in a hundred.
const SHARES: [usize; 3] = [50, 90, 99];
/// The bars are about this many.
const BARS: usize = 48;

/// The sizes that these shares of the moves do not exceed; there must be a move.
pub(super) fn sizes(moves: &[f64]) -> [f64; 3] {
    let mut sizes: Vec<f64> = moves.iter().map(|m| m.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    SHARES.map(|share| {
        let rank = (sizes.len() * share).div_ceil(100).saturating_sub(1);
        sizes.get(rank).copied().unwrap_or_default()
    })
}

/// Bars of one width from the lowest to the highest move: the left end of the first, the width, the counts.
pub(super) struct Bins {
    pub(super) from: f64,
    pub(super) width: f64,
    pub(super) counts: Vec<usize>,
}

impl Bins {
    /// Over the moves, zero and one more.
    pub(super) fn of(moves: &[f64], one_more: f64) -> Self {
        let all = || moves.iter().copied().chain([one_more]);
        let (low, high) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
        let span = (high - low).max(1e-6);
        // A far outlier must not press all other moves into one bar: there are more bars then.
        let body = 2.0 * sizes(moves)[2];
        let raw = (span / as_f64(BARS)).min((body / 12.0).max(span / as_f64(4 * BARS)));
        let width = round_step(raw).0;
        let from = (low / width).floor() * width;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within a few hundred bars
        let index = |value: f64| ((value - from) / width).floor().max(0.0) as usize;
        let mut counts = vec![0; index(high) + 1];
        for value in moves {
            counts[index(*value)] += 1;
        }
        Self { from, width, counts }
    }

    pub(super) fn to(&self) -> f64 {
        self.from + self.width * as_f64(self.counts.len())
    }
}
