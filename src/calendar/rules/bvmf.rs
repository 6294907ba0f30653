//! B3, São Paulo.

use chrono::Weekday::Sun;
use chrono_tz::America::Sao_Paulo;

use super::{ClockTime, Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The exchange's yearly calendars.
pub(super) fn rules() -> Rules {
    Rules {
        zone: Sao_Paulo,
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: hours(),
        odd_hours: vec![OddHours::open(clock(13, 0), Holiday::new("Ash Wednesday", Day::Easter(-46)))],
        ..Rules::empty()
    }
}

/// Trading ends with New York's: at 17:00 while New York keeps daylight time, at 18:00 otherwise.
///
/// The exchange announces both changes each year (its notices of 2021-11-08, 2022-11-07,
/// 2024-11-04 and 2025-11-03). Since 2022 the last five minutes are the closing call.
fn hours() -> Vec<Hours> {
    let row = |from, close: ClockTime| Hours::new(from, clock(10, 0), close);
    let mut rows = vec![row(ymd(2010, 1, 1), clock(18, 0))];
    for year in 2010..=2030 {
        // Second Sunday of March, first Sunday of November (Energy Policy Act of 2005).
        rows.extend(Day::Nth(3, Sun, 2).of(year).map(|day| row(day, clock(17, 0))));
        rows.extend(Day::Nth(11, Sun, 1).of(year).map(|day| row(day, clock(18, 0))));
    }
    rows
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        // The city's and the state's own holidays are trading days since 2022.
        Holiday::new("anniversary of São Paulo", Day::On(1, 25)).until(2021),
        Holiday::new("Carnival Monday", Day::Easter(-48)),
        Holiday::new("Carnival Tuesday", Day::Easter(-47)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Tiradentes", Day::On(4, 21)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Corpus Christi", Day::Easter(60)),
        Holiday::new("Constitutionalist Revolution", Day::On(7, 9)).until(2019),
        Holiday::new("Independence Day", Day::On(9, 7)),
        Holiday::new("Our Lady of Aparecida", Day::On(10, 12)),
        Holiday::new("All Souls' Day", Day::On(11, 2)),
        Holiday::new("Republic Day", Day::On(11, 15)),
        // The city's until 2019; a national holiday since 2024.
        Holiday::new("Black Consciousness Day", Day::On(11, 20)).until(2019),
        Holiday::new("Black Consciousness Day", Day::On(11, 20)).since(2024),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("last weekday of the year", Day::On(12, 31)).shift(Shift::Back),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2014, 6, 12, "opening of the football World Cup in São Paulo"),
        closed(2021, 7, 9, "Constitutionalist Revolution"),
    ]
}
