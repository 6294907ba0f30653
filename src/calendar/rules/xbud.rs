//! Budapest Stock Exchange.

use super::{Closure, Day, Holiday, Hours, Rules, clock, closed, ymd};

/// Hungary's public holidays, and the bridge days that a decree gives each year in exchange for Saturdays; on those
/// Saturdays the exchange stays shut.
pub(super) fn rules() -> Rules {
    Rules {
        announced: Some(ymd(2026, 12, 31)),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 0))],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("National Day", Day::On(3, 15)),
        Holiday::new("Good Friday", Day::Easter(-2)).since(2012),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Whit Monday", Day::Easter(50)),
        Holiday::new("St Stephen's Day", Day::On(8, 20)),
        Holiday::new("National Day of 1956", Day::On(10, 23)),
        Holiday::new("All Saints' Day", Day::On(11, 1)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("second day of Christmas", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)).since(2011),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2011, 3, 14, "bridge day, worked on another Saturday"),
        closed(2011, 10, 31, "bridge day, worked on another Saturday"),
        closed(2012, 3, 16, "bridge day, worked on another Saturday"),
        closed(2012, 4, 30, "bridge day, worked on another Saturday"),
        closed(2012, 10, 22, "bridge day, worked on another Saturday"),
        closed(2012, 11, 2, "bridge day, worked on another Saturday"),
        closed(2013, 8, 19, "bridge day, worked on another Saturday"),
        closed(2013, 12, 27, "bridge day, worked on another Saturday"),
        closed(2014, 5, 2, "bridge day, worked on another Saturday"),
        closed(2014, 10, 24, "bridge day, worked on another Saturday"),
        closed(2015, 1, 2, "bridge day, worked on another Saturday"),
        closed(2015, 8, 21, "bridge day, worked on another Saturday"),
        closed(2016, 3, 14, "bridge day, worked on another Saturday"),
        closed(2016, 10, 31, "bridge day, worked on another Saturday"),
        closed(2018, 3, 16, "bridge day, worked on another Saturday"),
        closed(2018, 4, 30, "bridge day, worked on another Saturday"),
        closed(2018, 10, 22, "bridge day, worked on another Saturday"),
        closed(2018, 11, 2, "bridge day, worked on another Saturday"),
        closed(2019, 8, 19, "bridge day, worked on another Saturday"),
        closed(2019, 12, 27, "bridge day, worked on another Saturday"),
        closed(2020, 8, 21, "bridge day, worked on another Saturday"),
        closed(2022, 3, 14, "bridge day, worked on another Saturday"),
        closed(2022, 10, 31, "bridge day, worked on another Saturday"),
        closed(2024, 8, 19, "bridge day, worked on another Saturday"),
        closed(2024, 12, 27, "bridge day, worked on another Saturday"),
        closed(2025, 5, 2, "bridge day, worked on another Saturday"),
        closed(2025, 10, 24, "bridge day, worked on another Saturday"),
        closed(2026, 1, 2, "bridge day, worked on another Saturday"),
        closed(2026, 8, 21, "bridge day, worked on another Saturday"),
    ]
}
