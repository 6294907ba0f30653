//! Parses an answer into lines, or the error for what came instead.

use super::wire::Line;
use crate::net::vendor::{Answer, VendorError};

pub(super) fn parse(answer: &Answer) -> Result<Vec<Line>, VendorError> {
    let text = answer.text();
    if answer.is_success() && text.is_empty() {
        return Ok(Vec::new());
    }
    if !answer.is_success() || !text.starts_with("KEY,") {
        return Err(answer.not_data(&text, "a table"));
    }
    let mut lines = csv::Reader::from_reader(text.as_bytes());
    lines.deserialize().collect::<Result<_, _>>().map_err(|error| answer.shape(&error.to_string()))
}
