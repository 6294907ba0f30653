//! Borsa Istanbul.

use chrono::NaiveDate;

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, clock, closed, closed_from, ymd};

/// Turkey's public holidays. Half days, to 12:30, precede the two feasts and Republic Day.
pub(super) fn rules() -> Rules {
    Rules {
        holidays: holidays(),
        closures: closures(),
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(9, 30), clock(17, 30)).lunch(clock(12, 30), clock(14, 0)),
            // One session with a price fixing at midday since 30 November 2015.
            Hours::new(ymd(2015, 11, 30), clock(9, 35), clock(17, 30)).lunch(clock(12, 30), clock(13, 30)),
            Hours::new(ymd(2016, 3, 28), clock(9, 35), clock(17, 30)).lunch(clock(13, 0), clock(14, 0)),
            // The clocks stayed on summer time (exchange, 2016-10-27).
            Hours::new(ymd(2016, 11, 14), clock(10, 0), clock(18, 0)).lunch(clock(13, 0), clock(14, 0)),
            // No break since (announcement 2019/56).
            Hours::new(ymd(2019, 10, 4), clock(10, 0), clock(18, 0)),
        ],
        odd_hours: half_days(),
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("National Sovereignty and Children's Day", Day::On(4, 23)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Youth and Sports Day", Day::On(5, 19)),
        Holiday::new("Democracy and National Unity Day", Day::On(7, 15)).since(2017),
        Holiday::new("Victory Day", Day::On(8, 30)),
        Holiday::new("Republic Day", Day::On(10, 29)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed_from(ymd(2010, 9, 9), ymd(2010, 9, 10), "Ramazan Bayramı"),
        closed_from(ymd(2010, 11, 16), ymd(2010, 11, 19), "Kurban Bayramı"),
        closed_from(ymd(2011, 8, 31), ymd(2011, 9, 1), "Ramazan Bayramı"),
        closed_from(ymd(2011, 11, 7), ymd(2011, 11, 9), "Kurban Bayramı"),
        closed_from(ymd(2012, 8, 20), ymd(2012, 8, 21), "Ramazan Bayramı"),
        closed_from(ymd(2012, 10, 25), ymd(2012, 10, 26), "Kurban Bayramı"),
        closed_from(ymd(2013, 8, 8), ymd(2013, 8, 9), "Ramazan Bayramı"),
        closed_from(ymd(2013, 10, 15), ymd(2013, 10, 18), "Kurban Bayramı"),
        closed_from(ymd(2014, 7, 28), ymd(2014, 7, 30), "Ramazan Bayramı"),
        closed_from(ymd(2014, 10, 6), ymd(2014, 10, 7), "Kurban Bayramı"),
        closed(2015, 7, 17, "Ramazan Bayramı"),
        closed_from(ymd(2015, 9, 24), ymd(2015, 9, 25), "Kurban Bayramı"),
        closed_from(ymd(2016, 7, 5), ymd(2016, 7, 7), "Ramazan Bayramı"),
        closed_from(ymd(2016, 9, 12), ymd(2016, 9, 15), "Kurban Bayramı"),
        closed_from(ymd(2017, 6, 26), ymd(2017, 6, 27), "Ramazan Bayramı"),
        closed(2017, 9, 1, "Kurban Bayramı"),
        closed(2017, 9, 4, "Kurban Bayramı"),
        closed(2018, 6, 15, "Ramazan Bayramı"),
        closed_from(ymd(2018, 8, 21), ymd(2018, 8, 24), "Kurban Bayramı"),
        closed_from(ymd(2019, 6, 4), ymd(2019, 6, 6), "Ramazan Bayramı"),
        closed_from(ymd(2019, 8, 12), ymd(2019, 8, 14), "Kurban Bayramı"),
        closed_from(ymd(2020, 5, 25), ymd(2020, 5, 26), "Ramazan Bayramı"),
        closed(2020, 7, 31, "Kurban Bayramı"),
        closed(2020, 8, 3, "Kurban Bayramı"),
        closed_from(ymd(2021, 5, 13), ymd(2021, 5, 14), "Ramazan Bayramı"),
        closed_from(ymd(2021, 7, 20), ymd(2021, 7, 23), "Kurban Bayramı"),
        closed_from(ymd(2022, 5, 2), ymd(2022, 5, 4), "Ramazan Bayramı"),
        closed_from(ymd(2022, 7, 11), ymd(2022, 7, 12), "Kurban Bayramı"),
        closed_from(ymd(2023, 2, 8), ymd(2023, 2, 10), "earthquake"),
        closed_from(ymd(2023, 2, 13), ymd(2023, 2, 14), "earthquake"),
        closed(2023, 4, 21, "Ramazan Bayramı"),
        closed_from(ymd(2023, 6, 28), ymd(2023, 6, 30), "Kurban Bayramı"),
        closed_from(ymd(2024, 4, 10), ymd(2024, 4, 12), "Ramazan Bayramı"),
        closed_from(ymd(2024, 6, 17), ymd(2024, 6, 19), "Kurban Bayramı"),
        closed_from(ymd(2025, 3, 31), ymd(2025, 4, 1), "Ramazan Bayramı"),
        closed(2025, 6, 6, "Kurban Bayramı"),
        closed(2025, 6, 9, "Kurban Bayramı"),
        closed(2026, 3, 20, "Ramazan Bayramı"),
        closed_from(ymd(2026, 5, 27), ymd(2026, 5, 29), "Kurban Bayramı"),
        closed_from(ymd(2027, 3, 9), ymd(2027, 3, 11), "Ramazan Bayramı"),
        closed_from(ymd(2027, 5, 17), ymd(2027, 5, 18), "Kurban Bayramı"),
    ]
}

/// The eves of the feasts, as the Directorate of Religious Affairs publishes them.
const EVES: &[NaiveDate] = &[
    ymd(2010, 9, 8),
    ymd(2010, 11, 15),
    ymd(2011, 8, 29),
    ymd(2012, 10, 24),
    ymd(2013, 8, 7),
    ymd(2013, 10, 14),
    ymd(2014, 10, 3),
    ymd(2015, 7, 16),
    ymd(2015, 9, 23),
    ymd(2016, 7, 4),
    ymd(2017, 8, 31),
    ymd(2018, 6, 14),
    ymd(2018, 8, 20),
    ymd(2019, 6, 3),
    ymd(2020, 7, 30),
    ymd(2021, 5, 12),
    ymd(2021, 7, 19),
    ymd(2022, 7, 8),
    ymd(2023, 4, 20),
    ymd(2023, 6, 27),
    ymd(2024, 4, 9),
    ymd(2025, 6, 5),
    ymd(2026, 3, 19),
    ymd(2026, 5, 26),
    ymd(2027, 3, 8),
];

fn half_days() -> Vec<OddHours> {
    let half = |on| OddHours::close(clock(12, 30), on);
    let mut rows: Vec<_> =
        EVES.iter().map(|day| half(Holiday::new("eve of a feast", Day::Once(*day)))).collect();
    rows.push(half(Holiday::new("eve of Republic Day", Day::On(10, 28))));
    rows
}
