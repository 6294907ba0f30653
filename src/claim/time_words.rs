//! The words of time of each language, which are matched apart from those of movement.

use std::collections::HashMap;

use chrono::Weekday;

use super::DayPoint;
use super::stated_time::{Stated, Third, Unit, Word};
use super::token::{self, Token};
use crate::text::words::Entry;

/// Phrases with what each stands for.
#[derive(Debug)]
struct Phrases<T>(HashMap<String, Vec<(Vec<String>, T)>>);

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Copy> Phrases<T> {
    fn add(&mut self, phrase: &str, means: T) {
        let mut words = token::tokens(phrase).into_iter().map(|t| t.lower);
        let Some(first) = words.next() else { return };
        let list = self.0.entry(first).or_default();
        list.push((words.collect(), means));
        list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// The longest phrase that begins here, if `keep` takes it, and over how many tokens it goes.
    fn longest(&self, tokens: &[Token], keep: impl Fn(T) -> bool) -> Option<(T, usize)> {
        let first = tokens.first()?;
        let fits = |rest: &[String]| {
            tokens.len() > rest.len() && rest.iter().zip(&tokens[1..]).all(|(w, t)| *w == t.lower)
        };
        let list = self.0.get(&first.lower)?;
        list.iter().find(|(rest, m)| keep(*m) && fits(rest)).map(|(rest, m)| (*m, rest.len() + 1))
    }
}

/// The words of time of one language.
#[derive(Debug, Default)]
pub(super) struct TimeWords {
    spans: Phrases<Stated>,
    parts: Phrases<Stated>,
    whole_parts: Phrases<Stated>,
    units: Phrases<Unit>,
    words: Phrases<Word>,
    points: Phrases<DayPoint>,
    weekdays: HashMap<String, Weekday>,
    day_parts: Vec<String>,
    day_moments: HashMap<String, DayPoint>,
    months: HashMap<String, u32>,
    since_openers: Vec<String>,
}

/// The fewest letters of a weekday that is written out; shorter ones are common words too.
const WRITTEN_OUT: usize = 5;

impl TimeWords {
    /// Takes in an entry, if it is one of time.
    pub(super) fn add(&mut self, entry: &Entry) {
        let phrase = entry.phrase;
        let number = || entry.value.and_then(|v| v.parse::<u8>().ok());
        let word = |kind: &str| {
            Some(match kind {
                "time.this" => Word::This,
                "time.last" => Word::Last,
                "time.back" => Word::Back,
                "date.future" | "time.next" => Word::Next,
                "time.in" => Word::In,
                "time.early" => Word::Of(Third::First),
                "time.mid" => Word::Of(Third::Middle),
                "time.late" => Word::Of(Third::Last),
                "time.joins" => Word::Joins,
                "time.ends" => Word::Ends,
                "time.when" => Word::When,
                "since" => Word::Since,
                _ => return None,
            })
        };
        let point = |kind: &str| {
            Some(match kind {
                "point.open" => DayPoint::Open,
                "point.midday" => DayPoint::Midday,
                "point.intraday" => DayPoint::Intraday,
                "point.close" => DayPoint::Close,
                _ => return None,
            })
        };
        match entry.kind {
            "weekday" if phrase.chars().count() >= WRITTEN_OUT => {
                let day = number().and_then(|n| Weekday::try_from(n.wrapping_sub(1)).ok());
                self.weekdays.extend(day.map(|d| (token::phrase(phrase), d)));
            }
            "month" => self.months.extend(number().map(|n| (token::phrase(phrase), u32::from(n)))),
            "date.days_ago" => {
                if let Some(back) = number() {
                    self.spans.add(phrase, Stated::DaysAgo(u32::from(back)));
                }
            }
            "time.unit" => {
                if let Some(unit) = entry.value.and_then(Unit::of) {
                    self.units.add(phrase, unit);
                }
            }
            "time.span" => {
                if let Some(stated) = entry.value.and_then(Stated::of_code) {
                    self.spans.add(phrase, stated);
                }
            }
            "time.part" => {
                if let Some(stated) = entry.value.and_then(Stated::of_part) {
                    self.parts.add(phrase, stated);
                }
            }
            "time.day_part" => self.day_parts.push(token::phrase(phrase)),
            "time.morning" => {
                self.day_moments.insert(token::phrase(phrase), DayPoint::Open);
            }
            "time.afternoon" => {
                self.day_moments.insert(token::phrase(phrase), DayPoint::Intraday);
            }
            "time.day_before" => self.spans.add(phrase, Stated::DayBefore { opens: false }),
            "time.day_after" => self.spans.add(phrase, Stated::DayBefore { opens: true }),
            "time.whole_part" => {
                if let Some(stated) = entry.value.and_then(Stated::of_part) {
                    self.whole_parts.add(phrase, stated);
                }
            }
            "time.since_opener" => self.since_openers.push(token::phrase(phrase)),
            kind => {
                if let Some(word) = word(kind) {
                    self.words.add(phrase, word);
                } else if let Some(point) = point(kind) {
                    self.points.add(phrase, point);
                }
            }
        }
    }

    pub(super) fn span_at(&self, tokens: &[Token]) -> Option<(Stated, usize)> {
        self.spans.longest(tokens, |_| true)
    }

    pub(super) fn part_at(&self, tokens: &[Token]) -> Option<(Stated, usize)> {
        self.parts.longest(tokens, |_| true)
    }

    pub(super) fn whole_part_at(&self, tokens: &[Token]) -> Option<(Stated, usize)> {
        self.whole_parts.longest(tokens, |_| true)
    }

    pub(super) fn unit_at(&self, tokens: &[Token]) -> Option<(Unit, usize)> {
        self.units.longest(tokens, |_| true)
    }

    pub(super) fn word_at(&self, tokens: &[Token], wanted: Word) -> Option<usize> {
        self.words.longest(tokens, |w| w == wanted).map(|(_, length)| length)
    }

    pub(super) fn point_at(&self, tokens: &[Token]) -> Option<(DayPoint, usize)> {
        self.points.longest(tokens, |_| true)
    }

    /// `Monday`, and with a part of the day `Montagvormittag`.
    pub(super) fn weekday(&self, word: &str) -> Option<Weekday> {
        let whole = || self.weekdays.get(word);
        let stem = || {
            let of = |part: &String| self.weekdays.get(word.strip_suffix(part.as_str())?);
            self.day_parts.iter().find_map(of)
        };
        whole().or_else(stem).copied()
    }

    /// Whether a word alone is one of a kind.
    pub(super) fn is_word(&self, word: &str, wanted: Word) -> bool {
        let list = self.words.0.get(word);
        list.is_some_and(|list| list.iter().any(|(rest, means)| rest.is_empty() && *means == wanted))
    }

    /// The part of a day that a word names beside it, or as the end of it: `morning`, `Montagvormittag`.
    pub(super) fn moment_of_day(&self, word: &str) -> Option<DayPoint> {
        let of_weekday = || {
            let ends = |(part, _): &(&String, &DayPoint)| {
                word.strip_suffix(part.as_str()).is_some_and(|day| self.weekdays.contains_key(day))
            };
            self.day_moments.iter().find(ends).map(|(_, point)| point)
        };
        self.day_moments.get(word).or_else(of_weekday).copied()
    }

    pub(super) fn month(&self, word: &str) -> Option<u32> {
        self.months.get(word).copied()
    }

    /// What may stand between `since` and its date: `the start of`, `Anfang`.
    pub(super) fn opens_since(&self, word: &str) -> bool {
        self.since_openers.iter().any(|w| w == word)
    }
}
