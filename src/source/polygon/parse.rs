//! An answer to a page of items, or to what came instead.

use super::wire::Document;
use crate::net::vendor::{Answer, VendorError};

pub(super) fn parse(answer: &Answer) -> Result<Document, VendorError> {
    let document: Document = answer.json()?;
    match document.status.as_str() {
        "ERROR" | "NOT_AUTHORIZED" if document.results.is_none() => {
            Err(answer.without_data("no `results` in it"))
        }
        _ => Ok(document),
    }
}
