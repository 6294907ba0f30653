//! Currency pairs: no venue; every weekday in London a session of 24 hours.
//!
//! The interbank week runs from Sunday 17:00 to Friday 17:00 in New York; providers' daily bars
//! are cut at midnight in London, and a session must be what a daily bar covers.

use super::{Rules, crypto};

pub(super) fn rules() -> Rules {
    Rules { weeks: Vec::new(), ..crypto::rules() }
}
