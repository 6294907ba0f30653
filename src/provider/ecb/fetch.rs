//! Fetches the table of an answer.

use super::{adapt, parse};
use crate::net::vendor::unless_empty;
use crate::provider::plan::Ask;
use crate::provider::{Fetched, ProviderError};

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let table = ask
        .get(&format!("/service/data/EXR/D.{}.EUR.SP00.A", ask.symbol_in_path()))?
        .query("startPeriod", &request.from.to_string())
        .query("endPeriod", &request.to.to_string())
        .query("format", "csvdata")
        .query("detail", "dataonly")
        .unless(request.known);
    let answer = ask.send(table).await?;
    let lines = unless_empty(parse::parse(&answer))?.unwrap_or_default();
    let fetched = adapt::adapt(&lines, &ask)?;
    Ok(Fetched { validator: answer.validator(), ..fetched })
}
