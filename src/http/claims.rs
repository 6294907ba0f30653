//! The claims of an event.

use axum::Json;
use axum::extract::State;

use super::SharedState;
use super::params::EventPath;
use super::problem::Problem;
use crate::app::list::show;
use crate::view::Document;
use crate::view::parts::ClaimsDocument;

/// List the price moves that an event states, with the verdict on each
#[utoipa::path(get, path = "/api/events/{id}/claims", tag = "claims", operation_id = "list_claims",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 200, description = "The claims", body = Document<ClaimsDocument>)))]
pub(super) async fn list(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<ClaimsDocument>>, Problem> {
    let stored = shared.read(move |store| show::stored(store, id)).await?;
    Ok(Json(Document::new("claims", show::document(&stored).into())))
}
