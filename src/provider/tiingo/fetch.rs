//! A request to the rows that answer it.

use secrecy::SecretString;

use super::{NAME, adapt, parse};
use crate::market::Interval;
use crate::net::{Client, Content, Pace, Request};
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};

/// The free plan allows 50 an hour; the answer says when they are used up.
const PACE: Pace = Pace::per_minute(50);

/// An intraday answer holds at most 10,000 rows: ten days of extended minutes.
const INTRADAY_DAYS: u64 = 10;

pub(super) async fn fetch(
    base: &str,
    key: Option<&SecretString>,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let key = reply::need_key(NAME, key)?;
    let symbol = symbols::spelt(NAME, request.instrument)?;
    let (path, frequency, days) = match frequency(request.interval) {
        None => (format!("/tiingo/daily/{}/prices", reply::in_path(&symbol)), "daily", 100_000),
        Some(name) => (format!("/iex/{}/prices", reply::in_path(&symbol)), name, INTRADAY_DAYS),
    };
    let mut quotes = Vec::new();
    let mut validator = None;
    for (from, to) in request.pieces(days) {
        let mut ask = Request::get(&format!("{base}{path}"))
            .map_err(reply::net_error(NAME))?
            .expecting(Content::Json)
            .explained()
            .paced(PACE)
            .charged_to(NAME)
            .secret_header("authorization", "Token ", key)
            .query("format", "json")
            .query("startDate", &from.to_string())
            .query("endDate", &to.to_string())
            .query("resampleFreq", frequency);
        let is_daily = request.interval == Interval::Day1;
        if is_daily {
            ask = ask.unless(request.known);
        } else {
            // Without this list the volume is left out.
            ask = ask
                .query("columns", "open,high,low,close,volume")
                .query("afterHours", if request.extended { "true" } else { "false" });
        }
        let answer = reply::changed(NAME, client.get(ask).await.map_err(reply::net_error(NAME))?)?;
        validator = answer.validator().filter(|_| is_daily);
        quotes.extend(parse::parse(&answer, &symbol)?);
    }
    let fetched = adapt::adapt(&quotes, request)?;
    Ok(Fetched { validator, ..fetched })
}

const fn frequency(interval: Interval) -> Option<&'static str> {
    match interval {
        Interval::Minute1 => Some("1min"),
        Interval::Minute5 => Some("5min"),
        Interval::Minute15 => Some("15min"),
        Interval::Hour1 => Some("1hour"),
        Interval::Day1 => None,
    }
}
