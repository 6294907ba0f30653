//! The error of a use case: a fault of any room, with what was being done.

use std::fmt;

use crate::fault::{Fault, FaultClass, Remedy};

/// A fault with its context, for the user.
pub struct Failure {
    doing: Vec<String>,
    fault: Box<dyn Fault + Send + Sync>,
}

impl Failure {
    /// Adds what was being done; the outermost step is added last.
    #[must_use]
    pub(in crate::app) fn while_doing(mut self, doing: impl Into<String>) -> Self {
        self.doing.push(doing.into());
        self
    }

    /// The class of the fault.
    #[must_use]
    pub fn class(&self) -> FaultClass {
        self.fault.class()
    }

    /// Whether a retry may help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.fault.is_retryable()
    }

    /// The name, without dashes, of the argument that is wrong; `None` if the fault is elsewhere.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        self.fault.argument()
    }

    /// What the user could do, if anything.
    #[must_use]
    pub fn remedy(&self) -> Option<Remedy> {
        self.fault.remedy()
    }
}

impl<F: Fault + Send + Sync + 'static> From<F> for Failure {
    fn from(fault: F) -> Self {
        Self { doing: Vec::new(), fault: Box::new(fault) }
    }
}

/// One line, outermost first: `bars.csv: line 17: column close: …`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for doing in self.doing.iter().rev() {
            write!(f, "{doing}: ")?;
        }
        write!(f, "{}", self.fault)?;
        let mut cause = self.fault.source();
        while let Some(inner) = cause {
            write!(f, ": {inner}")?;
            cause = inner.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.class())
    }
}
