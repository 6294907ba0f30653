//! The errors of sources.

use std::path::PathBuf;
use std::time::Duration;

use crate::fault::{Fault, FaultClass, Remedy};
use crate::net::NetError;
use crate::net::vendor::VendorError;

/// Why a source cannot be polled. Having nothing new is not an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The way there or back failed.
    #[error(transparent)]
    Net(#[from] NetError),
    /// A setting is missing or invalid.
    #[error("{field}: {reason}")]
    Setting {
        /// Which.
        field: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A service failed or refused.
    #[error(transparent)]
    Vendor(#[from] VendorError),
    /// It answered with something else: a web page, a sentence.
    #[error("{address} answered with {what} instead of {expected}")]
    NotData {
        /// The address.
        address: String,
        /// What came.
        what: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// What came breaks off or is not of its documented shape.
    #[error("{address} answered with {expected} that cannot be read: {reason}")]
    Shape {
        /// The address.
        address: String,
        /// What was asked for.
        expected: &'static str,
        /// Where and why.
        reason: String,
    },
    /// A folder cannot be read.
    #[error("the folder {} cannot be read: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason that the operating system gives.
        reason: String,
    },
    /// Standard input cannot be read.
    #[error("standard input cannot be read: {reason}")]
    Input {
        /// The reason that the operating system gives.
        reason: String,
    },
}

impl SourceError {
    /// A setting is missing or invalid.
    pub(super) fn setting(field: &'static str, reason: impl Into<String>) -> Self {
        Self::Setting { field, reason: reason.into() }
    }

    /// How long the source asks to wait before the next call, if it said so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Net(error) => error.retry_after(),
            Self::Vendor(error) => error.retry_after(),
            _ => None,
        }
    }
}

impl Fault for SourceError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Net(error) => error.class(),
            Self::Vendor(error) => error.class(),
            Self::Setting { .. } | Self::Folder { .. } | Self::Input { .. } => FaultClass::Input,
            Self::NotData { .. } | Self::Shape { .. } => FaultClass::Data,
        }
    }

    fn is_retryable(&self) -> bool {
        match self {
            Self::Net(error) => error.is_retryable(),
            Self::Vendor(error) => error.is_retryable(),
            Self::NotData { .. } | Self::Shape { .. } | Self::Folder { .. } => true,
            Self::Setting { .. } | Self::Input { .. } => false,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Net(error) => error.remedy(),
            Self::Vendor(VendorError::RateLimited { retry_after: None, .. }) => {
                Some(Remedy::Give { argument: "interval", example: "1h" })
            }
            Self::Vendor(error) => error.remedy(),
            _ => None,
        }
    }
}
