//! Tokyo Stock Exchange.

use chrono::Weekday::Mon;

use super::{Closure, Day, Holiday, Hours, Rules, Shift, clock, closed, closed_from, ymd};

/// Japan's public holidays, and 31 December to 3 January.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(15, 0)).lunch(clock(11, 0), clock(12, 30)),
            // The morning was lengthened on 21 November 2011 (TSE press conference of 2010-11-30, "Partial
            // Revision to Trading Hours"), the afternoon on 5 November 2024.
            Hours::new(ymd(2011, 11, 21), clock(9, 0), clock(15, 0)).lunch(clock(11, 30), clock(12, 30)),
            Hours::new(ymd(2024, 11, 5), clock(9, 0), clock(15, 30)).lunch(clock(11, 30), clock(12, 30)),
        ],
        ..Rules::empty()
    }
}

/// A holiday on a Sunday moves to the next day that is none (Act on National Holidays, article 3).
fn holidays() -> Vec<Holiday> {
    let national = |name, day| Holiday::new(name, day).shift(Shift::Sunday);
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("New Year holiday", Day::On(1, 2)),
        Holiday::new("New Year holiday", Day::On(1, 3)),
        Holiday::new("Coming of Age Day", Day::Nth(1, Mon, 2)),
        national("National Foundation Day", Day::On(2, 11)),
        national("Emperor's Birthday", Day::On(2, 23)).since(2020),
        national("Vernal Equinox Day", Day::VernalEquinoxInJapan),
        national("Showa Day", Day::On(4, 29)),
        national("Constitution Memorial Day", Day::On(5, 3)),
        national("Greenery Day", Day::On(5, 4)),
        national("Children's Day", Day::On(5, 5)),
        // Marine, Mountain and Sports Day moved for the Olympic Games of 2020 and again of 2021.
        Holiday::new("Marine Day", Day::Nth(7, Mon, 3)).until(2019),
        Holiday::new("Marine Day", Day::Nth(7, Mon, 3)).since(2022),
        national("Mountain Day", Day::On(8, 11)).since(2016).until(2019),
        national("Mountain Day", Day::On(8, 11)).since(2022),
        Holiday::new("Respect for the Aged Day", Day::Nth(9, Mon, 3)),
        national("Autumnal Equinox Day", Day::AutumnalEquinoxInJapan),
        Holiday::new("Sports Day", Day::Nth(10, Mon, 2)).until(2019),
        Holiday::new("Sports Day", Day::Nth(10, Mon, 2)).since(2022),
        national("Culture Day", Day::On(11, 3)),
        national("Labour Thanksgiving Day", Day::On(11, 23)),
        national("Emperor's Birthday", Day::On(12, 23)).until(2018),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        // A weekday between two holidays is one too.
        closed(2015, 9, 22, "citizens' holiday"),
        closed(2019, 4, 30, "abdication of Emperor Akihito"),
        closed(2019, 5, 1, "accession of Emperor Naruhito"),
        closed(2019, 5, 2, "citizens' holiday"),
        closed(2019, 10, 22, "enthronement of Emperor Naruhito"),
        closed_from(ymd(2020, 7, 23), ymd(2020, 7, 24), "Marine and Sports Day, moved for the Olympic Games"),
        closed(2020, 8, 10, "Mountain Day, moved for the Olympic Games"),
        closed(2020, 10, 1, "failure of the trading system, all day"),
        closed_from(ymd(2021, 7, 22), ymd(2021, 7, 23), "Marine and Sports Day, moved for the Olympic Games"),
        closed(2021, 8, 9, "Mountain Day, moved for the Olympic Games"),
        closed(2026, 9, 22, "citizens' holiday"),
    ]
}
