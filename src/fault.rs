//! What every error of the house can say about itself, whoever raised it.

use std::borrow::Cow;
use std::time::Duration;

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

/// What could be done about a failure.
///
/// It is a value: which command, flag, field or address that means is for each face to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Advice that is the same in every face: no command, flag, field or address in it.
    Advice(Cow<'static, str>),
    /// One of these was perhaps meant.
    DidYouMean(Vec<String>),
    /// The same may succeed later; after that time, where it is known.
    TryAgain {
        /// How long to wait.
        after: Option<Duration>,
    },
    /// An argument is needed, or another value of it.
    Give {
        /// Its name without any face's marks: `zone`.
        argument: &'static str,
        /// A value that would do.
        example: &'static str,
    },
    /// One of a few values of an argument is needed, and only the user knows which.
    Choose {
        /// Its name without any face's marks: `dates`.
        argument: &'static str,
        /// The values.
        of: &'static [&'static str],
    },
    /// The argument is better left out.
    LeaveOut {
        /// Its name without any face's marks.
        argument: &'static str,
    },
    /// A text, or at least a title.
    GiveText,
    /// Another database.
    AnotherDatabase,
    /// The first event makes the database.
    LogFirst,
    /// The events there are.
    ListEvents,
    /// The sources there are.
    ListSources,
    /// Another name, or the old source removed first.
    AnotherSourceName,
    /// The source tried by itself.
    TrySource {
        /// Its name.
        name: String,
    },
    /// Instruments found by name, or added.
    FindInstrument,
    /// The columns of a file of instruments.
    InstrumentColumns,
    /// The first publication of the story measured, or the reprint by force.
    MeasureStory {
        /// The event that told the story first.
        first: i64,
    },
    /// A link added by the user.
    AddLink,
    /// Prices around the event fetched.
    FetchPrices,
    /// Prices imported from a file.
    ImportPrices,
    /// Another provider of prices.
    AnotherProvider,
    /// Network access allowed.
    AllowNetwork,
    /// A setting changed.
    Set {
        /// Its name: `net.allow_private`.
        setting: &'static str,
        /// The value.
        value: &'static str,
    },
    /// A key of a service, which is set in the environment or the configuration.
    GiveKey {
        /// The service.
        service: String,
        /// Whether a secret belongs to the key.
        with_secret: bool,
    },
    /// All rows, where only the first are printed.
    SeeAll,
    /// The suspicious bars of an instrument, or of all.
    CheckPrices {
        /// Which instrument.
        symbol: Option<String>,
    },
    /// The settings there are.
    ListSettings,
    /// A configuration made from the example.
    MakeSettings,
    /// A token for whoever reaches the server from elsewhere.
    GiveTokens,
}

impl Remedy {
    /// Advice that is the same in every face.
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
        R::ImportPrices,
        R::AnotherProvider,
        R::AllowNetwork,
        R::Set { setting: "net.allow_private", value: "true" },
        R::GiveKey { service: service.clone(), with_secret: true },
        R::GiveKey { service, with_secret: false },
        R::SeeAll,
        R::CheckPrices { symbol: Some("NVDA".to_owned()) },
        R::CheckPrices { symbol: None },
        R::ListSettings,
        R::MakeSettings,
        R::GiveTokens,
    ]
}

/// How a face words a remedy; `None` where its user can do nothing of the kind.
pub type Words<'a> = &'a dyn Fn(&Remedy) -> Option<String>;

/// An error that knows its class, whether trying again can help, and what the user could do.
pub trait Fault: std::error::Error {
    /// Which class the failure belongs to.
    fn class(&self) -> FaultClass;

    /// Whether the same call may succeed later without any change.
    fn is_retryable(&self) -> bool {
        false
    }

    /// The argument that is wrong, by its name without any face's marks, where it is one.
    fn argument(&self) -> Option<&str> {
        None
    }

    /// The next step, if there is one.
    fn remedy(&self) -> Option<Remedy> {
        None
    }
}
