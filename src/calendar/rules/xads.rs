//! Abu Dhabi Securities Exchange and Dubai Financial Market, which keep the same days and hours.

use super::{Closure, Day, Holiday, Hours, Rules, clock, closed, closed_from, ymd};

/// The public holidays of the United Arab Emirates as the cabinet and the moon set them; the days of 2027 are reckoned.
/// Coverage begins with the week from Monday to Friday, 10:00 to 15:00, on 3 January 2022 (both exchanges, 2021-12-08).
pub(super) fn rules() -> Rules {
    Rules {
        from: ymd(2022, 1, 3),
        announced: Some(ymd(2026, 12, 31)),
        holidays: vec![Holiday::new("New Year's Day", Day::On(1, 1))],
        closures: closures(),
        hours: vec![Hours::new(ymd(2022, 1, 3), clock(10, 0), clock(15, 0))],
        ..Rules::empty()
    }
}

fn closures() -> Vec<Closure> {
    vec![
        closed_from(ymd(2022, 5, 2), ymd(2022, 5, 4), "Eid al-Fitr"),
        closed(2022, 5, 16, "mourning for Sheikh Khalifa"),
        closed(2022, 7, 8, "Day of Arafah"),
        closed(2022, 7, 11, "Eid al-Adha"),
        closed(2022, 12, 1, "Commemoration Day"),
        closed(2022, 12, 2, "National Day"),
        closed_from(ymd(2023, 4, 20), ymd(2023, 4, 21), "Eid al-Fitr"),
        closed(2023, 6, 27, "Day of Arafah"),
        closed_from(ymd(2023, 6, 28), ymd(2023, 6, 30), "Eid al-Adha"),
        closed(2023, 7, 21, "Islamic New Year"),
        closed(2023, 9, 29, "Prophet's Birthday"),
        closed(2023, 12, 1, "Commemoration Day"),
        closed_from(ymd(2024, 4, 8), ymd(2024, 4, 12), "Eid al-Fitr"),
        closed_from(ymd(2024, 6, 17), ymd(2024, 6, 18), "Eid al-Adha"),
        closed_from(ymd(2024, 12, 2), ymd(2024, 12, 3), "National Day"),
        closed_from(ymd(2025, 3, 31), ymd(2025, 4, 1), "Eid al-Fitr"),
        closed(2025, 6, 5, "Day of Arafah"),
        closed(2025, 6, 6, "Eid al-Adha"),
        closed(2025, 6, 27, "Islamic New Year"),
        closed(2025, 9, 5, "Prophet's Birthday"),
        closed_from(ymd(2025, 12, 1), ymd(2025, 12, 2), "National Day"),
        closed_from(ymd(2026, 3, 19), ymd(2026, 3, 20), "Eid al-Fitr"),
        closed(2026, 5, 26, "Day of Arafah"),
        closed_from(ymd(2026, 5, 27), ymd(2026, 5, 29), "Eid al-Adha"),
        closed(2026, 6, 15, "Islamic New Year"),
        closed(2026, 8, 28, "Prophet's Birthday"),
        closed_from(ymd(2026, 12, 2), ymd(2026, 12, 3), "National Day"),
        closed_from(ymd(2027, 3, 9), ymd(2027, 3, 11), "Eid al-Fitr"),
        closed_from(ymd(2027, 5, 17), ymd(2027, 5, 18), "Eid al-Adha"),
        closed_from(ymd(2027, 12, 2), ymd(2027, 12, 3), "National Day"),
    ]
}
