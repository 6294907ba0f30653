//! The venues, each with its calendar once it has been asked for.

use std::sync::OnceLock;

use super::{
    Rules, bvmf, crypto, fxsp, xams, xasx, xbom, xbru, xetr, xfra, xhkg, xkrx, xlon, xmad, xmil, xnys, xpar,
    xshg, xsto, xswx, xtks, xtse,
};
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

static VENUES: [Venue; 25] = [
    venue("XNYS", "New York Stock Exchange", xnys::rules),
    venue("XNAS", "Nasdaq", xnys::rules),
    venue("ARCX", "NYSE Arca", xnys::rules),
    venue("BATS", "Cboe BZX", xnys::rules),
    venue("XASE", "NYSE American", xnys::rules),
    venue("XETR", "Xetra", xetr::rules),
    venue("XFRA", "Frankfurt Stock Exchange", xfra::rules),
    venue("XLON", "London Stock Exchange", xlon::rules),
    venue("XPAR", "Euronext Paris", xpar::rules),
    venue("XAMS", "Euronext Amsterdam", xams::rules),
    venue("XBRU", "Euronext Brussels", xbru::rules),
    venue("XMIL", "Borsa Italiana", xmil::rules),
    venue("XMAD", "Bolsa de Madrid", xmad::rules),
    venue("XSWX", "SIX Swiss Exchange", xswx::rules),
    venue("XSTO", "Nasdaq Stockholm", xsto::rules),
    venue("XTSE", "Toronto Stock Exchange", xtse::rules),
    venue("XTKS", "Tokyo Stock Exchange", xtks::rules),
    venue("XHKG", "Stock Exchange of Hong Kong", xhkg::rules),
    venue("XSHG", "Shanghai Stock Exchange", xshg::rules),
    venue("XASX", "Australian Securities Exchange", xasx::rules),
    venue("XBOM", "BSE", xbom::rules),
    venue("XKRX", "Korea Exchange", xkrx::rules),
    venue("BVMF", "B3", bvmf::rules),
    venue("CRYP", "crypto pairs", crypto::rules),
    venue("FXSP", "currency pairs", fxsp::rules),
];

/// The built-in calendar of a venue, made on first use.
pub(in crate::calendar) fn calendar(mic: Mic) -> Option<&'static Calendar> {
    let venue = venue_of(mic)?;
    Some(venue.calendar.get_or_init(|| Calendar::from_rules(mic, &venue.named_rules())))
}

/// The rules of a venue.
pub(in crate::calendar) fn rules_of(mic: Mic) -> Option<Rules> {
    venue_of(mic).map(Venue::named_rules)
}

fn venue_of(mic: Mic) -> Option<&'static Venue> {
    VENUES.iter().find(|venue| venue.code == mic.as_str())
}

impl Venue {
    /// The rules under the venue's own name: several venues share one set.
    fn named_rules(&self) -> Rules {
        Rules { name: self.name.into(), ..(self.rules)() }
    }
}

/// The venues that have a calendar.
pub(in crate::calendar) fn supported() -> &'static [Mic] {
    static MICS: OnceLock<Vec<Mic>> = OnceLock::new();
    MICS.get_or_init(|| VENUES.iter().filter_map(|venue| venue.code.parse().ok()).collect())
}
