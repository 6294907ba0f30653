//! Parses an answer into candles, or the error for what came instead.

use super::wire::Candles;
use crate::net::vendor::{Answer, VendorError};

pub(super) fn parse(answer: &Answer) -> Result<Candles, VendorError> {
    let candles: Candles = answer.json()?;
    match candles.s.as_deref() {
        Some("ok" | "no_data") => Ok(candles),
        Some(other) => Err(answer.shape(&format!("its state is \"{other}\""))),
        None => Err(answer.without_data("no state in it")),
    }
}
