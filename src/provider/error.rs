//! Why a provider has no bars to give.

use std::time::Duration;

use chrono::NaiveDate;

use super::PassedOver;
use super::access::needs_secret;
use crate::fault::{Fault, FaultClass, Remedy};
use crate::net::NetError;

/// Why a provider has no bars to give. An empty range is not among the reasons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The way there or back failed.
    #[error("{provider}: {error}")]
    Net {
        /// Who was asked.
        provider: &'static str,
        /// What went wrong.
        error: NetError,
    },
    /// It does not know the symbol, or no longer.
    #[error("{provider} does not know the symbol {symbol}: {said}")]
    UnknownSymbol {
        /// Who was asked.
        provider: &'static str,
        /// The symbol in its spelling.
        symbol: String,
        /// What it said.
        said: String,
    },
    /// Its plan or its address allows no more requests for now.
    #[error("{provider} allows no more requests for now: {said}")]
    RateLimited {
        /// Who was asked.
        provider: &'static str,
        /// What it said.
        said: String,
        /// How long it asks to wait, if it said so.
        retry_after: Option<Duration>,
    },
    /// It needs a key and none is set.
    #[error("{provider} needs a key and none is set")]
    KeyMissing {
        /// Who needs it.
        provider: &'static str,
    },
    /// The key is refused.
    #[error("{provider} refuses the key: {said}")]
    KeyRefused {
        /// Who was asked.
        provider: &'static str,
        /// What it said.
        said: String,
    },
    /// The key's plan does not include this.
    #[error("{provider} does not give this on your plan: {said}")]
    NotInPlan {
        /// Who was asked.
        provider: &'static str,
        /// What it said.
        said: String,
    },
    /// It refused for a reason of its own.
    #[error("{provider} refused: {said}")]
    Refused {
        /// Who was asked.
        provider: &'static str,
        /// What it said.
        said: String,
    },
    /// It answered with something that is not data: a web page, a sentence.
    #[error("{provider} answered with {what} instead of data")]
    NotData {
        /// Who was asked.
        provider: &'static str,
        /// What came instead.
        what: String,
    },
    /// The data are not of the shape that it documents, or break off.
    #[error("{provider} answered with data that cannot be read: {reason}")]
    Shape {
        /// Who was asked.
        provider: &'static str,
        /// Where and why.
        reason: String,
    },
    /// It cannot answer requests of this kind.
    #[error("{provider} cannot answer this: {reason}")]
    Unable {
        /// Who.
        provider: &'static str,
        /// Why.
        reason: String,
    },
    /// The answer is the one that is held already.
    #[error("{provider} has nothing new")]
    Unchanged {
        /// Who was asked.
        provider: &'static str,
    },
    /// The instrument was not listed at the time asked for.
    #[error("{instrument} was listed under this symbol {} only", span(*.from, *.to))]
    NotListed {
        /// Which.
        instrument: String,
        /// Its first day.
        from: Option<NaiveDate>,
        /// Its last day.
        to: Option<NaiveDate>,
    },
    /// No provider has this name.
    #[error("there is no provider \"{name}\": one of {}", .known.join(", "))]
    NoSuchProvider {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// All were passed over or failed.
    #[error("no provider could answer: {}", each(.reasons))]
    NoneCouldAnswer {
        /// Each with its reason, in the order asked.
        reasons: Vec<PassedOver>,
    },
}

/// `from 2012-05-18 until 2022-06-08`.
fn span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    let first = from.map(|day| format!("from {day}"));
    let last = to.map(|day| format!("until {day}"));
    first.into_iter().chain(last).collect::<Vec<_>>().join(" ")
}

/// Each reason, and at the end those without a key in one breath.
fn each(reasons: &[PassedOver]) -> String {
    let keyless = |r: &&PassedOver| matches!(r.error, Some(ProviderError::KeyMissing { .. }));
    let names: Vec<&str> = reasons.iter().filter(keyless).map(|r| r.provider).collect();
    let mut told: Vec<String> = reasons.iter().filter(|r| !keyless(r)).map(ToString::to_string).collect();
    if !names.is_empty() {
        told.push(format!("no key is set for {}", names.join(", ")));
    }
    told.join("; ")
}

/// The error that says most: of one that was asked, else of a missing key.
fn telling(reasons: &[PassedOver]) -> Option<&ProviderError> {
    let errors = || reasons.iter().filter_map(|reason| reason.error.as_ref());
    errors().find(|e| !matches!(e, ProviderError::KeyMissing { .. })).or_else(|| errors().next())
}

impl Fault for ProviderError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Net { error, .. } => match error.class() {
                // A missing page at a provider is its failure, not something the user looked for.
                FaultClass::NotFound => FaultClass::Network,
                other => other,
            },
            Self::UnknownSymbol { .. } | Self::NotListed { .. } => FaultClass::NotFound,
            Self::KeyMissing { .. } | Self::KeyRefused { .. } | Self::NoSuchProvider { .. } => {
                FaultClass::Input
            }
            Self::RateLimited { .. } | Self::Refused { .. } | Self::NotData { .. } => FaultClass::Network,
            Self::NotInPlan { .. } | Self::Shape { .. } | Self::Unable { .. } | Self::Unchanged { .. } => {
                FaultClass::Data
            }
            Self::NoneCouldAnswer { reasons } => {
                reasons.iter().find_map(|r| r.error.as_ref().map(Fault::class)).unwrap_or(FaultClass::Data)
            }
        }
    }

    fn is_retryable(&self) -> bool {
        match self {
            Self::Net { error, .. } => error.is_retryable(),
            Self::RateLimited { .. } => true,
            Self::NoneCouldAnswer { reasons } => {
                reasons.iter().any(|r| r.error.as_ref().is_some_and(Fault::is_retryable))
            }
            Self::UnknownSymbol { .. }
            | Self::KeyMissing { .. }
            | Self::KeyRefused { .. }
            | Self::NotInPlan { .. }
            | Self::Refused { .. }
            | Self::NotData { .. }
            | Self::Shape { .. }
            | Self::Unable { .. }
            | Self::NotListed { .. }
            | Self::Unchanged { .. }
            | Self::NoSuchProvider { .. } => false,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Net { error, .. } => error.remedy(),
            Self::KeyMissing { provider } | Self::KeyRefused { provider, .. } => {
                Some(Remedy::GiveKey { service: (*provider).to_owned(), with_secret: needs_secret(provider) })
            }
            Self::UnknownSymbol { .. } => Some(Remedy::ImportPrices),
            Self::NotData { .. } | Self::NotInPlan { .. } => Some(Remedy::AnotherProvider),
            Self::NoneCouldAnswer { reasons } => telling(reasons).and_then(Fault::remedy),
            Self::RateLimited { .. }
            | Self::Refused { .. }
            | Self::Shape { .. }
            | Self::Unable { .. }
            | Self::NotListed { .. }
            | Self::Unchanged { .. }
            | Self::NoSuchProvider { .. } => None,
        }
    }
}
