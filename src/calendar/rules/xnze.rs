//! New Zealand Exchange, Wellington.

use chrono::Weekday::Mon;

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// New Zealand's public holidays, with half days before Christmas and New Year since 2011.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2027, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(10, 0), clock(16, 45))],
        odd_hours: ["Christmas Eve", "New Year's Eve"]
            .into_iter()
            .zip([24, 31])
            .map(|(name, day)| Holiday::new(name, Day::On(12, day)).shift(Shift::Back).since(2011))
            .map(|eve| OddHours::close(clock(12, 45), eve))
            .collect(),
        ..Rules::empty()
    }
}

/// Waitangi and Anzac Day move from a weekend to Monday since 2014 (Holidays (Full Recognition) Amendment Act 2013).
fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Weekend),
        Holiday::new("day after New Year's Day", Day::On(1, 2)).shift(Shift::Weekend),
        Holiday::new("Waitangi Day", Day::On(2, 6)).until(2013),
        Holiday::new("Waitangi Day", Day::On(2, 6)).shift(Shift::Weekend).since(2014),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        Holiday::new("Anzac Day", Day::On(4, 25)).until(2013),
        Holiday::new("Anzac Day", Day::On(4, 25)).shift(Shift::Weekend).since(2014),
        Holiday::new("King's Birthday", Day::Nth(6, Mon, 1)),
        Holiday::new("Labour Day", Day::Nth(10, Mon, 4)),
        Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Weekend),
        Holiday::new("Boxing Day", Day::On(12, 26)).shift(Shift::Weekend),
    ]
}

/// Matariki follows the moon; the days are those of the Te Kāhui o Matariki Public Holiday Act 2022.
fn closures() -> Vec<Closure> {
    vec![
        closed(2022, 6, 24, "Matariki"),
        closed(2022, 9, 26, "memorial day for Queen Elizabeth II"),
        closed(2023, 7, 14, "Matariki"),
        closed(2024, 6, 28, "Matariki"),
        closed(2025, 6, 20, "Matariki"),
        closed(2026, 7, 10, "Matariki"),
        closed(2027, 6, 25, "Matariki"),
    ]
}
