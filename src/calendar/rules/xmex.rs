//! Mexican Stock Exchange.

use chrono::Weekday::{Mon, Sun};

use super::{Closure, Day, Holiday, Hours, Rules, clock, closed, ymd};

/// The days on which the supervisor shuts the financial sector, as it lists them each year.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: hours(),
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Constitution Day", Day::Nth(2, Mon, 1)),
        Holiday::new("Benito Juárez's birthday", Day::Nth(3, Mon, 3)),
        Holiday::new("Maundy Thursday", Day::Easter(-3)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Independence Day", Day::On(9, 16)),
        Holiday::new("All Souls' Day", Day::On(11, 2)),
        Holiday::new("Revolution Day", Day::Nth(11, Mon, 3)),
        Holiday::new("Our Lady of Guadalupe", Day::On(12, 12)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2010, 9, 17, "bicentenary of independence"),
        closed(2024, 10, 1, "inauguration of the president"),
    ]
}

/// Trading keeps New York's hours, 9:30 to 16:00 there: 8:30 in Mexico, but 7:30 while New York keeps daylight time and
/// Mexico does not. Until 2022 that was from the second Sunday of March to the first of April and in the week
/// before the first Sunday of November; since then Mexico has no daylight time (exchange, notices of 2023-03-13 and
/// 2025-11-03).
fn hours() -> Vec<Hours> {
    let usual = |from| Hours::new(from, clock(8, 30), clock(15, 0));
    let earlier = |from| Hours::new(from, clock(7, 30), clock(14, 0));
    let mut rows = vec![usual(ymd(2010, 1, 1))];
    for year in 2010..=2030 {
        rows.extend(Day::Nth(3, Sun, 2).of(year).map(earlier));
        if year <= 2022 {
            rows.extend(Day::Nth(4, Sun, 1).of(year).map(usual));
            rows.extend(Day::Last(10, Sun).of(year).map(earlier));
        }
        rows.extend(Day::Nth(11, Sun, 1).of(year).map(usual));
    }
    rows
}
