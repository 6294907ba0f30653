//! Nasdaq Copenhagen.

use super::{Day, Holiday, Hours, Rules, clock, ymd};

/// The exchange's yearly calendars; no half days. The last five minutes are the closing call.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 0))],
        ..Rules::empty()
    }
}

/// Great Prayer Day was abolished after 2023 (act 214 of 2023).
fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Maundy Thursday", Day::Easter(-3)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Great Prayer Day", Day::Easter(26)).until(2023),
        Holiday::new("Ascension Day", Day::Easter(39)),
        Holiday::new("day after Ascension Day", Day::Easter(40)),
        Holiday::new("Whit Monday", Day::Easter(50)),
        Holiday::new("Constitution Day", Day::On(6, 5)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Boxing Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}
