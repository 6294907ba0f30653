//! One file per set of rules: holidays, odd days and hours, as dated rules.
//!
//! A venue is a value of [`Rules`]: holidays as rules of the year, one-off closures with their
//! reasons, hours by era, days with other hours, and extended trading as dated rows. Sessions
//! follow from the rules alone, so both the past and the years to come do.
//!
//! # Where the sessions come from
//!
//! The rules are the exchanges' own, as their yearly notices apply them; each file names the odd
//! ones. They were compared, session by session from 2010 to 2027, with the calendars of the
//! Python packages `exchange_calendars` and `pandas_market_calendars` and the Rust crate
//! `exchange-hours`. Where those differ from what the exchange announced, the notice was followed:
//!
//! - Tokyo: the morning ended at 11:00 until 18 November 2011. Hong Kong: lunch was 12:30 to 14:30
//!   until 4 March 2011 and 12:00 to 13:30 until 2 March 2012. Packages use today's breaks throughout.
//! - Seoul: openings at 10:00 on the first session of a year, and everything an hour later on
//!   examination days (announced on 2021-11-04, 2022-11-03 and 2023-11-02 for the years that packages lack); election
//!   day 2026-06-03.
//! - Sydney: 14:10 on the last business days before Christmas and of 2022, as in every other year.
//! - Mumbai: closed but for the evening on Diwali 2010, 2011 and 2012 too; full sessions on the
//!   weekends of 2015-02-28, 2020-02-01, 2024-01-20, 2025-02-01 and 2026-02-01.
//! - São Paulo: the close follows New York's daylight time, and until 2017 Brazil's; 11:00 to 18:00 in
//!   Brazil's daylight time until March 2012; Ash Wednesday opens at 13:00 every year.
//! - Xetra: open until 20:00 from 2000-06-02 to 2003-10-31; closed on 2000-10-03; 14:00 on the last
//!   trading day of every year, also before 2010.
//! - New York: opened at noon on 2002-09-11.
//!
//! The venues that only one package describes were compared with it alone, and the exchanges' notices looked up for
//! hours and odd days; of Abu Dhabi, Dubai and Doha there is no other calendar.
//!
//! `docs/calendars.md` has every such day with the notice that it follows, or says that none was found;
//! tests compare its tables with the differences.
//!
//! Closes are the end of continuous trading; the auctions after it are left out.

#[cfg(test)]
mod answers;
mod day;
mod generate;
mod registry;

mod bvmf;
mod crypto;
mod dsmd;
mod fxsp;
mod lunar;
mod misx;
mod xads;
mod xasx;
mod xath;
mod xbkk;
mod xbom;
mod xbud;
mod xcse;
mod xdub;
mod xetr;
mod xfra;
mod xhel;
mod xhkg;
mod xidx;
mod xist;
mod xjse;
mod xkls;
mod xkrx;
mod xlis;
mod xlon;
mod xmad;
mod xmex;
mod xmil;
mod xnys;
mod xnze;
mod xosl;
mod xpar;
mod xphs;
mod xpra;
mod xsau;
mod xses;
mod xshg;
mod xsto;
mod xswx;
mod xtae;
mod xtai;
mod xtks;
mod xtse;
mod xwar;
mod xwbo;

pub(in crate::calendar) use day::{Day, Holiday, Shift};
pub(super) use generate::sessions;
pub use registry::supported;
pub(super) use registry::{calendar, rules_of};

use std::borrow::Cow;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use super::Segment;

/// A text that is embedded for the venues of the house, and owned for a user's.
pub(in crate::calendar) type Text = Cow<'static, str>;

/// Everything known about when a venue trades.
#[derive(Debug, Clone)]
pub(in crate::calendar) struct Rules {
    /// The venue's name.
    pub(in crate::calendar) name: Text,
    /// The zone of its clock.
    pub(in crate::calendar) zone: Tz,
    /// First day for which the rules hold.
    pub(in crate::calendar) from: NaiveDate,
    /// Last day for which the rules hold.
    pub(in crate::calendar) to: NaiveDate,
    /// Last day of the years whose days the venue, or whoever decides on its holidays, has announced, where the
    /// rules reach further: what comes after is expected.
    pub(in crate::calendar) announced: Option<NaiveDate>,
    /// The days of rest in the week, by era; the last row that has begun holds. Without rows Saturday and Sunday.
    pub(in crate::calendar) weeks: Vec<Week>,
    /// Yearly holidays.
    pub(in crate::calendar) holidays: Vec<Holiday>,
    /// One-off closures.
    pub(in crate::calendar) closures: Vec<Closure>,
    /// Sessions in spite of the weekend or of a holiday.
    pub(in crate::calendar) extra: Vec<ExtraSession>,
    /// The usual hours, by era; the last row that has begun holds.
    pub(in crate::calendar) hours: Vec<Hours>,
    /// Days with other hours than usual; a later row beats an earlier one.
    pub(in crate::calendar) odd_hours: Vec<OddHours>,
    /// Extended trading, as dated rows.
    pub(in crate::calendar) segments: Vec<ExtendedHours>,
}

impl Rules {
    /// A venue without holidays, hours or name, as a frame to fill.
    #[must_use]
    pub(in crate::calendar) const fn empty() -> Self {
        Self {
            name: Cow::Borrowed(""),
            zone: chrono_tz::UTC,
            from: ymd(2010, 1, 1),
            to: ymd(2027, 12, 31),
            announced: None,
            weeks: Vec::new(),
            holidays: Vec::new(),
            closures: Vec::new(),
            extra: Vec::new(),
            hours: Vec::new(),
            odd_hours: Vec::new(),
            segments: Vec::new(),
        }
    }
}

/// The days of rest in the week from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendar) struct Week {
    /// First day.
    pub(in crate::calendar) from: NaiveDate,
    /// The days without trading.
    pub(in crate::calendar) rest: &'static [Weekday],
}

/// A time on a venue's clock, in minutes after the midnight that begins the session's date.
/// A value above 1,440 is on the next day, a negative one on the previous day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::calendar) struct ClockTime(pub i16);

/// The time `hour:minute` on a venue's clock.
#[must_use]
pub(in crate::calendar) const fn clock(hour: i16, minute: i16) -> ClockTime {
    ClockTime(hour * 60 + minute)
}

/// The usual hours from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendar) struct Hours {
    /// First day.
    pub(in crate::calendar) from: NaiveDate,
    /// Start of continuous trading.
    pub(in crate::calendar) open: ClockTime,
    /// End of continuous trading.
    pub(in crate::calendar) close: ClockTime,
    /// Start and end of the lunch break.
    pub(in crate::calendar) lunch: Option<(ClockTime, ClockTime)>,
    /// Holds on these days of the week alone; empty: on all.
    pub(in crate::calendar) only_on: &'static [Weekday],
}

impl Hours {
    /// Hours without a lunch break.
    #[must_use]
    pub(in crate::calendar) const fn new(from: NaiveDate, open: ClockTime, close: ClockTime) -> Self {
        Self { from, open, close, lunch: None, only_on: &[] }
    }

    /// The same hours with a lunch break.
    #[must_use]
    pub(in crate::calendar) const fn lunch(mut self, start: ClockTime, end: ClockTime) -> Self {
        self.lunch = Some((start, end));
        self
    }

    /// The same hours on some days of the week. The row must follow that of the other days.
    #[must_use]
    pub(in crate::calendar) const fn only_on(mut self, weekdays: &'static [Weekday]) -> Self {
        self.only_on = weekdays;
        self
    }
}

/// Closed days `first..=last` that follow from no rule of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) struct Closure {
    /// First closed day.
    pub(in crate::calendar) first: NaiveDate,
    /// Last closed day.
    pub(in crate::calendar) last: NaiveDate,
    /// Why.
    pub(in crate::calendar) reason: Text,
}

/// A closure of one day.
#[must_use]
pub(in crate::calendar) const fn closed(year: i32, month: u32, day: u32, reason: &'static str) -> Closure {
    let date = ymd(year, month, day);
    Closure { first: date, last: date, reason: Cow::Borrowed(reason) }
}

/// A closure over several days, ends included.
#[must_use]
pub(in crate::calendar) const fn closed_from(
    first: NaiveDate,
    last: NaiveDate,
    reason: &'static str,
) -> Closure {
    Closure { first, last, reason: Cow::Borrowed(reason) }
}

/// A session on a day that is otherwise none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) struct ExtraSession {
    /// The day.
    pub(in crate::calendar) date: NaiveDate,
    /// Why.
    pub(in crate::calendar) reason: Text,
}

/// A day, or a rule of the year, with other hours than usual.
#[derive(Debug, Clone)]
pub(in crate::calendar) struct OddHours {
    /// Which days.
    pub(in crate::calendar) on: Holiday,
    /// The opening, if it is not the usual one.
    pub(in crate::calendar) open: Option<ClockTime>,
    /// The close, if it is not the usual one.
    pub(in crate::calendar) close: Option<ClockTime>,
    /// What happens to the lunch break.
    pub(in crate::calendar) no_lunch: bool,
}

impl OddHours {
    /// An early close.
    #[must_use]
    pub(in crate::calendar) const fn close(close: ClockTime, on: Holiday) -> Self {
        Self { on, open: None, close: Some(close), no_lunch: true }
    }

    /// A late opening.
    #[must_use]
    pub(in crate::calendar) const fn open(open: ClockTime, on: Holiday) -> Self {
        Self { on, open: Some(open), close: None, no_lunch: false }
    }
}

/// One end of a stretch of extended trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendar) enum Edge {
    /// A time on the clock.
    At(ClockTime),
    /// The session's regular open, whenever that is.
    Open,
    /// The session's regular close, whenever that is.
    Close,
}

/// Extended trading during an era: one row per stretch and kind of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendar) struct ExtendedHours {
    /// Premarket, after-hours or overnight.
    pub(in crate::calendar) segment: Segment,
    /// First day.
    pub(in crate::calendar) from: NaiveDate,
    /// Last day, if the era is over.
    pub(in crate::calendar) until: Option<NaiveDate>,
    /// Only on days that close early (`Some(true)`), only on others (`Some(false)`), or on all.
    pub(in crate::calendar) early_close: Option<bool>,
    /// Where it begins.
    pub(in crate::calendar) start: Edge,
    /// Where it ends.
    pub(in crate::calendar) end: Edge,
}

/// A date of the embedded tables.
///
/// # Panics
/// If there is no such day; the tables are read by every test of the venue.
#[must_use]
pub(in crate::calendar) const fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("a table of the calendar names a day that does not exist"),
    }
}
