//! Charts over HTTP, with validators for caches.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::{IntoParams, ToSchema};

use super::SharedState;
use super::params::{EventPath, Params};
use super::problem::Problem;
use super::shared::Shared;
use super::tag::{is_known, tag};
use crate::app::chart::{Drawn, Look, draw, png as raster};
use crate::chart::{self, Theme};
use crate::event::EventId;

/// The query parameters of a chart.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // the description of what is read
pub(super) struct ChartParams {
    /// The instrument; by default the first link that has prices.
    ticker: Option<String>,
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
    let (drawn, _) = drawn(&shared, id, params, false).await?;
    let tag = tag(drawn.svg.as_bytes(), "")?;
    if is_known(&headers, &tag) {
        return Ok(unchanged(tag));
    }
    Ok(picture("image/svg+xml; charset=utf-8", tag, drawn.svg))
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
    let (drawn, scale) = drawn(&shared, id, params, true).await?;
    let tag = tag(drawn.svg.as_bytes(), &format!("-{scale}"))?;
    if is_known(&headers, &tag) {
        return Ok(unchanged(tag));
    }
    let bytes = shared.read(move |_| raster(&drawn.svg, scale)).await?;
    Ok(picture("image/png", tag, bytes))
}

async fn drawn(
    shared: &Arc<Shared>,
    id: EventId,
    mut params: Params,
    scaled: bool,
) -> Result<(Drawn, f32), Problem> {
    let ticker = params.one::<String>("ticker")?;
    let look = Look {
        daily: params.one("daily")?.unwrap_or_default(),
        size: params.one::<Size>("size")?.map(chart::Size::from).unwrap_or_default(),
        lang: params.one("lang")?.unwrap_or_default(),
        theme: match params.one("theme")? {
            Some(Paper::Dark) => Theme::Dark,
            Some(Paper::Light) | None => Theme::Light,
        },
    };
    let scale = if scaled { params.number("scale", 0.25, 4.0)? } else { None };
    params.end()?;
    let ours = Arc::clone(shared);
    let drawn = shared.read(move |store| {
        let reference = ours.reference(store)?;
        draw(store, &reference, id, ticker.as_deref(), look)
    });
    Ok((drawn.await?, scale.unwrap_or(2.0)))
}

fn unchanged(tag: HeaderValue) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag), (header::CACHE_CONTROL, CACHE)]).into_response()
}

fn picture(media: &'static str, tag: HeaderValue, body: impl IntoResponse) -> Response {
    let media = HeaderValue::from_static(media);
    let headers = [(header::CONTENT_TYPE, media), (header::ETAG, tag), (header::CACHE_CONTROL, CACHE)];
    (headers, body).into_response()
}
