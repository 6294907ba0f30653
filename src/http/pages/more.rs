//! The other pages: the arithmetic of an event, its figures as files, an instrument, sources, alerts.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::SharedState;
use super::super::params::{EventPath, Params};
use super::super::problem::Problem;
use super::super::remedy;
use super::{Frame, answer};
use crate::app::alert;
use crate::app::chart::drawn_prices;
use crate::app::list::{pages, show};
use crate::app::source::{Health, list_from};
use crate::view::alert::{AlertRecord, DeliveryRecord};
use crate::view::format;
use crate::view::page::InstrumentPage;
use crate::view::rows::{Machine, machine};
use crate::view::source::{SourceRecord, interval, state};

#[derive(Template)]
#[template(path = "explain.html")]
struct Explained {
    id: i64,
    text: String,
    frame: Frame,
}

/// The arithmetic behind the figures of an event.
pub(in crate::http) async fn explain(
    State(shared): SharedState,
    frame: Frame,
    path: Result<EventPath, Problem>,
) -> Response {
    let page = match path {
        Ok(EventPath(id)) => {
            let (ours, now) = (Arc::clone(&shared), shared.context.now());
            let read = move |store: &_| {
                pages::arithmetic(store, &ours.reference(store)?, id, now, &remedy::for_reader)
            };
            shared.read(read).await.map(|text| (id.0, text))
        }
        Err(problem) => Err(problem),
    };
    let page = page.map(|(id, text)| (StatusCode::OK, Explained { id, text, frame: frame.clone() }));
    answer(frame, page)
}

/// The reactions of an event as CSV.
pub(in crate::http) async fn reactions_csv(
    State(shared): SharedState,
    EventPath(id): EventPath,
) -> Result<Response, Problem> {
    let stored = shared.read(move |store| show::stored(store, id)).await?;
    Ok(file(&format!("event-{id}-reactions.csv"), machine(&show::document(&stored), Machine::Csv) + "\n"))
}

/// The prices that the chart of an event shows, as CSV.
pub(in crate::http) async fn prices_csv(
    State(shared): SharedState,
    EventPath(id): EventPath,
    mut params: Params,
) -> Result<Response, Problem> {
    let ticker = params.one::<String>("ticker")?;
    params.end()?;
    let ours = Arc::clone(&shared);
    let read = move |store: &_| drawn_prices(store, &ours.reference(store)?, id, ticker.as_deref());
    Ok(file(&format!("event-{id}-prices.csv"), shared.read(read).await?))
}

/// A file to keep.
fn file(name: &str, text: String) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let media = HeaderValue::from_static("text/csv; charset=utf-8");
    ([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
}

#[derive(Template)]
#[template(path = "instrument.html")]
struct OfInstrument {
    page: InstrumentPage,
    frame: Frame,
}

/// The page of an instrument.
pub(in crate::http) async fn instrument(
    State(shared): SharedState,
    frame: Frame,
    path: Result<Path<String>, PathRejection>,
) -> Response {
    let page = match path {
        Ok(Path(symbol)) => {
            let (ours, zone) = (Arc::clone(&shared), frame.zone);
            let read = move |store: &_| {
                pages::instrument(store, &ours.context, &ours.reference(store)?, &symbol, zone)
            };
            shared.read(read).await
        }
        Err(_) => Err(Problem::bad_request("the path is not UTF-8")),
    };
    let page = page.map(|page| (StatusCode::OK, OfInstrument { page, frame: frame.clone() }));
    answer(frame, page)
}

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources {
    sources: Vec<SourceRecord>,
    frame: Frame,
}

impl Sources {
    /// The expression for the events of a source.
    #[allow(clippy::unused_self)] // as the template calls it
    fn of(&self, source: &SourceRecord) -> String {
        format!("source = \"{}\"", source.name.replace('"', ""))
    }

    /// An instant in the reader's zone.
    fn at(&self, instant: Option<&chrono::DateTime<chrono::Utc>>) -> Option<String> {
        instant.map(|at| format::instant_short(*at, self.frame.zone))
    }
}

/// The sources with their health.
pub(in crate::http) async fn sources(State(shared): SharedState, frame: Frame) -> Response {
    let context = shared.context.clone();
    let health = shared.read(move |store| list_from(&context, store)).await;
    let page = health.map(|health| {
        let sources = health.into_iter().map(Health::record).collect();
        (StatusCode::OK, Sources { sources, frame: frame.clone() })
    });
    answer(frame, page)
}

#[derive(Template)]
#[template(path = "alerts.html")]
struct Alerts {
    rules: Vec<AlertRecord>,
    deliveries: Vec<DeliveryRecord>,
    frame: Frame,
}

/// The latest deliveries that are shown.
const MOST_DELIVERIES: usize = 50;

/// The rules, and what they sent.
pub(in crate::http) async fn alerts(State(shared): SharedState, frame: Frame) -> Response {
    let read = |store: &_| Ok((alert::list_from(store)?.alerts, alert::log_from(store, MOST_DELIVERIES)?));
    let page = shared.read(read).await.map(|(rules, log)| {
        (StatusCode::OK, Alerts { rules, deliveries: log.deliveries, frame: frame.clone() })
    });
    answer(frame, page)
}
