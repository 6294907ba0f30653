//! Euronext Brussels.

use chrono_tz::Europe::Brussels;

use super::{Rules, xpar};

/// Euronext's common trading calendar.
pub(super) fn rules() -> Rules {
    Rules { zone: Brussels, ..xpar::rules() }
}
