//! Dates and instants as panels write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// A place in time: a date, or an instant in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// A date.
    Date(NaiveDate),
    /// Seconds since 1970-01-01 UTC.
    Instant(i64),
}

impl Stamp {
    /// The number that orders it in a panel: seconds since 1970-01-01 UTC, a date as its midnight.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Date(date) => i64::from(date.to_epoch_days()) * 86_400,
            Self::Instant(seconds) => seconds,
        }
    }

    /// Whether it says more than a date. A daily file may write its dates as midnights.
    #[must_use]
    pub fn has_time(self) -> bool {
        self.number().rem_euclid(86_400) != 0
    }
}

/// Reads `2024-01-31`, `20240131`, `1/31/2024` (American), or an instant (RFC 3339; without a zone, UTC).
#[must_use]
pub fn parse_stamp(text: &str) -> Option<Stamp> {
    let text = text.trim();
    let date = match text.len() {
        10 if text.as_bytes()[4] == b'-' => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
        8 if text.bytes().all(|b| b.is_ascii_digit()) => NaiveDate::parse_from_str(text, "%Y%m%d").ok(),
        6..=10 if text.contains('/') => NaiveDate::parse_from_str(text, "%m/%d/%Y").ok(),
        _ => None,
    };
    if let Some(date) = date {
        return Some(Stamp::Date(date));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        return Some(Stamp::Instant(at.timestamp()));
    }
    let plain = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let at = plain.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    Some(Stamp::Instant(at.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_instants_are_told_apart() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        for text in ["2024-01-31", "20240131", "1/31/2024"] {
            assert_eq!(parse_stamp(text), Some(Stamp::Date(day)), "{text}");
        }
        assert_eq!(parse_stamp("1970-01-01T01:00:00+01:00"), Some(Stamp::Instant(0)));
        assert_eq!(parse_stamp("1970-01-01 00:01:00"), Some(Stamp::Instant(60)));
        assert_eq!(parse_stamp("2024-02-31"), None);
    }
}
