//! The pages: rendered on the server, without scripts.

use std::str::FromStr;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDate;
use xxhash_rust::xxh3::xxh3_64;

use super::SharedState;
use super::params::{EventPath, Params};
use super::problem::Problem;
use super::remedy::{self, Way};
use crate::app::list::pages;
use crate::text::printable;
use crate::view::page::{DayPage, EventPage, FoundPage};

const STYLE: &str = include_str!("../../assets/page/style.css");
const ICON: &str = include_str!("../../assets/page/icon.svg");

#[derive(Template)]
#[template(path = "day.html")]
struct Day {
    page: DayPage,
    style: String,
}

#[derive(Template)]
#[template(path = "found.html")]
struct Found {
    page: FoundPage,
    style: String,
}

#[derive(Template)]
#[template(path = "event.html")]
struct Event {
    page: EventPage,
    style: String,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Refused {
    status: u16,
    title: &'static str,
    detail: String,
    way: Way,
    style: String,
}

/// A day; a form sends an empty text if none was chosen.
struct AskedDay(Option<NaiveDate>);

impl FromStr for AskedDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| format!("\"{text}\" is not a day, like 2025-01-29");
        if text.is_empty() { Ok(Self(None)) } else { text.parse().map(|d| Self(Some(d))).map_err(wrong) }
    }
}

/// The search page.
pub(super) async fn found(State(shared): SharedState, mut params: Params) -> Response {
    let mut asked = || {
        let words = params.one::<String>("q")?.unwrap_or_default();
        let ticker = params.one::<String>("ticker")?.unwrap_or_default();
        Ok((words, ticker))
    };
    let page = match asked().and_then(|asked| params.end().map(|()| asked)) {
        Ok((words, ticker)) => {
            let context = shared.context.clone();
            shared.read(move |store| pages::found(store, &context, &words, &ticker)).await
        }
        Err(problem) => Err(problem),
    };
    answer(page.map(|page| Found { page, style: style_address() }))
}

/// The page of a day.
pub(super) async fn today(State(shared): SharedState, mut params: Params) -> Response {
    let now = shared.context.now();
    let asked = params.one::<AskedDay>("day").and_then(|day| params.end().map(|()| day.and_then(|d| d.0)));
    let page = match asked {
        Ok(day) => shared.read(move |store| pages::day(store, day, now)).await,
        Err(problem) => Err(problem),
    };
    answer(page.map(|page| Day { page, style: style_address() }))
}

/// The page of an event.
pub(super) async fn event(State(shared): SharedState, path: Result<EventPath, Problem>) -> Response {
    let page = match path {
        Ok(EventPath(id)) => {
            let ours = Arc::clone(&shared);
            shared
                .read(move |store| pages::event(store, &ours.reference(store)?, id, &remedy::for_reader))
                .await
        }
        Err(problem) => Err(problem),
    };
    answer(page.map(|page| Event { page, style: style_address() }))
}

/// A page, or an error as a page.
fn answer(page: Result<impl Template, Problem>) -> Response {
    let rendered = match page {
        Ok(page) => page.render().map(|html| (StatusCode::OK, html)),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let refused = Refused {
                status: problem.status(),
                title: status.canonical_reason().unwrap_or("Refused"),
                detail: problem.detail().to_owned(),
                way: problem.way(),
                style: style_address(),
            };
            refused.render().map(|html| (status, html))
        }
    };
    match rendered {
        Ok((status, html)) => (status, Html(printable(&html).into_owned())).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page was not written");
            Problem::internal().into_response()
        }
    }
}

/// An error as a page, for readers who followed a link.
pub(super) fn refused(problem: Problem) -> Response {
    answer(Err::<Refused, _>(problem))
}

/// The address of the style sheet. It changes with the content, so that caches may keep it for ever.
fn style_address() -> String {
    format!("/style.css?v={:016x}", xxh3_64(STYLE.as_bytes()))
}

/// The style sheet.
pub(super) async fn style(headers: HeaderMap) -> Response {
    // Its address changes with it.
    fixed("text/css; charset=utf-8", "public, max-age=31536000, immutable", STYLE, &headers)
}

/// The favicon.
pub(super) async fn icon(headers: HeaderMap) -> Response {
    fixed("image/svg+xml", "public, max-age=86400", ICON, &headers)
}

/// A response that changes only with the program.
fn fixed(media: &'static str, cache: &'static str, body: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:016x}\"", xxh3_64(body.as_bytes()));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes());
    let head = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, cache), (header::ETAG, &tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, body).into_response()
}
