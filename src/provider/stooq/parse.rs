//! Bytes to lines, or to what came instead.

use super::NAME;
use super::wire::Line;
use crate::provider::{ProviderError, reply};

pub(super) fn parse(bytes: &[u8], symbol: &str) -> Result<Vec<Line>, ProviderError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.trim_end() == "No data" {
        let said = "No data".to_owned();
        return Err(ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said });
    }
    if !(text.starts_with("Date,") || text.starts_with("Data,")) {
        return Err(reply::not_data(NAME, text.trim_end()));
    }
    if !text.ends_with('\n') {
        // Every line has its end, the last one too.
        return Err(reply::shape(NAME, &format!("the table breaks off after {} bytes", bytes.len())));
    }
    let mut lines = csv::Reader::from_reader(text.as_bytes());
    lines.deserialize().collect::<Result<_, _>>().map_err(|error| reply::shape(NAME, &error.to_string()))
}
