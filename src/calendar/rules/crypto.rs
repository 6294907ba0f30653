//! Crypto pairs: no venue, no closing, every UTC day a session.

use super::{Hours, Rules, Week, clock, ymd};

pub(super) fn rules() -> Rules {
    Rules {
        from: ymd(2000, 1, 1),
        to: ymd(2030, 12, 31),
        weeks: vec![Week { from: ymd(2000, 1, 1), rest: &[] }],
        hours: vec![Hours::new(ymd(2000, 1, 1), clock(0, 0), clock(24, 0))],
        ..Rules::empty()
    }
}
