//! Currency pairs: no venue; every UTC weekday a session of 24 hours.
//!
//! The interbank week runs from Sunday 17:00 to Friday 17:00 in New York; providers' daily bars
//! are cut at UTC or London midnight, and a session must be what a daily bar covers.

use super::{Rules, crypto};

pub(super) fn rules() -> Rules {
    Rules { name: "currency market".into(), weekends: false, ..crypto::rules() }
}
