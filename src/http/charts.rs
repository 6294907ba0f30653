//! Charts over HTTP, with validators for caches.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::{IntoParams, ToSchema};

use super::SharedState;
use super::params::{EventPath, Params};
use super::problem::Problem;
use super::shared::Shared;
use super::tag::{is_known, tag};
use crate::app::chart::{Look, Picture, Subject, draw_picture, png as raster};
use crate::chart::{self, Theme};
use crate::event::EventId;

/// The query parameters of a chart.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // the description of what is read
pub(super) struct ChartParams {
    /// The instrument; by default the first link that has prices.
    ticker: Option<String>,
    /// What the picture shows; `reaction` by default.
    #[param(inline)]
    r#as: Option<Kind>,
    /// Draw daily bars even if intraday bars cover the news.
    daily: Option<bool>,
    /// The size of the sheet; `article` by default.
    #[param(inline)]
    size: Option<Size>,
    /// The colour theme; `light` by default.
    #[param(inline)]
    theme: Option<Paper>,
    /// The language of words, numbers and dates, `en` or `de`; `en` by default.
    lang: Option<String>,
}

/// The query parameters of a PNG chart.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // the description of what is read
pub(super) struct RasterParams {
    /// The instrument; by default the first link that has prices.
    ticker: Option<String>,
    /// What the picture shows; `reaction` by default.
    #[param(inline)]
    r#as: Option<Kind>,
    /// Draw daily bars even if intraday bars cover the news.
    daily: Option<bool>,
    /// The size of the sheet; `article` by default.
    #[param(inline)]
    size: Option<Size>,
    /// The colour theme; `light` by default.
    #[param(inline)]
    theme: Option<Paper>,
    /// The language of words, numbers and dates, `en` or `de`; `en` by default.
    lang: Option<String>,
    /// Pixels per point of the drawing; 2 by default.
    #[param(minimum = 0.25, maximum = 4.0)]
    scale: Option<f32>,
}

/// The query parameters of a picture of many events.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // the description of what is read
pub(super) struct ManyParams {
    /// The share of a timeline.
    ticker: Option<String>,
    /// The first day of a timeline; by default, some weeks before its first event.
    since: Option<String>,
    /// The last day of a timeline; by default, some weeks after its last event.
    until: Option<String>,
    /// The events of a heat map or of multiples, as an expression; all of them by default.
    r#where: Option<String>,
    /// What makes a row of a heat map, `symbol` or `kind`; `symbol` by default.
    by: Option<String>,
    /// The size of the sheet; `article` by default.
    #[param(inline)]
    size: Option<Size>,
    /// The colour theme; `light` by default.
    #[param(inline)]
    theme: Option<Paper>,
    /// The language of words, numbers and dates, `en` or `de`; `en` by default.
    lang: Option<String>,
    /// Pixels of a PNG per point of the drawing; 2 by default.
    #[param(minimum = 0.25, maximum = 4.0)]
    scale: Option<f32>,
}

/// What the picture of an event shows.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(super) enum Kind {
    /// One instrument around the news.
    Reaction,
    /// Its first hours, minute by minute.
    Intraday,
    /// All instruments, in percent.
    Comparison,
    /// The move among the instrument's own of before.
    Placebo,
    /// All instruments, in a small picture each.
    Multiples,
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "reaction" => Ok(Self::Reaction),
            "intraday" => Ok(Self::Intraday),
            "comparison" => Ok(Self::Comparison),
            "placebo" => Ok(Self::Placebo),
            "multiples" => Ok(Self::Multiples),
            _ => Err(format!("\"{text}\" is not one of reaction, intraday, comparison, placebo, multiples")),
        }
    }
}

/// The size of a chart.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(super) enum Size {
    /// 960 pixels wide.
    Article,
    /// 600 pixels wide.
    Column,
    /// 360 pixels wide.
    Phone,
    /// 1200 × 630 pixels: the card of a link.
    Card,
    /// 1080 × 1080 pixels.
    Square,
    /// 1280 × 720 pixels.
    Slide,
    /// An older name of `article`.
    Wide,
    /// An older name of `phone`.
    Narrow,
}

impl From<Size> for chart::Size {
    fn from(size: Size) -> Self {
        match size {
            Size::Article | Size::Wide => Self::Article,
            Size::Column => Self::Column,
            Size::Phone | Size::Narrow => Self::Phone,
            Size::Card => Self::Card,
            Size::Square => Self::Square,
            Size::Slide => Self::Slide,
        }
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "article" => Ok(Self::Article),
            "column" => Ok(Self::Column),
            "phone" => Ok(Self::Phone),
            "card" => Ok(Self::Card),
            "square" => Ok(Self::Square),
            "slide" => Ok(Self::Slide),
            "wide" => Ok(Self::Wide),
            "narrow" => Ok(Self::Narrow),
            _ => Err(chart::UnknownSize(text.to_owned()).to_string()),
        }
    }
}

/// The colour theme of a chart.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(super) enum Paper {
    /// Dark on a light background.
    Light,
    /// Light on a dark background.
    Dark,
}

impl FromStr for Paper {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            _ => Err(format!("\"{text}\" is not one of light, dark")),
        }
    }
}

/// How long caches may keep a chart. It changes when a horizon ends, at most every few hours; the tag shows it.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=60, must-revalidate");

/// The reaction to an event as SVG
#[utoipa::path(get, path = "/api/events/{id}/chart.svg", tag = "charts", operation_id = "chart_svg",
    params(("id" = i64, Path, description = "The event's number", minimum = 1), ChartParams),
    responses(
        (status = 200, description = "The chart", body = String, content_type = "image/svg+xml",
            headers(("etag" = String, description = "Changes when the picture changes"))),
        (status = 304, description = "The chart named by If-None-Match is unchanged")))]
pub(super) async fn svg(
    State(shared): SharedState,
    EventPath(id): EventPath,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut params = params;
    let picture = of_event(id, &mut params)?;
    answer(&shared, picture, Form::Svg, params, &headers).await
}

/// The reaction to an event as PNG
#[utoipa::path(get, path = "/api/events/{id}/chart.png", tag = "charts", operation_id = "chart_png",
    params(("id" = i64, Path, description = "The event's number", minimum = 1), RasterParams),
    responses(
        (status = 200, description = "The chart", body = Vec<u8>, content_type = "image/png",
            headers(("etag" = String, description = "Changes when the picture changes"))),
        (status = 304, description = "The chart named by If-None-Match is unchanged")))]
pub(super) async fn png(
    State(shared): SharedState,
    EventPath(id): EventPath,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut params = params;
    let picture = of_event(id, &mut params)?;
    answer(&shared, picture, Form::Png, params, &headers).await
}

/// A picture of many events
///
/// A share with its news, median moves by horizon, or many moves in small pictures.
#[utoipa::path(get, path = "/api/charts/{file}", tag = "charts", operation_id = "charts",
    params(
        ("file" = String, Path, description = "`timeline`, `heatmap` or `multiples`, with `.svg` or `.png`",
            pattern = "^(timeline|heatmap|multiples)\\.(svg|png)$", example = "heatmap.svg"),
        ManyParams),
    responses(
        (status = 200, description = "The chart", content(
            (String = "image/svg+xml"), (Vec<u8> = "image/png"))),
        (status = 304, description = "The chart named by If-None-Match is unchanged")))]
pub(super) async fn many(
    State(shared): SharedState,
    Path(file): Path<String>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut params = params;
    let (name, form) = match file.rsplit_once('.') {
        Some((name, "svg")) => (name, Form::Svg),
        Some((name, "png")) => (name, Form::Png),
        _ => return Err(Problem::not_found("there is no such picture")),
    };
    let expr = params.one::<String>("where")?.unwrap_or_default();
    let picture = match name {
        "heatmap" => Picture::HeatMap { expr, by: params.one("by")?.unwrap_or_default() },
        "multiples" => Picture::MultiplesOf(expr),
        "timeline" => Picture::Timeline {
            symbol: params.one("ticker")?.unwrap_or_default(),
            since: params.one("since")?,
            until: params.one("until")?,
        },
        _ => return Err(Problem::not_found("there is no such picture")),
    };
    answer(&shared, picture, form, params, &headers).await
}

/// The form of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Svg,
    Png,
}

/// The picture of an event that is asked for.
fn of_event(id: EventId, params: &mut Params) -> Result<Picture, Problem> {
    let subject = Subject { event: id, ticker: params.one::<String>("ticker")? };
    Ok(match params.one::<Kind>("as")?.unwrap_or(Kind::Reaction) {
        Kind::Reaction => Picture::Reaction(subject),
        Kind::Intraday => Picture::Intraday(subject),
        Kind::Placebo => Picture::Placebo(subject),
        Kind::Comparison => Picture::Comparison(id),
        Kind::Multiples => Picture::Multiples(id),
    })
}

async fn answer(
    shared: &Arc<Shared>,
    wanted: Picture,
    form: Form,
    mut params: Params,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let look = Look {
        daily: params.one("daily")?.unwrap_or_default(),
        size: params.one::<Size>("size")?.map(chart::Size::from).unwrap_or_default(),
        lang: params.one("lang")?.unwrap_or_default(),
        theme: match params.one("theme")? {
            Some(Paper::Dark) => Theme::Dark,
            Some(Paper::Light) | None => Theme::Light,
        },
    };
    let scale = if form == Form::Png { params.number("scale", 0.25, 4.0)? } else { None };
    let scale = scale.unwrap_or(2.0);
    params.end()?;
    let ours = Arc::clone(shared);
    let drawn = shared.read(move |store| {
        let reference = ours.reference(store)?;
        draw_picture(&ours.context, store, &reference, &wanted, &look)
    });
    let svg = drawn.await?.svg;
    let kind = if form == Form::Png { format!("-{scale}") } else { String::new() };
    let tag = tag(svg.as_bytes(), &kind)?;
    if is_known(headers, &tag) {
        return Ok(unchanged(tag));
    }
    Ok(match form {
        Form::Svg => picture("image/svg+xml; charset=utf-8", tag, svg),
        Form::Png => picture("image/png", tag, shared.read(move |_| raster(&svg, scale)).await?),
    })
}

fn unchanged(tag: HeaderValue) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag), (header::CACHE_CONTROL, CACHE)]).into_response()
}

fn picture(media: &'static str, tag: HeaderValue, body: impl IntoResponse) -> Response {
    let media = HeaderValue::from_static(media);
    let headers = [(header::CONTENT_TYPE, media), (header::ETAG, tag), (header::CACHE_CONTROL, CACHE)];
    (headers, body).into_response()
}
