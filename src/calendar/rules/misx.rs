//! Moscow Exchange.

use super::{Closure, Day, ExtraSession, Holiday, Hours, Rules, clock, closed, closed_from, ymd};

/// The exchange's yearly lists. Trading on weekends since 1 March 2025 belongs to the next trading day and is left
/// out, as are the morning and evening sessions.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2027, 12, 31),
        announced: Some(ymd(2026, 12, 31)),
        holidays: holidays(),
        closures: closures(),
        extra: extra(),
        hours: vec![Hours::new(ymd(2010, 1, 1), clock(10, 0), clock(18, 45))],
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("New Year holiday", Day::On(1, 2)),
        Holiday::new("Christmas Day", Day::On(1, 7)),
        Holiday::new("Defender of the Fatherland Day", Day::On(2, 23)),
        Holiday::new("International Women's Day", Day::On(3, 8)),
        Holiday::new("Spring and Labour Day", Day::On(5, 1)),
        Holiday::new("Victory Day", Day::On(5, 9)),
        Holiday::new("Russia Day", Day::On(6, 12)),
        Holiday::new("Unity Day", Day::On(11, 4)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed_from(ymd(2010, 1, 4), ymd(2010, 1, 6), "New Year holidays"),
        closed(2010, 1, 8, "New Year holidays"),
        closed(2010, 2, 22, "day off"),
        closed(2010, 5, 3, "Spring and Labour Day"),
        closed(2010, 5, 10, "Victory Day"),
        closed(2010, 6, 14, "Russia Day"),
        closed(2010, 11, 5, "day off"),
        closed_from(ymd(2011, 1, 3), ymd(2011, 1, 6), "New Year holidays"),
        closed(2011, 1, 10, "New Year holidays"),
        closed(2011, 3, 7, "day off"),
        closed(2011, 5, 2, "Spring and Labour Day"),
        closed(2011, 6, 13, "Russia Day"),
        closed(2012, 3, 9, "day off"),
        closed(2012, 4, 30, "day off"),
        closed(2012, 6, 11, "day off"),
        closed(2012, 11, 5, "Unity Day"),
        closed_from(ymd(2013, 1, 3), ymd(2013, 1, 4), "New Year holidays"),
        closed(2014, 1, 3, "New Year holidays"),
        closed(2014, 3, 10, "International Women's Day, moved"),
        closed(2014, 6, 13, "day off"),
        closed(2015, 3, 9, "International Women's Day"),
        closed(2015, 5, 4, "day off"),
        closed(2015, 5, 11, "Victory Day"),
        closed(2016, 1, 8, "New Year holidays"),
        closed(2016, 5, 2, "Spring and Labour Day"),
        closed(2016, 5, 3, "day off"),
        closed(2016, 6, 13, "Russia Day"),
        closed(2017, 5, 8, "day off"),
        closed(2017, 11, 6, "Unity Day"),
        closed(2018, 1, 8, "New Year holidays"),
        closed(2018, 11, 5, "Unity Day"),
        closed(2020, 2, 24, "Defender of the Fatherland Day"),
        closed(2020, 3, 9, "International Women's Day"),
        closed(2020, 5, 11, "Victory Day"),
        closed(2020, 6, 24, "parade of victory"),
        closed(2020, 7, 1, "vote on the constitution"),
        closed(2021, 5, 3, "Spring and Labour Day"),
        // Shut by the central bank; opened again on 24 March with a short session.
        closed_from(ymd(2022, 2, 28), ymd(2022, 3, 23), "war against Ukraine: suspended by the central bank"),
        closed(2022, 5, 2, "Spring and Labour Day"),
        closed(2022, 5, 3, "day off"),
        closed(2022, 5, 10, "day off"),
        closed(2022, 6, 13, "Russia Day"),
    ]
}

/// Saturdays, and a Sunday, that were working days for all (for 2024-04-27 and 2025-11-01 the exchange's notices were found).
fn extra() -> Vec<ExtraSession> {
    let session = |date| ExtraSession { date, reason: "working day, in exchange for another".into() };
    [
        ymd(2010, 2, 27),
        ymd(2010, 11, 13),
        ymd(2011, 3, 5),
        ymd(2012, 3, 11),
        ymd(2012, 4, 28),
        ymd(2012, 5, 5),
        ymd(2012, 5, 12),
        ymd(2012, 6, 9),
        ymd(2016, 2, 20),
        ymd(2018, 4, 28),
        ymd(2018, 6, 9),
        ymd(2018, 12, 29),
        ymd(2021, 2, 20),
        ymd(2024, 4, 27),
        ymd(2024, 11, 2),
        ymd(2024, 12, 28),
        ymd(2025, 11, 1),
    ]
    .map(session)
    .into()
}
