//! The HTTP face: reads requests, calls `app`, sends views. It computes nothing.
//!
//! One file per resource. [`router`] is the whole face; [`serve`] puts it on a listener, with
//! limits. The `OpenAPI` description (`/api/openapi.json`) is generated from the code.

mod charts;
mod claims;
mod corrections;
mod events;
mod gate;
mod health;
mod impatient;
mod instruments;
mod links;
mod metrics;
mod openapi;
mod pace;
mod pages;
mod params;
mod problem;
mod reactions;
mod remedy;
mod serve;
mod settings;
mod shared;
mod sources;
mod stream;
mod tag;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use metrics::Metrics;
pub use serve::serve;
pub use settings::{Access, HttpError, Limits, Scope, Settings};
pub use shared::Shared;

use problem::Problem;

/// The state shared by all handlers.
type SharedState = State<Arc<Shared>>;

/// What pages of the other sites that are named may do: read.
fn cors(settings: &Settings) -> Option<CorsLayer> {
    let origins = settings.cors_origins.clone();
    let read = CorsLayer::new()
        .allow_methods([Method::GET])
        .allow_headers([header::AUTHORIZATION, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG]);
    (!origins.is_empty()).then(|| read.allow_origin(origins))
}

/// The whole face.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::from(api())
        .route("/", axum::routing::get(pages::today))
        .route("/events/{id}", axum::routing::get(pages::event))
        .route("/events/{id}/explain", axum::routing::get(pages::explain))
        .route("/events/{id}/links", axum::routing::post(pages::decide))
        .route("/events/{id}/reactions.csv", axum::routing::get(pages::reactions_csv))
        .route("/events/{id}/prices.csv", axum::routing::get(pages::prices_csv))
        .route("/instruments/{symbol}", axum::routing::get(pages::instrument))
        .route("/log", axum::routing::get(pages::log_form).post(pages::log))
        .route("/sources", axum::routing::get(pages::sources))
        .route("/alerts", axum::routing::get(pages::alerts))
        .route("/preferences", axum::routing::get(pages::preferences))
        .route("/search", axum::routing::get(pages::found))
        .route("/icon.svg", axum::routing::get(pages::icon))
        .route("/style.css", axum::routing::get(pages::style))
        .route("/page.js", axum::routing::get(pages::script))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(shared.settings.limits.body_bytes))
        .layer(from_fn(tag::documents))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&shared), gate::pass))
        .layer(option_layer(cors(&shared.settings)))
        .with_state(shared)
}

/// The `OpenAPI` description, as served at `/api/openapi.json`.
#[must_use]
pub fn description() -> OpenApi {
    let mut description = api().into_openapi();
    openapi::complete(&mut description);
    description
}

fn api() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::with_openapi(openapi::head())
        .routes(routes!(events::list, events::log))
        .routes(routes!(events::show, corrections::edit, corrections::delete))
        .routes(routes!(corrections::of_event))
        .routes(routes!(corrections::history))
        .routes(routes!(corrections::merge))
        .routes(routes!(corrections::undo))
        .routes(routes!(events::explain))
        .routes(routes!(links::list, links::decide))
        .routes(routes!(claims::list))
        .routes(routes!(reactions::list))
        .routes(routes!(charts::svg))
        .routes(routes!(charts::png))
        .routes(routes!(charts::many))
        .routes(routes!(instruments::search))
        .routes(routes!(instruments::show))
        .routes(routes!(sources::list))
        .routes(routes!(stream::stream))
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::metrics))
        .routes(routes!(openapi::document))
}

async fn nowhere(uri: Uri, headers: HeaderMap) -> Response {
    let problem = Problem::not_found(format!("there is nothing at {}", uri.path()));
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !accepts.contains("text/html") {
        return problem.into_response();
    }
    pages::refused(pages::Frame::of(&headers, uri.path().to_owned()), &problem)
}

async fn wrong_method(method: Method, uri: Uri) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, format!("{} does not take {method}", uri.path()))
}

#[allow(clippy::needless_pass_by_value)] // as the layer calls it
fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
    tracing::error!(panic = words, "a request failed");
    Problem::internal().into_response()
}
