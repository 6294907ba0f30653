//! Central moments that merge.

/// Count, mean and central sums to the third power; merging is associative up to rounding.
///
/// # Source
/// Chan, Golub & LeVeque (1983), The American Statistician 37; third power: Pébay (2008).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// Number of values.
    pub n: f64,
    /// Their mean.
    pub mean: f64,
    /// Σ(x − mean)².
    pub m2: f64,
    /// Σ(x − mean)³.
    pub m3: f64,
}

impl Moments {
    /// The moments of a set; missing values (NaN) are left out.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        values.for_each(|value| moments.push(value));
        moments
    }

    /// Takes in a value; a missing one (NaN) is left out.
    pub fn push(&mut self, x: f64) {
        if !x.is_nan() {
            self.merge(&Self { n: 1.0, mean: x, m2: 0.0, m3: 0.0 });
        }
    }

    /// Takes in the moments of another set.
    ///
    /// ```
    /// use newstape::study::Moments;
    ///
    /// // Computed apart, merged, they are those of 1, 2, 3, 6: mean 3, Σ(x − 3)² = 4 + 1 + 0 + 9.
    /// let mut all = Moments::of([1.0, 2.0].into_iter());
    /// all.merge(&Moments::of([3.0, 6.0].into_iter()));
    /// assert_eq!((all.n, all.mean, all.m2), (4.0, 3.0, 14.0));
    /// ```
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0.0 {
            return;
        }
        if self.n == 0.0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n, other.n);
        let n = a + b;
        let d = other.mean - self.mean;
        self.m3 +=
            other.m3 + d * d * d * a * b * (a - b) / (n * n) + 3.0 * d * (a * other.m2 - b * self.m2) / n;
        self.m2 += other.m2 + d * d * a * b / n;
        self.mean += d * b / n;
        self.n = n;
    }

    /// Takes in a table of values, row by row, column d into the d-th moments; missing ones (NaN) are left out.
    ///
    /// Two passes over the table: for a block of many rows that is faster than pushing, and as exact.
    pub(super) fn push_rows(columns: &mut [Self], table: &[f64]) {
        let width = columns.len();
        if table.is_empty() || width == 0 {
            return;
        }
        let rows = (table.len() / width) as f64;
        let mut blocks = vec![Self { n: rows, ..Self::default() }; width];
        let mut means = vec![0.0; width];
        for row in table.chunks_exact(width) {
            means.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        for mean in &mut means {
            *mean /= rows;
        }
        let (mut squares, mut cubes) = (vec![0.0; width], vec![0.0; width]);
        for row in table.chunks_exact(width) {
            for (((x, mean), m2), m3) in row.iter().zip(&means).zip(&mut squares).zip(&mut cubes) {
                let d = x - mean;
                *m2 += d * d;
                *m3 += d * d * d;
            }
        }
        for (column, block) in blocks.iter_mut().enumerate() {
            if means[column].is_nan() {
                *block = Self::of(table.iter().skip(column).step_by(width).copied());
            } else {
                (block.mean, block.m2, block.m3) = (means[column], squares[column], cubes[column]);
            }
        }
        columns.iter_mut().zip(&blocks).for_each(|(column, block)| column.merge(block));
    }

    /// The standard deviation (ddof 1); `None` below two values.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        (self.n >= 2.0).then(|| (self.m2 / (self.n - 1.0)).sqrt())
    }

    /// The sum.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.n * self.mean
    }

    /// √n·mean/sd; `None` below two values or without variance.
    #[must_use]
    pub fn t(&self) -> Option<f64> {
        let sd = self.sd()?;
        // Equal values leave rounding noise, not a variance.
        (sd > 1e-13 * self.mean.abs()).then(|| self.n.sqrt() * self.mean / sd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_moments_are_those_of_the_whole() {
        let x: Vec<f64> = (0..40).map(|i| (f64::from(i) * 7.3).sin() + 0.2).collect();
        let mut left = Moments::of(x[..13].iter().copied());
        left.merge(&Moments::of(x[13..].iter().copied()));
        let mean = x.iter().sum::<f64>() / 40.0;
        let power = |p: i32| x.iter().map(|v| (v - mean).powi(p)).sum::<f64>();
        assert!((left.mean - mean).abs() < 1e-14);
        assert!((left.m2 - power(2)).abs() < 1e-12 && (left.m3 - power(3)).abs() < 1e-12);
    }

    #[test]
    fn a_table_gives_what_its_values_give_one_by_one() {
        let mut table: Vec<f64> = (0..60).map(|i| (f64::from(i) * 3.7).sin()).collect();
        table[7] = f64::NAN;
        let mut columns = [Moments::of([0.5, 0.25].into_iter()); 3];
        let mut plain = columns;
        Moments::push_rows(&mut columns, &table);
        table.iter().enumerate().for_each(|(i, x)| plain[i % 3].push(*x));
        for (a, b) in columns.iter().zip(&plain) {
            assert_eq!(a.n, b.n);
            assert!((a.mean - b.mean).abs() < 1e-15 && (a.m2 - b.m2).abs() < 1e-13);
            assert!((a.m3 - b.m3).abs() < 1e-13);
        }
    }

    #[test]
    fn equal_values_have_no_t() {
        assert_eq!(Moments::of([0.1; 7].into_iter()).t(), None);
        assert_eq!(Moments::of([0.1].into_iter()).t(), None);
    }
}
