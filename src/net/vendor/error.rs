//! Why a vendor has nothing to give.

use std::time::Duration;

use super::{ALL, Key};
use crate::fault::{Fault, FaultClass, Remedy};
use crate::net::NetError;

/// Why a vendor has nothing to give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VendorError {
    /// The way there or back failed.
    #[error("{vendor}: {error}")]
    Net {
        /// Who was asked.
        vendor: &'static str,
        /// What went wrong.
        error: NetError,
    },
    /// It needs a key and none is set.
    #[error("{vendor} needs a key and none is set")]
    KeyMissing {
        /// Who needs it.
        vendor: &'static str,
    },
    /// The key is refused.
    #[error("{vendor} refuses the key: {said}")]
    KeyRefused {
        /// Who was asked.
        vendor: &'static str,
        /// What it said.
        said: String,
    },
    /// It does not serve this client, whatever is asked for.
    #[error("{vendor} does not serve this client: {said}")]
    ClientRefused {
        /// Who was asked.
        vendor: &'static str,
        /// What it said.
        said: String,
    },
    /// The key's plan does not include this.
    #[error("{vendor} does not give this on your plan: {said}")]
    NotInPlan {
        /// Who was asked.
        vendor: &'static str,
        /// What it said.
        said: String,
    },
    /// Its plan or its machine allows no more calls for now.
    #[error("{vendor} allows no more calls for now: {said}")]
    RateLimited {
        /// Who was asked.
        vendor: &'static str,
        /// What it said.
        said: String,
        /// How long it asks to wait, if it said so.
        retry_after: Option<Duration>,
    },
    /// It does not know the symbol, or no longer.
    #[error("{vendor} does not know the symbol {asked}: {said}")]
    Unknown {
        /// Who was asked.
        vendor: &'static str,
        /// What for, in its spelling.
        asked: String,
        /// What it said.
        said: String,
    },
    /// It knows what was asked for, and has nothing for these days.
    #[error("{vendor} has nothing for these days: {said}")]
    Nothing {
        /// Who was asked.
        vendor: &'static str,
        /// What it said.
        said: String,
    },
    /// It refused for a reason of its own.
    #[error("{vendor} refused: {said}")]
    Refused {
        /// Who was asked.
        vendor: &'static str,
        /// What it said.
        said: String,
    },
    /// It answered with something that is not data: a web page, a sentence.
    #[error("{vendor} answered with {what} instead of {expected}")]
    NotData {
        /// Who was asked.
        vendor: &'static str,
        /// What came instead.
        what: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// The data are not of the shape that it documents, or break off.
    #[error("{vendor} answered with data that cannot be read: {reason}")]
    Shape {
        /// Who was asked.
        vendor: &'static str,
        /// What is wrong with the data, and where.
        reason: String,
    },
}

impl VendorError {
    /// How long the vendor asks to wait before the next call, if it says so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Net { error, .. } => error.retry_after(),
            Self::RateLimited { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether both are of one kind from one vendor, whatever was asked for.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Net { vendor, error }, Self::Net { vendor: theirs, error: other }) => {
                vendor == theirs && std::mem::discriminant(error) == std::mem::discriminant(other)
            }
            (a, b) => a.vendor() == b.vendor() && std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }

    /// Who was asked.
    #[must_use]
    pub const fn vendor(&self) -> &'static str {
        match self {
            Self::Net { vendor, .. }
            | Self::KeyMissing { vendor }
            | Self::KeyRefused { vendor, .. }
            | Self::ClientRefused { vendor, .. }
            | Self::NotInPlan { vendor, .. }
            | Self::RateLimited { vendor, .. }
            | Self::Unknown { vendor, .. }
            | Self::Nothing { vendor, .. }
            | Self::Refused { vendor, .. }
            | Self::NotData { vendor, .. }
            | Self::Shape { vendor, .. } => vendor,
        }
    }

    /// The sentence without the address that was asked.
    #[must_use]
    pub fn in_short(&self) -> String {
        match self {
            Self::Net { vendor, error } => format!("{vendor}: {}", error.without_address()),
            other => other.to_string(),
        }
    }
}

/// Whether the vendor needs a secret as well as a key.
fn needs_secret(vendor: &str) -> bool {
    ALL.iter().any(|v| v.name == vendor && matches!(v.key, Key::Pair { .. }))
}

impl Fault for VendorError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Net { error, .. } => match error.class() {
                // A page missing at a service is the service's failure, not something that the user asked for.
                FaultClass::NotFound => FaultClass::Network,
                other => other,
            },
            Self::KeyMissing { .. } | Self::KeyRefused { .. } => FaultClass::Input,
            Self::Unknown { .. } => FaultClass::NotFound,
            Self::RateLimited { .. }
            | Self::ClientRefused { .. }
            | Self::Refused { .. }
            | Self::NotData { .. } => FaultClass::Network,
            Self::NotInPlan { .. } | Self::Nothing { .. } | Self::Shape { .. } => FaultClass::Data,
        }
    }

    /// Temporary failures: a rate limit, a proxy's page, a truncated answer. A wrong key, plan
    /// or symbol needs the user's attention.
    fn is_retryable(&self) -> bool {
        match self {
            Self::Net { error, .. } => error.is_retryable(),
            Self::RateLimited { .. } | Self::Refused { .. } | Self::NotData { .. } | Self::Shape { .. } => {
                true
            }
            Self::KeyMissing { .. }
            | Self::KeyRefused { .. }
            | Self::ClientRefused { .. }
            | Self::NotInPlan { .. }
            | Self::Nothing { .. }
            | Self::Unknown { .. } => false,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Net { error, .. } => error.remedy(),
            Self::KeyMissing { vendor } | Self::KeyRefused { vendor, .. } => {
                Some(Remedy::GiveKey { service: (*vendor).to_owned(), with_secret: needs_secret(vendor) })
            }
            Self::ClientRefused { vendor, .. } => {
                Some(Remedy::GiveUserAgent { service: (*vendor).to_owned() })
            }
            _ => None,
        }
    }
}
