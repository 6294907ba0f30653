//! The page of an event.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::SharedState;
use super::super::params::EventPath;
use super::super::problem::Problem;
use super::super::remedy;
use super::{Frame, answer};
use crate::app::list::pages;
use crate::view::page::EventPage;

#[derive(Template)]
#[template(path = "event.html")]
struct Event {
    page: EventPage,
    frame: Frame,
}

/// The page of an event.
pub(in crate::http) async fn event(
    State(shared): SharedState,
    frame: Frame,
    path: Result<EventPath, Problem>,
) -> Response {
    let page = match path {
        Ok(EventPath(id)) => {
            let ours = Arc::clone(&shared);
            let read = move |store: &_| pages::event(store, &ours.reference(store)?, id, &remedy::for_reader);
            shared.read(read).await
        }
        Err(problem) => Err(problem),
    };
    answer(frame.clone(), page.map(|page| (StatusCode::OK, Event { page, frame })))
}
