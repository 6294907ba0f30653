//! One share under several symbols: what it was called when.

use chrono::{NaiveDate, TimeDelta};

use crate::instrument::{Instrument, InstrumentId, Universe};

/// A new symbol begins to trade within this of the old one's last day: a long weekend.
const HANDOVER: TimeDelta = TimeDelta::days(10);

/// The names of one share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The one asked for, then those before and after it.
    pub ids: Vec<InstrumentId>,
    /// The one under which the share is traded now, or was at last.
    pub present: InstrumentId,
    /// The first day of the first of them, where it is known.
    pub traded_from: Option<NaiveDate>,
    /// The last day of the last of them, where the share was delisted.
    pub traded_until: Option<NaiveDate>,
}

impl Names {
    /// The names that `id` had before and has had since: listings of the same issuer in the same
    /// currency, each of which begins where another ends.
    #[must_use]
    pub fn of(universe: &Universe, id: &InstrumentId) -> Self {
        let Some(asked) = universe.get(id) else {
            let present = id.clone();
            return Self { ids: vec![id.clone()], present, traded_from: None, traded_until: None };
        };
        let siblings = siblings(universe, asked);
        let later = chain(asked, |now| siblings.iter().copied().find(|next| takes_over(now, next)));
        let earlier = chain(asked, |now| siblings.iter().copied().find(|past| takes_over(past, now)));
        let traded_until = later.last().map_or(asked.active_to, |last| last.active_to);
        let traded_from = earlier.last().map_or(asked.active_from, |first| first.active_from);
        let present = later.last().map_or_else(|| id.clone(), |last| last.id.clone());
        let mut ids = vec![id.clone()];
        ids.extend(later.into_iter().chain(earlier).map(|i| i.id.clone()));
        Self { ids, present, traded_from, traded_until }
    }
}

fn siblings<'u>(universe: &'u Universe, asked: &Instrument) -> Vec<&'u Instrument> {
    let Some(entity) = universe.entity_of(&asked.id) else { return Vec::new() };
    let alike = |i: &&Instrument| i.id != asked.id && i.currency == asked.currency && i.kind == asked.kind;
    entity.listings.iter().filter_map(|n| universe.instrument(*n)).filter(alike).collect()
}

fn takes_over(past: &Instrument, next: &Instrument) -> bool {
    let (Some(last), Some(first)) = (past.active_to, next.active_from) else { return false };
    last < first && first - last <= HANDOVER
}

fn chain<'u>(
    start: &'u Instrument,
    next: impl Fn(&Instrument) -> Option<&'u Instrument>,
) -> Vec<&'u Instrument> {
    // Dates only grow or only fall along a chain, so it ends.
    std::iter::successors(next(start), |now| next(now)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_followed_through_its_symbols_and_to_its_end() {
        let of = |id: &str| Names::of(Universe::builtin(), &id.parse().unwrap());
        let text = |names: &Names| names.ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(text(&of("FB:XNAS")), ["FB:XNAS", "META:XNAS"]);
        assert_eq!(text(&of("META:XNAS")), ["META:XNAS", "FB:XNAS"]);
        assert_eq!(of("FB:XNAS").present.to_string(), "META:XNAS");
        assert_eq!(of("META:XNAS").present.to_string(), "META:XNAS");
        assert_eq!(of("FB:XNAS").traded_until, None, "it trades on as META");
        assert_eq!(of("TWTR:XNYS").traded_until, NaiveDate::from_ymd_opt(2022, 10, 27));
        assert_eq!(text(&of("GOOGL:XNAS")), ["GOOGL:XNAS"], "another class is another share");
    }
}
