//! All network access: a client with limits on time, size, rate and reach.
//!
//! Every request goes through [`Client`]: it refuses all of them when offline, keeps each host's rate limit,
//! retries with growing and jittered pauses (or when the server says so), follows redirects
//! itself so that secrets never leave their host, cuts off endless bodies, and says in one sentence
//! what went wrong, without keys from the address. [`Client::get_public`] is for
//! untrusted addresses (an article's): it reaches public machines only.

mod body;
mod client;
mod config;
mod error;
mod guard;
mod ledger;
pub mod mail;
mod pace;
mod redact;
mod request;
mod tap;
mod tls;
mod waits;

pub mod vendor;

pub use client::Client;
pub use config::NetConfig;
pub use error::NetError;
pub use pace::Pace;
pub use redact::redacted;
pub use request::{Content, Request, Response, Validator};
pub use tap::Exchange;
