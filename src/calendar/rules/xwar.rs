//! Warsaw Stock Exchange.

use super::{Closure, Day, Holiday, Hours, Rules, clock, closed, ymd};

/// The exchange's yearly calendars. The last ten minutes are the closing call.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(16, 20)),
            // Longer from 3 January 2011 (resolution 933/2010), shorter again with a new system on 15 April 2013.
            Hours::new(ymd(2011, 1, 3), clock(9, 0), clock(17, 30)),
            Hours::new(ymd(2013, 4, 15), clock(9, 0), clock(17, 0)),
        ],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Epiphany", Day::On(1, 6)).since(2011),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Constitution Day", Day::On(5, 3)),
        Holiday::new("Corpus Christi", Day::Easter(60)),
        Holiday::new("Assumption Day", Day::On(8, 15)),
        Holiday::new("All Saints' Day", Day::On(11, 1)),
        Holiday::new("Independence Day", Day::On(11, 11)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("St Stephen's Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)).since(2011),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2013, 4, 16, "change of the trading system put off"),
        closed(2018, 1, 2, "day after New Year's Day"),
        closed(2018, 11, 12, "100 years of independence"),
    ]
}
