//! Nasdaq Stockholm.

use chrono::Weekday::Fri;

use super::{Day, Holiday, Hours, OddHours, Rules, clock, ymd};

/// The exchange's yearly calendars. Half days, to 13:00, precede the holidays of the church.
pub(super) fn rules() -> Rules {
    let half = |name, day| OddHours::close(clock(13, 0), Holiday::new(name, day));
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 30))],
        odd_hours: vec![
            half("day before Epiphany", Day::On(1, 5)),
            half("Maundy Thursday", Day::Easter(-3)),
            half("Walpurgis Eve", Day::On(4, 30)),
            half("day before Ascension Day", Day::Easter(38)),
            // All Saints' Day is the Saturday between 31 October and 6 November.
            half("day before All Saints' Day", Day::OnOrAfter(10, 30, Fri)),
        ],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Epiphany", Day::On(1, 6)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Ascension Day", Day::Easter(39)),
        Holiday::new("National Day", Day::On(6, 6)),
        Holiday::new("Midsummer Eve", Day::OnOrAfter(6, 19, Fri)),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Boxing Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}
