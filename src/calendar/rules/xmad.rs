//! Bolsa de Madrid.

use super::{Day, Holiday, Hours, OddHours, Rules, clock, closed, ymd};

/// The exchange's yearly calendars.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: vec![
            Holiday::new("New Year's Day", Day::On(1, 1)),
            Holiday::new("Good Friday", Day::Easter(-2)),
            Holiday::new("Easter Monday", Day::Easter(1)),
            Holiday::new("Labour Day", Day::On(5, 1)),
            Holiday::new("Christmas Day", Day::On(12, 25)),
            Holiday::new("Boxing Day", Day::On(12, 26)),
        ],
        // Half days otherwise.
        closures: vec![
            closed(2010, 12, 24, "Christmas Eve"),
            closed(2010, 12, 31, "New Year's Eve"),
            closed(2021, 12, 24, "Christmas Eve"),
            closed(2021, 12, 31, "New Year's Eve"),
        ],
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 30))],
        odd_hours: vec![
            OddHours::close(clock(14, 0), Holiday::new("Christmas Eve", Day::On(12, 24))),
            OddHours::close(clock(14, 0), Holiday::new("New Year's Eve", Day::On(12, 31))),
        ],
        ..Rules::empty()
    }
}
