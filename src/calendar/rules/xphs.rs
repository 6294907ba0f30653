//! Philippine Stock Exchange, Manila.

use chrono::Weekday::Mon;

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, clock, closed, closed_from, ymd};

/// The public holidays that the president proclaims each year, and days on which a storm stopped the clearing of
/// cheques. Trading at the last price, until the end, is within the hours.
pub(super) fn rules() -> Rules {
    Rules {
        announced: Some(ymd(2026, 12, 31)),
        holidays: holidays(),
        closures: closures(),
        hours: hours(),
        odd_hours: half_days(),
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Maundy Thursday", Day::Easter(-3)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Day of Valor", Day::On(4, 9)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Independence Day", Day::On(6, 12)),
        Holiday::new("Ninoy Aquino Day", Day::On(8, 21)).until(2023),
        Holiday::new("Ninoy Aquino Day", Day::On(8, 21)).since(2025),
        Holiday::new("National Heroes' Day", Day::Last(8, Mon)),
        Holiday::new("All Saints' Day", Day::On(11, 1)),
        Holiday::new("Bonifacio Day", Day::On(11, 30)).since(2011).until(2022),
        Holiday::new("Bonifacio Day", Day::On(11, 30)).since(2024),
        // The eves were working days in 2021 alone.
        Holiday::new("Christmas Eve", Day::On(12, 24)).until(2020),
        Holiday::new("Christmas Eve", Day::On(12, 24)).since(2022),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("Rizal Day", Day::On(12, 30)).since(2011),
        Holiday::new("New Year's Eve", Day::On(12, 31)).until(2020),
        Holiday::new("New Year's Eve", Day::On(12, 31)).since(2022),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2010, 5, 3, "Labour Day"),
        closed(2010, 5, 10, "elections"),
        closed(2010, 6, 14, "Independence Day"),
        closed(2010, 6, 30, "inauguration of the president"),
        closed(2010, 9, 10, "Eid al-Fitr"),
        closed(2010, 10, 25, "elections"),
        closed(2010, 11, 16, "Eid al-Adha"),
        closed(2010, 11, 29, "Bonifacio Day"),
        closed(2010, 12, 27, "Rizal Day"),
        closed(2011, 6, 20, "special non-working day"),
        closed(2011, 8, 30, "Eid al-Fitr"),
        closed(2011, 9, 27, "typhoon Pedring"),
        closed(2011, 10, 31, "special non-working day"),
        closed(2011, 11, 7, "Eid al-Adha"),
        closed(2012, 1, 23, "Chinese New Year"),
        closed(2012, 8, 7, "floods"),
        closed(2012, 8, 20, "Eid al-Fitr"),
        closed(2012, 10, 26, "Eid al-Adha"),
        closed(2012, 11, 2, "special non-working day"),
        closed(2013, 5, 13, "elections"),
        closed(2013, 8, 9, "Eid al-Fitr"),
        closed_from(ymd(2013, 8, 19), ymd(2013, 8, 20), "typhoon Maring"),
        closed(2013, 10, 15, "Eid al-Adha"),
        closed(2013, 10, 28, "elections"),
        closed(2014, 1, 31, "Chinese New Year"),
        closed(2014, 7, 16, "typhoon Glenda"),
        closed(2014, 7, 29, "Eid al-Fitr"),
        closed(2014, 9, 19, "typhoon Mario"),
        closed(2014, 10, 6, "Eid al-Adha"),
        closed(2014, 12, 8, "typhoon Ruby"),
        closed(2014, 12, 26, "special non-working day"),
        closed(2015, 1, 2, "special non-working day"),
        closed_from(ymd(2015, 1, 15), ymd(2015, 1, 16), "visit of the Pope"),
        closed(2015, 2, 19, "Chinese New Year"),
        closed(2015, 7, 17, "Eid al-Fitr"),
        closed(2015, 9, 25, "Eid al-Adha"),
        closed_from(ymd(2015, 11, 18), ymd(2015, 11, 19), "summit of the Asia-Pacific economies"),
        closed(2016, 2, 8, "Chinese New Year"),
        closed(2016, 2, 25, "People Power Anniversary"),
        closed(2016, 5, 9, "elections"),
        closed(2016, 7, 6, "Eid al-Fitr"),
        closed(2016, 9, 12, "Eid al-Adha"),
        closed(2016, 10, 31, "special non-working day"),
        closed(2016, 12, 26, "special non-working day"),
        closed(2017, 1, 2, "special non-working day"),
        closed(2017, 4, 28, "summit of ASEAN"),
        closed(2017, 6, 26, "Eid al-Fitr"),
        closed(2017, 9, 1, "Eid al-Adha"),
        closed(2017, 9, 12, "typhoon Maring"),
        closed(2017, 10, 16, "strike of transport"),
        closed(2017, 10, 31, "special non-working day"),
        closed(2017, 12, 8, "Immaculate Conception"),
        closed(2017, 12, 26, "special non-working day"),
        closed(2018, 1, 2, "special non-working day"),
        closed(2018, 2, 16, "Chinese New Year"),
        closed(2018, 5, 14, "elections"),
        closed(2018, 6, 15, "Eid al-Fitr"),
        closed(2018, 11, 2, "special non-working day"),
        closed(2019, 2, 5, "Chinese New Year"),
        closed(2019, 2, 25, "People Power Anniversary"),
        closed(2019, 5, 13, "elections"),
        closed(2019, 6, 5, "Eid al-Fitr"),
        closed(2019, 8, 12, "Eid al-Adha"),
        closed(2020, 1, 13, "eruption of the Taal volcano"),
        closed(2020, 2, 25, "People Power Anniversary"),
        closed_from(ymd(2020, 3, 17), ymd(2020, 3, 18), "quarantine of Luzon"),
        closed(2020, 5, 25, "Eid al-Fitr"),
        closed(2020, 7, 31, "Eid al-Adha"),
        closed(2020, 11, 2, "special non-working day"),
        closed(2020, 12, 8, "Immaculate Conception"),
        closed(2021, 2, 12, "Chinese New Year"),
        closed(2021, 2, 25, "People Power Anniversary"),
        closed(2021, 5, 13, "Eid al-Fitr"),
        closed(2021, 7, 20, "Eid al-Adha"),
        closed(2021, 12, 8, "Immaculate Conception"),
        closed(2022, 2, 1, "Chinese New Year"),
        closed(2022, 5, 3, "Eid al-Fitr"),
        closed(2022, 5, 9, "elections"),
        closed(2022, 10, 31, "special non-working day"),
        closed(2022, 12, 8, "Immaculate Conception"),
        closed(2023, 1, 2, "special non-working day"),
        closed(2023, 2, 24, "People Power Anniversary"),
        closed(2023, 4, 10, "Day of Valor"),
        closed(2023, 4, 21, "Eid al-Fitr"),
        closed(2023, 6, 28, "Eid al-Adha"),
        closed(2023, 10, 30, "elections"),
        closed(2023, 11, 2, "special non-working day"),
        closed(2023, 11, 27, "Bonifacio Day"),
        closed(2023, 12, 8, "Immaculate Conception"),
        closed(2023, 12, 26, "special non-working day"),
        closed(2024, 2, 9, "special non-working day"),
        closed(2024, 4, 10, "Eid al-Fitr"),
        closed(2024, 6, 17, "Eid al-Adha"),
        closed(2024, 7, 24, "typhoon Carina"),
        closed(2024, 8, 23, "Ninoy Aquino Day"),
        closed(2024, 9, 2, "typhoon Enteng"),
        closed(2024, 10, 24, "typhoon Kristine"),
        closed(2025, 1, 29, "Chinese New Year"),
        closed(2025, 4, 1, "Eid al-Fitr"),
        closed(2025, 5, 12, "elections"),
        closed(2025, 6, 6, "Eid al-Adha"),
        closed(2025, 10, 31, "All Saints' Eve"),
        closed(2025, 12, 8, "Immaculate Conception"),
        closed(2026, 2, 17, "Chinese New Year"),
        closed(2026, 3, 20, "Eid al-Fitr"),
        closed(2026, 5, 27, "Eid al-Adha"),
        closed(2026, 12, 8, "Immaculate Conception"),
        closed(2027, 3, 10, "Eid al-Fitr"),
        closed(2027, 5, 17, "Eid al-Adha"),
        closed(2027, 12, 8, "Immaculate Conception"),
    ]
}

/// In the pandemic the afternoon was left out, and again in January and February 2022 (exchange, as reported on
/// 2011-09-27, 2012-01-02, 2021-11-23, 2022-01-26 and 2022-02-23).
fn hours() -> Vec<Hours> {
    let morning = |from, close| Hours::new(from, clock(9, 30), close);
    let whole = |from| Hours::new(from, clock(9, 30), clock(15, 0)).lunch(clock(12, 0), clock(13, 0));
    vec![
        morning(ymd(2010, 1, 1), clock(12, 10)),
        morning(ymd(2011, 10, 3), clock(13, 0)),
        Hours::new(ymd(2012, 1, 2), clock(9, 30), clock(15, 30)).lunch(clock(12, 0), clock(13, 30)),
        morning(ymd(2020, 3, 19), clock(13, 0)),
        whole(ymd(2021, 12, 6)),
        morning(ymd(2022, 1, 14), clock(13, 0)),
        whole(ymd(2022, 3, 1)),
    ]
}

/// Christmas and New Year's Eve were proclaimed working days for 2021.
fn half_days() -> Vec<OddHours> {
    let half = |name, day| OddHours::close(clock(12, 10), Holiday::new(name, Day::Once(ymd(2021, 12, day))));
    vec![half("Christmas Eve", 24), half("New Year's Eve", 31)]
}
