//! Errors of requests.

use std::net::IpAddr;
use std::time::Duration;

use crate::fault::{Fault, FaultClass, Remedy};

/// Why a request failed. Addresses are shown without keys, tokens and passwords.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// Network access is switched off.
    #[error("{url} was not requested: network access is off")]
    Offline {
        /// The address.
        url: String,
    },
    /// The text is not an address that can be fetched.
    #[error("\"{url}\" cannot be fetched: {reason}")]
    Address {
        /// The text.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The address leads into a private network.
    #[error("{url} leads to {address}, which is not a public address")]
    NotPublic {
        /// The address.
        url: String,
        /// The private address.
        address: IpAddr,
    },
    /// The host's name is unknown.
    #[error("{url}: the host's name cannot be resolved")]
    Unresolved {
        /// The address.
        url: String,
    },
    /// Nothing listens at the address.
    #[error("{url}: connection refused")]
    Refused {
        /// The address.
        url: String,
    },
    /// The connection could not be made.
    #[error("{url}: no connection: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// The reason that the operating system gives.
        reason: String,
    },
    /// The secure connection failed.
    #[error("{url}: no secure connection: {reason}")]
    Tls {
        /// The address.
        url: String,
        /// The reason that the TLS library gives.
        reason: String,
    },
    /// A timeout expired.
    #[error("{url} timed out after {}", seconds(*.after))]
    TimedOut {
        /// The address.
        url: String,
        /// The time that had passed.
        after: Duration,
    },
    /// The connection ended before the response.
    #[error("{url}: the connection was closed before an answer came")]
    Closed {
        /// The address.
        url: String,
    },
    /// The body ended before its announced end.
    #[error("{url}: the answer broke off after {received} bytes")]
    Truncated {
        /// The address.
        url: String,
        /// Bytes received, after decompression.
        received: u64,
    },
    /// The compressed body cannot be unpacked.
    #[error("{url}: the compressed answer is broken or broke off")]
    Compression {
        /// The address.
        url: String,
    },
    /// The body is larger than allowed.
    #[error("{url}: the answer is larger than {limit} bytes and was cut off")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit.
        limit: u64,
    },
    /// A redirect leads back to an address that was already visited.
    #[error("{url} redirects in a circle")]
    RedirectLoop {
        /// The first address.
        url: String,
    },
    /// Too many redirects in a row.
    #[error("{url} redirects more than {limit} times")]
    TooManyRedirects {
        /// The first address.
        url: String,
        /// The limit.
        limit: usize,
    },
    /// A request with a key was redirected to another host.
    #[error("{url} redirects to {to}, to which the key must not be sent")]
    RedirectWithKey {
        /// The address.
        url: String,
        /// The other host.
        to: String,
    },
    /// The server asks for fewer requests (status 429).
    #[error("{url} answered 429, too many requests{}", wait(*.retry_after))]
    RateLimited {
        /// The address.
        url: String,
        /// How long the server asks to wait, if it says so.
        retry_after: Option<Duration>,
    },
    /// The calls of an hour are used up.
    #[error("{url} was not requested: the next call is free in {}", seconds(*.after))]
    Paced {
        /// The address.
        url: String,
        /// How long to wait.
        after: Duration,
    },
    /// The daily calls of the plan are used up.
    #[error("{url} was not requested: the daily calls that {owner} allows are used up")]
    Spent {
        /// The address.
        url: String,
        /// The service whose calls are counted.
        owner: &'static str,
    },
    /// Any other unsuccessful status.
    #[error("{url} answered {status}{}", meaning(*.status))]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
        /// How long the server asks to wait, if it says so.
        retry_after: Option<Duration>,
    },
    /// The body has another content type than expected.
    #[error("{url} answered with {got} instead of {expected}")]
    ContentType {
        /// The address.
        url: String,
        /// The content expected.
        expected: &'static str,
        /// The content type received.
        got: String,
    },
    /// Any other error of the HTTP library.
    #[error("{url}: {reason}")]
    Protocol {
        /// The address.
        url: String,
        /// The library's message.
        reason: String,
    },
}

impl NetError {
    /// How long the server asks to wait before the next try, if it said so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Status { retry_after, .. } => *retry_after,
            Self::Paced { after, .. } => Some(*after),
            _ => None,
        }
    }

    /// The address that was requested, as it may be shown.
    const fn address(&self) -> &str {
        match self {
            Self::Offline { url }
            | Self::Address { url, .. }
            | Self::NotPublic { url, .. }
            | Self::Unresolved { url }
            | Self::Refused { url }
            | Self::Unreachable { url, .. }
            | Self::Tls { url, .. }
            | Self::TimedOut { url, .. }
            | Self::Closed { url }
            | Self::Truncated { url, .. }
            | Self::Compression { url }
            | Self::TooLarge { url, .. }
            | Self::RedirectLoop { url }
            | Self::TooManyRedirects { url, .. }
            | Self::RedirectWithKey { url, .. }
            | Self::ContentType { url, .. }
            | Self::RateLimited { url, .. }
            | Self::Paced { url, .. }
            | Self::Spent { url, .. }
            | Self::Status { url, .. }
            | Self::Protocol { url, .. } => url.as_str(),
        }
    }

    /// The sentence without the address: `connection refused`, `timed out after 20 s`.
    #[must_use]
    pub fn without_address(&self) -> String {
        let text = self.to_string();
        match text.strip_prefix(self.address()) {
            Some(rest) => rest.trim_start_matches([':', ' ']).to_owned(),
            None => text,
        }
    }
}

impl Fault for NetError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Address { .. } | Self::NotPublic { .. } => FaultClass::Input,
            Self::Status { status: 404 | 410, .. } => FaultClass::NotFound,
            _ => FaultClass::Network,
        }
    }

    fn is_retryable(&self) -> bool {
        match self {
            Self::Unresolved { .. }
            | Self::Refused { .. }
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::Closed { .. }
            | Self::Truncated { .. }
            | Self::Compression { .. }
            | Self::RateLimited { .. } => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 500 | 502 | 503 | 504),
            Self::Offline { .. }
            | Self::Paced { .. }
            | Self::Spent { .. }
            | Self::Address { .. }
            | Self::NotPublic { .. }
            | Self::Tls { .. }
            | Self::TooLarge { .. }
            | Self::RedirectLoop { .. }
            | Self::TooManyRedirects { .. }
            | Self::RedirectWithKey { .. }
            | Self::ContentType { .. }
            | Self::Protocol { .. } => false,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Offline { .. } => Some(Remedy::AllowNetwork),
            Self::NotPublic { .. } => Some(Remedy::Set { setting: "net.allow_private", value: "true" }),
            Self::Spent { .. } => Some(Remedy::advice("the count starts again at midnight UTC")),
            Self::Paced { after, .. } => Some(Remedy::TryAgain { after: Some(*after) }),
            Self::RateLimited { retry_after, .. } => Some(Remedy::TryAgain { after: *retry_after }),
            Self::Unresolved { .. } | Self::Unreachable { .. } => {
                Some(Remedy::advice("check the address and the network connection"))
            }
            Self::TimedOut { .. } | Self::Closed { .. } | Self::Truncated { .. } => {
                Some(Remedy::TryAgain { after: None })
            }
            _ => None,
        }
    }
}

/// `15 s`, `0.3 s`, `2 min`, `3 h`.
fn seconds(d: Duration) -> String {
    match d.as_secs() {
        0 => format!("{:.1} s", d.as_secs_f64()),
        s @ 1..=119 => format!("{s} s"),
        s @ 120..=7199 => format!("{} min", s.div_ceil(60)),
        s => format!("{} h", s.div_ceil(3600)),
    }
}

fn wait(after: Option<Duration>) -> String {
    after.map_or_else(String::new, |d| format!("; it asks to wait {}", seconds(d)))
}

const fn meaning(status: u16) -> &'static str {
    match status {
        400 => ", bad request",
        401 => ", not authorised",
        402 => ", payment required",
        403 => ", forbidden",
        404 => ", not found",
        410 => ", gone",
        500 => ", an error on its side",
        502..=504 => ", not available at the moment",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_when_to_come_back() {
        let url = "https://example.com/".to_owned();
        let error = NetError::RateLimited { url: url.clone(), retry_after: Some(Duration::from_secs(30)) };
        assert_eq!(
            error.to_string(),
            "https://example.com/ answered 429, too many requests; it asks to wait 30 s"
        );
        assert_eq!(error.remedy(), Some(Remedy::TryAgain { after: Some(Duration::from_secs(30)) }));
        let slow = NetError::TimedOut { url, after: Duration::from_millis(250) };
        assert_eq!(slow.to_string(), "https://example.com/ timed out after 0.2 s");
    }
}
