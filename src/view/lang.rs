//! The languages in which charts speak: their numbers, dates and words.

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::format;
use crate::reaction::VerdictWord;
use crate::units::Currency;

/// A language of the program's own words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// English: 1,234.56; 1 Feb 2025.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German: 1.234,56; 1. Feb. 2025.
    #[serde(rename = "de")]
    German,
}

/// The text is not a language that charts speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not one of en, de")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        Self::ALL.into_iter().find(|lang| lang.tag() == text).ok_or_else(|| UnknownLang(text.to_owned()))
    }
}

const MONTHS_DE: [&str; 12] =
    ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."];
const DAYS_DE: [&str; 7] = ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."];

/// From so many digits before the point on, a number is grouped.
const GROUPED_FROM: usize = 5;

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The tag by which a document or a user names it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The word of this language.
    #[must_use]
    pub const fn pick<'a>(self, english: &'a str, german: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::German => german,
        }
    }

    /// A number as the language writes it, from one with a decimal point and without groups; whatever surrounds
    /// it (a sign, a unit) stays.
    ///
    /// ```
    /// use newstape::view::Lang;
    ///
    /// assert_eq!(Lang::German.number("−0.21 %"), "−0,21 %");
    /// assert_eq!(Lang::German.number("484887.17 EUR"), "484.887,17 EUR");
    /// assert_eq!(Lang::English.number("484887.17"), "484,887.17");
    /// assert_eq!(Lang::English.number("1234.5"), "1234.5");
    /// ```
    #[must_use]
    pub fn number(self, plain: &str) -> String {
        let (group, point) = match self {
            Self::English => (',', '.'),
            Self::German => ('.', ','),
        };
        let digits: usize =
            plain.bytes().skip_while(|b| !b.is_ascii_digit()).take_while(u8::is_ascii_digit).count();
        let mut out = String::with_capacity(plain.len() + 4);
        let (mut left, mut is_whole) = (digits, true);
        for c in plain.chars() {
            match c {
                '.' => {
                    out.push(point);
                    is_whole = false;
                }
                '0'..='9' if is_whole && left > 0 => {
                    out.push(c);
                    left -= 1;
                    if digits >= GROUPED_FROM && left > 0 && left.is_multiple_of(3) {
                        out.push(group);
                    }
                }
                _ => out.push(c),
            }
        }
        out
    }

    /// A number with the given decimals.
    #[must_use]
    pub fn decimal(self, value: f64, decimals: u8) -> String {
        self.number(&format::decimal(value, decimals))
    }

    /// A number with its sign and the given decimals.
    #[must_use]
    pub fn signed(self, value: f64, decimals: u8) -> String {
        self.number(&format::signed(value, decimals))
    }

    /// A fraction in percent with its sign and two decimals.
    #[must_use]
    pub fn percent(self, fraction: f64) -> String {
        self.number(&format::percent(fraction))
    }

    /// A fraction in percent with its sign and the given decimals.
    #[must_use]
    pub fn percent_with(self, fraction: f64, decimals: u8) -> String {
        self.number(&format::percent_with(fraction, decimals))
    }

    /// A price with the decimals it needs and its currency.
    #[must_use]
    pub fn price(self, amount: f64, currency: impl Into<Option<Currency>>, decimals: u8) -> String {
        self.number(&format::price(amount, currency, decimals))
    }

    /// A price with the decimals it needs.
    #[must_use]
    pub fn quoted(self, amount: f64, least: u8) -> String {
        self.number(&format::quoted(amount, least))
    }

    /// A count.
    #[must_use]
    pub fn count(self, n: usize) -> String {
        self.number(&n.to_string())
    }

    /// A count of shares, abbreviated.
    #[must_use]
    pub fn quantity(self, shares: f64) -> String {
        let short = self.number(&format::quantity(shares));
        match self {
            Self::English => short,
            Self::German => short.replace(" k", " Tsd.").replace(" M", " Mio.").replace(" bn", " Mrd."),
        }
    }

    /// The month, abbreviated.
    #[must_use]
    pub fn month(self, date: NaiveDate) -> String {
        match self {
            Self::English => date.format("%b").to_string(),
            Self::German => MONTHS_DE.get(date.month0() as usize).copied().unwrap_or_default().to_owned(),
        }
    }

    /// The day of the week, abbreviated.
    #[must_use]
    pub fn weekday(self, date: NaiveDate) -> String {
        match self {
            Self::English => date.format("%a").to_string(),
            Self::German => {
                let n = date.weekday().num_days_from_monday() as usize;
                DAYS_DE.get(n).copied().unwrap_or_default().to_owned()
            }
        }
    }

    /// A day: `29 Jan 2025`, `29. Jan. 2025`.
    #[must_use]
    pub fn day(self, date: NaiveDate) -> String {
        format!("{} {}", self.day_of_year(date), date.year())
    }

    /// A day whose year is clear from the context: `29 Jan`, `29. Jan.`
    #[must_use]
    pub fn day_of_year(self, date: NaiveDate) -> String {
        let dot = self.pick("", ".");
        format!("{}{dot} {}", date.day(), self.month(date))
    }

    /// A day with that of the week: `Wed 29 Jan 2025`, `Mi., 29. Jan. 2025`.
    #[must_use]
    pub fn long_day(self, date: NaiveDate) -> String {
        format!("{}{} {}", self.weekday(date), self.pick("", ","), self.day(date))
    }

    /// An instant in a zone: `Wed 29 Jan 2025, 16:05 EST`, `Mi., 29. Jan. 2025, 16:05 Uhr EST`.
    #[must_use]
    pub fn instant(self, at: DateTime<Utc>, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        format!(
            "{}, {}{} {}",
            self.long_day(local.date_naive()),
            local.format("%H:%M"),
            self.pick("", " Uhr"),
            format::zone_abbreviation(at, zone)
        )
    }

    /// How unusual a move is, in a word.
    #[must_use]
    pub const fn verdict(self, word: VerdictWord) -> &'static str {
        match (self, word) {
            (Self::English, word) => word.as_str(),
            (Self::German, VerdictWord::Muted) => "gedämpft",
            (Self::German, VerdictWord::Ordinary) => "gewöhnlich",
            (Self::German, VerdictWord::Notable) => "auffällig",
            (Self::German, VerdictWord::Extreme) => "extrem",
        }
    }

    /// A zone's city, as readers know it: `New York`.
    #[must_use]
    pub fn zone(self, zone: Tz) -> String {
        zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_write_numbers_and_days_their_way() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
        let at = "2025-01-29T21:05:00Z".parse().unwrap();
        let zone = chrono_tz::America::New_York;
        let told = |lang: Lang| {
            [
                lang.percent(-0.0021),
                lang.price(1_234_567.5, Currency::EUR, 2),
                lang.quantity(12_500.0),
                lang.quantity(3e6),
                lang.day(day),
                lang.long_day(day),
                lang.instant(at, zone),
                lang.signed(0.00001, 5),
            ]
        };
        assert_eq!(
            told(Lang::English),
            [
                "−0.21 %",
                "1,234,567.50 EUR",
                "12.5 k",
                "3 M",
                "1 Mar 2025",
                "Sat 1 Mar 2025",
                "Wed 29 Jan 2025, 16:05 EST",
                "+0.00001"
            ]
        );
        assert_eq!(
            told(Lang::German),
            [
                "−0,21 %",
                "1.234.567,50 EUR",
                "12,5 Tsd.",
                "3 Mio.",
                "1. März 2025",
                "Sa., 1. März 2025",
                "Mi., 29. Jan. 2025, 16:05 Uhr EST",
                "+0,00001"
            ]
        );
    }

    #[test]
    fn a_tag_names_a_language() {
        for lang in Lang::ALL {
            assert_eq!(lang.tag().parse(), Ok(lang));
        }
        assert!("fr".parse::<Lang>().is_err());
    }
}
