//! Lists, shows and logs events.

use std::str::FromStr;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{IntoParams, ToSchema};

use super::SharedState;
use super::params::{EventPath, JsonBody, Params};
use super::problem::Problem;
use super::shared::Shared;
use crate::app::list::events;
use crate::app::list::{explain, show};
use crate::app::log::{Input, LogRequest, LoggedEvent, log_event, user_time};
use crate::app::{Context, Store};
use crate::claim::ClaimStatus;
use crate::event::{EventKind, Logged, Said, Usual};
use crate::list::{EventFilter, SortBy};
use crate::query::typed_size;
use crate::reaction::{Horizon, VerdictWord};
use crate::text::LanguageCode;
use crate::view::Document;
use crate::view::event::EventDocument;
use crate::view::listing::ListDocument;
use crate::view::workings::ExplainDocument;

const DEFAULT_LIMIT: u32 = 50;
const MOST_EVENTS: u32 = 500;

/// The query parameters of a list of events.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // the description of what `filter` reads
pub(super) struct ListParams {
    /// Only events of this kind; if repeated, of any of them.
    #[param(inline)]
    kind: Option<Vec<EventKind>>,
    /// Only events with this tag; if repeated, with all of them.
    tag: Option<Vec<String>>,
    /// Only events linked to this symbol; if repeated, to any of them.
    #[param(example = json!(["MSFT"]))]
    ticker: Option<Vec<String>>,
    /// Only events from this source; if repeated, from any of them.
    source: Option<Vec<String>>,
    /// Only events published at or after this time: a day (from its start in UTC) or an instant (RFC 3339).
    #[param(example = "2025-01-27")]
    since: Option<String>,
    /// Only events published before this time: a day or an instant.
    until: Option<String>,
    /// Only events whose title or text has all these words. Nothing needs escaping; "in quotes" is a phrase,
    /// OR and NOT in capitals widen and narrow the search, prefix* matches any ending.
    #[param(example = "AT&T \"rate cut\"")]
    text: Option<String>,
    /// Only events that match this expression: comparisons and words to search for, joined by `and`, `or`,
    /// `not` and parentheses. An error in it is reported with its `position`.
    #[param(rename = "where", example = "claim = contradicted and move < -2%")]
    wanted: Option<String>,
    /// Only events with a claim of this status.
    #[param(inline)]
    claim: Option<ClaimStatus>,
    /// The horizon whose move is shown, filtered and sorted by. By default the headline's:
    /// `1d`, or `2d` for news of which only the day is known, if that day had a session.
    #[param(example = "1d")]
    horizon: Option<String>,
    /// Only events with an absolute return of at least this: of the instrument asked for, else the headline's.
    /// A fraction up to 1 (`0.02`), or in percent (`2%`, `150%`).
    #[param(schema_with = size_schema, example = 0.02)]
    min_move: Option<f64>,
    /// Only events whose move has a placebo rank of at least this.
    #[param(minimum = 0.0, maximum = 1.0, example = 0.9)]
    min_rank: Option<f64>,
    /// Only events whose move has this verdict.
    #[param(inline)]
    verdict: Option<VerdictWord>,
    /// The sort order; the latest published first by default.
    #[param(inline)]
    sort: Option<Sort>,
    /// The most results to return.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// The `next` of the previous page, unchanged.
    cursor: Option<String>,
}

/// A size as [`Size`] reads it.
fn size_schema() -> Schema {
    let fraction = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0.0)).maximum(Some(1.0));
    let percent = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{1,6}%$"));
    OneOfBuilder::new().item(fraction).item(percent).build().into()
}

/// The size of a move: a plain fraction up to 1, or what the command line reads.
struct Size(f64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            Ok(fraction) if (0.0..=1.0).contains(&fraction) => Ok(Self(fraction)),
            _ => typed_size(text).map(Self),
        }
    }
}

/// The sort order of a list.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(super) enum Sort {
    /// Latest publication first.
    Published,
    /// Latest arrival first.
    Seen,
    /// Largest move first.
    Move,
    /// Most unusual move first.
    Unusual,
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "published" => Ok(Self::Published),
            "seen" => Ok(Self::Seen),
            "move" => Ok(Self::Move),
            "unusual" => Ok(Self::Unusual),
            _ => Err(format!("\"{text}\" is not an order: one of published, seen, move, unusual")),
        }
    }
}

impl From<Sort> for SortBy {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Published => Self::Published,
            Sort::Seen => Self::Seen,
            Sort::Move => Self::Move,
            Sort::Unusual => Self::Unusual,
        }
    }
}

fn filter(mut params: Params, shared: &Shared, store: &Store) -> Result<EventFilter, Problem> {
    let horizon = params.one::<Horizon>("horizon")?;
    let wanted = params.expression("where", shared, store)?;
    let asked = wanted.as_ref().and_then(|w| w.horizon);
    if horizon.zip(asked).is_some_and(|(given, asked)| given != asked) {
        return Err(Problem::parameter("horizon", &"`where` names a different horizon", None));
    }
    let filter = EventFilter {
        instruments: Vec::new(),
        symbols: params.many::<String>("ticker")?.iter().map(|t| t.to_ascii_uppercase()).collect(),
        kinds: params.many("kind")?,
        sources: params.many("source")?,
        tags: params.many("tag")?,
        since: params.moment("since")?,
        until: params.moment("until")?,
        horizon: horizon.or(asked),
        min_move: params.one::<Size>("min_move")?.map(|size| size.0),
        min_rank: params.number("min_rank", 0.0, 1.0)?,
        verdict: params.one("verdict")?,
        claim: params.one("claim")?,
        search: params.one("text")?,
        expr: wanted.and_then(|w| w.expr),
        sort: params.one::<Sort>("sort")?.map(SortBy::from).unwrap_or_default(),
        limit: params.number("limit", 1, MOST_EVENTS)?.unwrap_or(DEFAULT_LIMIT) as usize,
        cursor: params.one("cursor")?,
    };
    params.end()?;
    Ok(filter)
}

/// List events
///
/// Latest first by default; `next` is the `cursor` of the following page, with the same
/// filters and order. All pages together are the whole list, each event once. Conditions on the ticker, the
/// horizon, the move, its rank and its verdict, here and in `where`, must all be met by one reaction:
/// the one that `headline` shows.
#[utoipa::path(get, path = "/api/events", tag = "events", operation_id = "list_events", params(ListParams),
    responses((status = 200, description = "A page of events", body = Document<ListDocument>)))]
pub(super) async fn list(
    State(shared): SharedState,
    params: Params,
) -> Result<Json<Document<ListDocument>>, Problem> {
    let state = Arc::clone(&shared);
    let page = shared.read(move |store| match filter(params, &state, store) {
        Ok(filter) => events::page(store, &filter).map(Ok),
        Err(problem) => Ok(Err(problem)),
    });
    Ok(Json(Document::new("events", page.await??)))
}

/// Show an event
///
/// With its links, its claims and their verdicts, and its reactions.
#[utoipa::path(get, path = "/api/events/{id}", tag = "events", operation_id = "show_event",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 200, description = "The event", body = Document<EventDocument>)))]
pub(super) async fn show(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<EventDocument>>, Problem> {
    let stored = shared.read(move |store| show::stored(store, id)).await?;
    Ok(Json(Document::new("event", show::document(&stored))))
}

/// What each figure of an event is made of: prices with their origin, the benchmark's, the daily returns
/// behind the beta, every earlier span of each sample
#[utoipa::path(get, path = "/api/events/{id}/explain", tag = "events", operation_id = "explain_event",
    params(("id" = i64, Path, description = "The event's number", minimum = 1)),
    responses((status = 200, description = "The event and what its figures are made of",
        body = Document<ExplainDocument>)))]
pub(super) async fn explain(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Json<Document<ExplainDocument>>, Problem> {
    let now = shared.context.now();
    let state = Arc::clone(&shared);
    let explained = shared.read(move |store| {
        let stored = show::stored(store, id)?;
        explain::explained(store, &state.reference(store)?, &stored, now)
    });
    Ok(Json(Document::new("event", explained.await?)))
}

/// What to log: a text, an address, or a title alone. These fields override what the text says.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Meta beats estimates", "at": "2025-01-29T21:05Z", "tickers": ["META"],
    "kind": "earnings"}))]
pub(super) struct LogBody {
    /// The title; also `headline`.
    #[serde(alias = "headline")]
    #[schema(max_length = 1000)]
    pub(super) title: Option<String>,
    /// The article as plain text, Markdown or HTML; also `body`.
    #[serde(alias = "body")]
    pub(super) text: Option<String>,
    /// The address of a page to fetch, on a public machine; beside `text` the address of that text, which
    /// is then not fetched; also `link`.
    #[serde(alias = "link")]
    pub(super) url: Option<String>,
    /// When it was published: a day, or a time with its zone; also `published_at`.
    #[serde(alias = "published_at", alias = "published", alias = "date")]
    pub(super) at: Option<String>,
    /// Who published it.
    pub(super) source: Option<String>,
    /// Instruments that the news is about: `MSFT`, `SAP.DE`, `BMW:XETR`, an ISIN; also `symbols`.
    #[serde(default, alias = "symbols")]
    #[schema(max_items = 50)]
    pub(super) tickers: Vec<String>,
    /// What kind of news.
    pub(super) kind: Option<EventKind>,
    /// Tags.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(super) tags: Vec<String>,
    /// The language, as an ISO 639-1 code.
    pub(super) lang: Option<String>,
}

const MOST_TITLE_CHARACTERS: usize = 1000;
const MOST_NAMES: usize = 50;

/// What to log. The time is still text, since reading it needs the clock.
struct Asked {
    request: LogRequest,
    at: Option<String>,
}

impl TryFrom<LogBody> for Asked {
    type Error = Problem;

    fn try_from(body: LogBody) -> Result<Self, Problem> {
        let refuse = |detail: &'static str| Err(Problem::bad_request(detail).in_body());
        let is_of_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        // A file name is not accepted.
        if !body.url.as_ref().is_none_or(is_of_web) {
            return refuse("url: an address begins with http:// or https://");
        }
        let text = body.text.filter(|text| !text.trim().is_empty());
        let input = match (text, body.url) {
            (Some(text), url) => {
                Some(Input::Bytes { name: "the text".to_owned(), bytes: text.into_bytes(), url })
            }
            // It is fetched from public machines only.
            (None, url) => url.map(Input::Url),
        };
        if body.title.as_ref().is_some_and(|t| t.chars().count() > MOST_TITLE_CHARACTERS) {
            return refuse("title: a title has at most 1000 characters");
        }
        if body.tickers.len() > MOST_NAMES || body.tags.len() > MOST_NAMES {
            return refuse("an event has at most 50 tickers and 50 tags");
        }
        let lang = body.lang.map(|lang| lang.parse::<LanguageCode>()).transpose();
        let lang = lang.map_err(|e| Problem::parameter("lang", &e, None).in_body())?;
        let said = Said {
            title: body.title,
            at: None,
            source: body.source,
            kind: body.kind,
            tags: body.tags,
            lang,
            usual: Usual::default(),
        };
        Ok(Self { request: LogRequest { input, said, tickers: body.tickers }, at: body.at })
    }
}

/// Logs what a request or a form gives; a time without a zone is one of `zone`.
pub(super) async fn logged(
    shared: &Arc<Shared>,
    body: LogBody,
    zone: Option<Tz>,
) -> Result<LoggedEvent, Problem> {
    let Asked { mut request, at } = Asked::try_from(body)?;
    let log = move |context: &Context| {
        let lang = request.said.lang.map(LanguageCode::as_str);
        request.said.at = at.map(|at| user_time("at", &at, lang, zone, context.now())).transpose()?;
        log_event(context, &request)
    };
    shared.write(log).await.map_err(Problem::in_body)
}

/// Log an event
///
/// Links it, checks its claims, measures the reaction as far as prices are available. The same
/// item is logged once: a second time it is counted, and a changed text becomes a revision.
#[utoipa::path(post, path = "/api/events", tag = "events", operation_id = "log_event", request_body = LogBody,
    responses(
        (status = 201, description = "It is new", body = Document<EventDocument>,
            headers(("location" = String, description = "The event's address"))),
        (status = 200, description = "The event existed; a changed text was added as a revision",
            body = Document<EventDocument>),
        (status = 502, description = "The page could not be fetched", body = Problem,
            content_type = "application/problem+json")))]
pub(super) async fn log(
    State(shared): SharedState,
    JsonBody(body): JsonBody<LogBody>,
) -> Result<Response, Problem> {
    let done = logged(&shared, body, None).await?;
    let document = Json(Document::new("log", show::logged(&done)));
    Ok(match done.logged {
        Logged::Created(id) => {
            let place =
                HeaderValue::try_from(format!("/api/events/{id}")).map_err(|_| Problem::internal())?;
            (StatusCode::CREATED, [(header::LOCATION, place)], document).into_response()
        }
        Logged::SeenAgain(_) | Logged::Revised(_) | Logged::Filtered(_) => document.into_response(),
    })
}
