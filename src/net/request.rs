//! Requests and responses.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{NetError, Pace, redacted, waits};

/// The kind of body a caller can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Anything.
    Any,
    /// JSON. Some servers call it plain text; a web page is refused.
    Json,
    /// Text that is not a web page: CSV, JSON lines.
    Text,
    /// A web page or other text to read: HTML, XHTML, XML, plain text, Markdown.
    Page,
    /// RSS, Atom or JSON Feed. Feeds are sent with many content types, even `text/html`, so only
    /// the parser can tell.
    Feed,
}

impl Content {
    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Json => "JSON",
            Self::Text => "plain text",
            Self::Page => "a web page",
            Self::Feed => "a feed",
        }
    }

    /// The `Accept` header.
    pub(super) const fn accept(self) -> &'static str {
        match self {
            Self::Any => "*/*",
            Self::Json => "application/json",
            Self::Text => "text/csv, text/plain, */*;q=0.5",
            Self::Page => "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
            Self::Feed => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1"
            }
        }
    }

    /// Whether a body of this media type (lower case, no parameters; empty if the server says
    /// nothing) may be read as such.
    pub(super) fn admits(self, media: &str) -> bool {
        let html = matches!(media, "text/html" | "application/xhtml+xml");
        let json = media.ends_with("json") || media.ends_with("javascript");
        match self {
            Self::Any | Self::Feed => true,
            Self::Json => media.is_empty() || json || media == "text/plain",
            Self::Text => {
                media.is_empty()
                    || (media.starts_with("text/") && !html)
                    || matches!(media, "application/csv" | "application/octet-stream")
                    || json
            }
            Self::Page => media.is_empty() || html || media.starts_with("text/") || media.ends_with("xml"),
        }
    }
}

/// One request: GET, or POST with a body.
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) content: Content,
    pub(super) pace: Option<Pace>,
    pub(super) max_body: Option<u64>,
    pub(super) keyed: bool,
    pub(super) explained: bool,
    pub(super) owner: Option<&'static str>,
    pub(super) posted: Option<String>,
}

impl Request {
    /// A request for this address, which must be http or https.
    ///
    /// # Errors
    /// [`NetError::Address`] if the text is not such an address.
    pub fn get(url: &str) -> Result<Self, NetError> {
        let refused = |reason: &str| NetError::Address { url: url.to_owned(), reason: reason.to_owned() };
        let url = Url::parse(url).map_err(|e| refused(&e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NetError::Address {
                reason: format!("\"{}\" is neither http nor https", url.scheme()),
                url: redacted(&url),
            });
        }
        Ok(Self {
            url,
            headers: HeaderMap::new(),
            content: Content::Any,
            pace: None,
            max_body: None,
            keyed: false,
            explained: false,
            owner: None,
            posted: None,
        })
    }

    /// Makes it a POST of this body.
    #[must_use]
    pub fn posting(mut self, media: &'static str, body: String) -> Self {
        self.headers.insert(reqwest::header::CONTENT_TYPE, HeaderValue::from_static(media));
        self.posted = Some(body);
        self
    }

    /// Adds a query field.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Adds a query field that is never shown, and keeps the request on its host. Its name must be
    /// one that [`redacted`] knows; a header is the better place where the service takes one.
    #[must_use]
    pub fn secret_query(mut self, name: &str, value: &SecretString) -> Self {
        self.keyed = true;
        self.query(name, value.expose_secret())
    }

    /// Adds a header; an invalid one is left out.
    #[must_use]
    pub fn header(self, name: &'static str, value: &str) -> Self {
        self.put_header(name, value, false)
    }

    /// Adds a header that is never shown, and keeps the request on its host. `prefix` precedes
    /// the secret (`Bearer `).
    #[must_use]
    pub fn secret_header(mut self, name: &'static str, prefix: &str, value: &SecretString) -> Self {
        self.keyed = true;
        self.put_header(name, &format!("{prefix}{}", value.expose_secret()), true)
    }

    fn put_header(mut self, name: &'static str, value: &str, secret: bool) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(secret);
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// Sets the kind of body expected; another kind is an error.
    #[must_use]
    pub const fn expecting(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// Limits the rate of requests to this host.
    #[must_use]
    pub const fn paced(mut self, pace: Pace) -> Self {
        self.pace = Some(pace);
        self
    }

    /// Counts the request towards the owner's daily allowance.
    #[must_use]
    pub const fn charged_to(mut self, owner: &'static str) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Makes the request conditional: an unchanged answer comes as status 304.
    #[must_use]
    pub fn unless(self, known: Option<&Validator>) -> Self {
        let Some(known) = known else { return self };
        let etag = known.etag.as_deref().into_iter().map(|v| ("if-none-match", v));
        let since = known.last_modified.as_deref().into_iter().map(|v| ("if-modified-since", v));
        etag.chain(since).fold(self, |ask, (name, value)| ask.header(name, value))
    }

    /// Sets a limit on the body's bytes, in addition to the client's own.
    #[must_use]
    pub const fn at_most(mut self, bytes: u64) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Returns responses with a status of 400 to 499 (except 408, 425 and 429) as they are, of
    /// any content type: the service explains itself in the body.
    #[must_use]
    pub const fn explained(mut self) -> Self {
        self.explained = true;
        self
    }

    /// The address, without keys.
    #[must_use]
    pub fn shown(&self) -> String {
        redacted(&self.url)
    }
}

/// The validators of a response, for conditional requests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Validator {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

/// A complete response.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code: 200 to 299, 304, or an explained 400 to 499.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// The final address, after redirects.
    pub url: Url,
}

impl Response {
    /// A header's value, if it is present and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The validators of this response, if it has any.
    #[must_use]
    pub fn validator(&self) -> Option<Validator> {
        let text = |name| self.header(name).map(str::to_owned);
        let (etag, last_modified) = (text("etag"), text("last-modified"));
        (etag.is_some() || last_modified.is_some()).then_some(Validator { etag, last_modified })
    }

    /// How long the server asks to wait before the next request, if it says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        waits::retry_after(&self.headers)
    }

    /// For how long the response stays fresh, according to the server.
    #[must_use]
    pub fn fresh_for(&self) -> Option<Duration> {
        waits::fresh_for(&self.headers)
    }

    /// Whether the status says that the answer is unchanged.
    #[must_use]
    pub const fn is_unchanged(&self) -> bool {
        self.status == 304
    }

    /// Whether the status means success.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_requests() {
        let refusal = |url| Request::get(url).unwrap_err().to_string();
        assert_eq!(
            refusal("file:///etc/passwd"),
            "\"file:///etc/passwd\" cannot be fetched: \"file\" is neither http nor https"
        );
        assert!(refusal("nowhere").starts_with("\"nowhere\" cannot be fetched"));
    }

    #[test]
    fn a_request_does_not_show_its_keys() {
        let key = SecretString::from("S3CRET");
        let request = Request::get("https://a.example/q")
            .unwrap()
            .secret_query("apikey", &key)
            .secret_header("authorization", "Bearer ", &key);
        assert!(!request.shown().contains("S3CRET"));
        assert!(!format!("{:?}", request.headers).contains("S3CRET"));
    }

    #[test]
    fn a_web_page_is_not_json() {
        assert!(Content::Json.admits("application/json"));
        assert!(Content::Json.admits("application/vnd.api+json"));
        assert!(!Content::Json.admits("text/html"));
        assert!(!Content::Text.admits("text/html"));
        assert!(Content::Page.admits("text/html"));
        assert!(!Content::Page.admits("application/pdf"));
    }
}
