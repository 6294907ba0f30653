//! Korea Exchange, Seoul: KOSPI and KOSDAQ.

use chrono::NaiveDate;

use super::{
    Closure, Day, Edge, ExtendedHours, Holiday, Hours, OddHours, Rules, Shift, clock, closed, lunar, ymd,
};
use crate::calendar::Segment;

/// Korea's public holidays, election days, and the year's last weekday.
pub(super) fn rules() -> Rules {
    Rules {
        holidays: holidays(),
        closures: closures(),
        hours: vec![
            Hours::new(ymd(2010, 1, 1), clock(9, 0), clock(15, 0)),
            // Lengthened by half an hour on 1 August 2016.
            Hours::new(ymd(2016, 8, 1), clock(9, 0), clock(15, 30)),
        ],
        odd_hours: odd_hours(),
        segments: vec![after_market()],
        ..Rules::empty()
    }
}

/// Continuous trading from 16:00 to 20:00 since 14 September 2026 (announced on 2026-01-13 for June, then put off). A premarket
/// from 7:00 was announced with it; no word was found that it has begun, and it is left out.
const fn after_market() -> ExtendedHours {
    ExtendedHours {
        segment: Segment::Afterhours,
        from: ymd(2026, 9, 14),
        until: None,
        early_close: None,
        start: Edge::At(clock(16, 0)),
        end: Edge::At(clock(20, 0)),
    }
}

/// Substitute days came in steps: Seollal, Chuseok and Children's Day in 2014, the national days in
/// August 2021, the Buddha's birthday and Christmas in 2023.
fn holidays() -> Vec<Holiday> {
    let national = |name, month, day, first_substitute| {
        let holiday = Holiday::new(name, Day::On(month, day));
        [
            holiday.clone().until(first_substitute - 1),
            holiday.shift(Shift::DisplacedWeekend).since(first_substitute),
        ]
    };
    let mut rows = vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Memorial Day", Day::On(6, 6)),
        Holiday::new("last weekday of the year", Day::On(12, 31)).shift(Shift::Back),
    ];
    rows.extend(national("Independence Movement Day", 3, 1, 2022));
    rows.extend(national("Liberation Day", 8, 15, 2021));
    rows.extend(national("National Foundation Day", 10, 3, 2021));
    // A public holiday again since 2013.
    rows.extend(national("Hangul Day", 10, 9, 2021).map(|row| row.since_at_least(2013)));
    // A public holiday again since 2026 (act of 2026-01-29).
    rows.extend(national("Constitution Day", 7, 17, 2026).map(|row| row.since_at_least(2026)));
    rows.extend(national("Christmas Day", 12, 25, 2023));
    rows.extend(festival(
        "Buddha's Birthday",
        Day::Table(lunar::KOREAN_BUDDHA),
        Shift::DisplacedWeekend,
        2023,
    ));
    rows.extend(national("Children's Day", 5, 5, 2014));
    rows.extend(three_days("Seollal", lunar::SEOLLAL));
    rows.extend(three_days("Chuseok", lunar::CHUSEOK));
    rows
}

fn festival(name: &'static str, day: Day, shift: Shift, first_substitute: i32) -> [Holiday; 2] {
    let holiday = Holiday::new(name, day);
    [holiday.clone().until(first_substitute - 1), holiday.shift(shift).since(first_substitute)]
}

/// A festival with the days before and after it.
fn three_days(name: &'static str, days: &'static [NaiveDate]) -> impl Iterator<Item = Holiday> {
    [0, -1, 1]
        .into_iter()
        .flat_map(move |offset| festival(name, Day::AfterTable(days, offset), Shift::Displaced, 2014))
}

fn closures() -> Vec<Closure> {
    vec![
        closed(2010, 6, 2, "local elections"),
        closed(2012, 4, 11, "parliamentary election"),
        closed(2012, 12, 19, "presidential election"),
        closed(2014, 6, 4, "local elections"),
        closed(2015, 8, 14, "70 years since liberation"),
        closed(2016, 4, 13, "parliamentary election"),
        closed(2016, 5, 6, "temporary holiday"),
        closed(2017, 5, 9, "presidential election"),
        closed(2017, 10, 2, "temporary holiday before Chuseok"),
        closed(2018, 6, 13, "local elections"),
        closed(2020, 4, 15, "parliamentary election"),
        closed(2020, 8, 17, "temporary holiday"),
        closed(2022, 3, 9, "presidential election"),
        closed(2022, 6, 1, "local elections"),
        closed(2023, 10, 2, "temporary holiday after Chuseok"),
        closed(2024, 4, 10, "parliamentary election"),
        closed(2024, 10, 1, "Armed Forces Day"),
        closed(2025, 1, 27, "temporary holiday before Seollal"),
        closed(2025, 6, 3, "presidential election"),
        // Public Official Election Act, articles 34 and 203; the exchange is shut on election days.
        closed(2026, 6, 3, "local elections"),
    ]
}

/// The day of the university entrance examination: everything an hour later, so that the roads are
/// free in the morning. The exchange announces it each November.
const EXAMINATIONS: &[NaiveDate] = &[
    ymd(2010, 11, 18),
    ymd(2011, 11, 10),
    ymd(2012, 11, 8),
    ymd(2013, 11, 7),
    ymd(2014, 11, 13),
    ymd(2015, 11, 12),
    ymd(2016, 11, 17),
    ymd(2017, 11, 23),
    ymd(2018, 11, 15),
    ymd(2019, 11, 14),
    ymd(2020, 12, 3),
    ymd(2021, 11, 18),
    ymd(2022, 11, 17),
    ymd(2023, 11, 16),
    ymd(2024, 11, 14),
    ymd(2025, 11, 13),
    ymd(2026, 11, 19),
];

fn odd_hours() -> Vec<OddHours> {
    let opening = Holiday::new("first session of the year", Day::On(1, 2)).shift(Shift::Weekend);
    let shifted = |on, close| OddHours { on, open: Some(clock(10, 0)), close: Some(close), no_lunch: true };
    let examination = |day| Holiday::new("university entrance examination", day);
    vec![
        OddHours::open(clock(10, 0), opening),
        shifted(examination(Day::Table(EXAMINATIONS)).until(2015), clock(16, 0)),
        shifted(examination(Day::Table(EXAMINATIONS)).since(2016), clock(16, 30)),
        // Put off by a week after the Pohang earthquake; the hours stayed as announced.
        shifted(examination(Day::Once(ymd(2017, 11, 16))), clock(16, 30)),
    ]
}
