//! What can go wrong when a calendar is asked.

use chrono::NaiveDate;

use crate::fault::{Fault, FaultClass, Remedy};
use crate::venue::{Mic, WhyNoCalendar, venues, venues_of_qualifier};

/// Why a calendar has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// There is no calendar for the venue.
    #[error("no calendar for the venue {mic}: {why}")]
    NoCalendar {
        /// What was asked for.
        mic: Mic,
        /// Why there is none.
        why: WhyNoCalendar,
    },
    /// The question, or its answer, is outside the coverage of the calendar.
    #[error("the calendar of {mic} covers {from} to {to}, and {what} is outside")]
    OutsideCoverage {
        /// The venue.
        mic: Mic,
        /// First day covered.
        from: NaiveDate,
        /// Last day covered.
        to: NaiveDate,
        /// The date, or the session looked for.
        what: String,
    },
    /// A range that ends before it begins.
    #[error("the range {from} to {to} ends before it begins")]
    Backwards {
        /// Its first end as given.
        from: String,
        /// Its second end as given.
        to: String,
    },
    /// A user's file breaks its format.
    #[error("{}{reason}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
    Overrides {
        /// The line, where it is known.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// A user's file describes a venue of its own, but not wholly.
    #[error("{mic} is not built in, and the file does not say its `{field}`")]
    Incomplete {
        /// The venue.
        mic: Mic,
        /// What is missing.
        field: &'static str,
    },
    /// The zeroth session after a day that is not a session.
    #[error("{date} is not a session of {mic}")]
    NoSession {
        /// The venue.
        mic: Mic,
        /// The day.
        date: NaiveDate,
    },
}

impl Fault for CalendarError {
    fn class(&self) -> FaultClass {
        match self {
            Self::NoCalendar { .. } | Self::NoSession { .. } => FaultClass::NotFound,
            Self::OutsideCoverage { .. } => FaultClass::Data,
            Self::Backwards { .. } => FaultClass::Usage,
            Self::Overrides { .. } | Self::Incomplete { .. } => FaultClass::Input,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NoCalendar { mic, .. } => {
                // The exchange's name was typed for its code.
                let named = venues_of_qualifier(mic.as_str()).into_iter().next().filter(|named| named != mic);
                if let Some(named) = named {
                    return Some(Remedy::DidYouMean(vec![named.to_string()]));
                }
                let mut names: Vec<_> =
                    venues().iter().filter(|v| v.calendar.is_ok()).map(|v| v.mic.as_str()).collect();
                names.sort_unstable();
                Some(Remedy::advice(format!("venues with a calendar: {}", names.join(", "))))
            }
            Self::Incomplete { .. } => Some(Remedy::advice(
                "a venue of its own needs name, zone, from, to and at least one row of hours",
            )),
            Self::OutsideCoverage { .. }
            | Self::NoSession { .. }
            | Self::Backwards { .. }
            | Self::Overrides { .. } => None,
        }
    }
}
