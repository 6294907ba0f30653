//! Liveness and readiness of the server.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::SharedState;
use super::problem::Problem;
use crate::app::ready;
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
    const fn new() -> Self {
        Self { status: "ok", version: env!("CARGO_PKG_VERSION") }
    }
}

/// Check that the server is running
#[utoipa::path(get, path = "/api/health", tag = "service", operation_id = "health",
    responses((status = 200, description = "It lives", body = Document<Health>)))]
pub(super) async fn health() -> Json<Document<Health>> {
    Json(Document::new("health", Health::new()))
}

/// One part of the work, which is done: one that is not makes the answer a problem that names it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Part {
    /// `scheduler`, `clock`, `prices`, `file`, `disk` or `writer`.
    #[schema(example = "disk")]
    name: &'static str,
    /// What was found.
    #[schema(example = "12.3 GB free")]
    found: String,
}

/// The response of the readiness check.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    #[serde(flatten)]
    health: Health,
    /// The parts that were checked.
    parts: Vec<Part>,
}

/// Check that the server can read and write its database, and that the service works: its scheduler, the clock, the
/// providers of prices, the file of the database, and the disk
#[utoipa::path(get, path = "/api/ready", tag = "service", operation_id = "ready",
    responses((status = 200, description = "It can", body = Document<Readiness>)))]
pub(super) async fn ready(State(shared): SharedState) -> Result<Json<Document<Readiness>>, Problem> {
    let unready = |_| Problem::later(StatusCode::SERVICE_UNAVAILABLE, "the database cannot be read", 5);
    let (db, opened, now) = (shared.context.db.clone(), shared.opened(), shared.context.now());
    let parts = shared.read(move |store| ready::parts(store, &db, opened, now)).await.map_err(unready)?;
    let failed = parts.iter().filter(|part| !part.is_ready);
    let failed: Vec<String> = failed.map(|part| format!("{}: {}", part.name, part.found)).collect();
    if !failed.is_empty() {
        return Err(Problem::later(StatusCode::SERVICE_UNAVAILABLE, failed.join("; "), 30));
    }
    let part = |part: ready::Part| Part { name: part.name, found: part.found };
    let parts = parts.into_iter().map(part).collect();
    Ok(Json(Document::new("health", Readiness { health: Health::new(), parts })))
}
