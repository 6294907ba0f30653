//! Who is asked, and why the others are not.

use newstape::fault::{Fault, FaultClass};
use newstape::market::Interval;
use newstape::net::vendor::VendorError;
use newstape::provider::{Answer, Keys, MissingRanges, ProviderError, fetch_first, registry, select};

use super::{Ask, contract::Contract, keys, quick_client, run, stooq, tiingo, yahoo};
use crate::support::fixture_server::{FixtureServer, Reply};

fn ask() -> Ask {
    Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")
}

fn serve(server: &FixtureServer, contract: &Contract, reply: Reply) {
    server.on(contract.path, reply);
}

fn first(
    server: &FixtureServer,
    keys: &Keys,
    ask: &Ask,
    wanted: Option<&str>,
) -> Result<Answer, ProviderError> {
    let mut keys = keys.clone();
    keys.set_key("stooq", "S3CRETKEY".into());
    for provider in registry(&Keys::default()) {
        keys.set_url(provider.name(), &server.url(""));
    }
    let whole =
        |_| MissingRanges { ranges: vec![(ask.from, ask.to)], some_held: false, ..MissingRanges::default() };
    run(fetch_first(&registry(&keys), &quick_client(), &ask.request(), wanted, whole))
}

#[test]
fn the_first_that_is_able_answers() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), yahoo::contract().normal);
    let answer = first(&server, &Keys::default(), &ask(), None).unwrap();
    assert_eq!((answer.provider, answer.fetched[0].bars.len()), ("yahoo", 5));
    let failed = |p: &newstape::provider::PassedOver| !matches!(p.reason.as_str(), "its key is not set");
    let failed: Vec<_> = answer.passed_over.iter().filter(|p| failed(p)).collect();
    assert!(failed.iter().all(|p| p.reason.contains("does not carry")), "{failed:?}");
}

#[test]
fn one_that_fails_gives_way_to_the_next_and_the_reasons_are_told() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), Reply::new(404, "text/html", "<title>gone</title>"));
    serve(&server, &tiingo::contract(), tiingo::contract().normal);
    let mut keys = Keys::default();
    keys.set_key("tiingo", "S3CRETKEY".into());
    let answer = first(&server, &keys, &ask(), None).unwrap();
    assert_eq!(answer.provider, "tiingo");
    let reasons: Vec<_> = answer.passed_over.iter().map(|p| (p.provider, p.reason.as_str())).collect();
    assert!(reasons.contains(&("alpaca", "its key is not set")), "{reasons:?}");
    assert!(reasons.iter().any(|(name, why)| *name == "yahoo" && why.contains("404")), "{reasons:?}");
}

#[test]
fn an_empty_answer_is_taken_only_if_nobody_has_bars() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), yahoo::contract().empty);
    serve(&server, &stooq::contract(), stooq::contract().normal);
    let answer = first(&server, &Keys::default(), &ask(), None).unwrap();
    assert_eq!((answer.provider, answer.fetched[0].bars.len()), ("stooq", 5));
    serve(&server, &stooq::contract(), stooq::contract().empty);
    let answer = first(&server, &Keys::default(), &ask(), None).unwrap();
    assert_eq!((answer.provider, answer.fetched[0].bars.len()), ("yahoo", 0));
}

#[test]
fn when_nobody_can_answer_each_says_why() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), yahoo::contract().unknown);
    serve(&server, &stooq::contract(), stooq::contract().unknown);
    let error = first(&server, &Keys::default(), &ask(), None).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("no provider could answer: "), "{text}");
    assert!(text.contains("yahoo does not know the symbol AAPL"), "{text}");
    assert!(text.contains("no key is set for alpaca, tiingo, "), "{text}");
    assert_eq!(error.class(), FaultClass::NotFound, "what was asked outweighs what was not configured");
}

#[test]
fn a_wanted_provider_is_the_only_one_considered() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), yahoo::contract().normal);
    let error = first(&server, &Keys::default(), &ask(), Some("finnhub")).unwrap_err();
    assert_eq!(error, ProviderError::Vendor(VendorError::KeyMissing { vendor: "finnhub" }));
    let error = first(&server, &Keys::default(), &ask(), Some("bloomberg")).unwrap_err();
    assert!(error.to_string().starts_with("there is no provider \"bloomberg\": one of alpaca, "), "{error}");
    assert!(server.received().is_empty());
}

#[test]
fn what_a_provider_lacks_is_known_without_asking() {
    let server = FixtureServer::start();
    let providers = registry(&keys(&server));
    let reason = |ask: &Ask, name: &str| {
        let (_, passed_over) = select(&providers, &ask.request(), Some(name)).unwrap();
        passed_over.first().map(|p| p.reason.clone()).unwrap_or_default()
    };
    let minutes = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-02-18", "2025-02-19");
    assert_eq!(reason(&minutes, "stooq"), "it has no 1m bars");
    assert_eq!(reason(&minutes, "yahoo"), "");
    assert_eq!(reason(&minutes.clone().extended(), "finnhub"), "it has no extended hours");
    let old = Ask::new("AAPL:XNAS", Interval::Minute1, "2024-02-01", "2024-02-02");
    assert_eq!(reason(&old, "yahoo"), "its 1m bars begin on 2025-01-22");
    let xetra = Ask::daily("SAP:XETR", "2025-01-27", "2025-01-31");
    assert_eq!(reason(&xetra, "alpaca"), "it does not carry SAP:XETR");
    assert!(server.received().is_empty());
}

#[test]
fn only_what_is_missing_is_asked_for_and_a_started_series_is_not_left_for_another() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), yahoo::contract().empty);
    serve(&server, &stooq::contract(), stooq::contract().normal);
    let mut keys = Keys::default();
    for name in ["yahoo", "stooq"] {
        keys.set_url(name, &server.url(""));
    }
    keys.set_key("stooq", "S3CRETKEY".into());
    let providers = registry(&keys);
    let ask = ask();
    let fetch = |missing: MissingRanges| {
        run(fetch_first(&providers, &quick_client(), &ask.request(), None, |_| missing.clone())).unwrap()
    };
    let answer =
        fetch(MissingRanges { ranges: vec![(ask.to, ask.to)], some_held: true, ..MissingRanges::default() });
    assert_eq!((answer.provider, answer.fetched.len()), ("yahoo", 1));
    assert!(answer.fetched[0].bars.is_empty());
    assert_eq!(server.received().len(), 1);
    let answer = fetch(MissingRanges { ranges: Vec::new(), some_held: true, ..MissingRanges::default() });
    assert_eq!((answer.provider, answer.fetched.len()), ("yahoo", 0));
    assert_eq!(server.received().len(), 1, "nothing was missing, nothing was asked");
}

#[test]
fn a_range_that_begins_too_early_is_asked_from_where_the_bars_begin() {
    let server = FixtureServer::start();
    serve(&server, &yahoo::contract(), yahoo::contract().clock_change.unwrap().1);
    let ask = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-01-02", "2025-03-10");
    let ask = ask.asked_at("2025-03-12T00:00:00Z");
    let answer = first(&server, &Keys::default(), &ask, Some("yahoo")).unwrap();
    assert_eq!(answer.fetched[0].notes.last().unwrap(), "yahoo has 1m bars only from 2025-02-11 on");
    let begin = server.received()[0].query_value("period1").unwrap();
    assert_eq!(begin, super::instant("2025-02-11T05:00:00Z").timestamp().to_string());
}
