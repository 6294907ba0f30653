//! The reactions to an event.

use axum::Json;
use axum::extract::State;

use super::SharedState;
use super::params::EventPath;
use super::problem::Problem;
use crate::app::list::show;
use crate::view::Document;
use crate::view::parts::ReactionsDocument;

/// List the reactions to an event: a row per instrument and horizon
#[utoipa::path(get, path = "/api/events/{id}/reactions", tag = "reactions", operation_id = "list_reactions",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 200, description = "The reactions", body = Document<ReactionsDocument>)))]
pub(super) async fn list(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<ReactionsDocument>>, Problem> {
    let stored = shared.read(move |store| show::stored(store, id)).await?;
    Ok(Json(Document::new("reactions", show::document(&stored).into())))
}
