//! Where a page ends: the marker that the next page begins with.
//!
//! It holds the place in the order (the sort key and number of the last line) and a fingerprint of
//! what was asked, so that it is refused where another list is asked for. To a client it is opaque.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::DateTime;
use xxhash_rust::xxh3::xxh3_64;

use super::EventFilter;
use crate::fault::{Fault, FaultClass, Remedy};
use crate::query::{EventExpr, FilterValue};

/// The form of the marker; another form gets another number.
const VERSION: u8 = 1;
const LENGTH: usize = 27;

/// The last line of a page, by its place in the order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// In which part of the list: events without a sort key come after all that have one.
    pub part: u8,
    /// The line's sort key in that part.
    pub key: SortKey,
    /// The event's number, which settles ties.
    pub id: i64,
}

/// What a line is sorted by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SortKey {
    /// An instant, in microseconds since 1970.
    Instant(i64),
    /// A fraction.
    Share(f64),
}

/// Why a cursor is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It was not made by this program, or by another version of it.
    #[error("\"{0}\" is not a cursor of this version of newstape")]
    Unreadable(String),
    /// It was made for other filters or another order.
    #[error("the cursor belongs to another list: its filters or its order were different")]
    OtherList,
}

impl Fault for CursorError {
    fn class(&self) -> FaultClass {
        FaultClass::Usage
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::advice(match self {
            Self::Unreadable(_) => "take the `next` of the page before, unchanged",
            Self::OtherList => "keep the filters and the order of the first page on every page",
        }))
    }
}

impl EventFilter {
    /// The marker of a page of this list that ends at a place.
    ///
    /// ```
    /// use newstape::list::{CursorError, EventFilter, Place, SortBy, SortKey};
    ///
    /// let filter = EventFilter { symbols: vec!["MSFT".to_owned()], ..EventFilter::default() };
    /// let place = Place { part: 0, key: SortKey::Share(0.0618), id: 7 };
    /// let next = EventFilter { cursor: Some(filter.cursor_at(place)), ..filter };
    /// assert_eq!(next.place(), Ok(Some(place)));
    /// // A place in one order is no place in another.
    /// let other = EventFilter { sort: SortBy::Move, ..next };
    /// assert_eq!(other.place(), Err(CursorError::OtherList));
    /// ```
    #[must_use]
    pub fn cursor_at(&self, place: Place) -> String {
        let (tag, bits) = match place.key {
            SortKey::Instant(micros) => (0, micros.cast_unsigned()),
            SortKey::Share(share) => (1, share.to_bits()),
        };
        let mut bytes = vec![VERSION, place.part, tag];
        bytes.extend(bits.to_be_bytes());
        bytes.extend(place.id.to_be_bytes());
        bytes.extend(self.fingerprint().to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Where the page before ended; `None` on the first page.
    ///
    /// # Errors
    /// [`CursorError`] for a marker that is none, or that is of another list.
    pub fn place(&self) -> Result<Option<Place>, CursorError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let (place, fingerprint) = read(cursor).ok_or_else(|| CursorError::Unreadable(cursor.clone()))?;
        if fingerprint == self.fingerprint() { Ok(Some(place)) } else { Err(CursorError::OtherList) }
    }

    /// A hash of all that decides which row of an event is shown, and of the order. Not of the span
    /// of time, nor of those in the expression: `--since '2 hours ago'` and `since 3d` are other instants on
    /// every page, and a place in the order is a place in it whatever the bounds.
    fn fingerprint(&self) -> u64 {
        let expr = self.expr.clone().map(without_times);
        let asked = Self { since: None, until: None, limit: 0, cursor: None, expr, ..self.clone() };
        xxh3_64(format!("{asked:?}").as_bytes())
    }
}

/// An expression with all its times alike.
fn without_times(expr: EventExpr) -> EventExpr {
    let all = |parts: Vec<EventExpr>| parts.into_iter().map(without_times).collect();
    match expr {
        EventExpr::And(parts) => EventExpr::And(all(parts)),
        EventExpr::Or(parts) => EventExpr::Or(all(parts)),
        EventExpr::Not(part) => EventExpr::Not(Box::new(without_times(*part))),
        EventExpr::Is(field, operator, FilterValue::Span(..)) => {
            EventExpr::Is(field, operator, FilterValue::Span(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH))
        }
        is @ EventExpr::Is(..) => is,
    }
}

fn read(cursor: &str) -> Option<(Place, u64)> {
    let bytes: [u8; LENGTH] = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?.try_into().ok()?;
    let number = |at: usize| Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let [version, part, tag, ..] = bytes;
    let key = match tag {
        0 => SortKey::Instant(number(3)?.cast_signed()),
        1 => SortKey::Share(f64::from_bits(number(3)?)),
        _ => return None,
    };
    let place = Place { part, key, id: number(11)?.cast_signed() };
    (version == VERSION).then_some((place, number(19)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::SortBy;
    use crate::query::Reading;

    #[test]
    fn a_time_that_counts_from_the_present_is_the_same_on_every_page() {
        let at = |text: &str, second: i64| {
            let now = DateTime::from_timestamp(1_738_000_000 + second, 0).unwrap();
            let expr = EventExpr::parse(text, &Reading::at(now)).unwrap();
            EventFilter { expr: Some(expr), ..EventFilter::default() }
        };
        let place = Place { part: 0, key: SortKey::Instant(5), id: 3 };
        for text in ["since 3d", "move > 2% and (since 2h or not published < 3d)", "seen > 3d kind = news"] {
            let cursor = Some(at(text, 0).cursor_at(place));
            assert_eq!(
                EventFilter { cursor: cursor.clone(), ..at(text, 1) }.place(),
                Ok(Some(place)),
                "{text}"
            );
            let other = EventFilter { cursor, ..at(&format!("{text} and move < 0"), 0) };
            assert_eq!(other.place(), Err(CursorError::OtherList), "{text}");
        }
        let cursor = Some(at("since 3d", 0).cursor_at(place));
        assert!(EventFilter { cursor, ..at("published < 3d", 0) }.place().is_err(), "another comparison");
    }

    #[test]
    fn a_marker_is_read_back_and_only_by_its_own_list() {
        let filter = EventFilter { min_move: Some(0.02), limit: 7, ..EventFilter::default() };
        for key in [SortKey::Instant(-5), SortKey::Share(0.1 + 0.2)] {
            let place = Place { part: 2, key, id: i64::MAX };
            let cursor = Some(filter.cursor_at(place));
            let next = EventFilter { cursor: cursor.clone(), limit: 9, ..filter.clone() };
            assert_eq!(next.place(), Ok(Some(place)));
            let other = EventFilter { sort: SortBy::Seen, cursor: cursor.clone(), ..filter.clone() };
            assert_eq!(other.place(), Err(CursorError::OtherList));
            let other = EventFilter { symbols: vec!["MSFT".to_owned()], cursor, ..filter.clone() };
            assert_eq!(other.place(), Err(CursorError::OtherList));
        }
        for wrong in ["", "x", "1795791600000000~34", "ä", &"A".repeat(36), &"A".repeat(3600)] {
            let filter = EventFilter { cursor: Some(wrong.to_owned()), ..EventFilter::default() };
            assert_eq!(filter.place(), Err(CursorError::Unreadable(wrong.to_owned())));
        }
    }
}
