//! What every error of the house can say about itself, whoever raised it.

/// The classes of failure that callers treat differently.
///
/// One table ([`FaultClass::exit_code`]) maps a class to a process exit code; an HTTP face maps
/// the same classes to status codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultClass {
    /// What the user gave is wrong: a file, a field, a value, an argument.
    Input,
    /// An argument is wrong, whatever the data are: wrong usage.
    Usage,
    /// What was asked for does not exist.
    NotFound,
    /// The network or a remote service failed.
    Network,
    /// The data needed is missing or contradicts itself.
    Data,
    /// The database or the disk failed.
    Store,
    /// A rule of our own code is broken.
    Bug,
}

impl FaultClass {
    /// The process exit code: 2 for wrong usage, 4 where something asked for was not found, 1 for every
    /// other failure.
    ///
    /// Partial success (3) is decided by the command line, not by an error.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::NotFound => 4,
            Self::Input | Self::Network | Self::Data | Self::Store | Self::Bug => 1,
        }
    }
}

/// An error that knows its class, whether trying again can help, and what the user could do.
pub trait Fault: std::error::Error {
    /// Which class the failure belongs to.
    fn class(&self) -> FaultClass;

    /// Whether the same call may succeed later without any change.
    fn is_retryable(&self) -> bool {
        false
    }

    /// One sentence that names the next step, if there is one.
    fn hint(&self) -> Option<String> {
        None
    }
}
