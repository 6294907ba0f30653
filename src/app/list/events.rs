//! Listing events.

use crate::app::{Context, Failure};
use crate::event::{EventId, EventText, NewsEvent, Publication, RevisionNo, StoryId};
use crate::list::{EventFilter, EventLine};
use crate::reaction::Horizon;
use crate::store::Store;
use crate::view::event::EventRecord;
use crate::view::listing::{ListDocument, ListedEvent};
use crate::view::queries::{QueryPlanDocument, QueryStep};

/// One page of the events that match a filter.
///
/// # Errors
/// There is no database, the cursor belongs to another list, or the database cannot be read.
pub fn list_events(context: &Context, filter: &EventFilter) -> Result<ListDocument, Failure> {
    page(&context.existing_store()?, filter)
}

/// [`list_events`] on a database that is already open.
///
/// # Errors
/// The cursor belongs to another list, or the database cannot be read.
pub fn page(store: &Store, filter: &EventFilter) -> Result<ListDocument, Failure> {
    let page = store.list(filter)?;
    Ok(ListDocument {
        horizon: filter.horizon.unwrap_or(Horizon::Sessions(1)),
        events: page.events.into_iter().map(listed).collect(),
        next: page.next,
    })
}

/// How the events that match a filter are found.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn explain_query(context: &Context, filter: &EventFilter) -> Result<QueryPlanDocument, Failure> {
    let steps = context.existing_store()?.explain_list(filter)?;
    Ok(QueryPlanDocument {
        expression: filter.wanted().map(|expr| expr.to_string()),
        steps: steps.into_iter().map(|(sql, plan)| QueryStep { sql, plan }).collect(),
    })
}

fn listed(row: EventLine) -> ListedEvent {
    let event = NewsEvent {
        id: EventId(row.id.0),
        text: EventText::from_title(&row.title),
        publication: Publication {
            when: row.when,
            origin: row.origin,
            original: None,
            zone: None,
            zone_assumed: false,
        },
        seen_at: row.seen_at,
        source: row.source,
        url: row.url,
        lang: row.lang,
        kind: row.kind,
        tags: row.tags,
        story: StoryId(row.story.0),
        revision: RevisionNo(row.revision.0),
    };
    ListedEvent {
        event: EventRecord::new(&event, &[]),
        when: row.when,
        symbols: row.symbols,
        claims: row.claims,
        return_fraction: row.headline.as_ref().and_then(|h| h.return_fraction),
        placebo_rank: row.headline.as_ref().and_then(|h| h.placebo_rank),
        verdict: row.headline.as_ref().and_then(|h| h.verdict),
        headline: row.headline.map(Into::into),
    }
}
