//! Reads a body up to its limit, and classifies what goes wrong on the way.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;

use super::guard::Private;
use super::{Content, NetError};

/// Reads the body in chunks and stops at the first byte beyond `limit`.
pub(super) async fn read(
    answer: &mut reqwest::Response,
    limit: u64,
    url: &str,
    since: tokio::time::Instant,
) -> Result<Vec<u8>, NetError> {
    let too_large = || NetError::TooLarge { url: url.to_owned(), limit };
    if answer.content_length().is_some_and(|n| n > limit) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(None) => return Ok(bytes),
            Ok(Some(piece)) if (bytes.len() + piece.len()) as u64 > limit => return Err(too_large()),
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Err(error) => return Err(broken_body(error, url, bytes.len() as u64, since.elapsed())),
        }
    }
}

/// The body's media type in lower case, without parameters.
pub(super) fn check_content(
    answer: &reqwest::Response,
    expected: Content,
    url: &str,
) -> Result<(), NetError> {
    let given = answer.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let media = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if expected.admits(&media) {
        return Ok(());
    }
    let got = match media.as_str() {
        "text/html" | "application/xhtml+xml" => "a web page".to_owned(),
        other => other.to_owned(),
    };
    Err(NetError::ContentType { url: url.to_owned(), expected: expected.name(), got })
}

fn broken_body(error: reqwest::Error, url: &str, received: u64, spent: Duration) -> NetError {
    let url = url.to_owned();
    if error.is_timeout() {
        return NetError::TimedOut { url, after: spent };
    }
    // A body that ends early is seen by the decompressor too, as the same error one level deeper.
    let text = chain(&error);
    if text.contains("before message") || text.contains("connection reset") {
        return NetError::Truncated { url, received };
    }
    if error.is_decode() {
        return NetError::Compression { url };
    }
    NetError::Protocol { url, reason: last_cause(error) }
}

/// Classifies the failure of a request before its response headers arrived.
pub(super) fn no_answer(error: reqwest::Error, url: &str, spent: Duration) -> NetError {
    let url = url.to_owned();
    if error.is_timeout() {
        return NetError::TimedOut { url, after: spent };
    }
    if let Some(Private(address)) = find::<Private>(&error) {
        return NetError::NotPublic { url, address: *address };
    }
    if find::<rustls::Error>(&error).is_some() {
        return NetError::Tls { url, reason: last_cause(error) };
    }
    if error.is_connect() {
        let text = chain(&error);
        return match find::<io::Error>(&error).map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionRefused) => NetError::Refused { url },
            _ if text.contains("dns error") => NetError::Unresolved { url },
            _ => NetError::Unreachable { url, reason: last_cause(error) },
        };
    }
    let text = chain(&error);
    if text.contains("before message") || text.contains("reset by peer") || text.contains("closed") {
        return NetError::Closed { url };
    }
    NetError::Protocol { url, reason: last_cause(error) }
}

fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    causes(error).find_map(|cause| cause.downcast_ref::<E>())
}

/// The error and its causes. An I/O error's `source` skips the error that it wraps.
fn causes<'e>(error: &'e reqwest::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error as &'e (dyn Error + 'static)), |&cause| {
        match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}

/// All causes in one lower-case text, to recognise errors of libraries whose types are private.
fn chain(error: &reqwest::Error) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ").to_lowercase()
}

/// The innermost cause: outer ones repeat the address, which may contain a key.
fn last_cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    causes(&error).last().map_or_else(String::new, ToString::to_string)
}
