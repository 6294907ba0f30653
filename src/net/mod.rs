//! The one way to the network: a client with limits on time, size, pace and reach.
//!
//! Every request passes [`Client`]: it refuses all of them when offline, keeps each host's pace,
//! tries again with growing and jittered pauses (or when the server says so), follows redirects by
//! hand so that secrets never leave their host, cuts off endless bodies, and says in one sentence
//! what went wrong, without the keys that stood in the address. [`Client::get_public`] is for
//! addresses that came from outside (an article's): it reaches public machines only.

mod body;
mod client;
mod config;
mod error;
mod guard;
mod ledger;
mod pace;
mod redact;
mod request;
mod tls;
mod waits;

pub mod vendor;

pub use client::Client;
pub use config::NetConfig;
pub use error::NetError;
pub use pace::Pace;
pub use redact::redacted;
pub use request::{Content, Request, Response, Validator};
