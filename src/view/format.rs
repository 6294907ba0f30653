//! How every face writes numbers and times.
//!
//! Percent carries a sign and two decimals (`−0.21 %`), prices the instrument's decimals and the
//! currency (`446.28 USD`), times the exchange's zone with its name. The minus is U+2212; the space
//! before a unit is a plain one, so that a text search finds what is displayed.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::{OffsetName, Tz};

use crate::market::Adjustment;
use crate::units::Currency;

/// An instant as RFC 3339 in UTC, with as many decimals as it needs.
#[must_use]
pub fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
pub use crate::units::typeset::{MINUS, NOT_A_NUMBER, decimal, percent, percent_with, quoted, share, signed};

/// The adjustment of prices in words.
#[must_use]
pub(super) const fn adjustment_state(adjustment: Adjustment) -> &'static str {
    match adjustment {
        Adjustment::AsTraded => "as traded",
        Adjustment::Splits => "adjusted for splits",
        Adjustment::SplitsAndDividends => "adjusted for splits and dividends",
    }
}

/// The display name of a price provider: `yahoo` → `Yahoo Finance`.
#[must_use]
pub fn provider(name: &str) -> &str {
    match name {
        "alpaca" => "Alpaca",
        "alphavantage" => "Alpha Vantage",
        "file" => "an imported file",
        "finnhub" => "Finnhub",
        "polygon" => "Polygon",
        "stooq" => "Stooq",
        "tiingo" => "Tiingo",
        "twelvedata" => "Twelve Data",
        "yahoo" => "Yahoo Finance",
        other => other,
    }
}

/// Untrusted text on a single line: a further line could be mistaken for one of ours.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A price with the decimals it needs, no fewer than the instrument's, and its currency: `446.28 USD`; without
/// a currency the number alone.
///
/// ```
/// use newstape::units::Currency;
/// use newstape::view::format::price;
///
/// assert_eq!(price(447.2, Currency::USD, 2), "447.20 USD");
/// assert_eq!(price(156.0, Currency::JPY, 0), "156 JPY");
/// assert_eq!(price(5000.5, None, 2), "5000.50");
/// ```
#[must_use]
pub fn price(amount: f64, currency: impl Into<Option<Currency>>, decimals: u8) -> String {
    if !amount.is_finite() {
        return NOT_A_NUMBER.to_owned();
    }
    let number = quoted(amount, decimals);
    match currency.into() {
        Some(currency) => format!("{number} {currency}"),
        None => number,
    }
}

/// A count of shares, abbreviated: `950`, `12.5 k`, `3.4 M`, `1.2 bn`.
///
/// ```
/// use newstape::view::format::quantity;
///
/// assert_eq!([950.0, 12_500.0, 999_999.0, 1.2e9].map(quantity), ["950", "12.5 k", "1 M", "1.2 bn"]);
/// ```
#[must_use]
pub fn quantity(shares: f64) -> String {
    if !shares.is_finite() {
        return NOT_A_NUMBER.to_owned();
    }
    let scales = [(1e9, "bn"), (1e6, "M"), (1e3, "k")];
    // Half of the last digit shown decides, so that 999,999 is 1 M and not 1000 k.
    match scales.into_iter().find(|(scale, _)| shares.abs() >= scale * 0.999_5) {
        Some((scale, unit)) => {
            let scaled = decimal(shares / scale, u8::from((shares / scale).abs() < 99.95));
            format!("{} {unit}", scaled.strip_suffix(".0").unwrap_or(&scaled))
        }
        None => decimal(shares, 0),
    }
}

/// An instant in a zone, to the minute, with the zone's short and full name:
/// `2025-01-29 04:12 EST (America/New_York)`.
///
/// ```
/// use newstape::view::format::instant_in_zone;
///
/// let at = "2025-01-29T09:12:00Z".parse()?;
/// assert_eq!(instant_in_zone(at, chrono_tz::America::New_York), "2025-01-29 04:12 EST (America/New_York)");
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn instant_in_zone(at: DateTime<Utc>, zone: Tz) -> String {
    let short = instant_short(at, zone);
    // UTC and similar zones have a single name.
    if short.ends_with(zone.name()) { short } else { format!("{short} ({})", zone.name()) }
}

/// An instant in a zone, to the minute, with the zone's short name: `2025-01-29 04:12 EST`.
#[must_use]
pub fn instant_short(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!("{} {}", local.format("%Y-%m-%d %H:%M"), zone_abbreviation(at, zone))
}

/// The local time in a zone, to the minute: `04:12`.
#[must_use]
pub(in crate::view) fn clock_in_zone(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

/// A zone's abbreviation at an instant: `EST`, `CEST`, or `UTC+08:00` if it has none.
#[must_use]
pub fn zone_abbreviation(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    match local.offset().abbreviation() {
        Some(name) if name.starts_with(char::is_alphabetic) => name.to_owned(),
        _ => format!("UTC{}", local.format("%:z")),
    }
}

/// A day in words: `29 Jan 2025`.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%b"), date.year())
}

/// A day whose year is clear from the context: `29 Jan`.
#[must_use]
pub fn day_of_year(date: NaiveDate) -> String {
    format!("{} {}", date.day(), date.format("%b"))
}

/// The name that a value of an enum has in the JSON output: `no_data`, `m&a`.
#[must_use]
pub fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A count as a floating-point number.
#[must_use]
#[allow(clippy::cast_precision_loss)] // counts are far below 2^52
pub const fn count(n: usize) -> f64 {
    n as f64
}

/// A number with its noun, in the plural where it is not one.
///
/// ```
/// use newstape::view::format::number_of;
///
/// assert_eq!(number_of(1, "event"), "1 event");
/// assert_eq!(number_of(0, "row"), "0 rows");
/// ```
#[must_use]
pub fn number_of<N: std::fmt::Display + PartialEq + Copy + From<u8>>(n: N, noun: &str) -> String {
    let plural = if n == N::from(1) { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

/// A size of a file or disk, for people: `12.3 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_has_a_true_sign_and_two_decimals() {
        assert_eq!(percent(-0.002_057), "\u{2212}0.21 %");
        assert_eq!(percent(0.1), "+10.00 %");
        assert_eq!(percent(-0.000_01), "0.00 %");
        assert_eq!(percent(0.000_049), "0.00 %");
        assert_eq!(percent(-0.169_7), "\u{2212}16.97 %");
        assert_eq!(percent(f64::NAN), "n/a");
        assert_eq!(percent_with(0.05, 0), "+5 %");
        assert_eq!(share(0.423), "42.3 %");
    }

    #[test]
    fn prices_carry_decimals_and_currency() {
        assert_eq!(price(446.28, Currency::USD, 2), "446.28 USD");
        assert_eq!(price(21_000.5, Currency::JPY, 0), "21000.5 JPY");
        assert_eq!(price(4.005, Currency::USD, 2), "4.005 USD");
        assert_eq!(price(446.28, None, 2), "446.28");
        assert_eq!(price(f64::INFINITY, Currency::USD, 2), "n/a");
        assert_eq!(decimal(-3.0, 1), "\u{2212}3.0");
    }

    #[test]
    fn quantities_are_short() {
        assert_eq!(quantity(950.0), "950");
        assert_eq!(quantity(12_500.0), "12.5 k");
        assert_eq!(quantity(3_000_000.0), "3 M");
        assert_eq!(quantity(999_999.0), "1 M");
        assert_eq!(quantity(818_830_900.0), "819 M");
        assert_eq!(quantity(1_200_000_000.0), "1.2 bn");
        assert_eq!(quantity(0.0), "0");
    }

    #[test]
    fn times_stand_in_the_exchange_zone_with_its_name() {
        let winter = "2025-01-29T09:12:40Z".parse().unwrap();
        let summer = "2025-07-29T09:12:40Z".parse().unwrap();
        let new_york = chrono_tz::America::New_York;
        assert_eq!(instant_in_zone(winter, new_york), "2025-01-29 04:12 EST (America/New_York)");
        assert_eq!(instant_short(summer, new_york), "2025-07-29 05:12 EDT");
        assert_eq!(instant_short(summer, chrono_tz::Europe::Berlin), "2025-07-29 11:12 CEST");
        assert_eq!(instant_in_zone(winter, Tz::UTC), "2025-01-29 09:12 UTC");
        assert_eq!(zone_abbreviation(winter, chrono_tz::Asia::Singapore), "UTC+08:00");
        assert_eq!(clock_in_zone(winter, new_york), "04:12");
    }

    #[test]
    fn days_are_written_without_padding() {
        let d = NaiveDate::from_ymd_opt(2025, 2, 1).unwrap();
        assert_eq!(day(d), "1 Feb 2025");
        assert_eq!(day_of_year(d), "1 Feb");
    }
}
