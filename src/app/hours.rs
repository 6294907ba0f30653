//! The sessions around bars, where the venue has a calendar.

use chrono::{NaiveDate, TimeDelta};

use crate::calendar::{Calendar, Session};
use crate::instrument::Mic;

/// The sessions of a venue from a day to another, and one day around them for stamps near midnight;
/// `None` where the venue has no calendar or the days lie outside it.
pub(super) fn sessions_between(mic: Mic, first: NaiveDate, last: NaiveDate) -> Option<&'static [Session]> {
    let calendar = Calendar::for_mic(mic).ok()?;
    let (from, to) = calendar.coverage();
    if first < from || last > to {
        return None;
    }
    let day = TimeDelta::days(1);
    calendar.sessions((first - day).max(from), (last + day).min(to)).ok()
}
