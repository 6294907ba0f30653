//! Prague Stock Exchange.

use super::{Day, Holiday, Hours, Rules, clock, ymd};

/// The exchange's yearly calendars; no half days.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(16, 20))],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Good Friday", Day::Easter(-2)).since(2013),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Liberation Day", Day::On(5, 8)),
        Holiday::new("Saints Cyril and Methodius", Day::On(7, 5)),
        Holiday::new("Jan Hus Day", Day::On(7, 6)),
        Holiday::new("Czech Statehood Day", Day::On(9, 28)),
        Holiday::new("Independent Czechoslovak State Day", Day::On(10, 28)),
        Holiday::new("Freedom and Democracy Day", Day::On(11, 17)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("St Stephen's Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}
