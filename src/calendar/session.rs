//! One trading day and its parts.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A half-open span of time, `[start, end)`, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First instant.
    pub start: DateTime<Utc>,
    /// First instant after.
    pub end: DateTime<Utc>,
}

impl Span {
    /// Whether `at` is in the span.
    #[must_use]
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.start <= at && at < self.end
    }
}

/// How a session departs from its venue's usual hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// The usual hours.
    Regular,
    /// It closes early.
    EarlyClose,
    /// It opens late.
    LateOpen,
}

/// One trading day of a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The trading day's local date: its label.
    pub date: NaiveDate,
    /// The main session, from open to close.
    pub regular: Span,
    /// The lunch break, where there is one.
    pub lunch: Option<Span>,
    /// Extended trading before the open.
    pub premarket: Option<Span>,
    /// Extended trading after the close.
    pub afterhours: Option<Span>,
    /// Night trading that belongs to this session. No venue has it yet.
    pub overnight: Option<Span>,
    /// Whether the hours are the usual ones.
    pub kind: SessionKind,
}

impl Session {
    /// The parts in which trading is possible, in order, the lunch break cut out.
    ///
    /// With `extended` the extended hours too, otherwise the main session alone.
    #[must_use]
    pub fn open_spans(&self, extended: bool) -> impl DoubleEndedIterator<Item = (Segment, Span)> {
        let (morning, afternoon) = match self.lunch {
            Some(lunch) => (
                Span { start: self.regular.start, end: lunch.start },
                Some(Span { start: lunch.end, end: self.regular.end }),
            ),
            None => (self.regular, None),
        };
        [
            self.overnight.filter(|_| extended).map(|span| (Segment::Overnight, span)),
            self.premarket.filter(|_| extended).map(|span| (Segment::Premarket, span)),
            Some((Segment::Regular, morning)),
            afternoon.map(|span| (Segment::Regular, span)),
            self.afterhours.filter(|_| extended).map(|span| (Segment::Afterhours, span)),
        ]
        .into_iter()
        .flatten()
    }

    /// From the first to the last trade of the day, extended hours and lunch included.
    #[must_use]
    pub fn whole_day(&self) -> Span {
        let last = self.open_spans(true).next_back();
        Span { start: self.first_trade(), end: last.map_or(self.regular.end, |(_, span)| span.end) }
    }

    /// When the day's trading begins, extended hours included.
    #[must_use]
    pub fn first_trade(&self) -> DateTime<Utc> {
        self.overnight.or(self.premarket).map_or(self.regular.start, |span| span.start)
    }

    /// The part of this session that `at` is in; [`Segment::Closed`] outside all of them.
    #[must_use]
    pub fn segment_at(&self, at: DateTime<Utc>) -> Segment {
        if self.lunch.is_some_and(|lunch| lunch.contains(at)) {
            return Segment::Lunch;
        }
        let mut spans = self.open_spans(true);
        spans.find(|(_, span)| span.contains(at)).map_or(Segment::Closed, |(segment, _)| segment)
    }
}

/// The part of the trading day that an instant is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Segment {
    /// Extended trading before the open.
    Premarket,
    /// The main session.
    Regular,
    /// The lunch break.
    Lunch,
    /// Extended trading after the close.
    Afterhours,
    /// Night trading that belongs to the next session. No venue has it yet; Nasdaq has filed for it.
    Overnight,
    /// No trading.
    Closed,
}

impl Segment {
    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Premarket => "premarket",
            Self::Regular => "regular",
            Self::Lunch => "lunch",
            Self::Afterhours => "afterhours",
            Self::Overnight => "overnight",
            Self::Closed => "closed",
        }
    }
}
