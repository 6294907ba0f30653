//! A date found in an item, with what is known about it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::zone::{self, LocalFit, Zone};
use crate::event::{Precision, Publication, TimeOrigin, When};

/// What an item says about where and when it was made, as far as dates need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateContext {
    /// Language of the item: an ISO 639-1 code, or a tag such as `en-GB`. It settles what `03/04`
    /// means.
    pub lang: Option<String>,
    /// When the item was fetched: what *yesterday* and a missing year refer to, and what no
    /// publication can come after.
    pub fetched_at: Option<DateTime<Utc>>,
    /// The zone that a time without one is in.
    pub default_zone: Option<Tz>,
}

impl DateContext {
    /// The day of the fetch, in the default zone.
    pub(super) fn today(&self) -> Option<NaiveDate> {
        let at = self.fetched_at?;
        Some(self.default_zone.map_or(at.date_naive(), |zone| at.with_timezone(&zone).date_naive()))
    }
}

/// Where in the item a date stood, best evidence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateEvidence {
    /// A date of publication that machines are meant to read: JSON-LD, a meta tag, a feed's element.
    Published,
    /// Machine-readable and of the item, but not named as its publication: `<time>`, `date`.
    Stated,
    /// Text after a word such as *published*.
    PublishedText,
    /// A line with little besides the date.
    DateLine,
    /// `CITY, date (Agency) -` before the first sentence.
    Dateline,
    /// The path of the address.
    Address,
    /// A date of publication in the state that a page's script keeps, perhaps of another item.
    Embedded,
    /// A date of change that machines are meant to read.
    Modified,
    /// Text after a word such as *updated*.
    ModifiedText,
}

impl DateEvidence {
    /// Whether the date is that of a change, and so may be later than the publication.
    #[must_use]
    pub(super) const fn is_modification(self) -> bool {
        matches!(self, Self::Modified | Self::ModifiedText)
    }

    /// The origin that a publication with this evidence has.
    #[must_use]
    pub const fn origin(self) -> TimeOrigin {
        match self {
            Self::Published | Self::Stated | Self::Embedded | Self::Modified => TimeOrigin::Metadata,
            Self::PublishedText | Self::DateLine | Self::Dateline | Self::Address | Self::ModifiedText => {
                TimeOrigin::Text
            }
        }
    }
}

/// What a reader should know about a date before relying on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateRemark {
    /// Day and month could be the other way round.
    AmbiguousOrder,
    /// The weekday given with the date is not that of the date.
    WeekdayConflict {
        /// What the item says.
        stated: Weekday,
        /// What the calendar says.
        actual: Weekday,
    },
    /// The year is missing and was taken from the time of the fetch.
    YearInferred,
    /// It counts from the fetch: *yesterday*, *3 hours ago*.
    CountedFromFetch,
    /// What stands where a zone does is none that is known.
    UnknownZone(String),
    /// It is only known when the item was changed.
    ModifiedOnly,
    /// The local time occurred twice that night; the earlier is taken.
    LocalTimeTwice,
    /// The local time was skipped that night.
    LocalTimeSkipped,
}

impl DateRemark {
    /// Whether the date is not what the item states but what the clock makes of it.
    #[must_use]
    pub const fn is_of_the_clock(&self) -> bool {
        matches!(self, Self::YearInferred | Self::CountedFromFetch)
    }
}

impl std::fmt::Display for DateRemark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AmbiguousOrder => f.write_str("day and month could be the other way round"),
            Self::WeekdayConflict { stated, actual } => {
                write!(f, "the weekday given with it ({stated}) is not that of the date ({actual})")
            }
            Self::YearInferred => f.write_str("it states no year; the latest that is possible was taken"),
            Self::CountedFromFetch => f.write_str("it counts from the time at which the text was read"),
            Self::UnknownZone(zone) => write!(f, "its zone \"{zone}\" is not known"),
            Self::ModifiedOnly => f.write_str("it is the date of a change; no date of publication is stated"),
            Self::LocalTimeTwice => {
                f.write_str("the local time occurred twice as the clocks went back; the earlier was taken")
            }
            Self::LocalTimeSkipped => f.write_str("the local time was skipped as the clocks went forward"),
        }
    }
}

/// A date found in an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFinding {
    /// The day, as written.
    pub date: NaiveDate,
    /// The clock time, as written.
    pub time: Option<NaiveTime>,
    /// How finely it is written.
    pub precision: Precision,
    /// The zone as written (`MEZ`, `-0500`, `Z`), `UTC` for what counts from the fetch or the epoch.
    pub zone: Option<String>,
    /// The instant, where a zone is written.
    pub utc: Option<DateTime<Utc>>,
    /// The words it was read from.
    pub original: String,
    /// Where they stood.
    pub evidence: DateEvidence,
    /// What to know before relying on it.
    pub remarks: Vec<DateRemark>,
}

/// A date and time as read, before it is known what it is the date of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Civil {
    pub(super) date: NaiveDate,
    pub(super) time: Option<NaiveTime>,
    pub(super) precision: Precision,
    pub(super) zone: Option<(Zone, String)>,
    pub(super) remarks: Vec<DateRemark>,
}

impl Civil {
    /// An instant, read from a number or counted from the fetch.
    pub(super) fn instant(at: DateTime<Utc>, precision: Precision) -> Option<Self> {
        let zone = zone::named("UTC")?;
        Some(Self {
            date: at.date_naive(),
            time: (precision != Precision::Day).then(|| at.time()),
            precision,
            zone: (precision != Precision::Day).then(|| (zone, "UTC".to_owned())),
            remarks: Vec::new(),
        })
    }

    /// The finding that this is, with the words it was read from and where they stood.
    pub(super) fn found(self, original: &str, evidence: DateEvidence) -> DateFinding {
        let mut remarks = self.remarks;
        if evidence.is_modification() {
            remarks.push(DateRemark::ModifiedOnly);
        }
        let utc = self.time.zip(self.zone.as_ref()).map(|(time, (zone, _))| {
            let (at, fit) = zone::instant(self.date.and_time(time), *zone);
            remarks.extend(remark_on(fit));
            at
        });
        DateFinding {
            date: self.date,
            time: self.time,
            precision: self.precision,
            zone: self.time.and(self.zone).map(|(_, text)| text),
            utc,
            original: original.split_whitespace().collect::<Vec<_>>().join(" "),
            evidence,
            remarks,
        }
    }
}

fn remark_on(fit: LocalFit) -> Option<DateRemark> {
    match fit {
        LocalFit::Unique => None,
        LocalFit::Twice => Some(DateRemark::LocalTimeTwice),
        LocalFit::Never => Some(DateRemark::LocalTimeSkipped),
    }
}

impl DateFinding {
    /// The same date with other evidence.
    #[must_use]
    pub(crate) fn with_evidence(mut self, evidence: DateEvidence) -> Self {
        if evidence.is_modification() && !self.evidence.is_modification() {
            self.remarks.push(DateRemark::ModifiedOnly);
        }
        self.evidence = evidence;
        self
    }

    /// The instant, a time without a zone being taken in `default_zone` or else in UTC.
    #[must_use]
    pub fn instant(&self, default_zone: Option<Tz>) -> Option<DateTime<Utc>> {
        let local = NaiveDateTime::new(self.date, self.time?);
        Some(self.utc.unwrap_or_else(|| match default_zone {
            Some(region) => zone::instant_in(local, region).0,
            None => local.and_utc(),
        }))
    }

    /// The day or instant, a time without a zone being taken in `default_zone` or else in UTC.
    #[must_use]
    pub fn when(&self, default_zone: Option<Tz>) -> When {
        match self.instant(default_zone) {
            Some(at) => When::Instant { at, precision: self.precision },
            None => When::Day(self.date),
        }
    }

    /// Whether it is after the fetch, in the sense of [`When::is_future`].
    #[must_use]
    pub(super) fn is_after(&self, fetched_at: DateTime<Utc>, default_zone: Option<Tz>) -> bool {
        self.when(default_zone).is_future(fetched_at)
    }

    /// Whether the two contradict each other: other days, or instants a minute or more apart.
    ///
    /// ```
    /// use newstape::date::{DateContext, read_value};
    ///
    /// let read = |text: &str| read_value(text, &DateContext::default()).expect("a date");
    /// let (noon, in_berlin) = (read("2025-01-29T12:00:20Z"), read("2025-01-29 13:00 MEZ"));
    /// assert!(!noon.contradicts(&in_berlin, None), "the same minute");
    /// assert!(noon.contradicts(&read("2025-01-29T12:05:00Z"), None));
    /// assert!(!noon.contradicts(&read("2025-01-29"), None), "the day of it");
    /// ```
    #[must_use]
    pub fn contradicts(&self, other: &Self, default_zone: Option<Tz>) -> bool {
        match (self.instant(default_zone), other.instant(default_zone)) {
            (Some(one), Some(two)) => (one - two).abs() >= TimeDelta::minutes(1),
            _ => self.date != other.date,
        }
    }

    /// The publication that it says, a time without a zone being taken in `default_zone` or else
    /// in UTC and flagged.
    #[must_use]
    pub fn publication(&self, default_zone: Option<Tz>) -> Publication {
        let assumed = self.time.is_some() && self.zone.is_none();
        let zone =
            if assumed { Some(default_zone.map_or("UTC", Tz::name).to_owned()) } else { self.zone.clone() };
        Publication {
            when: self.when(default_zone),
            origin: self.evidence.origin(),
            original: Some(self.original.clone()),
            zone,
            zone_assumed: assumed,
        }
    }
}
