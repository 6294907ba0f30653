//! The error of this room.

use super::InstrumentId;
use crate::fault::{Fault, FaultClass, Remedy};

/// Why a universe could not be read or extended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UniverseError {
    /// The embedded tables are damaged.
    #[error("embedded universe: line {line}: {problem}")]
    Asset {
        /// Line of the unpacked file, from 1; 0 where it cannot be unpacked.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// A user's file has an error.
    #[error("line {line}: column `{column}`: {problem}")]
    File {
        /// Line of the file, from 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// What is wrong, with the value.
        problem: String,
    },
    /// A name or relation is for an instrument that is not there.
    #[error("no instrument {0} is known")]
    UnknownInstrument(InstrumentId),
}

impl Fault for UniverseError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Asset { .. } => FaultClass::Bug,
            Self::File { .. } => FaultClass::Input,
            Self::UnknownInstrument(_) => FaultClass::NotFound,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Asset { .. } => None,
            Self::File { .. } => Some(Remedy::InstrumentColumns),
            Self::UnknownInstrument(_) => {
                Some(Remedy::advice("add the instrument first, or check its venue"))
            }
        }
    }
}
