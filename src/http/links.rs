//! Lists an event's links and records decisions on them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::SharedState;
use super::corrections::who;
use super::params::{EventPath, JsonBody};
use super::problem::Problem;
use crate::app::link::correct::{LinkCorrections, correct, links};
use crate::app::list::show;
use crate::link::Decision;
use crate::view::Document;
use crate::view::links::LinksDocument;

/// List the links of an event, and the user's decisions on them
#[utoipa::path(get, path = "/api/events/{id}/links", tag = "links", operation_id = "list_links",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 200, description = "The links", body = Document<LinksDocument>)))]
pub(super) async fn list(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<LinksDocument>>, Problem> {
    let document = shared.read(move |store| Ok(links(store, id)?.document())).await?;
    Ok(Json(Document::new("link", document)))
}

/// A decision on a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"symbol": "MSFT", "decision": "reject"}))]
pub(super) struct DecisionBody {
    /// The instrument: `MSFT`, `SAP.DE`, `BMW:XETR`, an ISIN.
    symbol: String,
    /// The user's decision.
    decision: Decision,
}

/// Accept, reject or add a link
///
/// A decision overrides the linker, also when the event is linked again.
#[utoipa::path(post, path = "/api/events/{id}/links", tag = "links", operation_id = "decide_link",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)), request_body = DecisionBody,
    responses((status = 200, description = "The links as they are now", body = Document<LinksDocument>)))]
pub(super) async fn decide(
    State(shared): SharedState,
    EventPath(id): EventPath,
    JsonBody(body): JsonBody<DecisionBody>,
) -> Result<Json<Document<LinksDocument>>, Problem> {
    // A missing event is not a fault of the body.
    shared.read(move |store| show::stored(store, id)).await?;
    let corrections = LinkCorrections { event: id, decisions: vec![(body.decision, body.symbol)] };
    let who = who(&shared);
    let done = shared.write(move |context| Ok(correct(context, &corrections, who)?.document())).await;
    Ok(Json(Document::new("link", done.map_err(Problem::in_body)?)))
}
