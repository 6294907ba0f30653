//! The venues, each with its calendar once it has been asked for.

use std::sync::OnceLock;

use super::{Rules, crypto, fxsp, xetr, xfra, xnys};
use crate::calendar::Calendar;
use crate::instrument::Mic;

struct Venue {
    code: &'static str,
    name: &'static str,
    rules: fn() -> Rules,
    calendar: OnceLock<Calendar>,
}

const fn venue(code: &'static str, name: &'static str, rules: fn() -> Rules) -> Venue {
    Venue { code, name, rules, calendar: OnceLock::new() }
}

static VENUES: [Venue; 9] = [
    venue("XNYS", "New York Stock Exchange", xnys::rules),
    venue("XNAS", "Nasdaq", xnys::rules),
    venue("ARCX", "NYSE Arca", xnys::rules),
    venue("BATS", "Cboe BZX", xnys::rules),
    venue("XASE", "NYSE American", xnys::rules),
    venue("XETR", "Xetra", xetr::rules),
    venue("XFRA", "Frankfurt Stock Exchange", xfra::rules),
    venue("CRYP", "crypto pairs", crypto::rules),
    venue("FXSP", "currency pairs", fxsp::rules),
];

/// The calendar of a venue, made on first use.
pub(in crate::calendar) fn calendar(mic: Mic) -> Option<&'static Calendar> {
    let venue = VENUES.iter().find(|venue| venue.code == mic.as_str())?;
    Some(
        venue
            .calendar
            .get_or_init(|| Calendar::from_rules(mic, &Rules { name: venue.name.into(), ..(venue.rules)() })),
    )
}

/// The venues that have a calendar.
pub(in crate::calendar) fn supported() -> &'static [Mic] {
    static MICS: OnceLock<Vec<Mic>> = OnceLock::new();
    MICS.get_or_init(|| VENUES.iter().filter_map(|venue| venue.code.parse().ok()).collect())
}
