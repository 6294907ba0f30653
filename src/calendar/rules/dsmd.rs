//! Qatar Stock Exchange, Doha.

use chrono::Weekday::{Fri, Sat, Sun, Tue};

use super::{Closure, Day, Holiday, Hours, Rules, Week, clock, closed, closed_from, ymd};

/// The holidays of the banks. The governor of the central bank sets those of the feasts some days before, and no list of them
/// was found: they are reckoned, from the eve of the feast to its fifth day. The last fifteen minutes are the
/// closing auction.
pub(super) fn rules() -> Rules {
    Rules {
        from: ymd(2022, 1, 1),
        announced: Some(ymd(2026, 12, 31)),
        weeks: vec![Week { from: ymd(2022, 1, 1), rest: &[Fri, Sat] }],
        holidays: vec![
            // The central bank shuts the financial sector; by its circular of 2023-12-29 for 2024.
            Holiday::new("New Year's Day", Day::On(1, 1)),
            Holiday::new("Sports Day", Day::Nth(2, Tue, 2)),
            Holiday::new("March bank holiday", Day::Nth(3, Sun, 1)),
            Holiday::new("National Day", Day::On(12, 18)),
        ],
        closures: closures(),
        hours: vec![Hours::new(ymd(2022, 1, 1), clock(9, 30), clock(13, 15))],
        ..Rules::empty()
    }
}

fn closures() -> Vec<Closure> {
    vec![
        closed_from(ymd(2022, 5, 1), ymd(2022, 5, 5), "Eid al-Fitr, reckoned"),
        closed_from(ymd(2022, 7, 10), ymd(2022, 7, 13), "Eid al-Adha, reckoned"),
        closed_from(ymd(2023, 4, 20), ymd(2023, 4, 25), "Eid al-Fitr, reckoned"),
        closed_from(ymd(2023, 6, 27), ymd(2023, 7, 2), "Eid al-Adha, reckoned"),
        closed_from(ymd(2024, 4, 9), ymd(2024, 4, 14), "Eid al-Fitr, reckoned"),
        closed_from(ymd(2024, 6, 16), ymd(2024, 6, 20), "Eid al-Adha, reckoned"),
        closed(2025, 1, 2, "New Year's Day"),
        closed_from(ymd(2025, 3, 30), ymd(2025, 4, 3), "Eid al-Fitr, reckoned"),
        closed_from(ymd(2025, 6, 5), ymd(2025, 6, 10), "Eid al-Adha, reckoned"),
        closed_from(ymd(2026, 3, 19), ymd(2026, 3, 24), "Eid al-Fitr, reckoned"),
        closed_from(ymd(2026, 5, 26), ymd(2026, 5, 31), "Eid al-Adha, reckoned"),
        closed_from(ymd(2027, 3, 9), ymd(2027, 3, 14), "Eid al-Fitr, reckoned"),
        closed_from(ymd(2027, 5, 16), ymd(2027, 5, 20), "Eid al-Adha, reckoned"),
    ]
}
