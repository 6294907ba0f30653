//! Why a provider returns no bars.

use std::fmt;

use chrono::NaiveDate;

use crate::fault::{Fault, FaultClass, Remedy};
use crate::net::vendor::VendorError;

/// Why a provider returns no bars. An empty range is not an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The service failed or refused.
    #[error(transparent)]
    Vendor(#[from] VendorError),
    /// It cannot answer requests of this kind.
    #[error("{provider} cannot answer this: {reason}")]
    Unable {
        /// The provider's name.
        provider: &'static str,
        /// Why.
        reason: String,
    },
    /// The answer has not changed since the last request.
    #[error("{provider} has nothing new")]
    Unchanged {
        /// Who was asked.
        provider: &'static str,
    },
    /// The instrument was not listed at the time asked for.
    #[error("{instrument} was listed under this symbol only {}", span(*.from, *.to))]
    NotListed {
        /// The instrument.
        instrument: String,
        /// Its first day under this symbol.
        from: Option<NaiveDate>,
        /// Its last day under this symbol.
        to: Option<NaiveDate>,
    },
    /// No provider has this name.
    #[error("there is no provider \"{name}\": one of {}", .known.join(", "))]
    NoSuchProvider {
        /// The name asked for.
        name: String,
        /// The names of all providers.
        known: Vec<&'static str>,
    },
    /// All providers were skipped or failed.
    #[error("no provider could answer: {}", each(.reasons))]
    NoneCouldAnswer {
        /// Each provider with its reason, in order.
        reasons: Vec<PassedOver>,
    },
}

impl ProviderError {
    /// Whether both say the same, whatever instrument they were met with.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Vendor(a), Self::Vendor(b)) => a.is_like(b),
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }

    /// The sentence without addresses: what one reader is told of many requests.
    #[must_use]
    pub fn in_short(&self) -> String {
        match self {
            Self::Vendor(error) => error.in_short(),
            other => other.to_string(),
        }
    }
}

/// A provider that did not answer, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Its name.
    pub provider: &'static str,
    /// Why, in words.
    pub reason: String,
    /// The error, if it was asked and failed, or lacks its key.
    pub error: Option<ProviderError>,
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            // An address is that of one instrument; the reason holds for every one.
            Some(error) => write!(f, "{}", error.in_short()),
            None => write!(f, "{}: {}", self.provider, self.reason),
        }
    }
}

/// `from 2012-05-18 until 2022-06-08`.
fn span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    let first = from.map(|day| format!("from {day}"));
    let last = to.map(|day| format!("until {day}"));
    first.into_iter().chain(last).collect::<Vec<_>>().join(" ")
}

/// How the reason begins that an instrument is none of a provider's.
pub(super) const NOT_CARRIED: &str = "it does not carry ";

/// Each reason, with the providers without a key combined at the end.
fn each(reasons: &[PassedOver]) -> String {
    let keyless =
        |r: &&PassedOver| matches!(r.error, Some(ProviderError::Vendor(VendorError::KeyMissing { .. })));
    // Who does not deal in such things at all is not worth a word beside who failed.
    let silent = |r: &&PassedOver| r.error.is_none() && r.reason.starts_with(NOT_CARRIED);
    let all_silent = reasons.iter().all(|r| silent(&r));
    let names: Vec<&str> = reasons.iter().filter(keyless).map(|r| r.provider).collect();
    let mut told: Vec<String> = reasons
        .iter()
        .filter(|r| !keyless(r) && (all_silent || !silent(r)))
        .map(ToString::to_string)
        .collect();
    if !names.is_empty() {
        told.push(format!("no key is set for {}", names.join(", ")));
    }
    told.join("; ")
}

/// The most informative error: that of a provider that was asked, else that of a missing key.
fn telling(reasons: &[PassedOver]) -> Option<&ProviderError> {
    let errors = || reasons.iter().filter_map(|reason| reason.error.as_ref());
    errors()
        .find(|e| !matches!(e, ProviderError::Vendor(VendorError::KeyMissing { .. })))
        .or_else(|| errors().next())
}

impl Fault for ProviderError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Vendor(error) => error.class(),
            Self::NotListed { .. } => FaultClass::NotFound,
            Self::NoSuchProvider { .. } => FaultClass::Input,
            Self::Unable { .. } | Self::Unchanged { .. } => FaultClass::Data,
            Self::NoneCouldAnswer { reasons } => telling(reasons).map_or(FaultClass::Data, Fault::class),
        }
    }

    fn is_retryable(&self) -> bool {
        match self {
            Self::Vendor(error) => error.is_retryable(),
            Self::NoneCouldAnswer { reasons } => {
                reasons.iter().any(|r| r.error.as_ref().is_some_and(Fault::is_retryable))
            }
            Self::Unable { .. }
            | Self::NotListed { .. }
            | Self::Unchanged { .. }
            | Self::NoSuchProvider { .. } => false,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Vendor(VendorError::Unknown { .. }) => Some(Remedy::ImportPrices),
            Self::Vendor(VendorError::NotData { .. } | VendorError::NotInPlan { .. }) => {
                Some(Remedy::AnotherProvider)
            }
            Self::Vendor(error) => error.remedy(),
            Self::NoneCouldAnswer { reasons } => telling(reasons).and_then(Fault::remedy),
            Self::Unable { .. }
            | Self::NotListed { .. }
            | Self::Unchanged { .. }
            | Self::NoSuchProvider { .. } => None,
        }
    }
}
