//! One contract for every provider, over real HTTP, and each one's own odd days.

mod alpaca;
mod alphavantage;
mod contract;
mod faults;
mod finnhub;
mod keyless;
mod polygon;
mod selection;
mod stooq;
mod tiingo;
mod twelvedata;
mod yahoo;

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use newstape::calendar::Calendar;
use newstape::instrument::{Instrument, plain_instrument};
use newstape::market::{Bar, Interval};
use newstape::net::{Client, NetConfig};
use newstape::provider::{BarRequest, Fetched, FetchedBars, Keys, Provider, ProviderError, registry};
use newstape::units::Currency;

use crate::support::fixture_server::FixtureServer;

/// An instrument with nothing but its identity.
pub(crate) fn instrument(id: &str) -> Instrument {
    plain_instrument(id.parse().unwrap(), id, Some(Currency::USD)).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// What is asked in a test.
#[derive(Clone)]
struct Ask {
    instrument: Instrument,
    interval: Interval,
    from: NaiveDate,
    to: NaiveDate,
    extended: bool,
    as_of: DateTime<Utc>,
}

impl Ask {
    fn daily(id: &str, from: &str, to: &str) -> Self {
        Self::new(id, Interval::Day1, from, to)
    }

    fn new(id: &str, interval: Interval, from: &str, to: &str) -> Self {
        Self {
            instrument: instrument(id),
            interval,
            from: date(from),
            to: date(to),
            extended: false,
            as_of: instant("2025-02-20T12:00:00Z"),
        }
    }

    fn extended(mut self) -> Self {
        self.extended = true;
        self
    }

    fn asked_at(mut self, at: &str) -> Self {
        self.as_of = instant(at);
        self
    }

    fn request(&self) -> BarRequest<'_> {
        BarRequest {
            instrument: &self.instrument,
            present: None,
            interval: self.interval,
            from: self.from,
            to: self.to,
            extended: self.extended,
            as_of: self.as_of,
            known: None,
            calendar: Calendar::for_mic(self.instrument.id.mic).ok(),
        }
    }
}

/// Apple's closes of 27 to 31 January 2025, as its contract gives them.
const CLOSES: [Option<f64>; 5] = [Some(229.86), Some(238.26), Some(239.36), Some(237.59), Some(236.0)];
const DATES: [&str; 5] = ["2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"];

/// The same closes, 29 January without prices.
fn with_a_gap() -> [Option<f64>; 5] {
    let mut closes = CLOSES;
    closes[2] = None;
    closes
}

const SECRET: &str = "S3CRETKEY";

/// Every provider's address is the fixture server, and every key is [`SECRET`].
fn keys(server: &FixtureServer) -> Keys {
    let mut keys = Keys::default();
    for provider in registry(&Keys::default()) {
        keys.set_url(provider.name(), &server.url(""));
        keys.set_key(provider.name(), SECRET.into());
        keys.set_secret(provider.name(), SECRET.into());
    }
    keys
}

fn provider(name: &str, keys: &Keys) -> Provider {
    registry(keys).into_iter().find(|p| p.name() == name).unwrap()
}

/// Short pauses and patience: on a busy machine a sound answer may take its time.
fn quick_client() -> Client {
    client(Duration::from_secs(20))
}

/// For replies that never end.
fn hasty_client() -> Client {
    client(Duration::from_millis(300))
}

fn client(patience: Duration) -> Client {
    Client::new(NetConfig {
        read_timeout: patience,
        attempt_timeout: patience * 2,
        // Shorter than the waits that servers ask for in these tests.
        total_timeout: Duration::from_secs(45),
        retries: 1,
        first_pause: Duration::from_millis(5),
        max_body: 4_000_000,
        system_proxy: false,
        ..NetConfig::default()
    })
    .unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn fetch(name: &str, server: &FixtureServer, ask: &Ask) -> Result<Fetched, ProviderError> {
    let provider = provider(name, &keys(server));
    let client = quick_client();
    run(provider.fetch(&client, &ask.request()))
}

fn daily(fetched: &Fetched) -> &[Bar<NaiveDate>] {
    match &fetched.bars {
        FetchedBars::Daily(series) => series.bars(),
        FetchedBars::Intraday(_) => panic!("daily bars were asked for"),
    }
}

fn intraday(fetched: &Fetched) -> &[Bar<DateTime<Utc>>] {
    match &fetched.bars {
        FetchedBars::Intraday(series) => series.bars(),
        FetchedBars::Daily(_) => panic!("intraday bars were asked for"),
    }
}

/// The body inside a recorded payload (`{request, response}` or the body itself).
fn recorded(path: &str) -> String {
    let text = std::fs::read_to_string(crate::support::shared(path)).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    match document.pointer("/response/bodyJson") {
        Some(body) => body.to_string(),
        None => match document.pointer("/response/body") {
            Some(serde_json::Value::String(body)) => body.clone(),
            Some(body) => body.to_string(),
            None => text,
        },
    }
}
