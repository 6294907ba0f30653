//! Parses an answer into a page, or the error for what came instead.

use serde::de::DeserializeOwned;

use super::wire::Page;
use crate::net::vendor::{Answer, VendorError};

pub(super) fn parse<T: DeserializeOwned>(answer: &Answer) -> Result<Page<T>, VendorError> {
    let page: Page<T> = answer.json()?;
    match page.status.as_deref() {
        Some("OK" | "DELAYED") => Ok(page),
        Some(status) => Err(answer.without_data(&format!("its status is \"{status}\""))),
        None => Err(answer.without_data("it has no status")),
    }
}
