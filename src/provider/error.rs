//! Why a provider has no bars to give.

use std::fmt;

use chrono::NaiveDate;

use crate::fault::{Fault, FaultClass};
use crate::net::vendor::VendorError;

/// Why a provider has no bars to give. An empty range is not among the reasons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The service has nothing to give.
    #[error(transparent)]
    Vendor(#[from] VendorError),
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
            Some(error) => write!(f, "{error}"),
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

/// Each reason, and at the end those without a key in one breath.
fn each(reasons: &[PassedOver]) -> String {
    let keyless =
        |r: &&PassedOver| matches!(r.error, Some(ProviderError::Vendor(VendorError::KeyMissing { .. })));
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
            Self::NoneCouldAnswer { reasons } => {
                reasons.iter().find_map(|r| r.error.as_ref().map(Fault::class)).unwrap_or(FaultClass::Data)
            }
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

    fn hint(&self) -> Option<String> {
        match self {
            Self::Vendor(VendorError::Unknown { .. }) => {
                Some("Check the symbol, or import a file with `newstape prices import`.".to_owned())
            }
            Self::Vendor(VendorError::NotData { .. } | VendorError::NotInPlan { .. }) => {
                Some("Choose another provider with --provider.".to_owned())
            }
            Self::Vendor(error) => error.hint(),
            Self::NoneCouldAnswer { reasons } => telling(reasons).and_then(Fault::hint),
            Self::Unable { .. }
            | Self::NotListed { .. }
            | Self::Unchanged { .. }
            | Self::NoSuchProvider { .. } => None,
        }
    }
}
