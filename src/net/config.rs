//! What the client may do, and for how long.

use std::net::SocketAddr;
use std::time::Duration;

/// Limits of the client. The defaults suit a person who waits at a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // four switches that have nothing to do with each other
pub struct NetConfig {
    /// A name and an e-mail address for the User-Agent header.
    pub user_agent: Option<String>,
    /// Refuse every request at once.
    pub offline: bool,
    /// Timeout for connecting.
    pub connect_timeout: Duration,
    /// Timeout while a connected server sends nothing.
    pub read_timeout: Duration,
    /// Timeout of one attempt, body included, which also stops a server that sends a byte a second.
    pub attempt_timeout: Duration,
    /// Timeout of a request, including its retries and the pauses between them.
    pub total_timeout: Duration,
    /// Number of retries after the first attempt.
    pub retries: usize,
    /// Pause before the first retry; each later pause doubles, with random jitter added.
    pub first_pause: Duration,
    /// Longest pause between two attempts.
    pub longest_pause: Duration,
    /// Most bytes of a body, after decompression.
    pub max_body: u64,
    /// Most redirects in a row.
    pub max_redirects: usize,
    /// Let [`super::Client::get_public`] reach private and loopback addresses too (tests, intranets).
    pub allow_private: bool,
    /// Host names with fixed addresses, treated as public machines; they are not resolved.
    /// The port is that of the URL.
    pub settled: Vec<(String, SocketAddr)>,
    /// Use the proxy that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name.
    pub system_proxy: bool,
    /// Ignore rate limits (for rehearsals, in which days pass in seconds).
    pub unpaced: bool,
}

impl NetConfig {
    /// The same with no limit of time longer than this one.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self {
            connect_timeout: self.connect_timeout.min(limit),
            read_timeout: self.read_timeout.min(limit),
            attempt_timeout: self.attempt_timeout.min(limit),
            total_timeout: self.total_timeout.min(limit),
            ..self
        }
    }
}

impl Default for NetConfig {
    fn default() -> Self {
        Self {
            user_agent: None,
            offline: false,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            attempt_timeout: Duration::from_mins(1),
            total_timeout: Duration::from_mins(2),
            retries: 3,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            max_body: 64 * 1024 * 1024,
            max_redirects: 5,
            allow_private: false,
            settled: Vec::new(),
            system_proxy: true,
            unpaced: false,
        }
    }
}
