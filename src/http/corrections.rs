//! Changes and deletes events, joins stories, shows who changed what, takes changes back.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::SharedState;
use super::params::{EventPath, JsonBody};
use super::problem::Problem;
use super::shared::Shared;
use crate::app::correct::{self, Edit};
use crate::app::list::show;
use crate::event::{EventId, EventKind};
use crate::text::LanguageCode;
use crate::view::Document;
use crate::view::corrections::HistoryDocument;
use crate::view::event::EventDocument;

/// What to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"at": "2025-01-29T13:30:00Z", "kind": "earnings", "add_tags": ["chips"]}))]
pub(super) struct EditBody {
    /// The title.
    #[schema(min_length = 1, max_length = 1000)]
    title: Option<String>,
    /// When it was published: a day, or a time with its zone.
    at: Option<String>,
    /// What kind of news.
    kind: Option<EventKind>,
    /// Who published it.
    source: Option<String>,
    /// The language, as an ISO 639-1 code.
    lang: Option<String>,
    /// Tags to add.
    #[serde(default)]
    #[schema(max_items = 50)]
    add_tags: Vec<String>,
    /// Tags to take off.
    #[serde(default)]
    #[schema(max_items = 50)]
    remove_tags: Vec<String>,
}

const MOST_TITLE_CHARACTERS: usize = 1000;
const MOST_NAMES: usize = 50;

impl EditBody {
    fn edit(self) -> Result<Edit, Problem> {
        let refuse = |detail: &'static str| Err(Problem::bad_request(detail).in_body());
        if self.title.as_ref().is_some_and(|t| t.chars().count() > MOST_TITLE_CHARACTERS) {
            return refuse("title: a title has at most 1000 characters");
        }
        if self.add_tags.len() > MOST_NAMES || self.remove_tags.len() > MOST_NAMES {
            return refuse("at most 50 tags are changed at once");
        }
        let lang = self.lang.map(|lang| lang.parse::<LanguageCode>()).transpose();
        let lang = lang.map_err(|e| Problem::parameter("lang", &e, None).in_body())?;
        Ok(Edit {
            title: self.title,
            at: self.at,
            kind: self.kind,
            source: self.source,
            lang,
            add_tags: self.add_tags,
            drop_tags: self.remove_tags,
        })
    }
}

/// Who changes something through this face: the bearer of the token, or anybody where none is needed.
pub(super) fn who(shared: &Shared) -> &'static str {
    if shared.settings.access.is_open() { "http" } else { "http: write token" }
}

/// Change an event
///
/// After a change of its title, time, source or language it is linked, read and measured anew. What
/// was before is kept: `POST /api/undo` takes the change back.
#[utoipa::path(patch, path = "/api/events/{id}", tag = "events", operation_id = "edit_event",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)), request_body = EditBody,
    responses((status = 200, description = "The event as it is now", body = Document<EventDocument>)))]
pub(super) async fn edit(
    State(shared): SharedState,
    EventPath(id): EventPath,
    JsonBody(body): JsonBody<EditBody>,
) -> Result<Json<Document<EventDocument>>, Problem> {
    shared.read(move |store| show::stored(store, id)).await?;
    let edit = body.edit()?;
    let who = who(&shared);
    let done = shared.write(move |context| correct::edit(context, id, &edit, who));
    let stored = done.await.map_err(Problem::in_body)?;
    Ok(Json(Document::new("event", show::document(&stored))))
}

/// Delete an event
///
/// It is not logged again when its source still lists it. `POST /api/undo` brings it back.
#[utoipa::path(delete, path = "/api/events/{id}", tag = "events", operation_id = "delete_event",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 204, description = "It is deleted")))]
pub(super) async fn delete(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<StatusCode, Problem> {
    let who = who(&shared);
    shared.write(move |context| correct::delete(context, &[id], who)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Events that tell one story.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"events": [3, 4, 12]}))]
pub(super) struct MergeBody {
    /// The events' numbers.
    #[schema(min_items = 2, max_items = 500)]
    events: Vec<i64>,
}

const MOST_MERGED: usize = 500;

/// Join events to one story
///
/// The reaction is measured once for a story, from its first publication.
#[utoipa::path(post, path = "/api/stories", tag = "events", operation_id = "merge_stories",
    request_body = MergeBody,
    responses(
        (status = 200, description = "The first event of the story", body = Document<EventDocument>),
        (status = 404, description = "One of the events does not exist", body = Problem,
            content_type = "application/problem+json")))]
pub(super) async fn merge(
    State(shared): SharedState,
    JsonBody(body): JsonBody<MergeBody>,
) -> Result<Json<Document<EventDocument>>, Problem> {
    if !(2..=MOST_MERGED).contains(&body.events.len()) {
        return Err(Problem::bad_request("events: from 2 to 500 numbers of events").in_body());
    }
    let who = who(&shared);
    let events: Vec<EventId> = body.events.into_iter().map(EventId).collect();
    let stored = shared.write(move |context| correct::merge(context, &events, who)).await?;
    Ok(Json(Document::new("event", show::document(&stored))))
}

/// Show who changed what of an event
#[utoipa::path(get, path = "/api/events/{id}/history", tag = "events", operation_id = "event_history",
    params(("id" = i64, Path, description = "The event's number; it may be deleted", minimum = 1)),
    responses((status = 200, description = "The changes, the latest first", body = Document<HistoryDocument>)))]
pub(super) async fn of_event(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<HistoryDocument>>, Problem> {
    let history = shared.read(move |store| correct::history(store, Some(id))).await?;
    Ok(Json(Document::new("history", history)))
}

/// Show who changed what
#[utoipa::path(get, path = "/api/history", tag = "events", operation_id = "history",
    responses((status = 200, description = "The latest changes, the latest first",
        body = Document<HistoryDocument>)))]
pub(super) async fn history(State(shared): SharedState) -> Result<Json<Document<HistoryDocument>>, Problem> {
    let history = shared.read(move |store| correct::history(store, None)).await?;
    Ok(Json(Document::new("history", history)))
}

/// Undo the last change
///
/// Call it again to undo the change before that. The list is empty if there is nothing to undo.
#[utoipa::path(post, path = "/api/undo", tag = "events", operation_id = "undo",
    responses((status = 200, description = "What was undone", body = Document<HistoryDocument>)))]
pub(super) async fn undo(State(shared): SharedState) -> Result<Json<Document<HistoryDocument>>, Problem> {
    let who = who(&shared);
    let undone = shared.write(move |context| correct::undo(context, who)).await?;
    Ok(Json(Document::new("history", undone)))
}
