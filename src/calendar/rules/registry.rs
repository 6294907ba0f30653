//! From a venue to its calendar, made once it has been asked for.
//!
//! The table of venues names each one's rules; [`RULES`] holds those that are written. A new calendar is a
//! file of rules, declared in `mod.rs`, and its line here.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use super::{
    Rules, bvmf, crypto, dsmd, fxsp, misx, xads, xasx, xath, xbkk, xbom, xbud, xcse, xdub, xetr, xfra, xhel,
    xhkg, xidx, xist, xjse, xkls, xkrx, xlis, xlon, xmad, xmex, xmil, xnys, xnze, xosl, xpar, xphs, xpra,
    xsau, xses, xshg, xsto, xswx, xtae, xtai, xtks, xtse, xwar, xwbo,
};
use crate::calendar::{Calendar, CalendarError};
use crate::venue::{Mic, Venue, WhyNoCalendar, venue, venues};

/// Rules, and the name that the table of venues gives them.
type Named = (&'static str, fn() -> Rules);

/// The rules that are written.
const RULES: &[Named] = &[
    ("bvmf", bvmf::rules),
    ("crypto", crypto::rules),
    ("dsmd", dsmd::rules),
    ("fxsp", fxsp::rules),
    ("misx", misx::rules),
    ("xads", xads::rules),
    ("xasx", xasx::rules),
    ("xath", xath::rules),
    ("xbkk", xbkk::rules),
    ("xbom", xbom::rules),
    ("xbud", xbud::rules),
    ("xcse", xcse::rules),
    ("xdub", xdub::rules),
    ("xetr", xetr::rules),
    ("xfra", xfra::rules),
    ("xhel", xhel::rules),
    ("xhkg", xhkg::rules),
    ("xidx", xidx::rules),
    ("xist", xist::rules),
    ("xjse", xjse::rules),
    ("xkls", xkls::rules),
    ("xkrx", xkrx::rules),
    ("xlis", xlis::rules),
    ("xlon", xlon::rules),
    ("xmad", xmad::rules),
    ("xmex", xmex::rules),
    ("xmil", xmil::rules),
    ("us", xnys::others),
    ("xnys", xnys::rules),
    ("xnze", xnze::rules),
    ("xosl", xosl::rules),
    ("xpar", xpar::rules),
    ("xphs", xphs::rules),
    ("xpra", xpra::rules),
    ("xsau", xsau::rules),
    ("xses", xses::rules),
    ("xshg", xshg::rules),
    ("xsto", xsto::rules),
    ("xswx", xswx::rules),
    ("xtae", xtae::rules),
    ("xtai", xtai::rules),
    ("xtks", xtks::rules),
    ("xtse", xtse::rules),
    ("xwar", xwar::rules),
    ("xwbo", xwbo::rules),
];

/// A venue whose rules are written.
struct BuiltIn {
    venue: &'static Venue,
    rules: fn() -> Rules,
    calendar: OnceLock<Calendar>,
}

static BUILT_IN: LazyLock<BTreeMap<Mic, BuiltIn>> = LazyLock::new(|| {
    let built_in = |venue: &'static Venue| {
        let (_, rules) = RULES.iter().find(|(name, _)| venue.calendar == Ok(name))?;
        Some((venue.mic, BuiltIn { venue, rules: *rules, calendar: OnceLock::new() }))
    };
    venues().iter().filter_map(built_in).collect()
});

impl BuiltIn {
    /// The rules under the venue's own name and on its own clock: several venues share one file.
    fn rules(&self) -> Rules {
        Rules { name: self.venue.name.into(), zone: self.venue.zone, ..(self.rules)() }
    }
}

/// The built-in calendar of a venue, made on first use.
pub(in crate::calendar) fn calendar(mic: Mic) -> Result<&'static Calendar, WhyNoCalendar> {
    let built_in = BUILT_IN.get(&mic).ok_or_else(|| why_none(mic))?;
    Ok(built_in.calendar.get_or_init(|| Calendar::from_rules(mic, &built_in.rules())))
}

/// Why a venue without built-in rules has none.
fn why_none(mic: Mic) -> WhyNoCalendar {
    match venue(mic).map(|v| v.calendar) {
        None => WhyNoCalendar::UnknownVenue,
        Some(Ok(_)) => WhyNoCalendar::NotWritten,
        Some(Err(why)) => why,
    }
}

/// The built-in rules of a venue.
pub(in crate::calendar) fn rules_of(mic: Mic) -> Option<Rules> {
    BUILT_IN.get(&mic).map(BuiltIn::rules)
}

impl Calendar {
    /// The built-in calendar of a venue, without what a user has changed of it: generated on first use
    /// and kept. What measures for a user asks [`Calendars`](crate::calendar::Calendars) instead.
    ///
    /// # Errors
    /// [`CalendarError::NoCalendar`] if the venue has none, and why; its hint names those that have.
    pub fn for_mic(mic: Mic) -> Result<&'static Self, CalendarError> {
        calendar(mic).map_err(|why| CalendarError::NoCalendar { mic, why })
    }
}

/// The venues that have a built-in calendar, by code.
#[must_use]
pub fn supported() -> &'static [Mic] {
    static MICS: LazyLock<Vec<Mic>> = LazyLock::new(|| BUILT_IN.keys().copied().collect());
    &MICS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rules_belong_to_a_venue() {
        for (name, _) in RULES {
            assert!(venues().iter().any(|v| v.calendar == Ok(name)), "no venue is held by `{name}`");
        }
    }

    #[test]
    fn a_venue_has_a_calendar_on_its_own_clock_or_a_reason() {
        let mut with = 0;
        for v in venues() {
            match calendar(v.mic) {
                Ok(calendar) => {
                    assert_eq!((calendar.zone(), calendar.name()), (v.zone, v.name));
                    with += 1;
                }
                Err(WhyNoCalendar::NotWritten) => assert!(v.calendar.is_ok(), "{}", v.mic),
                Err(why) => assert_eq!((v.calendar, why), (Err(why), WhyNoCalendar::NoSessions)),
            }
        }
        assert_eq!(with, supported().len());
        assert_eq!(calendar("ZZZZ".parse().unwrap()).err(), Some(WhyNoCalendar::UnknownVenue));
    }
}
