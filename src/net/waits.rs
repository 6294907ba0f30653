//! Reads how long a server asks to wait, and for how long its answer stays fresh.

use std::time::{Duration, SystemTime};

use reqwest::header::{AGE, CACHE_CONTROL, DATE, HeaderMap, RETRY_AFTER};

/// The wait that `Retry-After` asks for: seconds, or a date (RFC 9110, section 10.2.3).
///
/// A date is read against the server's own `Date`, so that neither clock needs to be right;
/// without one it is ignored. A date in the past means no wait.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER.as_str())?;
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = date(value)?;
    let now = date(text(headers, DATE.as_str())?)?;
    Some(until.duration_since(now).unwrap_or(Duration::ZERO))
}

/// For how long the answer stays fresh by `Cache-Control: max-age`, less its `Age`
/// (RFC 9111, section 5.2.2.1); `None` with `no-cache` or `no-store`.
pub(super) fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    let directives: Vec<&str> = text(headers, CACHE_CONTROL.as_str())?.split(',').map(str::trim).collect();
    let says = |name: &str| directives.iter().any(|d| d.eq_ignore_ascii_case(name));
    if says("no-cache") || says("no-store") {
        return None;
    }
    let seconds = |text: &str| text.trim_matches('"').parse::<u64>().ok();
    let max_age = directives.iter().find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        name.eq_ignore_ascii_case("max-age").then(|| seconds(value))?
    })?;
    let age = text(headers, AGE.as_str()).and_then(seconds).unwrap_or(0);
    Some(Duration::from_secs(max_age.saturating_sub(age)))
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn date(value: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(value).ok()
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
        assert_eq!(wait(&[now, ("retry-after", "Wed Jan 29 08:14:00 2025")]), Some(Duration::from_mins(2)));
        assert_eq!(wait(&[now, ("retry-after", "Wed, 29 Jan 2025 08:11:00 GMT")]), Some(Duration::ZERO));
        assert_eq!(wait(&[("retry-after", "Wed, 29 Jan 2025 08:12:30 GMT")]), None);
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn a_promise_of_freshness_is_read_less_what_is_over() {
        let fresh = |pairs: &[_]| fresh_for(&headers(pairs));
        let control = |value| ("cache-control", value);
        assert_eq!(fresh(&[control("public, max-age=900")]), Some(Duration::from_mins(15)));
        assert_eq!(fresh(&[control("Max-Age=900"), ("age", "300")]), Some(Duration::from_mins(10)));
        assert_eq!(fresh(&[control("max-age=60"), ("age", "300")]), Some(Duration::ZERO));
        for says_nothing in ["no-cache, max-age=900", "no-store", "s-maxage=900", "max-age=soon", ""] {
            assert_eq!(fresh(&[control(says_nothing)]), None, "{says_nothing}");
        }
        assert_eq!(fresh(&[]), None);
    }
}
