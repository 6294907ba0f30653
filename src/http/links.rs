//! Links of an event.

use axum::Json;
use axum::extract::State;

use super::SharedState;
use super::params::EventPath;
use super::problem::Problem;
use crate::app::show_event;
use crate::view::Document;
use crate::view::parts::LinksDocument;

/// The links of an event
#[utoipa::path(get, path = "/api/events/{id}/links", tag = "links", operation_id = "list_links",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 200, description = "The links", body = Document<LinksDocument>)))]
pub(super) async fn list(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<LinksDocument>>, Problem> {
    let stored = shared.read(move |store| Ok(store.event(id)?)).await?;
    Ok(Json(Document::new("links", show_event::document(&stored, None).into())))
}
