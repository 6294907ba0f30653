//! The error of a use case: any room's fault, with what was being done.

use std::fmt;

use crate::fault::{Fault, FaultClass, Remedy};

/// A fault on its way to the user.
pub struct Failure {
    doing: Vec<String>,
    fault: Box<dyn Fault + Send + Sync>,
}

impl Failure {
    /// Adds what was being done, outermost last.
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

    /// Whether trying again may help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.fault.is_retryable()
    }

    /// The argument that is wrong, by its bare name, where it is one.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        self.fault.argument()
    }

    /// The next step, if there is one.
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
