//! Toronto Stock Exchange.

use chrono::Weekday::Mon;

use super::{Day, Holiday, Hours, OddHours, Rules, Shift, clock, ymd};

/// The exchange's yearly calendars; Christmas Eve ends at 13:00.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: vec![
            Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Weekend),
            Holiday::new("Family Day", Day::Nth(2, Mon, 3)),
            Holiday::new("Good Friday", Day::Easter(-2)),
            Holiday::new("Victoria Day", Day::OnOrBefore(5, 24, Mon)),
            Holiday::new("Canada Day", Day::On(7, 1)).shift(Shift::Weekend),
            Holiday::new("Civic Holiday", Day::Nth(8, Mon, 1)),
            Holiday::new("Labour Day", Day::Nth(9, Mon, 1)),
            Holiday::new("Thanksgiving Day", Day::Nth(10, Mon, 2)),
            Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Weekend),
            Holiday::new("Boxing Day", Day::On(12, 26)).shift(Shift::Weekend),
        ],
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 30), clock(16, 0))],
        odd_hours: vec![OddHours::close(clock(13, 0), Holiday::new("Christmas Eve", Day::On(12, 24)))],
        ..Rules::empty()
    }
}
