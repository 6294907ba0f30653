//! Why the settings cannot be used.

use std::path::PathBuf;

use super::Origin;
use crate::fault::{Fault, FaultClass, Remedy};

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// The file is not TOML.
    #[error("{}:{line}: {reason}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What the reader said.
        reason: String,
    },
    /// There is no such setting.
    #[error("{origin}: there is no setting `{name}`")]
    Unknown {
        /// Where it stands.
        origin: Origin,
        /// As written.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// The value does not fit.
    #[error("{origin}: `{name}`: {got} is not {wanted}")]
    Value {
        /// Where it stands.
        origin: Origin,
        /// The setting.
        name: String,
        /// The value; `the value` for a secret.
        got: String,
        /// What it should be.
        wanted: String,
    },
    /// A file that a setting names cannot be read.
    #[error("{origin}: `{name}`: {} cannot be read: {reason}", path.display())]
    File {
        /// Where the setting stands.
        origin: Origin,
        /// The setting.
        name: String,
        /// The file.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
}

impl Fault for ConfigError {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Unknown { nearest: Some(name), .. } => Some(Remedy::DidYouMean(vec![name.clone()])),
            Self::Unknown { .. } => Some(Remedy::ListSettings),
            Self::Unreadable { .. } => Some(Remedy::MakeSettings),
            _ => None,
        }
    }
}
