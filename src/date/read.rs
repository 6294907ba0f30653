//! Calendar dates and clock times at a place in a list of tokens.

use chrono::{NaiveDate, NaiveTime, Weekday};

use super::token::{Kind, Token};
use super::words;
use super::zone::{self, Zone};
use crate::event::Precision;

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

/// A clock time as read.
#[derive(Debug, Clone)]
pub(super) struct TimeRead {
    pub(super) time: NaiveTime,
    /// The time was 24:00, the end of the day.
    pub(super) next_day: bool,
    pub(super) precision: Precision,
    /// The zone and its words.
    pub(super) zone: Option<(Zone, String)>,
    pub(super) next: usize,
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
    if separator(tokens, i + 3)? != sign || glued_before(tokens, i) {
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
fn skip(tokens: &[Token<'_>], i: usize, signs: &[char]) -> usize {
    i + usize::from(tokens.get(i).is_some_and(|t| matches!(t.kind, Kind::Sign(s) if signs.contains(&s))))
}

fn skip_word(tokens: &[Token<'_>], i: usize, wanted: fn(&str) -> bool) -> usize {
    i + usize::from(tokens.get(i).and_then(Token::word).is_some_and(wanted))
}

/// `29 January 2025`, `01. Februar, 2025`, `1er février`, `29 de enero de 2025`, `29-Jan-25`.
fn day_month_name(tokens: &[Token<'_>], i: usize) -> Option<DateRead> {
    let day = tokens.get(i)?.number(1..=2)?;
    if glued_before(tokens, i) {
        return None;
    }
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

/// The most tokens that are skipped between a date and the time after it.
const JOINERS: usize = 4;

/// The time that follows a date which ended before token `i`.
pub(super) fn time_after(tokens: &[Token<'_>], i: usize) -> Option<TimeRead> {
    let mut announced = false;
    for at in i..=i + JOINERS {
        if let Some(time) = time_at(tokens, at, announced) {
            return Some(time);
        }
        let token = tokens.get(at)?;
        match token.kind {
            Kind::Sign(',' | ';' | '|' | '•' | '·' | '–' | '—' | '-' | '/' | '(' | '@' | ':') => {}
            // The `T` of ISO 8601.
            Kind::Word if token.text == "T" => announced = true,
            Kind::Word if words::joins_time(&token.lower) => announced = true,
            Kind::Word | Kind::Number | Kind::Sign(_) => return None,
        }
    }
    None
}

/// The time that ends right before the date at token `i`, and the index where it begins.
pub(super) fn time_before(tokens: &[Token<'_>], i: usize) -> Option<(TimeRead, usize)> {
    (i.saturating_sub(14)..i).find_map(|start| {
        if start > 0 && !tokens[start].spaced && tokens[start - 1].kind != Kind::Sign('(') {
            return None;
        }
        let time = time_at(tokens, start, false)?;
        let joined = tokens[time.next..i.max(time.next)].iter().all(|t| match t.kind {
            Kind::Sign(sign) => matches!(sign, ',' | '|' | '•' | '·' | '–' | '—' | '-' | '/' | ')' | '.'),
            Kind::Word => words::joins_time(&t.lower) || t.lower == "den",
            Kind::Number => false,
        });
        (time.next <= i && joined).then_some((time, start))
    })
}

/// Half of the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meridiem {
    Am,
    Pm,
}

/// The time that begins at token `i`. Without a colon it needs a mark: `Uhr`, `pm`, a zone, or
/// that it was `announced` by a word such as *um* or *at*.
fn time_at(tokens: &[Token<'_>], i: usize, announced: bool) -> Option<TimeRead> {
    let mut at = i + 1;
    let mut sure = false;
    let mut precision = Precision::Hour;
    let (mut minute, mut second) = (0, 0);
    let hour = if let Some(military) = tokens.get(i)?.number(4..=6).filter(|_| tokens[i].text.len() != 5) {
        let (clock, seconds) =
            if tokens[i].text.len() == 6 { (military / 100, military % 100) } else { (military, 0) };
        (minute, second) = (clock % 100, seconds);
        precision = if tokens[i].text.len() == 6 { Precision::Second } else { Precision::Minute };
        // Glued to the `T` of a basic ISO form; else a zone must follow.
        sure = i > 0 && tokens[i - 1].text == "T" && !tokens[i].spaced;
        clock / 100
    } else {
        let hour = tokens.get(i)?.number(1..=2)?;
        if let Some((m, next)) = small(tokens, at, ':') {
            (minute, at, sure, precision) = (m, next, true, Precision::Minute);
            if let Some((s, next)) = small(tokens, at, ':') {
                (second, at, precision) = (s, fraction(tokens, next), Precision::Second);
            }
        } else if let Some((m, next)) = small(tokens, at, '.') {
            (minute, at, sure, precision) = (m, next, announced, Precision::Minute);
        } else if let Some((m, next)) = hours_word_then_minutes(tokens, at) {
            (minute, at, sure, precision) = (m, next, true, Precision::Minute);
        }
        // `2025-01-29T21Z`: the `T` between a date and two digits leaves no doubt.
        sure |= i > 0 && tokens[i - 1].text == "T" && !tokens[i].spaced && tokens[i].text.len() == 2;
        hour
    };
    let meridiem = meridiem_at(tokens, at);
    if let Some((_, next)) = meridiem {
        (at, sure) = (next, true);
    }
    if tokens.get(at).and_then(Token::word).is_some_and(words::clock_noun) {
        (at, sure) = (at + 1, true);
    }
    let zone = zone_at(tokens, at, i > 0 && tokens[i - 1].text == "T" || precision == Precision::Second);
    let next = zone.as_ref().map_or(at, |(_, next)| *next);
    // A bare hour with a zone must not be the day of a date: `29 GMT`.
    sure |= zone.is_some() && precision != Precision::Hour;
    if !sure {
        return None;
    }
    let hour = twelve_hours(hour, meridiem.map(|(m, _)| m))?;
    let next_day = hour == 24 && minute == 0 && second == 0;
    let time = NaiveTime::from_hms_opt(if next_day { 0 } else { hour }, minute, second.min(59))?;
    let zone = zone.map(|(zone, end)| (zone, zone_text(tokens, at, end)));
    Some(TimeRead { time, next_day, precision, zone, next })
}

/// A sign and two digits, all unspaced.
fn small(tokens: &[Token<'_>], i: usize, sign: char) -> Option<(u32, usize)> {
    let here = tokens.get(i).filter(|t| t.is_sign(sign) && !t.spaced)?;
    let number = tokens.get(i + 1).filter(|t| t.start == here.end)?.number(2..=2)?;
    (number <= 60).then_some((number, i + 2))
}

/// `h42` of `17h42`, `Uhr 30` of `9 Uhr 30`.
fn hours_word_then_minutes(tokens: &[Token<'_>], i: usize) -> Option<(u32, usize)> {
    let word = tokens.get(i)?.word()?;
    if !matches!(word, "h" | "uhr") {
        return None;
    }
    let minute = tokens.get(i + 1).filter(|t| word == "uhr" || !t.spaced)?.number(2..=2)?;
    (minute < 60).then_some((minute, i + 2))
}

/// Skips the fraction of a second.
fn fraction(tokens: &[Token<'_>], i: usize) -> usize {
    let is_fraction = tokens.get(i).is_some_and(|t| (t.is_sign('.') || t.is_sign(',')) && !t.spaced)
        && tokens.get(i + 1).is_some_and(|t| t.kind == Kind::Number && !t.spaced);
    if is_fraction { i + 2 } else { i }
}

fn meridiem_at(tokens: &[Token<'_>], i: usize) -> Option<(Meridiem, usize)> {
    let half = match tokens.get(i)?.word()? {
        "am" => return glued_or_upper(tokens, i).then_some((Meridiem::Am, i + 1)),
        "pm" => return Some((Meridiem::Pm, i + 1)),
        "a" => Meridiem::Am,
        "p" => Meridiem::Pm,
        _ => return None,
    };
    let dotted = tokens.get(i + 1)?.is_sign('.') && tokens.get(i + 2)?.lower == "m";
    dotted.then(|| (half, skip(tokens, i + 3, &['.'])))
}

/// `9 am` in English is the morning; `15:04 am 29. Januar` in German is *on*.
fn glued_or_upper(tokens: &[Token<'_>], i: usize) -> bool {
    let german_on = tokens.get(i + 1).is_some_and(|t| t.kind == Kind::Number)
        && tokens.get(i + 2).is_some_and(|t| t.is_sign('.'));
    !tokens[i].spaced || !german_on
}

fn twelve_hours(hour: u32, meridiem: Option<Meridiem>) -> Option<u32> {
    match meridiem {
        None => (hour <= 24).then_some(hour),
        // `15:04 pm` is written too.
        Some(Meridiem::Pm) if (13..24).contains(&hour) => Some(hour),
        Some(half) => (1..=12).contains(&hour).then(|| hour % 12 + if half == Meridiem::Pm { 12 } else { 0 }),
    }
}

/// The words of a zone, without brackets.
fn zone_text(tokens: &[Token<'_>], from: usize, to: usize) -> String {
    let mut text = String::new();
    for token in
        tokens[from..to].iter().filter(|t| !matches!(t.kind, Kind::Sign('(' | ')' | '[' | ']' | ',')))
    {
        if token.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(token.text);
    }
    text
}

/// The zone that begins at token `i`, and the index after it. A minus sign is an offset only in a
/// `machine` form or before four digits: `15:04-16:00` is a span of time.
fn zone_at(tokens: &[Token<'_>], i: usize, machine: bool) -> Option<(Zone, usize)> {
    let token = tokens.get(i)?;
    match token.kind {
        Kind::Sign('(' | '[') => {
            let (zone, next) = zone_at(tokens, i + 1, machine)?;
            tokens.get(next).filter(|t| t.is_sign(')') || t.is_sign(']'))?;
            Some((zone, next + 1))
        }
        Kind::Sign(',') => {
            let (zone, next) = zone_at(tokens, i + 1, false)?;
            (tokens.get(i + 1)?.kind == Kind::Word).then_some((zone, next))
        }
        Kind::Sign('+' | '-' | '−') => signed_offset(tokens, i, machine),
        Kind::Word => zone_word(tokens, i),
        Kind::Number | Kind::Sign(_) => None,
    }
}

fn signed_offset(tokens: &[Token<'_>], i: usize, machine: bool) -> Option<(Zone, usize)> {
    let negative = !tokens[i].is_sign('+');
    let digits = tokens.get(i + 1).filter(|t| !t.spaced && t.kind == Kind::Number)?;
    let colon = small(tokens, i + 2, ':');
    if negative && !machine && digits.text.len() < 4 {
        return None;
    }
    let minute_digits = colon.and_then(|(_, next)| tokens.get(next - 1)).map(|t| t.text);
    let zone = zone::offset(negative, digits.text, minute_digits)?;
    let next = colon.map_or(i + 2, |(_, next)| next);
    // `+01:00[Europe/Berlin]` says it twice.
    if tokens.get(next).is_some_and(|t| t.is_sign('[')) {
        let close = tokens[next..].iter().take(8).position(|t| t.is_sign(']'));
        return Some((zone, close.map_or(next, |at| next + at + 1)));
    }
    Some((zone, next))
}

fn zone_word(tokens: &[Token<'_>], i: usize) -> Option<(Zone, usize)> {
    let token = &tokens[i];
    if tokens.get(i + 1).is_some_and(|t| t.is_sign('/') && !t.spaced) {
        let joined = tokens[i + 1..]
            .iter()
            .take(7)
            .take_while(|t| !t.spaced && t.kind != Kind::Sign(')') && !t.is_sign(','));
        let count = joined.count();
        let text: String = tokens[i..=i + count].iter().map(|t| t.text).collect();
        if let Some(zone) = zone::named(&text) {
            return Some((zone, i + count + 1));
        }
    }
    let shouted = token.text.chars().all(char::is_uppercase);
    if shouted && (token.text != "Z" || !token.spaced) {
        let zone = zone::named(token.text);
        // `GMT+1`, `UTC+01:00`.
        let shifted = matches!(token.text, "GMT" | "UTC") && tokens.get(i + 1).is_some_and(|t| !t.spaced);
        if let Some(shifted) = shifted.then(|| signed_offset(tokens, i + 1, true)).flatten() {
            return Some(shifted);
        }
        return zone.map(|zone| (zone, i + 1));
    }
    spoken_zone(tokens, i)
}

/// *Eastern Time*, *New York time*, *deutscher Zeit*, *Eastern Standard Time*.
fn spoken_zone(tokens: &[Token<'_>], i: usize) -> Option<(Zone, usize)> {
    let first = tokens[i].word()?;
    let start = if matches!(first, "new" | "us") { i + 1 } else { i };
    let region = Zone::Region(words::spoken_zone(tokens.get(start)?.word()?)?);
    let mut at = skip_word(tokens, start + 1, words::zone_adjective);
    let time = tokens.get(at)?.word()?;
    at += 1;
    words::zone_noun(time).then_some((region, at))
}
