//! Telling data from everything else that comes with status 200.

use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::ProviderError;
use crate::net::{NetError, Response};

/// Turns a failed request into the provider's error.
pub(super) fn net_error(provider: &'static str) -> impl Fn(NetError) -> ProviderError {
    move |error| match error {
        NetError::RateLimited { retry_after, ref url } => ProviderError::RateLimited {
            provider,
            said: NetError::RateLimited { retry_after, url: url.clone() }.to_string(),
            retry_after,
        },
        NetError::ContentType { got, .. } => ProviderError::NotData { provider, what: got },
        error => ProviderError::Net { provider, error },
    }
}

/// The answer, unless it is the one that is held already.
pub(super) fn changed(provider: &'static str, answer: Response) -> Result<Response, ProviderError> {
    if answer.is_unchanged() { Err(ProviderError::Unchanged { provider }) } else { Ok(answer) }
}

/// A symbol as it stands in a path: `^GSPC` as `%5EGSPC`.
pub(super) fn in_path(symbol: &str) -> String {
    url::form_urlencoded::byte_serialize(symbol.as_bytes()).collect()
}

/// The key, or the error that it is missing.
pub(super) fn need_key<'k>(
    provider: &'static str,
    key: Option<&'k SecretString>,
) -> Result<&'k SecretString, ProviderError> {
    key.ok_or(ProviderError::KeyMissing { provider })
}

/// An error that the data lack something.
pub(super) fn shape(provider: &'static str, reason: &str) -> ProviderError {
    ProviderError::Shape { provider, reason: reason.to_owned() }
}

/// Reads JSON, and says what came instead if it is none.
pub(super) fn json<T: DeserializeOwned>(provider: &'static str, bytes: &[u8]) -> Result<T, ProviderError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return Err(not_data(provider, text));
    }
    serde_json::from_str(text).map_err(|error| ProviderError::Shape {
        provider,
        reason: if error.is_eof() {
            format!("the JSON breaks off after {} bytes", bytes.len())
        } else {
            error.to_string()
        },
    })
}

/// Names a text that is not data: a rate limit, a web page by its title, or the text itself.
pub(super) fn not_data(provider: &'static str, text: &str) -> ProviderError {
    let lower = text.to_lowercase();
    if !text.starts_with('<')
        && ["too many requests", "rate limit", "hits limit"].iter().any(|s| lower.contains(s))
    {
        return ProviderError::RateLimited { provider, said: excerpt(text), retry_after: None };
    }
    let what = if text.is_empty() {
        "nothing".to_owned()
    } else if text.starts_with('<') {
        title(text).map_or_else(|| "a web page".to_owned(), |t| format!("a web page titled \"{t}\""))
    } else {
        format!("the text \"{}\"", excerpt(text))
    };
    ProviderError::NotData { provider, what }
}

fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let text = excerpt(&page[start..end]);
    (!text.is_empty()).then_some(text)
}

/// The first line of what a service said, short enough for a sentence, without its full stop.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 160;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches('.');
    match words.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words.to_owned(),
    }
}

/// What a status of 401, 402 or 403 means, with what the service said.
pub(super) fn refusal(provider: &'static str, answer: &Response, said: &str) -> ProviderError {
    let said = if said.is_empty() { format!("status {}", answer.status) } else { excerpt(said) };
    match answer.status {
        401 => ProviderError::KeyRefused { provider, said },
        402 | 403 => ProviderError::NotInPlan { provider, said },
        _ => ProviderError::Refused { provider, said },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> String {
        json::<serde_json::Value>("yahoo", body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_data_is_named() {
        assert_eq!(
            said("<!doctype html><html><head><TITLE>Just a\n moment</TITLE>"),
            "yahoo answered with a web page titled \"Just a moment\" instead of data"
        );
        assert_eq!(said("<p>"), "yahoo answered with a web page instead of data");
        assert_eq!(said(""), "yahoo answered with nothing instead of data");
        assert_eq!(said("No data."), "yahoo answered with the text \"No data\" instead of data");
        assert_eq!(
            said("Edge: Too Many Requests"),
            "yahoo allows no more requests for now: Edge: Too Many Requests"
        );
        assert_eq!(
            said("{\"chart\":{\"result\":["),
            "yahoo answered with data that cannot be read: the JSON breaks off after 20 bytes"
        );
        assert!(json::<serde_json::Value>("yahoo", b"\xef\xbb\xbf {}").is_ok());
    }
}
