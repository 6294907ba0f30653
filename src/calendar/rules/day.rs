//! The yearly days of which holidays are made.

use std::borrow::Cow;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;

use super::Text;

/// A rule that names one day of a year, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendar) enum Day {
    /// A fixed date: month and day.
    On(u32, u32),
    /// The nth such weekday of a month, counted from 1.
    Nth(u32, Weekday, u8),
    /// The last such weekday of a month.
    Last(u32, Weekday),
    /// The first such weekday on or after a date.
    OnOrAfter(u32, u32, Weekday),
    /// The last such weekday on or before a date.
    OnOrBefore(u32, u32, Weekday),
    /// So many days after (before, if negative) Easter Sunday of the Western churches.
    Easter(i64),
    /// So many days after (before, if negative) Easter Sunday of the Orthodox churches.
    OrthodoxEaster(i64),
    /// So many days after the nth weekday of a month.
    AfterNth(u32, Weekday, u8, i64),
    /// The dates of a table: lunar festivals, or one single day.
    Table(&'static [NaiveDate]),
    /// So many days after (before, if negative) the dates of a table.
    AfterTable(&'static [NaiveDate], i64),
    /// One single date.
    Once(NaiveDate),
    /// The day of the vernal equinox in Japan.
    VernalEquinoxInJapan,
    /// The day of the autumnal equinox in Japan.
    AutumnalEquinoxInJapan,
}

impl Day {
    /// The day in `year`.
    #[must_use]
    pub(in crate::calendar) fn of(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Self::Nth(month, weekday, n) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, n),
            Self::Last(month, weekday) => {
                let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                on_or_before(NaiveDate::from_ymd_opt(next_year, next, 1)?.pred_opt()?, weekday)
            }
            Self::OnOrAfter(month, day, weekday) => {
                let latest = NaiveDate::from_ymd_opt(year, month, day)?.checked_add_days(Days::new(6))?;
                on_or_before(latest, weekday)
            }
            Self::OnOrBefore(month, day, weekday) => {
                on_or_before(NaiveDate::from_ymd_opt(year, month, day)?, weekday)
            }
            Self::Easter(offset) => plus(easter_sunday(year)?, offset),
            Self::OrthodoxEaster(offset) => plus(orthodox_easter_sunday(year)?, offset),
            Self::AfterNth(month, weekday, n, offset) => {
                plus(NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)?, offset)
            }
            Self::Table(dates) => dates.iter().copied().find(|date| date.year() == year),
            Self::AfterTable(dates, offset) => plus(Self::Table(dates).of(year)?, offset),
            Self::VernalEquinoxInJapan => NaiveDate::from_ymd_opt(year, 3, equinox(year, 208_431)?),
            Self::AutumnalEquinoxInJapan => NaiveDate::from_ymd_opt(year, 9, equinox(year, 232_488)?),
            Self::Once(date) => (date.year() == year).then_some(date),
        }
    }
}

/// The day of the month of an equinox in Japan, `day_of_1980` in 1/10,000 day.
///
/// # Source
/// The rule of thumb of the Japanese almanacs, good for 1980 to 2099: the tropical year is 0.242194
/// days longer than 365, and a leap year takes one day back.
fn equinox(year: i32, day_of_1980: i32) -> Option<u32> {
    let years = (1980..=2099).contains(&year).then(|| year - 1980)?;
    u32::try_from(
        (i64::from(day_of_1980) * 100 + i64::from(years) * 242_194) / 1_000_000 - i64::from(years / 4),
    )
    .ok()
}

fn plus(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::TimeDelta::days(days))
}

fn on_or_before(date: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(weekday))))
}

/// Easter Sunday of the Western churches in `year`.
///
/// # Source
/// The anonymous Gregorian algorithm; Meeus, *Astronomical Algorithms* (1991), chapter 8.
#[must_use]
pub(in crate::calendar) fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Easter Sunday of the Orthodox churches in `year`, in the Gregorian calendar; good for 1900 to 2099.
///
/// # Source
/// The Julian algorithm; Meeus, *Astronomical Algorithms* (1991), chapter 8. The calendars are 13 days apart.
fn orthodox_easter_sunday(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    let julian = NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    plus(julian, 13)
}

/// What becomes of a holiday that falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::calendar) enum Shift {
    /// Nothing: it is lost.
    None,
    /// From Sunday to the next day that is not already a holiday.
    Sunday,
    /// From Saturday or Sunday to the next weekday that is not already a holiday.
    Weekend,
    /// From Saturday to Friday, from Sunday to Monday.
    Nearest,
    /// From Saturday or Sunday back to Friday.
    Back,
    /// From Sunday, or from a day that is a holiday already, to the next weekday that is none.
    Displaced,
    /// From Saturday or Sunday, or from a day that is a holiday already, to the next weekday that is none.
    DisplacedWeekend,
}

/// A yearly holiday, or a yearly day with odd hours.
#[derive(Debug, Clone)]
pub(in crate::calendar) struct Holiday {
    /// Its name.
    pub(in crate::calendar) name: Text,
    /// When.
    pub(in crate::calendar) day: Day,
    /// What happens on weekends.
    pub(in crate::calendar) shift: Shift,
    /// First year.
    pub(in crate::calendar) first_year: i32,
    /// Last year.
    pub(in crate::calendar) last_year: i32,
    /// Counts only if the day falls on one of these; empty: on any.
    pub(in crate::calendar) only_on: &'static [Weekday],
}

impl Holiday {
    /// A holiday of every year.
    #[must_use]
    pub(in crate::calendar) const fn new(name: &'static str, day: Day) -> Self {
        Self {
            name: Cow::Borrowed(name),
            day,
            shift: Shift::None,
            first_year: i32::MIN,
            last_year: i32::MAX,
            only_on: &[],
        }
    }

    /// The same with a rule for weekends.
    #[must_use]
    pub(in crate::calendar) const fn shift(mut self, shift: Shift) -> Self {
        self.shift = shift;
        self
    }

    /// The same from a year on.
    #[must_use]
    pub(in crate::calendar) const fn since(mut self, year: i32) -> Self {
        self.first_year = year;
        self
    }

    /// The same up to and with a year.
    #[must_use]
    pub(in crate::calendar) const fn until(mut self, year: i32) -> Self {
        self.last_year = year;
        self
    }

    /// The same, but never before a year.
    #[must_use]
    pub(in crate::calendar) const fn since_at_least(mut self, year: i32) -> Self {
        if self.first_year < year {
            self.first_year = year;
        }
        self
    }

    /// The same only where the day falls on one of these.
    #[must_use]
    pub(in crate::calendar) const fn only_on(mut self, weekdays: &'static [Weekday]) -> Self {
        self.only_on = weekdays;
        self
    }

    /// The day itself in `year`, before any shift.
    #[must_use]
    pub(in crate::calendar) fn date(&self, year: i32) -> Option<NaiveDate> {
        let date = (self.first_year..=self.last_year).contains(&year).then(|| self.day.of(year))??;
        (self.only_on.is_empty() || self.only_on.contains(&date.weekday())).then_some(date)
    }

    /// The day on which it is kept in `year`, given the days that are taken already.
    pub(super) fn kept(&self, year: i32, taken: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        let date = self.date(year)?;
        let next_free = || date.iter_days().skip(1).take(14).find(|d| !is_weekend(*d) && !taken(*d));
        match (self.shift, date.weekday()) {
            (Shift::Sunday | Shift::Displaced, Weekday::Sun)
            | (Shift::Weekend | Shift::DisplacedWeekend, Weekday::Sat | Weekday::Sun) => next_free(),
            (Shift::Displaced | Shift::DisplacedWeekend, _) if taken(date) => next_free(),
            (Shift::Nearest, Weekday::Sun) => date.succ_opt(),
            (Shift::Nearest | Shift::Back, Weekday::Sat) => date.pred_opt(),
            (Shift::Back, Weekday::Sun) => date.checked_sub_days(Days::new(2)),
            _ => Some(date),
        }
    }
}

/// Saturday or Sunday.
pub(super) fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::super::ymd;
    use super::*;

    #[test]
    fn easter_falls_where_the_church_tables_say() {
        let known =
            [(2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2025, 4, 20), (2038, 4, 25)];
        for (year, month, day) in known {
            assert_eq!(easter_sunday(year), Some(ymd(year, month, day)));
        }
    }

    #[test]
    fn orthodox_easter_falls_where_the_church_tables_say() {
        let known = [(2010, 4, 4), (2013, 5, 5), (2021, 5, 2), (2024, 5, 5), (2025, 4, 20), (2026, 4, 12)];
        for (year, month, day) in known {
            assert_eq!(Day::OrthodoxEaster(0).of(year), Some(ymd(year, month, day)));
        }
    }

    #[test]
    fn days_of_the_year() {
        use Weekday::{Fri, Mon, Thu};
        assert_eq!(Day::Nth(11, Thu, 4).of(2024), Some(ymd(2024, 11, 28)));
        assert_eq!(Day::AfterNth(11, Thu, 4, 1).of(2024), Some(ymd(2024, 11, 29)));
        assert_eq!(Day::Last(5, Mon).of(2025), Some(ymd(2025, 5, 26)));
        assert_eq!(Day::Last(12, Mon).of(2025), Some(ymd(2025, 12, 29)));
        assert_eq!(Day::OnOrBefore(5, 24, Mon).of(2025), Some(ymd(2025, 5, 19)));
        assert_eq!(Day::OnOrAfter(6, 19, Fri).of(2026), Some(ymd(2026, 6, 19)));
        assert_eq!(Day::On(2, 29).of(2025), None);
    }

    #[test]
    fn a_lost_weekend_day_moves_past_the_days_that_are_taken() {
        let christmas = Holiday::new("Christmas Day", Day::On(12, 25)).shift(Shift::Weekend);
        let boxing = ymd(2022, 12, 26);
        assert_eq!(christmas.kept(2022, |d| d == boxing), Some(ymd(2022, 12, 27)));
        let juneteenth = Holiday::new("Juneteenth", Day::On(6, 19)).shift(Shift::Nearest).since(2022);
        assert_eq!(juneteenth.kept(2027, |_| false), Some(ymd(2027, 6, 18)));
        assert_eq!(juneteenth.kept(2021, |_| false), None);
    }
}
