//! The sources of news.

use axum::Json;
use axum::extract::State;

use super::SharedState;
use super::problem::Problem;
use crate::app::source::{Health, list_from};
use crate::view::Document;
use crate::view::source::SourceList;

/// List the sources and their state
#[utoipa::path(get, path = "/api/sources", tag = "sources", operation_id = "list_sources",
    responses((status = 200, description = "The sources", body = Document<SourceList>)))]
pub(super) async fn list(State(shared): SharedState) -> Result<Json<Document<SourceList>>, Problem> {
    let context = shared.context.clone();
    let health = shared.read(move |store| list_from(&context, store)).await?;
    let sources = health.into_iter().map(Health::record).collect();
    Ok(Json(Document::new("sources", SourceList { sources })))
}
