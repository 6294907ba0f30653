//! B3, São Paulo.

use chrono::Weekday::Sun;

use super::{Closure, Day, Holiday, Hours, OddHours, Rules, Shift, clock, closed, ymd};

/// The exchange's yearly calendars.
pub(super) fn rules() -> Rules {
    Rules {
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: hours(),
        odd_hours: odd_hours(),
        ..Rules::empty()
    }
}

/// Trading ends with New York's: at 17:00 while New York keeps daylight time and Brazil does not,
/// at 18:00 otherwise.
///
/// The hour is added in October, when Brazil's daylight time began (until 2017), or in November,
/// when New York's ends; it is given back in March, when New York's begins. Until March 2012 the
/// whole session moved: 11:00 to 18:00. The exchange announces both changes each year: circulars as
/// reported on 2011-10-07 and 2011-03-11 (11:00 to 18:00, back on 2011-03-14), 2016-10-17, 2017-02-01
/// (10:00 to 18:00 since 2015, back on 2017-03-13), 2017-09-25, 2018-03-12, 2020-03-04, 2021-11-08,
/// 2022-11-07, 2024-10-09 and 2025-11-03; `docs/calendars.md` names where each is found. For the
/// seasons 2012 to 2014 none was found. The last five minutes are the closing call.
fn hours() -> Vec<Hours> {
    let mut rows = vec![Hours::new(ymd(2010, 1, 1), clock(11, 0), clock(18, 0))];
    for year in 2010..=2030 {
        // Third Sunday of October by decree 6,558 of 2008; abolished in 2019, and from November in 2018.
        let longer = if year <= 2017 { Day::Nth(10, Sun, 3) } else { Day::Nth(11, Sun, 1) };
        let open = if year <= 2011 { clock(11, 0) } else { clock(10, 0) };
        // Second Sunday of March (Energy Policy Act of 2005).
        let shorter = Day::Nth(3, Sun, 2).of(year);
        rows.extend(shorter.map(|day| Hours::new(day, clock(10, 0), clock(17, 0))));
        rows.extend(longer.of(year).map(|day| Hours::new(day, open, clock(18, 0))));
    }
    rows
}

fn holidays() -> Vec<Holiday> {
    vec![
        Holiday::new("New Year's Day", Day::On(1, 1)),
        // The city's and the state's own holidays are trading days since 2022 (circular of 2020-11-18).
        Holiday::new("anniversary of São Paulo", Day::On(1, 25)).until(2021),
        Holiday::new("Carnival Monday", Day::Easter(-48)),
        Holiday::new("Carnival Tuesday", Day::Easter(-47)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Tiradentes", Day::On(4, 21)),
        Holiday::new("Labour Day", Day::On(5, 1)),
        Holiday::new("Corpus Christi", Day::Easter(60)),
        // In 2020 moved to May, and a session, as 20 November was: circular letter of 2020-06-08.
        Holiday::new("Constitutionalist Revolution", Day::On(7, 9)).until(2019),
        Holiday::new("Independence Day", Day::On(9, 7)),
        Holiday::new("Our Lady of Aparecida", Day::On(10, 12)),
        Holiday::new("All Souls' Day", Day::On(11, 2)),
        Holiday::new("Republic Day", Day::On(11, 15)),
        // The city's until 2019; a national holiday since 2024.
        Holiday::new("Black Consciousness Day", Day::On(11, 20)).until(2019),
        Holiday::new("Black Consciousness Day", Day::On(11, 20)).since(2024),
        Holiday::new("Christmas Eve", Day::On(12, 24)),
        Holiday::new("Christmas Day", Day::On(12, 25)),
        Holiday::new("last weekday of the year", Day::On(12, 31)).shift(Shift::Back),
    ]
}

/// Besides Ash Wednesday, the matches of Brazil's team in June and July 2014: the circular of
/// 2014-06-16 names 13:30 on the 17th and 14:30 on the 23rd of June; of the matches of July, at the
/// same hour as the latter, only the rule was announced (shares end about two hours before).
fn odd_hours() -> Vec<OddHours> {
    let match_day =
        |day, close| OddHours::close(close, Holiday::new("match of the football World Cup", Day::Once(day)));
    vec![
        OddHours::open(clock(13, 0), Holiday::new("Ash Wednesday", Day::Easter(-46))),
        match_day(ymd(2014, 6, 17), clock(13, 30)),
        match_day(ymd(2014, 6, 23), clock(14, 30)),
        match_day(ymd(2014, 7, 4), clock(14, 30)),
        match_day(ymd(2014, 7, 8), clock(14, 30)),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        // Municipal holiday; the exchange's president in Agência Estado, and its circular of 2014-06-16.
        closed(2014, 6, 12, "opening of the football World Cup in São Paulo"),
        closed(2021, 7, 9, "Constitutionalist Revolution"),
    ]
}
