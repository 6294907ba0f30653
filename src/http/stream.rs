//! The stream of new events and measured reactions: server-sent events.
//!
//! The database itself is the queue: each stream reads on from the number of the last notice that
//! it sent, so it also reports what other processes write, resumes where a client was disconnected, and
//! costs nothing without listeners.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::SharedState;
use super::problem::Problem;
use super::shared::Shared;
use crate::app::list::notices::{self, Notice, NoticeKind};
use crate::app::{Failure, Store};
use crate::view::Document;
use crate::view::parts::ReactionsDocument;

/// The most notices read at once.
const BATCH: usize = 50;
/// The most events buffered for a slow client.
const AHEAD: usize = 16;
/// The interval of the comments that keep proxies from closing a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

type Events = Sse<axum::response::sse::KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

/// Stream new events and measured reactions
///
/// Server-sent events: `event` carries an event as `/api/events/{id}` does, `reaction` the reactions
/// as `/api/events/{id}/reactions` does, `reset` says that some in between are no longer kept. Each has a number;
/// `Last-Event-ID` resumes after it.
#[utoipa::path(get, path = "/api/stream", tag = "events", operation_id = "stream",
    params(("Last-Event-ID" = Option<String>, Header, description = "The number of the last one received")),
    responses((status = 200, description = "The stream", body = String, content_type = "text/event-stream")))]
pub(super) async fn stream(State(shared): SharedState, headers: HeaderMap) -> Result<Events, Problem> {
    let from = last_id(&headers)?;
    let full = || Problem::later(StatusCode::SERVICE_UNAVAILABLE, "too many streams are open", 30);
    let place = Arc::clone(&shared.streams).try_acquire_owned().map_err(|_| full())?;
    let latest = shared.read(notices::latest).await?;
    let (send, receive) = mpsc::channel(AHEAD);
    let teller = Teller { shared, send, _place: place };
    tokio::spawn(teller.tell(from.unwrap_or(latest), latest));
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("nothing new");
    Ok(Sse::new(ReceiverStream::new(receive)).keep_alive(keep_alive))
}

fn last_id(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(given) = headers.get("last-event-id") else { return Ok(None) };
    let number = given.to_str().ok().and_then(|v| v.parse().ok()).filter(|n| *n >= 0);
    number.map(Some).ok_or_else(|| Problem::bad_request("Last-Event-ID: it is not a number of this stream"))
}

struct Teller {
    shared: Arc<Shared>,
    send: mpsc::Sender<Result<Event, Infallible>>,
    _place: OwnedSemaphorePermit,
}

impl Teller {
    /// Sends the notices after a number, until the client disconnects or the server stops.
    async fn tell(self, from: i64, latest: i64) {
        self.shared.metrics.streams.inc();
        let shutdown = self.shared.shutdown.clone();
        tokio::select! {
            () = self.go_on(from, latest) => {}
            () = self.send.closed() => {}
            () = shutdown.cancelled() => {}
        }
        self.shared.metrics.streams.dec();
    }

    async fn go_on(&self, from: i64, latest: i64) {
        // A number that this database has not reached yet belongs to another database.
        let mut last = from.min(latest);
        if from > latest && !self.send(reset(last)).await {
            return;
        }
        loop {
            match self.shared.read(move |store| batch(store, last)).await {
                // The database is busy or does not exist yet: try again in the next round.
                Err(_) => tokio::time::sleep(self.shared.settings.limits.stream_pause).await,
                Ok(next) => {
                    last = next.last;
                    for event in next.events {
                        if !self.send(event).await {
                            return;
                        }
                    }
                    if !next.is_full {
                        tokio::time::sleep(self.shared.settings.limits.stream_pause).await;
                    }
                }
            }
        }
    }

    async fn send(&self, event: Event) -> bool {
        self.send.send(Ok(event)).await.is_ok()
    }
}

/// What is sent next.
struct Batch {
    events: Vec<Event>,
    /// The number to continue after.
    last: i64,
    /// Whether there may be more.
    is_full: bool,
}

fn batch(store: &Store, last: i64) -> Result<Batch, Failure> {
    let found = notices::after(store, last, BATCH)?;
    let gap = found.gap.then(|| reset(last));
    let events = gap.into_iter().chain(found.notices.into_iter().filter_map(event)).collect();
    Ok(Batch { events, last: found.last, is_full: found.is_full })
}

fn event(notice: Notice) -> Option<Event> {
    let (name, data) = match notice.kind {
        NoticeKind::Event => ("event", Event::default().json_data(Document::new("event", notice.event))),
        NoticeKind::Reaction => {
            let reactions = ReactionsDocument::from(notice.event);
            ("reaction", Event::default().json_data(Document::new("reactions", reactions)))
        }
    };
    data.ok().map(|e| e.event(name).id(notice.number.to_string()))
}

fn reset(last: i64) -> Event {
    Event::default().event("reset").id(last.to_string()).data("{\"schema\":\"newstape/reset/1\"}")
}
