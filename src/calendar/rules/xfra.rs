//! Frankfurt Stock Exchange, the floor. It keeps Xetra's days; see the hours for what differs.

use super::{Hours, Rules, clock, xetr, ymd};

/// Xetra's days, and the hours in which both trade.
///
/// The floor itself is open longer (since 2008 from 8:00, and at times to 22:00), with specialists
/// quoting by reference to Xetra; the session here is the one that makes the reference price.
pub(super) fn rules() -> Rules {
    Rules { hours: vec![Hours::new(ymd(1999, 9, 20), clock(9, 0), clock(17, 30))], ..xetr::rules() }
}
