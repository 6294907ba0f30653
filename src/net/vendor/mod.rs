//! Remote services: where each is, how it is asked, and what its refusals mean.
//!
//! A [`Vendor`] is a row of facts, an [`Endpoint`] a vendor with the user's address and keys, an [`Answer`]
//! what it sent back. Whether it is asked for prices or for news, the same status and the same words
//! mean the same ([`Refusal`]).
//!
//! # What a status means
//!
//! The words of the body come first where a vendor's row knows them ([`Vendor::phrases`]): several send refusals
//! with status 200, and some the wrong status. Then the vendor's own statuses ([`Vendor::statuses`]), then
//! HTTP's (RFC 9110, section 15.5):
//!
//! | status | meaning |
//! | --- | --- |
//! | 401 | the key is missing or wrong: credentials are lacking |
//! | 402, 403 | the key is known, and its plan does not include this: the server understood and refuses |
//! | 429 | too many calls for now (RFC 6585, section 4) |
//! | other 400 to 499 | refused, for the reason that it gives |
//! | 500 and above | its failure, not an answer: tried again by the client |

mod answer;
mod endpoint;
mod error;
mod refusal;
mod table;
#[cfg(test)]
mod tests;

pub use answer::{Answer, excerpt, unless_empty};
pub use endpoint::Endpoint;
pub use error::VendorError;
pub use refusal::Refusal;
pub use table::{
    ALL, ALPACA, ALPHA_VANTAGE, EDGAR, FINNHUB, GDELT, MARKETAUX, POLYGON, STOOQ, TIINGO, TWELVE_DATA, YAHOO,
};

use chrono_tz::Tz;

use super::{Content, Pace};

/// A remote service. Plans change often; limits are those of the free or usual plan.
#[derive(Debug)]
pub struct Vendor {
    /// Its name, as in settings, variables, series and the count of calls.
    pub name: &'static str,
    /// Its usual address, without a closing slash.
    pub base: &'static str,
    /// How it wants its key.
    pub key: Key,
    /// How often it may be asked.
    pub pace: Pace,
    /// How many calls a day it allows, where it counts them by day.
    pub daily: Option<DailyLimit>,
    /// What it sends.
    pub content: Content,
    /// Where a document of its says why it refuses.
    pub said: Said,
    /// What its words mean, in lower case; the first that occurs counts.
    pub phrases: &'static [(&'static str, Refusal)],
    /// Statuses that mean something else with it than in HTTP.
    pub statuses: &'static [(u16, Refusal)],
}

/// How a service wants its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// It needs none.
    None,
    /// In a header, after a word such as `Bearer `.
    Header {
        /// The header's name.
        name: &'static str,
        /// What stands before the key.
        prefix: &'static str,
    },
    /// In a field of the query.
    Query(&'static str),
    /// A pair, in two headers.
    Pair {
        /// The header of the key.
        key: &'static str,
        /// The header of the secret.
        secret: &'static str,
    },
}

/// How many calls a day a plan allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyLimit {
    /// Calls.
    pub calls: u32,
    /// The zone in which its day begins.
    pub zone: Tz,
}

/// Where a service's document says why it refuses, as JSON pointers (RFC 6901).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Sentences, the first that is there counts.
    pub texts: &'static [&'static str],
    /// A code beside the sentence: a word, or a number like an HTTP status.
    pub code: Option<&'static str>,
}

impl Vendor {
    /// Whether it needs a key.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        !matches!(self.key, Key::None)
    }

    /// Its usual address, or another machine that serves the same paths.
    ///
    /// ```
    /// use newstape::net::vendor::FINNHUB;
    ///
    /// assert_eq!(FINNHUB.at(None), "https://finnhub.io/api/v1");
    /// assert_eq!(FINNHUB.at(Some("http://127.0.0.1:8080/")), "http://127.0.0.1:8080/api/v1");
    /// ```
    #[must_use]
    pub fn at(&self, machine: Option<&str>) -> String {
        let Some(machine) = machine else { return self.base.to_owned() };
        let path = self.base.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        format!("{}{path}", machine.trim_end_matches('/'))
    }
}
