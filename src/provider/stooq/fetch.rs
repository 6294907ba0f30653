//! Fetches the lines of an answer.

use super::{adapt, parse};
use crate::provider::plan::Ask;
use crate::provider::{Fetched, ProviderError};

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let lines = ask
        .get("/q/d/l/")?
        .query("s", &ask.symbol)
        .query("d1", &request.from.format("%Y%m%d").to_string())
        .query("d2", &request.to.format("%Y%m%d").to_string())
        .query("i", "d")
        .unless(request.known);
    let answer = ask.send(lines).await?;
    let fetched = adapt::adapt(&parse::parse(&answer)?, &ask)?;
    Ok(Fetched { validator: answer.validator(), ..fetched })
}
