//! Remote services: their addresses, their keys, and what their refusals mean.
//!
//! A [`Vendor`] is a row of facts, an [`Endpoint`] a vendor with the user's address and keys, an [`Answer`]
//! its response. Whether it is asked for prices or for news, the same status and the same words
//! mean the same ([`Refusal`]).
//!
//! # What a status means
//!
//! Known phrases in the body take precedence ([`Vendor::phrases`]): several services send refusals
//! with status 200, and some with the wrong status. Then come the vendor's own statuses ([`Vendor::statuses`]), then
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
mod facts;
mod refusal;
mod table;
#[cfg(test)]
mod tests;

pub use answer::{Answer, excerpt, unless_empty};
pub use endpoint::Endpoint;
pub use error::VendorError;
pub use facts::{DailyLimit, Key, Said, Vendor};
pub use refusal::Refusal;
pub use table::{
    ALFRED, ALL, ALPACA, ALPHA_VANTAGE, COINBASE, ECB, EDGAR, EQS, FINNHUB, FRENCH, GDELT, GDELT_FILES,
    KRAKEN, MARKETAUX, POLYGON, STOOQ, TIINGO, TWELVE_DATA, YAHOO,
};
