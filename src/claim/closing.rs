//! Reports of a close: what such a text says of its market without naming a time, it says of the close.

use chrono_tz::Tz;

use super::item::Item;
use super::lists::List;
use super::names::Name;
use super::state::Reader;
use super::times::Times;
use super::{Claim, ClaimSession, DayPoint, MoveHorizon};
use crate::venue::zone_of;

/// Within how many sentences a report says that it is one of a close.
const LEAD: usize = 3;

impl Reader<'_> {
    /// Notes where the market closed, where one of the first sentences says so: `Wiener Börse schließt im Minus`.
    pub(super) fn note_close(&mut self, items: &[Item], times: &Times) {
        let told = times.points.iter().any(|(_, point)| *point == DayPoint::Close);
        if self.closed.is_some() || self.topics.len() >= LEAD || !told {
            return;
        }
        let zone = |n: usize| zone_of_index(&self.names[n]);
        self.closed = items.iter().filter_map(Item::name).find_map(zone).or_else(|| self.first_index_zone());
    }

    fn first_index_zone(&self) -> Option<Tz> {
        self.names.iter().find_map(zone_of_index)
    }

    /// Gives a sentence's claims on the market that closed the close for their time, where neither they nor the
    /// sentence names another.
    pub(super) fn hand_on_close(&mut self, first_claim: usize, items: &[Item], times: &Times) {
        let Some(closed) = self.closed else { return };
        if !times.points.is_empty() || items.iter().any(|i| i.is_in(List::EarlierInDay)) {
            return;
        }
        for claim in &mut self.claims[first_claim..] {
            if is_open(claim) && zone_of_claim(claim) == Some(closed) {
                (claim.session, claim.point) = (Some(ClaimSession::Regular), Some(DayPoint::Close));
            }
        }
    }
}

fn zone_of_index(name: &Name) -> Option<Tz> {
    name.instrument().filter(|_| name.is_index()).map(|id| zone_of(id.mic))
}

fn zone_of_claim(claim: &Claim) -> Option<Tz> {
    claim.instrument.as_ref().map(|id| zone_of(id.mic))
}

/// A day's move whose moment is not told.
fn is_open(claim: &Claim) -> bool {
    let sized = claim.percent.is_some() || claim.price.is_some();
    let session = claim.session.is_none_or(|s| s == ClaimSession::Regular);
    sized && session && claim.point.is_none() && claim.horizon == MoveHorizon::Day && claim.when.is_none()
}
