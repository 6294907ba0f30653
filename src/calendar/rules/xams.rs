//! Euronext Amsterdam.

use chrono_tz::Europe::Amsterdam;

use super::{Rules, xpar};

/// Euronext's common trading calendar.
pub(super) fn rules() -> Rules {
    Rules { zone: Amsterdam, ..xpar::rules() }
}
