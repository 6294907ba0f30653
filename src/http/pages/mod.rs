//! The pages: rendered on the server, complete without scripts.

mod event;
mod forms;
mod frame;
mod lists;
mod more;
mod preferences;

pub(super) use event::event;
pub(super) use forms::{decide, log, log_form};
pub(super) use frame::{Frame, icon, script, style};
pub(super) use lists::{found, today};
pub(super) use more::{alerts, explain, instrument, prices_csv, reactions_csv, sources};
pub(super) use preferences::preferences;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::problem::Problem;
use super::remedy::Way;
use crate::text::printable;

#[derive(Template)]
#[template(path = "problem.html")]
struct Refused {
    status: u16,
    title: &'static str,
    detail: String,
    way: Way,
    frame: Frame,
}

/// A page, or an error as a page in the same frame.
fn answer<T: Template>(frame: Frame, page: Result<(StatusCode, T), Problem>) -> Response {
    match page {
        Ok((status, page)) => rendered(status, &page),
        Err(problem) => refused(frame, &problem),
    }
}

/// An error as a page, for readers who followed a link.
pub(super) fn refused(frame: Frame, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = Refused {
        status: problem.status(),
        title: status.canonical_reason().unwrap_or("Refused"),
        detail: problem.detail().to_owned(),
        way: problem.way(),
        frame,
    };
    rendered(status, &page)
}

fn rendered(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(printable(&html).into_owned())).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page was not written");
            Problem::internal().into_response()
        }
    }
}
