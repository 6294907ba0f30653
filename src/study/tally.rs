//! Counting, for many days at once, how often each of 64 conditions held.

/// For each of `len` days and each of 64 conditions the number of times it held.
///
/// Counts are kept bit-sliced: plane k holds the k-th binary digit of all 64 counts of a day in one word.
/// Masks are summed like binary numbers in columns, two at a time by full adders, so that an addition of
/// 64 conditions costs about five word operations a day, however many of them hold.
///
/// # Source
/// Harley–Seal population counts: Warren, Hacker's Delight (2nd ed., 2012), section 5-1.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    len: usize,
    planes: Vec<Plane>,
}

/// One binary digit of all counts: the sum so far, and a summand that waits for its pair.
#[derive(Debug, Clone, Default)]
struct Plane {
    sum: Vec<u64>,
    waiting: Option<Vec<u64>>,
    spare: Vec<u64>,
}

impl Tally {
    /// Zero everywhere.
    pub(super) fn new(len: usize) -> Self {
        Self { len, planes: Vec::new() }
    }

    /// Adds one to each count whose bit is set; `masks` comes back with anything in it.
    pub(super) fn add(&mut self, masks: &mut Vec<u64>) {
        debug_assert_eq!(masks.len(), self.len);
        let mut digit = 0;
        loop {
            if digit == self.planes.len() {
                let zeros = vec![0; self.len];
                self.planes.push(Plane { sum: zeros.clone(), waiting: None, spare: zeros });
            }
            let plane = &mut self.planes[digit];
            let Some(mut first) = plane.waiting.take() else {
                let mut keep = std::mem::take(&mut plane.spare);
                std::mem::swap(masks, &mut keep);
                plane.waiting = Some(keep);
                return;
            };
            for ((sum, a), b) in plane.sum.iter_mut().zip(&mut first).zip(masks.iter()) {
                let half = *sum ^ *a;
                let carry = (*sum & *a) | (half & b);
                *sum = half ^ b;
                *a = carry;
            }
            plane.spare = std::mem::replace(masks, first);
            digit += 1;
        }
    }

    /// The counts of one condition by day.
    pub(super) fn counts(&self, bit: usize) -> Vec<u64> {
        let mut counts = vec![0; self.len];
        for (digit, plane) in self.planes.iter().enumerate() {
            for summand in [Some(&plane.sum), plane.waiting.as_ref()].into_iter().flatten() {
                counts.iter_mut().zip(summand).for_each(|(count, word)| *count += (word >> bit & 1) << digit);
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_plain_addition() {
        let mut tally = Tally::new(3);
        let mut plain = [[0_u64; 64]; 3];
        let mut state = 7_u64;
        for _ in 0..777 {
            let mut masks: Vec<u64> = (0..3)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    state ^ (state >> 29)
                })
                .collect();
            for (day, mask) in masks.iter().enumerate() {
                plain[day].iter_mut().enumerate().for_each(|(bit, n)| *n += mask >> bit & 1);
            }
            tally.add(&mut masks);
        }
        for bit in 0..64 {
            assert_eq!(tally.counts(bit), plain.map(|day| day[bit]));
        }
    }
}
