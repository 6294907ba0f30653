//! A time of publication as a user types it.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::date::{self, DateContext, DateRemark};
use crate::event::{Publication, TimeOrigin};

/// Why a time that a user typed is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeRefused {
    /// It is neither a day nor a time.
    #[error("\"{0}\" is not a day or time")]
    Unreadable(String),
    /// It begins with a day, and goes on with what is no time.
    #[error("in \"{value}\", \"{rest}\" is not a time")]
    InPart {
        /// As typed.
        value: String,
        /// What of it was not understood.
        rest: String,
    },
    /// Day and month can be read either way.
    #[error("\"{value}\" can be {} or {}", readings[0], readings[1])]
    TwoWays {
        /// As typed.
        value: String,
        /// The days that it can mean.
        readings: [NaiveDate; 2],
    },
    /// Nothing can have become public after now.
    #[error("{value} is in the future (it is now {})", now.format("%Y-%m-%d %H:%MZ"))]
    Future {
        /// As typed.
        value: String,
        /// The clock.
        now: DateTime<Utc>,
    },
}

/// A time as a user types it: a value (`2025-01-29T08:12Z`), or words (*29. Januar 2025, 9:12 Uhr MEZ*). A
/// time without a zone is in `zone`, or else in UTC and flagged.
///
/// # Errors
/// [`TimeRefused`]: it cannot be read, or only in part, or is in the future, as [`When::is_future`] has it.
///
/// [`When::is_future`]: crate::event::When::is_future
pub fn time_as_typed(
    value: &str,
    lang: Option<&str>,
    zone: Option<Tz>,
    now: DateTime<Utc>,
) -> Result<Publication, TimeRefused> {
    let context = DateContext { lang: lang.map(str::to_owned), fetched_at: Some(now), default_zone: zone };
    let in_words = || {
        let found = date::find_in_text(value, &context);
        found.best.or_else(|| found.future.into_iter().next())
    };
    let found = date::read_value(value, &context).or_else(in_words);
    let found = found.ok_or_else(|| TimeRefused::Unreadable(value.to_owned()))?;
    if let Some(rest) = date::left_unread(value, &context) {
        return Err(TimeRefused::InPart { value: value.to_owned(), rest });
    }
    if found.remarks.contains(&DateRemark::AmbiguousOrder)
        && let Some(other) = NaiveDate::from_ymd_opt(found.date.year(), found.date.day(), found.date.month())
    {
        return Err(TimeRefused::TwoWays { value: value.to_owned(), readings: [found.date, other] });
    }
    let publication = found.publication(zone);
    if publication.when.is_future(now) {
        return Err(TimeRefused::Future { value: value.to_owned(), now });
    }
    Ok(Publication { origin: TimeOrigin::User, original: Some(value.to_owned()), ..publication })
}
