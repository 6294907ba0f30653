//! A request to the lines that answer it.

use super::{NAME, adapt, parse};
use crate::net::{Client, Content, Pace, Request};
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};

/// The daily limit is not published; two downloads a second were never refused.
const PACE: Pace = Pace::per_minute(60);

pub(super) async fn fetch(
    base: &str,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let symbol = symbols::spelt(NAME, request.instrument)?;
    let ask = Request::get(&format!("{base}/q/d/l/"))
        .map_err(reply::net_error(NAME))?
        .expecting(Content::Text)
        .paced(PACE)
        .charged_to(NAME)
        .query("s", &symbol)
        .query("d1", &request.from.format("%Y%m%d").to_string())
        .query("d2", &request.to.format("%Y%m%d").to_string())
        .query("i", "d")
        .unless(request.known);
    let answer = reply::changed(NAME, client.get(ask).await.map_err(reply::net_error(NAME))?)?;
    let fetched = adapt::adapt(&parse::parse(&answer.bytes, &symbol)?, request)?;
    Ok(Fetched { validator: answer.validator(), ..fetched })
}
