//! Sources and how they fare.

use axum::Json;
use axum::extract::State;

use super::SharedState;
use super::problem::Problem;
use crate::app::list_sources::list_sources;
use crate::view::Document;
use crate::view::sources::SourcesDocument;

/// The sources and how they fare
#[utoipa::path(get, path = "/api/sources", tag = "sources", operation_id = "list_sources",
    responses((status = 200, description = "The sources", body = Document<SourcesDocument>)))]
pub(super) async fn list(State(shared): SharedState) -> Result<Json<Document<SourcesDocument>>, Problem> {
    Ok(Json(Document::new("sources", shared.read(list_sources).await?)))
}
