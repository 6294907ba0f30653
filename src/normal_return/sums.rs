//! Running sums over a pair of series, centred first, so that any window's moments cost two reads.

/// Sums over a window: Σy, Σx, Σy², Σxy, Σx² of the centred values.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) n: u32,
    pub(super) y: f64,
    pub(super) x: f64,
    pub(super) yy: f64,
    pub(super) xy: f64,
    pub(super) xx: f64,
}

/// Running sums of (y, x), each taken from its own mean; rows where either is missing count nothing.
///
/// The means are taken off before summing: sums of raw squares would leave too few digits after the
/// subtraction of two running totals.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunningSums {
    cells: Vec<Cell>,
    pub(super) centre_y: f64,
    pub(super) centre_x: f64,
}

impl RunningSums {
    /// The sums of two series of equal length; NaN marks a missing value.
    #[must_use]
    pub(crate) fn of(y: &[f64], x: &[f64]) -> Self {
        let mut sums = Self::default();
        sums.refill(y, x);
        sums
    }

    /// The same, reusing the memory.
    pub(crate) fn refill(&mut self, y: &[f64], x: &[f64]) {
        let both = || y.iter().zip(x).filter(|(y, x)| y.is_finite() && x.is_finite());
        let (n, sum_y, sum_x) = both().fold((0.0, 0.0, 0.0), |(n, a, b), (y, x)| (n + 1.0, a + y, b + x));
        (self.centre_y, self.centre_x) = if n > 0.0 { (sum_y / n, sum_x / n) } else { (0.0, 0.0) };
        self.cells.clear();
        self.cells.reserve(y.len() + 1);
        let mut cell = Cell::default();
        self.cells.push(cell);
        for (&y, &x) in y.iter().zip(x) {
            let (u, v) = (y - self.centre_y, x - self.centre_x);
            if u.is_finite() && v.is_finite() {
                cell.n += 1;
                cell.y += u;
                cell.x += v;
                cell.yy += u * u;
                cell.xy += u * v;
                cell.xx += v * v;
            }
            self.cells.push(cell);
        }
    }

    /// The sums over rows `from..to`, and the running totals at `to` (they bound the rounding error).
    pub(super) fn window(&self, from: usize, to: usize) -> (Cell, Cell) {
        let (a, b) = (self.cells[from], self.cells[to]);
        let d = Cell {
            n: b.n - a.n,
            y: b.y - a.y,
            x: b.x - a.x,
            yy: b.yy - a.yy,
            xy: b.xy - a.xy,
            xx: b.xx - a.xx,
        };
        (d, b)
    }
}
