//! Johannesburg Stock Exchange.

use super::{Closure, Day, Holiday, Hours, Rules, Shift, clock, closed, ymd};

/// South Africa's public holidays and the days that the president adds. The last ten minutes are the closing auction.
pub(super) fn rules() -> Rules {
    Rules {
        announced: Some(ymd(2026, 12, 31)),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 0))],
        ..Rules::empty()
    }
}

/// A holiday on a Sunday moves to Monday (Public Holidays Act 36 of 1994).
fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Sunday),
        Holiday::new("Human Rights Day", Day::On(3, 21)).shift(Shift::Sunday),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Family Day", Day::Easter(1)),
        Holiday::new("Freedom Day", Day::On(4, 27)).shift(Shift::Sunday),
        Holiday::new("Workers' Day", Day::On(5, 1)).shift(Shift::Sunday),
        Holiday::new("Youth Day", Day::On(6, 16)).shift(Shift::Sunday),
        Holiday::new("National Women's Day", Day::On(8, 9)).shift(Shift::Sunday),
        Holiday::new("Heritage Day", Day::On(9, 24)).shift(Shift::Sunday),
        Holiday::new("Day of Reconciliation", Day::On(12, 16)).shift(Shift::Sunday),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Day of Goodwill", Day::On(12, 26)).shift(Shift::Sunday),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2011, 5, 18, "municipal elections"),
        closed(2011, 12, 27, "Christmas Day, moved"),
        closed(2014, 5, 7, "parliamentary election"),
        closed(2016, 8, 3, "municipal elections"),
        closed(2016, 12, 27, "Christmas Day, moved"),
        closed(2019, 5, 8, "parliamentary election"),
        closed(2021, 11, 1, "municipal elections"),
        closed(2022, 12, 27, "Christmas Day, moved"),
        closed(2023, 12, 15, "victory at the rugby World Cup"),
        closed(2024, 5, 29, "parliamentary election"),
        closed(2026, 11, 4, "municipal elections"),
    ]
}
