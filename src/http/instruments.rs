//! Searches and shows the instrument universe.

use axum::Json;
use axum::extract::{Path, State};
use utoipa::IntoParams;

use super::SharedState;
use super::params::Params;
use super::problem::Problem;
use crate::view::Document;
use crate::view::parts::InstrumentsDocument;

const DEFAULT_LIMIT: usize = 20;
const MOST_INSTRUMENTS: usize = 500;

/// The query parameters of a search for instruments.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // the description of what `search` reads
pub(super) struct SearchParams {
    /// Words of the name; all of them must occur.
    #[param(example = "deutsche bank")]
    text: String,
    /// The most results to return.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// Find instruments by the words of their names
#[utoipa::path(get, path = "/api/instruments", tag = "instruments", operation_id = "search_instruments",
    params(SearchParams),
    responses((status = 200, description = "The instruments", body = Document<InstrumentsDocument>)))]
pub(super) async fn search(
    State(shared): SharedState,
    mut params: Params,
) -> Result<Json<Document<InstrumentsDocument>>, Problem> {
    let words = params.one::<String>("text")?;
    let limit = params.number("limit", 1, MOST_INSTRUMENTS)?.unwrap_or(DEFAULT_LIMIT);
    params.end()?;
    let words = words.ok_or_else(|| Problem::bad_request("text: give the words to search for"))?;
    let ours = std::sync::Arc::clone(&shared);
    let instruments = shared.read(move |store| {
        let universe = ours.universe(store)?;
        Ok(universe.search(&words).into_iter().take(limit).cloned().collect())
    });
    Ok(Json(Document::new("instruments", InstrumentsDocument { instruments: instruments.await? })))
}

/// Show what is known of one instrument
#[utoipa::path(get, path = "/api/instruments/{symbol}", tag = "instruments", operation_id = "show_instrument",
    params(("symbol" = String, Path, description = "A symbol (MSFT, SAP.DE, BMW:XETR), a name or an ISIN")),
    responses((status = 200, description = "The instrument", body = Document<InstrumentsDocument>)))]
pub(super) async fn show(
    State(shared): SharedState,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Json<Document<InstrumentsDocument>>, Problem> {
    let Path(symbol) = path.map_err(|_| Problem::bad_request("the path is not UTF-8"))?;
    let ours = std::sync::Arc::clone(&shared);
    let found = shared.read(move |store| Ok(ours.universe(store)?.resolve(&symbol)?.clone())).await?;
    Ok(Json(Document::new("instruments", InstrumentsDocument { instruments: vec![found] })))
}
