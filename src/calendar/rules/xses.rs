//! Singapore Exchange.

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, closed_from, lunar, ymd};

/// Singapore's public holidays, as the Ministry of Manpower gazettes them each year. The eves of Christmas and of both
/// New Years have no afternoon.
pub(super) fn rules() -> Rules {
    Rules {
        announced: Some(ymd(2026, 12, 31)),
        holidays: holidays(),
        closures: closures(),
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(17, 0)).lunch(clock(12, 30), clock(14, 0)),
            // Without a break from 1 August 2011 to 10 November 2017 (exchange, 2017-07-18).
            Hours::new(ymd(2011, 8, 1), clock(9, 0), clock(17, 0)),
            Hours::new(ymd(2017, 11, 13), clock(9, 0), clock(17, 0)).lunch(clock(12, 0), clock(13, 0)),
        ],
        odd_hours: half_days(),
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Sunday),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Labour Day", Day::On(5, 1)).shift(Shift::Sunday),
        Holiday::new("National Day", Day::On(8, 9)).shift(Shift::Sunday),
        Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Sunday),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed_from(ymd(2010, 2, 15), ymd(2010, 2, 16), "Chinese New Year"),
        closed(2010, 5, 28, "Vesak Day"),
        closed(2010, 9, 10, "Hari Raya Puasa"),
        closed(2010, 11, 5, "Deepavali"),
        closed(2010, 11, 17, "Hari Raya Haji"),
        closed_from(ymd(2011, 2, 3), ymd(2011, 2, 4), "Chinese New Year"),
        closed(2011, 5, 17, "Vesak Day"),
        closed(2011, 8, 30, "Hari Raya Puasa"),
        closed(2011, 10, 26, "Deepavali"),
        closed(2011, 11, 7, "Hari Raya Haji"),
        closed_from(ymd(2012, 1, 23), ymd(2012, 1, 24), "Chinese New Year"),
        closed(2012, 8, 20, "Hari Raya Puasa"),
        closed(2012, 10, 26, "Hari Raya Haji"),
        closed(2012, 11, 13, "Deepavali"),
        closed_from(ymd(2013, 2, 11), ymd(2013, 2, 12), "Chinese New Year"),
        closed(2013, 5, 24, "Vesak Day"),
        closed(2013, 8, 8, "Hari Raya Puasa"),
        closed(2013, 10, 15, "Hari Raya Haji"),
        closed(2014, 1, 31, "Chinese New Year"),
        closed(2014, 5, 13, "Vesak Day"),
        closed(2014, 7, 28, "Hari Raya Puasa"),
        closed(2014, 10, 6, "Hari Raya Haji"),
        closed(2014, 10, 22, "Deepavali"),
        closed_from(ymd(2015, 2, 19), ymd(2015, 2, 20), "Chinese New Year"),
        closed(2015, 6, 1, "Vesak Day"),
        closed(2015, 7, 17, "Hari Raya Puasa"),
        closed(2015, 8, 7, "50 years of independence"),
        closed(2015, 9, 11, "polling day"),
        closed(2015, 9, 24, "Hari Raya Haji"),
        closed(2015, 11, 10, "Deepavali"),
        closed_from(ymd(2016, 2, 8), ymd(2016, 2, 9), "Chinese New Year"),
        closed(2016, 7, 6, "Hari Raya Puasa"),
        closed(2016, 9, 12, "Hari Raya Haji"),
        closed(2017, 1, 30, "Chinese New Year"),
        closed(2017, 5, 10, "Vesak Day"),
        closed(2017, 6, 26, "Hari Raya Puasa"),
        closed(2017, 9, 1, "Hari Raya Haji"),
        closed(2017, 10, 18, "Deepavali"),
        closed(2018, 2, 16, "Chinese New Year"),
        closed(2018, 5, 29, "Vesak Day"),
        closed(2018, 6, 15, "Hari Raya Puasa"),
        closed(2018, 8, 22, "Hari Raya Haji"),
        closed(2018, 11, 6, "Deepavali"),
        closed_from(ymd(2019, 2, 5), ymd(2019, 2, 6), "Chinese New Year"),
        closed(2019, 5, 20, "Vesak Day"),
        closed(2019, 6, 5, "Hari Raya Puasa"),
        closed(2019, 8, 12, "Hari Raya Haji"),
        closed(2019, 10, 28, "Deepavali"),
        closed(2020, 1, 27, "Chinese New Year"),
        closed(2020, 5, 7, "Vesak Day"),
        closed(2020, 5, 25, "Hari Raya Puasa"),
        closed(2020, 7, 10, "polling day"),
        closed(2020, 7, 31, "Hari Raya Haji"),
        closed(2021, 2, 12, "Chinese New Year"),
        closed(2021, 5, 13, "Hari Raya Puasa"),
        closed(2021, 5, 26, "Vesak Day"),
        closed(2021, 7, 20, "Hari Raya Haji"),
        closed(2021, 11, 4, "Deepavali"),
        closed_from(ymd(2022, 2, 1), ymd(2022, 2, 2), "Chinese New Year"),
        closed(2022, 5, 3, "Hari Raya Puasa"),
        closed(2022, 5, 16, "Vesak Day"),
        closed(2022, 7, 11, "Hari Raya Haji"),
        closed(2022, 10, 24, "Deepavali"),
        closed_from(ymd(2023, 1, 23), ymd(2023, 1, 24), "Chinese New Year"),
        closed(2023, 6, 2, "Vesak Day"),
        closed(2023, 6, 29, "Hari Raya Haji"),
        closed(2023, 9, 1, "polling day"),
        closed(2023, 11, 13, "Deepavali"),
        closed(2024, 2, 12, "Chinese New Year"),
        closed(2024, 4, 10, "Hari Raya Puasa"),
        closed(2024, 5, 22, "Vesak Day"),
        closed(2024, 6, 17, "Hari Raya Haji"),
        closed(2024, 10, 31, "Deepavali"),
        closed_from(ymd(2025, 1, 29), ymd(2025, 1, 30), "Chinese New Year"),
        closed(2025, 3, 31, "Hari Raya Puasa"),
        closed(2025, 5, 12, "Vesak Day"),
        closed(2025, 10, 20, "Deepavali"),
        closed_from(ymd(2026, 2, 17), ymd(2026, 2, 18), "Chinese New Year"),
        closed(2026, 5, 27, "Hari Raya Haji"),
        closed(2026, 6, 1, "Vesak Day"),
        closed(2026, 11, 9, "Deepavali"),
        closed(2027, 2, 8, "Chinese New Year"),
        closed(2027, 3, 10, "Hari Raya Puasa"),
        closed(2027, 5, 17, "Hari Raya Haji"),
        closed(2027, 5, 20, "Vesak Day"),
        closed(2027, 10, 28, "Deepavali"),
    ]
}

fn half_days() -> Vec<OddHours> {
    let eves = [
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("New Year's Eve", Day::On(12, 31)),
        Holiday::new("Chinese New Year's Eve", Day::AfterTable(lunar::NEW_YEAR, -1)),
    ];
    // Since the break came back the morning ends at noon.
    let until = |close, last| move |eve: &Holiday| OddHours::close(close, eve.clone().until(last));
    let since = |eve: Holiday| OddHours::close(clock(12, 0), eve.since(2018));
    eves.iter().map(until(clock(12, 30), 2017)).chain(eves.iter().cloned().map(since)).collect()
}
