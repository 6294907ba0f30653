//! The time of an event, with its precision and origin.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How far the clock of the source of a time may be ahead of ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// By how much the zone furthest ahead of UTC is ahead: there a day begins first.
const FIRST_ZONE: TimeDelta = TimeDelta::hours(14);

/// How finely a time is known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// To the day only.
    Day,
}

impl Precision {
    /// The precision of this name.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [("second", Self::Second), ("minute", Self::Minute), ("hour", Self::Hour), ("day", Self::Day)]
            .into_iter()
            .find_map(|(name, precision)| name.eq_ignore_ascii_case(word).then_some(precision))
    }
}

/// When something became public.
///
/// A date is not an instant: a day stays a day and is never turned into its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// An instant, at least to the hour.
    Instant {
        /// In UTC.
        at: DateTime<Utc>,
        /// [`Precision::Second`], [`Precision::Minute`] or [`Precision::Hour`].
        precision: Precision,
    },
    /// A calendar day, in the zone of the source.
    Day(NaiveDate),
}

/// Days before this one are as a rule no dates of news, but what programs write where they know none: 1900-01-01,
/// 1970-01-01.
const FIRST_LIKELY_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1980, 1, 2) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl When {
    /// The same, known no more finely than this.
    #[must_use]
    pub fn at_most(self, precision: Precision) -> Self {
        match self {
            Self::Instant { at, .. } if precision == Precision::Day => Self::Day(at.date_naive()),
            Self::Instant { at, precision: own } => Self::Instant { at, precision: own.max(precision) },
            Self::Day(_) => self,
        }
    }

    /// Whether it looks like a placeholder for a date that is not known.
    ///
    /// ```
    /// use newstape::event::When;
    ///
    /// assert!(When::Day("1900-01-01".parse().unwrap()).may_be_placeholder());
    /// assert!(!When::Day("2025-01-29".parse().unwrap()).may_be_placeholder());
    /// ```
    #[must_use]
    pub fn may_be_placeholder(&self) -> bool {
        self.date_utc() < FIRST_LIKELY_DAY
    }

    /// How finely the time is known.
    #[must_use]
    pub const fn precision(&self) -> Precision {
        match self {
            Self::Instant { precision, .. } => *precision,
            Self::Day(_) => Precision::Day,
        }
    }

    /// The calendar day; of an instant, its day in UTC.
    #[must_use]
    pub fn date_utc(&self) -> NaiveDate {
        match self {
            Self::Instant { at, .. } => at.date_naive(),
            Self::Day(date) => *date,
        }
    }

    /// Whether it cannot have come yet: an instant later than clocks that differ explain (five
    /// minutes), or a day that has begun nowhere on earth.
    ///
    /// ```
    /// use newstape::event::{Precision, When};
    /// let now = "2025-01-29T12:00:00Z".parse().unwrap();
    /// let at = |text: &str| When::Instant { at: text.parse().unwrap(), precision: Precision::Second };
    /// assert!(!at("2025-01-29T12:05:00Z").is_future(now));
    /// assert!(at("2025-01-29T12:05:01Z").is_future(now));
    /// // In Kiribati the thirtieth begins at 10:00 UTC of the day before.
    /// assert!(!When::Day("2025-01-30".parse().unwrap()).is_future(now));
    /// assert!(When::Day("2025-01-31".parse().unwrap()).is_future(now));
    /// ```
    #[must_use]
    pub fn is_future(&self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Instant { at, .. } => *at > now + CLOCK_SKEW,
            Self::Day(day) => *day > (now + FIRST_ZONE).date_naive(),
        }
    }
}

/// Where a time came from, best first: the user beats all, metadata beats text, text beats
/// observation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum TimeOrigin {
    /// The user said so.
    User,
    /// JSON-LD, `article:published_time`, a feed's `pubDate`, a filing's acceptance time.
    Metadata,
    /// A dateline in the article.
    Text,
    /// When we first saw it; the fallback.
    Observed,
}

/// When an item became public, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The day or instant.
    pub when: When,
    /// Where it came from.
    pub origin: TimeOrigin,
    /// The string as found, if it was text.
    pub original: Option<String>,
    /// The zone as stated (`MEZ`, `-05:00`, `Europe/Berlin`) or as assumed.
    pub zone: Option<String>,
    /// True where the item stated no zone and the source's default, or UTC, was taken.
    pub zone_assumed: bool,
}

impl Publication {
    /// The fallback: first seen at this instant.
    #[must_use]
    pub const fn observed(at: DateTime<Utc>) -> Self {
        Self {
            when: When::Instant { at, precision: Precision::Second },
            origin: TimeOrigin::Observed,
            original: None,
            zone: None,
            zone_assumed: false,
        }
    }

    /// The time as an item states it; `None` where it was merely first seen then.
    #[must_use]
    pub fn stated(&self) -> Option<When> {
        (self.origin != TimeOrigin::Observed).then_some(self.when)
    }
}
