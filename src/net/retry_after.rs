//! Reading how long a server asks us to wait.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The wait that `Retry-After` asks for: seconds, or a date (RFC 9110, section 10.2.3).
///
/// A date is read against the server's own `Date`, so that neither clock needs to be right;
/// without one it says nothing.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER.as_str())?;
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date(value)?;
    let now = http_date(text(headers, DATE.as_str())?)?;
    Some((until - now).to_std().unwrap_or(Duration::ZERO))
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The three forms that RFC 9110, section 5.6.7, asks a client to read.
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    const FORMS: [&str; 3] =
        ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(value, form).ok()).map(|t| t.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let now = ("date", "Wed, 29 Jan 2025 08:12:00 GMT");
        let wait = |pairs: &[_]| retry_after(&headers(pairs));
        assert_eq!(wait(&[("retry-after", "120")]), Some(Duration::from_mins(2)));
        assert_eq!(
            wait(&[now, ("retry-after", "Wed, 29 Jan 2025 08:12:30 GMT")]),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            wait(&[now, ("retry-after", "Wednesday, 29-Jan-25 08:13:00 GMT")]),
            Some(Duration::from_mins(1))
        );
        assert_eq!(wait(&[now, ("retry-after", "Wed, 29 Jan 2025 08:11:00 GMT")]), Some(Duration::ZERO));
        assert_eq!(wait(&[("retry-after", "Wed, 29 Jan 2025 08:12:30 GMT")]), None);
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[]), None);
    }
}
