//! What the client may do, and for how long.

use std::net::SocketAddr;
use std::time::Duration;

/// Limits of the client. Every one has a default that suits a person waiting at a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // four switches that have nothing to do with each other
pub struct NetConfig {
    /// Who asks: a name and an e-mail address, put into the user agent.
    pub user_agent: Option<String>,
    /// Refuse every request at once.
    pub offline: bool,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence of a server that is connected.
    pub read_timeout: Duration,
    /// Longest time for one try, body included: what stops a server that sends a byte a second.
    pub attempt_timeout: Duration,
    /// Longest time for all tries of one request and the pauses between them.
    pub total_timeout: Duration,
    /// Tries after the first.
    pub retries: usize,
    /// Pause before the second try; each later pause doubles, and a random part is added.
    pub first_pause: Duration,
    /// Longest pause between two tries.
    pub longest_pause: Duration,
    /// Most bytes of a body, after decompression.
    pub max_body: u64,
    /// Most redirects in a row.
    pub max_redirects: usize,
    /// Let [`super::Client::get_public`] reach private and loopback addresses too (tests, intranets).
    pub allow_private: bool,
    /// Names whose address is settled beforehand, as of public machines: no resolver is asked for them.
    /// The port is that of the URL.
    pub settled: Vec<(String, SocketAddr)>,
    /// Use the proxy that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name.
    pub system_proxy: bool,
    /// Keep no host's pace (simulations, in which days pass in seconds).
    pub unpaced: bool,
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
