//! Vienna Stock Exchange.

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The exchange's yearly calendars. The last trading day of the year ends at 14:15 since 2017.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 30))],
        odd_hours: vec![OddHours::close(
            clock(14, 15),
            Holiday::new("last trading day of the year", Day::On(12, 30)).shift(Shift::Back).since(2017),
        )],
        ..Rules::empty()
    }
}

/// Since 2019 trading goes on on most of Austria's holidays, since 2023 on Whit Monday too.
fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Epiphany", Day::On(1, 6)).until(2018),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Ascension Day", Day::Easter(39)).until(2018),
        Holiday::new("Whit Monday", Day::Easter(50)).until(2022),
        Holiday::new("Corpus Christi", Day::Easter(60)).until(2018),
        Holiday::new("Assumption Day", Day::On(8, 15)).until(2018),
        Holiday::new("National Day", Day::On(10, 26)),
        Holiday::new("All Saints' Day", Day::On(11, 1)).until(2018),
        Holiday::new("Immaculate Conception", Day::On(12, 8)).until(2018),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("St Stephen's Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![closed(2011, 12, 30, "last weekday of the year")]
}
