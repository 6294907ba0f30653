//! Entity tags: a client that has an answer already is told that it still holds.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use xxhash_rust::xxh3::xxh3_128;

use super::problem::Problem;

/// Answers are pages of a list or one event: none comes near this.
const MOST_BYTES: usize = 64 << 20;

/// A weak tag, since the same content may be sent compressed or not; `variant` distinguishes forms of it.
pub(super) fn tag(content: &[u8], variant: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(format!("W/\"{:032x}{variant}\"", xxh3_128(content)))
        .map_err(|_| Problem::internal())
}

/// Whether the client names the tag in `If-None-Match`.
pub(super) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let ours = tag.to_str().unwrap_or_default().trim_start_matches("W/");
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    given.flat_map(|v| v.split(',')).map(str::trim).any(|t| t == "*" || t.trim_start_matches("W/") == ours)
}

/// Gives every JSON answer to a reading request its tag, and answers 304 where the client has it.
pub(super) async fn documents(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let asked = request.headers().clone();
    let response = next.run(request).await;
    let media = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if !reads || response.status() != StatusCode::OK || media != Some(b"application/json") {
        return response;
    }
    tagged(&asked, response).await.unwrap_or_else(IntoResponse::into_response)
}

async fn tagged(asked: &HeaderMap, response: Response) -> Result<Response, Problem> {
    let (mut head, body) = response.into_parts();
    let content = to_bytes(body, MOST_BYTES).await.map_err(|_| Problem::internal())?;
    let tag = tag(&content, "")?;
    if is_known(asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    head.headers.insert(header::ETAG, tag);
    Ok(Response::from_parts(head, Body::from(content)))
}
