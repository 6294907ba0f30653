//! Answers written by hand: odd days of every venue, as the exchanges announced them.
//!
//! A line is a date and what happens on it: `closed`, or the regular hours on the venue's clock,
//! with the lunch break in the middle where there is one.

use chrono::NaiveDate;

use crate::calendar::{Calendar, Segment};

/// The day as an answer is written.
fn answer(calendar: &Calendar, date: NaiveDate) -> String {
    let clock =
        |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&calendar.zone()).format("%H:%M").to_string();
    match calendar.session(date).unwrap() {
        None => "closed".to_owned(),
        Some(session) => {
            let spans = session
                .open_spans(false)
                .map(|(_, span)| format!("{}-{}", clock(span.start), clock(span.end)));
            spans.collect::<Vec<_>>().join(" ")
        }
    }
}

fn check(mic: &str, answers: &str) {
    let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
    for line in answers.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (date, expected) = line.split_once(' ').unwrap();
        let date = date.parse().unwrap();
        assert_eq!(answer(calendar, date), expected, "{mic} {date} {:?}", calendar.closure(date));
    }
}

/// Sessions of whole years.
fn counts(mic: &str, first: i32, expected: &[usize]) {
    let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
    for (year, expected) in (first..).zip(expected) {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let sessions = calendar.sessions(day(1, 1), day(12, 31)).unwrap().len();
        assert_eq!(sessions, *expected, "{mic} {year}");
    }
}

/// The numbers of trading days that the exchange's statistics have for these years.
#[test]
fn new_york_has_as_many_sessions_as_the_exchange_counted() {
    counts("XNYS", 2000, &[252, 248, 252, 252, 252, 252, 251, 251, 253, 252]);
}

#[test]
fn new_york_2000_to_2009() {
    // 2000-01-01 and 2005-01-01 were Saturdays, and the Fridays before full sessions.
    check(
        "XNYS",
        "2000-01-03 09:30-16:00
         2000-01-17 closed
         2000-04-21 closed
         2000-07-03 09:30-13:00
         2000-07-04 closed
         2000-11-24 09:30-13:00
         2000-12-22 09:30-16:00
         2001-01-01 closed
         2001-07-03 09:30-13:00
         2001-09-10 09:30-16:00
         2001-09-11 closed
         2001-09-12 closed
         2001-09-13 closed
         2001-09-14 closed
         2001-09-17 09:33-16:00
         2001-10-08 09:31-16:00
         2001-12-24 09:30-13:00
         2001-12-31 09:30-16:00
         2002-07-03 09:30-16:00
         2002-07-05 09:30-13:00
         2002-09-11 12:00-16:00
         2002-12-24 09:30-13:00
         2003-03-20 09:32-16:00
         2003-07-03 09:30-13:00
         2003-12-24 09:30-13:00
         2003-12-26 09:30-13:00
         2004-06-07 09:32-16:00
         2004-06-11 closed
         2004-07-02 09:30-16:00
         2004-07-05 closed
         2004-12-24 closed
         2004-12-31 09:30-16:00
         2005-06-01 09:30-15:56
         2005-12-26 closed
         2006-01-02 closed
         2006-07-03 09:30-13:00
         2006-12-27 09:32-16:00
         2007-01-02 closed
         2007-07-03 09:30-13:00
         2008-03-21 closed
         2008-07-03 09:30-13:00
         2008-12-24 09:30-13:00
         2008-12-26 09:30-16:00
         2009-07-02 09:30-16:00
         2009-07-03 closed
         2009-11-27 09:30-13:00",
    );
}

#[test]
fn new_york_since() {
    check(
        "XNAS",
        "2010-12-31 09:30-16:00
         2012-07-03 09:30-13:00
         2012-10-29 closed
         2012-10-30 closed
         2013-07-03 09:30-13:00
         2018-12-05 closed
         2021-06-18 09:30-16:00
         2022-06-20 closed
         2025-01-09 closed
         2027-06-18 closed",
    );
}

#[test]
fn xetra_2000_to_2009() {
    check(
        "XETR",
        "2000-01-03 09:00-17:30
         2000-06-01 09:00-17:30
         2000-06-02 09:00-20:00
         2000-06-12 09:00-20:00
         2000-06-22 09:00-20:00
         2000-10-03 closed
         2000-12-29 09:00-14:00
         2001-12-24 closed
         2001-12-31 closed
         2002-05-20 09:00-20:00
         2002-10-03 09:00-20:00
         2003-10-31 09:00-20:00
         2003-11-03 09:00-17:30
         2004-12-24 closed
         2005-12-30 09:00-14:00
         2006-04-14 closed
         2006-04-17 closed
         2006-05-01 closed
         2006-06-05 09:00-17:30
         2007-05-28 closed
         2008-05-12 09:00-17:30
         2009-12-31 closed",
    );
}

#[test]
fn xetra_and_frankfurt_since() {
    let answers = "2014-10-03 closed
         2015-05-25 closed
         2017-10-31 closed
         2021-05-24 closed
         2022-06-06 09:00-17:30
         2022-10-03 09:00-17:30
         2023-12-29 09:00-14:00";
    check("XETR", answers);
    check("XFRA", answers);
}

#[test]
fn london() {
    check(
        "XLON",
        "2000-01-03 closed
         2000-01-04 08:00-16:30
         2000-12-22 08:00-12:30
         2000-12-29 08:00-12:30
         2001-12-24 08:00-12:30
         2001-12-31 08:00-12:30
         2002-05-27 08:00-16:30
         2002-06-03 closed
         2002-06-04 closed
         2004-12-27 closed
         2004-12-28 closed
         2005-01-03 closed
         2005-07-07 08:00-16:30
         2006-05-29 closed
         2009-12-28 closed
         2011-04-29 closed
         2012-05-28 08:00-16:30
         2012-06-05 closed
         2020-05-04 08:00-16:30
         2020-05-08 closed
         2022-05-30 08:00-16:30
         2022-09-19 closed
         2022-12-27 closed
         2023-05-08 closed",
    );
}

#[test]
fn euronext() {
    for mic in ["XPAR", "XAMS", "XBRU"] {
        check(
            mic,
            "2015-12-31 09:00-14:05
             2019-07-14 closed
             2021-07-14 09:00-17:30
             2024-05-01 closed
             2024-12-24 09:00-14:05
             2024-12-26 closed
             2025-05-09 09:00-17:30",
        );
    }
}

#[test]
fn milan_madrid_zurich_and_stockholm() {
    check("XMIL", "2024-08-15 closed\n2024-12-24 closed\n2024-12-30 09:00-17:30");
    check("XMAD", "2010-12-24 closed\n2020-12-24 09:00-14:00\n2021-12-24 closed\n2024-10-12 closed");
    check(
        "XSWX",
        "2025-01-02 closed\n2025-05-29 closed\n2025-06-09 closed\n2025-08-01 closed\n2025-12-23 09:00-17:30",
    );
    check("XSTO", "2025-04-17 09:00-13:00\n2025-06-06 closed\n2025-06-20 closed\n2025-10-31 09:00-13:00");
}

#[test]
fn toronto_and_sydney() {
    check(
        "XTSE",
        "2010-07-01 closed\n2024-05-20 closed\n2024-08-05 closed\n2024-12-24 09:30-13:00\n2022-01-03 closed",
    );
    check(
        "XASX",
        "2010-04-26 closed\n2011-04-26 closed\n2015-04-27 10:00-16:00\n2022-09-22 closed\n2023-12-22 10:00-14:10",
    );
}

#[test]
fn tokyo() {
    check(
        "XTKS",
        "2011-11-18 09:00-11:00 12:30-15:00
         2011-11-21 09:00-11:30 12:30-15:00
         2015-09-22 closed
         2019-05-02 closed
         2020-10-01 closed
         2021-07-23 closed
         2021-10-11 09:00-11:30 12:30-15:00
         2024-11-05 09:00-11:30 12:30-15:30
         2027-03-22 closed",
    );
}

#[test]
fn hong_kong() {
    check(
        "XHKG",
        "2010-12-24 10:00-12:30
         2011-02-02 10:00-12:30
         2011-03-04 10:00-12:30 14:30-16:00
         2011-03-07 09:30-12:00 13:30-16:00
         2012-03-05 09:30-12:00 13:00-16:00
         2010-04-06 closed
         2012-10-02 closed
         2023-09-08 closed
         2025-01-28 09:30-12:00
         2025-01-31 closed",
    );
}

#[test]
fn shanghai_mumbai_seoul_and_sao_paulo() {
    check(
        "XSHG",
        "2015-09-03 closed\n2020-01-31 closed\n2024-02-09 closed\n2025-01-27 09:30-11:30 13:00-15:00",
    );
    check("XBOM", "2024-11-01 closed\n2025-02-01 09:15-15:30\n2025-10-21 closed\n2025-10-23 09:15-15:30");
    check(
        "XKRX",
        "2015-08-14 closed
         2016-07-29 09:00-15:00
         2016-08-01 09:00-15:30
         2017-11-16 10:00-16:30
         2022-11-17 10:00-16:30
         2024-05-06 closed
         2025-01-02 10:00-15:30
         2025-10-08 closed
         2025-12-31 closed",
    );
    check(
        "BVMF",
        "2010-03-12 11:00-18:00\n2010-03-15 10:00-17:00\n2011-03-09 13:00-18:00\n2011-03-11 11:00-18:00
         2011-03-14 10:00-17:00\n2011-10-14 10:00-17:00\n2011-10-17 11:00-18:00\n2012-03-12 10:00-17:00
         2014-06-12 closed\n2016-10-14 10:00-17:00\n2016-10-17 10:00-18:00\n2017-03-10 10:00-18:00
         2017-03-13 10:00-17:00\n2017-10-16 10:00-18:00\n2018-03-12 10:00-17:00\n2018-11-01 10:00-17:00
         2018-11-05 10:00-18:00\n2020-03-06 10:00-18:00\n2020-03-09 10:00-17:00\n2020-07-09 10:00-17:00
         2020-11-20 10:00-18:00\n2021-11-08 10:00-18:00\n2024-02-14 13:00-18:00\n2024-07-09 10:00-17:00\n2024-11-20 closed\n2024-11-21 10:00-18:00",
    );
}

/// New York's lines failed on 1 June 2005; the others went on, and so did trading after hours.
#[test]
fn a_failure_of_one_venue_is_its_own() {
    let after_hours = |mic: &str| {
        let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
        let session = calendar.session(NaiveDate::from_ymd_opt(2005, 6, 1).unwrap()).unwrap().unwrap();
        session.afterhours.map(|span| (span.start.to_rfc3339(), span.end.to_rfc3339()))
    };
    let until_eight =
        |from: &str| Some((format!("2005-06-01T{from}:00+00:00"), "2005-06-02T00:00:00+00:00".into()));
    assert_eq!(after_hours("XNYS"), until_eight("19:56"));
    for mic in ["XNAS", "ARCX", "XASE", "BATS", "IEXG"] {
        check(mic, "2005-06-01 09:30-16:00");
        assert_eq!(after_hours(mic), until_eight("20:00"), "{mic}");
    }
}

/// The after-market runs since 14 September 2026; the hours of an examination day push its beginning aside.
#[test]
fn seoul_in_2026_and_2027() {
    check("XKRX", "2025-07-17 09:00-15:30\n2026-07-17 closed\n2027-07-19 closed\n2026-11-19 10:00-16:30");
    let calendar = Calendar::for_mic("XKOS".parse().unwrap()).unwrap();
    let segment = |at: &str| calendar.at(at.parse().unwrap()).unwrap().segment;
    assert_eq!(segment("2026-11-25T17:00:00+09:00"), Segment::Afterhours);
    assert_eq!(segment("2026-11-25T20:00:00+09:00"), Segment::Closed);
    assert_eq!(segment("2026-06-01T17:00:00+09:00"), Segment::Closed);
    assert_eq!(segment("2026-09-11T17:00:00+09:00"), Segment::Closed);
    assert_eq!(segment("2026-09-14T16:00:00+09:00"), Segment::Afterhours);
    assert_eq!(segment("2026-11-19T16:20:00+09:00"), Segment::Regular);
    assert_eq!(segment("2026-11-19T16:30:00+09:00"), Segment::Afterhours);
}

#[test]
fn the_north() {
    check("XCSE", "2023-05-05 closed\n2024-04-26 09:00-17:00\n2024-05-10 closed\n2024-06-05 closed");
    check("XHEL", "2024-06-21 closed\n2024-12-06 closed\n2025-04-17 10:00-18:30\n2025-06-20 closed");
    check(
        "XOSL",
        "2012-08-03 09:00-17:20\n2012-08-06 09:00-16:20\n2017-04-12 09:00-13:00\n2018-05-17 closed",
    );
}

#[test]
fn vienna_lisbon_dublin_warsaw_prague_budapest_and_athens() {
    check("XWBO", "2018-05-10 closed\n2019-05-30 09:00-17:30\n2022-06-06 closed\n2023-05-29 09:00-17:30");
    check("XLIS", "2024-12-24 08:00-13:05\n2024-06-10 08:00-16:30\n2024-05-01 closed");
    check("XDUB", "2018-03-01 08:00-12:28\n2018-03-02 closed\n2018-06-04 closed\n2019-06-03 08:00-16:28");
    check(
        "XWAR",
        "2010-12-31 09:00-16:20\n2011-01-03 09:00-17:30\n2013-04-15 09:00-17:00\n2018-11-12 closed",
    );
    check("XPRA", "2024-07-05 closed\n2012-04-06 09:00-16:20\n2013-03-29 closed");
    check("XBUD", "2024-08-19 closed\n2024-08-20 closed\n2024-12-27 closed");
    check(
        "XATH",
        "2015-06-26 10:15-17:20\n2015-06-29 closed\n2015-08-03 10:15-17:20\n2024-03-29 closed\n2024-05-03 closed\n2024-05-06 closed",
    );
}

#[test]
fn istanbul_johannesburg_tel_aviv_and_the_gulf() {
    check(
        "XIST",
        "2015-11-27 09:30-12:30 14:00-17:30
         2016-10-31 09:35-13:00 14:00-17:30
         2019-10-03 10:00-13:00 14:00-18:00
         2019-10-04 10:00-18:00
         2023-02-08 closed
         2023-02-15 10:00-18:00
         2024-10-28 10:00-12:30",
    );
    check("XJSE", "2021-11-01 closed\n2022-12-27 closed\n2024-05-29 closed\n2024-06-17 closed");
    // From Sunday to Thursday, then from Monday to Friday.
    check(
        "XTAE",
        "2026-01-01 09:59-17:15
         2026-01-02 closed
         2026-01-04 closed
         2026-01-05 09:59-17:15
         2026-01-09 09:59-13:50
         2025-12-28 09:59-15:40
         2025-12-26 closed
         2024-10-11 closed",
    );
    check("XSAU", "2024-04-04 10:00-15:00\n2024-04-07 closed\n2024-04-12 closed\n2024-04-21 10:00-15:00");
    check(
        "XADS",
        "2022-01-03 10:00-15:00\n2024-04-12 closed\n2024-04-15 10:00-15:00\n2024-06-19 10:00-15:00",
    );
    check("XDFM", "2023-07-21 closed\n2023-07-03 10:00-15:00\n2022-12-01 closed\n2022-12-05 10:00-15:00");
    check("DSMD", "2024-01-01 closed\n2024-01-02 09:30-13:15\n2024-01-05 closed\n2024-03-03 closed");
}

#[test]
fn asia_and_the_pacific() {
    check("XNSE", "2024-11-01 closed\n2026-02-01 09:15-15:30\n2027-10-29 closed");
    check(
        "XTAI",
        "2018-12-22 09:00-13:30\n2019-01-19 closed\n2023-01-18 closed\n2024-07-24 closed\n2026-02-13 closed",
    );
    check(
        "XSES",
        "2010-01-04 09:00-12:30 14:00-17:00
         2017-11-10 09:00-17:00
         2017-11-13 09:00-12:00 13:00-17:00
         2024-12-24 09:00-12:00
         2015-08-07 closed",
    );
    check("XKLS", "2024-02-09 09:00-12:30\n2024-03-28 closed\n2025-01-28 09:00-12:30\n2025-01-29 closed");
    check(
        "XBKK",
        "2024-03-22 10:00-12:30 14:30-16:30\n2024-03-25 10:00-12:30 14:00-16:30\n2024-04-16 closed",
    );
    check(
        "XIDX",
        "2012-12-28 09:30-11:30 14:00-16:00
         2020-03-27 09:00-11:30 14:00-15:50
         2020-04-03 09:00-11:30 13:30-14:50
         2023-04-06 09:00-12:00 13:30-15:50
         2024-02-14 closed",
    );
    check(
        "XPHS",
        "2011-09-30 09:30-12:10
         2012-01-02 09:30-12:00 13:30-15:30
         2021-12-24 09:30-12:10
         2022-03-01 09:30-12:00 13:00-15:00
         2023-11-27 closed
         2023-11-30 09:30-12:00 13:00-15:00",
    );
    check("XNZE", "2015-04-27 closed\n2022-06-24 closed\n2022-09-26 closed\n2024-12-24 10:00-12:45");
}

#[test]
fn mexico_and_moscow() {
    check(
        "XMEX",
        "2022-03-14 07:30-14:00
         2022-04-04 08:30-15:00
         2022-10-31 07:30-14:00
         2022-11-07 08:30-15:00
         2023-03-13 07:30-14:00
         2023-11-03 07:30-14:00
         2023-11-06 08:30-15:00
         2024-10-01 closed",
    );
    check(
        "MISX",
        "2022-02-25 10:00-18:45\n2022-02-28 closed\n2022-03-24 10:00-18:45\n2025-11-01 10:00-18:45\n2025-11-02 closed",
    );
}

#[test]
fn days_that_are_not_announced_yet_are_called_expected() {
    let why = |mic: &str, date: &str| {
        let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
        calendar.closure(date.parse().unwrap()).map(str::to_owned)
    };
    assert_eq!(why("XSHE", "2027-02-05").unwrap(), "Spring Festival (expected)");
    assert_eq!(why("XSHE", "2026-10-01").unwrap(), "National Day");
    assert_eq!(why("XNSE", "2027-03-22").unwrap(), "Holi (expected)");
    assert_eq!(why("XCSE", "2027-05-07").unwrap(), "day after Ascension Day");
}

#[test]
fn markets_that_never_close() {
    check("CRYP", "2024-12-25 00:00-00:00\n2024-12-28 00:00-00:00");
    check("FXSP", "2024-12-25 00:00-00:00\n2024-12-28 closed");
}
