//! Euronext Dublin.

use chrono::Weekday::Mon;

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The exchange's yearly calendars, with half days before Christmas and New Year. Trading ends two minutes before
/// the half hour, so that the closing auction ends with London's.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(8, 0), clock(16, 28))],
        odd_hours: odd_hours(),
        ..Rules::empty()
    }
}

/// The bank holidays of Ireland until the exchange moved to Euronext's system in February 2019; of them the first
/// Monday in May is kept again since 2021.
fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Weekend),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("May Day", Day::On(5, 1)).since(2019),
        Holiday::new("May bank holiday", Day::Nth(5, Mon, 1)).until(2018),
        Holiday::new("May bank holiday", Day::Nth(5, Mon, 1)).since(2021),
        Holiday::new("June bank holiday", Day::Nth(6, Mon, 1)).until(2018),
        Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Weekend),
        Holiday::new("St Stephen's Day", Day::On(12, 26)).shift(Shift::Weekend),
    ]
}

fn closures() -> Vec<Closure> {
    vec![closed(2018, 3, 2, "Storm Emma")]
}

fn odd_hours() -> Vec<OddHours> {
    let half = |on| OddHours::close(clock(12, 28), on);
    vec![
        half(Holiday::new("Christmas Eve", Day::On(12, 24)).shift(Shift::Back)),
        half(Holiday::new("New Year's Eve", Day::On(12, 31)).shift(Shift::Back)),
        half(Holiday::new("Storm Emma", Day::Once(ymd(2018, 3, 1)))),
    ]
}
