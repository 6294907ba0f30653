//! Where a sentence names a time: the day, date, month, year or span of a move.

use std::ops::Range;

use chrono::NaiveDate;

use super::lexicon::Lexicon;
use super::stated_time::{Stated, Third, Unit, Word};
use super::token::{Token, TokenKind};

/// A stretch of a sentence that names a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// What it says.
    pub(super) stated: Stated,
}

/// The times that a sentence names, in text order, none overlapping another.
pub(super) fn found(tokens: &[Token], sentence: Range<usize>, lexicon: &Lexicon) -> Vec<Found> {
    let reader = Reader { tokens: &tokens[..sentence.end], first: sentence.start, lexicon };
    let mut out = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        match reader.time_at(at) {
            Some((stated, end)) => {
                out.push(Found { tokens: at..end, stated });
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

/// The most units that a span counts; more is no span of a price.
const MOST: u32 = 1000;
/// The most words between `since` and its date.
const LONGEST_OPENING: usize = 3;

struct Reader<'a> {
    tokens: &'a [Token],
    first: usize,
    lexicon: &'a Lexicon,
}

impl Reader<'_> {
    fn time_at(&self, at: usize) -> Option<(Stated, usize)> {
        if self.word_before(at, Word::Next) {
            return None;
        }
        self.lexicon
            .times
            .span_at(&self.tokens[at..])
            .map(|(stated, length)| (stated, at + length))
            .or_else(|| self.part(at))
            .or_else(|| self.ended(at))
            .or_else(|| self.since(at))
            .or_else(|| self.numeric_date(at))
            .or_else(|| self.weekdays(at))
            .or_else(|| self.month_part(at))
            .or_else(|| self.month(at))
            .or_else(|| self.unit(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.year(at))
    }

    fn word(&self, at: usize, wanted: Word) -> Option<usize> {
        self.lexicon.times.word_at(self.tokens.get(at..)?, wanted).map(|length| at + length)
    }

    fn word_before(&self, at: usize, wanted: Word) -> bool {
        (self.first..at).rev().take(2).any(|i| self.word(i, wanted) == Some(at))
    }

    /// `since Friday`, `seit dem 3. März`, `since 2020`.
    fn since(&self, at: usize) -> Option<(Stated, usize)> {
        let first = self.word(at, Word::Since)?;
        // `since the end of`, `seit Anfang`, `seit dem`.
        let opens = |at: &usize| {
            self.tokens.get(*at).is_some_and(|t| {
                self.lexicon.word_is(&t.lower, super::lexicon::Tag::Determiner)
                    || self.lexicon.times.opens_since(&t.lower)
            })
        };
        let openers = (first..).take(LONGEST_OPENING).take_while(opens).count();
        let (stated, end) = (first..=first + openers).find_map(|next| {
            let date = self.numeric_date(next).or_else(|| self.weekday(next)).or_else(|| self.month(next));
            date.or_else(|| self.plain_year(next))
        })?;
        let since = match stated {
            Stated::Weekday { day, .. } => Stated::SinceWeekday(day),
            Stated::Date { day, month, year } => Stated::SinceDate { day, month, year },
            Stated::Month { month, year } => Stated::SinceMonth { month, year },
            Stated::Year(year) => Stated::SinceYear(year),
            _ => return None,
        };
        Some((since, end))
    }

    fn weekday(&self, at: usize) -> Option<(Stated, usize)> {
        let token = self.tokens.get(at)?;
        let day = self.lexicon.times.weekday(&token.lower)?;
        let end = at + 1;
        // `Friday's close` names that day; `Monday, Jan. 27` and `Montag, dem 27. Januar` a date.
        let comma = self.tokens.get(end).is_some_and(|t| t.is(','));
        let bracket = self.tokens.get(end).is_some_and(|t| t.is('('));
        for skip in 0..3 {
            let next = end + usize::from(comma || bracket) + skip;
            let date = self.numeric_date(next).or_else(|| self.month(next));
            if let Some((stated @ Stated::Date { .. }, end)) = date {
                return Some((stated, end));
            }
            let article = self.tokens.get(next).is_some_and(|t| {
                self.lexicon.word_is(&t.lower, super::lexicon::Tag::Determiner) || t.lower == "den"
            });
            if !article {
                break;
            }
        }
        let before = self.word_before(at, Word::Last) || self.word(end, Word::Last).is_some();
        Some((Stated::Weekday { day, before }, end))
    }

    /// `Thursday`, and with the one that it is taken together with `Thursday and Friday`.
    fn weekdays(&self, at: usize) -> Option<(Stated, usize)> {
        let (stated, end) = self.weekday(at)?;
        let Stated::Weekday { day: first, before } = stated else { return Some((stated, end)) };
        let together = self.word(end, Word::Joins).and_then(|next| {
            // `on Thursday and on Friday`, `zwischen Donnerstag und dem Freitag`.
            let skips = (next..).take(2).take_while(|i| self.stands_before_a_day(*i)).count();
            let last = self.lexicon.times.weekday(&self.tokens.get(next + skips)?.lower)?;
            let end = next + skips + 1;
            // `on Monday and Tuesday's gain`
            let of_another = self.tokens.get(end).is_some_and(|t| t.lower == "'s");
            let dated = self.tokens.get(end).is_some_and(|t| t.is(',')) && self.month(end + 1).is_some();
            (last != first && !of_another && !dated).then_some((last, end))
        });
        Some(match together {
            Some((last, end)) => (Stated::Weekdays { first, last, before }, end),
            None => (stated, end),
        })
    }

    /// `2024`, `August`, `das Jahr 2024` and `the first quarter` behind a verb that ends them: `ended 2024 down 60%`.
    fn ended(&self, at: usize) -> Option<(Stated, usize)> {
        // `Das zweite Quartal beendete die Aktie …`: the verb may stand behind it.
        let before = self.word_before(at, Word::Ends);
        let is_ended = |end: usize| before || self.word(end, Word::Ends).is_some();
        let article = self
            .tokens
            .get(at)
            .is_some_and(|t| self.lexicon.word_is(&t.lower, super::lexicon::Tag::Determiner));
        let noun = at + usize::from(article);
        let year =
            self.lexicon.times.unit_at(self.tokens.get(noun..)?).filter(|(unit, _)| *unit == Unit::Year);
        let of_year = self.plain_year(year.map_or(at, |(_, length)| noun + length));
        let of_month = || {
            let (month, end) = self.month_name(at)?;
            let (year, end) = self.year_behind(end);
            (before && !self.is_day_behind(end)).then_some((Stated::Month { month, year }, end))
        };
        let of_part = || {
            let (stated, length) = self.lexicon.times.whole_part_at(self.tokens.get(at..)?)?;
            let (year, end) = self.year_behind(at + length);
            Some((stated.of_year(year), end))
        };
        let of_year = of_year.filter(|_| before || year.is_some());
        of_year.or_else(of_month).or_else(of_part).filter(|(_, end)| is_ended(*end))
    }

    fn stands_before_a_day(&self, at: usize) -> bool {
        use super::lexicon::Tag;
        self.tokens.get(at).is_some_and(|t| {
            [Tag::Preposition, Tag::Determiner].iter().any(|tag| self.lexicon.word_is(&t.lower, *tag))
        })
    }

    /// `early April`, `Mitte März 2024`, `at the end of January`.
    fn month_part(&self, at: usize) -> Option<(Stated, usize)> {
        let of = |third| Some((third, self.word(at, Word::Of(third))?));
        let joined = || {
            let (opening, month) = self.tokens.get(at)?.lower.split_once('-')?;
            let third = Third::ALL.into_iter().find(|t| self.lexicon.times.is_word(opening, Word::Of(*t)))?;
            Some((third, self.lexicon.times.month(month)?, at + 1))
        };
        let apart = || {
            let (third, next) = Third::ALL.into_iter().find_map(of)?;
            let next = next + usize::from(self.tokens.get(next).is_some_and(|t| t.is('-') && t.glued));
            let (month, end) = self.month_name(next)?;
            Some((third, month, end))
        };
        let (third, month, end) = joined().or_else(apart)?;
        let (year, end) = self.year_behind(end);
        Some((Stated::MonthPart { third, month, year }, end))
    }

    /// `Jan. 27`, `27 January 2025`, `27. Januar`, `27 de enero de 2025`, `in January`, `March 2024`.
    fn month(&self, at: usize) -> Option<(Stated, usize)> {
        if let Some(day) = self.number(at, 31) {
            let mut next = at + 1;
            while self
                .tokens
                .get(next)
                .is_some_and(|t| t.is('.') && t.glued || t.lower == "de" || is_ordinal(t))
            {
                next += 1;
            }
            let (month, end) = self.month_name(next)?;
            let (year, end) = self.year_behind(end);
            return Some((Stated::Date { day, month, year }, end));
        }
        let (month, end) = self.month_name(at)?;
        if let Some(day) = self.number(end, 31).filter(|_| self.is_day_behind(end)) {
            let after = end + 1 + usize::from(self.tokens.get(end + 1).is_some_and(is_ordinal));
            let comma = self.tokens.get(after).is_some_and(|t| t.is(','));
            let (year, far) = self.year_behind(after + usize::from(comma));
            return Some((Stated::Date { day, month, year }, if year.is_some() { far } else { after }));
        }
        let (year, end) = self.year_behind(end);
        let placed = self.word_before(at, Word::In) || self.word_before(at, Word::Since);
        let last = self.word_before(at, Word::Last) || self.word(end, Word::Last).is_some();
        (year.is_some() || placed || last).then_some((Stated::Month { month, year }, end))
    }

    /// Whether a number from 1 to 31 stands here that is no size: `August 11`, and not `August 11% higher`.
    fn is_day_behind(&self, at: usize) -> bool {
        let percent = self
            .tokens
            .get(at + 1)
            .is_some_and(|t| t.is('%') || self.lexicon.word_is(&t.lower, super::lexicon::Tag::Percent));
        self.number(at, 31).is_some() && !percent
    }

    fn month_name(&self, at: usize) -> Option<(u32, usize)> {
        let token = self.tokens.get(at)?;
        let month = self.lexicon.times.month(&token.lower)?;
        let stop = self.tokens.get(at + 1).is_some_and(|t| t.is('.') && t.glued);
        let short = token.lower.chars().count() <= 4;
        Some((month, at + 1 + usize::from(stop && short)))
    }

    fn year_behind(&self, at: usize) -> (Option<i32>, usize) {
        let of = self.tokens.get(at).is_some_and(|t| matches!(t.lower.as_str(), "de" | "of" | "del"));
        match self.plain_year(at + usize::from(of)) {
            Some((Stated::Year(year), end)) => (Some(year), end),
            _ => (None, at),
        }
    }

    fn plain_year(&self, at: usize) -> Option<(Stated, usize)> {
        let token = self.tokens.get(at).filter(|t| t.kind == TokenKind::Number && t.lower.len() == 4)?;
        let year: i32 = token.lower.parse().ok().filter(|y| (1980..2100).contains(y))?;
        let unit =
            self.tokens.get(at + 1).is_some_and(|t| t.is('%') || t.lower == "points" || t.lower == "punkte");
        (!unit).then_some((Stated::Year(year), at + 1))
    }

    /// `in the third quarter of 2024`, `im ersten Halbjahr`.
    fn part(&self, at: usize) -> Option<(Stated, usize)> {
        let (stated, length) = self.lexicon.times.part_at(self.tokens.get(at..)?)?;
        let (year, end) = self.year_behind(at + length);
        Some((stated.of_year(year), end))
    }

    /// `in 2024`, `im Jahr 2024`.
    fn year(&self, at: usize) -> Option<(Stated, usize)> {
        let end = self.word(at, Word::In)?;
        let noun =
            self.lexicon.times.unit_at(self.tokens.get(end..)?).filter(|(unit, _)| *unit == Unit::Year);
        self.plain_year(end + noun.map_or(0, |(_, length)| length))
    }

    /// `27.01.2025`, `2025-01-27`; `1/27/2025` where it can be read one way only.
    fn numeric_date(&self, at: usize) -> Option<(Stated, usize)> {
        self.dotted_date(at).or_else(|| self.date_of_parts(at))
    }

    fn dotted_date(&self, at: usize) -> Option<(Stated, usize)> {
        let token = self.tokens.get(at).filter(|t| t.kind == TokenKind::Number)?;
        let parts: Vec<u32> = token.lower.split('.').filter_map(|p| p.parse().ok()).collect();
        let [day, month, year] = parts[..] else { return None };
        Some((date(year, month, day)?, at + 1))
    }

    /// Three numbers with the same sign between them and no space.
    fn date_of_parts(&self, at: usize) -> Option<(Stated, usize)> {
        let part = |at: usize| {
            let token = self.tokens.get(at).filter(|t| t.kind == TokenKind::Number)?;
            token.lower.parse::<u32>().ok()
        };
        let glued = (at + 1..at + 5).all(|i| self.tokens.get(i).is_some_and(|t| t.glued));
        let between = |sign| [at + 1, at + 3].iter().all(|i| self.tokens.get(*i).is_some_and(|t| t.is(sign)));
        let parts = [part(at)?, part(at + 2).filter(|_| glued)?, part(at + 4)?];
        let stated = match parts {
            [year, month, day] if between('-') => date(year, month, day),
            [first, second, year] if between('/') => {
                match (date(year, second, first), date(year, first, second)) {
                    (Some(one), None) | (None, Some(one)) => Some(one),
                    (Some(one), Some(other)) => (one == other).then_some(one),
                    (None, None) => None,
                }
            }
            _ => None,
        };
        Some((stated?, at + 5))
    }

    /// `this week`, `last month`, `im vergangenen Quartal`, `la semaine dernière`.
    fn unit(&self, at: usize) -> Option<(Stated, usize)> {
        let unit_at = |i: usize| self.lexicon.times.unit_at(self.tokens.get(i..)?);
        let calendar = |unit, back| match unit {
            Unit::Day => None,
            unit => Some(Stated::Calendar { unit, back }),
        };
        for (word, back) in [(Word::This, 0), (Word::Last, 1)] {
            if let Some(next) = self.word(at, word)
                && let Some((unit, length)) = unit_at(next)
            {
                return Some((calendar(unit, back)?, next + length));
            }
            if let Some((unit, length)) = unit_at(at)
                && let Some(end) = self.word(at + length, word)
            {
                return Some((calendar(unit, back)?, end));
            }
        }
        let next = self.word(at, Word::Back)?;
        let (unit, length) = unit_at(next)?;
        // `in der vergangenen Woche` is last week, and not the seven days to now.
        if next > at + 1 && self.word(next - 1, Word::Last) == Some(next) {
            return Some((calendar(unit, 1)?, next + length));
        }
        Some((Stated::Trailing { count: 1, unit }, next + length))
    }

    /// `past three months`, `letzten zwölf Monaten`, `in drei Tagen`.
    fn counted(&self, at: usize) -> Option<(Stated, usize)> {
        let next = self.word(at, Word::Back).or_else(|| self.word(at, Word::Last))?;
        let (count, next) = self.count(next)?;
        let next = next + usize::from(self.tokens.get(next).is_some_and(|t| t.is('-')));
        let skipped = next + usize::from(self.word(next, Word::Last).is_some());
        let (unit, length) = self.lexicon.times.unit_at(self.tokens.get(skipped..)?)?;
        Some((Stated::Trailing { count, unit }, skipped + length))
    }

    fn count(&self, at: usize) -> Option<(u32, usize)> {
        if let Some(number) = self.number(at, MOST) {
            return Some((number, at + 1));
        }
        let (length, value) = self.lexicon.number_at(self.tokens.get(at..)?)?;
        let whole = value.is_integer().then(|| u32::try_from(value.trunc().mantissa()).ok())??;
        (1..=MOST).contains(&whole).then_some((whole, at + length))
    }

    fn number(&self, at: usize, most: u32) -> Option<u32> {
        let token = self.tokens.get(at).filter(|t| t.kind == TokenKind::Number)?;
        token.lower.parse().ok().filter(|n| (1..=most).contains(n))
    }
}

/// A day that the calendar has.
fn date(year: u32, month: u32, day: u32) -> Option<Stated> {
    let year = i32::try_from(year).ok().filter(|y| (1980..2100).contains(y))?;
    NaiveDate::from_ymd_opt(year, month, day)?;
    Some(Stated::Date { day, month, year: Some(year) })
}

fn is_ordinal(token: &Token) -> bool {
    token.glued && matches!(token.lower.as_str(), "st" | "nd" | "rd" | "th" | "er" | "º" | "°")
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::super::token;
    use super::*;
    use crate::text::Language;

    /// The times of a sentence that was published on Wednesday, 29 January 2025.
    fn read(lang: &str, text: &str) -> Vec<String> {
        let tokens = token::tokens(text);
        let lexicon = Lexicon::of(Language::of_tag(lang).unwrap());
        let published = "2025-01-29".parse().unwrap();
        let shown = |f: Found| {
            let span = tokens[f.tokens.start].span.start..tokens[f.tokens.end - 1].span.end;
            let time = f.stated.resolve(published, None, &text[span])?;
            let kind = format!("{:?}", time.kind).to_lowercase();
            Some(format!("{} {kind} {}..{}", time.text, time.from, time.to))
        };
        found(&tokens, 0..tokens.len(), lexicon).into_iter().filter_map(shown).collect()
    }

    #[test]
    fn days_spans_and_beginnings_are_resolved_against_publication() {
        for (lang, text, expected) in [
            ("en", "fell on Monday", "Monday weekday 2025-01-27..2025-01-27"),
            ("en", "fell on Wednesday", "Wednesday weekday 2025-01-29..2025-01-29"),
            ("en", "fell last Wednesday", "Wednesday weekday 2025-01-22..2025-01-22"),
            ("en", "fell yesterday", "yesterday day 2025-01-28..2025-01-28"),
            ("en", "fell on Jan. 27", "Jan. 27 date 2025-01-27..2025-01-27"),
            ("en", "fell on Dec. 30", "Dec. 30 date 2024-12-30..2024-12-30"),
            ("en", "fell on March 3, 2024 at noon", "March 3, 2024 date 2024-03-03..2024-03-03"),
            ("en", "fell on Monday, Jan. 27", "Monday, Jan. 27 date 2025-01-27..2025-01-27"),
            ("en", "fell on 2025-01-27", "2025-01-27 date 2025-01-27..2025-01-27"),
            ("en", "fell on 1/27/2025", "1/27/2025 date 2025-01-27..2025-01-27"),
            ("en", "fell on 27/1/2025", "27/1/2025 date 2025-01-27..2025-01-27"),
            ("en", "rose in January", "January month 2025-01-01..2025-01-29"),
            ("en", "rose in December", "December month 2024-12-01..2024-12-31"),
            ("en", "rose 24% in 2024", "in 2024 year 2024-01-01..2024-12-31"),
            ("en", "rose in the third quarter", "in the third quarter quarter 2024-07-01..2024-09-30"),
            ("en", "rose in the first quarter", "in the first quarter quarter 2025-01-01..2025-01-29"),
            ("en", "rose in the first half of 2024", "in the first half of 2024 half 2024-01-01..2024-06-30"),
            ("en", "rose this week", "this week week 2025-01-27..2025-01-29"),
            ("en", "rose last week", "last week week 2025-01-20..2025-01-26"),
            ("en", "rose last month", "last month month 2024-12-01..2024-12-31"),
            ("en", "is up this year", "this year year 2025-01-01..2025-01-29"),
            ("en", "rose in the past three months", "the past three months span 2024-10-29..2025-01-29"),
            ("en", "rose over the past 12 months", "the past 12 months span 2024-01-29..2025-01-29"),
            ("en", "is up since Friday", "since Friday since 2025-01-24..2025-01-29"),
            (
                "en",
                "is up since the start of December",
                "since the start of December since 2024-12-01..2025-01-29",
            ),
            ("en", "fell on Monday and Tuesday", "Monday and Tuesday days 2025-01-27..2025-01-28"),
            ("en", "between Friday and Tuesday", "Friday and Tuesday days 2025-01-24..2025-01-28"),
            ("de", "verlor am Montag und am Dienstag", "Montag und am Dienstag days 2025-01-27..2025-01-28"),
            ("fr", "a perdu lundi et mardi", "lundi et mardi days 2025-01-27..2025-01-28"),
            ("en", "rose 3% on Monday and 4% that week", "Monday weekday 2025-01-27..2025-01-27"),
            ("en", "rose the day before", "the day before day 2025-01-28..2025-01-28"),
            ("en", "fell in early January", "early January month 2025-01-01..2025-01-10"),
            ("en", "fell at the end of December", "at the end of December month 2024-12-21..2024-12-31"),
            ("en", "fell in mid-January 2024", "mid-January 2024 month 2024-01-11..2024-01-20"),
            ("de", "fiel Mitte Dezember", "Mitte Dezember month 2024-12-11..2024-12-20"),
            ("fr", "a perdu début janvier", "début janvier month 2025-01-01..2025-01-10"),
            ("es", "cayó a finales de diciembre", "a finales de diciembre month 2024-12-21..2024-12-31"),
            ("it", "ha perso a fine dicembre", "a fine dicembre month 2024-12-21..2024-12-31"),
            ("de", "fiel am Montagvormittag", "Montagvormittag weekday 2025-01-27..2025-01-27"),
            ("de", "fiel am 27. Januar", "27. Januar date 2025-01-27..2025-01-27"),
            (
                "de",
                "fiel am Mittwoch, dem 22. Januar 2025,",
                "Mittwoch, dem 22. Januar 2025 date 2025-01-22..2025-01-22",
            ),
            ("de", "stieg im zweiten Quartal 2024", "im zweiten Quartal 2024 quarter 2024-04-01..2024-06-30"),
            ("de", "stieg im ersten Halbjahr", "im ersten Halbjahr half 2025-01-01..2025-01-29"),
            ("de", "stieg gestern", "gestern day 2025-01-28..2025-01-28"),
            ("de", "stieg im vergangenen Jahr", "vergangenen Jahr year 2024-01-01..2024-12-31"),
            ("de", "liegt seit Jahresbeginn vorn", "seit Jahresbeginn year 2025-01-01..2025-01-29"),
            (
                "de",
                "fiel in den vergangenen drei Monaten",
                "in den vergangenen drei Monaten span 2024-10-29..2025-01-29",
            ),
            ("de", "liegt auf Jahressicht vorn", "auf Jahressicht span 2024-01-29..2025-01-29"),
            ("fr", "a perdu lundi", "lundi weekday 2025-01-27..2025-01-27"),
            ("es", "cayó el 27 de enero de 2025", "27 de enero de 2025 date 2025-01-27..2025-01-27"),
            ("it", "ha perso venerdì", "venerdì weekday 2025-01-24..2025-01-24"),
        ] {
            assert_eq!(read(lang, text), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_to_come_and_what_no_calendar_has_is_no_time() {
        for (lang, text) in [
            ("en", "reports next Monday"),
            ("en", "rose on Feb. 31"),
            ("en", "rose 2024 points"),
            ("en", "fell on 1/2/2025"),
            ("en", "may rise"),
        ] {
            assert!(read(lang, text).is_empty(), "{text}: {:?}", read(lang, text));
        }
    }
}
