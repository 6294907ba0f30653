//! Euronext Lisbon: Euronext's days, on the clock of Portugal.

use super::{Hours, OddHours, Rules, clock, xpar, ymd};

/// The days of Paris; an hour earlier by the clock on the wall.
pub(super) fn rules() -> Rules {
    let paris = xpar::rules();
    let halves = paris.odd_hours.into_iter().map(|half| OddHours { close: Some(clock(13, 5)), ..half });
    Rules {
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(8, 0), clock(16, 30))],
        odd_hours: halves.collect(),
        ..paris
    }
}
