//! Headings over lists of movers.

use super::MoveHorizon;
use super::item::{self, Item};
use super::lexicon::Tag;
use super::state::{Movers, Reader};

impl Reader<'_> {
    /// `Gewinner:` over a list of movers; any other heading or longer sentence ends the list.
    pub(super) fn heading(&mut self, items: &[Item]) {
        let words = items.iter().filter(|i| !matches!(i.kind, item::Kind::Sign(_))).count();
        let percent = items.iter().any(Item::is_percent);
        if percent || words == 0 {
            return;
        }
        let short = words <= 6;
        let direction = items.iter().flat_map(|i| &i.tags).find_map(|t| match t {
            Tag::Heading(d) => Some(*d),
            _ => None,
        });
        let session = items.iter().flat_map(|i| &i.tags).find_map(|t| match t {
            Tag::Session(s) => Some(*s),
            _ => None,
        });
        let horizon = items.iter().flat_map(|i| &i.tags).find_map(|t| match t {
            // `For the year:` over what markets did so far.
            Tag::Horizon(MoveHorizon::Year) => Some(MoveHorizon::Ytd),
            Tag::Horizon(h) => Some(*h),
            _ => None,
        });
        let named = items.iter().any(|i| i.name().is_some());
        if short && !named {
            self.list = Movers { direction, session, horizon };
        } else if words > 8 {
            self.list = Movers::default();
        }
    }
}
