//! Alerts: where they go, when they may not, and when a failed one is tried again.

mod quiet;
mod target;

pub use quiet::{Quiet, WrongQuiet};
pub use target::{Target, WrongTarget};

use chrono::TimeDelta;

/// The most times that a delivery is tried.
pub const MOST_TRIES: u32 = 8;

/// The pause after so many failed tries; `None` where it is given up.
///
/// ```
/// use newstape::alert::{MOST_TRIES, pause};
///
/// assert_eq!(pause(1), Some(chrono::TimeDelta::seconds(30)));
/// assert_eq!(pause(MOST_TRIES), None);
/// ```
#[must_use]
pub fn pause(tries: u32) -> Option<TimeDelta> {
    let minutes = |n| Some(TimeDelta::minutes(n));
    match tries {
        0 | 1 => Some(TimeDelta::seconds(30)),
        2 => minutes(2),
        3 => minutes(10),
        4 => minutes(30),
        5 => minutes(120),
        6 => minutes(360),
        7 => minutes(720),
        _ => None,
    }
}
