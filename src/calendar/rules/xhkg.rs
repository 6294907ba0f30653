//! Stock Exchange of Hong Kong.

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, lunar, ymd};

/// Hong Kong's general holidays (General Holidays Ordinance, chapter 149), days of storm, and half
/// days before Christmas, New Year and the lunar New Year.
pub(super) fn rules() -> Rules {
    Rules {
        holidays: holidays(),
        closures: closures(),
        // Hours were brought nearer to Shanghai's in two steps: 7 March 2011 and 5 March 2012 (HKEx news
        // releases of 2010-11-23, "HKEx Decides to Extend Trading Hours", and 2012-03-01).
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(10, 0), clock(16, 0)).lunch(clock(12, 30), clock(14, 30)),
            Hours::new(ymd(2011, 3, 7), clock(9, 30), clock(16, 0)).lunch(clock(12, 0), clock(13, 30)),
            Hours::new(ymd(2012, 3, 5), clock(9, 30), clock(16, 0)).lunch(clock(12, 0), clock(13, 0)),
        ],
        odd_hours: half_days(),
        ..Rules::empty()
    }
}

/// A holiday on a Sunday, or on another holiday, moves to the next weekday that is none.
fn holidays() -> Vec<Holiday> {
    let general = |name, day| Holiday::new(name, day).shift(Shift::Displaced);
    vec![
        general("New Year's Day", Day::On(1, 1)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        general("Labour Day", Day::On(5, 1)),
        general("Establishment Day", Day::On(7, 1)),
        general("National Day", Day::On(10, 1)),
        general("Christmas Day", Day::On(12, 25)),
        general("Boxing Day", Day::On(12, 26)),
        // In 2010 the Saturday before was given in lieu of a Sunday, since then the fourth day is.
        Holiday::new("Lunar New Year", Day::Table(lunar::NEW_YEAR)).until(2010),
        general("Lunar New Year", Day::Table(lunar::NEW_YEAR)).since(2011),
        general("second day of the Lunar New Year", Day::AfterTable(lunar::NEW_YEAR, 1)),
        general("third day of the Lunar New Year", Day::AfterTable(lunar::NEW_YEAR, 2)),
        general("Ching Ming Festival", Day::Table(lunar::CHING_MING)),
        general("Buddha's Birthday", Day::Table(lunar::BUDDHA)),
        general("Tuen Ng Festival", Day::Table(lunar::TUEN_NG)),
        general("day after the Mid-Autumn Festival", Day::Table(lunar::AFTER_MID_AUTUMN)),
        general("Chung Yeung Festival", Day::Table(lunar::CHUNG_YEUNG)),
    ]
}

fn half_days() -> Vec<OddHours> {
    let eves = [
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
        Holiday::new("Lunar New Year's Eve", Day::AfterTable(lunar::NEW_YEAR, -1)),
    ];
    let mut rows: Vec<_> = eves.iter().map(|eve| OddHours::close(clock(12, 0), eve.clone())).collect();
    // Until the morning was moved, in March 2011, it ended at 12:30.
    rows.extend(eves.into_iter().map(|eve| OddHours::close(clock(12, 30), eve.until(2010))));
    let last = Holiday::new("Lunar New Year's Eve", Day::Once(ymd(2011, 2, 2)));
    rows.push(OddHours::close(clock(12, 30), last));
    rows
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2011, 9, 29, "typhoon Nesat"),
        closed(2013, 8, 14, "typhoon Utor"),
        closed(2015, 9, 3, "70 years since the end of the war"),
        closed(2016, 8, 2, "typhoon Nida"),
        closed(2016, 10, 21, "typhoon Haima"),
        closed(2017, 8, 23, "typhoon Hato"),
        closed(2020, 10, 13, "typhoon Nangka"),
        closed(2021, 10, 13, "typhoon Kompasu"),
        closed(2023, 7, 17, "typhoon Talim"),
        closed(2023, 9, 1, "typhoon Saola"),
        closed(2023, 9, 8, "black rainstorm"),
        closed(2024, 9, 6, "typhoon Yagi"),
    ]
}
