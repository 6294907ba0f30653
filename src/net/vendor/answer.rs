//! A vendor's answer, read as data or as a refusal.

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Refusal, Vendor, VendorError};
use crate::net::{Response, Validator, redacted};

/// A vendor's answer, with a status below 500.
#[derive(Debug)]
pub struct Answer {
    vendor: &'static Vendor,
    response: Response,
    asked: Option<String>,
    secrets: Vec<SecretString>,
}

impl Answer {
    pub(super) fn new(
        vendor: &'static Vendor,
        response: Response,
        asked: Option<&str>,
        secrets: Vec<SecretString>,
    ) -> Self {
        Self { vendor, response, asked: asked.map(str::to_owned), secrets }
    }

    /// An answer made up by a test.
    #[cfg(test)]
    pub(crate) fn sample(vendor: &'static Vendor, status: u16, body: &str) -> Self {
        let response = Response {
            status,
            headers: reqwest::header::HeaderMap::new(),
            bytes: body.as_bytes().to_vec(),
            url: url::Url::parse(vendor.base).unwrap(),
        };
        Self::new(vendor, response, Some("AAPL"), vec!["S3CRET".into()])
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.response.bytes
    }

    /// The bytes as text, without a byte-order mark and surrounding whitespace.
    #[must_use]
    pub fn text(&self) -> String {
        self.response.text().trim_start_matches('\u{feff}').trim().to_owned()
    }

    /// The address that answered, without keys.
    #[must_use]
    pub fn address(&self) -> String {
        redacted(&self.response.url)
    }

    /// Whether the status means success.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.response.is_success()
    }

    /// Whether the answer is unchanged.
    #[must_use]
    pub const fn is_unchanged(&self) -> bool {
        self.response.is_unchanged()
    }

    /// The cookies that it sets, as a `Cookie` header sends them back.
    #[must_use]
    pub fn cookies(&self) -> String {
        let set = self.response.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
        let pairs = set.filter_map(|cookie| cookie.split(';').next()).map(str::trim);
        pairs.filter(|pair| pair.contains('=')).collect::<Vec<_>>().join("; ")
    }

    /// Its validators for a conditional request.
    #[must_use]
    pub fn validator(&self) -> Option<Validator> {
        self.response.validator()
    }

    /// The document.
    ///
    /// # Errors
    /// The vendor's refusal ([`Answer::refusal`]); [`VendorError::NotData`] for anything but JSON,
    /// [`VendorError::Shape`] for JSON that is truncated or has another structure.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, VendorError> {
        self.json_of(&self.text())
    }

    /// The document in a repaired text: as [`Answer::json`], but of other characters than were sent.
    ///
    /// # Errors
    /// As [`Answer::json`].
    pub fn json_of<T: DeserializeOwned>(&self, text: &str) -> Result<T, VendorError> {
        if !self.is_success() || !text.starts_with(['{', '[']) {
            return Err(self.not_data(text, "JSON"));
        }
        serde_json::from_str(text).map_err(|error| {
            let broken = if error.is_eof() {
                format!("the JSON breaks off after {} bytes", self.bytes().len())
            } else {
                error.to_string()
            };
            self.refusal().unwrap_or_else(|| self.shape(&broken))
        })
    }

    /// The vendor's refusal, if its document states one; to be used for a document without data.
    #[must_use]
    pub fn refusal(&self) -> Option<VendorError> {
        let text = self.text();
        let document: Option<Value> = serde_json::from_str(&text).ok();
        let at = |pointer: &&str| document.as_ref().and_then(|d| d.pointer(pointer)).and_then(word);
        let code = self.vendor.said.code.as_ref().and_then(at).unwrap_or_default();
        let said = self.vendor.said.texts.iter().find_map(at).or_else(|| ANYWHERE.iter().find_map(at));
        let plain = || document.is_none() && !text.is_empty() && !text.starts_with('<') && !self.is_success();
        match said {
            Some(said) => Some(self.refused(&code, &said)),
            None if plain() => Some(self.refused("", &text)),
            // Documents with data have codes too: `OK`.
            None if self.vendor.is_refusal(&code) => Some(self.refused(&code, "")),
            None => (!self.is_success()).then(|| self.refused(&code, "")),
        }
    }

    /// The refusal that this code and sentence mean for the vendor.
    fn refused(&self, code: &str, said: &str) -> VendorError {
        let meaning = self.vendor.refusal(self.response.status, code, said);
        let said = match (said.trim(), code.trim()) {
            ("", "") => format!("status {}", self.response.status),
            ("", code) => code.to_owned(),
            (said, _) => said.to_owned(),
        };
        self.error(meaning, &said)
    }

    fn error(&self, meaning: Refusal, said: &str) -> VendorError {
        // Avoids "refused: Error: …".
        let said = excerpt(self.without_keys(said).trim_start_matches("Error: "));
        let vendor = self.vendor.name;
        match (meaning, &self.asked) {
            (Refusal::Limited, _) => {
                VendorError::RateLimited { vendor, said, retry_after: self.response.retry_after() }
            }
            (Refusal::Client, _) => VendorError::ClientRefused { vendor, said },
            (Refusal::KeyRefused, _) => VendorError::KeyRefused { vendor, said },
            (Refusal::NotInPlan, _) => VendorError::NotInPlan { vendor, said },
            (Refusal::Unknown, Some(asked)) => VendorError::Unknown { vendor, asked: asked.clone(), said },
            (Refusal::Nothing, _) => VendorError::Nothing { vendor, said },
            (Refusal::Unknown, None) | (Refusal::Other, _) => VendorError::Refused { vendor, said },
        }
    }

    /// The error for an answer that is not data: a refusal by status or known phrase, a web page, other text.
    #[must_use]
    pub fn not_data(&self, text: &str, expected: &'static str) -> VendorError {
        if !self.is_success() {
            return self.refusal().unwrap_or_else(|| self.refused("", ""));
        }
        let is_page = text.starts_with('<');
        if let Some(meaning) = self.vendor.in_plain_text(text).filter(|_| !is_page) {
            return self.error(meaning, text);
        }
        let what = match title(text) {
            _ if text.is_empty() => "nothing".to_owned(),
            Some(title) if is_page => format!("a web page titled \"{title}\""),
            None if is_page => "a web page".to_owned(),
            _ => format!("the text \"{}\"", excerpt(&self.without_keys(text))),
        };
        VendorError::NotData { vendor: self.vendor.name, what, expected }
    }

    /// Why a document has no data: the vendor's refusal, or what is missing.
    #[must_use]
    pub fn without_data(&self, lacks: &str) -> VendorError {
        self.refusal().unwrap_or_else(|| self.shape(lacks))
    }

    /// The error that something is missing from the data.
    #[must_use]
    pub fn shape(&self, reason: &str) -> VendorError {
        VendorError::Shape { vendor: self.vendor.name, reason: reason.to_owned() }
    }

    /// A text without keys: some services, such as Alpha Vantage, repeat them in messages.
    fn without_keys(&self, text: &str) -> String {
        let keys = self.secrets.iter().map(ExposeSecret::expose_secret).filter(|key| !key.is_empty());
        keys.fold(text.to_owned(), |text, key| text.replace(key, "***"))
    }
}

/// Where services, and the gateways in front of them, put a sentence; the vendor's own places come first.
const ANYWHERE: [&str; 16] = [
    "/finance/error/description",
    "/chart/error/description",
    "/error/message",
    "/error/description",
    "/error/reason",
    "/error",
    "/errors/0/message",
    "/errors/0/detail",
    "/errors/0",
    "/0/error",
    "/message",
    "/detail",
    "/error_message",
    "/fault/faultstring",
    "/Error Message",
    "/title",
];

/// Turns a vendor's statement that it has no data for these days into an empty result.
///
/// # Errors
/// Any other refusal.
pub fn unless_empty<T>(result: Result<T, VendorError>) -> Result<Option<T>, VendorError> {
    match result {
        Ok(data) => Ok(Some(data)),
        Err(VendorError::Nothing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A sentence, or a number as one; nothing for an empty text.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let text = excerpt(&page[start..end]);
    (!text.is_empty()).then_some(text)
}

/// A service's message on one line, shortened, without its full stop.
///
/// ```
/// use newstape::net::vendor::excerpt;
///
/// assert_eq!(excerpt("Invalid\n token."), "Invalid token");
/// assert_eq!(excerpt(&"x".repeat(999)).chars().count(), 161);
/// ```
#[must_use]
pub fn excerpt(text: &str) -> String {
    const LONGEST: usize = 160;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches('.');
    match words.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words.to_owned(),
    }
}
