//! New York Stock Exchange; Nasdaq, NYSE Arca, Cboe BZX, NYSE American and IEX keep the same days and, but for one
//! failure, the same hours.

use chrono::NaiveDate;
use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

use super::{
    Closure, Day, Edge, ExtendedHours, Holiday, Hours, OddHours, Rules, Shift, clock, closed, closed_from,
    ymd,
};
use crate::calendar::Segment;

/// Rule 51 and 52 of the exchange, and its yearly notices.
pub(super) fn rules() -> Rules {
    let mut rules = others();
    // A failure of the exchange's own lines; the other venues went on until 16:00, and so did trading after hours.
    let failure = ymd(2005, 6, 1);
    rules.odd_hours.push(OddHours::close(
        clock(15, 56),
        Holiday::new("failure of the communication lines", Day::Once(failure)),
    ));
    rules.segments.push(ExtendedHours {
        until: Some(failure),
        ..extended_row(failure, Segment::Afterhours, None, Edge::Close, Edge::At(clock(20, 0)))
    });
    rules
}

/// The days and hours that all venues of the United States keep.
pub(super) fn others() -> Rules {
    Rules {
        from: ymd(2000, 1, 1),
        to: ymd(2030, 12, 31),
        holidays: holidays(),
        closures: closures(),
        hours: vec![Hours::new(ymd(1985, 9, 30), clock(9, 30), clock(16, 0))],
        odd_hours: odd_hours(),
        segments: extended(),
        ..Rules::empty()
    }
}

fn holidays() -> Vec<Holiday> {
    vec![
        // A New Year's Day on Saturday is not kept on the Friday: the year's books close that day.
        Holiday::new("New Year's Day", Day::On(1, 1)).shift(Shift::Sunday),
        Holiday::new("Martin Luther King Jr. Day", Day::Nth(1, Mon, 3)).since(1998),
        Holiday::new("Washington's Birthday", Day::Nth(2, Mon, 3)),
        Holiday::new("Good Friday", Day::Easter(-2)),
        Holiday::new("Memorial Day", Day::Last(5, Mon)),
        // A federal holiday since June 2021, kept by the exchanges since 2022.
        Holiday::new("Juneteenth", Day::On(6, 19)).shift(Shift::Nearest).since(2022),
        Holiday::new("Independence Day", Day::On(7, 4)).shift(Shift::Nearest),
        Holiday::new("Labor Day", Day::Nth(9, Mon, 1)),
        Holiday::new("Thanksgiving Day", Day::Nth(11, Thu, 4)),
        Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Nearest),
    ]
}

fn closures() -> Vec<Closure> {
    vec![
        closed_from(ymd(2001, 9, 11), ymd(2001, 9, 14), "attacks of September 11"),
        closed(2004, 6, 11, "national day of mourning for Ronald Reagan"),
        closed(2007, 1, 2, "national day of mourning for Gerald Ford"),
        closed_from(ymd(2012, 10, 29), ymd(2012, 10, 30), "Hurricane Sandy"),
        closed(2018, 12, 5, "national day of mourning for George H. W. Bush"),
        closed(2025, 1, 9, "national day of mourning for Jimmy Carter"),
    ]
}

/// Early closes at 13:00, and late openings: at noon once, some minutes late for a silence or a speech five times.
fn odd_hours() -> Vec<OddHours> {
    let early = |name, day| Holiday::new(name, day);
    let close = |on| OddHours::close(clock(13, 0), on);
    let late = |minute, name, day| OddHours::open(clock(9, minute), early(name, Day::Once(day)));
    vec![
        // Until 2012 the short day next to a Thursday or Wednesday 4 July followed another practice:
        // a Wednesday 3 July was a full day, and the Friday after a Thursday 4 July a short one.
        close(early("day before Independence Day", Day::On(7, 3)).only_on(&[Mon, Tue, Thu]).until(2012)),
        close(early("day after Independence Day", Day::On(7, 5)).only_on(&[Fri]).until(2012)),
        close(early("day before Independence Day", Day::On(7, 3)).only_on(&[Mon, Tue, Wed, Thu]).since(2013)),
        close(early("day after Thanksgiving", Day::AfterNth(11, Thu, 4, 1))),
        close(early("Christmas Eve", Day::On(12, 24)).only_on(&[Mon, Tue, Wed, Thu])),
        close(early("day after Christmas", Day::Once(ymd(2003, 12, 26)))),
        late(33, "silence for the dead of September 11", ymd(2001, 9, 17)),
        late(31, "silence at the beginning of the war in Afghanistan", ymd(2001, 10, 8)),
        late(32, "silence at the beginning of the war in Iraq", ymd(2003, 3, 20)),
        late(32, "silence for Ronald Reagan", ymd(2004, 6, 7)),
        late(32, "silence for Gerald Ford", ymd(2006, 12, 27)),
        // Until the ceremonies at Ground Zero were over (ABC News and Variety of that day).
        OddHours::open(clock(12, 0), early("anniversary of September 11", Day::Once(ymd(2002, 9, 11)))),
    ]
}

/// Premarket from 4:00, after-hours to 20:00, or to 17:00 after an early close.
fn extended() -> Vec<ExtendedHours> {
    let row =
        |segment, early_close, start, end| extended_row(ymd(2000, 1, 1), segment, early_close, start, end);
    vec![
        row(Segment::Premarket, None, Edge::At(clock(4, 0)), Edge::Open),
        row(Segment::Afterhours, Some(false), Edge::Close, Edge::At(clock(20, 0))),
        row(Segment::Afterhours, Some(true), Edge::Close, Edge::At(clock(17, 0))),
    ]
}

const fn extended_row(
    from: NaiveDate,
    segment: Segment,
    early_close: Option<bool>,
    start: Edge,
    end: Edge,
) -> ExtendedHours {
    ExtendedHours { segment, from, until: None, early_close, start, end }
}
