//! Parses an answer into lines, or the error for what came instead.

use super::wire::Line;
use crate::net::vendor::{Answer, VendorError};

pub(super) fn parse(answer: &Answer) -> Result<Vec<Line>, VendorError> {
    let text = String::from_utf8_lossy(answer.bytes());
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !(text.starts_with("Date,") || text.starts_with("Data,")) {
        return Err(answer.not_data(text.trim_end(), "a table"));
    }
    if !text.ends_with('\n') {
        // Every line ends with a newline, including the last.
        return Err(answer.shape(&format!("the table breaks off after {} bytes", answer.bytes().len())));
    }
    let mut lines = csv::Reader::from_reader(text.as_bytes());
    lines.deserialize().collect::<Result<_, _>>().map_err(|error| answer.shape(&error.to_string()))
}
