//! London Stock Exchange.

use chrono::Weekday::Mon;

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The bank holidays of England and Wales, and half days before Christmas and New Year.
pub(super) fn rules() -> Rules {
    Rules {
        from: ymd(2000, 1, 1),
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        // Opening at 8:00 since 20 September 1999.
        hours: vec![Hours::new(ymd(1999, 9, 20), clock(8, 0), clock(16, 30))],
        odd_hours: ["Christmas Eve", "New Year's Eve"]
            .into_iter()
            .zip([24, 31])
            .map(|(name, day)| Holiday::new(name, Day::On(12, day)).shift(Shift::Back))
            .map(|eve| OddHours::close(clock(12, 30), eve))
            .collect(),
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    let early_may = Holiday::new("Early May Bank Holiday", Day::Nth(5, Mon, 1));
    let spring = Holiday::new("Spring Bank Holiday", Day::Last(5, Mon));
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Weekend),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Easter Monday", Day::Easter(1)),
        // Moved to Friday 8 May in 2020.
        early_may.clone().until(2019),
        early_may.since(2021),
        // Moved to June for the jubilees of 2002, 2012 and 2022.
        spring.clone().until(2001),
        spring.clone().since(2003).until(2011),
        spring.clone().since(2013).until(2021),
        spring.since(2023),
        Holiday::new("Summer Bank Holiday", Day::Last(8, Mon)),
        Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Weekend),
        Holiday::new("Boxing Day", Day::On(12, 26)).shift(Shift::Weekend),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2002, 6, 3, "Golden Jubilee"),
        closed(2002, 6, 4, "Spring Bank Holiday, moved"),
        closed(2011, 4, 29, "royal wedding"),
        closed(2012, 6, 4, "Spring Bank Holiday, moved"),
        closed(2012, 6, 5, "Diamond Jubilee"),
        closed(2020, 5, 8, "Early May Bank Holiday, moved to the 75th anniversary of VE Day"),
        closed(2022, 6, 2, "Spring Bank Holiday, moved"),
        closed(2022, 6, 3, "Platinum Jubilee"),
        closed(2022, 9, 19, "state funeral of Queen Elizabeth II"),
        closed(2023, 5, 8, "coronation of King Charles III"),
    ]
}
