//! Listing sources.

use url::Url;

use super::Failure;
use crate::net;
use crate::store::{Store, StoredSource};
use crate::view::event::utc;
use crate::view::sources::{SourceRecord, SourcesDocument};

/// All sources and how they fare, by name.
///
/// # Errors
/// The database refuses.
pub fn list_sources(store: &Store) -> Result<SourcesDocument, Failure> {
    Ok(SourcesDocument { sources: store.sources()?.into_iter().map(record).collect() })
}

fn record(source: StoredSource) -> SourceRecord {
    let StoredSource { settings, state, .. } = source;
    SourceRecord {
        name: settings.name,
        kind: settings.kind.to_string(),
        // A key may stand in an address.
        url: settings.url.map(|u| Url::parse(&u).map_or(u, |parsed| net::redacted(&parsed))),
        query: settings.query,
        interval_s: settings.interval_s,
        paused: settings.paused,
        last_attempt_at: state.last_attempt_at.map(utc),
        last_success_at: state.last_success_at.map(utc),
        next_poll_at: state.next_poll_at.map(utc),
        error_streak: state.error_streak,
        last_error: state.last_error,
        items_logged: state.items_logged,
    }
}
