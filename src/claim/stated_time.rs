//! A time as it is worded, and the days that it means for a text of a given day.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{MoveHorizon, MoveTime, TimeKind};

/// A unit in which time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// The unit of a value in `assets/language`.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "day" | "d" => Self::Day,
            "week" | "w" => Self::Week,
            "month" | "m" => Self::Month,
            "quarter" | "q" => Self::Quarter,
            "year" | "y" => Self::Year,
            _ => return None,
        })
    }
}

/// A part of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Third {
    First,
    Middle,
    Last,
}

impl Third {
    pub(super) const ALL: [Self; 3] = [Self::First, Self::Middle, Self::Last];
}

/// A time as it is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// Days before publication.
    DaysAgo(u32),
    /// The latest such day; `before` excludes the day of publication.
    Weekday { day: Weekday, before: bool },
    /// From one day of the week to a later one: `on Thursday and Friday`.
    Weekdays { first: Weekday, last: Weekday, before: bool },
    /// The weekday before the one that the text told last: `the day before`. One that `opens` a clause is the time
    /// of that clause: `a day after Apple fell`.
    DayBefore { opens: bool },
    /// A date, perhaps without its year.
    Date { day: u32, month: u32, year: Option<i32> },
    /// A month, perhaps without its year.
    Month { month: u32, year: Option<i32> },
    /// A third of a month: `early April`.
    MonthPart { third: Third, month: u32, year: Option<i32> },
    /// A quarter or a half of a calendar year, by its first month and its months; perhaps without its year.
    Part { first: u32, months: u32, year: Option<i32> },
    /// A year.
    Year(i32),
    /// The calendar unit of publication, or one so many before it.
    Calendar { unit: Unit, back: u32 },
    /// So many units up to publication.
    Trailing { count: u32, unit: Unit },
    /// From a day up to publication.
    SinceWeekday(Weekday),
    /// From a date.
    SinceDate { day: u32, month: u32, year: Option<i32> },
    /// From the beginning of a month.
    SinceMonth { month: u32, year: Option<i32> },
    /// From the beginning of a year.
    SinceYear(i32),
}

impl Stated {
    /// A value of the kind `time.span`: `d1` yesterday, `w0` this week, `y1` last year, `-3m` the
    /// past three months.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let parse = |digits: &str| digits.parse::<u32>().ok();
        if let Some(trailing) = code.strip_prefix('-') {
            let (digits, unit) = trailing.split_at_checked(trailing.len().checked_sub(1)?)?;
            return Some(Self::Trailing { count: parse(digits)?, unit: Unit::of(unit)? });
        }
        let (unit, digits) = code.split_at_checked(1)?;
        let back = parse(digits)?;
        Some(match Unit::of(unit)? {
            Unit::Day => Self::DaysAgo(back),
            unit => Self::Calendar { unit, back },
        })
    }

    /// A value of the kind `time.part`: `q3` the third quarter, `h1` the first half.
    pub(super) fn of_part(code: &str) -> Option<Self> {
        let (unit, digits) = code.split_at_checked(1)?;
        let months = match unit {
            "q" => 3,
            "h" => 6,
            _ => return None,
        };
        let place: u32 = digits.parse().ok().filter(|n| (1..=12 / months).contains(n))?;
        Some(Self::Part { first: (place - 1) * months + 1, months, year: None })
    }

    /// The same of a year, where it can have one.
    pub(super) fn of_year(self, year: Option<i32>) -> Self {
        match self {
            Self::Part { first, months, .. } => Self::Part { first, months, year },
            other => other,
        }
    }

    /// The move horizon of a claim that states this time and no other span.
    pub(super) fn horizon(self) -> MoveHorizon {
        match self {
            Self::DaysAgo(_) | Self::DayBefore { .. } | Self::Weekday { .. } | Self::Date { .. } => {
                MoveHorizon::Day
            }
            Self::Month { .. } => MoveHorizon::Month,
            Self::Calendar { unit, back } => match unit {
                Unit::Day => MoveHorizon::Day,
                Unit::Week => MoveHorizon::Week,
                Unit::Month => MoveHorizon::Month,
                Unit::Quarter => MoveHorizon::Quarter,
                Unit::Year if back == 0 => MoveHorizon::Ytd,
                Unit::Year => MoveHorizon::Year,
            },
            Self::Part { months: 3, .. } => MoveHorizon::Quarter,
            Self::Weekdays { .. } | Self::MonthPart { .. } | Self::Part { .. } => MoveHorizon::Since,
            Self::Year(_) => MoveHorizon::Ytd,
            Self::Trailing { count, unit } => match (count, unit) {
                (7, Unit::Day) | (1, Unit::Week) => MoveHorizon::Week,
                (30, Unit::Day) | (4, Unit::Week) | (1, Unit::Month) => MoveHorizon::Month,
                (90, Unit::Day) | (3, Unit::Month) | (1, Unit::Quarter) => MoveHorizon::Quarter,
                (52, Unit::Week) | (12, Unit::Month) | (1, Unit::Year) => MoveHorizon::Year,
                _ => MoveHorizon::Since,
            },
            Self::SinceWeekday(_) | Self::SinceDate { .. } | Self::SinceMonth { .. } | Self::SinceYear(_) => {
                MoveHorizon::Since
            }
        }
    }

    /// The day that a time names, or from which it counts: that of `since June 5`.
    pub(super) const fn its_day(self) -> Option<Self> {
        match self {
            Self::SinceWeekday(day) => Some(Self::Weekday { day, before: false }),
            Self::SinceDate { day, month, year } => Some(Self::Date { day, month, year }),
            Self::Weekday { .. } | Self::Date { .. } => Some(self),
            _ => None,
        }
    }

    /// Whether it names one day.
    pub(super) const fn is_day(self) -> bool {
        matches!(self, Self::DaysAgo(_) | Self::DayBefore { .. } | Self::Weekday { .. } | Self::Date { .. })
    }

    /// The time in days, for a text that was published on a day and has told of another (`told`) just
    /// before. `None` where no calendar has it, or it lies after publication.
    pub(super) fn resolve(
        self,
        published: NaiveDate,
        told: Option<NaiveDate>,
        text: &str,
    ) -> Option<MoveTime> {
        let (kind, from, to) = match self {
            Self::DayBefore { .. } => {
                let day = weekday_before(told.unwrap_or(published))?;
                (TimeKind::Day, day, day)
            }
            stated => stated.days(published)?,
        };
        let to = to.min(published);
        (from <= to).then(|| MoveTime { text: text.to_owned(), kind, from, to })
    }

    fn days(self, published: NaiveDate) -> Option<(TimeKind, NaiveDate, NaiveDate)> {
        let one = |kind, day| Some((kind, day, day));
        let since = |day| Some((TimeKind::Since, day, published));
        match self {
            Self::DaysAgo(back) => {
                one(TimeKind::Day, published.checked_sub_days(Days::new(u64::from(back)))?)
            }
            Self::DayBefore { .. } => one(TimeKind::Day, weekday_before(published)?),
            Self::Weekday { day, before } => one(TimeKind::Weekday, latest(day, before, published)?),
            Self::Weekdays { first, last, before } => {
                let last = latest(last, before, published)?;
                Some((TimeKind::Days, latest(first, true, last)?, last))
            }
            Self::Date { day, month, year } => one(TimeKind::Date, date(day, month, year, published)?),
            Self::Month { month, year } => {
                let first = date(1, month, year, published)?;
                Some((TimeKind::Month, first, last_day(first, 1)?))
            }
            Self::MonthPart { third, month, year } => {
                let first = date(1, month, year, published)?;
                let day = |n| first.with_day(n);
                let (from, to) = match third {
                    Third::First => (first, day(10)?),
                    Third::Middle => (day(11)?, day(20)?),
                    Third::Last => (day(21)?, last_day(first, 1)?),
                };
                Some((TimeKind::Month, from, to))
            }
            Self::Part { first, months, year } => {
                let first = date(1, first, year, published)?;
                let kind = if months == 3 { TimeKind::Quarter } else { TimeKind::Half };
                Some((kind, first, last_day(first, months)?))
            }
            Self::Year(year) => Some((
                TimeKind::Year,
                NaiveDate::from_ymd_opt(year, 1, 1)?,
                NaiveDate::from_ymd_opt(year, 12, 31)?,
            )),
            Self::Calendar { unit, back } => calendar(unit, back, published),
            Self::Trailing { count, unit } => {
                Some((TimeKind::Span, counted_back(count, unit, published)?, published))
            }
            Self::SinceWeekday(day) => since(latest(day, false, published)?),
            Self::SinceDate { day, month, year } => since(date(day, month, year, published)?),
            Self::SinceMonth { month, year } => since(date(1, month, year, published)?),
            Self::SinceYear(year) => since(NaiveDate::from_ymd_opt(year, 1, 1)?),
        }
    }
}

/// The last day before another that is no Saturday or Sunday.
fn weekday_before(day: NaiveDate) -> Option<NaiveDate> {
    let back = match day.weekday() {
        Weekday::Mon => 3,
        Weekday::Sun => 2,
        _ => 1,
    };
    day.checked_sub_days(Days::new(back))
}

fn latest(day: Weekday, before: bool, published: NaiveDate) -> Option<NaiveDate> {
    let back = published.weekday().days_since(day);
    let back = if before && back == 0 { 7 } else { back };
    published.checked_sub_days(Days::new(u64::from(back)))
}

/// A date; without a year, the latest one that is not after publication.
fn date(day: u32, month: u32, year: Option<i32>, published: NaiveDate) -> Option<NaiveDate> {
    let of = |year| NaiveDate::from_ymd_opt(year, month, day);
    match year {
        Some(year) => of(year),
        None => of(published.year()).filter(|d| *d <= published).or_else(|| of(published.year() - 1)),
    }
}

fn last_day(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(months))?.pred_opt()
}

fn calendar(unit: Unit, back: u32, published: NaiveDate) -> Option<(TimeKind, NaiveDate, NaiveDate)> {
    let month = |first: NaiveDate, months: u32| first.checked_sub_months(Months::new(months * back));
    match unit {
        Unit::Day => None,
        Unit::Week => {
            let days = u64::from(published.weekday().num_days_from_monday()) + 7 * u64::from(back);
            let monday = published.checked_sub_days(Days::new(days))?;
            Some((TimeKind::Week, monday, monday.checked_add_days(Days::new(6))?))
        }
        Unit::Month => {
            let first = month(published.with_day(1)?, 1)?;
            Some((TimeKind::Month, first, last_day(first, 1)?))
        }
        Unit::Quarter => {
            let first = month(published.with_day(1)?.with_month(published.month0() / 3 * 3 + 1)?, 3)?;
            Some((TimeKind::Quarter, first, last_day(first, 3)?))
        }
        Unit::Year => Stated::Year(published.year() - i32::try_from(back).ok()?).days(published),
    }
}

fn counted_back(count: u32, unit: Unit, published: NaiveDate) -> Option<NaiveDate> {
    let days = |n: u32| published.checked_sub_days(Days::new(u64::from(n)));
    let months = |n: u32| published.checked_sub_months(Months::new(n));
    match unit {
        Unit::Day => days(count),
        Unit::Week => days(count * 7),
        Unit::Month => months(count),
        Unit::Quarter => months(count * 3),
        Unit::Year => months(count * 12),
    }
}

/// Which part of a counted time a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// `this`: the unit of publication.
    This,
    /// `last`: the one before it; before a number, a span that ends at publication.
    Last,
    /// `past`, `within`: a span that ends at publication.
    Back,
    /// `next`: what is to come.
    Next,
    /// `since`.
    Since,
    /// Stands before a month or a year: `in`.
    In,
    /// Stands before a month and means a third of it: `early`, `Mitte`.
    Of(Third),
    /// Joins two days: `and`.
    Joins,
    /// Opens the clause that tells what happened at the time before it: `when`.
    When,
    /// Ends a calendar span: `ended`, before a year, a month or a quarter.
    Ends,
}
