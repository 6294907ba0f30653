//! The server's settings: address, access and limits.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::fault::{Fault, FaultClass, Remedy};

/// The settings of the server.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The access rights.
    pub access: Access,
    /// Host names of the server, besides numeric addresses and `localhost`.
    pub hosts: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Other sites whose pages may read the API and show charts: scheme, host and port.
    pub cors_origins: Vec<HeaderValue>,
    /// The limits.
    pub limits: Limits,
}

/// The rights of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// The tokens. Without any, everybody who can reach the server may do everything; that is allowed on
/// loopback addresses only.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// The token that may read.
    pub read: Option<SecretString>,
    /// The token that may read and write.
    pub write: Option<SecretString>,
}

/// The shortest token that cannot be guessed in a lifetime at the pace that is allowed.
const LEAST_TOKEN_BYTES: usize = 16;

impl Access {
    /// Whether the server is open, that is, no token is set.
    #[must_use]
    pub(super) const fn is_open(&self) -> bool {
        self.read.is_none() && self.write.is_none()
    }

    /// What a token allows; `None` for an unknown token. Takes the same time wherever
    /// two tokens begin to differ.
    #[must_use]
    pub fn scope(&self, token: &str) -> Option<Scope> {
        let same = |ours: &Option<SecretString>| {
            ours.as_ref().is_some_and(|t| bool::from(t.expose_secret().as_bytes().ct_eq(token.as_bytes())))
        };
        let (write, read) = (same(&self.write), same(&self.read));
        if write { Some(Scope::Write) } else { read.then_some(Scope::Read) }
    }

    /// Whether the server may listen there.
    ///
    /// # Errors
    /// [`HttpError::TokenNeeded`] without a token, for an address that other machines can reach;
    /// [`HttpError::TokenShort`] for a token that can be guessed.
    pub fn check(&self, address: SocketAddr) -> Result<(), HttpError> {
        let short = |t: &SecretString| t.expose_secret().len() < LEAST_TOKEN_BYTES;
        if self.read.iter().chain(&self.write).any(short) {
            return Err(HttpError::TokenShort { least: LEAST_TOKEN_BYTES });
        }
        if self.is_open() && !address.ip().is_loopback() {
            return Err(HttpError::TokenNeeded { address });
        }
        Ok(())
    }
}

/// The limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Most bytes of a body.
    pub body_bytes: usize,
    /// Most bytes of a request's first line and headers.
    pub header_bytes: usize,
    /// Most headers.
    pub headers: usize,
    /// Longest time for the headers of a request, and between two requests of a connection.
    pub header_time: Duration,
    /// Longest time for a request, its body included.
    pub request_time: Duration,
    /// Longest time in which a peer reads nothing of a response.
    pub write_time: Duration,
    /// Longest time for one read of the database.
    pub query_time: Duration,
    /// Most connections.
    pub connections: usize,
    /// Most connections from one address.
    pub connections_per_peer: usize,
    /// Most concurrent reads of the database.
    pub readers: usize,
    /// Most open streams.
    pub streams: usize,
    /// Most writing requests of one peer in a minute.
    pub writes_per_minute: u32,
    /// Most wrong tokens of one peer in a minute.
    pub refusals_per_minute: u32,
    /// How often streams check for new notices.
    pub stream_pause: Duration,
    /// Longest time that running requests get when the server stops.
    pub drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 2 * 1024 * 1024,
            header_bytes: 16 * 1024,
            headers: 64,
            header_time: Duration::from_secs(10),
            request_time: Duration::from_secs(30),
            write_time: Duration::from_secs(30),
            query_time: Duration::from_secs(5),
            connections: 1024,
            connections_per_peer: 256,
            readers: 4,
            streams: 64,
            writes_per_minute: 600,
            refusals_per_minute: 20,
            stream_pause: Duration::from_secs(1),
            drain_time: Duration::from_secs(3),
        }
    }
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Other machines can reach the address, and no token is set.
    #[error("{address} can be reached by other machines, and no token is set")]
    TokenNeeded {
        /// The address.
        address: SocketAddr,
    },
    /// A token is too short.
    #[error("a token has fewer than {least} characters")]
    TokenShort {
        /// The least number of characters.
        least: usize,
    },
    /// The address cannot be used.
    #[error("cannot listen on {address}: {reason}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// The reason that the operating system gives.
        reason: String,
    },
}

impl Fault for HttpError {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::TokenNeeded { .. } => Some(Remedy::GiveTokens),
            Self::TokenShort { .. } => Some(Remedy::advice("`openssl rand -hex 32` generates a good one")),
            Self::Address { .. } => Some(Remedy::Give { argument: "listen", example: "127.0.0.1:8080" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access { read: Some("r".repeat(32).into()), write: Some("w".repeat(32).into()) }
    }

    #[test]
    fn a_token_opens_what_it_may() {
        assert_eq!(access().scope(&"r".repeat(32)), Some(Scope::Read));
        assert_eq!(access().scope(&"w".repeat(32)), Some(Scope::Write));
        for wrong in ["", "r", &"r".repeat(31), &"r".repeat(33)] {
            assert_eq!(access().scope(wrong), None, "{wrong}");
        }
        assert_eq!(Access::default().scope(""), None);
    }

    #[test]
    fn other_machines_need_a_token() {
        let local = "127.0.0.1:8080".parse().unwrap();
        let open = "0.0.0.0:8080".parse().unwrap();
        assert!(Access::default().check(local).is_ok());
        assert!(Access::default().check("[::1]:8080".parse().unwrap()).is_ok());
        assert!(matches!(Access::default().check(open), Err(HttpError::TokenNeeded { .. })));
        assert!(access().check(open).is_ok());
        let short = Access { read: Some("short".to_owned().into()), write: None };
        assert!(matches!(short.check(local), Err(HttpError::TokenShort { .. })));
    }

    #[test]
    fn tokens_are_not_printed() {
        assert!(!format!("{:?}", access()).contains("rrrr"));
    }
}
