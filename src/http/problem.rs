//! Errors as problem details (RFC 9457).

use std::borrow::Cow;
use std::fmt::Display;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::remedy::{self, Way};
use crate::app::Failure;
use crate::fault::FaultClass;

/// The media type of a problem.
pub(super) const MEDIA: &str = "application/problem+json";

/// A problem document (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// `about:blank`: the kind of problem is given by the status.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The status in words.
    #[schema(example = "Not Found")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong, in one sentence.
    #[schema(example = "there is no event 17")]
    detail: Cow<'static, str>,
    /// The parameter that is wrong, if a parameter is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "where")]
    parameter: Option<Box<str>>,
    /// The character of the parameter's value, from 1, at which the error was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 8, minimum = 1)]
    position: Option<usize>,
    /// What the client could do, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "GET /api/events lists the events")]
    remedy: Option<Box<str>>,
    /// The link that the error page offers.
    #[serde(skip)]
    way: Way,
    /// The header that goes with the status, if any.
    #[serde(skip)]
    header: Option<Box<(header::HeaderName, HeaderValue)>>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        let title = status.canonical_reason().unwrap_or("Unknown");
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail: detail.into(),
            parameter: None,
            position: None,
            remedy: None,
            way: Way::default(),
            header: None,
        }
    }

    pub(super) fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub(super) fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// A wrong parameter; for an expression, with the position of the error.
    pub(super) fn parameter(name: &str, reason: &impl Display, position: Option<usize>) -> Self {
        let refused = Self::bad_request(format!("{name}: {reason}"));
        Self { parameter: Some(name.into()), position, ..refused }
    }

    /// The server is overloaded; the client should retry after this many seconds.
    pub(super) fn later(status: StatusCode, detail: impl Into<Cow<'static, str>>, seconds: u64) -> Self {
        Self::new(status, detail).with(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// An internal error, whose cause is only logged.
    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the server failed; its log has the reason")
    }

    pub(super) fn with(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    /// The same error if the body caused it: a missing thing that the body names makes the
    /// body wrong, not the address.
    pub(super) fn in_body(mut self) -> Self {
        if matches!(self.status, 400 | 404) {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            self.status = status.as_u16();
            self.title = status.canonical_reason().unwrap_or_default();
        }
        self
    }

    pub(super) const fn status(&self) -> u16 {
        self.status
    }

    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// The parameter or field that is wrong, if one is.
    pub(super) fn named(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// What the client could do, if anything.
    pub(super) fn advice(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// The link that the error page offers.
    pub(super) const fn way(&self) -> Way {
        self.way
    }
}

/// The statuses of the fault classes. Internal errors are logged, not sent: their
/// messages name files and tables.
impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let words = match failure.argument() {
            Some(argument) => format!("{argument}: {failure}"),
            None => failure.to_string(),
        };
        let told = match failure.class() {
            FaultClass::Input | FaultClass::Usage => Self::bad_request(words),
            FaultClass::NotFound => Self::not_found(words),
            FaultClass::Network => Self::new(StatusCode::BAD_GATEWAY, words),
            FaultClass::Data => Self::new(StatusCode::UNPROCESSABLE_ENTITY, words),
            FaultClass::Store if failure.is_retryable() => {
                tracing::warn!(fault = %words, "the database was busy");
                let detail = "the database is busy, or the answer took too long";
                return Self::later(StatusCode::SERVICE_UNAVAILABLE, detail, 1);
            }
            FaultClass::Store | FaultClass::Bug => {
                tracing::error!(fault = %words, "a request failed");
                return Self::internal();
            }
        };
        Self {
            parameter: failure.argument().map(Into::into),
            remedy: failure.remedy().as_ref().and_then(remedy::words).map(Into::into),
            way: failure.remedy().as_ref().map(remedy::way).unwrap_or_default(),
            ..told
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, MEDIA), (header::CACHE_CONTROL, "no-store")], body)
                .into_response();
        if let Some(header) = self.header {
            let (name, value) = *header;
            response.headers_mut().insert(name, value);
        }
        response
    }
}
