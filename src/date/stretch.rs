//! The stretch of time that somebody names when looking for something: *yesterday*, *3d*, *last week*,
//! *gestern*, *letzte Woche*, a day, a month, a year.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use super::{DateContext, find_in_text, left_unread, read_value, words};
use crate::event::When;
use crate::text::{lower, words as tables};

/// A stretch of time, or one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it: a microsecond later for an instant.
    pub to: DateTime<Utc>,
}

impl Stretch {
    fn instant(at: DateTime<Utc>) -> Self {
        // The end of time has no microsecond after it.
        Self { from: at, to: at.checked_add_signed(TimeDelta::microseconds(1)).unwrap_or(at) }
    }

    /// Whether it is an instant.
    #[must_use]
    pub fn is_instant(&self) -> bool {
        self.to - self.from <= TimeDelta::microseconds(1)
    }
}

/// Reads the stretch of time that a text names and nothing else, as of an instant. Days, weeks, months and
/// years are those of the zone; weeks begin on Monday.
///
/// ```
/// use newstape::date::stretch;
///
/// let now = "2025-01-29T12:00:00Z".parse()?;
/// let days = |text| stretch(text, now, chrono_tz::UTC).map(|s| (s.from.date_naive().to_string(), (s.to - s.from).num_days()));
/// assert_eq!(days("gestern"), Some(("2025-01-28".to_owned(), 1)));
/// assert_eq!(days("last week"), Some(("2025-01-20".to_owned(), 7)));
/// assert_eq!(days("2025-01"), Some(("2025-01-01".to_owned(), 31)));
/// assert_eq!(days("soon"), None);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn stretch(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<Stretch> {
    let text = text.trim();
    let reader = Reader { now, zone, today: now.with_timezone(&zone).date_naive() };
    let lowered = lower(text);
    let said: Vec<&str> = lowered.split_whitespace().collect();
    reader.written(text, &lowered).or_else(|| reader.relative(&said)).or_else(|| reader.prose(text))
}

/// A unit that stretches are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// The unit behind a number without a space. `m` would be a minute to some and a month to others.
    fn short(text: &str) -> Option<Self> {
        Some(match text {
            "min" => Self::Minute,
            "h" | "std" => Self::Hour,
            "d" | "t" => Self::Day,
            "w" => Self::Week,
            "mo" => Self::Month,
            "q" => Self::Quarter,
            "y" | "j" => Self::Year,
            _ => return None,
        })
    }

    fn named(word: &str) -> Option<Self> {
        if let Some(unit) = words::unit(word) {
            return Some(match unit {
                words::Unit::Second => return None,
                words::Unit::Minute => Self::Minute,
                words::Unit::Hour => Self::Hour,
                words::Unit::Day => Self::Day,
                words::Unit::Week => Self::Week,
            });
        }
        let name = tables::of_kind("time.unit").find(|e| e.phrase == word).and_then(|e| e.value)?;
        Some(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return None,
        })
    }
}

/// Whether a word says that the unit behind it is the one before this one.
fn is_last(word: &str) -> bool {
    is_of(&["time.last", "time.back"], word)
}

/// Whether a word says that the unit behind it is the present one.
fn is_this(word: &str) -> bool {
    is_of(&["time.this"], word)
}

fn is_of(kinds: &[&'static str], word: &str) -> bool {
    static WORDS: LazyLock<HashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
        let kinds = ["time.last", "time.back", "time.this"];
        let one = |kind| tables::of_kind(kind).map(move |e| (kind, e.phrase));
        kinds.into_iter().flat_map(one).filter(|(_, phrase)| !phrase.contains(' ')).collect()
    });
    kinds.iter().any(|kind| WORDS.contains(&(*kind, word)))
}

struct Reader {
    now: DateTime<Utc>,
    zone: Tz,
    today: NaiveDate,
}

impl Reader {
    /// What is written in digits: an instant, two with a slash between them, a day, a month, a quarter, a year.
    fn written(&self, text: &str, lowered: &str) -> Option<Stretch> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Some(Stretch::instant(at.with_timezone(&Utc)));
        }
        if let Ok(day) = text.parse::<NaiveDate>() {
            return self.days(day, day.succ_opt()?);
        }
        if let Some((from, to)) = text.split_once('/') {
            let instant = |text| Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc));
            let (from, to) = (instant(from)?, instant(to)?);
            return (from < to).then_some(Stretch { from, to });
        }
        let four = lowered.get(..4)?;
        let year = four.parse::<i32>().ok().filter(|_| four.bytes().all(|b| b.is_ascii_digit()))?;
        let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| (1900..=2200).contains(&year))?;
        match lowered.get(4..)? {
            "" => self.months(first, 12),
            rest => {
                let rest = rest.strip_prefix('-')?;
                if let Some(quarter) = rest.strip_prefix('q') {
                    let quarter = quarter.parse::<u32>().ok().filter(|q| (1..=4).contains(q))?;
                    return self.months(first.with_month(quarter * 3 - 2)?, 3);
                }
                let month = rest.parse().ok().filter(|_| rest.len() == 2)?;
                self.months(first.with_month(month)?, 1)
            }
        }
    }

    /// What counts from now.
    fn relative(&self, said: &[&str]) -> Option<Stretch> {
        match said {
            [word] => self.one_word(word),
            [before, rest @ ..] if matches!(*before, "vor" | "seit" | "den" | "der" | "the" | "in") => {
                self.relative(rest)
            }
            [count, unit, behind] if words::counts_back(behind) => self.back(count, unit),
            [joined, behind] if words::counts_back(behind) => self.one_word(joined),
            [last, count, unit] if is_last(last) => self.back(count, unit),
            [last, what] if is_last(last) => self.last(what),
            [this, what] if is_this(this) => self.current(Unit::named(what)?),
            [month, year] if words::month(month).is_some() => {
                let year = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
                self.months(NaiveDate::from_ymd_opt(year, words::month(month)?, 1)?, 1)
            }
            [count, unit] => self.back(count, unit),
            _ => None,
        }
    }

    fn one_word(&self, word: &str) -> Option<Stretch> {
        if let Some(ago) = words::days_ago(word, None) {
            let day = self.today.checked_sub_days(Days::new(ago))?;
            return self.days(day, day.succ_opt()?);
        }
        if let Some(weekday) = words::weekday(word, false) {
            return self.weekday(weekday, 0);
        }
        if let Some(month) = words::month(word) {
            let this = NaiveDate::from_ymd_opt(self.today.year(), month, 1)?;
            let first = if this > self.today { this.checked_sub_months(Months::new(12))? } else { this };
            return self.months(first, 1);
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = word.split_at_checked(digits)?;
        self.before(count.parse().ok()?, Unit::short(unit)?)
    }

    /// The day of that name, at least so many days ago.
    fn weekday(&self, weekday: Weekday, least: u64) -> Option<Stretch> {
        let since = u64::from(self.today.weekday().days_since(weekday));
        let ago = if since < least { since + 7 } else { since };
        let day = self.today.checked_sub_days(Days::new(ago))?;
        self.days(day, day.succ_opt()?)
    }

    fn last(&self, what: &str) -> Option<Stretch> {
        if let Some(weekday) = words::weekday(what, false) {
            return self.weekday(weekday, 1);
        }
        let (first, months, days) = self.unit_of_today(Unit::named(what)?)?;
        let before = first.checked_sub_months(Months::new(months))?.checked_sub_days(Days::new(days))?;
        self.days(before, first)
    }

    fn current(&self, unit: Unit) -> Option<Stretch> {
        let (first, months, days) = self.unit_of_today(unit)?;
        self.days(first, first.checked_add_months(Months::new(months))?.checked_add_days(Days::new(days))?)
    }

    /// The first day of the unit that holds today, and its length in months and days.
    fn unit_of_today(&self, unit: Unit) -> Option<(NaiveDate, u32, u64)> {
        let (day, month) = (self.today, self.today.month());
        let first_of = |month| day.with_day(1).and_then(|first| first.with_month(month));
        Some(match unit {
            Unit::Minute | Unit::Hour => return None,
            Unit::Day => (day, 0, 1),
            Unit::Week => {
                let since_monday = Days::new(u64::from(day.weekday().num_days_from_monday()));
                (day.checked_sub_days(since_monday)?, 0, 7)
            }
            Unit::Month => (first_of(month)?, 1, 0),
            Unit::Quarter => (first_of((month - 1) / 3 * 3 + 1)?, 3, 0),
            Unit::Year => (first_of(1)?, 12, 0),
        })
    }

    fn back(&self, count: &str, unit: &str) -> Option<Stretch> {
        let count = count.parse().ok().or_else(|| words::counting_word(count))?;
        self.before(count, Unit::named(unit)?)
    }

    /// The instant so many units before now.
    fn before(&self, count: u32, unit: Unit) -> Option<Stretch> {
        let local = self.now.with_timezone(&self.zone);
        let months = |months: u32| {
            let before = local.date_naive().checked_sub_months(Months::new(count.checked_mul(months)?))?;
            self.zone.from_local_datetime(&before.and_time(local.time())).earliest()
        };
        let span = |span: TimeDelta| local.checked_sub_signed(span);
        let at = match unit {
            Unit::Minute => span(TimeDelta::minutes(count.into())),
            Unit::Hour => span(TimeDelta::hours(count.into())),
            Unit::Day => span(TimeDelta::days(count.into())),
            Unit::Week => span(TimeDelta::weeks(count.into())),
            Unit::Month => months(1),
            Unit::Quarter => months(3),
            Unit::Year => months(12),
        };
        Some(Stretch::instant(at?.with_timezone(&Utc)))
    }

    /// A date in words: *29. Januar 2025, 14:00*.
    fn prose(&self, text: &str) -> Option<Stretch> {
        let context = DateContext { lang: None, fetched_at: Some(self.now), default_zone: Some(self.zone) };
        let in_words = || {
            let found = find_in_text(text, &context);
            found.best.or_else(|| found.future.into_iter().next())
        };
        let found = read_value(text, &context).or_else(in_words)?;
        if left_unread(text, &context).is_some() {
            return None;
        }
        match found.publication(Some(self.zone)).when {
            When::Instant { at, .. } => Some(Stretch::instant(at)),
            When::Day(day) => self.days(day, day.succ_opt()?),
        }
    }

    fn months(&self, first: NaiveDate, months: u32) -> Option<Stretch> {
        self.days(first, first.checked_add_months(Months::new(months))?)
    }

    /// From the start of a day to the start of another.
    fn days(&self, from: NaiveDate, to: NaiveDate) -> Option<Stretch> {
        let start = |day: NaiveDate| {
            // A day may begin later than midnight where the clocks change then.
            let hours = (0..4).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
            let mut starts = hours.filter_map(|at| self.zone.from_local_datetime(&at).earliest());
            starts.next().map(|at| at.with_timezone(&Utc))
        };
        Some(Stretch { from: start(from)?, to: start(to)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wednesday, 29 January 2025, at noon.
    fn read(text: &str) -> Option<String> {
        let now = "2025-01-29T12:00:00Z".parse().unwrap();
        let short = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M").to_string().replace(" 00:00", "");
        stretch(text, now, Tz::UTC).map(|s| {
            if s.is_instant() { short(s.from) } else { format!("{}..{}", short(s.from), short(s.to)) }
        })
    }

    #[test]
    fn stretches_are_read_in_english_and_german() {
        for (texts, expected) in [
            (
                &["today", "heute", "2025-01-29", "29.01.2025", "this day", "January 29, 2025"][..],
                "2025-01-29..2025-01-30",
            ),
            (&["yesterday", "gestern", "last day", "29. Januar 2025"][..1], "2025-01-28..2025-01-29"),
            (&["Gestern", "YESTERDAY", "letzter Tag"], "2025-01-28..2025-01-29"),
            (&["vorgestern"], "2025-01-27..2025-01-28"),
            (
                &[
                    "3d",
                    "3 days",
                    "3 days ago",
                    "3 Tage",
                    "vor 3 Tagen",
                    "last 3 days",
                    "letzte 3 Tage",
                    "seit drei Tagen",
                    "in den letzten 3 Tagen",
                    "past three days",
                ],
                "2025-01-26 12:00",
            ),
            (&["2w", "2 weeks", "vor zwei Wochen"], "2025-01-15 12:00"),
            (&["12h", "12 hours ago", "vor 12 Stunden", "12h ago"], "2025-01-29"),
            (&["30min", "30 minutes", "30 Minuten"], "2025-01-29 11:30"),
            (&["1mo", "1 month", "last 1 months"], "2024-12-29 12:00"),
            (&["1y", "1 Jahr"], "2024-01-29 12:00"),
            (
                &["last week", "letzte Woche", "vorige Woche", "seit letzter Woche", "previous week"],
                "2025-01-20..2025-01-27",
            ),
            (&["this week", "diese Woche"], "2025-01-27..2025-02-03"),
            (
                &["last month", "letzten Monat", "December", "2024-12", "Dezember 2024"],
                "2024-12-01..2025-01-01",
            ),
            (&["this month", "January", "jan 2025"], "2025-01-01..2025-02-01"),
            (&["last quarter", "letztes Quartal", "2024-Q4"], "2024-10-01..2025-01-01"),
            (&["2024", "last year", "letztes Jahr"], "2024-01-01..2025-01-01"),
            (&["monday", "Montag", "last monday"], "2025-01-27..2025-01-28"),
            (&["wednesday"], "2025-01-29..2025-01-30"),
            (&["last wednesday", "letzten Mittwoch"], "2025-01-22..2025-01-23"),
            (&["2025-01-29T09:30:00+01:00"], "2025-01-29 08:30"),
        ] {
            for text in texts {
                assert_eq!(read(text).as_deref(), Some(expected), "{text}");
            }
        }
        for text in [
            "",
            "soon",
            "3",
            "3m",
            "week",
            "2025-13",
            "2025-01-40",
            "last",
            "news",
            "5x",
            "99999999999d",
            "4294967295y",
            "0000",
            "the the the",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let now = "2025-01-29T23:30:00Z".parse().unwrap();
        let berlin = stretch("today", now, Tz::Europe__Berlin).unwrap();
        assert_eq!(berlin.from, "2025-01-29T23:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let change = stretch("2025-03-30", now, Tz::Europe__Berlin).unwrap();
        assert_eq!((change.to - change.from).num_hours(), 23);
    }
}
