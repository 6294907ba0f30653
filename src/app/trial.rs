//! Asks each provider of prices once, to see what it gives.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::{Context, Failure, block_on};
use crate::calendar::Calendars;
use crate::fault::Fault;
use crate::instrument::{Instrument, InstrumentId, Universe};
use crate::market::Interval;
use crate::net::{Client, NetConfig};
use crate::provider::{BarRequest, Provider, registry};
use crate::view::doctor::{Check, Condition};

/// The name of these checks.
const NAME: &str = "online";
/// What is asked for: the first of these that a provider carries.
const ASKED: [&str; 3] = ["MSFT:XNAS", "BTC-USD:CRYP", "EURUSD:FXSP"];
/// The days asked for: a week holds a session even around Christmas.
const DAYS: TimeDelta = TimeDelta::days(8);

/// What each provider that is set up answers to a request for a week of days. Nothing is stored but the number of
/// calls.
///
/// # Errors
/// The network cannot be set up.
pub fn providers(context: &Context) -> Result<Vec<Check>, Failure> {
    let now = context.now();
    let client = Client::new(NetConfig { retries: 0, ..context.net_config() })?;
    let configured: Vec<Provider> =
        registry(&context.keys()).into_iter().filter(Provider::is_configured).collect();
    let checks = block_on(async {
        let mut checks = Vec::with_capacity(configured.len());
        for provider in &configured {
            checks.push(one(provider, &client, &context.calendars, now).await);
        }
        checks
    })?;
    count(context, &client, now);
    Ok(checks)
}

async fn one(provider: &Provider, client: &Client, calendars: &Calendars, now: DateTime<Utc>) -> Check {
    let name = provider.name();
    let asked = ASKED
        .iter()
        .filter_map(|id| sample(id))
        .find(|i| provider.spelling(&request(i, calendars, now)).is_some());
    let check = |condition, found| Check { name: NAME, condition, found, remedy: None, hint: None };
    let Some(instrument) = asked else {
        return check(Condition::Warning, format!("{name} carries nothing that could be asked for"));
    };
    let symbol = &instrument.id.symbol;
    match provider.fetch(client, &request(&instrument, calendars, now)).await {
        Ok(fetched) if fetched.bars.is_empty() => check(
            Condition::Warning,
            format!("{name} answered without a bar for a week of {symbol}: it seems to be out of service"),
        ),
        Ok(fetched) => check(Condition::Ok, format!("{name}: {} daily bars of {symbol}", fetched.bars.len())),
        Err(error) => Check { remedy: error.remedy(), ..check(Condition::Warning, error.in_short()) },
    }
}

fn sample(id: &str) -> Option<Instrument> {
    Universe::builtin().get(&id.parse::<InstrumentId>().ok()?).cloned()
}

fn request<'i>(instrument: &'i Instrument, calendars: &'i Calendars, now: DateTime<Utc>) -> BarRequest<'i> {
    let today = now.date_naive();
    BarRequest {
        instrument,
        present: None,
        interval: Interval::Day1,
        from: today - DAYS,
        to: today,
        extended: false,
        as_of: now,
        known: None,
        calendar: calendars.get(instrument.id.mic).ok(),
    }
}

/// Counts the calls where there is a database; that it cannot be written is told by another check.
fn count(context: &Context, client: &Client, now: DateTime<Utc>) {
    let Ok(mut store) = context.existing_store() else { return };
    for (owner, calls) in client.take_calls() {
        let _ = store.count_calls(owner, now.date_naive(), calls);
    }
}
