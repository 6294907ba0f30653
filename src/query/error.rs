//! What is wrong with an expression.

use crate::fault::{Fault, FaultClass, Remedy};

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{expression}\", character {at}: {reason}")]
pub struct FilterError {
    /// The expression.
    pub expression: String,
    /// The character, from 1.
    pub at: usize,
    /// What is wrong.
    pub reason: String,
}

impl FilterError {
    /// An error at a byte of an expression.
    pub(super) fn at_byte(expression: &str, byte: usize, reason: String) -> Self {
        let before = expression.get(..byte).map_or(0, |before| before.chars().count());
        Self { expression: expression.to_owned(), at: before + 1, reason }
    }
}

impl Fault for FilterError {
    fn class(&self) -> FaultClass {
        FaultClass::Usage
    }

    fn remedy(&self) -> Option<Remedy> {
        let example = "for example: kind = earnings and ticker in (MSFT, AAPL) and published >= 2025-01-01";
        Some(Remedy::advice(example))
    }
}
