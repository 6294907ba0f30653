//! Liveness and readiness of the server.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::SharedState;
use super::problem::Problem;
use crate::app::list::notices;
use crate::view::Document;

/// The response of the liveness check.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

impl Health {
    fn document() -> Json<Document<Self>> {
        Json(Document::new("health", Self { status: "ok", version: env!("CARGO_PKG_VERSION") }))
    }
}

/// Check that the server is running
#[utoipa::path(get, path = "/api/health", tag = "service", operation_id = "health",
    responses((status = 200, description = "It lives", body = Document<Health>)))]
pub(super) async fn health() -> Json<Document<Health>> {
    Health::document()
}

/// Check that the server can read its database
#[utoipa::path(get, path = "/api/ready", tag = "service", operation_id = "ready",
    responses((status = 200, description = "It can", body = Document<Health>)))]
pub(super) async fn ready(State(shared): SharedState) -> Result<Json<Document<Health>>, Problem> {
    let unready = |_| Problem::later(StatusCode::SERVICE_UNAVAILABLE, "the database cannot be read", 5);
    shared.read(notices::latest).await.map_err(unready)?;
    Ok(Health::document())
}
