//! Sorting the residuals of one event fast.

/// Bits of a key that hold the day.
const DAY_BITS: u32 = 17;
/// Residuals are ordered to 2⁻³⁶ of a standard deviation; closer ones count as tied and are ranked exactly
/// elsewhere.
const RESOLUTION: f64 = (1_u64 << 36) as f64;
/// Adding it to a number below 2⁵¹ leaves the number's nearest integer in the lowest bits.
const MAGIC: f64 = (3_u64 << 51) as f64;
/// The same for single precision.
const MAGIC_SINGLE: f32 = (3_u32 << 22) as f32;
/// Half the number of buckets.
const HALF: u16 = 256;
const BUCKETS: usize = 2 * HALF as usize + 2;
/// With this scale x/(1+|x|) spreads normal values almost evenly.
const SPREAD: f32 = 1.0 / 1.6;
/// Above so many values in a bucket, or in all, a general sort is the faster one.
const CROWDED: u16 = 24;
const MANY: usize = 1024;
/// So many places around a bucket's end hold all of the bucket but rarely.
const NEAR: usize = 5;

/// A residual's place in the order, and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(i64);

impl Key {
    /// The smallest key of values equal to `t` (in standard deviations).
    fn of(t: f64) -> Self {
        // Estimation residuals are within ±√100000 deviations; values beyond compare the same at 2⁹.
        Self::exact(t.clamp(-512.0, 512.0))
    }

    fn exact(t: f64) -> Self {
        Self(((t * RESOLUTION + MAGIC).to_bits() << DAY_BITS) as i64)
    }

    fn with_day(self, day: usize) -> Self {
        Self(self.0 | day as i64)
    }

    const fn day(self) -> usize {
        (self.0 & ((1 << DAY_BITS) - 1)) as usize
    }

    const fn ties(self, other: Self) -> bool {
        (self.0 ^ other.0) >> DAY_BITS == 0
    }
}

/// The estimation residuals of one event in order: a bucket sort on a coarse place, completed by an
/// insertion sort on the exact one.
#[derive(Debug)]
pub(super) struct Ordering {
    keys: Vec<Key>,
    value_keys: Vec<Key>,
    buckets: Vec<u32>,
    starts: [u16; BUCKETS],
    sorted: Vec<Key>,
    /// Whether `starts` holds the end of each bucket in `sorted`.
    bucketed: bool,
}

impl Default for Ordering {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            value_keys: Vec::new(),
            buckets: Vec::new(),
            starts: [0; BUCKETS],
            sorted: Vec::new(),
            bucketed: false,
        }
    }
}

/// As wide as a single-precision number: narrower ones would have to be packed.
fn bucket(t: f64) -> u32 {
    let z = t as f32 * SPREAD;
    let place = z / (1.0 + z.abs()) * f32::from(HALF) + f32::from(HALF);
    (place + MAGIC_SINGLE).to_bits() & 0x7ff
}

impl Ordering {
    /// Orders residuals none of which is missing, given their standard deviation; false if any two are tied.
    pub(super) fn sort(&mut self, residuals: &[f64], sigma: f64) -> bool {
        let inverse = 1.0 / sigma;
        self.keys.clear();
        self.keys.extend(residuals.iter().enumerate().map(|(day, e)| Key::exact(e * inverse).with_day(day)));
        self.buckets.clear();
        self.buckets.extend(residuals.iter().map(|e| bucket(e * inverse)));
        self.starts.fill(0);
        for &bucket in &self.buckets {
            self.starts[bucket as usize % BUCKETS] += 1;
        }
        let most = self.starts.iter().fold(0, |most, n| most.max(*n));
        self.bucketed = residuals.len() <= MANY && most <= CROWDED;
        if self.bucketed {
            self.scatter();
            insertion_sort(&mut self.sorted);
        } else {
            self.sorted.clear();
            self.sorted.extend_from_slice(&self.keys);
            self.sorted.sort_unstable();
        }
        // All pairs are looked at: without a way out the loop runs several at a time.
        !self.sorted.windows(2).fold(false, |tied, pair| tied | pair[0].ties(pair[1]))
    }

    fn scatter(&mut self) {
        let mut at = 0;
        for start in &mut self.starts {
            at += std::mem::replace(start, at);
        }
        self.sorted.resize(self.keys.len(), Key(0));
        for (&key, &bucket) in self.keys.iter().zip(&self.buckets) {
            let start = &mut self.starts[bucket as usize % BUCKETS];
            self.sorted[usize::from(*start)] = key;
            *start += 1;
        }
    }

    /// The days in the order of their residuals.
    pub(super) fn days(&self) -> impl Iterator<Item = usize> {
        self.sorted.iter().map(|key| key.day())
    }

    /// For each of some values, in standard deviations, how many residuals are below it; false if one is tied
    /// with a residual.
    pub(super) fn below(&mut self, values: &[f64], into: &mut Vec<usize>) -> bool {
        self.value_keys.clear();
        self.value_keys.extend(values.iter().map(|t| Key::of(*t)));
        self.buckets.clear();
        self.buckets.extend(values.iter().map(|t| bucket(*t)));
        into.clear();
        let mut tied = false;
        for (&key, &bucket) in self.value_keys.iter().zip(&self.buckets) {
            let at = self.near(bucket, key);
            let at = at.unwrap_or_else(|| self.sorted.partition_point(|other| *other < key));
            tied |= self.sorted.get(at).is_some_and(|other| other.ties(key));
            into.push(at);
        }
        !tied
    }

    /// The position of a key by its bucket, if it is where most are; without a branch that depends on it.
    fn near(&self, bucket: u32, key: Key) -> Option<usize> {
        let end = usize::from(self.starts[bucket as usize % BUCKETS]);
        let from = end.saturating_sub(NEAR - 1);
        let around = self.sorted.get(from..)?.first_chunk::<NEAR>()?;
        let below: usize = around.iter().map(|other| usize::from(*other < key)).sum();
        let inside = (from == 0 || below > 0) && below < NEAR;
        (inside && self.bucketed).then_some(from + below)
    }
}

fn insertion_sort(keys: &mut [Key]) {
    for i in 1..keys.len() {
        let key = keys[i];
        let mut at = i;
        while at > 0 && keys[at - 1] > key {
            keys[at] = keys[at - 1];
            at -= 1;
        }
        keys[at] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(len: usize, wild: bool) -> Vec<f64> {
        let x = (0..len).map(|i| (i as f64 * 7.31).sin() * (i as f64 * 0.77).cos());
        x.enumerate().map(|(i, x)| if wild && i % 9 == 4 { x.powi(3) * 14.0 } else { x }).collect()
    }

    #[test]
    fn the_order_is_that_of_a_plain_sort() {
        for (len, wild) in [(5, false), (250, false), (250, true), (900, true), (3000, true)] {
            let x = values(len, wild);
            let mut order = Ordering::default();
            assert!(order.sort(&x, 0.4));
            let mut want: Vec<usize> = (0..len).collect();
            want.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
            assert_eq!(order.days().collect::<Vec<_>>(), want);
            let values: Vec<f64> = (-60..60).map(|v| f64::from(v).powi(3) * 1e-4 + 1e-5).collect();
            let mut below = Vec::new();
            assert!(order.below(&values.iter().map(|v| v / 0.4).collect::<Vec<_>>(), &mut below));
            let want = values.iter().map(|v| x.iter().filter(|x| *x < v).count());
            assert_eq!(below, want.collect::<Vec<_>>());
        }
    }

    #[test]
    fn ties_are_found() {
        let mut order = Ordering::default();
        assert!(!order.sort(&[0.1, -0.2, 0.1], 1.0));
        assert!(order.sort(&[0.1, -0.2, 0.3], 1.0));
        assert!(!order.below(&[0.2, 0.1], &mut Vec::new()));
        assert!(order.below(&[0.2, 1e30], &mut Vec::new()));
    }
}
