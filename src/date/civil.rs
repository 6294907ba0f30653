//! Every date in a text, with weekday, time and zone, and its place.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};

use super::finding::{Civil, DateContext, DateRemark};
use super::read::{self, DateRead, NumericOrder};
use super::time::{self, TimeRead};
use super::token::{Kind, Token};
use super::words::{self, Unit};
use crate::event::Precision;

/// A date with the tokens it was read from: `first..next`.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) civil: Civil,
    pub(super) first: usize,
    pub(super) next: usize,
    /// It is one word, *today*, that may stand in any sentence.
    pub(super) is_bare_word: bool,
}

/// What `03/04` means in the language of the context. Readers in Britain write the day first.
pub(super) fn numeric_order(context: &DateContext) -> NumericOrder {
    let british = context
        .default_zone
        .is_some_and(|zone| ["Europe/", "Australia/"].iter().any(|area| zone.name().starts_with(area)));
    let lang = context.lang.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
    match lang.split(['-', '_']).collect::<Vec<_>>().as_slice() {
        ["en"] if british => NumericOrder::DayFirst,
        ["en"] | ["en", "us" | "ph" | "latn"] => NumericOrder::MonthFirst,
        [""] => NumericOrder::Unknown,
        _ => NumericOrder::DayFirst,
    }
}

/// All dates of a text, in order, none overlapping another.
pub(super) fn dates(tokens: &[Token<'_>], context: &DateContext) -> Vec<Placed> {
    let order = numeric_order(context);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match placed_at(tokens, at, order, context) {
            Some(placed) => {
                at = placed.next.max(at + 1);
                found.push(placed);
            }
            None => at += 1,
        }
    }
    found
}

fn placed_at(tokens: &[Token<'_>], at: usize, order: NumericOrder, context: &DateContext) -> Option<Placed> {
    let calendar = read::date_at(tokens, at, order).and_then(|read| calendar_date(tokens, at, read, context));
    calendar.or_else(|| counted_back(tokens, at, context)).or_else(|| named_day(tokens, at, context))
}

/// The year of a date without one: the latest in which it is not after the fetch, and falls on the weekday
/// that stands beside it.
fn infer_year(read: DateRead, weekday: Option<Weekday>, context: &DateContext) -> Option<NaiveDate> {
    let limit = context.today()? + TimeDelta::days(1);
    let possible = |back| {
        let date = NaiveDate::from_ymd_opt(limit.year() - back, read.month, read.day);
        date.filter(|date| *date <= limit)
    };
    // In eleven years a day has been on each weekday, leap days aside.
    let fits = |date: &NaiveDate| weekday.is_none_or(|weekday| weekday == date.weekday());
    (0..12).filter_map(possible).find(fits).or_else(|| (0..12).find_map(possible))
}

/// The year that stands last, behind the time and its zone: `Jan 28 15:28:56 CET 2020`.
fn year_behind(tokens: &[Token<'_>], date_end: usize) -> Option<(i32, usize)> {
    let time = time::time_after(tokens, date_end)?;
    let year = tokens.get(time.next).filter(|t| t.spaced && !t.new_line && t.text.len() == 4)?;
    read::year_at(tokens, time.next, false).filter(|_| year.kind == Kind::Number)
}

/// True where a year stands that is none: `27 Nov 0001`, as systems write that know no date.
fn no_year_at(tokens: &[Token<'_>], i: usize) -> bool {
    let at = read::skip(tokens, i, &[',', '-', '/', '.']);
    let zeros = tokens
        .get(at)
        .is_some_and(|t| t.kind == Kind::Number && t.text.len() == 4 && t.text.starts_with("00"));
    zeros && time::time_after(tokens, at).is_none_or(|time| time.next > at + 1)
}

fn calendar_date(tokens: &[Token<'_>], at: usize, read: DateRead, context: &DateContext) -> Option<Placed> {
    let mut remarks = Vec::new();
    let before = read::weekday_before(tokens, at);
    let weekday = before.map(|(stated, _)| stated);
    let behind = if read.year.is_none() { year_behind(tokens, read.next) } else { None };
    let date = if let Some(year) = read.year.or(behind.map(|(year, _)| year)) {
        NaiveDate::from_ymd_opt(year, read.month, read.day)?
    } else {
        if no_year_at(tokens, read.next) {
            return None;
        }
        remarks.push(DateRemark::YearInferred);
        infer_year(read, weekday, context)?
    };
    if read.ambiguous {
        remarks.push(DateRemark::AmbiguousOrder);
    }
    if let Some(stated) = weekday.filter(|stated| *stated != date.weekday()) {
        remarks.push(DateRemark::WeekdayConflict { stated, actual: date.weekday() });
    }
    let first = before.map_or(at, |(_, begins)| begins);
    let mut placed = with_time(tokens, first, read.next, date, remarks);
    placed.next = placed.next.max(behind.map_or(0, |(_, next)| next));
    Some(placed)
}

/// Adds the time after the date, or else before it.
fn with_time(
    tokens: &[Token<'_>],
    first: usize,
    next: usize,
    date: NaiveDate,
    remarks: Vec<DateRemark>,
) -> Placed {
    let (time, first, next) = match time::time_after(tokens, next) {
        Some(time) => {
            let end = time.next;
            (Some(time), first, end)
        }
        None => match time::time_before(tokens, first) {
            Some((time, begins)) => (Some(time), begins, next),
            None => (None, first, next),
        },
    };
    Placed { civil: civil(date, time, remarks), first, next, is_bare_word: false }
}

pub(super) fn civil(date: NaiveDate, time: Option<TimeRead>, remarks: Vec<DateRemark>) -> Civil {
    match time {
        None => Civil { date, time: None, precision: Precision::Day, zone: None, remarks },
        Some(read) => Civil {
            date: if read.next_day { date.succ_opt().unwrap_or(date) } else { date },
            time: Some(read.time),
            precision: read.precision,
            zone: read.zone,
            remarks,
        },
    }
}

/// *gestern, 17:20 Uhr*, *yesterday at 5pm*, *hier à 17h*.
fn named_day(tokens: &[Token<'_>], at: usize, context: &DateContext) -> Option<Placed> {
    let days = words::days_ago(tokens[at].word()?, context.lang.as_deref())?;
    let date = context.today()? - chrono::Days::new(days);
    let placed = with_time(tokens, at, at + 1, date, vec![DateRemark::CountedFromFetch]);
    let is_bare_word = placed.civil.time.is_none();
    // Of a text in no known language a word alone is no day: *hier* is *here* in German.
    (context.lang.is_some() || !is_bare_word).then_some(Placed { is_bare_word, ..placed })
}

/// *3 hours ago*, *vor einer Stunde*, *il y a 3 heures*, *hace 2 días*, *3 ore fa*.
fn counted_back(tokens: &[Token<'_>], at: usize, context: &DateContext) -> Option<Placed> {
    let begins = match tokens[at].word() {
        Some("vor" | "hace") => at + 1,
        Some("il") if word(tokens, at + 1) == Some("y") && word(tokens, at + 2) == Some("a") => at + 3,
        _ => at,
    };
    let amount = match tokens.get(begins)? {
        token if token.kind == Kind::Number => token.number(1..=3)?,
        token => words::counting_word(token.word()?)?,
    };
    let unit = words::unit(word(tokens, begins + 1)?)?;
    let mut next = begins + 2;
    next += usize::from(tokens.get(next).is_some_and(|t| t.is_sign('.')));
    if begins == at {
        if !word(tokens, next).is_some_and(words::counts_back) {
            return None;
        }
        next += 1;
    }
    let mut civil = back_from(context.fetched_at?, amount, unit, context)?;
    civil.remarks.push(DateRemark::CountedFromFetch);
    Some(Placed { civil, first: at, next, is_bare_word: false })
}

fn word<'a>(tokens: &'a [Token<'_>], at: usize) -> Option<&'a str> {
    tokens.get(at)?.word()
}

fn back_from(fetched_at: DateTime<Utc>, amount: u32, unit: Unit, context: &DateContext) -> Option<Civil> {
    let amount = i64::from(amount);
    let (span, precision) = match unit {
        Unit::Second => (TimeDelta::seconds(amount), Precision::Minute),
        Unit::Minute => (TimeDelta::minutes(amount), Precision::Minute),
        Unit::Hour => (TimeDelta::hours(amount), Precision::Hour),
        Unit::Day | Unit::Week => {
            let days = if unit == Unit::Week { amount * 7 } else { amount };
            let date = context.today()? - TimeDelta::days(days);
            return Some(civil(date, None, Vec::new()));
        }
    };
    let at = fetched_at - span;
    Civil::instant(at.with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(at), precision)
}
