//! Xetra, Frankfurt's electronic market.

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The exchange's yearly trading calendars.
pub(super) fn rules() -> Rules {
    Rules {
        from: ymd(2000, 1, 1),
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![
            Hours::new(ymd(1999, 9, 20), clock(9, 0), clock(17, 30)),
            // Evening trading: from 2 June 2000, given up on 3 November 2003 (Deutsche Welle, 2003-11-03,
            // "German Stock Exchange Limits Trading Hours").
            Hours::new(ymd(2000, 6, 2), clock(9, 0), clock(20, 0)),
            Hours::new(ymd(2003, 11, 3), clock(9, 0), clock(17, 30)),
        ],
        odd_hours: odd_hours(),
        ..Rules::empty()
    }
}

pub(super) fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        // Trading days until 2014 (but for 2007) and again since 2022.
        Holiday::new("Whit Monday", Day::Easter(50)).since(2015).until(2021),
        Holiday::new("Day of German Unity", Day::On(10, 3)).since(2014).until(2021),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Boxing Day", Day::On(12, 26)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}

pub(super) fn closures() -> Vec<Closure> {
    vec![
        // Trading on public holidays had begun that summer; the tenth anniversary was left out (joint
        // declaration of Deutsche Börse and Eurex: Handelsblatt, "Kein Börsenhandel am 3. Oktober").
        closed(2000, 10, 3, "ten years of German unity"),
        closed(2007, 5, 28, "Whit Monday"),
        closed(2017, 10, 31, "500 years of the Reformation"),
    ]
}

/// The year's last trading day ends at 14:00, as the exchange announces each December.
pub(super) fn odd_hours() -> Vec<OddHours> {
    let last = Holiday::new("last trading day of the year", Day::On(12, 30)).shift(Shift::Back);
    vec![OddHours::close(clock(14, 0), last)]
}
