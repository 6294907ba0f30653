//! The errors of the use cases themselves.

use std::path::PathBuf;

use crate::chart::ThemeError;
use crate::fault::{Fault, FaultClass, Remedy};

/// Why a use case refuses a request.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Neither a text nor a title was given.
    #[error("there is nothing to log: neither a text nor a title was given")]
    NothingToLog,
    /// A file cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The reason that the operating system gives.
        reason: String,
    },
    /// The looks in a file cannot be used.
    #[error("{} cannot be used as a theme", path.display())]
    Theme {
        /// The path of the file.
        path: PathBuf,
        /// The reason.
        #[source]
        reason: ThemeError,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {reason}", path.display())]
    Unwritable {
        /// The path of the file.
        path: PathBuf,
        /// The reason that the operating system gives.
        reason: String,
    },
    /// A time cannot be read.
    #[error("\"{value}\" is not a day or time")]
    Time {
        /// The argument's name, without dashes.
        argument: &'static str,
        /// The value as given.
        value: String,
    },
    /// A time whose day and month can be read either way.
    #[error("\"{value}\" can be {} or {}", readings[0], readings[1])]
    TimeOfTwoReadings {
        /// The argument's name, without dashes.
        argument: &'static str,
        /// The value as given.
        value: String,
        /// The days that it can mean.
        readings: [chrono::NaiveDate; 2],
    },
    /// A publication time in the future.
    #[error("{value} is in the future (it is now {now})")]
    Future {
        /// The argument's name, without dashes.
        argument: &'static str,
        /// The value as given.
        value: String,
        /// The current time.
        now: String,
    },
    /// An event has no link that could be drawn.
    #[error("event {event} has no reaction of {what} to draw: no prices around it")]
    NothingToDraw {
        /// The event.
        event: i64,
        /// The symbol, or "any instrument".
        what: String,
    },
    /// There are no prices of a share to draw.
    #[error("there are no daily prices of {symbol} to draw")]
    NoPricesToDraw {
        /// The symbol.
        symbol: String,
    },
    /// There are no prices of minutes around an event to draw.
    #[error("event {event} has no bars within the day around it to draw")]
    NoMinutesToDraw {
        /// The event.
        event: i64,
    },
    /// No event that is selected can be drawn.
    #[error("no event with prices is selected")]
    NothingSelected,
    /// An event has no link that could be accepted or rejected.
    #[error("event {event} is not linked to {symbol}")]
    NotLinked {
        /// The event.
        event: i64,
        /// The instrument.
        symbol: String,
    },
    /// An event is a reprint of an earlier one.
    #[error(
        "event {event} is a reprint: event {first} published this story first, and the reaction is measured there"
    )]
    Reprint {
        /// The number of the reprint.
        event: i64,
        /// The number of the first publication.
        first: i64,
    },
    /// The name of a chart file ends in none of `.svg`, `.png`, `.pdf` and `.json`.
    #[error("the name of a chart ends in .svg, .png, .pdf or .json")]
    ChartFormat(PathBuf),
    /// There is no saved query of a name.
    #[error("there is no saved query \"{name}\"")]
    NoSavedQuery {
        /// The name.
        name: String,
    },
    /// The value of an argument is wrong.
    #[error("{reason}")]
    Argument {
        /// The argument's name, without dashes.
        argument: &'static str,
        /// The reason.
        reason: String,
    },
    /// There is no alert of that name.
    #[error("there is no alert \"{name}\"")]
    NoAlert {
        /// The name.
        name: String,
    },
    /// A message was not taken.
    #[error("{target} did not take the message: {reason}")]
    Undelivered {
        /// Where it was to go.
        target: String,
        /// Why.
        reason: String,
    },
    /// The asynchronous runtime cannot be started.
    #[error("the network runtime cannot be started: {0}")]
    Runtime(String),
    /// The program was built without this part.
    #[error("this build has no {part}: it is made with the Cargo feature `{feature}`")]
    NotBuilt {
        /// The part.
        part: &'static str,
        /// The feature that has it.
        feature: &'static str,
    },
}

impl Fault for Refusal {
    fn class(&self) -> FaultClass {
        match self {
            Self::NothingToDraw { .. }
            | Self::NoPricesToDraw { .. }
            | Self::NothingSelected
            | Self::NoMinutesToDraw { .. }
            | Self::NotLinked { .. }
            | Self::NoSavedQuery { .. }
            | Self::NoAlert { .. } => FaultClass::NotFound,
            Self::Undelivered { .. } => FaultClass::Network,
            Self::Unwritable { .. } => FaultClass::Store,
            Self::Runtime(_) => FaultClass::Bug,
            Self::NothingToLog
            | Self::Time { .. }
            | Self::TimeOfTwoReadings { .. }
            | Self::Future { .. }
            | Self::ChartFormat(_)
            | Self::Argument { .. } => FaultClass::Usage,
            Self::Unreadable { .. } | Self::Theme { .. } | Self::Reprint { .. } | Self::NotBuilt { .. } => {
                FaultClass::Input
            }
        }
    }

    fn argument(&self) -> Option<&str> {
        match self {
            Self::Time { argument, .. }
            | Self::TimeOfTwoReadings { argument, .. }
            | Self::Future { argument, .. }
            | Self::Argument { argument, .. } => Some(argument),
            _ => None,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NothingToLog => Some(Remedy::GiveText),
            Self::Time { .. } | Self::TimeOfTwoReadings { .. } => Some(Remedy::advice(
                "for example 2025-01-29, 2025-01-29T08:12Z, or \"29. Januar 2025, 9:12 Uhr MEZ\"",
            )),
            Self::Future { argument, .. } => Some(Remedy::LeaveOut { argument }),
            Self::Reprint { first, .. } => Some(Remedy::MeasureStory { first: *first }),
            Self::NothingToDraw { .. } | Self::NoMinutesToDraw { .. } | Self::NoPricesToDraw { .. } => {
                Some(Remedy::FetchPrices)
            }
            Self::NotLinked { .. } => Some(Remedy::AddLink),
            Self::Unreadable { .. }
            | Self::Theme { .. }
            | Self::Unwritable { .. }
            | Self::NothingSelected
            | Self::ChartFormat(_)
            | Self::Argument { .. }
            | Self::NoSavedQuery { .. }
            | Self::NoAlert { .. }
            | Self::Undelivered { .. }
            | Self::Runtime(_)
            | Self::NotBuilt { .. } => None,
        }
    }
}
