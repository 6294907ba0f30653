//! Calendar dates at a place in a list of tokens.

use chrono::{NaiveDate, Weekday};

use super::time::time_after;
use super::token::{Kind, Token};
use super::words;

/// Which of two small numbers with a slash between them is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumericOrder {
    /// `03/04` is 3 April.
    DayFirst,
    /// `03/04` is 4 March, but not everybody who writes the language means so.
    MonthFirst,
    /// The language is unknown: day first, but unsure.
    Unknown,
}

/// A date as read, its year perhaps missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateRead {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    pub(super) day: u32,
    /// Both orders of day and month were possible and the language does not settle it.
    pub(super) ambiguous: bool,
    /// The index after its last token.
    pub(super) next: usize,
}

impl DateRead {
    fn new(year: Option<i32>, month: u32, day: u32, next: usize) -> Option<Self> {
        // 2000 was a leap year: a day that some year has.
        NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
        Some(Self { year, month, day, ambiguous: false, next })
    }
}

/// The date that begins at token `i`.
pub(super) fn date_at(tokens: &[Token<'_>], i: usize, order: NumericOrder) -> Option<DateRead> {
    year_first(tokens, i)
        .or_else(|| numeric(tokens, i, order))
        .or_else(|| day_month_name(tokens, i))
        .or_else(|| month_name_day(tokens, i))
}

/// A year of four digits, or of two with an apostrophe or after a full date.
fn year_at(tokens: &[Token<'_>], i: usize, short: bool) -> Option<(i32, usize)> {
    let token = tokens.get(i)?;
    if let Some(year) = token.number(4..=4) {
        let year = i32::try_from(year).ok()?;
        return (1000..=2200).contains(&year).then_some((year, i + 1));
    }
    if matches!(token.kind, Kind::Sign('\'' | '’')) {
        let year = tokens.get(i + 1).filter(|t| !t.spaced)?.number(2..=2)?;
        return Some((full_year(year), i + 2));
    }
    let year = token.number(2..=2).filter(|_| short)?;
    Some((full_year(year), i + 1))
}

/// The year of two digits: up to 69 in this century, as POSIX and RFC 2822 readers do.
fn full_year(two_digits: u32) -> i32 {
    let century = if two_digits < 70 { 2000 } else { 1900 };
    century + i32::try_from(two_digits).unwrap_or(0)
}

/// The year that stands last, behind the time and its zone: `Jan 28 15:28:56 CET 2020`.
pub(super) fn year_behind(tokens: &[Token<'_>], date_end: usize) -> Option<(i32, usize)> {
    let time = time_after(tokens, date_end)?;
    let year = tokens.get(time.next).filter(|t| t.spaced && !t.new_line && t.text.len() == 4)?;
    year_at(tokens, time.next, false).filter(|_| year.kind == Kind::Number)
}

/// True where a year stands that is none: `27 Nov 0001`, as systems write that know no date.
pub(super) fn no_year_at(tokens: &[Token<'_>], i: usize) -> bool {
    let at = skip(tokens, i, &[',', '-', '/', '.']);
    let zeros = tokens
        .get(at)
        .is_some_and(|t| t.kind == Kind::Number && t.text.len() == 4 && t.text.starts_with("00"));
    zeros && time_after(tokens, at).is_none_or(|time| time.next > at + 1)
}

fn touches(tokens: &[Token<'_>], i: usize) -> bool {
    tokens.get(i).is_some_and(|t| !t.spaced)
}

/// True if a number is attached to the preceding text, as in `v1.02.03.2024`.
fn glued_before(tokens: &[Token<'_>], i: usize) -> bool {
    let Some(before) = i.checked_sub(1).and_then(|b| tokens.get(b)) else { return false };
    !tokens[i].spaced
        && match before.kind {
            Kind::Number | Kind::Word => true,
            Kind::Sign(sign) => matches!(sign, '.' | '/' | '-' | '$' | '€' | '+' | '_' | '#'),
        }
}

/// True where a number is glued to a word, as in the line of an author whose marks were lost.
fn glued_to_name(tokens: &[Token<'_>], i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|b| tokens.get(b));
    before.is_some_and(|t| t.kind == Kind::Word && t.text.len() > 2)
}

/// True where a number is glued to more digits, as in `2024-01-02-7` or `1.2.2024.3`.
fn glued_after(tokens: &[Token<'_>], next: usize) -> bool {
    let digit_follows = |at| touches(tokens, at) && tokens.get(at).is_some_and(|t| t.kind == Kind::Number);
    digit_follows(next)
        || (touches(tokens, next)
            && tokens.get(next).is_some_and(|t| matches!(t.kind, Kind::Sign('.' | '/' | '-' | '%')))
            && (digit_follows(next + 1) || tokens[next].is_sign('%')))
}

fn separator(tokens: &[Token<'_>], i: usize) -> Option<char> {
    match tokens.get(i)?.kind {
        Kind::Sign(sign @ ('.' | '/' | '-')) if touches(tokens, i) => Some(sign),
        _ => None,
    }
}

/// `2025-01-29`, `2025/01/29`, `2025.01.29`.
fn year_first(tokens: &[Token<'_>], i: usize) -> Option<DateRead> {
    let year = tokens.get(i)?.number(4..=4)?;
    let sign = separator(tokens, i + 1)?;
    let month = tokens.get(i + 2).filter(|t| !t.spaced)?.number(1..=2)?;
    if separator(tokens, i + 3)? != sign || glued_before(tokens, i) {
        return None;
    }
    let day = tokens.get(i + 4).filter(|t| !t.spaced)?.number(1..=2)?;
    let read = DateRead::new(i32::try_from(year).ok(), month, day, i + 5)?;
    (!glued_after(tokens, read.next)).then_some(read)
}

/// `29.01.2025`, `29. 1. 25`, `1/29/2025`, `29-01-2025`, and `29.01.` where dots leave no doubt.
fn numeric(tokens: &[Token<'_>], i: usize, order: NumericOrder) -> Option<DateRead> {
    let first = tokens.get(i)?.number(1..=2)?;
    let sign = separator(tokens, i + 1)?;
    let second = tokens.get(i + 2).filter(|t| sign == '.' || !t.spaced)?.number(1..=2)?;
    let whole = [i, i + 2, i + 4].map(|at| tokens.get(at).map_or(0, |t| t.text.len())) == [2, 2, 4];
    if separator(tokens, i + 3)? != sign || (glued_before(tokens, i) && !(whole && glued_to_name(tokens, i)))
    {
        return None;
    }
    let year =
        tokens.get(i + 4).filter(|t| sign == '.' || !t.spaced).and_then(|_| year_at(tokens, i + 4, true));
    let (year, next) = match year {
        Some((year, next)) => (Some(year), next),
        None if sign == '.' && tokens[i].text.len() == 2 && tokens[i + 2].text.len() == 2 => (None, i + 4),
        None => return None,
    };
    if glued_after(tokens, next) {
        return None;
    }
    let (month, day, ambiguous) = settle(first, second, sign, order);
    Some(DateRead { ambiguous, ..DateRead::new(year, month, day, next)? })
}

/// Month, day, and whether that was a guess.
fn settle(first: u32, second: u32, sign: char, order: NumericOrder) -> (u32, u32, bool) {
    if first > 12 {
        return (second, first, false);
    }
    if second > 12 {
        return (first, second, false);
    }
    let doubtful = sign != '.' && first != second;
    match order {
        _ if sign == '.' => (second, first, false),
        NumericOrder::DayFirst => (second, first, false),
        NumericOrder::MonthFirst => (first, second, doubtful),
        NumericOrder::Unknown => (second, first, doubtful),
    }
}

fn month_word(tokens: &[Token<'_>], i: usize) -> Option<u32> {
    words::month(tokens.get(i)?.word()?)
}

/// Skips one of the signs, if it is there.
pub(super) fn skip(tokens: &[Token<'_>], i: usize, signs: &[char]) -> usize {
    i + usize::from(tokens.get(i).is_some_and(|t| matches!(t.kind, Kind::Sign(s) if signs.contains(&s))))
}

pub(super) fn skip_word(tokens: &[Token<'_>], i: usize, wanted: fn(&str) -> bool) -> usize {
    i + usize::from(tokens.get(i).and_then(Token::word).is_some_and(wanted))
}

/// `29 January 2025`, `01. Februar, 2025`, `1er février`, `29 de enero de 2025`, `29-Jan-25`.
///
/// Glued to a name, as in the line of an author whose marks were lost (`Ann Example4 December 2023`), it
/// counts only with its whole year.
fn day_month_name(tokens: &[Token<'_>], i: usize) -> Option<DateRead> {
    let glued = glued_before(tokens, i);
    let read = day_month_year(tokens, i)?;
    (!glued || (glued_to_name(tokens, i) && read.year.is_some() && tokens[read.next - 1].text.len() == 4))
        .then_some(read)
}

fn day_month_year(tokens: &[Token<'_>], i: usize) -> Option<DateRead> {
    let day = tokens.get(i)?.number(1..=2)?;
    let mut at = i + 1;
    if touches(tokens, at) {
        at = skip_word(tokens, at, words::ordinal_ending);
    }
    let at = skip(tokens, at, &['.', '-', '/', '°', 'º']);
    let at = skip_word(tokens, at, words::joins_date);
    let month = month_word(tokens, at)?;
    let bare = at + 1;
    let at = skip(tokens, bare, &['.', '-', '/']);
    let at = skip(tokens, at, &[',']);
    let at = skip_word(tokens, at, words::joins_date);
    match year_at(tokens, at, true).filter(|(_, next)| !clock_follows(tokens, *next, at)) {
        Some((year, next)) => DateRead::new(Some(year), month, day, next),
        None => DateRead::new(None, month, day, skip(tokens, bare, &['.'])),
    }
}

/// True where what looked like a short year is the hour of a time: `29 Jan 15:04`.
fn clock_follows(tokens: &[Token<'_>], next: usize, year: usize) -> bool {
    tokens.get(year).is_some_and(|t| t.text.len() == 2)
        && tokens.get(next).is_some_and(|t| {
            matches!(t.kind, Kind::Sign(':' | '.'))
                && touches(tokens, next + 1)
                && tokens.get(next + 1).is_some_and(|t| t.kind == Kind::Number)
                || matches!(t.word(), Some("uhr" | "h" | "am" | "pm" | "a" | "p"))
        })
}

/// `January 29, 2025`, `Jan. 29th`, `Jänner 7, 2025`.
fn month_name_day(tokens: &[Token<'_>], i: usize) -> Option<DateRead> {
    let month = month_word(tokens, i)?;
    let at = skip(tokens, i + 1, &['.', '-']);
    let day = tokens.get(at)?.number(1..=2)?;
    let mut at = at + 1;
    if touches(tokens, at) {
        at = skip_word(tokens, at, words::ordinal_ending);
    }
    let bare = at;
    // `Jan 5.5` is a number, and `Jan 29:` may be anything, but `Mai 5 Uhr` is a time.
    if glued_after(tokens, bare) || tokens.get(bare).and_then(Token::word) == Some("uhr") {
        return None;
    }
    let at = skip(tokens, bare, &['-']);
    let at = skip(tokens, at, &['.', ',']);
    match year_at(tokens, at, false) {
        Some((year, next)) => DateRead::new(Some(year), month, day, next),
        None => DateRead::new(None, month, day, bare),
    }
}

/// The weekday right before token `i`, and the index where it begins.
pub(super) fn weekday_before(tokens: &[Token<'_>], i: usize) -> Option<(Weekday, usize)> {
    let mut at = i;
    let mut marked = false;
    while let Some(before) = at.checked_sub(1).and_then(|b| tokens.get(b)) {
        match before.kind {
            Kind::Sign(',' | '.') if i - at < 2 => marked = true,
            Kind::Word => {
                // `Mittwoch, den 29. Januar`
                if words::weekday_article(&before.lower) && i - at < 2 {
                    at -= 1;
                    continue;
                }
                return words::weekday(&before.lower, marked).map(|day| (day, at - 1));
            }
            Kind::Number | Kind::Sign(_) => return None,
        }
        at -= 1;
    }
    None
}
