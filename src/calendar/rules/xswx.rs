//! SIX Swiss Exchange, Zurich.

use super::{Day, Holiday, Hours, Rules, clock, ymd};

/// The exchange's yearly calendars; no half days.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: vec![
            Holiday::new("New Year's Day", Day::On(1, 1)),
            Holiday::new("Berchtold's Day", Day::On(1, 2)),
            Holiday::new("Good Friday", Day::Easter(-2)),
            Holiday::new("Easter Monday", Day::Easter(1)),
            Holiday::new("Labour Day", Day::On(5, 1)),
            Holiday::new("Ascension Day", Day::Easter(39)),
            Holiday::new("Whit Monday", Day::Easter(50)),
            Holiday::new("National Day", Day::On(8, 1)),
            Holiday::new("Christmas Eve", Day::On(12, 24)),
            Holiday::new("Christmas Day", Day::On(12, 25)),
            Holiday::new("St Stephen's Day", Day::On(12, 26)),
            Holiday::new("New Year's Eve", Day::On(12, 31)),
        ],
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 30))],
        ..Rules::empty()
    }
}
