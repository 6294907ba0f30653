//! What the news services have in common: a plan each, symbols in a setting, times as fields.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::{Access, Polling, Source, SourceError};
use crate::date::{self, DateContext};
use crate::event::{
    PollState, Precision, Publication, RawItem, SourceKind, SourceSettings, TimeOrigin, When,
};
use crate::net::vendor::{Answer, DailyLimit, Endpoint, Vendor, excerpt};
use crate::net::{Client, Request};

/// How far back the first poll asks.
const FIRST_REACH: TimeDelta = TimeDelta::days(1);

/// How far before the last success a poll asks again: services add items with times of the past.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// Everything that differs between news services.
#[derive(Debug)]
pub(super) struct Plan {
    /// Its kind.
    pub(super) kind: SourceKind,
    /// The service.
    pub(super) vendor: &'static Vendor,
    /// Why it must have a query, if it must.
    pub(super) query: Option<&'static str>,
    /// From a poll to what is new.
    pub(super) poll: for<'a> fn(Ask<'a>) -> Polling<'a>,
}

/// A news service as the user set it up.
#[derive(Debug, Clone)]
pub(super) struct Service {
    plan: &'static Plan,
    endpoint: Endpoint,
    query: Option<String>,
    lang: Option<String>,
}

impl Service {
    /// The service of the settings.
    pub(super) fn new(
        plan: &'static Plan,
        settings: &SourceSettings,
        access: &Access,
    ) -> Result<Self, SourceError> {
        let endpoint = endpoint(plan.vendor, plan.vendor.base, settings, access)?;
        if let (Some(why), None) = (plan.query, &settings.query) {
            return Err(SourceError::setting("query", why));
        }
        Ok(Self { plan, endpoint, query: settings.query.clone(), lang: settings.lang.clone() })
    }
}

/// The endpoint of the settings, or the usual one. Its key must be there.
pub(super) fn endpoint(
    vendor: &'static Vendor,
    usual: &str,
    settings: &SourceSettings,
    access: &Access,
) -> Result<Endpoint, SourceError> {
    let base = settings.url.as_deref().unwrap_or(usual);
    Ok(Endpoint::new(vendor, base, access.key.clone(), None).checked()?)
}

impl Source for Service {
    fn kind(&self) -> SourceKind {
        self.plan.kind
    }

    fn daily_limit(&self) -> Option<DailyLimit> {
        self.plan.vendor.daily
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        (self.plan.poll)(Ask { service: self, client, state, now })
    }
}

/// One poll of a service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    service: &'a Service,
    client: &'a Client,
    /// The state of the last poll.
    pub(super) state: &'a PollState,
    /// The time of the poll.
    pub(super) now: DateTime<Utc>,
}

impl Ask<'_> {
    /// The user's query.
    pub(super) fn query(&self) -> Option<&str> {
        self.service.query.as_deref()
    }

    /// The language that the user asks for.
    pub(super) fn lang(&self) -> Option<&str> {
        self.service.lang.as_deref()
    }

    /// The service's address.
    pub(super) fn base(&self) -> &str {
        self.service.endpoint.base()
    }

    /// The instant from which on to ask.
    pub(super) fn since(&self) -> DateTime<Utc> {
        since(self.state, self.now)
    }

    /// A request for a path, with key and pace.
    pub(super) fn get(&self, path: &str) -> Result<Request, SourceError> {
        Ok(self.service.endpoint.get(path)?)
    }

    /// Sends it. `symbols` are those that it is about.
    pub(super) async fn send(&self, request: Request, symbols: Option<&str>) -> Result<Answer, SourceError> {
        Ok(self.service.endpoint.send(self.client, request, symbols).await?)
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
fn since(state: &PollState, now: DateTime<Utc>) -> DateTime<Utc> {
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
        origin: TimeOrigin::Metadata,
        original: Some(seconds.to_string()),
        zone: Some("UTC".to_owned()),
        zone_assumed: false,
    })
}

/// A figure as JSON has it: a number, or its digits as text.
pub(super) fn decimal(value: Option<&serde_json::Value>) -> Option<Decimal> {
    let text = match value? {
        serde_json::Value::Number(number) => number.to_string(),
        serde_json::Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// A text that is there.
pub(super) fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_asks_from_a_little_before_the_last() {
        let now: DateTime<Utc> = "2025-01-29T12:00:00Z".parse().unwrap();
        assert_eq!(since(&PollState::default(), now), now - TimeDelta::days(1));
        assert_eq!(since(&asked(now), now + TimeDelta::minutes(5)), now - TimeDelta::hours(1));
        // A clock that was set back must not leave a gap for ever.
        assert_eq!(since(&asked(now + TimeDelta::days(9)), now), now - TimeDelta::days(1));
    }
}
