//! What a use case refuses for reasons of its own.

use std::path::PathBuf;

use crate::fault::{Fault, FaultClass, Remedy};

/// What a use case refuses for reasons of its own.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Neither a text nor a title was given.
    #[error("there is nothing to log: neither a text nor a title was given")]
    NothingToLog,
    /// A file cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// A time cannot be read.
    #[error("\"{value}\" is not a day or time")]
    Time {
        /// The argument, by its bare name.
        argument: &'static str,
        /// What was given.
        value: String,
    },
    /// An event cannot have become public after now.
    #[error("{value} lies in the future (it is now {now})")]
    Future {
        /// The argument, by its bare name.
        argument: &'static str,
        /// What was given.
        value: String,
        /// The clock.
        now: String,
    },
    /// An event is linked to nothing that could be drawn.
    #[error("event {event} has no reaction of {what} to draw: no prices around it")]
    NothingToDraw {
        /// The event.
        event: i64,
        /// The symbol, or "any instrument".
        what: String,
    },
    /// An event has no link that could be accepted or rejected.
    #[error("event {event} is not linked to {symbol}")]
    NotLinked {
        /// The event.
        event: i64,
        /// The instrument.
        symbol: String,
    },
    /// An event only repeats what another told before.
    #[error(
        "event {event} is a reprint: event {first} told this story first, and its reaction is measured there"
    )]
    Reprint {
        /// The reprint.
        event: i64,
        /// The first publication.
        first: i64,
    },
    /// The name of a chart file has an ending that is neither.
    #[error("{}: a chart is written as .svg or .png", .0.display())]
    ChartFormat(PathBuf),
    /// A number or word in an argument is wrong.
    #[error("{reason}")]
    Argument {
        /// The argument, by its bare name.
        argument: &'static str,
        /// Why.
        reason: String,
    },
    /// The program cannot start its network machinery.
    #[error("the network machinery cannot start: {0}")]
    Runtime(String),
}

impl Fault for Refusal {
    fn class(&self) -> FaultClass {
        match self {
            Self::NothingToDraw { .. } | Self::NotLinked { .. } => FaultClass::NotFound,
            Self::Unwritable { .. } => FaultClass::Store,
            Self::Runtime(_) => FaultClass::Bug,
            Self::NothingToLog
            | Self::Time { .. }
            | Self::Future { .. }
            | Self::ChartFormat(_)
            | Self::Argument { .. } => FaultClass::Usage,
            Self::Unreadable { .. } | Self::Reprint { .. } => FaultClass::Input,
        }
    }

    fn argument(&self) -> Option<&str> {
        match self {
            Self::Time { argument, .. } | Self::Future { argument, .. } | Self::Argument { argument, .. } => {
                Some(argument)
            }
            _ => None,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NothingToLog => Some(Remedy::GiveText),
            Self::Time { .. } => Some(Remedy::advice(
                "for example 2025-01-29, 2025-01-29T08:12Z, or \"29. Januar 2025, 9:12 Uhr MEZ\"",
            )),
            Self::Future { argument, .. } => Some(Remedy::LeaveOut { argument }),
            Self::Reprint { first, .. } => Some(Remedy::MeasureStory { first: *first }),
            Self::NothingToDraw { .. } => Some(Remedy::FetchPrices),
            Self::NotLinked { .. } => Some(Remedy::AddLink),
            Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::ChartFormat(_)
            | Self::Argument { .. }
            | Self::Runtime(_) => None,
        }
    }
}
