//! Saudi Exchange, Riyadh.

use chrono::Weekday::{Fri, Sat};

use super::{Closure, Day, Holiday, Hours, Rules, Week, clock, closed, closed_from, ymd};

/// The exchange's announcements: the two feasts, for a week each and longer. Coverage begins where the lists that were
/// found do.
pub(super) fn rules() -> Rules {
    Rules {
        from: ymd(2021, 1, 1),
        announced: Some(ymd(2026, 12, 31)),
        weeks: vec![Week { from: ymd(2021, 1, 1), rest: &[Fri, Sat] }],
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(2021, 1, 1), clock(10, 0), clock(15, 0))],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("Founding Day", Day::On(2, 22)).since(2022),
        Holiday::new("National Day", Day::On(9, 23)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2021, 5, 13, "Eid al-Fitr"),
        closed(2021, 5, 16, "Eid al-Fitr"),
        closed(2021, 7, 18, "Eid al-Adha"),
        closed(2021, 7, 19, "Day of Arafah"),
        closed_from(ymd(2021, 7, 20), ymd(2021, 7, 22), "Eid al-Adha"),
        closed(2022, 4, 28, "Eid al-Fitr"),
        closed_from(ymd(2022, 5, 1), ymd(2022, 5, 5), "Eid al-Fitr"),
        closed(2022, 5, 8, "Eid al-Fitr"),
        closed(2022, 7, 7, "Eid al-Adha"),
        closed_from(ymd(2022, 7, 10), ymd(2022, 7, 13), "Eid al-Adha"),
        closed_from(ymd(2023, 4, 18), ymd(2023, 4, 20), "Eid al-Fitr"),
        closed_from(ymd(2023, 4, 23), ymd(2023, 4, 25), "Eid al-Fitr"),
        closed(2023, 6, 27, "Day of Arafah"),
        closed_from(ymd(2023, 6, 28), ymd(2023, 6, 29), "Eid al-Adha"),
        closed(2023, 7, 2, "Eid al-Adha"),
        closed_from(ymd(2024, 4, 7), ymd(2024, 4, 11), "Eid al-Fitr"),
        closed_from(ymd(2024, 4, 14), ymd(2024, 4, 15), "Eid al-Fitr"),
        closed(2024, 6, 13, "Eid al-Adha"),
        closed_from(ymd(2024, 6, 16), ymd(2024, 6, 20), "Eid al-Adha"),
        closed(2024, 6, 23, "Eid al-Adha"),
        closed(2025, 3, 27, "Eid al-Fitr"),
        closed_from(ymd(2025, 3, 30), ymd(2025, 4, 2), "Eid al-Fitr"),
        closed(2025, 6, 4, "Eid al-Adha"),
        closed(2025, 6, 5, "Day of Arafah"),
        closed_from(ymd(2025, 6, 8), ymd(2025, 6, 9), "Eid al-Adha"),
        closed_from(ymd(2026, 3, 17), ymd(2026, 3, 19), "Eid al-Fitr"),
        closed_from(ymd(2026, 3, 22), ymd(2026, 3, 23), "Eid al-Fitr"),
        closed_from(ymd(2026, 5, 24), ymd(2026, 5, 25), "Eid al-Adha"),
        closed(2026, 5, 26, "Day of Arafah"),
        closed_from(ymd(2026, 5, 27), ymd(2026, 5, 28), "Eid al-Adha"),
        closed_from(ymd(2027, 3, 7), ymd(2027, 3, 11), "Eid al-Fitr"),
        closed_from(ymd(2027, 5, 16), ymd(2027, 5, 20), "Eid al-Adha"),
    ]
}
