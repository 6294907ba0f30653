//! A time of publication as a user types it.

use chrono::{DateTime, Utc};

use crate::date::{self, DateContext};
use crate::event::{Origin, Publication};

/// Why a time that a user typed is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeRefused {
    /// It is neither a day nor a time.
    #[error("\"{0}\" is not a day or time")]
    Unreadable(String),
    /// Nothing can have become public after now.
    #[error("{value} is in the future (it is now {})", now.format("%Y-%m-%d %H:%MZ"))]
    Future {
        /// As typed.
        value: String,
        /// The clock.
        now: DateTime<Utc>,
    },
}

/// A time as a user types it: a value (`2025-01-29T08:12Z`), or words (*29. Januar 2025, 9:12 Uhr MEZ*).
///
/// # Errors
/// [`TimeRefused`]: it cannot be read, or is in the future, as [`When::is_future`] has it.
///
/// [`When::is_future`]: crate::event::When::is_future
pub fn time_as_typed(
    value: &str,
    lang: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Publication, TimeRefused> {
    let context = DateContext { lang: lang.map(str::to_owned), fetched_at: Some(now), default_zone: None };
    let in_words = || {
        let found = date::find_in_text(value, &context);
        found.best.or_else(|| found.future.into_iter().next())
    };
    let found = date::read_value(value, &context).or_else(in_words);
    let found = found.ok_or_else(|| TimeRefused::Unreadable(value.to_owned()))?;
    let publication = found.publication(None);
    if publication.when.is_future(now) {
        return Err(TimeRefused::Future { value: value.to_owned(), now });
    }
    Ok(Publication { origin: Origin::User, original: Some(value.to_owned()), ..publication })
}
