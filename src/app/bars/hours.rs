//! The sessions around bars, where the venue has a calendar.

use chrono::{NaiveDate, TimeDelta};

use crate::calendar::{Calendar, Session};
use crate::instrument::Mic;

/// The sessions of a venue from a day to another, as far as its calendar reaches, and a week around
/// them, so that a stray bar on a holiday at the end is seen to be one; `None` where the venue has no
/// calendar.
pub(in crate::app) fn sessions_between(
    mic: Mic,
    first: NaiveDate,
    last: NaiveDate,
) -> Option<&'static [Session]> {
    let calendar = Calendar::for_mic(mic).ok()?;
    let (from, to) = calendar.coverage();
    let week = TimeDelta::days(7);
    calendar.sessions((first - week).clamp(from, to), (last + week).clamp(from, to)).ok()
}
