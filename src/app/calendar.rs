//! Asking a venue's calendar.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::calendar::{Calendar, CalendarError, Calendars};
use crate::fault::{Fault, FaultClass};
use crate::instrument::Mic;
use crate::view::calendar::{CalendarMoment, CalendarRange};

/// Why a question to a calendar is refused.
#[derive(Debug, thiserror::Error)]
pub enum CalendarRefusal {
    /// A text that is no instant.
    #[error("\"{0}\" is not an instant")]
    Instant(String),
    /// A time that the venue's clock skipped.
    #[error("the clock of {zone} never showed {text}")]
    Skipped {
        /// The time.
        text: String,
        /// The zone.
        zone: Tz,
    },
    /// A setting that names a file for something that is no venue.
    #[error("`calendar.overrides`: \"{text}\" before {path} is not a MIC", path = path.display())]
    Mic {
        /// What stands there.
        text: String,
        /// Which file.
        path: PathBuf,
    },
    /// The user's file cannot be read.
    #[error("cannot read {path}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Fault for CalendarRefusal {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Instant(_) => Some(
                "Write it as 2025-01-29T08:12Z or 2025-01-29T08:12-05:00; without a zone it is the venue's time."
                    .to_owned(),
            ),
            Self::Skipped { .. } | Self::Mic { .. } | Self::File { .. } => None,
        }
    }
}

/// The calendar of a venue with what a user's file adds to it.
///
/// # Errors
/// The file cannot be read or breaks its format.
pub fn read(mic: Mic, path: &Path) -> Result<Calendar, Failure> {
    let text =
        fs::read_to_string(path).map_err(|source| CalendarRefusal::File { path: path.to_owned(), source })?;
    Calendar::with_overrides(mic, &text)
        .map_err(|error| Failure::from(error).while_doing(path.display().to_string()))
}

/// The built-in calendars with what the files of the settings change, each after the MIC of its venue.
///
/// # Errors
/// What stands before a file is no MIC, or [`read`] refuses the file.
pub fn calendars(overrides: &[(String, PathBuf)]) -> Result<Calendars, Failure> {
    let mut own = Vec::with_capacity(overrides.len());
    for (text, file) in overrides {
        let mic =
            text.parse().map_err(|_| CalendarRefusal::Mic { text: text.clone(), path: file.clone() })?;
        own.push(read(mic, file)?);
    }
    Ok(Calendars::with_own(own))
}

/// Which session an instant is in.
///
/// # Errors
/// The text is no instant, or the calendar does not reach that far.
pub fn at(calendar: &Calendar, text: &str) -> Result<CalendarMoment, Failure> {
    let at = instant(text, calendar.zone())?;
    let moment = calendar.at(at)?;
    Ok(CalendarMoment::new(calendar, at, &moment))
}

/// The sessions of a range, both ends included.
///
/// # Errors
/// The range is backwards, or the calendar does not reach that far.
pub fn range(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Result<CalendarRange, CalendarError> {
    Ok(CalendarRange::new(calendar, from, to, calendar.sessions(from, to)?))
}

/// Reads an instant, with or without seconds; without a zone it is on the clock of `zone`.
fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, CalendarRefusal> {
    let text = text.trim();
    let spaced = text.replacen(' ', "T", 1);
    let zoned = spaced.strip_suffix(['Z', 'z']).map_or(spaced.clone(), |bare| format!("{bare}+00:00"));
    let with_zone = ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M%:z"];
    if let Some(at) = with_zone.iter().find_map(|form| DateTime::parse_from_str(&zoned, form).ok()) {
        return Ok(at.to_utc());
    }
    let bare = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let local = bare.iter().find_map(|form| NaiveDateTime::parse_from_str(&spaced, form).ok());
    let local = local.ok_or_else(|| CalendarRefusal::Instant(text.to_owned()))?;
    let at = local.and_local_timezone(zone).earliest();
    at.map(|at| at.to_utc()).ok_or_else(|| CalendarRefusal::Skipped { text: text.to_owned(), zone })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_people_write_them() {
        let zone = chrono_tz::America::New_York;
        let morning: DateTime<Utc> = "2025-01-29T08:12:00Z".parse().unwrap();
        for text in
            ["2025-01-29T08:12Z", "2025-01-29T08:12:00Z", "2025-01-29 03:12", "2025-01-29T09:12+01:00"]
        {
            assert_eq!(instant(text, zone).unwrap(), morning, "{text}");
        }
        assert!(matches!(instant("2025-03-09T02:30", zone), Err(CalendarRefusal::Skipped { .. })));
        assert!(matches!(instant("2025-01-29", zone), Err(CalendarRefusal::Instant(_))));
    }
}
