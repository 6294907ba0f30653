//! Every remote service, asked for prices and for news: one meaning of each refusal in both rooms.

use std::time::Duration;

use newstape::calendar::Calendar;
use newstape::event::{PollState, SourceKind, SourceSettings};
use newstape::instrument::Universe;
use newstape::market::Interval;
use newstape::net::vendor::{self, Refusal, Vendor, VendorError};
use newstape::net::{Client, NetConfig};
use newstape::provider::{BarRequest, Keys, ProviderError, registry};
use newstape::source::{self, Access, SourceError};

use crate::provider::instrument;
use crate::support::fixture_server::{FixtureServer, Reply};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// The service refuses.
    Refused(Refusal),
    /// The way there or back failed.
    Failed,
}

fn class(error: &VendorError) -> Class {
    match error {
        VendorError::Net { .. } => Class::Failed,
        VendorError::ClientRefused { .. } => Class::Refused(Refusal::Client),
        VendorError::KeyRefused { .. } => Class::Refused(Refusal::KeyRefused),
        VendorError::NotInPlan { .. } => Class::Refused(Refusal::NotInPlan),
        VendorError::RateLimited { .. } => Class::Refused(Refusal::Limited),
        VendorError::Unknown { .. } => Class::Refused(Refusal::Unknown),
        VendorError::Nothing { .. } => Class::Refused(Refusal::Nothing),
        VendorError::Refused { .. } => Class::Refused(Refusal::Other),
        other => panic!("not a refusal: {other:?}"),
    }
}

fn client() -> Client {
    Client::new(NetConfig { retries: 0, unpaced: true, system_proxy: false, ..NetConfig::default() }).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What a service's price room says to a reply; `None` where there is no such room.
fn prices(name: &str, server: &FixtureServer) -> Option<VendorError> {
    let mut keys = Keys::default();
    keys.set_url(name, &server.url(""));
    keys.set_key(name, "S3CRET".into());
    keys.set_secret(name, "S3CRET".into());
    let provider = registry(&keys).into_iter().find(|p| p.name() == name)?;
    let share = match name {
        "coinbase" | "kraken" => Universe::builtin().get(&"BTC-USD:CRYP".parse().unwrap()).unwrap().clone(),
        "ecb" => Universe::builtin().get(&"EURUSD:FXSP".parse().unwrap()).unwrap().clone(),
        _ => instrument("AAPL:XNAS"),
    };
    let request = BarRequest {
        instrument: &share,
        present: None,
        interval: Interval::Day1,
        from: "2025-01-27".parse().unwrap(),
        to: "2025-01-31".parse().unwrap(),
        extended: false,
        as_of: "2025-02-20T12:00:00Z".parse().unwrap(),
        known: None,
        calendar: Calendar::for_mic(share.id.mic).ok(),
    };
    match run(provider.fetch(&client(), &request)) {
        Err(ProviderError::Vendor(error)) => Some(error),
        Ok(nothing) if nothing.bars.is_empty() => {
            let vendor = provider.name();
            Some(VendorError::Nothing { vendor, said: String::new() })
        }
        other => panic!("{name}: {other:?}"),
    }
}

/// The same of its news room.
fn news(name: &str, server: &FixtureServer) -> Option<VendorError> {
    let kind = name.parse::<SourceKind>().ok()?;
    let query = if kind == SourceKind::Edgar { "8-K" } else { "AAPL" };
    let settings = SourceSettings {
        query: Some(query.to_owned()),
        ..SourceSettings::new("s", kind, Some(&server.url("")))
    };
    let contact = Some("Jane Doe jane@example.com".to_owned());
    let access = Access { key: Some("S3CRET".into()), contact, universe: None };
    let source = source::build(&settings, &access).unwrap();
    let (client, state) = (client(), PollState::default());
    match run(source.poll(&client, &state, "2025-02-20T12:00:00Z".parse().unwrap())) {
        Err(SourceError::Vendor(error)) => Some(error),
        other => panic!("{name}: {other:?}"),
    }
}

/// What both rooms, or the one there is, say to a reply.
fn both(vendor: &Vendor, reply: &Reply) -> Vec<VendorError> {
    let server = FixtureServer::start();
    let reply = reply.clone();
    server.choosing(move |_| Some(reply.clone()));
    let said = [prices(vendor.name, &server), news(vendor.name, &server)];
    said.into_iter().flatten().collect()
}

#[test]
fn a_status_is_one_class_for_every_service_in_every_room() {
    for vendor in vendor::ALL {
        // Explained statuses come with the service's own body, or none; the others never reach it.
        for status in [401, 402, 403, 404, 429, 500, 503] {
            let expected = match status {
                500.. => Class::Failed,
                429 => Class::Refused(Refusal::Limited),
                _ => Class::Refused(vendor.refusal(status, "", "")),
            };
            for body in ["", "{}", "<html></html>"] {
                let said = both(vendor, &Reply::new(status, "application/json", body));
                assert!(!said.is_empty(), "{} is asked for nothing", vendor.name);
                for error in &said {
                    assert_eq!(class(error), expected, "{} {status} {body:?}: {error}", vendor.name);
                }
            }
        }
    }
}

/// The services that are asked for prices and for news alike.
#[test]
fn a_body_is_one_class_in_both_rooms() {
    let av = |name: &str, words: &str| Reply::json(format!(r#"{{"{name}": "{words}"}}"#));
    let finnhub =
        |status, words: &str| Reply::new(status, "application/json", format!(r#"{{"error":"{words}"}}"#));
    let polygon =
        |code: &str, words: &str| Reply::json(format!(r#"{{"status":"{code}","error":"{words}"}}"#));
    let cases = [
        (
            &vendor::ALPHA_VANTAGE,
            av("Information", "Our standard API rate limit is 25 requests per day."),
            Refusal::Limited,
        ),
        (&vendor::ALPHA_VANTAGE, av("Note", "Our standard API call frequency is 5 calls."), Refusal::Limited),
        (&vendor::ALPHA_VANTAGE, av("Information", "This is a premium endpoint."), Refusal::NotInPlan),
        (
            &vendor::ALPHA_VANTAGE,
            av("Error Message", "the parameter apikey is invalid or missing."),
            Refusal::KeyRefused,
        ),
        (&vendor::ALPHA_VANTAGE, av("Error Message", "Invalid API call."), Refusal::Unknown),
        (&vendor::FINNHUB, finnhub(200, "API limit reached."), Refusal::Limited),
        (&vendor::FINNHUB, finnhub(401, "Invalid API key"), Refusal::KeyRefused),
        (&vendor::FINNHUB, finnhub(401, "You don't have access to this resource."), Refusal::NotInPlan),
        (&vendor::FINNHUB, finnhub(403, "You don't have access to this resource."), Refusal::NotInPlan),
        (&vendor::FINNHUB, finnhub(403, "Symbol not supported."), Refusal::Unknown),
        (&vendor::FINNHUB, finnhub(400, "Wrong date."), Refusal::Other),
        (
            &vendor::POLYGON,
            polygon("ERROR", "You've exceeded the maximum requests per minute."),
            Refusal::Limited,
        ),
        (&vendor::POLYGON, polygon("ERROR", "Unknown API Key"), Refusal::KeyRefused),
        (&vendor::POLYGON, polygon("NOT_AUTHORIZED", "Please upgrade your plan."), Refusal::NotInPlan),
        (&vendor::POLYGON, polygon("ERROR", "Wrong timespan."), Refusal::Other),
    ];
    for (vendor, reply, meaning) in cases {
        let said = both(vendor, &reply);
        assert_eq!(said.len(), 2, "{} lives in both rooms", vendor.name);
        assert_eq!(class(&said[0]), Class::Refused(meaning), "{}", said[0]);
        assert_eq!(said[0], said[1], "one sentence for one refusal");
    }
}

#[test]
fn a_wait_that_is_asked_for_is_known_whatever_the_status() {
    for status in [200, 403, 429] {
        let body = r#"{"error": "API limit reached. Please try again later."}"#;
        let reply = Reply::new(status, "application/json", body).with("retry-after", "90");
        for error in both(&vendor::FINNHUB, &reply) {
            assert_eq!(error.retry_after(), Some(Duration::from_secs(90)), "{status}: {error}");
        }
    }
}

#[test]
fn the_usual_addresses_end_in_the_paths_that_are_asked() {
    let server = FixtureServer::start();
    server.choosing(|_| Some(Reply::new(401, "application/json", "{}")));
    prices("finnhub", &server);
    assert_eq!(server.received()[0].path, "/api/v1/stock/candle");
}
