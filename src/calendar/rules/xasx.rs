//! Australian Securities Exchange, Sydney.

use chrono::Weekday::Mon;

use super::{Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The exchange's yearly calendars. The last business days before Christmas and of the year end
/// at 14:10.
pub(super) fn rules() -> Rules {
    let last = |name, day| Holiday::new(name, Day::On(12, day)).shift(Shift::Back);
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: vec![
            // 25 April 2011 was Easter Monday too.
            closed(2011, 4, 26, "Anzac Day"),
            closed(2022, 9, 22, "national day of mourning for Queen Elizabeth II"),
        ],
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(10, 0), clock(16, 0))],
        odd_hours: vec![
            OddHours::close(clock(14, 10), last("last business day before Christmas", 24)),
            OddHours::close(clock(14, 10), last("last business day of the year", 31)),
        ],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Weekend),
        Holiday::new("Australia Day", Day::On(1, 26)).shift(Shift::Weekend),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        // The exchange gives no day in lieu since New South Wales gave it up after 2010.
        Holiday::new("Anzac Day", Day::On(4, 25)).shift(Shift::Sunday).until(2010),
        Holiday::new("Anzac Day", Day::On(4, 25)).since(2011),
        Holiday::new("Queen's Birthday", Day::Nth(6, Mon, 2)).until(2022),
        Holiday::new("King's Birthday", Day::Nth(6, Mon, 2)).since(2023),
        Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Weekend),
        Holiday::new("Boxing Day", Day::On(12, 26)).shift(Shift::Weekend),
    ]
}
