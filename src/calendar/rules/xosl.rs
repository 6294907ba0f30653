//! Oslo Børs.

use super::{Day, Holiday, Hours, OddHours, Rules, clock, ymd};

/// The exchange's yearly calendars. The Wednesday before Easter ends at 13:00.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 20)),
            // An hour shorter since 6 August 2012 (exchange, 2012-06-29).
            Hours::new(ymd(2012, 8, 6), clock(9, 0), clock(16, 20)),
        ],
        odd_hours: vec![OddHours::close(
            clock(13, 0),
            Holiday::new("Wednesday before Easter", Day::Easter(-4)),
        )],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Maundy Thursday", Day::Easter(-3)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Constitution Day", Day::On(5, 17)),
        Holiday::new("Ascension Day", Day::Easter(39)),
        Holiday::new("Whit Monday", Day::Easter(50)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Boxing Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}
