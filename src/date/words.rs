//! What words mean for dates: months and weekdays, and the small words around them. The words are those
//! of all languages that are read, for a page in one often dates itself in another.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Weekday;
use chrono_tz::Tz;

use crate::text::{Language, lower, words};

/// A unit of a relative time such as *3 hours ago*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

/// What a word near a date says the date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CueWord {
    Published,
    Modified,
    /// Some other date: a deadline, an appointment, a copyright, an access date.
    Other,
}

/// The roles that a word can have next to a date; a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use(u16);

impl Use {
    const JOINS_DATE: Self = Self(1);
    const ORDINAL: Self = Self(1 << 1);
    const JOINS_TIME: Self = Self(1 << 2);
    const FUTURE: Self = Self(1 << 3);
    const LINE: Self = Self(1 << 4);
    const CLOCK: Self = Self(1 << 5);
    const AGO: Self = Self(1 << 6);
    const WEEKDAY_ARTICLE: Self = Self(1 << 7);
    const ZONE_NOUN: Self = Self(1 << 8);
    const ZONE_ADJECTIVE: Self = Self(1 << 9);
    const ITEM: Self = Self(1 << 10);

    fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "date.joiner" => Self::JOINS_DATE,
            "date.ordinal" => Self::ORDINAL,
            "date.time_joiner" => Self::JOINS_TIME,
            "date.future" => Self::FUTURE,
            "date.line" => Self::LINE,
            "date.clock_noun" => Self::CLOCK,
            "date.back_after" => Self::AGO,
            "date.weekday_article" => Self::WEEKDAY_ARTICLE,
            "date.zone_noun" => Self::ZONE_NOUN,
            "date.zone_adjective" => Self::ZONE_ADJECTIVE,
            "date.item" => Self::ITEM,
            _ => return None,
        })
    }
}

/// All that one word means.
#[derive(Debug, Clone, Copy, Default)]
struct Meaning {
    month: Option<u32>,
    weekday: Option<Weekday>,
    /// A short weekday that counts only before a full stop or comma.
    marked_weekday: Option<Weekday>,
    days_ago: Option<u64>,
    /// The languages in which it means a day before today.
    days_ago_in: [Option<Language>; 2],
    unit: Option<Unit>,
    count: Option<u32>,
    cue: Option<CueWord>,
    /// The hour that it names.
    clock: Option<u32>,
    zone: Option<Tz>,
    uses: u16,
}

impl Meaning {
    fn take(&mut self, kind: &str, value: &str) {
        match kind {
            "month" => self.month = value.parse().ok(),
            "weekday" => self.weekday = weekday_of(value),
            "weekday.marked" => self.marked_weekday = weekday_of(value),
            "date.days_ago" => self.days_ago = value.parse().ok(),
            "date.unit" => self.unit = unit_of(value),
            "date.clock" => self.clock = value.parse().ok(),
            "date.count" => self.count = value.parse().ok(),
            "date.cue" => self.cue = cue_of(value),
            "date.spoken_zone" => self.zone = value.parse().ok(),
            kind => self.uses |= Use::of_kind(kind).map_or(0, |u| u.0),
        }
    }
}

/// 1 is Monday, as ISO 8601 has it.
fn weekday_of(value: &str) -> Option<Weekday> {
    Weekday::try_from(value.parse::<u8>().ok()?.checked_sub(1)?).ok()
}

fn unit_of(value: &str) -> Option<Unit> {
    Some(match value {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        _ => return None,
    })
}

fn cue_of(value: &str) -> Option<CueWord> {
    Some(match value {
        "published" => CueWord::Published,
        "modified" => CueWord::Modified,
        "other" => CueWord::Other,
        _ => return None,
    })
}

fn meaning(word: &str) -> Meaning {
    static ALL: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
        let mut all: HashMap<String, Meaning> = HashMap::new();
        let of_dates =
            |kind: &str| kind.starts_with("date.") || matches!(kind, "month" | "weekday" | "weekday.marked");
        for entry in words::entries().iter().filter(|e| of_dates(e.kind)) {
            let meaning = all.entry(lower(entry.phrase)).or_default();
            meaning.take(entry.kind, entry.value.unwrap_or_default());
            if entry.kind == "date.days_ago" {
                meaning.days_ago_in = [entry.language, meaning.days_ago_in[0]];
            }
        }
        all
    });
    ALL.get(word).copied().unwrap_or_default()
}

fn has(word: &str, wanted: Use) -> bool {
    meaning(word).uses & wanted.0 != 0
}

/// The month (1 to 12) that a lower-case word names, in full or as people shorten it.
pub(super) fn month(word: &str) -> Option<u32> {
    meaning(word).month
}

/// The weekday that a lower-case word names. Two-letter German forms (`mi`, `do`) count only with
/// `marked`, that is before a full stop or comma: they are common words elsewhere.
pub(super) fn weekday(word: &str, marked: bool) -> Option<Weekday> {
    let meaning = meaning(word);
    meaning.weekday.or(meaning.marked_weekday.filter(|_| marked))
}

/// Days before today that a lower-case word means in a language (`gestern` is 1): German *hier* is not French
/// *hier*.
pub(super) fn days_ago(word: &str, lang: Option<&str>) -> Option<u64> {
    let meaning = meaning(word);
    let days = meaning.days_ago?;
    let Some(code) = lang.and_then(|tag| tag.get(..2)) else { return Some(days) };
    let read = meaning
        .days_ago_in
        .iter()
        .flatten()
        .any(|l| l.code().is_some_and(|own| own.eq_ignore_ascii_case(code)));
    read.then_some(days)
}

/// The clock time that a lower-case word names: *noon*.
pub(super) fn clock_word(word: &str) -> Option<u32> {
    meaning(word).clock
}

/// True for what a notice of publication calls its item: *this entry was posted on …*.
pub(super) fn names_item(word: &str) -> bool {
    has(word, Use::ITEM)
}

/// The unit that a lower-case word names, singular or plural.
pub(super) fn unit(word: &str) -> Option<Unit> {
    meaning(word).unit
}

/// A small number written as a word before a unit of time.
pub(super) fn counting_word(word: &str) -> Option<u32> {
    meaning(word).count
}

/// True for words that join the parts of a date: `29 de enero de 2025`, `1st of May`.
pub(super) fn joins_date(word: &str) -> bool {
    has(word, Use::JOINS_DATE)
}

/// True for the ordinal endings after a day's number.
pub(super) fn ordinal_ending(word: &str) -> bool {
    has(word, Use::ORDINAL)
}

/// True for words that occur between a date and its time.
pub(super) fn joins_time(word: &str) -> bool {
    has(word, Use::JOINS_TIME)
}

/// The cue that a lower-case word gives.
pub(super) fn cue(word: &str) -> Option<CueWord> {
    meaning(word).cue
}

/// True for words that put what they tell into the future.
pub(super) fn future(word: &str) -> bool {
    has(word, Use::FUTURE)
}

/// True for the lower-case words that a date line may have besides names.
pub(super) fn date_line_word(word: &str) -> bool {
    has(word, Use::LINE)
}

/// True for words behind the hours of a time: `17 Uhr`.
pub(super) fn clock_noun(word: &str) -> bool {
    has(word, Use::CLOCK)
}

/// True for words behind a span that count it back from now: `3 hours ago`.
pub(super) fn counts_back(word: &str) -> bool {
    has(word, Use::AGO)
}

/// True for words between a weekday and its date: `Mittwoch, den 29. Januar`.
pub(super) fn weekday_article(word: &str) -> bool {
    has(word, Use::WEEKDAY_ARTICLE)
}

/// The zone of the word before *time*: `eastern`, `deutscher`.
pub(super) fn spoken_zone(word: &str) -> Option<Tz> {
    meaning(word).zone
}

/// True for the last word of a zone: `Eastern Time`.
pub(super) fn zone_noun(word: &str) -> bool {
    has(word, Use::ZONE_NOUN)
}

/// True for words inside a zone: `Eastern Standard Time`.
pub(super) fn zone_adjective(word: &str) -> bool {
    has(word, Use::ZONE_ADJECTIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_understood_and_no_word_has_two() {
        let mut seen: HashMap<(&str, String), &str> = HashMap::new();
        for entry in words::entries() {
            let Some(value) = entry.value else { continue };
            let mut meaning = Meaning::default();
            meaning.take(entry.kind, value);
            let known = [
                meaning.month.is_some(),
                meaning.weekday.is_some(),
                meaning.marked_weekday.is_some(),
                meaning.days_ago.is_some(),
                meaning.unit.is_some(),
                meaning.count.is_some(),
                meaning.cue.is_some(),
                meaning.zone.is_some(),
                meaning.clock.is_some(),
            ];
            let dated = entry.kind.starts_with("date.")
                || matches!(entry.kind, "month" | "weekday" | "weekday.marked");
            assert_eq!(known.contains(&true), dated, "{entry:?}");
            if dated {
                let before = seen.insert((entry.kind, lower(entry.phrase)), value);
                assert!(before.is_none_or(|b| b == value), "{entry:?} and {before:?}");
            }
        }
        assert_eq!(month("märz"), Some(3));
        assert_eq!((weekday("mi", false), weekday("mi", true)), (None, Some(Weekday::Wed)));
    }
}
