//! Nasdaq Helsinki.

use chrono::Weekday::Fri;

use super::{Day, Holiday, Hours, Rules, clock, ymd};

/// The exchange's yearly calendars; no half days. The last five minutes are the closing call.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(10, 0), clock(18, 30))],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Epiphany", Day::On(1, 6)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("May Day", Day::On(5, 1)),
        Holiday::new("Ascension Day", Day::Easter(39)),
        Holiday::new("Midsummer Eve", Day::OnOrAfter(6, 19, Fri)),
        Holiday::new("Independence Day", Day::On(12, 6)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Boxing Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}
