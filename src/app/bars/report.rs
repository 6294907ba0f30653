//! What a provider answers, kept in a file for a report of a fault.

use base64::Engine;
use chrono::NaiveDate;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, block_on};
use crate::instrument::Instrument;
use crate::market::Interval;
use crate::net::{Client, Exchange, NetConfig};
use crate::provider::{BarRequest, Fetched, Provider, ProviderError, registry};
use crate::view::format::number_of;
use crate::view::prices_record::{ExchangeRecord, ReportRecord};

/// What to ask.
#[derive(Debug)]
pub struct ReportRequest<'a> {
    /// The provider.
    pub provider: &'a str,
    /// The instrument.
    pub instrument: &'a Instrument,
    /// The span of the bars.
    pub interval: Interval,
    /// First session date.
    pub from: NaiveDate,
    /// Last session date.
    pub to: NaiveDate,
    /// Whether to ask for premarket and after-hours.
    pub extended: bool,
}

/// Asks a provider once, as a fetch does, and keeps all that it said. Nothing is stored but the number of calls.
///
/// # Errors
/// There is no such provider, its key is missing, or it does not carry the instrument.
pub fn ask(context: &Context, request: &ReportRequest<'_>) -> Result<ReportRecord, Failure> {
    let keys = context.keys();
    let providers = registry(&keys);
    let provider = providers.iter().find(|p| p.name() == request.provider).ok_or_else(|| {
        let known = providers.iter().map(Provider::name).collect();
        ProviderError::NoSuchProvider { name: request.provider.to_owned(), known }
    })?;
    let bars = BarRequest {
        instrument: request.instrument,
        present: None,
        interval: request.interval,
        from: request.from,
        to: request.to,
        extended: request.extended,
        as_of: context.now(),
        known: None,
        calendar: context.calendars.get(request.instrument.id.mic).ok(),
    };
    if provider.spelling(&bars).is_none() {
        let reason = format!("{} does not carry {}", provider.name(), request.instrument.id);
        return Err(Refusal::Argument { argument: "symbol", reason }.into());
    }
    let client = Client::recording(NetConfig { retries: 0, ..context.net_config() })?;
    let answer = block_on(provider.fetch(&client, &bars))?;
    if let Ok(mut store) = context.existing_store() {
        for (owner, calls) in client.take_calls() {
            store.count_calls(owner, bars.as_of.date_naive(), calls)?;
        }
    }
    let exchanges = client.take_exchanges();
    if exchanges.is_empty()
        && let Err(error) = answer
    {
        return Err(error.into());
    }
    let secrets = context.secrets();
    Ok(ReportRecord {
        program: concat!("newstape ", env!("CARGO_PKG_VERSION")).to_owned(),
        asked_at: bars.as_of,
        provider: provider.name().to_owned(),
        symbol: request.instrument.id.to_string(),
        interval: request.interval,
        from: request.from,
        to: request.to,
        outcome: outcome(&answer),
        exchanges: exchanges.into_iter().map(|exchange| record(exchange, &secrets)).collect(),
    })
}

fn outcome(answer: &Result<Fetched, ProviderError>) -> String {
    match answer {
        Ok(fetched) => number_of(fetched.bars.len(), "bar"),
        Err(error) => error.to_string(),
    }
}

/// An exchange without anything secret. A body that is not text is kept in base64.
fn record(exchange: Exchange, secrets: &[String]) -> ExchangeRecord {
    let without =
        |text: String| secrets.iter().fold(text, |text, secret| text.replace(secret.as_str(), "***"));
    let (body, body_base64) = match String::from_utf8(exchange.body) {
        Ok(text) => (Some(without(text)), None),
        Err(bytes) => (None, Some(base64::engine::general_purpose::STANDARD.encode(bytes.as_bytes()))),
    };
    ExchangeRecord {
        url: without(exchange.url),
        status: exchange.status,
        headers: exchange.headers.into_iter().map(|(name, value)| (name, without(value))).collect(),
        body,
        body_base64,
        failure: exchange.failure.map(without),
    }
}
