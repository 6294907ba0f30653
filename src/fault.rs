//! What every error can say about itself, whichever room it comes from.

use std::borrow::Cow;
use std::time::Duration;

/// The classes of failure that callers treat differently.
///
/// [`FaultClass::exit_code`] maps a class to the exit code of the process; the HTTP face maps
/// it to a status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultClass {
    /// Something that the user provided is wrong: a file, a field, a value.
    Input,
    /// An argument is wrong regardless of the data: wrong usage.
    Usage,
    /// What was asked for does not exist.
    NotFound,
    /// The network or a remote service failed.
    Network,
    /// The data needed are missing or contradict each other.
    Data,
    /// The database or the disk failed.
    Store,
    /// An invariant of the program is broken: a bug.
    Bug,
}

impl FaultClass {
    /// The exit code of the process: 2 for wrong usage, 4 if what was asked for does not exist, 1 for any
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

/// What the user could do about a failure.
///
/// It is a value; each face words it in terms of its own commands, flags, fields or addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Advice that is the same in every face: it names no command, flag, field or address.
    Advice(Cow<'static, str>),
    /// One of these was probably meant.
    DidYouMean(Vec<String>),
    /// The same call may succeed later.
    TryAgain {
        /// How long to wait, if known.
        after: Option<Duration>,
    },
    /// Give the argument, or another value for it.
    Give {
        /// The argument's name without dashes: `zone`.
        argument: &'static str,
        /// A value that would be accepted.
        example: &'static str,
    },
    /// Choose one of a few values of an argument; only the user knows which.
    Choose {
        /// The argument's name without dashes: `dates`.
        argument: &'static str,
        /// The values to choose from.
        of: &'static [&'static str],
    },
    /// Omit the argument.
    LeaveOut {
        /// The argument's name without dashes.
        argument: &'static str,
    },
    /// Give a text, or at least a title.
    GiveText,
    /// Choose another database.
    AnotherDatabase,
    /// Log an event, which creates the database.
    LogFirst,
    /// List the events.
    ListEvents,
    /// List the sources.
    ListSources,
    /// Choose another name, or remove the existing source first.
    AnotherSourceName,
    /// Test the source.
    TrySource {
        /// The source's name.
        name: String,
    },
    /// Find an instrument by name, or add it.
    FindInstrument,
    /// Look up the columns of an instrument file.
    InstrumentColumns,
    /// Measure the story's first publication instead, or force the reprint.
    MeasureStory {
        /// The first publication of the story.
        first: i64,
    },
    /// Add a link.
    AddLink,
    /// Fetch what the event needs.
    FetchPrices,
    /// Set a key of another provider, or import a file.
    PricesFromElsewhere,
    /// Import prices from a file.
    ImportPrices,
    /// Choose another price provider.
    AnotherProvider,
    /// Allow network access.
    AllowNetwork,
    /// Change a setting.
    Set {
        /// The setting's name: `net.allow_private`.
        setting: &'static str,
        /// The value to set.
        value: &'static str,
    },
    /// Set the service's key in the environment or the configuration.
    GiveKey {
        /// The service's name.
        service: String,
        /// Whether the key needs a secret as well.
        with_secret: bool,
    },
    /// Set the name under which a service sees the program, or use another service.
    GiveUserAgent {
        /// The service's name.
        service: String,
    },
    /// Print all rows; only the first were printed.
    SeeAll,
    /// List the suspicious bars.
    CheckPrices {
        /// The instrument's symbol; `None` for all instruments.
        symbol: Option<String>,
    },
    /// List the settings.
    ListSettings,
    /// Create a configuration from the example.
    MakeSettings,
    /// Set a token for access from other machines.
    GiveTokens,
}

impl Remedy {
    /// The same advice in every face.
    pub fn advice(words: impl Into<Cow<'static, str>>) -> Self {
        Self::Advice(words.into())
    }
}

/// One remedy of every kind, for the tests of the faces.
#[cfg(test)]
pub(crate) fn examples() -> Vec<Remedy> {
    use Remedy as R;
    let after = Some(Duration::from_secs(30));
    let (service, name) = ("alpaca".to_owned(), "wire".to_owned());
    vec![
        R::advice("free some space and try again"),
        R::DidYouMean(vec!["MSFT:XNAS (Microsoft)".to_owned(), "net.retries".to_owned()]),
        R::TryAgain { after },
        R::TryAgain { after: Some(Duration::from_hours(1)) },
        R::TryAgain { after: None },
        R::Give { argument: "zone", example: "America/New_York" },
        R::Give { argument: "decimal", example: "comma" },
        R::Give { argument: "decimal", example: "point" },
        R::Give { argument: "stamped", example: "end" },
        R::Choose { argument: "dates", of: &["mdy", "dmy"] },
        R::Give { argument: "window", example: "-10..10" },
        R::LeaveOut { argument: "at" },
        R::LeaveOut { argument: "strict" },
        R::GiveText,
        R::AnotherDatabase,
        R::LogFirst,
        R::ListEvents,
        R::ListSources,
        R::AnotherSourceName,
        R::TrySource { name },
        R::FindInstrument,
        R::InstrumentColumns,
        R::MeasureStory { first: 4 },
        R::AddLink,
        R::FetchPrices,
        R::PricesFromElsewhere,
        R::ImportPrices,
        R::AnotherProvider,
        R::AllowNetwork,
        R::Set { setting: "net.allow_private", value: "true" },
        R::GiveKey { service: service.clone(), with_secret: true },
        R::GiveKey { service, with_secret: false },
        R::GiveUserAgent { service: "yahoo".to_owned() },
        R::SeeAll,
        R::CheckPrices { symbol: Some("NVDA".to_owned()) },
        R::CheckPrices { symbol: None },
        R::ListSettings,
        R::MakeSettings,
        R::GiveTokens,
    ]
}

/// How a face words a remedy; `None` if its user cannot do anything of the kind.
pub type Words<'a> = &'a dyn Fn(&Remedy) -> Option<String>;

/// An error that knows its class, whether a retry can help, and what the user could do.
pub trait Fault: std::error::Error {
    /// The class of the failure.
    fn class(&self) -> FaultClass;

    /// Whether the same call may succeed later, unchanged.
    fn is_retryable(&self) -> bool {
        false
    }

    /// The name, without dashes, of the argument that is wrong; `None` if the fault is elsewhere.
    fn argument(&self) -> Option<&str> {
        None
    }

    /// What the user could do, if anything.
    fn remedy(&self) -> Option<Remedy> {
        None
    }
}
