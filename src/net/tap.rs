//! What was said and answered, kept for a report.

use std::sync::{Mutex, PoisonError};

use reqwest::header::HeaderMap;

/// Headers that are never kept: they hold keys and sessions.
const SECRET: [&str; 4] = ["set-cookie", "cookie", "authorization", "proxy-authorization"];

/// A request and its answer, as they may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The address, without keys.
    pub url: String,
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// The headers of the answer, without cookies.
    pub headers: Vec<(String, String)>,
    /// The body of the answer.
    pub body: Vec<u8>,
    /// Why there is none, or why it was not accepted.
    pub failure: Option<String>,
}

/// The exchanges of a client that keeps them.
#[derive(Debug, Default)]
pub(super) struct Tap {
    exchanges: Mutex<Vec<Exchange>>,
}

impl Tap {
    pub(super) fn keep(&self, exchange: Exchange) {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    }

    pub(super) fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.exchanges.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The headers that may be shown.
pub(super) fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
    shown
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}
