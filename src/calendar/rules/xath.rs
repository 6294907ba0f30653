//! Athens Exchange.

use super::{Closure, Day, Holiday, Hours, Rules, clock, closed, closed_from, ymd};

/// The exchange's yearly calendars: the holidays of both churches. From 17:00 on trading is at the closing price.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(10, 15), clock(17, 20))],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Epiphany", Day::On(1, 6)),
        Holiday::new("Clean Monday", Day::OrthodoxEaster(-48)),
        Holiday::new("Independence Day", Day::On(3, 25)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Orthodox Good Friday", Day::OrthodoxEaster(-2)),
        Holiday::new("Orthodox Easter Monday", Day::OrthodoxEaster(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Whit Monday", Day::OrthodoxEaster(50)),
        Holiday::new("Assumption Day", Day::On(8, 15)),
        Holiday::new("Ohi Day", Day::On(10, 28)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("second day of Christmas", Day::On(12, 26)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2013, 5, 7, "Labour Day, moved"),
        closed(2014, 12, 31, "New Year's Eve"),
        closed_from(ymd(2015, 6, 29), ymd(2015, 7, 3), "capital controls"),
        closed_from(ymd(2015, 7, 6), ymd(2015, 7, 10), "capital controls"),
        closed_from(ymd(2015, 7, 13), ymd(2015, 7, 17), "capital controls"),
        closed_from(ymd(2015, 7, 20), ymd(2015, 7, 24), "capital controls"),
        closed_from(ymd(2015, 7, 27), ymd(2015, 7, 31), "capital controls"),
        closed(2016, 5, 3, "Labour Day, moved"),
    ]
}
