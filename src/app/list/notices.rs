//! What was logged and measured, in the order in which it was written.

use super::show::document;
use crate::app::Failure;
use crate::store::{Store, StoreError};
use crate::view::event::EventDocument;

pub use crate::store::NoticeKind;

/// An event that was logged or measured.
#[derive(Debug)]
pub struct Notice {
    /// Its number: later notices have higher ones.
    pub number: i64,
    /// What happened.
    pub kind: NoticeKind,
    /// The event as it is now.
    pub event: EventDocument,
}

/// Notices in order.
#[derive(Debug)]
pub struct Notices {
    /// The notices, without those of events that no longer exist.
    pub notices: Vec<Notice>,
    /// The number to continue after: that of the last notice that was read, also if its event no longer exists.
    pub last: i64,
    /// Whether as many were read as were asked for, so that there may be more.
    pub is_full: bool,
    /// Whether some between the requested number and the first one here are no longer kept.
    pub gap: bool,
}

/// The number of the latest notice; 0 if there is none.
///
/// # Errors
/// The database cannot be read.
pub fn latest(store: &Store) -> Result<i64, Failure> {
    Ok(store.latest_notice()?)
}

/// At most `most` notices after a number.
///
/// # Errors
/// The database cannot be read.
pub fn after(store: &Store, number: i64, most: usize) -> Result<Notices, Failure> {
    let found = store.notices_after(number, most)?;
    let last = found.notices.last().map_or(number, |notice| notice.seq);
    let is_full = found.notices.len() >= most;
    let mut notices = Vec::with_capacity(found.notices.len());
    for notice in found.notices {
        let event = match store.event(notice.event) {
            // It was deleted or pruned after the notice.
            Err(StoreError::NoEvent(_)) => continue,
            found => document(&found?),
        };
        notices.push(Notice { number: notice.seq, kind: notice.kind, event });
    }
    Ok(Notices { notices, last, is_full, gap: found.gap })
}
