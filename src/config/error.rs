//! Why the settings cannot be used.

use std::path::PathBuf;

use super::SettingOrigin;
use crate::fault::{Fault, FaultClass, Remedy};

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The reason that the operating system gives.
        reason: String,
    },
    /// The file is not TOML.
    #[error("{}:{line}: {reason}", path.display())]
    Toml {
        /// The path of the file.
        path: PathBuf,
        /// The line number, from 1.
        line: usize,
        /// The parser's message.
        reason: String,
    },
    /// The setting does not exist.
    #[error("{origin}: there is no setting `{name}`")]
    Unknown {
        /// The file and line, variable or flag that sets it.
        origin: SettingOrigin,
        /// The name as written.
        name: String,
        /// The existing setting with the most similar name.
        nearest: Option<String>,
    },
    /// The value is not of the kind that the setting needs.
    #[error("{origin}: `{name}`: {got} is not {wanted}")]
    Value {
        /// The file and line, variable or flag that sets it.
        origin: SettingOrigin,
        /// The setting's name.
        name: String,
        /// The value as written; `the value` for a secret.
        got: String,
        /// The kind of value that is expected.
        wanted: String,
    },
    /// A file that a setting names cannot be read.
    #[error("{origin}: `{name}`: {} cannot be read: {reason}", path.display())]
    File {
        /// The file and line, variable or flag that sets it.
        origin: SettingOrigin,
        /// The setting's name.
        name: String,
        /// The path of the file.
        path: PathBuf,
        /// The reason that the operating system gives.
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
