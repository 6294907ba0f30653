//! Queries to a venue's calendar.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::calendar::{Calendar, CalendarError, Calendars};
use crate::fault::{Fault, FaultClass, Remedy};
use crate::instrument::Mic;
use crate::view::calendar::{CalendarMoment, CalendarRange};

/// Why a query to a calendar is refused.
#[derive(Debug, thiserror::Error)]
pub enum CalendarRefusal {
    /// The text is not an instant.
    #[error("\"{0}\" is not an instant")]
    Instant(String),
    /// The local time was skipped when the clocks went forward.
    #[error("the clock of {zone} never showed {text}")]
    Skipped {
        /// The local time as written.
        text: String,
        /// The venue's time zone.
        zone: Tz,
    },
    /// The local time was shown twice when the clocks went back.
    #[error("the clock of {zone} showed {text} twice")]
    Twice {
        /// The local time as written.
        text: String,
        /// The venue's time zone.
        zone: Tz,
        /// The instants that it can mean, the earlier one first.
        readings: [DateTime<Utc>; 2],
    },
    /// A setting names a file for something that is not a venue.
    #[error("`calendar.overrides`: \"{text}\" before {path} is not a MIC", path = path.display())]
    Mic {
        /// The text before the file's name.
        text: String,
        /// The path of the file.
        path: PathBuf,
    },
    /// The user's file cannot be read.
    #[error("cannot read {path}", path = path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
}

impl Fault for CalendarRefusal {
    fn class(&self) -> FaultClass {
        match self {
            Self::Instant(_) | Self::Skipped { .. } | Self::Twice { .. } => FaultClass::Usage,
            Self::Mic { .. } | Self::File { .. } => FaultClass::Input,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Instant(_) => Some(Remedy::advice(
                "write it as 2025-01-29T08:12Z or 2025-01-29T08:12-05:00; a time without a zone is the venue's local time",
            )),
            Self::Twice { readings: [first, second], zone, .. } => {
                let written =
                    |at: &DateTime<Utc>| at.with_timezone(zone).format("%Y-%m-%dT%H:%M:%S%:z").to_string();
                Some(Remedy::DidYouMean(vec![written(first), written(second)]))
            }
            Self::Skipped { .. } | Self::Mic { .. } | Self::File { .. } => None,
        }
    }
}

/// The calendar of a venue, with a user's file applied to it.
///
/// # Errors
/// The file cannot be read or breaks its format.
pub fn read(mic: Mic, path: &Path) -> Result<Calendar, Failure> {
    let text =
        fs::read_to_string(path).map_err(|source| CalendarRefusal::File { path: path.to_owned(), source })?;
    Calendar::with_overrides(mic, &text)
        .map_err(|error| Failure::from(error).while_doing(path.display().to_string()))
}

/// The built-in calendars, with the files of the settings applied, each to the venue whose MIC precedes it.
///
/// # Errors
/// The text before a file's name is not a MIC, or [`read`] refuses the file.
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
/// The text is not an instant, or the instant is outside the calendar's range.
pub fn at(calendar: &Calendar, text: &str) -> Result<CalendarMoment, Failure> {
    let at = instant(text, calendar.zone())?;
    let moment = calendar.at(at)?;
    Ok(CalendarMoment::new(calendar, at, &moment))
}

/// The sessions of a range, both ends inclusive.
///
/// # Errors
/// The range ends before it begins, or is outside the calendar's range.
pub fn range(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Result<CalendarRange, CalendarError> {
    Ok(CalendarRange::new(calendar, from, to, calendar.sessions(from, to)?))
}

/// Reads an instant, with or without seconds; a time without a zone is local time in `zone`.
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
    let text = text.to_owned();
    match local.and_local_timezone(zone) {
        chrono::LocalResult::Single(at) => Ok(at.to_utc()),
        chrono::LocalResult::Ambiguous(first, second) => {
            Err(CalendarRefusal::Twice { text, zone, readings: [first.to_utc(), second.to_utc()] })
        }
        chrono::LocalResult::None => Err(CalendarRefusal::Skipped { text, zone }),
    }
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
        let twice = instant("2025-11-02 01:30", zone).unwrap_err();
        let Some(Remedy::DidYouMean(both)) = twice.remedy() else { panic!("{twice}") };
        assert_eq!(both, ["2025-11-02T01:30:00-04:00", "2025-11-02T01:30:00-05:00"]);
        for text in both {
            assert!(instant(&text, zone).is_ok(), "{text}");
        }
        assert!(matches!(instant("2025-01-29", zone), Err(CalendarRefusal::Instant(_))));
    }
}
