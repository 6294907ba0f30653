//! Clock times with their zones at a place in a list of tokens.

use chrono::NaiveTime;

use super::read::{skip, skip_word};
use super::token::{Kind, Token};
use super::words;
use super::zone::{self, Zone};
use crate::event::Precision;

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

/// What stands between a date and the time after it is passed over, at most so many tokens.
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
    if let Some(hour) = announced.then(|| tokens.get(i)?.word().and_then(words::clock_word)).flatten() {
        return named_hour(tokens, i, hour);
    }
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

/// *noon*, *midnight*, with its zone.
fn named_hour(tokens: &[Token<'_>], i: usize, hour: u32) -> Option<TimeRead> {
    let zone = zone_at(tokens, i + 1, false);
    let next = zone.as_ref().map_or(i + 1, |(_, next)| *next);
    let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
    let zone = zone.map(|(zone, end)| (zone, zone_text(tokens, i + 1, end)));
    Some(TimeRead { time, next_day: false, precision: Precision::Hour, zone, next })
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

/// `CET/CEST`, `EST / EDT`: the local time of where both are used, whichever holds.
fn zone_pair(tokens: &[Token<'_>], i: usize) -> Option<(Zone, usize)> {
    tokens.get(i + 1).filter(|t| t.is_sign('/'))?;
    let second = tokens.get(i + 2).filter(|t| t.kind == Kind::Word && !t.new_line)?;
    Some((zone::pair(tokens[i].text, second.text)?, i + 3))
}

fn zone_word(tokens: &[Token<'_>], i: usize) -> Option<(Zone, usize)> {
    let token = &tokens[i];
    if let Some(pair) = zone_pair(tokens, i) {
        return Some(pair);
    }
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
