//! What the news services have in common: JSON over HTTP, symbols in a setting, times as fields.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::{Access, SourceError};
use crate::date::{self, DateContext};
use crate::event::{Origin, PollState, Precision, Publication, RawItem, SourceSettings, When};
use crate::net::{Client, Content, NetError, Pace, Request, Response};

/// How far back the first poll asks.
const FIRST_REACH: TimeDelta = TimeDelta::days(1);

/// How far before the last success a poll asks again: services add items with times of the past.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// Where a service is and with which key it is asked.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    /// The service's name: that of its kind and of its key.
    pub(super) name: &'static str,
    /// Its address without a closing slash.
    pub(super) base: String,
    /// Its key, where it wants one.
    pub(super) key: Option<SecretString>,
    /// How often it may be asked.
    pub(super) pace: Pace,
}

impl Endpoint {
    /// The endpoint of the settings, or the usual one.
    pub(super) fn new(
        name: &'static str,
        usual: &str,
        pace: Pace,
        settings: &SourceSettings,
        access: &Access,
    ) -> Result<Self, SourceError> {
        let base = settings.url.as_deref().unwrap_or(usual).trim_end_matches('/').to_owned();
        Request::get(&base)?;
        Ok(Self { name, base, key: access.key.clone(), pace })
    }

    /// A request for a path of it.
    pub(super) fn get(&self, path: &str) -> Result<Request, SourceError> {
        let address = format!("{}{path}", self.base);
        Ok(Request::get(&address)?.expecting(Content::Any).explained().paced(self.pace))
    }

    /// The key, which must be there.
    pub(super) fn key(&self) -> Result<&SecretString, SourceError> {
        self.key.as_ref().ok_or(SourceError::KeyMissing { service: self.name })
    }

    /// Sends a request and gives the answer, whatever its status below 500.
    pub(super) async fn send(&self, client: &Client, request: Request) -> Result<Answer, SourceError> {
        let answer = client.get(request).await.map_err(|error| self.limited(error))?;
        Ok(Answer { service: self.name, answer })
    }

    fn limited(&self, error: NetError) -> SourceError {
        match error {
            NetError::RateLimited { retry_after, .. } => SourceError::RateLimited {
                service: self.name,
                said: "status 429, too many requests".to_owned(),
                retry_after,
            },
            other => SourceError::Net(other),
        }
    }
}

/// What a service answered.
#[derive(Debug)]
pub(super) struct Answer {
    service: &'static str,
    answer: Response,
}

impl Answer {
    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.answer.bytes
    }

    /// The address, without keys.
    pub(super) fn address(&self) -> String {
        crate::net::redacted(&self.answer.url)
    }

    /// Whether the status is one of success.
    pub(super) const fn is_success(&self) -> bool {
        self.answer.is_success()
    }

    /// What a status that is not success means, with what the service said.
    pub(super) fn refusal(&self, said: &str) -> SourceError {
        let service = self.service;
        let said =
            if said.trim().is_empty() { format!("status {}", self.answer.status) } else { excerpt(said) };
        match self.answer.status {
            401 | 403 => SourceError::KeyRefused { service, said },
            402 => SourceError::RateLimited { service, said, retry_after: None },
            _ => SourceError::Refused { service, said },
        }
    }
}

/// Reads JSON, and says what came instead if it is none.
pub(super) fn json<T: DeserializeOwned>(
    service: &'static str,
    address: &str,
    bytes: &[u8],
) -> Result<T, SourceError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return Err(not_json(service, address, text));
    }
    serde_json::from_str(text).map_err(|error| SourceError::Shape {
        address: address.to_owned(),
        expected: "JSON",
        reason: if error.is_eof() {
            format!("it breaks off after {} bytes", bytes.len())
        } else {
            error.to_string()
        },
    })
}

fn not_json(service: &'static str, address: &str, text: &str) -> SourceError {
    let lower = text.to_lowercase();
    if !text.starts_with('<')
        && ["too many requests", "rate limit", "limit requests"].iter().any(|s| lower.contains(s))
    {
        return SourceError::RateLimited { service, said: excerpt(text), retry_after: None };
    }
    let what = match text.chars().next() {
        None => "nothing".to_owned(),
        Some('<') => "a web page".to_owned(),
        Some(_) => format!("the text \"{}\"", excerpt(text)),
    };
    SourceError::NotData { address: address.to_owned(), what, expected: "JSON" }
}

/// What a service said on one line, short enough for a sentence, without its full stop.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 160;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches('.');
    match words.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words.to_owned(),
    }
}

/// The parts of a setting, between commas or spaces.
pub(super) fn parts(setting: Option<&str>) -> Vec<String> {
    setting
        .unwrap_or_default()
        .split([',', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The instant from which on to ask: a little before the last poll, or a day ago.
pub(super) fn since(state: &PollState, now: DateTime<Utc>) -> DateTime<Utc> {
    let last = state.cursor.get("asked_at").and_then(serde_json::Value::as_str);
    last.and_then(|text| text.parse::<DateTime<Utc>>().ok())
        .filter(|at| *at <= now)
        .map_or(now - FIRST_REACH, |at| at - OVERLAP)
}

/// What to remember of a poll made now.
pub(super) fn asked(now: DateTime<Utc>) -> PollState {
    let cursor = serde_json::json!({ "asked_at": now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true) });
    PollState { cursor, ..PollState::default() }
}

/// A publication from a field that machines are meant to read.
/// A time without a zone is taken in UTC and flagged.
pub(super) fn stated(item: &mut RawItem, written: &str, now: DateTime<Utc>) {
    let context = DateContext { lang: None, fetched_at: Some(now), default_zone: None };
    match date::read_value(written, &context) {
        Some(found) => item.publication = Some(found.publication(None)),
        None if written.trim().is_empty() => {}
        None => item.notes.push(format!("the date \"{}\" cannot be read", excerpt(written))),
    }
}

/// A publication from seconds since 1970; zero is what services write when they know nothing.
pub(super) fn epoch(seconds: i64) -> Option<Publication> {
    let at = DateTime::from_timestamp(seconds, 0).filter(|_| seconds > 86_400)?;
    Some(Publication {
        when: When::Instant { at, precision: Precision::Second },
        origin: Origin::Metadata,
        original: Some(seconds.to_string()),
        zone: Some("UTC".to_owned()),
        zone_assumed: false,
    })
}

/// A text that is there.
pub(super) fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> String {
        let error = json::<serde_json::Value>("gdelt", "https://a.example/", body.as_bytes()).unwrap_err();
        error.to_string()
    }

    #[test]
    fn what_is_no_json_is_named() {
        assert_eq!(said(""), "https://a.example/ answered with nothing instead of JSON");
        assert_eq!(said("<html>"), "https://a.example/ answered with a web page instead of JSON");
        assert_eq!(
            said("Your query was too short."),
            "https://a.example/ answered with the text \"Your query was too short\" instead of JSON"
        );
        assert_eq!(
            said("Please limit requests to one every 5 seconds."),
            "gdelt allows no more calls for now: Please limit requests to one every 5 seconds"
        );
        assert!(said("{\"a\":[").contains("breaks off after 6 bytes"));
    }

    #[test]
    fn a_poll_asks_from_a_little_before_the_last() {
        let now: DateTime<Utc> = "2025-01-29T12:00:00Z".parse().unwrap();
        assert_eq!(since(&PollState::default(), now), now - TimeDelta::days(1));
        assert_eq!(since(&asked(now), now + TimeDelta::minutes(5)), now - TimeDelta::hours(1));
        // A clock that was set back must not leave a gap for ever.
        assert_eq!(since(&asked(now + TimeDelta::days(9)), now), now - TimeDelta::days(1));
    }
}
